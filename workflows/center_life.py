"""The life of one center, from its registration to its end: it waits for people and for dates, for years."""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.messages import CALENDAR_CHANGED
    from domain.center_summary import Standing
    from workflows.activity_calls import read_standing, record_passed_time
    from workflows.inbox import Inbox
    from workflows.state import CENTER_LIFE, STANDING, Life
    from workflows.timer import AlarmClock
    from workflows.visibility import show


@workflow.defn(name=CENTER_LIFE)
class CenterLife:
    """Hears every signal, lets one after the other be recorded, and in between whatever the clocks have to say."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        self.center_id, self.standing = life.center_id, life.standing
        self.inbox = Inbox(life)
        self.alarm = AlarmClock()
        self.has_to_look_again = False
        self.reached_a_milestone = False

    @workflow.run
    async def run(self, _life: Life) -> str:
        """Wait, and let be recorded what comes, until nothing more can come."""
        try:
            await self.find_its_place()
            while self.has_something_to_wait_for():
                await self.until_something_comes()
                await self.let_it_be_recorded()
                if self.should_begin_anew():
                    workflow.continue_as_new(self.inbox.handed_over(self.standing))
            return self.epitaph()
        except asyncio.CancelledError:
            await self.inbox.record_all()
            raise

    @workflow.signal(dynamic=True)
    def hear(self, signal: str, payloads: Sequence[RawValue]) -> None:
        """Whatever is said to the center, in the order of arrival."""
        if signal == CALENDAR_CHANGED:
            self.has_to_look_again = True
        else:
            self.inbox.put(signal, payloads)

    @workflow.query(name=STANDING)
    def where_it_stands(self) -> Standing | None:
        """Where the center stands, as far as this run knows; ``wake_at`` is the hour to which its alarm is set."""
        return self.standing and self.standing.model_copy(update={"wake_at": self.alarm.hour})

    async def find_its_place(self) -> None:
        """A run that begins with neither a standing nor a word asks the ledger."""
        if self.standing is None and not self.inbox:
            self.standing = await read_standing(self.center_id)
        self.take_note_of(self.standing)

    def has_something_to_wait_for(self) -> bool:
        """Every word is recorded, even one to an ended center; beyond that only a living one waits."""
        return bool(self.inbox) or (self.standing is not None and not self.standing.ended)

    async def until_something_comes(self) -> None:
        """A word, news of the calendar, or the hour."""
        await workflow.wait_condition(lambda: bool(self.inbox) or self.has_to_look_again or self.alarm.rings)

    async def let_it_be_recorded(self) -> None:
        """What people said before what the clocks say: nobody is late because their word lay waiting."""
        if self.inbox:
            self.take_note_of(await self.inbox.record_next())
        elif self.has_to_look_again:
            self.has_to_look_again = False
            self.take_note_of(await read_standing(self.center_id))
        elif self.standing is not None:
            self.alarm.answer()
            self.take_note_of(await record_passed_time(self.center_id, self.standing))

    def take_note_of(self, standing: Standing | None) -> None:
        """Where the center stands now goes on the board for operators, and on the alarm clock."""
        if standing is not None:
            show(standing)
            self.alarm.set(standing.wake_at, standing.wake_for)
            self.reached_a_milestone |= self.standing is not None and self.standing.phase != standing.phase
        self.standing = standing

    def should_begin_anew(self) -> bool:
        """At a milestone, or when the history has grown; never while something would be lost on the way."""
        due = self.reached_a_milestone or self.inbox.has_heard_enough()
        ready = not self.has_to_look_again and self.inbox.can_be_handed_over()
        return due and ready and self.has_something_to_wait_for()

    def epitaph(self) -> str:
        """Why nothing more is waited for."""
        if self.standing is None:
            return f"台账中没有这个中心 The ledger knows no such center: {self.center_id}"
        return f"{self.standing.summary}，已结束 Ended"
