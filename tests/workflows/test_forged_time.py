"""Whoever reaches Temporal can ask the worker for its activities with any instant; the record takes none of them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.messages import RECORD_DECISION, RECORD_PASSED_TIME, PassTime, ReceivedSignal, RecordDecision
from clock import utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.supervision.clock_facts import DeadlineMissed
from tests.lives import ACTORS, commands, path_to
from tests.temporal import Installation
from worker import build_worker

SAY = commands()
IN_2021, IN_2040 = datetime(2021, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@workflow.defn
class Stranger:
    """A workflow of nobody's that asks for an activity of the worker."""

    @workflow.run
    async def run(self, activity: str, queue: str, request: PassTime | RecordDecision) -> None:
        """Ask, and wait until it is done."""
        await workflow.execute_activity(
            activity, request, task_queue=queue, start_to_close_timeout=timedelta(seconds=10)
        )


async def ask(house: Installation, activity: str, request: PassTime | RecordDecision) -> None:
    """A worker by the machine's own clock does what the stranger asks for."""
    queue = f"stranger-{uuid4().hex}"
    async with (
        build_worker(house.client, house.settings, house.ledger),
        Worker(house.client, task_queue=queue, workflows=[Stranger], workflow_runner=UnsandboxedWorkflowRunner()),
    ):
        arguments = [activity, house.settings.task_queue, request]
        await house.client.execute_workflow(Stranger.run, args=arguments, id=queue, task_queue=queue)


async def test_a_strangers_workflow_makes_no_future_day_pass(house: Installation, center: str) -> None:
    steps = [{**step.body, "effective_on": None} for step in path_to(Phase.CONSTRUCTION)]
    async with house.working():
        await house.take(center, steps[0] | {"center_id": center}, *steps[1:])
        await house.settled(center)
    await ask(house, RECORD_PASSED_TIME, PassTime(stream=center, now=IN_2040))
    history = house.ledger.history(center)
    assert not [record for record in history if isinstance(record.event, DeadlineMissed)]
    assert max(record.recorded_at for record in history) <= utc_now()


async def test_a_strangers_workflow_dates_no_envelope_back(house: Installation, center: str) -> None:
    async with house.working():
        await house.take(center, {**SAY["register_center"], "center_id": center})
        await house.settled(center)
    text = house.letter(center, ACTORS[Role.APPLICANT], SAY["withdraw"], "held-back").model_dump_json()
    word = ReceivedSignal(signal="decide", text=text, heard_at=IN_2021)
    await ask(house, RECORD_DECISION, RecordDecision(stream=center, word=word))
    registered, withdrawn = house.ledger.history(center)
    assert withdrawn.command_id == "held-back"
    assert registered.recorded_at <= withdrawn.recorded_at <= utc_now()
