"""A notice of working days is recorded once, and every waiting center looks at its clocks again."""

import dataclasses
from datetime import date, timedelta
from functools import partial

from temporalio.testing import ActivityEnvironment

from activities.announcing import Announcer
from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.supervision.clock_facts import DeadlineMissed
from domain.values.partial_days import end_of_day
from temporal_client.client import notify_of_calendar
from tests.lives import Body, commands, noon, path_to
from tests.temporal import Installation, until
from tests.workflows.runs import kinds, last_run_of
from workflows.visibility import NEXT_DEADLINE

SAY = commands()


def notice(year: int, holidays: list[date], number: str = "国办发明电〔2028〕9号") -> Body:
    return {
        "type": "enter_holiday_notice",
        "notice": {
            "year": year,
            "number": number,
            "issued_on": f"{year - 1}-11-20",
            "holidays": [day.isoformat() for day in holidays],
        },
    }


def monday_of(year: int) -> date:
    """A Monday in June."""
    day = date(year, 6, 8)
    return day - timedelta(days=day.weekday())


async def test_a_provisional_clock_is_reckoned_anew_in_a_waiting_center(house: Installation, center: str) -> None:
    year = today_in_shanghai().year + 4
    monday = monday_of(year)
    register, *on = path_to(Phase.CONSTRUCTION)[:-1]
    found = {"unreported_matter": {"title": "停用", "happened_on": monday.isoformat()}}
    week_off = [monday + timedelta(days=days) for days in range(1, 5)]
    async with house.working():
        await house.take(center, {**register.body, "center_id": center}, *(step.body for step in on))
        await house.skip_to(center, noon(monday))
        await house.take(center, SAY["approve_construction"], SAY["record_supervision"] | found)
        await house.settled(center)
        assert await next_deadline(house, center) == end_of_day(monday + timedelta(days=7))

        await enter(house, notice(year, week_off))
        after_the_holidays = monday + timedelta(days=11)

        async def moved() -> bool | None:
            return await next_deadline(house, center) == end_of_day(after_the_holidays) or None

        await until(moved)
        await house.skip_to(center, end_of_day(after_the_holidays + timedelta(days=1)))
        missed = (await house.until_event(center, "DeadlineMissed")).event
    assert isinstance(missed, DeadlineMissed)
    assert missed.due_on == after_the_holidays


async def test_an_ended_center_is_passed_over_and_a_refused_notice_is_told_to_nobody(
    house: Installation, center: str
) -> None:
    year = today_in_shanghai().year + 5
    elsewhere = f"{center}-ended"
    body = notice(year, [date(year, 1, 1)])
    async with house.working():
        await house.take(elsewhere, {**SAY["register_center"], "center_id": elsewhere}, SAY["withdraw"])
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await enter(house, body)
        await house.workflow("calendar").result()
        await house.settled(center)
        signals = kinds(await last_run_of(house, center))["WORKFLOW_EXECUTION_SIGNALED"]
        refused = await house.receipt(await house.say("calendar", Role.OFFICER, **body))
        assert str(year) in await house.workflow("calendar").result()
        history = await last_run_of(house, center)
    assert signals == 2
    assert refused.outcome == "refused"
    assert kinds(history)["WORKFLOW_EXECUTION_SIGNALED"] == signals


async def test_an_announcement_goes_on_where_an_earlier_attempt_stopped(house: Installation, center: str) -> None:
    heartbeats: list[str] = []
    names = [f"{center}-{place}" for place in range(5)]
    async with house.working():
        for name in names:
            await house.take(name, {**SAY["register_center"], "center_id": name})
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, heartbeat_details=[names[2], 3])
    environment.on_heartbeat = lambda *details: heartbeats.append(str(details))
    announcer = Announcer(house.ledger, partial(notify_of_calendar, house.client))
    assert await environment.run(announcer.announce_calendar) == 5
    assert heartbeats == [f"('{names[4]}', 5)"]


async def next_deadline(house: Installation, center: str) -> object:
    return (await house.workflow(center).describe()).typed_search_attributes.get(NEXT_DEADLINE)


async def enter(house: Installation, body: Body) -> None:
    await house.decide("calendar", Role.OFFICER, **body)
