"""A run that has grown, or has come to a milestone, hands over to the next one; nothing is lost on the way."""

import asyncio

import pytest

from domain.guideline.phases import Phase
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.roles import Role
from tests.lives import ACTORS, Body, commands, path_to
from tests.temporal import Installation, anyone
from tests.workflows.runs import runs_of
from workflows.state import WorkflowState

SAY = commands()
SHORT = 20
"""Words of a run in these tests."""


@pytest.fixture
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.inbox.SIGNALS_OF_A_RUN", SHORT)


def registration(center: str) -> Body:
    return {**SAY["register_center"], "center_id": center}


def carried_into(run: object) -> WorkflowState:
    started = run.events[0].workflow_execution_started_event_attributes  # type: ignore[attr-defined]
    return WorkflowState.model_validate_json(started.input.payloads[0].data)


async def test_each_phase_begins_a_run_of_its_own(house: Installation, center: str) -> None:
    steps = path_to(Phase.ACCEPTANCE)
    async with house.working():
        await house.take(
            center,
            *({**step.body, "center_id": center} if not place else step.body for place, step in enumerate(steps)),
        )
        await house.settled(center)
        runs = await runs_of(house, center)
    phases = [life.standing.phase for run in runs if (life := carried_into(run)).standing]
    assert phases == ["application", "construction", "acceptance"]
    assert carried_into(runs[-1]).words == len(steps)


async def test_a_flood_of_words_is_recorded_whole_and_in_order_across_runs(
    house: Installation, center: str, short_runs: None
) -> None:
    flood = 10 * SHORT
    async with house.working():
        first = house.letter(center, ACTORS[Role.APPLICANT], registration(center))
        await house.send(first)
        letters = [house.letter(center, anyone(Role.AUDITOR), SAY["withdraw"]) for _ in range(flood)]
        for letter in letters:
            await house.send(letter)
        await house.send(first)
        [research] = await house.take(center, SAY["submit_industry_research"])
        runs = await runs_of(house, center)
    recorded = [receipt.command_id for receipt in await house.receipts(flood + 2)]
    assert recorded == [first.command_id, *(letter.command_id for letter in letters), research.command_id]
    assert house.ledger.version(center) == 2
    assert len(runs) >= 10


async def test_words_that_wait_are_carried_over(house: Installation, center: str, short_runs: None) -> None:
    flood = 2 * SHORT + 5
    letters = [house.letter(center, anyone(Role.AUDITOR), SAY["withdraw"]) for _ in range(flood)]
    await house.send(house.letter(center, ACTORS[Role.APPLICANT], registration(center)))
    await asyncio.gather(*(house.send(letter) for letter in letters))
    async with house.working():
        receipts = await house.receipts(flood + 1)
        runs = await runs_of(house, center)
    assert {receipt.command_id for receipt in receipts[1:]} == {letter.command_id for letter in letters}
    assert len(carried_into(runs[-1]).inbox) == flood + 1 - 2 * SHORT


async def test_words_too_heavy_to_carry_are_recorded_before_the_next_run_begins(
    house: Installation, center: str
) -> None:
    steps = path_to(Phase.APPLICATION)
    heavy = [
        house.letter(center, ACTORS[Role.APPLICANT], {"type": "nonsense", "number": place, "weight": "重" * 60_000})
        for place in range(6)
    ]
    bodies = [{**steps[0].body, "center_id": center}, *(step.body for step in steps[1:])]
    letters = [house.letter(center, anyone(step.role), body) for step, body in zip(steps, bodies, strict=True)]
    for letter in (*letters, *heavy):
        await house.send(letter)
    async with house.working():
        receipts = await house.receipts(len(letters) + len(heavy))
        await house.take(center, SAY["record_consent"])
        runs = await runs_of(house, center)
    assert [receipt.command_id for receipt in receipts] == [letter.command_id for letter in (*letters, *heavy)]
    assert 0 < len(carried_into(runs[-1]).inbox) < len(heavy)


@pytest.mark.parametrize("stream", BUREAU_STREAMS)
async def test_the_streams_of_the_bureau_survive_a_flood_as_well(
    house: Installation, short_runs: None, stream: str
) -> None:
    flood = SHORT + 5
    for _ in range(flood):
        await house.say(stream, Role.AUDITOR, type="nonsense")
    async with house.working():
        await house.receipts(flood)
        await house.workflow(stream).result()
        runs = await runs_of(house, stream)
    assert len(runs) == 2
