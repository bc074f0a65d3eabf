"""The register as a file: what a center's line says, in words."""

from collections.abc import Callable

from starlette.responses import Response

from api.exports.asked import made_by
from api.exports.columns_in_words import COMMA, cell_of, named
from api.exports.list_files import ITEMS, FileKind, ListFile
from api.exports.tables import Cell, Column, Item
from api.http.language import Language, say
from api.reads.reading import Reading
from api.resources.centers import find_centers
from api.resources.list_parameters import ListQuestion
from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.wording.values import YES
from ledger.read_model import list_table as listed
from ledger.read_model.columns import COLUMN_OF, COLUMNS
from ledger.read_model.pages import Page

TITLE = Label("产业计量测试中心名录", "Register of metrology centers")
NOT_SHOWN = "—"
LATE = Label("{kind} {day}（逾期{late}天）", "{kind} {day} ({late} days late)")
ABOUT = Label("{day}（大致）", "{day} (approximate)")
ON_PAPER = (
    "name_zh",
    "phase",
    "level",
    "district",
    "host",
    "field",
    "approved_on",
    "approval_number",
    "term_basis",
    "term_ends_on",
    "term_latest",
    "established_on",
    "director",
    "overdue_duties",
    "next_deadline",
    "next_due_on",
    "unknown",
)
"""What a bureau's printed list has; the others follow it."""
NOT_PUBLIC = (
    "uscc",
    "joint_parties",
    "industry",
    "seat",
    "term_basis",
    "term_ends_on",
    "term_earliest",
    "term_latest",
    "director",
)
"""Of which the public register says nothing."""


def _cell_of(column: listed.Column) -> Callable[[Item, Language], Cell]:
    plain = cell_of(column)
    return lambda item, language: NOT_SHOWN if _is_untold(column, item) else plain(item, language)


def _is_untold(column: listed.Column, item: Item) -> bool:
    """What the reader isn't told where they see no more of the center than the public, or no more of it now."""
    return (column.of_record and item["view"] != "record") or (item["view"] == "public" and column.name in NOT_PUBLIC)


def _overdue(item: Item, language: Language) -> Cell:
    """Each duty with its day and how late it is."""
    if item["view"] != "record":
        return NOT_SHOWN
    found = (
        say(LATE, language).format(
            kind=say(ClockKind(duty["kind"]).label, language), day=duty["due_on"], late=duty["days_late"]
        )
        for duty in item["overdue_duties"]
    )
    return say(COMMA, language).join(found) or None


def _days_late(item: Item, _language: Language) -> Cell:
    if item["view"] != "record":
        return NOT_SHOWN
    return max((duty["days_late"] or 0 for duty in item["overdue_duties"]), default=None)


def _provisional(item: Item, language: Language) -> Cell:
    clock = item["next_deadline"]
    return say(YES, language) if clock and clock["provisional"] else None


def _day_of(name: str) -> Callable[[Item, Language], Cell]:
    """The day as far as it is known, and whether it is so about."""
    plain = _cell_of(COLUMN_OF[name])

    def cell(item: Item, language: Language) -> Cell:
        is_about = item[name] is not None and item[name]["approximate"]
        day = plain(item, language)
        return say(ABOUT, language).format(day=day) if is_about else day

    return cell


_SPECIAL: dict[str, Callable[[Item, Language], Cell]] = {
    "overdue_duties": _overdue,
    "authority": named("authority"),
    "approved_on": _day_of("approved_on"),
    "established_on": _day_of("established_on"),
}


def _column(name: str) -> Column:
    column = COLUMN_OF[name]
    return Column(column.heading, column.width, _SPECIAL.get(name) or _cell_of(column), name in ON_PAPER)


FILE_COLUMNS = (
    *map(_column, ON_PAPER),
    *(_column(column.name) for column in COLUMNS if column.name not in ON_PAPER),
    Column(Label("逾期天数", "Days late"), 9, _days_late, on_paper=False),
    Column(Label("暂定", "Provisional"), 9, _provisional, on_paper=False),
)


async def centers_file(reading: Reading, which: ListQuestion, kind: FileKind, language: Language) -> Response:
    """All centers that are asked for, in their order. Raises ``Problem`` 503 while lists of then are made."""

    async def page_from(cursor: str | None) -> Page:
        return await find_centers(reading, which, ITEMS, cursor)

    return await ListFile("centers", FILE_COLUMNS, made_by(reading.actor, TITLE, which)).answer(
        kind, page_from, language
    )
