"""The center that somebody means who types its id, or a part of its name that no other has."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from domain.kernel.messages import BUREAU_STREAMS
from domain.values.comparing_form import comparing_form
from ledger.application import Ledger
from terminal import wording
from terminal.answers import CommandError

NAMED = 10
"""How many centers one sentence names."""
PAGE = 1_000


def find_center(ledger: Ledger, text: str) -> str:
    """Its id. Raises ``CommandError`` where no center is meant, or several may be, which it names then."""
    if text not in BUREAU_STREAMS and ledger.version(text):
        return text
    return center_among(text, _items(ledger))


def center_among(text: str, items: Iterable[Mapping[str, Any]]) -> str:
    """The one of these lines of the register that the text means. Raises ``CommandError``."""
    listed: dict[str, Mapping[str, Any]] = {item["center_id"]: item for item in items}
    names = {center_id: _names(item) for center_id, item in listed.items()}
    sought = comparing_form(text)
    found: list[str] = [
        center_id for center_id, known in names.items() if sought and any(sought in name for name in known)
    ]
    whole = [center_id for center_id in found if sought in names[center_id]]
    if len(whole or found) == 1:
        return (whole or found)[0]
    if found:
        named = "; ".join(f"{center_id} {listed[center_id]['name_zh']}" for center_id in found[:NAMED])
        more = " …" if len(found) > NAMED else ""
        raise CommandError(wording.SEVERAL_CENTERS(text=text, centers=named + more))
    near = get_close_matches(sought, [*listed], n=1)
    raise CommandError(
        wording.NO_SUCH_CENTER_BUT(text=text, nearest=near[0]) if near else wording.CENTER_UNKNOWN(center=text)
    )


def _names(item: Mapping[str, Any]) -> list[str]:
    """What a center is called, in the form in which names are compared."""
    return [comparing_form(name) for name in (item["center_id"], item["name_zh"], item["name_en"]) if name]


def _items(ledger: Ledger) -> Iterator[Mapping[str, Any]]:
    cursor = None
    while True:
        page = ledger.read_model.find_centers(limit=PAGE, cursor=cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
