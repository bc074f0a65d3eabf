"""One center, from its registration through every clause to its revocation, on the real server in virtual time."""

from datetime import date, timedelta

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.records import Event, Record
from domain.supervision.clock_facts import ClockFact
from domain.values.partial_days import SHANGHAI, end_of_day
from tests.lives import TIME_FOR_A_STATEMENT, Body, annual_report, commands, evaluation, noon, path_to, revocation
from tests.temporal import Installation

SAY = commands()


def way(phase: Phase) -> list[Body]:
    """The decisions that lead into the phase, each taken when its turn comes."""
    return [{name: part for name, part in step.body.items() if name != "effective_on"} for step in path_to(phase)]


def said_by_the_clock(history: list[Record[Event]]) -> list[tuple[date, str, date]]:
    """What the clock recorded: the day it did (Asia/Shanghai), the fact, the day it was due."""
    return [
        (record.recorded_at.astimezone(SHANGHAI).date(), f"{type(fact).__name__} {fact.kind}", fact.due_on)
        for record in history
        if isinstance(fact := record.event, ClockFact)
    ]


def reminded(kind: str, due: date, *days_ahead: int) -> list[tuple[date, str, date]]:
    return [(due - timedelta(days=days), f"ReminderSent {kind}", due) for days in days_ahead]


def missed(kind: str, due: date, fact: str = "DeadlineMissed") -> tuple[date, str, date]:
    """A day that passes is recorded as soon as it is over."""
    return (due + timedelta(days=1), f"{fact} {kind}", due)


@pytest.mark.timeout(600)
async def test_a_center_goes_through_every_clause_and_its_clocks_run_on_the_right_days(
    house: Installation, center: str
) -> None:
    year = today_in_shanghai().year + 1
    order_due = date(year + 2, 10, 20)
    house.publish_working_days(year + 2)
    async with house.working():
        await applies(house, center)
        await is_built(house, center, year)
        await is_established_after_its_term(house, center, year)
        await falls_short_and_is_revoked(house, center, order_due)
        ending = await house.workflow(center).result()

    history = house.ledger.history(center)
    reports = [date(year + passed, 11, 30) for passed in range(3)]
    exchanges, term = date(year + 1, 12, 31), date(year + 2, 3, 15)
    assert said_by_the_clock(history) == sorted(
        [
            *reminded("annual_report", reports[0], 30),
            *reminded("annual_report", reports[1], 30, 7, 1),
            missed("annual_report", reports[1]),
            *reminded("exchanges", exchanges, 30, 7, 1),
            missed("exchanges", exchanges),
            (term - timedelta(days=90), "EvaluationOpened evaluation", term),
            *reminded("evaluation", term, 30, 7, 1),
            missed("evaluation", term, "TermExpired"),
            *reminded("annual_report", reports[2], 30),
            *reminded("rectification", order_due, 30, 7, 1),
            missed("rectification", order_due),
        ]
    )
    assert type(history[-1].event).__name__ == "CenterRevoked"
    assert [record.version for record in history] == list(range(1, len(history) + 1))
    assert "撤销" in ending


async def applies(house: Installation, center: str) -> None:
    """3.1 to 3.4.2: from the first idea to the panel's report."""
    register, *on = way(Phase.CONSTRUCTION)[:-1]
    await house.take(center, {**register, "center_id": center}, *on)


async def is_built(house: Installation, center: str, year: int) -> None:
    """3.4.2 to 5.2: approved in March for two years; the first report comes in time, one exchange of two is held."""
    await house.skip_to(center, noon(date(year, 3, 15)))
    await house.take(center, SAY["approve_construction"] | {"term_months": 24})
    await house.skip_to(center, noon(date(year, 11, 20)))
    managed = ("appoint_director", "form_alliance", "change_alliance", "update_listing", "adopt_sharing_rules")
    await house.take(center, annual_report(year), *(SAY[name] for name in managed))
    await house.skip_to(center, noon(date(year + 1, 6, 1)))
    await house.take(center, SAY["hold_exchange"])


async def is_established_after_its_term(house: Installation, center: str, year: int) -> None:
    """5.1, 3.5: the term passes, the evaluation comes late and extends it, and the acceptance succeeds."""
    await house.skip_to(center, noon(date(year + 2, 3, 20)))
    extended = {"new_term_ends_on": f"{year + 2}-12-31"}
    await house.take(center, annual_report(year + 1), *evaluation(**extended))
    steps = way(Phase.OPERATION)
    accepted = [body["type"] for body in steps].index("complete_self_inspection")
    await house.skip_to(center, noon(date(year + 2, 9, 1)))
    await house.take(center, *steps[accepted:])


async def falls_short_and_is_revoked(house: Installation, center: str, due_on: date) -> None:
    """5.2, 5.3: praised first, then ordered to put things right; not done in time, rejected; noticed, and revoked once
    its time for a statement has passed.
    """
    today = (await house.now(center)).astimezone(SHANGHAI).date()
    matter = SAY["notify_major_matter"] | {"happened_on": today.isoformat()}
    await house.take(center, SAY["record_supervision"], SAY["commend"], matter)
    served = SAY["record_service"] | {"position": "RectificationOrdered"}
    ordered, _ = await house.take(center, SAY["order_rectification"] | {"due_on": due_on.isoformat()}, served)
    await house.skip_to(center, end_of_day(due_on + timedelta(days=1)))
    order = {"rectification_id": f"r{ordered.version}"}
    judged = {"outcome": "rejected", **order}
    await house.take(center, SAY["report_rectification"] | order, SAY["judge_rectification"] | judged)
    *heard, revoke = revocation(order["rectification_id"])
    await house.take(center, *heard)
    await house.skip_to(center, end_of_day(due_on + timedelta(days=1) + TIME_FOR_A_STATEMENT))
    await house.take(center, revoke)
