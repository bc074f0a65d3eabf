"""A workflow's inbox: signals in the order in which they came, each of which leaves it when it is recorded."""

from collections import deque
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from domain.center_summary import CenterSummary
from workflows.activity_calls import record_decision
from workflows.received_signals import received_signal
from workflows.state import WorkflowState

SIGNALS_OF_A_RUN = 200
"""A run hands over after so many words: its history stays short enough to read, and quick to replay."""
HEAVIEST_HANDOVER = 750_000
"""Bytes of unrecorded signals that may be handed over (Temporal takes 2 MB; quotes are escaped twice on the way)."""


class Inbox:
    """Begun with what the run before has handed over. True while something waits in it."""

    def __init__(self, state: WorkflowState) -> None:
        self._stream = state.stream
        self._waiting = deque(state.inbox)
        self._recorded_before, self._recorded = state.words, 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def put(self, signal: str, payloads: Sequence[RawValue]) -> None:
        """Whatever is said, by whomever, in whatever form."""
        self._waiting.append(received_signal(signal, payloads, workflow.now()))

    async def record_next(self) -> CenterSummary | None:
        """Where the center stands once its next signal is recorded."""
        standing = await record_decision(self._stream, self._waiting[0])
        self._waiting.popleft()
        self._recorded += 1
        return standing

    async def record_all(self) -> None:
        """Everything that was said before the end is recorded."""
        while self._waiting:
            await self.record_next()

    def has_recorded_enough(self) -> bool:
        """Whether the run's history has grown so much that another should begin."""
        return self._recorded >= SIGNALS_OF_A_RUN or workflow.info().is_continue_as_new_suggested()

    def can_be_handed_over(self) -> bool:
        """Whether nothing is half done, and what waits is light enough to be carried."""
        weight = sum(len(signal.text.encode()) for signal in self._waiting)
        return workflow.all_handlers_finished() and weight <= HEAVIEST_HANDOVER

    def handed_over(self, standing: CenterSummary | None) -> WorkflowState:
        """What the next run begins with."""
        return WorkflowState(
            stream=self._stream,
            inbox=tuple(self._waiting),
            standing=standing,
            words=self._recorded_before + self._recorded,
        )
