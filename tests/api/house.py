"""A house with the API in front: people of every role, who speak HTTP."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.auth.tokens import EmbeddedIssuer
from clock import today_in_shanghai, utc_now
from domain.deadlines.clocks import deadlines
from domain.deadlines.scheduled_facts import due_facts, scheduled_facts
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind
from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Actor, Role
from domain.supervision.clock_facts import ClockFact, ReminderSent
from domain.values.partial_days import start_of_day
from domain.working_calendar.messages import STREAM as CALENDAR
from ledger.application import Entry, Ledger
from ledger.proof.keys import KeyFile
from ledger.read_model.projection import rows_of
from service_layer.queries import center_now, working_calendar
from settings import Settings
from tests.lives import ACTORS, Body, Life, Step, commands, confirming, path_to, taken_by
from tests.temporal import Installation, Server, installed, until
from tests.writing import receipt_for, write

V1 = "/api/v1"


@dataclass(frozen=True)
class House:
    """An installation and the API in front of it."""

    installation: Installation
    http: httpx.AsyncClient
    app: FastAPI

    @property
    def settings(self) -> Settings:
        return self.installation.settings

    def bearer(self, caller: Role | Actor) -> dict[str, str]:
        actor = ACTORS[caller] if isinstance(caller, Role) else caller
        return {"Authorization": f"Bearer {EmbeddedIssuer(self.settings).issue(actor)}"}

    async def get(
        self, path: str, caller: Role | Actor = Role.AUDITOR, language: str = "zh-CN", **params: Any
    ) -> httpx.Response:
        headers = self.bearer(caller) | {"Accept-Language": language}
        return await self.http.get(V1 + path, headers=headers, params=params or None)

    async def post(
        self, path: str, body: Any, caller: Role | Actor, key: str | None = None, **headers: str
    ) -> httpx.Response:
        sent = self.bearer(caller) | {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            sent["Idempotency-Key"] = key
        return await self.http.post(V1 + path, headers=sent, json=body)

    async def decide(
        self, center: str, body: Body, caller: Role | Actor | None = None, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """A decision, by whom it belongs to unless ``caller`` says otherwise."""
        return await self.post(
            f"/centers/{center}/decisions",
            body,
            caller or taken_by(body),
            uuid4().hex if key is None else key,
            **headers,
        )

    async def register(self, **changes: Any) -> str:
        """A new center of its own id."""
        body = confirming(commands()["register_center"] | {"center_id": f"t-{uuid4().hex[:12]}"} | changes)
        answer = await self.post("/centers", body, Role.APPLICANT, uuid4().hex)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["center_id"])

    async def center_in(self, phase: Phase, changes: Mapping[str, Body] | None = None) -> str:
        """A new center with all decisions that lead into the phase on record; the last one came over HTTP. ``changes``
        are laid over the bodies of the types that they name.
        """
        *before, last = path_to(phase, changes=changes)
        center = self.center_after(before)
        answer = await self.decide(center, last.body)
        assert answer.status_code == 201, answer.text
        return center

    def take_up(self, life: Life) -> str:
        """A center of its own whose life lies on record as it was recorded then, its clocks run until today began;
        under one receipt. Other tests may have left a workflow of the life's own center with the same server.
        """
        return take_up(self.installation.ledger, self.settings.policy, life)

    def center_after(self, steps: Sequence[Step]) -> str:
        """A new center with these decisions on record."""
        center = f"t-{uuid4().hex[:12]}"
        for step in steps:
            self.installation.record(center, {**step.body, "center_id": center} if step is steps[0] else step.body)
        return center

    def tell(self, center: str, fact: ClockFact) -> None:
        """The clock records a fact about the center, as if its time had come."""
        ledger, command_id = self.installation.ledger, f"clock:{center}:{uuid4().hex}"
        write(ledger, center, fact, command_id=command_id, now=utc_now(), effective_on=fact.due_on)

    def remind_of_rectification(self, center: str) -> None:
        """The clock reminds of the center's one order, as if the hour had come."""
        ledger = self.installation.ledger
        found = center_now(ledger, center)
        assert found is not None
        duties = deadlines(found, self.settings.policy, working_calendar(ledger))
        (key, due_on) = next((duty.key, duty.due_on) for duty in duties if duty.kind is ClockKind.RECTIFICATION)
        assert due_on is not None
        self.tell(center, ReminderSent(key=key, kind=ClockKind.RECTIFICATION, due_on=due_on, days_ahead=30))

    def prove(self) -> KeyFile:
        """Everything that is recorded comes under a checkpoint; the keys that sign it."""
        keys = KeyFile(self.settings.checkpoint_key_path)
        self.installation.ledger.proof.projection(keys, self.settings.log_name).follow()
        return keys

    async def until_the_calendar_rests(self) -> None:
        """Until its workflow has ended: another test on the same server has another task queue."""
        await self.installation.workflow(CALENDAR).result()

    async def until_the_deputies_rest(self) -> None:
        """Until their workflow has ended: another test on the same server has another task queue."""
        await self.installation.workflow(DEPUTIES).result()

    async def until_settled(self, center: str) -> None:
        """Until the clocks have recorded all that was due in a life that began in the past."""
        ledger, policy = self.installation.ledger, self.settings.policy

        async def look() -> bool | None:
            found = center_now(ledger, center)
            assert found is not None
            return not due_facts(scheduled_facts(found, policy, working_calendar(ledger)), utc_now()) or None

        await until(look)


def take_up(ledger: Ledger, policy: Policy, life: Life) -> str:
    """The life on record as ``House.take_up`` has it; the center's id."""
    life.pass_time_to(start_of_day(today_in_shanghai()))
    center = life.center.but(center_id=f"t-{uuid4().hex[:12]}")
    one = {"command_id": uuid4().hex, "center_id": center.center_id}
    records = [record.model_copy(update=one) for record in life.records]
    ledger.append_all([Entry(records, receipt_for(records), rows_of(center, policy, life.calendar))])
    return center.center_id


@asynccontextmanager
async def served(installation: Installation, settings: Settings | None = None) -> AsyncIterator[House]:
    """The API over ASGI in front of an installation."""
    app = create_app(settings or installation.settings, installation.ledger, installation.client)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        app.state.installation.health.kept = 0.0
        yield House(installation, http, app)


@asynccontextmanager
async def with_settings(house: House, **changes: Any) -> AsyncIterator[House]:
    """Another API in front of the same installation, with these settings besides its own."""
    settings: Settings = house.app.state.installation.settings
    async with served(house.installation, settings.model_copy(update=changes)) as another:
        yield another


@asynccontextmanager
async def built(data: Path, server: Server) -> AsyncIterator[House]:
    """A fresh ledger beside the server, and the API in front of both."""
    async with installed(data, server) as installation, served(installation) as house:
        yield house


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer's body, once it is the problem that was expected."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    assert body["status"] == status
    assert all(body[name] for name in ("type", "title", "detail", "instance"))
    return body
