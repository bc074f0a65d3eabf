"""What somebody typed into a form that cannot be taken as it came: it goes on to a page that offers it again."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData

FORM_PROOF, WHAT_TO_DO = "form_proof", "do"
MOST_FILES, MOST_FIELDS = 100, 10_000
"""An alliance of a thousand members has three fields for each."""
_OURS = ("same-origin", "none")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_from_own_address(request: Request) -> bool:
    """Whether a page of this very address sent it, as far as the browser says."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in _OURS
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def keep_form(request: Request) -> None:
    """Keeps the fields of a form of ours with the request; files have to be chosen again."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind in _FORMS and is_from_own_address(request):
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
            keep_fields(request, form)


def keep_fields(request: Request, form: FormData) -> None:
    """Keeps these fields, but not what belongs to the session or said which button was pressed."""
    request.state.typed = [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in (FORM_PROOF, WHAT_TO_DO)
    ]


def kept_form(request: Request) -> list[tuple[str, str]]:
    """The fields that were kept, if any."""
    kept: list[tuple[str, str]] = getattr(request.state, "typed", [])
    return kept
