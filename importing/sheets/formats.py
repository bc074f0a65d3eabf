"""What kind of file it is, by what it begins with; a name says nothing certain."""

from typing import Literal

from importing.sheets.errors import no_table

Format = Literal["workbook", "text", "json"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED, _OLD_EXCEL = ("EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"<", "HTML/XML"),
)
"""What is no table, by its first bytes; some programs call an HTML page ``.xls``."""
_HEAD = 4096


def format_of(content: bytes) -> Format:
    """Raises ``WrongRows`` for a file of another kind, with what is taken, and where the template is."""
    head = _head(content)
    if content.startswith(_ZIP):
        return "workbook"
    if content.startswith(_OLE):
        raise no_table("sheet_encrypted") if _ENCRYPTED in content else _other(_ole_kind(content))
    if looks_like_json(content):
        return "json"
    found = next((kind for sign, kind in _SIGNS if head.startswith(sign)), None)
    if found is not None:
        raise _other(found)
    return "text"


def looks_like_json(content: bytes) -> bool:
    """Whether it begins as JSON does, which no table of ours does."""
    head = _head(content)
    return head.startswith((b"{", b"[")) and not head.startswith(b"{\\rtf")


def _head(content: bytes) -> bytes:
    return content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()


def _ole_kind(content: bytes) -> str:
    return ".xls" if _OLD_EXCEL in content else ".doc/.et/.wps"


def _other(kind: str) -> Exception:
    return no_table("sheet_format_not_taken", kind=kind)


def check_parts(names: frozenset[str]) -> None:
    """The parts of a zip archive are a workbook's. Raises ``WrongRows``, saying what they are instead."""
    if "xl/workbook.xml" in names:
        return
    kinds = {"word/document.xml": ".docx", "ppt/presentation.xml": ".pptx", "xl/workbook.bin": ".xlsb"}
    kinds |= {"content.xml": ".ods", "Index/Document.iwa": ".numbers"}
    raise _other(next((kind for part, kind in kinds.items() if part in names), "zip"))
