"""The center that somebody means who types its id, or a part of its name that no other has."""

from collections.abc import Sequence
from difflib import get_close_matches

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
    listed = _listed(ledger)
    sought = comparing_form(text)
    found = [center_id for center_id, names in listed.items() if sought and any(sought in name for name in names)]
    whole = [center_id for center_id in found if sought in listed[center_id]]
    if len(whole or found) == 1:
        return (whole or found)[0]
    if found:
        raise CommandError(wording.SEVERAL_CENTERS(text=text, centers=_named(ledger, found)))
    near = get_close_matches(sought, [*listed], n=1)
    raise CommandError(
        wording.NO_SUCH_CENTER_BUT(text=text, nearest=near[0]) if near else wording.CENTER_UNKNOWN(center=text)
    )


def _listed(ledger: Ledger) -> dict[str, Sequence[str]]:
    """By id, what each center is called, in the form in which names are compared."""
    found: dict[str, Sequence[str]] = {}
    cursor = None
    while True:
        page = ledger.read_model.find_centers(limit=PAGE, cursor=cursor)
        for item in page.items:
            names = (item["center_id"], item["name_zh"], item["name_en"])
            found[item["center_id"]] = [comparing_form(name) for name in names if name]
        cursor = page.next_cursor
        if cursor is None:
            return found


def _named(ledger: Ledger, found: Sequence[str]) -> str:
    names = ledger.read_model.names(found[:NAMED])
    listed = "; ".join(f"{center_id} {names[center_id][0]}" for center_id in found[:NAMED])
    return listed + (" …" if len(found) > NAMED else "")
