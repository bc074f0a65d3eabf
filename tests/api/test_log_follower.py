"""One task follows the log for all, and reads no more than it has to."""

import asyncio

import pytest

from api.log.log_follower import PAGE, LogFollower, Message
from domain.guideline.phases import Phase
from ledger.errors import LedgerUnavailable
from tests.lives import life_in
from tests.temporal import until

RECORD = life_in(Phase.INCUBATION).records[0]
LONG = 20.0
"""Seconds."""


class Log:
    """A log of so many events, and the positions after which it was read."""

    def __init__(self, events: int = 0) -> None:
        self.events, self.asked = events, list[int]()
        self.is_away = False

    async def read(self, position: int) -> list[Message]:
        self.asked.append(position)
        await asyncio.sleep(0)
        if self.is_away:
            raise LedgerUnavailable("gone")
        return [Message(place, b"", RECORD) for place in range(position + 1, min(self.events, position + PAGE) + 1)]

    async def until_asked(self, times: int) -> None:
        async def look() -> bool | None:
            return len(self.asked) >= times or None

        await until(look)

    def log_follower(self) -> LogFollower:
        return LogFollower(self.read, pause=0.01)


async def positions(log_follower: LogFollower, after: int) -> list[int]:
    return [message.position for message in await log_follower.after(after, LONG)]


async def test_one_look_serves_all_who_listen() -> None:
    log = Log(5)
    log_follower = log.log_follower()
    listening = [asyncio.create_task(positions(log_follower, 5)) for _ in range(50)]
    await log.until_asked(3)
    log.events = 6
    before = len(log.asked)
    assert await asyncio.gather(*listening) == [[6]] * 50
    assert len(log.asked) <= before + 1
    await log_follower.close()


async def test_everybody_is_told_what_is_new_to_them() -> None:
    log = Log(3)
    log_follower = log.log_follower()
    behind, ahead = await asyncio.gather(positions(log_follower, 0), positions(log_follower, 2))
    assert (behind, ahead) == ([1, 2, 3], [3])
    await log_follower.close()


async def test_somebody_far_behind_holds_nobody_back() -> None:
    log = Log(2 * PAGE)
    log_follower = log.log_follower()
    behind, ahead = await asyncio.gather(positions(log_follower, 0), positions(log_follower, 2 * PAGE - 1))
    assert behind == list(range(1, PAGE + 1))
    assert ahead == [2 * PAGE]
    await log_follower.close()


async def test_who_listens_in_vain_is_told_nothing_in_the_end() -> None:
    log = Log()
    log_follower = log.log_follower()
    assert await log_follower.after(0, 0.03) == []
    await log_follower.close()


async def test_nobody_looks_while_nobody_listens() -> None:
    log = Log(1)
    log_follower = log.log_follower()
    assert await positions(log_follower, 0) == [1]
    (following,) = [task for task in asyncio.all_tasks() if task.get_name() == "following the log"]
    await following
    assert log.asked == [0]
    await log_follower.close()


async def test_a_log_that_cannot_be_read_is_said_to_everybody_and_read_again_for_whoever_comes_next() -> None:
    log = Log(1)
    log_follower = log.log_follower()
    log.is_away = True
    first, second = await asyncio.gather(positions(log_follower, 0), positions(log_follower, 1), return_exceptions=True)
    assert isinstance(first, LedgerUnavailable)
    assert isinstance(second, LedgerUnavailable)
    log.is_away = False
    assert await positions(log_follower, 0) == [1]
    await log_follower.close()


async def test_the_end_of_news_is_told_at_once() -> None:
    log = Log()
    log_follower = log.log_follower()
    listening = asyncio.create_task(positions(log_follower, 0))
    await log.until_asked(1)
    log_follower.end()
    assert await listening == []
    assert await positions(log_follower, 0) == []
    await log_follower.close()


@pytest.mark.parametrize("looks", [0, 1])
async def test_who_goes_away_is_forgotten(looks: int) -> None:
    log = Log()
    log_follower = log.log_follower()
    listening = asyncio.create_task(positions(log_follower, 0))
    await log.until_asked(looks)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    log.events = 1
    assert await positions(log_follower, 0) == [1]
    await log_follower.close()
