"""The log was restored from a backup under those who follow it: who is ahead is told so, and how to begin anew."""

import asyncio
import json

import pytest

from api.log.log_follower import LogFollower, Message
from domain.kernel.roles import Role
from ledger.errors import AheadOfLog
from tests.api.house import House, assert_problem
from tests.api.test_event_stream import street
from tests.api.test_log_follower import RECORD
from tests.lives import commands
from tests.proof.house import Intruder

LONG = 20.0
"""Seconds."""


def lose_after(house: House, position: int) -> None:
    """The database is back where it was at a position of the log."""
    Intruder(house.settings.ledger).do(
        ("DELETE FROM receipts WHERE head > ?", (position,)),
        ("DELETE FROM events WHERE position > ?", (position,)),
        "DELETE FROM lines WHERE number > (SELECT max(number) FROM receipts)",
        ("UPDATE sqlite_sequence SET seq = ? WHERE name IN ('events', 'receipts')", (position,)),
    )


@pytest.fixture
async def center(house: House) -> str:
    """A center of four events, alone in its log."""
    center = await house.register()
    for name in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        await house.decide(center, commands()[name])
    return center


async def test_who_pages_on_from_beyond_the_log_is_told_where_it_ends_and_how_to_begin_anew(
    house: House, center: str
) -> None:
    last = (await house.get("/events", limit=3)).json()["next_cursor"]
    lose_after(house, 2)
    for asked in ({"after": 3}, {"after": 2**63 - 1}, {"cursor": last}):
        body = assert_problem(await house.get("/events", language="en", **asked), 409, "ahead_of_log")
        assert body["params"]["head"] == 2
        assert "after=0" in body["detail"]
    assert (await house.get("/events", after=2)).json()["items"] == []
    assert [item["position"] for item in (await house.get("/events")).json()["items"]] == [1, 2]


@pytest.mark.parametrize("order", ["recorded", "effective"])
async def test_who_pages_on_in_a_history_that_is_shorter_now_is_told_so(house: House, center: str, order: str) -> None:
    path = f"/centers/{center}/events?order={order}"
    pages = [(await house.get(path, limit=3)).json()["next_cursor"]]
    lose_after(house, 2)
    assert_problem(await house.get(path, cursor=pages[0]), 409, "ahead_of_log")


async def test_a_decision_based_on_a_version_that_is_gone_is_no_decision_and_leaves_no_receipt(
    house: House, center: str
) -> None:
    lose_after(house, 2)
    body = commands()["record_support"]
    answer = await house.decide(center, body, key="based-on-four", If_Match='"4"')
    assert assert_problem(answer, 409, "ahead_of_log")["params"] == {"position": 4, "head": 2}
    assert house.installation.ledger.receipt("based-on-four") is None
    assert (await house.decide(center, body, key="based-on-four", If_Match='"2"')).status_code == 201


async def test_a_checkpoint_of_more_entries_than_the_log_has_is_ahead_of_it(house: House, center: str) -> None:
    house.prove()
    assert (await house.get("/audit/consistency?from=8")).status_code == 200
    assert_problem(await house.get("/audit/consistency?from=9"), 409, "ahead_of_log")


async def test_a_stream_from_beyond_the_log_is_refused_before_it_opens(house: House, center: str) -> None:
    lose_after(house, 2)
    async with street(house) as at:
        await at.refused(409, "ahead_of_log", after=3)
        async with at.asking(Role.AUDITOR, headers={"Last-Event-ID": "4"}) as answer:
            await answer.aread()
            assert_problem(answer, 409, "ahead_of_log")


async def test_an_open_stream_is_told_as_its_last_message_that_the_log_is_shorter_now(
    house: House, center: str
) -> None:
    async with street(house) as at, at.listening(language="en") as listener:
        await listener.items(4)
        lose_after(house, 2)
        message = await listener.message()
        assert message["event"] == "problem"
        assert json.loads(message["data"])["code"] == "ahead_of_log"
        assert await listener.ended()


async def test_of_those_who_listen_the_ones_beyond_the_end_are_told_and_the_others_go_on() -> None:
    head = 9

    async def read(position: int) -> list[Message]:
        await asyncio.sleep(0)
        if position > head:
            raise AheadOfLog(position, head)
        return [Message(place, b"", RECORD) for place in range(position + 1, head + 1)]

    follower = LogFollower(read, pause=0.01)
    within, beyond = (asyncio.create_task(follower.after(position, LONG)) for position in (9, 12))
    with pytest.raises(AheadOfLog):
        await beyond
    assert not within.done()
    head = 10
    assert [message.position for message in await within] == [10]
    await follower.close()
