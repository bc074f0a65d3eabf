"""Work on a long list, so many at a time, without ever holding the whole list."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

AT_A_TIME = 16
"""Requests to Temporal that are under way at once."""
TAKEN_AT_ONCE = 400
"""Items that are fetched at once; while they are, the loop does other things."""

T = TypeVar("T")


async def with_bounded_concurrency(items: Iterable[T], work: Callable[[T], Awaitable[object]]) -> None:
    """Do the work for every item, fetched as it is needed. The first error ends it, and what is under way with it."""
    left = iter(items)
    while some := await asyncio.to_thread(_taken, left):
        await _all_of(some, work)


def _taken(left: Iterator[T]) -> list[T]:
    return list(islice(left, TAKEN_AT_ONCE))


async def _all_of(some: Sequence[T], work: Callable[[T], Awaitable[object]]) -> None:
    pile = iter(some)

    async def take_from_the_pile() -> None:
        for item in pile:
            await work(item)

    hands = [asyncio.create_task(take_from_the_pile()) for _ in range(min(AT_A_TIME, len(some)))]
    try:
        await asyncio.gather(*hands)
    finally:
        for hand in hands:
            hand.cancel()
        await asyncio.gather(*hands, return_exceptions=True)
