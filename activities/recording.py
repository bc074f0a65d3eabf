"""The activities that every workflow of a stream asks for."""

from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.messages import (
    READ_SUMMARY,
    RECORD_DECISION,
    RECORD_PASSED_TIME,
    PassTime,
    RecordDecision,
    SummaryAfterRefusal,
)
from domain.center_summary import CenterSummary
from service_layer.recording import DecisionRecorder, Delivery
from telemetry.context import log_context

ANSWERS_ALL_THE_SAME = 5
"""The attempt at which a worker of before answers: what people decide about the center waits for the answer."""


@dataclass(frozen=True, slots=True)
class RecordingActivities:
    """The use cases of the service layer, as Temporal asks for them.

    Temporal would break off the thread of an activity that it has taken back by an exception at any instruction:
    between a lock that was taken and the block that gives it back, or within a commit. A recording is short, and goes
    on to its end (``no_thread_cancel_exception``).
    """

    recorder: DecisionRecorder

    @activity.defn(name=RECORD_DECISION, no_thread_cancel_exception=True)
    def record_decision(self, request: RecordDecision) -> CenterSummary | None:
        """Record what becomes of one signal, a refusal included; then say where the stream stands."""
        signal = request.word
        with log_context(center=request.stream):
            receipt = self.recorder.receive(Delivery(request.stream, signal.signal, signal.text, signal.heard_at))
            summary = self.recorder.summary(request.stream)
            if summary is None or receipt.refusal is None:
                return summary
            return SummaryAfterRefusal(**dict(summary), refusal=receipt.refusal.code)

    @activity.defn(name=RECORD_PASSED_TIME, no_thread_cancel_exception=True)
    def record_passed_time(self, request: PassTime) -> CenterSummary | None:
        """Record what the clocks have to say by now; nothing when it is on record already."""
        with log_context(center=request.stream):
            self.recorder.record_passed_time(request.stream, request.now)
            return self.recorder.summary(request.stream)

    @activity.defn(name=READ_SUMMARY, no_thread_cancel_exception=True)
    def read_summary(self, request: PassTime) -> CenterSummary | None:
        """Where the stream stands, looked at anew; ``None`` when the ledger doesn't know it. A worker whose house rules
        are in force no more leaves the answer to others, and gives it where these don't.
        """
        if activity.info().attempt < ANSWERS_ALL_THE_SAME and self.recorder.is_superseded():
            raise ApplicationError("other house rules are in force", category=ApplicationErrorCategory.BENIGN)
        with log_context(center=request.stream):
            self.recorder.refresh_rows(request.stream)
            return self.recorder.summary(request.stream)
