"""People who decide at random, as a good client does it: one key for each decision, asked again until it is settled."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from api.auth.tokens import EmbeddedIssuer
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from settings import Settings
from tests.chaos.answers import Answer, Asked
from tests.lives import ACTORS, BY_EXPERT, Body, Step, commands, confirming, path_to, placed, taken_by

CLIENTS = 6
TIMEOUT = 30.0
"""Seconds after which a client stops waiting for an answer."""
SETTLING = 150.0
"""Seconds in which everything that was asked for has to be settled once the faults are over."""
TWICE, AGAIN, IMPATIENT, READS, ANYTHING, ELSEWHERE = 0.1, 0.15, 0.2, 0.15, 0.35, 0.3
"""Chances: the same is sent twice at once; asked for again when it is settled; a wait of a second alone; a page is read
instead; any decision instead of the next step; about somebody else's center.
"""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
WAY = path_to(Phase.OPERATION)
ANY = [
    body
    for name, body in commands().items()
    # After these nobody sees the center as before, or it has ended: then little is left to decide.
    if name not in {"register_center", "import_center", "record_merger", "amend_organisations", "withdraw"}
]
PAGES = ("", "/events", "/actions", "/deadlines")


@dataclass
class Load:
    """What all clients of an installation share. ``urls`` are its APIs, any of which takes any request."""

    settings: Settings
    urls: Sequence[str]
    seed: int
    asked: list[Asked] = field(default_factory=list)
    centers: list[str] = field(default_factory=list)
    positions: dict[str, dict[str, int]] = field(default_factory=dict)
    give_up_at: float = float("inf")
    tokens: dict[Actor, str] = field(default_factory=dict)
    rounds: int = 0

    def begin(self) -> "list[asyncio.Task[None]]":
        """A round's clients, at work until ``end``."""
        self.rounds += 1
        self.give_up_at = float("inf")
        chances = [Random(f"{self.seed}/{self.rounds}/{number}") for number in range(CLIENTS)]
        return [asyncio.create_task(Client(self, number, chance).work()) for number, chance in enumerate(chances)]

    async def end(self, clients: "Sequence[asyncio.Task[None]]") -> None:
        """Nobody begins anything more; what was begun is settled, or given up in the end."""
        self.give_up_at = time.monotonic() + SETTLING
        await asyncio.gather(*clients)

    def headers(self, asked: Asked) -> dict[str, str]:
        """Who asks, and under which key."""
        if asked.actor not in self.tokens:
            self.tokens[asked.actor] = EmbeddedIssuer(self.settings).issue(asked.actor)
        key = {"Idempotency-Key": asked.key} if asked.body is not None else {}
        return {"Authorization": f"Bearer {self.tokens[asked.actor]}", **key}

    def learn(self, receipt: Mapping[str, Any]) -> None:
        """A center that is there now, and where its acts stand."""
        center = str(receipt["center_id"])
        if center not in self.positions:
            self.centers.append(center)
        self.positions.setdefault(center, {}).update({event["type"]: event["position"] for event in receipt["events"]})


@dataclass
class Client:
    """One of them, who leads centers of their own through their lives and says a word about others'."""

    load: Load
    number: int
    chance: Random
    center: str = ""
    steps: list[Step] = field(default_factory=list)
    count: int = 0

    async def work(self) -> None:
        """Ask, one after the other."""
        async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT) as http:
            while self.load.give_up_at == float("inf"):
                await self._ask(http, self._next())
                await asyncio.sleep(self.chance.uniform(0, 0.2))

    def _next(self) -> Asked:
        self.count += 1
        key = f"{self.load.seed}-{self.load.rounds}-{self.number}-{self.count}"
        if not self.steps or not self.center:
            self.steps = list(WAY)
            return self._first(key)
        center = self.chance.choice(self.load.centers) if self.chance.random() < ELSEWHERE else self.center
        if self.chance.random() < READS:
            path = f"/centers/{center}{self.chance.choice(PAGES)}"
            return Asked(key, ACTORS[self.chance.choice((Role.OFFICER, Role.APPLICANT))], path)
        if self.chance.random() < ANYTHING:
            return self._decision(key, center, self.chance.choice(ANY))
        return self._decision(key, self.center, self.steps[0].body)

    def _first(self, key: str) -> Asked:
        self.center = ""
        names = {"center_id": f"c-{key}", "name_zh": f"上海市第{key}产业计量测试中心"}
        body = confirming({**self.steps[0].body, **names})
        return Asked(key, ACTORS[Role.APPLICANT], "/centers", body)

    def _decision(self, key: str, center: str, body: Body) -> Asked:
        actor = taken_by(body)
        if self.chance.random() < 0.03:
            actor = self.chance.choice([*ACTORS.values(), *BY_EXPERT.values()])
            actor = ACTORS[Role.AUDITOR] if actor.role is Role.SYSTEM else actor
        known = self.load.positions.get(center, {})
        body = placed(confirming(body), lambda event: known.get(event, 1))
        return Asked(key, actor, f"/centers/{center}/decisions", body)

    async def _ask(self, http: httpx.AsyncClient, asked: Asked) -> None:
        """Until it is settled, or nobody waits any longer."""
        self.load.asked.append(asked)
        pause = SHORTEST_PAUSE
        while asked.final is None and time.monotonic() < self.load.give_up_at:
            times = 2 if self.chance.random() < TWICE else 1
            answers = await asyncio.gather(*(self._send(http, asked) for _ in range(times)))
            asked.answers.extend(answers)
            if asked.final is None:
                await asyncio.sleep(min(answers[-1].retry_after or pause, LONGEST_PAUSE))
                pause = min(pause * 1.5, LONGEST_PAUSE)
        if asked.body is not None:
            self._go_on(asked)
            if self.chance.random() < AGAIN:
                asked.answers.append(await self._send(http, asked))

    def _go_on(self, asked: Asked) -> None:
        """The next step of the client's own center where this one was taken; another center where it was refused."""
        if asked.receipt is not None:
            self.load.learn(asked.receipt)
            self.center = self.center or str(asked.receipt["center_id"])
        is_step = self.steps and asked.body is not None and asked.body["type"] == self.steps[0].body["type"]
        if not is_step:
            return
        self.steps = self.steps[1:] if asked.receipt is not None else []

    async def _send(self, http: httpx.AsyncClient, asked: Asked) -> Answer:
        url = f"{self.chance.choice(self.load.urls)}/api/v1{asked.path}"
        headers = self.load.headers(asked)
        if self.chance.random() < IMPATIENT:
            headers["Prefer"] = "wait=1"
        sent_at = time.monotonic()
        try:
            method = "GET" if asked.body is None else "POST"
            answer = await http.request(method, url, json=asked.body, headers=headers)
        except httpx.HTTPError as error:
            return Answer(sent_at, time.monotonic() - sent_at, 0, {"error": type(error).__name__})
        seconds, after = time.monotonic() - sent_at, answer.headers.get("Retry-After")
        return Answer(sent_at, seconds, answer.status_code, _body(answer), float(after) if after else None)


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {"text": answer.text[:500]}
    return body if isinstance(body, dict) else {"list": body}
