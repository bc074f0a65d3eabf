"""Opaque cursors: where a page ended, so that the next one goes on there."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from ledger.errors import BadCursor

_PLACE: TypeAdapter[list[str]] = TypeAdapter(list[str])


def to_cursor(place: Sequence[str]) -> str:
    """The cursor of a place, safe in a URL."""
    return urlsafe_b64encode(_PLACE.dump_json(list(place))).decode().rstrip("=")


def from_cursor(cursor: str, parts: int) -> list[str]:
    """The place of a cursor, of so many parts. Raises BadCursor."""
    try:
        place = _PLACE.validate_json(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), strict=True)
    except (binascii.Error, ValueError, ValidationError):
        raise BadCursor from None
    if len(place) != parts or any("\x00" in part for part in place):
        raise BadCursor
    return place
