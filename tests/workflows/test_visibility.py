"""The Temporal UI alone tells an operator where a center stands and what it waits for."""

from datetime import timedelta

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.values.partial_days import end_of_day
from tests.lives import commands, next_report, path_to
from tests.temporal import Installation, until
from tests.workflows.runs import details_of, kinds, last_run_of, summary_of
from workflows.visibility import DISTRICT, FIELD, LONGEST_LINE, NEXT_DEADLINE, NEXT_DEADLINE_KIND, OVERDUE, PHASE, line

SAY = commands()


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
        await house.take(center, SAY["evaluate_construction"] | {"outcome": "revocation"}, SAY["revoke_center"])
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


async def test_the_timer_is_set_anew_when_something_is_due_sooner(house: Installation, center: str) -> None:
    soon = today_in_shanghai() + timedelta(days=3)
    async with house.working():
        await under_construction(house, center)
        await house.take(center, SAY["appoint_director"])
        await house.take(center, SAY["order_rectification"] | {"due_on": soon.isoformat()})
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
