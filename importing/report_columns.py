"""A season's annual reports as a table: what its columns are headed, and what stands in each."""

import re

from domain.kernel.base import Label
from importing.sheets.columns import Column, Table
from importing.sheets.readers import day, line, text, whole_number
from importing.sheets.template import make_template

REPORTS, CASES = Label("年度报告", "Annual reports"), Label("典型案例", "Typical cases")
YEAR = re.compile(r"年度?$")

SECTIONS = ("needs", "research", "services", "alliance")
"""The four main tasks (2.1–2.4), each a section of a report and a column."""

_CENTER = (
    Column(
        "center_id",
        Label("中心编号", "Center id"),
        line,
        ("中心代号", "网址代号", "代号", "编号"),
        hint=Label("填编号或名称之一即可", "Either the id or the name is enough"),
        width=20,
    ),
    Column(
        "center",
        Label("中心名称", "Center"),
        line,
        ("名称", "中心"),
        required=True,
        hint=Label("现用名称，或曾用名", "Its name, or a former one"),
        width=34,
    ),
)
REPORT_TABLE = Table(
    REPORTS,
    (
        *_CENTER,
        Column("year", Label("年度", "Year"), whole_number, ("报告年度", "年份"), required=True, width=8),
        Column(
            "organisation",
            Label("报送单位", "Handed in by"),
            line,
            ("单位", "建设单位"),
            hint=Label("留空为牵头单位或依托单位", "Left empty: the lead, or the host"),
            width=26,
        ),
        Column(
            "received_on",
            Label("收到日期", "Received on"),
            day,
            ("收到时间", "接收日期", "报送日期"),
            required=True,
            hint=Label("本局收到纸质或电子材料的日期，写到日", "The day on which the bureau received the paper"),
            width=14,
        ),
        Column(
            "dated_on",
            Label("成文日期", "Dated"),
            day,
            ("落款日期", "报告日期"),
            hint=Label("留空为收到日期", "Left empty: the day of receipt"),
            width=14,
        ),
        Column("needs", Label("产业计量测试需求分析", "Measurement needs"), text, required=True, width=40),
        Column(
            "research", Label("关键共性技术研究", "Research"), text, ("科研攻关", "技术研究"), required=True, width=40
        ),
        Column(
            "services",
            Label("全产业链计量测试服务", "Services"),
            text,
            ("计量测试服务", "服务情况"),
            required=True,
            width=40,
        ),
        Column(
            "alliance", Label("平台和联盟建设", "Platform and alliance"), text, ("联盟建设",), required=True, width=40
        ),
        Column(
            "case_title", Label("典型案例名称", "Typical case"), line, ("案例名称", "典型案例"), required=True, width=26
        ),
        Column("case_description", Label("典型案例说明", "Description of the case"), text, ("案例说明",), width=40),
        Column(
            "document_title",
            Label("材料名称", "Title of the paper"),
            line,
            ("材料", "来文名称"),
            hint=Label(
                "来文的名称；随附摘要值的才指向该文件",
                "The paper as it came in; it points to a file with its digest alone",
            ),
            width=26,
        ),
        Column(
            "document_sha256",
            Label("材料摘要值", "SHA-256 of the paper"),
            line,
            ("SHA-256", "材料SHA-256"),
            hint=Label(
                "已提交文件的 SHA-256。留空则存本行摘录作为材料，该中心有关各方只见自己的一行",
                "Of a file that was sent in. Left empty, an extract of this row is kept as the paper: those who are"
                " concerned with the center see their own row alone",
            ),
            width=20,
        ),
        Column("note", Label("备注", "Note"), text, width=24),
        Column(
            "reason",
            Label("确认理由", "Reason for confirming"),
            text,
            ("疑点说明",),
            hint=Label(
                "本行有疑点而确认无误的，写明理由", "Where something of this row is doubtful and right all the same"
            ),
            width=24,
        ),
    ),
    passed_over=("依托单位", "应报日期", "Host", "Due on"),
)
CASE_TABLE = Table(
    CASES,
    (
        *_CENTER,
        Column("year", Label("年度", "Year"), whole_number, ("报告年度", "年份"), width=8),
        Column("title", Label("案例名称", "Title"), line, ("典型案例名称", "典型案例"), required=True, width=30),
        Column("description", Label("案例说明", "Description"), text, ("典型案例说明",), required=True, width=60),
    ),
)
NOTES = (
    Label(
        "每个中心一行，每行是一项决定：经办人员代录该中心报送的年度筹建情况（五（二）），写明收到日期。",
        "A row for each center. Each is a decision: an officer enters on the center's behalf the report that it handed"
        " in (5.2), with the day of its receipt.",
    ),
    Label(
        "先全部核对，有一处错误即不提交任何一行；无误后逐行提交，各有回执。中断或个别未成的，重新提交同一文件即可，"
        "已记录的不会重复。",
        "All rows are checked first, and with one fault none is submitted. Then each is, and has its receipt. Where"
        " that was broken off, or a single row failed, submit the same file again: nothing is recorded twice.",
    ),
    Label(
        "尚未报送的，除中心和年度外留空，该行不导入。",
        "A row that says nothing but its center and year is passed over.",
    ),
    Label(
        "第一个典型案例写在同一行，其余的写在“典型案例”表中。",
        "The first typical case stands in the row itself, any others in the sheet of typical cases.",
    ),
)


def template(place: int = 0) -> bytes:
    """The workbook to fill in; ``place`` is 0 for Chinese headings and 1 for English ones."""
    return make_template((REPORT_TABLE, CASE_TABLE), NOTES, place)
