"""The columns of the list of deadlines.

A new column is a row here, its cell in ``DeadlineCellsRow`` with the next ``SHAPE``, and a step with the column for
SQLite and for PostgreSQL.
"""

from datetime import date
from typing import Any

from domain.center import Center
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.values.districts import District
from domain.wording.fields import label_of
from domain.wording.headings import HEADINGS
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.deadline_list_item import deadline_list_item
from ledger.read_model.list_table import Column, Item, Kind, ListTable, both_languages, plain
from ledger.read_model.rows import DeadlineCellsRow

NEVER = "9999-12-31"
"""In the place of a day that nobody knows, so that it comes last."""
HOW_LATE = "coalesce(days_late, CASE WHEN late_since < :on_number THEN :on_number - late_since END)"
"""Calendar days until it was done, or until the day for which the list is read (``date.toordinal``)."""
DONE_OR_MISSED = (ClockStatus.MET, ClockStatus.MISSED)


def listed_on(item: Item) -> str | None:
    """The day on which lists have it: of one that is certainly over the last possible one."""
    day: str | None = item["latest"] if item["status"] == ClockStatus.CERTAINLY_OVER else item["due_on"]
    return day


def _subject(item: Item) -> str | None:
    return item["subject"] or None


def _days_late(item: Item) -> int | None:
    return item["days_late"] if item["status"] in DONE_OR_MISSED else None


COLUMNS = (
    Column("name_zh", HEADINGS["name_zh"], 30, Kind.TEXT, plain("center_name_zh")),
    Column("host", HEADINGS["host"], 24, Kind.TEXT, plain("host")),
    Column("district", HEADINGS["district"], 12, Kind.CHOICE, plain("district"), District),
    Column("duty", Label("事项", "Duty"), 24, Kind.TEXTS, both_languages("duty")),
    Column("kind", Label("事项类别", "Kind of duty"), 20, Kind.CHOICE, plain("kind"), ClockKind),
    Column("subject", Label("内容", "About"), 24, Kind.TEXT, _subject),
    Column("clause", Label("依据", "Clause"), 10, Kind.TEXT, plain("clause")),
    Column(
        "due",
        Label("期限", "Due on"),
        12,
        Kind.DAY,
        listed_on,
        about="Of a clock that is certainly over, its last possible day counts",
    ),
    Column("days_late", Label("逾期天数", "Days late"), 9, Kind.NUMBER, _days_late, expression=HOW_LATE),
    Column("met_on", Label("完成日期", "Done on"), 12, Kind.DAY, plain("met_on")),
    Column("status", Label("状态", "Status"), 12, Kind.CHOICE, plain("status"), ClockStatus),
    Column("earliest", Label("最早", "Earliest"), 12, Kind.DAY, plain("earliest")),
    Column("latest", Label("最晚", "Latest"), 12, Kind.DAY, plain("latest")),
    Column("assumed", Label("推定", "Assumed"), 9, Kind.FLAG, plain("assumed")),
    Column("provisional", Label("暂定", "Provisional"), 9, Kind.FLAG, plain("provisional")),
    Column("phase", HEADINGS["phase"], 9, Kind.CHOICE, plain("phase"), Phase),
    Column("region", label_of(Center, "region"), 10, Kind.TEXT, plain("region")),
    Column("authority", Label("管理机关", "Authority"), 30, Kind.TEXTS, both_languages("authority")),
    Column("of_the_bureau", Label("本局中心", "Of this bureau"), 10, Kind.FLAG, plain("of_the_bureau")),
    Column("name_en", HEADINGS["name_en"], 40, Kind.TEXT, plain("center_name_en")),
    Column("center_id", HEADINGS["center_id"], 26, Kind.TEXT, plain("center_id")),
)
"""In the order of a file."""
DEADLINES = ListTable(COLUMNS, row=("center_id", "key"), default=("listed", "center_id", "key"))


def cells_of(clock: DeadlineItem, center: Item) -> DeadlineCellsRow:
    """What the list of deadlines looks for of the clock of that center, a line of the register."""
    item = deadline_list_item(clock.model_dump(mode="json"), center)
    own: dict[str, Any] = {"center_id": clock.center_id, "key": clock.key, "listed": listed_on(item) or NEVER}
    if clock.status == ClockStatus.MET:
        own["days_late"] = clock.days_late
    if clock.status == ClockStatus.MISSED and clock.due_on is not None:
        own["late_since"] = clock.due_on.toordinal()
    return DeadlineCellsRow.model_validate({**DEADLINES.cells(item), **own})


def number_of(on: date) -> dict[str, int]:
    """The day for which a list is read, as its expressions name it."""
    return {"on_number": on.toordinal()}
