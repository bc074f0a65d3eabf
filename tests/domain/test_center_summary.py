"""What a waiting workflow knows of its center, and what operators read and filter by."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given

import domain.work_items
from domain.center import Center
from domain.center_summary import CenterSummary, summarize
from domain.context import Context
from domain.decider import fold
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.openness import unmet_needs
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import imported, under_construction, with_a_served_order
from tests.domain.test_any_history import shuffled_parts, unhurried
from tests.lives import EXPERTS, Life, commands, life_before, life_in

POLICY, CALENDAR = Policy(), WorkingCalendar()
WITHOUT_A_DIRECTOR = """\
**上海市海缆产业计量测试中心** (`sh-submarine-cables`, v22)

**阶段 Phase**: 筹建 Construction

**等待 Waits for**
- 报送年度筹建情况 Submit annual report · 申报主体 Applicant · 五（二） 5.2 · 2023年11月30日，\
自2023年1月1日起 from then on
- 记录技术交流活动 Hold exchange · 申报主体 Applicant · 四（二） 4.2 · 2024年12月31日，自2024年1月1日起 from then on
- 任命中心主任 Appoint director · 申报主体 Applicant · 四（一） 4.1
- 更新平台信息 Update listing · 申报主体 Applicant · 四（三） 4.3
- 建立开放共享制度 Adopt sharing rules · 申报主体 Applicant · 四（四） 4.4

**下一步尚缺条件 Next step, not open yet**
- 提出验收申请 Apply for acceptance · 申报主体 Applicant · 三（五）2 3.5.2
- 缺 Lacks: 没有现任中心主任的记录 No director on record · 四（一） 4.1

**时限 Clocks**
- 年度筹建情况报送 Annual report: 2023年11月30日 · 未到期 Open · 五（二） 5.2
- 技术交流与互动活动 Technical exchanges: 2024年12月31日 · 未到期 Open · 四（二） 4.2
- 筹建情况总结评估 Evaluation of construction: 2026年3月7日 · 未到期 Open · 五（一） 5.1"""


def summary_of(center: Center) -> CenterSummary:
    return summarize(center, POLICY, CALENDAR)


def without_a_director() -> Life:
    """Ready for acceptance, but for its director."""
    life = under_construction()
    return life.take(commands()["form_alliance"]).take(commands()["complete_self_inspection"])


def test_an_operator_reads_what_the_center_waits_for_and_what_its_next_step_lacks() -> None:
    assert summary_of(without_a_director().center).details == WITHOUT_A_DIRECTOR


def test_an_operator_reads_nothing_of_what_is_done() -> None:
    life = life_before("approve_construction").take(commands()["record_consent"])
    assert (
        "**等待 Waits for**\n- 批准筹建 Approve construction · 市局审批 Approver · 三（四）2 3.4.2"
        in summary_of(life.center).details
    )
    assert "委派专家" not in summary_of(life.center).details


def test_what_is_overdue_is_said_beside_its_day() -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 2))
    assert (
        "- 报送年度筹建情况 Submit annual report · 申报主体 Applicant · 五（二） 5.2 · 2023年11月30日，已逾期 overdue"
        in summary_of(life.center).details
    )


def test_members_of_a_panel_are_counted_and_not_named() -> None:
    details = summary_of(life_before("give_opinion", "application").center).details
    assert f"- 提出专家意见 Give opinion · 专家 Expert · 三（四）2 3.4.2 ×{len(EXPERTS)}" in details
    assert not [expert["name"] for expert in EXPERTS if expert["name"] in details or expert["id"] in details]


def test_an_order_is_named_without_its_words() -> None:
    life, _ = with_a_served_order()
    assert "设备未溯源" not in summary_of(life.center).details


def test_every_open_clock_is_found_by_its_kind_its_month_and_both() -> None:
    life, _ = with_a_served_order()
    summary = summary_of(life.center)
    assert summary.next_due_kind == "annual_report"
    assert {"rectification", "2024-06", "rectification/2024-06", "annual_report/2023-11"} <= set(
        summary.open_deadlines or ()
    )
    assert summary.overdue_deadlines == ()


def test_what_is_overdue_is_found_by_its_kind_and_month() -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 2))
    summary = summary_of(life.center)
    assert summary.overdue_deadlines == ("annual_report", "2023-11", "annual_report/2023-11")
    assert "annual_report/2024-11" in (summary.open_deadlines or ())


def test_a_term_that_nobody_knows_is_found_as_unknown() -> None:
    found = summary_of(imported().center).open_deadlines or ()
    assert "evaluation/unknown" in found
    assert "evaluation" not in found


def test_a_center_that_ended_is_found_by_no_clock() -> None:
    summary = summary_of(life_in(Phase.REVOKED).center)
    assert (summary.open_deadlines, summary.overdue_deadlines) == ((), ())


def test_what_a_newer_program_adds_to_a_summary_is_passed_over() -> None:
    written = summary_of(under_construction().center).model_dump(mode="json") | {"added_later": {"of": "anything"}}
    assert CenterSummary.model_validate(written) == summary_of(under_construction().center)


def test_a_summary_of_an_older_program_says_nothing_of_what_it_did_not_know() -> None:
    read = CenterSummary.model_validate({"center_id": "cable", "version": 3, "phase": "incubation"})
    assert (read.open_deadlines, read.overdue_deadlines) == (None, None)


def test_the_conditions_of_a_step_are_asked_for_once_and_of_no_step_that_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(decision: Decision, center: Center, context: Context) -> Iterator[Refusal]:
        asked.append(decision.type)
        return unmet_needs(decision, center, context)

    domain.work_items._work_items.cache_clear()
    monkeypatch.setattr(domain.work_items, "unmet_needs", counted)
    summary_of(life_before("approve_construction").center)
    assert asked == ["approve_construction"]


@unhurried(50)
@given(shuffled_parts())
def test_no_person_and_no_typed_text_stands_in_a_summary(records: Sequence[Record[Event]]) -> None:
    center = fold(None, records)
    assert center is not None
    shown = summary_of(center).model_dump_json()
    persons = {expert.name for review in center.reviews.values() for expert in review.experts} | {center.director}
    typed = {order.problems for order in center.rectifications} | {matter.title for matter in center.major_matters}
    assert not [text for text in persons | typed if text and text in shown]
