"""A program that asks again and again by the tags of what it has, while decisions are taken: how much of it is 304.

Each round asks about the centers that it follows, the lists, a file, calendar, guideline and description, by
`If-None-Match`.
In every fifth round a decision about one of its centers has been recorded, and in every other fifth one about another.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from clock import utc_now
from domain.kernel.roles import Role
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from service_layer.envelope import Envelope, Signer
from service_layer.recording import DecisionRecorder, Delivery
from settings import Settings
from temporal_client.client import DECIDE
from tests.bench.console import TODAY, served
from tests.bench.crowds import PHASES, move_in
from tests.bench.measure import Finding
from tests.lives import commands, confirming, taken_by
from tests.temporal import ANY, KEY, settings_for

CENTERS = int(os.environ.get("HENGXU_BENCH_POLLED", "1000"))
ROUNDS = int(os.environ.get("HENGXU_BENCH_ROUNDS", "100"))
FOLLOWED = 20
"""Centers that the program follows: of the first, those in incubation, about which an officer can be named anew."""
EVERY = 5

ROUTES = {
    "/centers/{center_id}": [f"/api/v1/centers/crowd-{len(PHASES) * place:05}" for place in range(FOLLOWED)],
    "/centers/{center_id}/documents": [
        f"/api/v1/centers/crowd-{len(PHASES) * place:05}/documents" for place in range(FOLLOWED)
    ],
    "/centers": ["/api/v1/centers?limit=200"],
    "/centers, narrowed": ["/api/v1/centers?phase=operation&limit=200"],
    "/centers.csv": ["/api/v1/centers.csv?phase=operation"],
    "/deadlines": ["/api/v1/deadlines?status=open&limit=200"],
    "/deadlines.ics": ["/api/v1/deadlines.ics?due_from=2026-11-01&due_to=2026-12-31"],
    "/calendar/notices": ["/api/v1/calendar/notices"],
    "/guideline": ["/api/v1/guideline"],
    "/openapi.json": ["/openapi.json"],
}


@dataclass
class Poller:
    """What the program has, and what its questions cost: answers, those with 304, bytes, and bytes without tags."""

    http: httpx.Client
    tags: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    known: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sent: int = 0
    whole: int = 0

    def ask(self, route: str, address: str) -> None:
        """One question, by the tag of what came the last time."""
        tag = self.tags.get(address)
        answer = self.http.get(address, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code != httpx.codes.NOT_MODIFIED:
            answer.raise_for_status()
            self.tags[address], self.sizes[address] = answer.headers["ETag"], len(answer.content)
        if tag:
            self.asked[route] += 1
            self.known[route] += answer.status_code == httpx.codes.NOT_MODIFIED
            self.sent += len(answer.content)
            self.whole += self.sizes[address]


def polling() -> list[Finding]:
    """The share of 304 by route, and what was sent beside what it would have been."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), "127.0.0.1:1")
        migrate(settings.ledger)
        with closing(open_ledger(settings.ledger)) as ledger:
            move_in(ledger, CENTERS, TODAY)
            with served(settings) as service:
                poller = Poller(service.clients[Role.AUDITOR])
                for number in range(ROUNDS + 1):
                    _decide(ledger, settings, number)
                    _round(poller)
                return list(_findings(poller))


def _round(poller: Poller) -> None:
    for route, addresses in ROUTES.items():
        for address in addresses:
            poller.ask(route, address)


def _decide(ledger: Ledger, settings: Settings, number: int) -> None:
    """Somebody names the officer of a center: one that is followed, or another in incubation."""
    if number % EVERY:
        return
    turn = number // EVERY
    place = turn // 2 % FOLLOWED + (0 if turn % 2 else FOLLOWED)
    body = commands()["assign_officer"] | {"reason": f"第{number}次分工"}
    envelope = Envelope(
        stream=f"crowd-{len(PHASES) * place:05}",
        command_id=uuid4().hex,
        command=ANY.dump_json(confirming(body)).decode(),
        actor=taken_by(body),
        sent_at=utc_now(),
    )
    signed = Signer(KEY).sign(envelope)
    recorder = DecisionRecorder(ledger, Signer(KEY), settings.policy, utc_now)
    receipt = recorder.receive(Delivery(signed.stream, DECIDE, signed.model_dump_json(), signed.sent_at))
    if receipt.refusal is not None:
        raise RuntimeError(receipt.refusal)


def _findings(poller: Poller) -> Iterable[Finding]:
    for route, asked in poller.asked.items():
        yield Finding(
            f"{route}: 304 {poller.known[route]:,} times of {asked:,}", "%", 100 * poller.known[route] / asked
        )
    asked, known = sum(poller.asked.values()), sum(poller.known.values())
    yield Finding(f"all of them: 304 {known:,} times of {asked:,}", "%", 100 * known / asked)
    yield Finding("sent", "kB", poller.sent / 1000, poller.whole / 1000, "without tags")
