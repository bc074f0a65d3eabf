"""The columns of the register: one table, of which filters, sorting, parameters, forms and headings are all made.

A new column is a row here, its cell in ``CellsRow`` with the next ``SHAPE``, and a step with the column for SQLite and
for PostgreSQL.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from domain.center import Center
from domain.end_of_term import TermBasis
from domain.guideline.fields import Field
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, Level
from domain.kernel.base import Label, LabeledEnum
from domain.oversight import WaitsFor
from domain.values.comparing_form import comparing_form
from domain.values.districts import District
from domain.wording.fields import label_of
from domain.wording.headings import HEADINGS
from ledger.read_model.pages import comparing_lines
from ledger.read_model.register_item import CenterItem
from ledger.read_model.rows import CellsRow

Item = Mapping[str, Any]
"""A line of the register, as its JSON has it."""
NUMBER_WIDTH = 9
"""Digits of a count in its cell, so that the order of the texts is that of the counts."""


class Kind(StrEnum):
    """What stands in a column, which decides how it is filtered, sorted and written."""

    TEXT = "text"
    TEXTS = "texts"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    FLAG = "flag"
    COUNT = "count"


class View(LabeledEnum):
    """How much of a center the reader sees."""

    RECORD = "record", "记录", "Record"
    FORMER = "former", "截至退出时", "As of leaving"
    PUBLIC = "public", "公开信息", "Public"


class Unsettled(LabeledEnum):
    """What an import may leave unknown or disputed, by the names of a center's fields."""

    HOST = "host", *label_of(Center, "host")
    PARTIES = "parties", *label_of(None, "parties")
    NAME_EN = "name_en", *label_of(Center, "name_en")
    FIELD_IN_WORDS = "field_in_words", *label_of(None, "field_in_words")
    APPROVED_ON = "approved_on", *label_of(Center, "approved_on")
    APPROVAL_NUMBER = "approval_number", *label_of(Center, "approval_number")
    TERM_ENDS_ON = "term_ends_on", *label_of(Center, "term_ends_on")
    PHASE = "phase", *label_of(Center, "phase")
    INDUSTRY = "industry", *HEADINGS["industry"]
    SEAT = "seat", *HEADINGS["seat"]
    DISTRICT = "district", *HEADINGS["district"]
    ESTABLISHED_ON = "established_on", *label_of(Center, "established_on")
    ESTABLISHMENT_NUMBER = "establishment_number", *label_of(Center, "establishment_number")


class Column(NamedTuple):
    """One column: its name in items, parameters and cells, its heading, how wide it is in a file (characters), what it
    holds, where in an item that is found, and of which words it is, if of few. ``of_record``: who sees no more of a
    center than the public, or no more of it now, isn't told.
    """

    name: str
    heading: Label
    width: int
    kind: Kind
    of: Callable[[Item], Any]
    words: type[LabeledEnum] | None = None
    of_record: bool = False


def _plain(name: str) -> Callable[[Item], Any]:
    return lambda item: item[name]


def _within(name: str, part: str) -> Callable[[Item], Any]:
    return lambda item: (item[name] or {}).get(part)


def _labels(item: Item) -> list[str]:
    return [item["authority"]["zh"], item["authority"]["en"]]


def _kinds(item: Item) -> list[str]:
    return [duty["kind"] for duty in item["overdue_duties"]]


def _overdue_since(item: Item) -> str | None:
    return min((duty["due_on"] for duty in item["overdue_duties"] if duty["due_on"]), default=None)


def _district(item: Item) -> str | None:
    """Of the lead; of a center that is known from reports alone, where these say that it is."""
    district: str | None = item["district"] or item["seat_district"]
    return district


COLUMNS = (
    Column("name_zh", HEADINGS["name_zh"], 28, Kind.TEXT, _plain("name_zh")),
    Column("name_en", HEADINGS["name_en"], 44, Kind.TEXT, _plain("name_en")),
    Column("phase", HEADINGS["phase"], 9, Kind.CHOICE, _plain("phase"), Phase),
    Column("level", HEADINGS["level"], 8, Kind.CHOICE, _plain("level"), Level),
    Column("authority", Label("管理机关", "Authority"), 30, Kind.TEXTS, _labels),
    Column("of_the_bureau", Label("本局中心", "Of this bureau"), 10, Kind.FLAG, _plain("of_the_bureau")),
    Column("in_charge", Label("在管", "In charge"), 8, Kind.FLAG, _plain("in_charge")),
    Column("region", HEADINGS["region"], 10, Kind.TEXT, _plain("region")),
    Column("district", HEADINGS["district"], 12, Kind.CHOICE, _district, District),
    Column("host", HEADINGS["host"], 24, Kind.TEXT, _plain("host")),
    Column("uscc", HEADINGS["credit_code"], 22, Kind.TEXT, _plain("uscc")),
    Column("joint_parties", label_of(Center, "joint"), 34, Kind.TEXTS, _plain("joint_parties")),
    Column("industry", HEADINGS["industry"], 18, Kind.TEXT, _plain("industry")),
    Column("seat", HEADINGS["seat"], 12, Kind.TEXT, _plain("seat")),
    Column("field", HEADINGS["field"], 14, Kind.CHOICE, _plain("field"), Field),
    Column("approved_on", HEADINGS["approved_on"], 12, Kind.DAY, _within("approved_on", "on")),
    Column("approval_number", HEADINGS["approval_number"], 18, Kind.TEXT, _within("approval_number", "normalized")),
    Column(
        "term_basis", Label("期满日性质", "Basis of the end of term"), 10, Kind.CHOICE, _plain("term_basis"), TermBasis
    ),
    Column("term_ends_on", HEADINGS["term_ends_on"], 12, Kind.DAY, _plain("term_ends_on")),
    Column(
        "term_earliest", Label("最早期满日", "Term ends, earliest"), 13, Kind.DAY, _within("term_range", "earliest")
    ),
    Column("term_latest", Label("最晚期满日", "Term ends, latest"), 12, Kind.DAY, _within("term_range", "latest")),
    Column("established_on", HEADINGS["established_on"], 12, Kind.DAY, _within("established_on", "on")),
    Column(
        "establishment_number",
        HEADINGS["establishment_number"],
        24,
        Kind.TEXT,
        _within("establishment_number", "normalized"),
    ),
    Column("director", HEADINGS["director"], 9, Kind.TEXT, _plain("director"), of_record=True),
    Column("overdue", Label("有逾期", "Overdue"), 8, Kind.FLAG, _plain("overdue"), of_record=True),
    Column("overdue_duties", Label("逾期事项", "Overdue duties"), 26, Kind.CHOICES, _kinds, ClockKind, of_record=True),
    Column("overdue_since", Label("最早逾期于", "Overdue since"), 13, Kind.DAY, _overdue_since, of_record=True),
    Column(
        "certainly_over", Label("必已届满", "Certainly over"), 10, Kind.COUNT, _plain("certainly_over"), of_record=True
    ),
    Column(
        "next_deadline",
        Label("最近时限", "Next deadline"),
        14,
        Kind.CHOICE,
        _within("next_deadline", "kind"),
        ClockKind,
        of_record=True,
    ),
    Column("next_due_on", Label("期限", "Due on"), 12, Kind.DAY, _within("next_deadline", "due_on"), of_record=True),
    Column(
        "open_corrections",
        Label("待定更正", "Open corrections"),
        10,
        Kind.COUNT,
        _plain("open_corrections"),
        of_record=True,
    ),
    Column("disputed", Label("有争议", "Disputed"), 24, Kind.CHOICES, _plain("disputed"), Unsettled),
    Column("unknown", Label("不详", "Unknown"), 22, Kind.CHOICES, _plain("unknown"), Unsettled),
    Column("imported", Label("导入", "Imported"), 8, Kind.FLAG, _plain("imported")),
    Column("in_doubt", Label("存疑", "In doubt"), 8, Kind.FLAG, _plain("in_doubt"), of_record=True),
    Column(
        "waits_for", Label("待谁办理", "Waits for"), 18, Kind.CHOICES, _plain("waits_for"), WaitsFor, of_record=True
    ),
    Column("version", Label("记录数", "Records"), 9, Kind.COUNT, _plain("version"), of_record=True),
    Column("view", Label("所见范围", "Shown"), 12, Kind.CHOICE, _plain("view"), View),
    Column("center_id", HEADINGS["center_id"], 30, Kind.TEXT, _plain("center_id")),
)
"""In the order of a file. ``center_id`` names the row."""
COLUMN_OF: dict[str, Column] = {column.name: column for column in COLUMNS}


def _lines(value: Any) -> str | None:
    return comparing_lines(value) or None


_CELLS: dict[Kind, Callable[[Any], str | None]] = {
    Kind.TEXT: lambda value: comparing_form(value) or None,
    Kind.TEXTS: _lines,
    Kind.CHOICE: str,
    Kind.CHOICES: lambda value: "\n".join(dict.fromkeys(value)) or None,
    Kind.DAY: str,
    Kind.FLAG: lambda value: str(value).lower(),
    Kind.COUNT: lambda value: f"{value:0{NUMBER_WIDTH}}",
}


def cells_of(view: str, item: CenterItem, search: str) -> CellsRow:
    """What lists look for of the item, in the view of that name."""
    line = item.model_dump(mode="json")
    cells = {column.name: _cell(column, line) for column in COLUMNS}
    return CellsRow.model_validate({**cells, "center_id": item.center_id, "key": view, "search": search})


def _cell(column: Column, item: Item) -> str | None:
    value = column.of(item)
    return None if value is None else _CELLS[column.kind](value)


def day_or_text(value: str | None) -> date | str | None:
    """A day as a day, and what is known of one less exactly as its text."""
    try:
        return date.fromisoformat(value) if value is not None and len(value) == len("2023-05-11") else value
    except ValueError:
        return value


def each_value(column: Column, item: Item) -> Iterator[Any]:
    """What stands in the column for the item, one or several."""
    value = column.of(item)
    if value is not None:
        yield from value if column.kind in (Kind.TEXTS, Kind.CHOICES) else (value,)
