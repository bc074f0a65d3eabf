"""The register's columns in a file: what a center's line says, in words."""

from collections.abc import Callable, Iterable
from typing import Any

from api.console.exports.exports import Cell, Column, Item
from api.http.language import Language, say
from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.wording.fields import label_of
from domain.wording.values import NO, YES
from ledger.read_model import columns as listed
from ledger.read_model.columns import COLUMN_OF, COLUMNS, Kind, day_or_text

TITLE = Label("产业计量测试中心名录", "Register of metrology centers")
COMMA = Label("、", ", ")
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


def _words(column: listed.Column, values: Iterable[str], language: Language) -> str | None:
    return say(COMMA, language).join(say(_word(column, one), language) for one in values) or None


def _word(column: listed.Column, code: str) -> Label:
    """In the column's words; in a field's where it names one that isn't among them."""
    known = {member.value: member.label for member in column.words or ()}
    return known.get(code) or label_of(None, code)


def _yes(value: bool | None, language: Language) -> Cell:
    return None if value is None else say(YES if value else NO, language)


_CELLS: dict[Kind, Callable[[listed.Column, Any, Language], Cell]] = {
    Kind.TEXT: lambda _column, value, _language: value,
    Kind.TEXTS: lambda _column, value, language: say(COMMA, language).join(value) or None,
    Kind.CHOICE: lambda column, value, language: _words(column, (value,), language),
    Kind.CHOICES: _words,
    Kind.DAY: lambda _column, value, _language: day_or_text(value),
    Kind.FLAG: lambda _column, value, language: _yes(value, language),
    Kind.COUNT: lambda _column, value, _language: value,
}


def _cell_of(column: listed.Column) -> Callable[[Item, Language], Cell]:
    def cell(item: Item, language: Language) -> Cell:
        if _is_untold(column, item):
            return NOT_SHOWN
        value = column.of(item)
        return None if value is None else _CELLS[column.kind](column, value, language)

    return cell


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


def _authority(item: Item, language: Language) -> Cell:
    named: str = item["authority"][language]
    return named


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
    "authority": _authority,
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
