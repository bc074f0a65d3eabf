"""The activities that workflows ask for, with the patience that each of them deserves."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.messages import (
    ANNOUNCE_CALENDAR,
    READ_SUMMARY,
    RECORD_DECISION,
    RECORD_PASSED_TIME,
    PassTime,
    ReceivedSignal,
    RecordDecision,
)
from domain.center_summary import CenterSummary
from telemetry.tracing import continuing
from workflows.received_signals import named_decision
from workflows.visibility import line

RETRY_FOREVER = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=0,
)
"""Databases and networks come back, and a refusal is an outcome, not an error: nothing is ever given up."""
RECORDING_TIMEOUT = timedelta(seconds=10)
"""How long a recording may take: milliseconds, as long as nothing holds the ledger."""
SIGN_OF_LIFE = timedelta(seconds=3)
"""A worker that died in the middle of a recording is noticed after this; one that lives tells so meanwhile."""
ANNOUNCEMENT_TIMEOUT = timedelta(hours=1)
HEARTBEAT_TIMEOUT = timedelta(seconds=30)
"""How long an announcement may go without telling how far it has come."""


async def record_decision(stream: str, received: ReceivedSignal) -> CenterSummary | None:
    """Decide on the signal and record the outcome; the stream's summary then, ``None`` where there is none."""
    named = named_decision(received)
    what = f"{named.zh} {named.en}" if named else received.signal
    request, summary = RecordDecision(stream=stream, word=received), f"决定 Decide: {what}"
    return await _ask(RECORD_DECISION, request, summary, received.traceparent)


async def record_passed_time(stream: str, standing: CenterSummary) -> CenterSummary | None:
    """Record what the clocks have to say by now."""
    return await _ask(RECORD_PASSED_TIME, _now(stream), f"到时 Time: {standing.wake_for}")


async def read_summary(stream: str) -> CenterSummary | None:
    """Where the stream stands now, by the calendar as it is now."""
    return await _ask(READ_SUMMARY, _now(stream), "查看现状 Look where it stands")


async def announce_calendar() -> int:
    """What runs of releases up to 0.2.0 have in their histories: that every running center was told of working days."""
    announced: int = await workflow.execute_activity(
        ANNOUNCE_CALENDAR,
        result_type=int,
        start_to_close_timeout=ANNOUNCEMENT_TIMEOUT,
        heartbeat_timeout=HEARTBEAT_TIMEOUT,
        retry_policy=RETRY_FOREVER,
        summary="通知各中心 Tell every center",
    )
    return announced


async def _ask(
    activity: str, request: RecordDecision | PassTime, summary: str, traceparent: str | None = None
) -> CenterSummary | None:
    with continuing(traceparent):
        asked = workflow.start_activity(
            activity,
            request,
            start_to_close_timeout=RECORDING_TIMEOUT,
            heartbeat_timeout=SIGN_OF_LIFE,
            retry_policy=RETRY_FOREVER,
            summary=line(summary),
        )
    answer = await asked
    return CenterSummary.model_validate(answer) if answer else None


def _now(stream: str) -> PassTime:
    return PassTime(stream=stream, now=workflow.now())
