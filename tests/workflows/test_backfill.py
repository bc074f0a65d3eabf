"""Entering the past on the real server, in virtual time: silence while it lasts, and clocks that follow afterwards."""

from datetime import date

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.records import Event, Record
from domain.supervision.clock_facts import ClockFact, DeadlineMissed
from tests.lives import commands, noon
from tests.temporal import Installation
from tests.workflows.runs import details_of
from tests.workflows.test_three_years import way

BODIES = commands()


@pytest.mark.timeout(300)
async def test_while_a_backfill_is_open_nothing_is_recorded_and_afterwards_the_clocks_follow(
    house: Installation, center: str
) -> None:
    year = today_in_shanghai().year + 1
    begun, finished = date(year, 7, 1), date(year + 1, 12, 10)
    register, *onward, approval = way(Phase.CONSTRUCTION)
    approval = approval | {"document_number": f"沪市监计量〔{today_in_shanghai().year}〕215号"}
    async with house.working():
        await house.take(center, {**register, "center_id": center}, BODIES["begin_backfill"], *onward, approval)
        await house.skip_to(center, noon(begun))
        await house.skip_to(center, noon(finished))
        assert clock_facts(house.ledger.history(center)) == []
        assert "补录中 Backfill open" in await details_of(house, center)
        await house.take(center, BODIES["finish_backfill"] | {"followed_from": f"{year + 1}-07-01"})
        await house.until_event(center, "BackfillFinished")
        await house.skip_to(center, noon(date(year + 2, 1, 2)))
        await house.until_event(center, "DeadlineMissed")

    recorded = clock_facts(house.ledger.history(center))
    missed = [record.event.due_on for record in recorded if isinstance(record.event, DeadlineMissed)]
    assert missed == [date(year + 1, 12, 31)], "the report of November was due while nobody watched"
    assert all(record.recorded_at >= noon(finished) for record in recorded)


def clock_facts(history: list[Record[Event]]) -> list[Record[ClockFact]]:
    return [record for record in history if isinstance(record.event, ClockFact)]  # type: ignore[misc]
