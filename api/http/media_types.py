"""As which kind of file a browser is given what somebody sent in."""

OF_ANY_KIND = "application/octet-stream"
TEXT = "text/plain"

PASSIVE = frozenset(
    {
        TEXT,
        "application/pdf",
        "application/zip",
        "image/bmp",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "application/ofd",  # GB/T 33190
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""Papers, pictures and tables: no browser runs anything in them. HTML, SVG, XML, scripts and style sheets are none."""
AS_TEXT = frozenset({"text/csv", "text/markdown", "text/tab-separated-values"})


def served_type(media_type: str) -> str:
    """The type under which a file is given out, whatever its sender called it; the record keeps what they said."""
    if media_type in PASSIVE:
        return media_type
    return TEXT if media_type in AS_TEXT else OF_ANY_KIND
