"""The Temporal UI alone tells an operator where a center stands and what it waits for."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from clock import today_in_shanghai
from domain.decider import DECISIONS
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.values.partial_days import end_of_day
from tests.lives import TIME_FOR_A_STATEMENT, commands, evaluation, next_report, path_to, revocation
from tests.temporal import Installation, until
from tests.workflows.runs import details_of, kinds, last_run_of, runs_of, summary_of
from workflows.visibility import (
    DISTRICT,
    FIELD,
    FOR_OPERATORS,
    LONGEST_LINE,
    NEXT_DEADLINE,
    NEXT_DEADLINE_KIND,
    OPEN_DEADLINES,
    OVERDUE,
    OVERDUE_DEADLINES,
    PHASE,
    line,
)

SAY = commands()
SERVED = SAY["record_service"] | {"position": "RectificationOrdered"}
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
DECISION_OF_TYPE = {decision.type: decision for decision in DECISIONS}


async def under_construction(house: Installation, center: str) -> None:
    """A center that was approved today for two years."""
    register, *on = path_to(Phase.CONSTRUCTION)[:-1]
    await house.take(center, {**register.body, "center_id": center}, *(step.body for step in on))
    await house.take(center, SAY["approve_construction"] | {"term_months": 24})
    await house.settled(center)


async def test_an_operator_finds_a_center_by_phase_field_district_and_next_deadline(
    house: Installation, center: str
) -> None:
    async with house.working():
        await under_construction(house, center)
        shown = (await house.workflow(center).describe()).typed_search_attributes
    assert shown[PHASE] == "construction"
    assert shown[FIELD] == "high_end_equipment"
    assert shown[DISTRICT] == "pudong"
    assert shown[NEXT_DEADLINE] == end_of_day(next_report(today_in_shanghai()))
    assert shown[NEXT_DEADLINE_KIND] == "annual_report"
    assert shown[OVERDUE] is False


async def test_a_center_that_ended_has_no_deadline_any_more(house: Installation, center: str) -> None:
    async with house.working():
        await under_construction(house, center)
        today = today_in_shanghai()
        house.publish_working_days(today.year, today.year + 1)
        *heard, revoke = [*evaluation(outcome="revocation"), *revocation()]
        await house.take(center, *heard)
        await house.skip_to(center, await house.now(center) + TIME_FOR_A_STATEMENT)
        await house.take(center, revoke)
        await house.workflow(center).result()
        shown = (await house.workflow(center).describe()).typed_search_attributes
    assert shown[PHASE] == "revoked"
    assert shown.get(NEXT_DEADLINE) is None
    assert shown.get(NEXT_DEADLINE_KIND) is None


async def test_an_operator_filters_by_them(house: Installation, center: str) -> None:
    query = f"CenterPhase = 'incubation' AND Overdue = false AND TaskQueue = '{house.settings.task_queue}'"
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center})

        async def look() -> list[str] | None:
            return [found.id async for found in house.client.list_workflows(query)] or None

        assert await until(look) == [f"center/{center}"]


async def test_the_details_say_in_prose_what_the_center_waits_for(house: Installation, center: str) -> None:
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await house.settled(center)
        details = await details_of(house, center)
    assert "筹建培育 Incubation" in details
    assert "提交产业调研 Submit industry research" in details


async def test_the_details_are_there_after_a_replay(house: Installation, center: str) -> None:
    async with house.working():
        await under_construction(house, center)
    async with house.working():
        assert "筹建 Construction" in await details_of(house, center)


async def test_the_details_of_every_run_say_whose_they_are_and_what_terminating_loses(
    house: Installation, center: str
) -> None:
    async with house.working():
        await under_construction(house, center)
        details = await details_of(house, center)
        runs = await runs_of(house, center)
    assert len(runs) > 1
    assert details.startswith(f"**{SAY['register_center']['name_zh']}** (`{center}`, v")
    assert "提出验收申请 Apply for acceptance" in details
    assert "没有现任中心主任的记录 No director on record" in details
    assert "a signal typed here is refused" in FOR_OPERATORS
    assert "To terminate this workflow cuts off the signals" in FOR_OPERATORS
    assert "`hengxu reset CENTER`" in FOR_OPERATORS
    assert details.endswith(FOR_OPERATORS)


async def test_the_calendar_shows_its_years_and_the_same_warning(house: Installation) -> None:
    year = today_in_shanghai().year + 2
    notice = {"year": year, "number": "国办发明电〔2027〕7号", "issued_on": f"{year - 1}-11-20", "holidays": []}
    async with house.working():
        await house.receipt(await house.say("calendar", Role.OFFICER, type="enter_holiday_notice", notice=notice))
        await house.workflow("calendar").result()
        details = await details_of(house, "calendar")
    assert str(year) in details
    assert details.endswith(FOR_OPERATORS)


async def test_every_decision_is_named_beside_its_activity(house: Installation, center: str) -> None:
    steps = [step.body for step in path_to(Phase.APPLICATION)]
    async with house.working():
        await house.take(center, {**steps[0], "center_id": center}, *steps[1:])
        await house.settled(center)
        first, *_ = await runs_of(house, center)
    lines = [summary_of(event) for event in first.events if event.HasField("activity_task_scheduled_event_attributes")]
    labels = [DECISION_OF_TYPE[body["type"]].label for body in steps]
    assert lines == [f"决定 Decide: {label.zh} {label.en}" for label in labels]


async def test_an_operator_finds_what_is_due_in_a_month_behind_what_is_due_first(
    house: Installation, center: str
) -> None:
    soon = today_in_shanghai() + timedelta(days=3)
    report, ours = (
        f"annual_report/{next_report(today_in_shanghai()):%Y-%m}",
        f"AND TaskQueue = '{house.settings.task_queue}'",
    )
    async with house.working():
        await under_construction(house, center)
        await house.take(center, SAY["order_rectification"] | {"due_on": soon.isoformat()}, SERVED)
        await house.settled(center)
        shown = (await house.workflow(center).describe()).typed_search_attributes

        async def look() -> list[str] | None:
            query = f"OpenDeadlines = '{report}' AND OpenDeadlines = 'rectification' {ours}"
            return [found.id async for found in house.client.list_workflows(query)] or None

        assert await until(look) == [f"center/{center}"]
    assert {"rectification", f"rectification/{soon:%Y-%m}", f"{soon:%Y-%m}", report} <= set(shown[OPEN_DEADLINES])
    assert shown.get(OVERDUE_DEADLINES) is None


async def test_the_server_takes_every_query_of_the_operations_page(house: Installation) -> None:
    section = OPERATIONS.read_text(encoding="utf-8").split("| question | query |")[1].split("\n\n")[0]
    queries = [query for query in re.findall(r"`([^`]+)`", section) if " " in query]
    assert len(queries) >= 8
    for query in queries:
        await house.client.count_workflows(f"{query} AND ExecutionStatus = 'Running'")


async def test_what_is_overdue_is_shown_with_its_kind_and_month(house: Installation, center: str) -> None:
    due = next_report(today_in_shanghai())
    async with house.working():
        await under_construction(house, center)
        await house.skip_to(center, end_of_day(due + timedelta(days=1)))
        await house.until_event(center, "DeadlineMissed")
        await house.settled(center)
        shown = (await house.workflow(center).describe()).typed_search_attributes
    assert {"annual_report", f"annual_report/{due:%Y-%m}"} <= set(shown[OVERDUE_DEADLINES])
    assert shown[OVERDUE] is True


async def test_the_timer_and_the_activities_are_named_in_both_languages(house: Installation, center: str) -> None:
    async with house.working():
        await under_construction(house, center)
        history = await last_run_of(house, center)
    lines = [summary_of(event) for event in history.events if summary_of(event)]
    assert any(
        text.startswith("等待 Waiting: ") and "年度筹建情况报送" in text and "Annual report" in text for text in lines
    )


async def test_a_decision_costs_ten_events_and_restarts_no_timer(house: Installation, center: str) -> None:
    async with house.working():
        await under_construction(house, center)
        await house.take(center, SAY["appoint_director"])
        await house.settled(center)
        before = kinds(await last_run_of(house, center))
        await house.take(center, SAY["form_alliance"])
        await house.take(center, SAY["update_listing"])
        await house.settled(center)
        after = kinds(await last_run_of(house, center))
    assert after["WORKFLOW_EXECUTION_SIGNALED"] - before["WORKFLOW_EXECUTION_SIGNALED"] == 2
    assert after.total() - before.total() <= 2 * 10
    assert (after["TIMER_STARTED"], after["TIMER_CANCELED"]) == (1, 0)
    assert after["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"] == before["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"]


def reported_half_a_year_from_now(house: Installation) -> Installation:
    """The same house, whose yearly reports are due far from today."""
    month = (today_in_shanghai() + timedelta(days=182)).month
    policy = house.settings.policy.model_copy(update={"annual_report_month_day": (month, 1)})
    return replace(house, settings=house.settings.model_copy(update={"policy": policy}))


async def test_the_timer_is_set_anew_when_something_is_due_sooner(house: Installation, center: str) -> None:
    soon = today_in_shanghai() + timedelta(days=3)
    house = reported_half_a_year_from_now(house)
    async with house.working():
        await under_construction(house, center)
        await house.take(center, SAY["appoint_director"])
        await house.take(center, SAY["order_rectification"] | {"due_on": soon.isoformat()}, SERVED)
        await house.take(center, SAY["update_listing"])
        await house.settled(center)
        history = await last_run_of(house, center)
        shown = (await house.workflow(center).describe()).typed_search_attributes
    assert (kinds(history)["TIMER_STARTED"], kinds(history)["TIMER_CANCELED"]) == (2, 1)
    assert shown[NEXT_DEADLINE_KIND] == "rectification"


def test_a_line_fits_what_temporal_takes() -> None:
    assert line("短") == "短"
    assert line("two\nlines") == "two lines"
    cut = line("上海" * 200)
    assert len(cut.encode()) <= LONGEST_LINE
    assert cut.endswith("…")
