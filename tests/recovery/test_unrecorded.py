"""What was accepted is recorded, also where the run that had heard it was terminated before it came to that."""

import json
from datetime import timedelta

from temporalio.client import WorkflowExecutionStatus

from activities.messages import ReceivedSignal
from clock import today_in_shanghai
from domain.kernel.messages import CALENDAR
from domain.kernel.roles import Role
from domain.supervision.messages import RectificationReported
from domain.values.partial_days import day_in_shanghai
from recovery.recovering import Recovered, begin_anew, recover, send_unrecorded
from recovery.unrecorded import find_unrecorded
from temporal_client.client import send_signal, workflow_id
from temporal_client.heard_signals import last_run
from tests.lives import ACTORS, commands, confirming
from tests.recovery.conftest import Town
from tests.recovery.test_reconciling import CONSTRUCTION, INCUBATION, hengxu
from tests.recovery.test_recovering import order_that_nobody_watched
from tests.temporal import Installation, until
from workflows.state import CENTER_LIFE, WorkflowState

SAY = commands()


async def heard_and_terminated(house: Installation, center: str) -> str:
    """A decision that was accepted while no worker ran, and the run then terminated; the decision's id."""
    accepted = await house.send(house.letter(center, ACTORS[Role.APPLICANT], SAY["submit_industry_research"]))
    await house.workflow(center).terminate("as operators should not")
    return accepted


async def until_listed(town: Town, *accepted: str) -> None:
    """Temporal's list of ended runs lags behind."""

    async def look() -> bool | None:
        found = await find_unrecorded(town.house.client, town.house.ledger)
        heard = {json.loads(one.text)["command_id"] for signals in found.values() for one in signals}
        return set(accepted) <= heard or None

    await until(look)


async def test_what_a_terminated_run_had_heard_is_shown_and_recovered_by_the_command(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(2)
    accepted = await heard_and_terminated(house, INCUBATION)
    await until_listed(town, accepted)
    async with house.working():
        compared = await hengxu(town, "reconcile", "--json")
        shown = {one["kind"]: one for one in json.loads(compared.stdout)["differences"]}
        recovered = await hengxu(town, "recover", "--json")
        receipt = await house.receipt(accepted)
        again = await hengxu(town, "recover")
    assert (compared.returncode, set(shown)) == (1, {"not_running", "unrecorded"})
    assert shown["unrecorded"]["temporal"].startswith("1 × decide, ")
    assert json.loads(recovered.stdout) == {"living": 2, "begun": 1, "sent_again": 1}
    assert (receipt.outcome, receipt.center_id) == ("recorded", INCUBATION)
    assert "sent again" not in again.stdout
    assert "keeps the histories of ended runs for" in again.stdout


async def test_nobody_has_to_wait_for_temporals_lists_after_a_termination(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(1)
    accepted = await heard_and_terminated(house, INCUBATION)
    assert (await recover(house.client, house.settings, house.ledger)).sent_again == 1
    async with house.working():
        assert (await house.receipt(accepted)).outcome == "recorded"


async def test_a_single_workflow_that_is_begun_anew_hears_what_its_last_run_had_heard(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(1)
    accepted = await heard_and_terminated(house, INCUBATION)
    for _ in range(2):
        await begin_anew(house.client, house.settings, house.ledger, INCUBATION)
    async with house.working():
        assert (await house.receipt(accepted)).outcome == "recorded"
        assert await town.reconcile() == []


async def test_what_is_sent_again_comes_before_the_clocks_and_was_handed_in_when_it_was_sent(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(3)
    due_on = order_that_nobody_watched(house, CONSTRUCTION)
    sent_on = due_on - timedelta(days=2)
    house.ahead[CONSTRUCTION] = timedelta(days=(sent_on - today_in_shanghai()).days)
    order = f"r{house.ledger.version(CONSTRUCTION) - 1}"
    report = confirming(SAY["report_rectification"] | {"rectification_id": order})
    report.pop("effective_on", None)
    accepted = await house.send(house.letter(CONSTRUCTION, ACTORS[Role.APPLICANT], report))
    await house.workflow(CONSTRUCTION).terminate("as operators should not")
    await recover(house.client, house.settings, house.ledger)
    async with house.working():
        receipt = await house.receipt(accepted)
        assert receipt.outcome == "recorded", receipt.refusal
        await house.settled(CONSTRUCTION)
    history = house.ledger.history(CONSTRUCTION)
    [reported] = [record.event for record in history if isinstance(record.event, RectificationReported)]
    assert (reported.days_late, reported.handed_in_on) == (0, sent_on)
    assert day_in_shanghai(receipt.recorded_at) == today_in_shanghai()
    assert "DeadlineMissed" not in [type(record.event).__name__ for record in history]


async def test_what_waits_in_a_run_that_goes_on_is_no_difference_and_is_not_sent_again(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(1)
    accepted = await heard_and_terminated(house, INCUBATION)
    assert await send_unrecorded(house.client, house.settings, house.ledger) == 1
    run = await last_run(house.client, workflow_id(INCUBATION))
    assert run is not None
    assert run.status is WorkflowExecutionStatus.RUNNING
    assert await send_unrecorded(house.client, house.settings, house.ledger) == 0
    async with house.working():
        await house.receipt(accepted)
        assert await town.reconcile() == []


async def test_signals_that_are_no_decisions_are_sent_again_too_until_their_refusal_is_on_record(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(1)
    for signal, text in (("decide", "approve it, please"), ("revoke_at_once", "{}"), ("calendar_changed", "")):
        await send_signal(house.client, house.settings, INCUBATION, signal, text)
    await house.workflow(INCUBATION).terminate("as operators should not")
    assert (await recover(house.client, house.settings, house.ledger)).sent_again == 2
    async with house.working():
        _, first, second = await house.receipts(3)
        assert await town.reconcile() == []
    assert [receipt.refusal and receipt.refusal.code for receipt in (first, second)] == [
        "envelope_unreadable",
        "signal_unknown",
    ]


async def test_what_was_handed_over_to_a_run_that_was_terminated_is_not_lost_either(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(1)
    await house.workflow(INCUBATION).terminate("as operators should not")
    letter = house.letter(INCUBATION, ACTORS[Role.APPLICANT], SAY["submit_industry_research"])
    handed_over = ReceivedSignal(signal="decide", text=letter.model_dump_json(), heard_at=letter.sent_at)
    life = WorkflowState(stream=INCUBATION, inbox=(handed_over,))
    queue = house.settings.task_queue
    await house.client.start_workflow(CENTER_LIFE, life, id=workflow_id(INCUBATION), task_queue=queue)
    await house.workflow(INCUBATION).terminate("as operators should not")
    assert (await recover(house.client, house.settings, house.ledger)).sent_again == 1
    async with house.working():
        assert (await house.receipt(letter.command_id)).outcome == "recorded"


async def test_a_notice_that_the_calendars_keeper_had_heard_is_not_lost_either(town: Town) -> None:
    house, year = town.house, today_in_shanghai().year + 2
    notice = {"year": year, "number": "国办发明电〔2027〕7号", "issued_on": f"{year - 1}-11-20", "holidays": []}
    accepted = await house.say(CALENDAR, Role.OFFICER, type="enter_holiday_notice", notice=notice)
    await house.workflow(CALENDAR).terminate("as operators should not")
    await until_listed(town, accepted)
    assert (await recover(house.client, house.settings, house.ledger)).sent_again == 1
    async with house.working():
        assert (await house.receipt(accepted)).outcome == "recorded"


async def test_of_a_history_that_temporal_keeps_no_more_nothing_is_known_and_nothing_is_made_up(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(1)
    await heard_and_terminated(house, INCUBATION)
    await town.lose_temporal()
    house = town.house
    recovered = await recover(house.client, house.settings, house.ledger)
    assert recovered == Recovered(living=1, begun=1, sent_again=0)
    async with house.working():
        assert await town.reconcile() == []
