"""After Temporal has lost everything, every life goes on from the ledger as if nothing had been lost."""

import asyncio
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from clock import utc_now
from domain.supervision.clock_facts import ClockFact
from domain.values.partial_days import day_in_shanghai
from recovery.recovering import count_living, living_centers, start_workflows
from tests.recovery.conftest import Town, a_copy_of

CENTERS = int(os.environ.get("HENGXU_TEST_CENTERS", "12"))
"""How many centers lose their workflows; 200 take some minutes."""
Said = list[tuple[str, date, str, date]]


def said_by_the_clocks(town: Town) -> Said:
    """Whose clock recorded what on which day (Asia/Shanghai), and the day that it was about."""
    return [
        (center, day_in_shanghai(record.recorded_at), f"{fact.wire_name()} {fact.kind}", fact.due_on)
        for center in town.living
        for record in town.house.ledger.history(center)
        if isinstance(fact := record.event, ClockFact)
    ]


async def a_year_later(town: Town, until: datetime) -> Said:
    async with town.house.working():
        await town.live_until(until)
    return said_by_the_clocks(town)


@pytest.mark.timeout(1_200)
async def test_the_same_deadlines_fire_in_the_next_year_as_without_the_loss(town: Town, tmp_path: Path) -> None:
    async with town.house.working():
        await town.settle(CENTERS)
    until = utc_now() + timedelta(days=365)
    async with a_copy_of(town, tmp_path / "untouched") as untouched:
        expected = await a_year_later(untouched, until)

    before = town.house.ledger.head()
    await town.lose_temporal()
    assert await town.recover() == len(town.living) == CENTERS - CENTERS // 6
    async with town.house.working():
        assert await town.reconcile() == []
        assert town.house.ledger.head() == before

    assert await a_year_later(town, until) == expected
    assert len(expected) > 3 * CENTERS


async def test_recovering_twice_changes_nothing(town: Town) -> None:
    async with town.house.working():
        await town.settle(6)
        await town.lose_temporal()
        await town.recover()
        await town.settled()
        runs, head = await town.run_ids(), town.house.ledger.head()
        await town.recover()
        assert await town.reconcile() == []
    assert await town.run_ids() == runs
    assert town.house.ledger.head() == head


async def test_an_interrupted_recovery_is_taken_up_again(town: Town) -> None:
    async with town.house.working():
        await town.settle(12)
    await town.lose_temporal()
    started = 0

    def one_more() -> None:
        nonlocal started
        started += 1
        if started == 3:
            raise asyncio.CancelledError

    centers = living_centers(town.house.ledger)
    with pytest.raises(asyncio.CancelledError):
        await start_workflows(town.house.client, town.house.settings, centers, one_more)
    async with town.house.working():
        assert await town.recover() == 10
        assert await town.reconcile() == []


async def test_what_came_due_while_temporal_was_lost_is_recorded_once(town: Town) -> None:
    async with town.house.working():
        await town.settle(3)
    await town.lose_temporal()
    await town.recover()
    async with town.house.working():
        assert await town.reconcile() == []
        await town.lose_temporal()
        await town.recover()
        assert await town.reconcile() == []
    facts = [fact[::2] + fact[3:] for fact in said_by_the_clocks(town)]
    assert facts
    assert len(facts) == len(set(facts))


async def test_as_many_centers_are_counted_as_are_recovered(town: Town) -> None:
    async with town.house.working():
        await town.settle(7)
    assert count_living(town.house.ledger) == len(town.living) == 6
