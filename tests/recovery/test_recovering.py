"""After Temporal has lost everything, every life goes on from the ledger as if nothing had been lost."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from clock import today_in_shanghai, utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.supervision.clock_facts import ClockFact
from domain.values.partial_days import day_in_shanghai
from recovery.recovering import count_living, living_centers, start_workflows
from service_layer.envelope import Envelope, Signer
from service_layer.recording import DecisionRecorder, Delivery
from temporal_client.client import DECIDE
from tests.lives import commands, confirming
from tests.recovery.conftest import PHASES, Town, a_copy_of, name
from tests.temporal import KEY, Installation, anyone

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
@pytest.mark.slow
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
    assert len(expected) > 2 * CENTERS


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
    due_on = order_that_nobody_watched(town.house, name(PHASES.index(Phase.CONSTRUCTION)))
    missed = "DeadlineMissed rectification", due_on
    assert missed not in facts_about(town)
    await town.recover()
    async with town.house.working():
        assert await town.reconcile() == []
        assert missed in facts_about(town)
        await town.lose_temporal()
        await town.recover()
        assert await town.reconcile() == []
    assert facts_about(town).count(missed) == 1


@contextmanager
def at_another_time(house: Installation, center: str, ahead: timedelta) -> Iterator[None]:
    """While what is sent to the center bears an instant so far ahead of now."""
    house.ahead[center] = ahead
    yield
    del house.ahead[center]


def order_that_nobody_watched(house: Installation, center: str) -> date:
    """A worker just puts an order to rectify and its service on record, while the server that set it to work is gone.

    The order was recorded a month ago; the day on which it was due, and which no clock noticed.
    """
    today = today_in_shanghai()
    ordered_on, due_on = today - timedelta(days=30), today - timedelta(days=10)
    days = {"effective_on": ordered_on.isoformat(), "due_on": due_on.isoformat()}
    order = commands()["order_rectification"] | days
    service = commands()["record_service"] | {"effective_on": ordered_on.isoformat()}
    with at_another_time(house, center, -timedelta(days=30)):
        put_on_record(house, house.letter(center, anyone(Role.APPROVER), confirming(order)))
        position = house.position_of(center, "RectificationOrdered")
        put_on_record(house, house.letter(center, anyone(Role.OFFICER), confirming(service | {"position": position})))
    return due_on


def put_on_record(house: Installation, letter: Envelope) -> None:
    recorder = DecisionRecorder(house.ledger, Signer(KEY), house.settings.policy, lambda: letter.sent_at)
    recorder.receive(Delivery(letter.stream, DECIDE, letter.model_dump_json(), letter.sent_at))
    receipt = house.ledger.receipt(letter.command_id)
    assert receipt is not None
    assert receipt.outcome == "recorded", receipt.refusal


def facts_about(town: Town) -> list[tuple[str, date]]:
    """What the clocks recorded, and the day that each was about."""
    return [(fact, due_on) for _, _, fact, due_on in said_by_the_clocks(town)]


async def test_as_many_centers_are_counted_as_are_recovered(town: Town) -> None:
    async with town.house.working():
        await town.settle(7)
    assert count_living(town.house.ledger) == len(town.living) == 6
