"""A notice of working days is recorded once, and every waiting center looks at its clocks again."""

import asyncio
from datetime import date, timedelta

import pytest
from temporalio.client import Client

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.supervision.clock_facts import DeadlineMissed
from domain.values.partial_days import end_of_day
from service_layer.remaking import remaking
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
    async with house.working(), house.remaking():
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
    async with house.working(), house.remaking():
        await house.take(elsewhere, {**SAY["register_center"], "center_id": elsewhere}, SAY["withdraw"])
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await enter(house, body)
        await house.workflow("calendar").result()
        await until(lambda: nobody_is_to_be_told(house))
        await house.settled(center)
        signals = kinds(await last_run_of(house, center))["WORKFLOW_EXECUTION_SIGNALED"]
        refused = await house.receipt(await house.say("calendar", Role.OFFICER, **body))
        assert str(year) in await house.workflow("calendar").result()
        history = await last_run_of(house, center)
    assert signals == 2
    assert refused.outcome == "refused"
    assert kinds(history)["WORKFLOW_EXECUTION_SIGNALED"] == signals


async def test_notices_and_decisions_have_their_receipts_before_the_centers_are_told(
    house: Installation, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is what counts, however quick it is: no center hears of anything until all receipts are there."""
    years = [today_in_shanghai().year + more for more in (6, 7)]
    names = [f"{center}-{place:02}" for place in range(40)]
    receipts_are_there, notified = asyncio.Event(), list[str]()

    async def tell(client: Client, center_id: str) -> bool:
        await receipts_are_there.wait()
        notified.append(center_id)
        return await notify_of_calendar(client, center_id)

    monkeypatch.setattr("recovery.remaking.notify_of_calendar", tell)
    async with house.working(), house.remaking():
        await asyncio.gather(*(house.take(name, {**SAY["register_center"], "center_id": name}) for name in names))
        for year in years:
            await enter(house, notice(year, [date(year, 1, 1)]))
            assert await until(lambda: centers_to_be_told(house)) == len(names)
        await house.workflow("calendar").result()
        await house.take(names[0], SAY["submit_industry_research"])
        assert notified == []
        receipts_are_there.set()
        await until(lambda: nobody_is_to_be_told(house))
    assert set(notified) | {names[0]} == set(names)


async def test_a_telling_that_breaks_off_is_gone_on_with_by_the_next_worker(
    house: Installation, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = today_in_shanghai().year + 8
    names = [f"{center}-{place:02}" for place in range(12)]
    notified: list[str] = []

    async def tell_five_and_stand_still(client: Client, center_id: str) -> bool:
        if len(notified) == 5:
            await asyncio.Event().wait()
        return await tell(client, center_id)

    async def tell(client: Client, center_id: str) -> bool:
        notified.append(center_id)
        return await notify_of_calendar(client, center_id)

    async with house.working():
        await asyncio.gather(*(house.take(name, {**SAY["register_center"], "center_id": name}) for name in names))
        monkeypatch.setattr("recovery.remaking.notify_of_calendar", tell_five_and_stand_still)
        async with house.remaking():
            await enter(house, notice(year, [date(year, 1, 1)]))
            await until(lambda: as_many_as(notified, 5))
        monkeypatch.setattr("recovery.remaking.notify_of_calendar", tell)
        async with house.remaking():
            await until(lambda: nobody_is_to_be_told(house))
    assert sorted(set(notified)) == names
    assert notified[5:] == sorted(notified[5:])
    assert len(notified) < 2 * len(names)


async def centers_to_be_told(house: Installation) -> int | None:
    return (await asyncio.to_thread(remaking, house.ledger, house.settings.policy)).left or None


async def nobody_is_to_be_told(house: Installation) -> bool | None:
    return True if await centers_to_be_told(house) is None else None


async def as_many_as(notified: list[str], count: int) -> bool | None:
    return True if len(notified) >= count else None


async def next_deadline(house: Installation, center: str) -> object:
    return (await house.workflow(center).describe()).typed_search_attributes.get(NEXT_DEADLINE)


async def enter(house: Installation, body: Body) -> None:
    await house.decide("calendar", Role.OFFICER, **body)
