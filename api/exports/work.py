"""What waits for somebody as a file."""

from collections.abc import Callable

from starlette.responses import Response

from api.exports.asked import made_by
from api.exports.columns_in_words import cell_of, clause
from api.exports.list_files import ITEMS, FileKind, ListFile
from api.exports.made import Asked
from api.exports.tables import Cell, Column, Item
from api.http.language import Language, say
from api.reads.reading import Reading
from api.resources.work import WorkQuestion, find_work
from domain.decider import EVENT_LABELS, LABELS
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label
from domain.values.districts import District
from domain.wording.values import YES
from ledger.read_model.pages import Page
from ledger.read_model.work_columns import WORK

TITLE = Label("待办事项", "Work list")
OWN = Asked("assigned", "true", Label("范围", "of these"), Label("指定我经办的", "those in my own hands"))
ON_SCREEN = ("region", "name_en", "center_id")
"""Columns that aren't printed."""


def _decision(item: Item, language: Language) -> Cell:
    return say(LABELS[item["decision"]], language) if item.get("decision") else None


def _subject(item: Item, language: Language) -> Cell:
    """The event that it is about; what is none is named as it stands."""
    subject = item.get("subject")
    return say(EVENT_LABELS.get(subject, Label(subject, subject)), language) if subject else None


def _whom(item: Item, language: Language) -> Cell:
    named: str | None = item["org_name"] or item["person_name"]
    return named or (say(District(item["district"]).label, language) if item["district"] else None)


def _yes(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(YES, language) if item.get(name) else None


_SPECIAL: dict[str, Callable[[Item, Language], Cell]] = {
    "decision": _decision,
    "subject": _subject,
    "clause": clause,
    "whom": _whom,
    **{name: _yes(name) for name in ("overdue", "assumed", "provisional")},
}


def _column(name: str) -> Column:
    column = WORK.column_of[name]
    cell = _SPECIAL.get(name) or cell_of(column)
    return Column(column.heading, column.width, cell, name not in ON_SCREEN)


_ON_PAPER = [_column(one.name) for one in WORK.columns if one.name not in ON_SCREEN]
COLUMNS = (
    *_ON_PAPER,
    Column(ClockStatus.CERTAINLY_OVER.label, 9, _yes("latest")),
    *map(_column, ON_SCREEN),
)


async def work_file(reading: Reading, which: WorkQuestion, kind: FileKind, language: Language) -> Response:
    """All that waits for whoever asks, most urgent first, or in the order that is asked for. Raises ``Problem`` 503
    while lists of then are made.
    """

    async def page_from(cursor: str | None) -> Page:
        return await find_work(reading, which, ITEMS, cursor)

    made = made_by(reading.actor, TITLE, which.of, *((OWN,) if which.assigned else ()))
    return await ListFile("work", COLUMNS, made).answer(kind, page_from, language)
