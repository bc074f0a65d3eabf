"""A list of centers as a table: what its columns are headed, what offices call them, and what stands in each."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.guideline.fields import Field
from domain.guideline.vocabulary import Level
from domain.imported.facts import Certainty, FactKind
from domain.kernel.base import Label
from domain.values.districts import District
from domain.wording.fields import label_of
from domain.wording.headings import HEADINGS
from importing.sheets.columns import Column, Table, heading_form
from importing.sheets.readers import choice_of, code, line, lines, text, written_day, yes_or_no
from ledger.read_model.columns import COLUMNS as REGISTER_COLUMNS

CENTERS, REPORTS = Label("中心名录", "Centers"), Label("报道", "Reports")
_DAY = Label(
    "写到已知的程度：2023-05-17、2023年5月、2023、2023年5月前、2022—2023；确有其事而日期不明的，写“日期不详”",
    "As far as it is known: 2023-05-17, 2023-05, 2023, not after 2023-05, 2022—2023; “date unknown” where it happened"
    " and nobody knows when",
)
_DISTRICTS = {"浦东": "pudong", "临港": "lingang", "临港新片区": "lingang"} | {
    one.label.zh.removesuffix("区"): one.value for one in District if len(one.label.zh) == len("某某区")
}
_NUMBERS = ("序号", "No.", "#")
"""What counts rows and says nothing of them."""
OF_PAPERS = ("approval_number", "term_ends_on", "establishment_number", "director")
"""Columns of our own register that say what papers say: no list is a paper, so that they are told not to be taken, and
entered by a decision (``complete_record``, ``appoint_director``).
"""
_OF_OUR_REGISTER = (
    *(word for column in REGISTER_COLUMNS if column.name not in OF_PAPERS for word in column.heading),
    *label_of(None, "days_late"),
)
"""The headings of our own register, which works out what no column of a list takes."""
HEADINGS_OF_PAPERS = frozenset(
    heading_form(word) for column in REGISTER_COLUMNS if column.name in OF_PAPERS for word in column.heading
)
_LEVELS = {"市": "municipal", "省": "provincial", "自治区级": "provincial", "国家": "national"}


class FactColumns(NamedTuple):
    """A kind of fact that has columns of its own: the name of that for its day, and those of its source and note."""

    kind: FactKind
    day: str
    synonyms: tuple[str, ...]

    @property
    def source(self) -> str:
        """The column of its own source; where there is none, that of the row holds."""
        return f"{self.kind.value}_source"

    @property
    def note(self) -> str:
        """The column of its own note."""
        return f"{self.kind.value}_note"


COMMON_FACTS = (
    FactColumns(
        FactKind.CONSTRUCTION_APPROVED,
        "approved_on",
        (
            "批准筹建时间",
            "批筹日期",
            "批筹时间",
            "获批筹建日期",
            "获批筹建时间",
            "筹建批准日期",
            "筹建日期",
            "筹建时间",
        ),
    ),
    FactColumns(
        FactKind.ACCEPTED_ON_SITE,
        "accepted_on",
        ("现场验收日期", "现场验收时间", "验收日期", "验收时间", "通过验收日期"),
    ),
    FactColumns(
        FactKind.ESTABLISHED,
        "established_on",
        ("批准成立时间", "成立日期", "成立时间", "正式成立日期", "正式成立时间"),
    ),
    FactColumns(FactKind.UNVEILED, "unveiled_on", ("揭牌日期", "揭牌时间")),
)
"""What most lists say of a center, each in columns of its own; everything else stands in rows of the second sheet."""
_DAY_HEADINGS: Mapping[str, Label] = {
    "accepted_on": Label("现场验收通过日期", "Accepted on site on"),
    "unveiled_on": Label("揭牌日期", "Unveiled on"),
    **HEADINGS,
}


def _fact_columns(fact: FactColumns) -> tuple[Column, Column, Column]:
    """Its day, its source and its note."""
    label, day = fact.kind.label, _DAY_HEADINGS[fact.day]
    source = Label(f"{label.zh}来源", f"{label.en}: source")
    note = Label(f"{label.zh}说明", f"{label.en}: note")
    return (
        Column(fact.day, day, written_day, (*fact.synonyms, fact.kind.value), hint=_DAY, width=18),
        Column(fact.source, source, text, width=24),
        Column(fact.note, note, text, (f"{label.zh}备注",), width=24),
    )


def _words(vocabulary: type[Field | Level | Certainty | FactKind | District]) -> tuple[str, ...]:
    return tuple(member.label.zh for member in vocabulary)


CENTER_TABLE = Table(
    CENTERS,
    (
        Column(
            "name_zh",
            HEADINGS["name_zh"],
            line,
            ("名称", "中心", "中心全称", "产业计量测试中心", "产业计量测试中心名称", "中文名称"),
            required=True,
            example="示例：上海市某某产业计量测试中心",
            width=44,
        ),
        Column(
            "id",
            HEADINGS["center_id"],
            code,
            ("网址代号", "编号", "Id", "center_id"),
            hint=Label(
                "小写字母、数字和连字符，用作网址；不填则由名称推算",
                "Small letters, digits, hyphens; made from the name if left out",
            ),
            example="example-center",
            width=26,
        ),
        Column("level", HEADINGS["level"], choice_of(Level, _LEVELS), choices=_words(Level), example="市级", width=10),
        Column("region", HEADINGS["region"], line, ("省市", "省份", "所在省市", "所在地区"), example="上海", width=10),
        Column(
            "field",
            HEADINGS["field"],
            choice_of(Field),
            ("产业领域", "服务产业领域", "领域"),
            required=True,
            choices=_words(Field),
            example=next(iter(Field)).label.zh,
            width=24,
        ),
        Column(
            "host", HEADINGS["host"], line, ("承建单位", "承担单位", "建设单位", "主要承建单位", "依托机构"), width=36
        ),
        Column("joint", HEADINGS["joint"], yes_or_no, ("是否联合建设", "联合承建"), choices=("是", "否"), width=10),
        Column(
            "joint_with",
            HEADINGS["joint_with"],
            lines,
            ("联合单位", "联合建设单位", "联合承建单位", "共建单位", "参建单位", "合作单位名称", "Joint organisations"),
            hint=Label("几个单位用顿号隔开", "Several are separated by 、 or ;"),
            width=30,
        ),
        Column("industry", HEADINGS["industry"], line, ("产业名称", "产业", "服务产业", "具体产业领域"), width=20),
        Column("seat", HEADINGS["seat"], line, ("所在市", "所在城市", "地址"), width=14),
        Column(
            "district",
            HEADINGS["district"],
            choice_of(District, _DISTRICTS),
            ("区", "辖区", "所属区"),
            choices=_words(District),
            width=14,
        ),
        Column("name_en", HEADINGS["name_en"], line, ("英文名",), width=36),
        Column("predecessor", HEADINGS["predecessor"], code, ("原中心编号",), width=20),
        *(column for fact in COMMON_FACTS for column in _fact_columns(fact)),
        Column(
            "source",
            HEADINGS["source"],
            text,
            ("资料来源", "信息来源", "出处"),
            hint=Label("各项日期的来源；不填则记为本文件", "Where the days were found; this file if left out"),
            width=30,
        ),
    ),
    passed_over=(*_NUMBERS, *_OF_OUR_REGISTER),
)

REPORT_TABLE = Table(
    REPORTS,
    (
        Column(
            "center",
            Label("中心", "Center"),
            line,
            ("编号", "Id", "中心名称", "中心编号"),
            required=True,
            width=44,
        ),
        Column(
            "event",
            Label("事项", "What happened"),
            choice_of(FactKind),
            ("事件", "类型", "kind"),
            required=True,
            choices=_words(FactKind),
            width=18,
        ),
        Column("date", HEADINGS["date"], written_day, ("时间", "发生日期"), required=True, hint=_DAY, width=18),
        Column("authority", Label("作出机关", "Authority"), line, ("批准机关", "发文机关", "机关"), width=24),
        Column("score", Label("评分", "Score"), line, ("得分", "分数"), width=10),
        Column("certainty", HEADINGS["certainty"], choice_of(Certainty), choices=_words(Certainty), width=12),
        Column("source", HEADINGS["source"], text, ("资料来源", "信息来源", "出处"), width=30),
        Column("note", HEADINGS["note"], text, ("说明",), width=30),
        Column("source_en", Label("英文来源", "Source in English"), text, width=30),
        Column("note_en", Label("英文备注", "Note in English"), text, width=30),
    ),
    passed_over=_NUMBERS,
)
"""Further reports of the centers of the first sheet, one a row."""

NOTES = (
    Label(
        "“中心名录”一行一个中心；其他报道写在“报道”表中，一行一条，以名称或编号指明中心。",
        "One row a center in the first sheet; further reports in the second, one a row, with the center's name or id.",
    ),
    Label(
        "表头按名称识别，顺序不限，可以增删列；橙色的列必须有。示例行可以留着，不会导入。",
        "Columns are found by their headings, in any order; those in orange are required. The example is passed over.",
    ),
    _DAY,
    Label(
        "不知道的留空：空着就是“不详”，不会当作没有。统一社会信用代码等编码请用文本格式。",
        "Leave empty what is not known: that is kept as unknown. Codes have to be text.",
    ),
    Label(
        "导入前可以先看结果（控制台“导入名录”，或 hengxu import --dry-run）。有一处错误，整份文件都不导入。",
        "Look first (the console's import page, or hengxu import --dry-run). With one thing wrong nothing is imported.",
    ),
)
"""What the template tells whoever fills it in."""
