"""The columns of the register: one table, of which filters, sorting, parameters, forms and headings are all made.

A new column is a row here, its cell in ``CellsRow`` with the next ``SHAPE``, and a step with the column for SQLite and
for PostgreSQL.
"""

from domain.center import Center
from domain.end_of_term import TermBasis
from domain.guideline.fields import Field
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, Level
from domain.kernel.base import Label, LabeledEnum
from domain.oversight import WaitsFor
from domain.values.districts import District
from domain.wording.fields import label_of
from domain.wording.headings import HEADINGS
from ledger.read_model.deadline_list_item import district_of
from ledger.read_model.list_table import Column, Item, Kind, ListTable, both_languages, plain, within
from ledger.read_model.register_item import CenterItem
from ledger.read_model.rows import CellsRow


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


def _kinds(item: Item) -> list[str]:
    return [duty["kind"] for duty in item["overdue_duties"] or ()]


def _overdue_since(item: Item) -> str | None:
    return min((duty["due_on"] for duty in item["overdue_duties"] or () if duty["due_on"]), default=None)


COLUMNS = (
    Column("name_zh", HEADINGS["name_zh"], 28, Kind.TEXT, plain("name_zh")),
    Column("name_en", HEADINGS["name_en"], 44, Kind.TEXT, plain("name_en")),
    Column("phase", HEADINGS["phase"], 9, Kind.CHOICE, plain("phase"), Phase),
    Column("level", HEADINGS["level"], 8, Kind.CHOICE, plain("level"), Level),
    Column("authority", Label("管理机关", "Authority"), 30, Kind.TEXTS, both_languages("authority")),
    Column("of_the_bureau", Label("本局中心", "Of this bureau"), 10, Kind.FLAG, plain("of_the_bureau")),
    Column("in_charge", Label("在管", "In charge"), 8, Kind.FLAG, plain("in_charge")),
    Column("region", HEADINGS["region"], 10, Kind.TEXT, plain("region")),
    Column("district", HEADINGS["district"], 12, Kind.CHOICE, district_of, District),
    Column("host", HEADINGS["host"], 24, Kind.TEXT, plain("host")),
    Column("uscc", HEADINGS["credit_code"], 22, Kind.TEXT, plain("uscc")),
    Column("joint_parties", label_of(Center, "joint"), 34, Kind.TEXTS, plain("joint_parties")),
    Column("industry", HEADINGS["industry"], 18, Kind.TEXT, plain("industry")),
    Column("seat", HEADINGS["seat"], 12, Kind.TEXT, plain("seat")),
    Column("field", HEADINGS["field"], 14, Kind.CHOICE, plain("field"), Field),
    Column("approved_on", HEADINGS["approved_on"], 12, Kind.DAY, within("approved_on", "on")),
    Column("approval_number", HEADINGS["approval_number"], 18, Kind.TEXT, within("approval_number", "normalized")),
    Column(
        "term_basis", Label("期满日性质", "Basis of the end of term"), 10, Kind.CHOICE, plain("term_basis"), TermBasis
    ),
    Column("term_ends_on", HEADINGS["term_ends_on"], 12, Kind.DAY, plain("term_ends_on")),
    Column("term_earliest", Label("最早期满日", "Term ends, earliest"), 13, Kind.DAY, within("term_range", "earliest")),
    Column("term_latest", Label("最晚期满日", "Term ends, latest"), 12, Kind.DAY, within("term_range", "latest")),
    Column("established_on", HEADINGS["established_on"], 12, Kind.DAY, within("established_on", "on")),
    Column(
        "establishment_number",
        HEADINGS["establishment_number"],
        24,
        Kind.TEXT,
        within("establishment_number", "normalized"),
    ),
    Column("director", HEADINGS["director"], 9, Kind.TEXT, plain("director"), of_record=True),
    Column("overdue", Label("有逾期", "Overdue"), 8, Kind.FLAG, plain("overdue"), of_record=True),
    Column("overdue_duties", Label("逾期事项", "Overdue duties"), 26, Kind.CHOICES, _kinds, ClockKind, of_record=True),
    Column("overdue_since", Label("最早逾期于", "Overdue since"), 13, Kind.DAY, _overdue_since, of_record=True),
    Column(
        "certainly_over", Label("必已届满", "Certainly over"), 10, Kind.COUNT, plain("certainly_over"), of_record=True
    ),
    Column(
        "next_deadline",
        Label("最近时限", "Next deadline"),
        14,
        Kind.CHOICE,
        within("next_deadline", "kind"),
        ClockKind,
        of_record=True,
    ),
    Column("next_due_on", Label("期限", "Due on"), 12, Kind.DAY, within("next_deadline", "due_on"), of_record=True),
    Column(
        "open_corrections",
        Label("待定更正", "Open corrections"),
        10,
        Kind.COUNT,
        plain("open_corrections"),
        of_record=True,
    ),
    Column("disputed", Label("有争议", "Disputed"), 24, Kind.CHOICES, plain("disputed"), Unsettled),
    Column("unknown", Label("不详", "Unknown"), 22, Kind.CHOICES, plain("unknown"), Unsettled),
    Column("imported", Label("导入", "Imported"), 8, Kind.FLAG, plain("imported")),
    Column("in_doubt", Label("存疑", "In doubt"), 8, Kind.FLAG, plain("in_doubt"), of_record=True),
    Column("waits_for", Label("待谁办理", "Waits for"), 18, Kind.CHOICES, plain("waits_for"), WaitsFor, of_record=True),
    Column("version", Label("记录数", "Records"), 9, Kind.COUNT, plain("version"), of_record=True),
    Column("view", Label("所见范围", "Shown"), 12, Kind.CHOICE, plain("view"), View),
    Column("center_id", HEADINGS["center_id"], 30, Kind.TEXT, plain("center_id")),
)
"""In the order of a file. ``center_id`` names the row."""
NOT_ASKED = ("version",)
"""Columns by which nobody looks for a center."""
REGISTER = ListTable(COLUMNS, row=("center_id",), default=("center_id",), not_asked=NOT_ASKED)
COLUMN_OF = REGISTER.column_of


def cells_of(view: str, item: CenterItem, search: str) -> CellsRow:
    """What lists look for of the item, in the view of that name."""
    cells = REGISTER.cells(item.model_dump(mode="json"))
    return CellsRow.model_validate({**cells, "center_id": item.center_id, "key": view, "search": search})
