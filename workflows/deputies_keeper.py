"""The keeper of deputies: who is named, and whose deputyship is ended, is recorded. No center has to hear of it: each
decision asks for the deputies of its own time.
"""

import asyncio

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.keeper import Keeper
    from workflows.state import DEPUTIES_KEEPER, TASK_TIMEOUT, WorkflowState


@workflow.defn(name=DEPUTIES_KEEPER)
class DeputiesKeeper(Keeper):
    """Begun by a signal, it ends when every signal is recorded."""

    @workflow.run
    async def run(self, _state: WorkflowState) -> str:
        """Record what was said, until nothing more is said."""
        try:
            await self.look()
            while self.inbox:
                await self.record_next_signal()
                if self.should_continue_as_new():
                    workflow.continue_as_new(self.inbox.handed_over(self.summary), task_timeout=TASK_TIMEOUT)
            return self.summary.details if self.summary else "尚未指定代理 No deputy has been named"
        except asyncio.CancelledError:
            await self.inbox.record_all()
            raise
