"""What the workflows of the bureau's own streams have in common: they record what was said, and end."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

from domain.center_summary import CenterSummary
from workflows.activity_calls import read_summary
from workflows.inbox import Inbox
from workflows.state import WorkflowState
from workflows.visibility import show_details


class Keeper:
    """Begun by a signal. Each kind of keeper has a ``run`` of its own, as Temporal wants it."""

    @workflow.init
    def __init__(self, state: WorkflowState) -> None:
        self.stream, self.summary = state.stream, state.standing
        self.inbox = Inbox(state)

    @workflow.signal(dynamic=True)
    def on_signal(self, signal: str, payloads: Sequence[RawValue]) -> None:
        """Whatever is said, in the order of arrival."""
        self.inbox.put(signal, payloads)

    async def look(self) -> None:
        """A run that begins with no summary asks the ledger."""
        self.show(self.summary or await read_summary(self.stream))

    async def record_next_signal(self) -> None:
        """Whatever becomes of it is on record then."""
        self.show(await self.inbox.record_next())

    def show(self, summary: CenterSummary | None) -> None:
        """Where the stream stands now, for operators too."""
        self.summary = summary
        if summary is not None:
            show_details(summary)

    def should_continue_as_new(self) -> bool:
        """When the history has grown, and more is to be recorded."""
        return bool(self.inbox) and self.inbox.has_recorded_enough() and self.inbox.can_be_handed_over()
