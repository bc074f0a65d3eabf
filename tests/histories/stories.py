"""The paths that a center can take, as stories: every recorded history is one of their runs."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta

from temporalio.client import WorkflowFailureError

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.values.partial_days import end_of_day
from temporal_client.client import ensure_running, notify_of_calendar, send_signal
from tests.lives import TIME_FOR_A_STATEMENT, Body, commands, noon, path_to, revocation
from tests.temporal import Installation

SAY = commands()
Story = Callable[[Installation, str], Awaitable[None]]


def way(phase: Phase, center: str) -> list[Body]:
    """The decisions that lead into the phase, each taken when its turn comes."""
    bodies = [{name: part for name, part in step.body.items() if name != "effective_on"} for step in path_to(phase)]
    return [bodies[0] | {"center_id": center}, *bodies[1:]]


async def withdrawn(house: Installation, center: str) -> None:
    """Registered, and given up."""
    await house.take(center, *way(Phase.WITHDRAWN, center))


async def corrected_after_its_end(house: Installation, center: str) -> None:
    """Withdrawn, and then corrected twice over in runs of their own."""
    registered, *_ = await house.take(center, *way(Phase.WITHDRAWN, center))
    await house.workflow(center).result()
    correction = SAY["correct_record"] | {"position": registered.events[0].position}
    [proposed] = await house.take(center, correction)
    await house.take(center, SAY["confirm_correction"] | {"correction_id": f"c{proposed.version}"})


async def declined_and_approved(house: Installation, center: str) -> None:
    """Declined once, back to incubation, applied again with two rounds of supplement, approved."""
    under_review = way(Phase.CONSTRUCTION, center)[:-1]
    await house.take(center, *under_review, SAY["decline_construction"])
    applied = [body["type"] for body in under_review].index("submit_application")
    again = under_review[applied:]
    supplemented = [body["type"] for body in again].index("submit_supplement") + 1
    round_of_supplement = again[supplemented - 2 : supplemented]
    await house.take(center, *again[:supplemented], *round_of_supplement, *again[supplemented:])
    await house.take(center, SAY["approve_construction"])


async def established(house: Installation, center: str) -> None:
    """Every step on the way from the register to establishment."""
    await house.take(center, *way(Phase.OPERATION, center))


async def revoked_by_evaluation(house: Installation, center: str) -> None:
    """Approved, evaluated, noticed, revoked once the time for a statement has passed."""
    today = today_in_shanghai()
    house.publish_working_days(today.year, today.year + 1)
    *noticed, revoke = way(Phase.REVOKED, center)
    await house.take(center, *noticed)
    await house.skip_to(center, await house.now(center) + TIME_FOR_A_STATEMENT)
    await house.take(center, revoke)


async def rectified_and_revoked(house: Installation, center: str) -> None:
    """An order is not answered in time: reminders, the missed day, the officer's judgment; noticed, and revoked."""
    await house.take(center, *way(Phase.CONSTRUCTION, center))
    due_on = today_in_shanghai() + timedelta(days=40)
    house.publish_working_days(due_on.year, due_on.year + 1)
    served = SAY["record_service"] | {"position": "RectificationOrdered"}
    ordered, _ = await house.take(center, SAY["order_rectification"] | {"due_on": due_on.isoformat()}, served)
    await house.skip_to(center, end_of_day(due_on + timedelta(days=1)))
    order = f"r{ordered.version}"
    rejected = SAY["judge_rectification"] | {"rectification_id": order, "outcome": "rejected"}
    *noticed, revoke = revocation(order)
    await house.take(center, rejected, *noticed)
    await house.skip_to(center, await house.now(center) + TIME_FOR_A_STATEMENT)
    await house.take(center, revoke)


async def left_alone_for_three_years(house: Installation, center: str) -> None:
    """Approved for two years, and then nobody does anything: every clock rings."""
    *reviewed, approval = way(Phase.CONSTRUCTION, center)
    await house.take(center, *reviewed, approval | {"term_months": 24})
    await house.skip_to(center, noon(date(today_in_shanghai().year + 3, 12, 1)))


async def spoken_to_by_strangers(house: Installation, center: str) -> None:
    """Words that are no decisions, to a center that lives and to one that nobody registered."""
    await house.take(center, *way(Phase.INCUBATION, center))
    for stream in (center, f"{center}-unheard-of"):
        for signal, text in (("decide", "approve it, please"), ("revoke_at_once", "{}"), ("calendar_changed", "")):
            await send_signal(house.client, house.settings, stream, signal, text)
    await house.take(center, SAY["submit_industry_research"])


async def woken_from_the_ledger(house: Installation, center: str) -> None:
    """A workflow that was lost begins again, of a living center and of an ended one."""
    await house.take(center, *way(Phase.CONSTRUCTION, center))
    await house.settled(center)
    await house.workflow(center).terminate("lost")
    await ensure_running(house.client, house.settings, center)
    await house.take(center, SAY["appoint_director"])
    await house.settled(center)
    await house.workflow(center).terminate("lost")
    ended = f"{center}-ended"
    await house.take(ended, *way(Phase.WITHDRAWN, ended))
    await house.workflow(ended).result()
    await (await ensure_running(house.client, house.settings, ended)).result()
    await ensure_running(house.client, house.settings, center)


async def cancelled_by_an_operator(house: Installation, center: str) -> None:
    """What was said before is recorded; the next word begins another run."""
    await house.take(center, *way(Phase.APPLICATION, center))
    await house.workflow(center).cancel()
    with suppress(WorkflowFailureError):
        await house.workflow(center).result()
    await house.take(center, SAY["record_consent"])


async def told_of_a_holiday(house: Installation, center: str) -> None:
    """A notice of working days is entered, amended and entered in vain, and the waiting center hears of it."""
    year = today_in_shanghai().year + 2
    notice = {
        "year": year,
        "number": "国办发明电〔2027〕7号",
        "issued_on": f"{year - 1}-11-20",
        "holidays": [f"{year}-01-01"],
    }
    amended = notice | {"holidays": [f"{year}-01-01", f"{year}-01-02"]}
    await house.take(center, *way(Phase.CONSTRUCTION, center))
    for stated in (notice, amended, amended):
        await house.receipt(await house.say("calendar", Role.OFFICER, type="enter_holiday_notice", notice=stated))
    await house.workflow("calendar").result()
    await notify_of_calendar(house.client, center)


STORIES: Mapping[str, Story] = {
    story.__name__: story
    for story in (
        withdrawn,
        corrected_after_its_end,
        declined_and_approved,
        established,
        revoked_by_evaluation,
        rectified_and_revoked,
        left_alone_for_three_years,
        spoken_to_by_strangers,
        woken_from_the_ledger,
        cancelled_by_an_operator,
        told_of_a_holiday,
    )
}
