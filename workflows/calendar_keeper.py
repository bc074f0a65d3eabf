"""The keeper of working days: a notice that is entered or amended is recorded, and every center hears of it."""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from workflows.activity_calls import announce_calendar, read_standing
    from workflows.inbox import Inbox
    from workflows.state import CALENDAR_KEEPER, Life


@workflow.defn(name=CALENDAR_KEEPER)
class CalendarKeeper:
    """Begun by a word, it ends when every word is recorded and every center has been told."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        self.stream, self.standing = life.center_id, life.standing
        self.inbox = Inbox(life)
        self.has_news = False

    @workflow.run
    async def run(self, _life: Life) -> str:
        """Record what was said, then tell the centers; until nothing more is said."""
        try:
            self.standing = self.standing or await read_standing(self.stream)
            while self.inbox or self.has_news:
                await self.do_the_next_thing()
                if self.should_begin_anew():
                    workflow.continue_as_new(self.inbox.handed_over(self.standing))
            return self.standing.details if self.standing else "尚无通知 No notice has been entered"
        except asyncio.CancelledError:
            await self.inbox.record_all()
            raise

    @workflow.signal(dynamic=True)
    def hear(self, signal: str, payloads: Sequence[RawValue]) -> None:
        """Whatever is said, in the order of arrival."""
        self.inbox.put(signal, payloads)

    async def do_the_next_thing(self) -> None:
        """Words first: several notices in a row are told as one."""
        if self.inbox:
            await self.record_the_next_word()
        else:
            await self.tell_every_center()

    async def record_the_next_word(self) -> None:
        """A new version means that working days have changed; a refusal changes nothing."""
        before = self.standing
        self.standing = await self.inbox.record_next()
        if self.standing is not None:
            workflow.set_current_details(self.standing.details)
            self.has_news |= before is None or before.version != self.standing.version

    async def tell_every_center(self) -> None:
        """What comes in meanwhile is told anew."""
        self.has_news = False
        await announce_calendar()

    def should_begin_anew(self) -> bool:
        """When the history has grown, and never with news that nobody has heard."""
        has_more_to_record = bool(self.inbox) and not self.has_news
        return has_more_to_record and self.inbox.has_heard_enough() and self.inbox.can_be_handed_over()
