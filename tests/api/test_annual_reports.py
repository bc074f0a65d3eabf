"""A season's annual reports from one workbook: all are looked at first, then each has a receipt, and nothing twice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import Workbook, load_workbook

from api.decisions import annual_reports, submission
from api.http.problems import problem
from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from domain.supervision.messages import AnnualReportSubmitted
from tests.api.house import V1, House, assert_problem
from tests.lives import LEAD, path_to

HEADINGS = (
    "中心代号",
    "中心名称",
    "年度",
    "报送单位",
    "收到日期",
    "产业计量测试需求分析",
    "关键共性技术研究",
    "全产业链计量测试服务",
    "平台和联盟建设",
    "典型案例名称",
    "典型案例说明",
    "确认理由",
)
TODAY = today_in_shanghai()
YEAR = TODAY.year
TEXTS = ("需求", "研究", "服务", "联盟", "海缆阻抗", "现场校准")
ALREADY = "汇总时已核对"


async def centers(house: House, *names: str) -> list[str]:
    """Under construction, with names of their own."""
    found = []
    for name in names:
        steps = path_to(Phase.CONSTRUCTION, changes={"register_center": {"name_zh": name}})
        found.append(house.center_after(steps))
    return found


def row(center: str = "", name: str = "", **changes: Any) -> list[Any]:
    made = [center, name, YEAR, "", str(TODAY), *TEXTS, ALREADY]
    for heading, value in changes.items():
        made[HEADINGS.index(heading)] = value
    return made


def workbook(*rows: Sequence[Any], cases: Sequence[Sequence[Any]] = ()) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "年度报告"
    sheet.append(HEADINGS)
    for one in rows:
        sheet.append(list(one))
    if cases:
        second = book.create_sheet("典型案例")
        second.append(["中心名称", "案例名称", "案例说明"])
        for case in cases:
            second.append(list(case))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


async def post(house: House, content: bytes, caller: Role | Actor = Role.OFFICER, **params: str) -> httpx.Response:
    headers = house.bearer(caller) | {"Content-Type": annual_reports.EXCEL}
    return await house.http.post(f"{V1}/annual-reports", content=content, headers=headers, params=params, timeout=60)


def outcomes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in answer.json()["reports"]]


def errors(answer: httpx.Response) -> dict[str, str]:
    found = assert_problem(answer, 422, "body_invalid")["errors"]
    return {one["field"]: one["message"] for one in found}


def submitted(house: House, center: str) -> list[Any]:
    history = house.installation.ledger.history(center)
    return [record for record in history if isinstance(record.event, AnnualReportSubmitted)]


async def test_each_row_becomes_a_report_on_the_centers_behalf_with_its_day_of_receipt(house: House) -> None:
    one, two = await centers(house, "上海市甲产业计量测试中心", "上海市乙产业计量测试中心")
    yesterday = TODAY - timedelta(days=1)
    rows = (
        row(one),
        row("", "上海市乙产业计量测试中心", 收到日期=f"{yesterday.year}年{yesterday.month}月{yesterday.day}日"),
    )
    content = workbook(*rows, cases=[("上海市乙产业计量测试中心", "第二例", "说明")])
    looked = await post(house, content, dry_run="true")
    assert outcomes(looked) == ["would_be_recorded"] * 2
    assert submitted(house, one) == submitted(house, two) == []
    done = await post(house, content)
    assert outcomes(done) == ["recorded"] * 2
    (first,), (second,) = submitted(house, one), submitted(house, two)
    assert (first.on_behalf_of.received_on, second.on_behalf_of.received_on) == (TODAY, yesterday)
    assert first.on_behalf_of.organisation == LEAD["name"]
    assert [case.title for case in second.event.cases] == ["海缆阻抗", "第二例"]
    receipts = [one["command_id"] for one in done.json()["reports"]]
    assert [first.command_id, second.command_id] == receipts


async def test_a_center_reads_its_own_row_and_nothing_of_the_others(house: House) -> None:
    one, two = await centers(house, "上海市子产业计量测试中心", "上海市丑产业计量测试中心")
    secret = row(two, 产业计量测试需求分析="丑的需求")
    assert outcomes(await post(house, workbook(row(one), secret))) == ["recorded"] * 2
    (record,) = submitted(house, one)
    paper = await house.get(f"/documents/{record.on_behalf_of.document.sha256}", Role.APPLICANT)
    assert paper.status_code == 200
    text = paper.content.decode("utf-8-sig")
    assert "上海市子产业计量测试中心" in text
    assert "需求" in text
    assert "丑的需求" not in text


async def test_the_same_file_again_changes_nothing_and_at_once_neither(house: House) -> None:
    one, two = await centers(house, "上海市丙产业计量测试中心", "上海市丁产业计量测试中心")
    content = workbook(row(one), row(two))
    twice = await asyncio.gather(post(house, content), post(house, content))
    assert {outcome for answer in twice for outcome in outcomes(answer)} <= {"recorded", "unchanged"}
    version = house.installation.ledger.head()
    assert outcomes(await post(house, content)) == ["unchanged"] * 2
    assert (len(submitted(house, one)), len(submitted(house, two))) == (1, 1)
    assert house.installation.ledger.head() == version


async def test_one_wrong_cell_and_no_row_is_submitted(house: House) -> None:
    one, two = await centers(house, "上海市戊产业计量测试中心", "上海市己产业计量测试中心")
    assert outcomes(await post(house, workbook(row(two)))) == ["recorded"]
    content = workbook(
        row(one),
        row("", "上海市没有的产业计量测试中心"),
        row(one, 年度=YEAR),
        row(two, 产业计量测试需求分析="改过的"),
        row(one, 年度="去年"),
        row(one, 年度=YEAR - 1, 收到日期="十二月"),
        row(one, 年度=YEAR + 1),
        row(one, 年度=YEAR - 1, 典型案例名称="", 典型案例说明=""),
        row(two, 年度=YEAR - 1, 报送单位="别的单位"),
        row(two, 年度=YEAR - 2, 收到日期=str(TODAY + timedelta(days=3))),
    )
    answer = await post(house, content)
    found = errors(answer)
    assert set(found) == {
        "年度报告!B3",
        "年度报告!C4",
        "年度报告!C5",
        "年度报告!C6",
        "年度报告!E7",
        "年度报告!C8",
        "年度报告!J9",
        "年度报告!D10",
        "年度报告!E11",
    }
    assert "上海市没有的产业计量测试中心" in found["年度报告!B3"]
    assert "年度报告!C2" in found["年度报告!C4"]
    assert submitted(house, one) == []


async def test_what_is_doubtful_waits_for_a_reason(house: House) -> None:
    (one,) = await centers(house, "上海市庚产业计量测试中心")
    long_ago = TODAY - timedelta(days=house.settings.policy.unusual_days_back + 1)
    doubtful = row(one, 确认理由="", 年度=long_ago.year, 收到日期=str(long_ago))
    looked = await post(house, workbook(doubtful), dry_run="true")
    assert outcomes(looked) == ["doubtful"]
    assert looked.json()["reports"][0]["doubts"]
    assert set(errors(await post(house, workbook(doubtful)))) == {"年度报告!B2"}
    assert submitted(house, one) == []
    assert outcomes(await post(house, workbook(doubtful), reason="已核对")) == ["recorded"]
    (record,) = submitted(house, one)
    assert record.confirmed.reason == "已核对"


async def test_a_center_of_a_former_name_is_found_and_an_id_has_to_agree_with_the_name(house: House) -> None:
    one, two = await centers(house, "上海市辛产业计量测试中心", "上海市壬产业计量测试中心")
    rename = {
        "type": "rename_center",
        "name_zh": "上海市新辛产业计量测试中心",
        "document_number": "沪市监计量〔2026〕9号",
    }
    renamed = await house.decide(one, rename | {"reason": "更名"}, Role.OFFICER)
    assert renamed.status_code == 201, renamed.text
    looked = await post(house, workbook(row("", "上海市辛产业计量测试中心")), dry_run="true")
    assert looked.json()["reports"][0]["center_id"] == one
    assert set(errors(await post(house, workbook(row(two, "上海市新辛产业计量测试中心"))))) == {"年度报告!B2"}


async def test_what_is_broken_off_is_gone_on_with_by_the_same_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"上海市{sign}产业计量测试中心" for sign in "金木水火土"]
    ids = await centers(house, *names)
    content, decided = workbook(*map(row, ids)), submission.decision
    sent: list[str] = []

    async def away_after_two(*given: Any) -> Any:
        sent.append(given[1])
        if len(sent) > 2:
            raise problem("temporal_unavailable", command_id="x")
        return await decided(*given)

    monkeypatch.setattr(annual_reports, "decision", away_after_two)
    broken = outcomes(await post(house, content))
    assert sorted(broken) == ["not_sent"] * 3 + ["recorded"] * 2
    monkeypatch.setattr(annual_reports, "decision", decided)
    assert sorted(outcomes(await post(house, content))) == ["recorded"] * 3 + ["unchanged"] * 2
    assert [len(submitted(house, one)) for one in ids] == [1] * 5


async def test_a_file_that_is_none_is_told_so(house: House) -> None:
    assert "$" in errors(await post(house, b"%PDF-1.7 no table"))
    assert "$" in errors(await post(house, workbook()))
    assert_problem(await post(house, b""), 422, "document_expected")
    (one,) = await centers(house, "上海市癸产业计量测试中心")
    for caller in (Role.APPROVER, Role.APPLICANT):
        assert_problem(await post(house, workbook(row(one)), caller), 403, "on_behalf_by_officer_alone")


async def test_the_template_names_who_still_owes_and_is_taken_back_as_it_is(house: House) -> None:
    one, two = await centers(house, "上海市寅产业计量测试中心", "上海市卯产业计量测试中心")
    headers = house.bearer(Role.OFFICER)
    path = f"{V1}/annual-reports/template.xlsx"
    answer = await house.http.get(path, headers=headers, params={"year": str(YEAR)})
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    listed = {str(line[0]): line for line in book.worksheets[0].iter_rows(min_row=2, values_only=True) if line[0]}
    assert {one, two} <= set(listed)
    assert listed[one][1:4] == ("上海市寅产业计量测试中心", str(YEAR), LEAD["name"])
    assert "$" in errors(await post(house, answer.content))
    sheet = book.worksheets[0]
    at = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[0].value == two)
    headings = [cell.value for cell in sheet[1]]
    for heading, value in zip(HEADINGS[4:], [str(TODAY), *TEXTS, ALREADY], strict=True):
        sheet.cell(at, headings.index(heading) + 1, value)
    file = BytesIO()
    book.save(file)
    done = await post(house, file.getvalue())
    assert outcomes(done) == ["recorded"]
    assert [note["place"] for note in done.json()["notes"]] == ["$"]
    again = await house.http.get(path, headers=headers, params={"year": str(YEAR)})
    owing = {str(line[0]) for line in load_workbook(BytesIO(again.content)).worksheets[0].iter_rows(values_only=True)}
    assert one in owing
    assert two not in owing
