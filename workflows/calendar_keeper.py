"""The keeper of working days: a notice that is entered or amended is recorded. Which centers have to hear of it,
workers find out by themselves, in the background (``recovery.remaking``): nobody's decision waits for that.
"""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.activity_calls import announce_calendar
    from workflows.keeper import Keeper
    from workflows.state import CALENDAR_KEEPER, TASK_TIMEOUT, WorkflowState


TOLD_BY_WORKERS = "centers-are-told-by-workers"
"""What runs of releases up to 0.2.0 don't have in their histories: they let centers be told, and wait until all are."""


@workflow.defn(name=CALENDAR_KEEPER)
class CalendarKeeper(Keeper):
    """Begun by a signal, it ends when every signal is recorded."""

    @workflow.init
    def __init__(self, state: WorkflowState) -> None:
        super().__init__(state)
        self.must_announce = False

    @workflow.run
    async def run(self, _state: WorkflowState) -> str:
        """Record what was said, until nothing more is said."""
        try:
            await self.look()
            while self.inbox or self.must_announce:
                await self.record_or_announce()
                if self.should_continue_as_new():
                    workflow.continue_as_new(self.inbox.handed_over(self.summary), task_timeout=TASK_TIMEOUT)
            return self.summary.details if self.summary else "尚无通知 No notice has been entered"
        except asyncio.CancelledError:
            await self.inbox.record_all()
            raise

    async def record_or_announce(self) -> None:
        """Decisions first, and a change of several is announced once."""
        if self.inbox:
            await self.record_next_signal()
        else:
            await self.announce_to_centers()

    async def record_next_signal(self) -> None:
        """A new version means that working days have changed; a refusal changes nothing."""
        before = self.summary
        await super().record_next_signal()
        has_changed = self.summary is not None and (before is None or before.version != self.summary.version)
        if has_changed and not workflow.patched(TOLD_BY_WORKERS):
            self.must_announce = True

    async def announce_to_centers(self) -> None:
        """What comes in meanwhile is announced anew."""
        self.must_announce = False
        await announce_calendar()

    def should_continue_as_new(self) -> bool:
        """Never with a change that isn't announced."""
        return not self.must_announce and super().should_continue_as_new()
