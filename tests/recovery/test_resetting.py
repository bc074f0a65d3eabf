"""A center that a new release can't go on with is told, and goes on once its run is reset: nothing lost, or twice."""

import json
from datetime import timedelta

import pytest

from clock import today_in_shanghai
from domain.kernel.roles import Role
from domain.supervision.messages import RectificationReported
from recovery.resetting import Resetting, stuck_workflows
from temporal_client.client import workflow_id
from temporal_client.failing_workflows import failing_workflows
from temporal_client.resetting import reset_run
from tests.lives import ACTORS, commands, confirming
from tests.recovery.conftest import Town, name
from tests.recovery.releases import careless_release
from tests.recovery.test_reconciling import CONSTRUCTION, INCUBATION, hengxu
from tests.recovery.test_recovering import order_that_nobody_watched
from tests.temporal import until

SAY = commands()


async def until_reported(town: Town, count: int) -> None:
    """Temporal reports a workflow after some failures in a row."""

    async def look() -> bool | None:
        return len(await failing_workflows(town.house.client)) >= count or None

    await until(look)


@pytest.mark.slow
async def test_centers_that_a_release_cannot_go_on_with_are_shown_and_mended_by_the_command(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(3)
    head, research = house.ledger.head(), SAY["submit_industry_research"]
    with careless_release():
        async with house.working():
            accepted = await house.send(house.letter(INCUBATION, ACTORS[Role.APPLICANT], research))
            compared = await hengxu(town, "reconcile", "--json")
            mended = await hengxu(town, "reset")
            receipt = await house.receipt(accepted)
            await town.settled()
            assert await town.reconcile() == []
            again = await hengxu(town, "reset", "--json")
    shown = json.loads(compared.stdout)["differences"]
    assert {one["kind"] for one in shown} == {"stuck"}
    assert {INCUBATION, CONSTRUCTION} <= {one["center_id"] for one in shown} <= set(town.living)
    assert compared.returncode == 1
    assert (mended.returncode, mended.stderr) == (0, "")
    assert f"{len(shown)} workflow(s) were reset" in mended.stdout
    assert receipt.outcome == "recorded"
    assert house.ledger.head() == head + 1
    assert (again.returncode, json.loads(again.stdout)) == (0, {"reset": [], "stuck": []})


async def test_what_was_sent_to_a_stuck_center_was_handed_in_when_it_was_sent(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(3)
    due_on = order_that_nobody_watched(house, CONSTRUCTION)
    sent_on = due_on - timedelta(days=2)
    order = f"r{house.ledger.version(CONSTRUCTION) - 1}"
    report = confirming(SAY["report_rectification"] | {"rectification_id": order})
    house.ahead[CONSTRUCTION] = timedelta(days=(sent_on - today_in_shanghai()).days)
    accepted = await house.send(house.letter(CONSTRUCTION, ACTORS[Role.APPLICANT], report))
    with careless_release():
        async with house.working():
            await until_reported(town, 1)
            assert [stuck.stream for stuck in await failing_workflows(house.client)] == [CONSTRUCTION]
            await reset_run(house.client, workflow_id(CONSTRUCTION), "tried")
            receipt = await house.receipt(accepted)
            await house.settled(CONSTRUCTION)
            assert CONSTRUCTION not in {difference.center_id for difference in await town.reconcile(patience=0)}
    assert receipt.outcome == "recorded", receipt.refusal
    [reported] = [one.event for one in house.ledger.history(CONSTRUCTION) if type(one.event) is RectificationReported]
    assert (reported.days_late, reported.handed_in_on) == (0, sent_on)
    assert await failing_workflows(house.client) == []


async def test_a_batch_that_does_not_go_on_is_the_last(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(4)
    work = Resetting(house.client, batch=2, patience=0.5)  # nobody works: nothing goes on
    first = [workflow_id(center) for center in (name(0), name(1))]
    assert await work.all(map(workflow_id, town.living)) == first
    assert sorted(work.reset) == first
    async with house.working():
        assert await Resetting(house.client, batch=2).all(map(workflow_id, town.living)) == []
        assert await stuck_workflows(house.client, house.ledger) == []
        assert await town.reconcile() == []


@pytest.mark.slow
async def test_a_center_is_reset_by_its_name_and_only_where_a_worker_runs(town: Town) -> None:
    async with town.house.working():
        await town.settle(2)
        before = await town.run_ids()
        one = await hengxu(town, "reset", INCUBATION, "--json")
        after = await town.run_ids()
        nobody = await hengxu(town, "reset", "c-nobody")
    assert json.loads(one.stdout) == {"reset": [workflow_id(INCUBATION)], "stuck": []}
    assert {center for center in before if before[center] != after[center]} == {INCUBATION}
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "the ledger has no center c-nobody" in nobody.stderr
    await town.lose_temporal()
    alone = await hengxu(town, "reset", INCUBATION)
    assert (alone.returncode, alone.stdout) == (2, "")
    assert "no worker runs" in alone.stderr
