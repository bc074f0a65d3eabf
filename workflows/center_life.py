"""The life of one center, from its registration to its end: it waits for people and for dates, for years."""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.messages import CALENDAR_CHANGED
    from domain.center_summary import CenterSummary
    from workflows.activity_calls import read_summary, record_passed_time
    from workflows.inbox import Inbox
    from workflows.state import CENTER_LIFE, STANDING, TASK_TIMEOUT, WorkflowState
    from workflows.timer import Timer
    from workflows.visibility import show_to_operators


@workflow.defn(name=CENTER_LIFE)
class CenterLife:
    """Receives every signal, lets one after the other be recorded, and in between whatever the clocks have to say."""

    @workflow.init
    def __init__(self, state: WorkflowState) -> None:
        self.stream, self.summary = state.stream, state.standing
        self.inbox = Inbox(state)
        self.timer = Timer()
        self.calendar_has_changed = False
        self.has_reached_milestone = False

    @workflow.run
    async def run(self, _state: WorkflowState) -> str:
        """Wait, and let be recorded what comes, until nothing more can come."""
        try:
            await self.read_summary_at_start()
            while self.has_something_to_wait_for():
                await self.wait_for_signal_or_timer()
                await self.record_what_came()
                if self.should_continue_as_new():
                    workflow.continue_as_new(self.inbox.handed_over(self.summary), task_timeout=TASK_TIMEOUT)
            return self.result()
        except asyncio.CancelledError:
            await self.inbox.record_all()
            raise

    @workflow.signal(dynamic=True)
    def on_signal(self, signal: str, payloads: Sequence[RawValue]) -> None:
        """Whatever is said to the center, in the order of arrival."""
        if signal == CALENDAR_CHANGED:
            self.calendar_has_changed = True
        else:
            self.inbox.put(signal, payloads)

    @workflow.query(name=STANDING)
    def current_summary(self) -> CenterSummary | None:
        """The summary, as far as this run knows; ``wake_at`` is the instant at which its timer fires."""
        return self.summary and self.summary.model_copy(update={"wake_at": self.timer.fires_at})

    async def read_summary_at_start(self) -> None:
        """A run that begins with neither a summary nor a signal asks the ledger."""
        if self.summary is None and not self.inbox:
            self.summary = await read_summary(self.stream)
        self.show_and_set_timer(self.summary)

    def has_something_to_wait_for(self) -> bool:
        """Every signal is recorded, even one to an ended center; beyond that only a living one waits."""
        return bool(self.inbox) or (self.summary is not None and not self.summary.ended)

    async def wait_for_signal_or_timer(self) -> None:
        """A signal, a change of the calendar, or the timer."""
        await workflow.wait_condition(lambda: bool(self.inbox) or self.calendar_has_changed or self.timer.has_fired)

    async def record_what_came(self) -> None:
        """What people said before what the clocks say: nobody is late because their signal lay waiting."""
        if self.inbox:
            self.show_and_set_timer(await self.inbox.record_next())
        elif self.calendar_has_changed:
            self.calendar_has_changed = False
            self.show_and_set_timer(await read_summary(self.stream))
        elif self.summary is not None:
            self.timer.acknowledge()
            self.show_and_set_timer(await record_passed_time(self.stream, self.summary))

    def show_and_set_timer(self, summary: CenterSummary | None) -> None:
        """Where the center stands now is shown to operators, and sets the timer."""
        if summary is not None:
            show_to_operators(summary)
            self.timer.set(summary.wake_at, summary.wake_for)
            self.has_reached_milestone |= self.summary is not None and self.summary.phase != summary.phase
        self.summary = summary

    def should_continue_as_new(self) -> bool:
        """At a milestone, or when the history has grown; never while something would be lost on the way."""
        due = self.has_reached_milestone or self.inbox.has_recorded_enough()
        ready = not self.calendar_has_changed and self.inbox.can_be_handed_over()
        return due and ready and self.has_something_to_wait_for()

    def result(self) -> str:
        """Why nothing more is waited for."""
        if self.summary is None:
            return f"台账中没有这个中心 The ledger knows no such center: {self.stream}"
        return f"{self.summary.summary}，已结束 Ended"
