"""The columns of the work list.

A new column is a row here, its cell in ``WorkCellsRow`` with the next ``SHAPE``, and a step with the column for SQLite
and for PostgreSQL.
"""

from typing import Any

from domain.center import Center
from domain.decider import EVENT_LABELS, LABELS
from domain.guideline.phases import Phase
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.values.districts import District
from domain.wording.fields import label_of
from domain.wording.headings import HEADINGS
from ledger.read_model.list_table import Column, Item, Kind, ListTable, plain
from ledger.read_model.rows import WorkCellsRow
from ledger.read_model.work_list_item import WorkListItem, open_work_item

HOW_LATE = "CASE WHEN late_since < :on_number THEN :on_number - late_since END"
"""Calendar days past the day, until that for which the list is read (``date.toordinal``)."""


def _decision(item: Item) -> list[str]:
    """In both languages, and as the decision is called on the wire."""
    return [*LABELS[item["decision"]], item["decision"]]


def _subject(item: Item) -> list[str]:
    """In its own words, or the kind of act that it is about, in both languages."""
    subject = item["subject"]
    return list(EVENT_LABELS.get(subject, (subject,))) if subject else []


def _whom(item: Item) -> list[str]:
    """From whom of its role: an organisation, an expert, a district in both languages."""
    district = District(item["district"]).label if item["district"] else ()
    return [name for name in (item["org_name"], item["person_name"], *district) if name]


def _due(item: Item) -> str | None:
    day: str | None = item["due_on"] or item["latest"]
    return day


def _days_late(item: Item) -> int | None:
    return item["days_late"] or None


def _officers(item: Item) -> list[str]:
    return [officer["name"] for officer in item["assigned"]]


COLUMNS = (
    Column("name_zh", HEADINGS["name_zh"], 34, Kind.TEXT, plain("center_name_zh")),
    Column("host", HEADINGS["host"], 24, Kind.TEXT, plain("host")),
    Column("district", HEADINGS["district"], 12, Kind.CHOICE, plain("center_district"), District),
    Column("decision", Label("待办", "To decide"), 24, Kind.TEXTS, _decision),
    Column("subject", Label("内容", "About"), 30, Kind.TEXTS, _subject),
    Column("clause", Label("依据", "Clause"), 10, Kind.TEXT, plain("clause")),
    Column("role", Label("由谁办理", "By whom"), 12, Kind.CHOICE, plain("role"), Role),
    Column("whom", Label("单位或人员", "Organisation or person"), 26, Kind.TEXTS, _whom),
    Column("since", Label("起始日期", "Since"), 12, Kind.DAY, plain("since")),
    Column(
        "due",
        Label("期限", "Due on"),
        12,
        Kind.DAY,
        _due,
        about="Of what is certainly over, its last possible day counts",
    ),
    Column("days_late", Label("逾期天数", "Days late"), 9, Kind.NUMBER, _days_late, expression=HOW_LATE),
    Column("overdue", Label("已逾期", "Overdue"), 9, Kind.FLAG, plain("overdue")),
    Column("latest", Label("最晚", "Latest"), 12, Kind.DAY, plain("latest")),
    Column("assumed", Label("推定", "Assumed"), 9, Kind.FLAG, plain("assumed")),
    Column("provisional", Label("暂定", "Provisional"), 9, Kind.FLAG, plain("provisional")),
    Column("officers", Label("经办人", "Officers"), 16, Kind.TEXTS, _officers),
    Column("phase", HEADINGS["phase"], 9, Kind.CHOICE, plain("phase"), Phase),
    Column("region", label_of(Center, "region"), 10, Kind.TEXT, plain("region")),
    Column("name_en", HEADINGS["name_en"], 40, Kind.TEXT, plain("center_name_en")),
    Column("center_id", HEADINGS["center_id"], 26, Kind.TEXT, plain("center_id")),
)
"""In the order of a file."""
WORK = ListTable(COLUMNS, row=("center_id", "key"), default=("urgency", "center_id", "key"))


def cells_of(item: WorkListItem, center: Item) -> WorkCellsRow:
    """What the work list looks for of what waits at that center, a line of the register."""
    line = open_work_item(item.model_dump(mode="json"), center)
    own: dict[str, Any] = {"center_id": item.center_id, "key": item.key}
    if item.due_on is not None:
        own["late_since"] = item.due_on.toordinal()
    return WorkCellsRow.model_validate({**WORK.cells(line), **own})
