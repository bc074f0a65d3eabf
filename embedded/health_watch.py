"""What `hengxu up` says of its own health: each thing that goes wrong, once, and when all is well again."""

import asyncio
from typing import Any, NoReturn

import httpx

from embedded.processes import Say

LOOK_EVERY = 3.0
"""Seconds between two looks."""
PATIENCE = 10.0
"""Seconds within which the API has to answer."""
NO_ANSWER = {"no_answer": "接口没有应答，请查看 logs/api.log / the API doesn't answer: see logs/api.log"}


class HealthWatch:
    """Asks the API whether it is ready. What stands in two looks one after the other is said. ``every`` in seconds."""

    def __init__(self, url: str, say: Say, every: float = LOOK_EVERY) -> None:
        self._url, self._say, self._every = f"{url}/readyz", say, every
        self._left = 0
        self._seen: dict[str, str] = {}
        self._told: dict[str, str] = {}

    async def keep(self) -> NoReturn:
        """Look now and then."""
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            while True:
                self.take(await self._look(client))
                await asyncio.sleep(self._every)

    async def _look(self, client: httpx.AsyncClient) -> dict[str, str]:
        try:
            answer = await client.get(self._url)
            self.take_remaking(left_in(answer.json()))
            return {} if answer.is_success else troubles_in(answer.json())
        except (httpx.HTTPError, ValueError):
            return NO_ANSWER

    def take_remaking(self, left: int | None) -> None:
        """How many centers are to be made anew; ``None`` while nobody can tell. Says when it begins, and its end."""
        if left is None:
            return
        if left and not self._left:
            self._say(f"名单和时限正在重新生成：余 {left} 个中心 / lists are being made anew: {left} centers are left")
        if self._left and not left:
            self._say("名单和时限已全部重新生成 / lists are all made anew")
        self._left = left

    def take(self, found: dict[str, str]) -> None:
        """One look's sentences by their words; says what is to be said."""
        lasting = {word: sentence for word, sentence in found.items() if word in self._seen}
        for word, sentence in lasting.items():
            if word not in self._told:
                self._say(f"不正常 {word}：{sentence}")
        if self._told and not found:
            self._say("一切恢复正常 / all is well again")
        self._seen = found
        self._told = {word: sentence for word, sentence in (self._told | lasting).items() if word in found}


def troubles_in(problem: dict[str, Any]) -> dict[str, str]:
    """The sentences of a 503 in both languages, by their words."""
    troubles = problem.get("params", {}).get("troubles", [])
    return {one["word"]: f"{one['zh']} / {one['en']}" for one in troubles} or NO_ANSWER


def left_in(answer: dict[str, Any]) -> int | None:
    """How many centers lists show by earlier house rules or working days."""
    remaking = answer.get("remaking")
    return remaking["left"] if isinstance(remaking, dict) else None
