"""The keeper of working days: a notice that is entered or amended is recorded, and every center hears of it."""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from domain.center_summary import CenterSummary
    from workflows.activity_calls import announce_calendar, read_summary
    from workflows.inbox import Inbox
    from workflows.state import CALENDAR_KEEPER, WorkflowState
    from workflows.visibility import show_details


@workflow.defn(name=CALENDAR_KEEPER)
class CalendarKeeper:
    """Begun by a signal, it ends when every signal is recorded and every center has been told."""

    @workflow.init
    def __init__(self, state: WorkflowState) -> None:
        self.stream, self.summary = state.stream, state.standing
        self.inbox = Inbox(state)
        self.must_announce = False

    @workflow.run
    async def run(self, _state: WorkflowState) -> str:
        """Record what was said, then tell the centers; until nothing more is said."""
        try:
            self.show(self.summary or await read_summary(self.stream))
            while self.inbox or self.must_announce:
                await self.record_or_announce()
                if self.should_continue_as_new():
                    workflow.continue_as_new(self.inbox.handed_over(self.summary))
            return self.summary.details if self.summary else "尚无通知 No notice has been entered"
        except asyncio.CancelledError:
            await self.inbox.record_all()
            raise

    @workflow.signal(dynamic=True)
    def on_signal(self, signal: str, payloads: Sequence[RawValue]) -> None:
        """Whatever is said, in the order of arrival."""
        self.inbox.put(signal, payloads)

    async def record_or_announce(self) -> None:
        """Words first: several notices in a row are told as one."""
        if self.inbox:
            await self.record_next_signal()
        else:
            await self.announce_to_centers()

    async def record_next_signal(self) -> None:
        """A new version means that working days have changed; a refusal changes nothing."""
        before = self.summary
        self.show(await self.inbox.record_next())
        if self.summary is not None:
            self.must_announce |= before is None or before.version != self.summary.version

    def show(self, summary: CenterSummary | None) -> None:
        """Where the calendar stands now, for operators too."""
        self.summary = summary
        if summary is not None:
            show_details(summary)

    async def announce_to_centers(self) -> None:
        """What comes in meanwhile is told anew."""
        self.must_announce = False
        await announce_calendar()

    def should_continue_as_new(self) -> bool:
        """When the history has grown, and never with a change that no center was told of."""
        has_more_to_record = bool(self.inbox) and not self.must_announce
        return has_more_to_record and self.inbox.has_recorded_enough() and self.inbox.can_be_handed_over()
