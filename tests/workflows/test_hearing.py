"""What is said is recorded: late, twice, to the wrong one or to nobody, but always, once, and in order."""

import asyncio
from uuid import uuid4

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from temporal_client.client import ensure_running, send_signal, workflow_id
from temporal_client.resetting import reset_run
from tests.lives import ACTORS, commands, path_to, taken_by
from tests.temporal import Installation, anyone

SAY = commands()


async def test_what_is_said_while_no_worker_runs_is_recorded_in_its_order_once_one_does(
    house: Installation, center: str
) -> None:
    steps = [step.body for step in path_to(Phase.APPLICATION)]
    register = {**steps[0], "center_id": center}
    asked = [
        await house.send(house.letter(center, anyone(step.role), body))
        for step, body in zip(path_to(Phase.APPLICATION), [register, *steps[1:]], strict=True)
    ]
    assert house.ledger.head() == 0
    async with house.working():
        await house.receipt(asked[-1])
    assert [record.command_id for record in house.ledger.history(center)] == asked


async def test_the_same_envelope_twice_is_one_event_and_one_receipt(house: Installation, center: str) -> None:
    letter = house.letter(center, ACTORS[Role.APPLICANT], {**SAY["register_center"], "center_id": center})
    async with house.working():
        await house.send(letter)
        await house.send(letter)
        await house.receipt(letter.command_id)
        await house.send(letter)
        await house.say(center, Role.OFFICER, type="commend", kinds=["publicity"], reason="早")
        await house.receipts(2)
    assert [record.command_id for record in house.ledger.history(center)] == [letter.command_id]
    assert len(house.ledger.stored_receipts()) == 2


async def test_an_id_used_again_for_another_decision_is_refused(house: Installation, center: str) -> None:
    again = house.letter(center, ACTORS[Role.APPLICANT], {**SAY["register_center"], "center_id": center})
    other = house.letter(center, ACTORS[Role.APPLICANT], SAY["withdraw"], again.command_id)
    async with house.working():
        await house.send(again)
        await house.send(other)
        first, second = await house.receipts(2)
    assert (first.command_id, first.outcome) == (again.command_id, "recorded")
    assert second.refusal is not None
    assert second.refusal.code == "command_id_reused"
    assert house.ledger.version(center) == 1


async def test_a_word_to_a_center_that_nobody_registered_is_refused_and_its_workflow_ends(
    house: Installation, center: str
) -> None:
    async with house.working():
        receipt = await house.receipt(await house.say(center, Role.APPLICANT, **SAY["withdraw"]))
        ending = await house.workflow(center).result()
    assert receipt.outcome == "refused"
    assert center in ending


async def test_a_center_that_ended_completes_and_a_later_correction_begins_a_new_run(
    house: Installation, center: str
) -> None:
    register = {**SAY["register_center"], "center_id": center}
    async with house.working():
        [registered, _] = await house.take(center, register, SAY["withdraw"])
        assert "撤回" in await house.workflow(center).result()
        first = await house.workflow(center).describe()
        assert first.status is WorkflowExecutionStatus.COMPLETED

        position = registered.events[0].position
        [proposed] = await house.take(center, SAY["correct_record"] | {"position": position})
        correction = {"correction_id": f"c{proposed.version}"}
        await house.take(center, SAY["confirm_correction"] | correction)
        await house.workflow(center).result()
        assert (await house.workflow(center).describe()).run_id != first.run_id
    names = [type(record.event).__name__ for record in house.ledger.history(center)]
    assert names == ["CenterRegistered", "CenterWithdrawn", "CorrectionProposed", "RecordCorrected"]


async def test_a_center_whose_workflow_was_lost_waits_again_from_the_ledger_alone(
    house: Installation, center: str
) -> None:
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await house.workflow(center).terminate("lost")
        started = await ensure_running(house.client, house.settings, center)
        again = await ensure_running(house.client, house.settings, center)
        assert started.first_execution_run_id == again.first_execution_run_id
        await house.take(center, SAY["submit_industry_research"])
    assert house.ledger.version(center) == 2


async def test_what_was_said_before_an_operator_cancels_is_recorded_before_the_end(
    house: Installation, center: str
) -> None:
    register = {**SAY["register_center"], "center_id": center}
    bodies = [register, SAY["submit_industry_research"], SAY["record_support"]]
    asked = [await house.send(house.letter(center, taken_by(body), body)) for body in bodies]
    await house.workflow(center).cancel()
    async with house.working():
        with pytest.raises(WorkflowFailureError):
            await house.workflow(center).result()
        assert [record.command_id for record in house.ledger.history(center)] == asked
        await house.take(center, SAY["report_preliminary_plan"])
    assert house.ledger.version(center) == 4


async def test_an_ended_or_unknown_center_that_is_woken_just_ends_again(house: Installation, center: str) -> None:
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center}, SAY["withdraw"])
        await house.workflow(center).result()
        handle = await ensure_running(house.client, house.settings, center)
        assert "撤回" in await handle.result()
        unknown = await ensure_running(house.client, house.settings, f"c-{uuid4().hex}")
        assert "no such center" in await unknown.result()
    assert len(house.ledger.stored_receipts()) == 2


async def test_many_speak_at_once_and_everyone_is_answered(house: Installation, center: str) -> None:
    register = {**SAY["register_center"], "center_id": center}
    async with house.working():
        await house.take(center, register)
        listing = SAY["submit_industry_research"]
        asked = await asyncio.gather(*(house.say(center, Role.APPLICANT, **listing) for _ in range(40)))
        receipts = [await house.receipt(command_id) for command_id in asked]
    assert {receipt.outcome for receipt in receipts} == {"recorded"}
    assert sorted(receipt.version for receipt in receipts) == list(range(2, 42))


async def test_a_long_decision_is_kept_whole(house: Installation, center: str) -> None:
    research = SAY["submit_industry_research"]
    gaps = [gap | {"plan": "计" * 1_000} for gap in research["gaps"]] * 300
    register = {**SAY["register_center"], "center_id": center}
    async with house.working():
        await house.take(center, register, research | {"gaps": gaps})
    event = house.ledger.history(center)[-1].event
    assert len(getattr(event, "gaps", ())) == 300


async def test_the_line_beside_a_workflow_is_cut_to_what_temporal_takes(house: Installation, center: str) -> None:
    letter = house.letter(center, ACTORS[Role.APPLICANT], {**SAY["register_center"], "center_id": center})
    text = letter.model_dump_json()
    handle = await send_signal(house.client, house.settings, center, "decide", text, summary="上海市\n" + "长" * 500)
    summary = await (await handle.describe()).static_summary()
    assert summary is not None
    assert summary.startswith("上海市 长长")
    assert len(summary.encode()) <= 400


async def test_a_reset_loses_no_signal_and_records_none_twice(house: Installation, center: str) -> None:
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await house.settled(center)
    research = await house.send(house.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"]))
    await reset_run(house.client, workflow_id(center), "tried")
    async with house.working():
        await house.receipt(research)
        await house.settled(center)
    assert [type(record.event).__name__ for record in house.ledger.history(center)] == [
        "CenterRegistered",
        "IndustryResearchSubmitted",
    ]


async def test_terminating_cuts_off_what_is_not_recorded_yet_as_operators_are_told(
    house: Installation, center: str
) -> None:
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await house.settled(center)
    lost = await house.send(house.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"]))
    await house.workflow(center).terminate("as operators should not")
    await ensure_running(house.client, house.settings, center)
    async with house.working():
        await house.say(center, Role.OFFICER, type="commend", kinds=["publicity"], reason="早")
        await house.receipts(2)
    assert house.ledger.receipt(lost) is None
