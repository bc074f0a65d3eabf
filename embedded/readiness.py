"""Whether a part of the installation answers."""

import asyncio

import httpx

PAUSE = 0.05
"""Seconds between two looks."""


class NotReady(Exception):
    """A part didn't answer in time; its name is the argument."""


async def until_answering(name: str, url: str, within: float = 60.0) -> None:
    """Wait until ``url`` answers that it is ready. Raises ``NotReady`` after ``within`` seconds."""
    async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client:
        try:
            async with asyncio.timeout(within):
                while True:
                    if await _answers(client, url):
                        return
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            raise NotReady(name) from None


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False
