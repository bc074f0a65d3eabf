"""The console's pages over HTTP, next to the API calls under them, with a whole city of centers in the ledger.

The service is the real process with a SQLite ledger. Temporal is away: nothing here is decided. Each page and its call
are asked for in turn, for another center or other filters each time, as somebody does who looks around.

``HENGXU_BENCH_FOLDER`` keeps the ledger between runs. ``HENGXU_BENCH_BEFORE`` names another checkout of this program,
whose pages are asked for in turn with these instead of the API's calls, by a service on a copy of the ledger.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import httpx

from api.auth.tokens import LIFETIME, issue_token
from api.console.frame.session.sessions import COOKIE
from clock import utc_now
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from office.opening import open_office
from settings import Settings
from tests.bench.console_pages import PAGES, Asked
from tests.bench.crowds import move_in
from tests.bench.measure import Finding
from tests.bench.processes import environment_of, running
from tests.lives import ACTORS
from tests.temporal import PATIENCE, settings_for

CENTERS = int(os.environ.get("HENGXU_BENCH_CENTERS", "10000"))
TURNS = int(os.environ.get("HENGXU_BENCH_TURNS", "200"))
ONLY = os.environ.get("HENGXU_BENCH_PAGES", "")
"""Part of the names of the pages that are asked for; all of them without it."""
KEPT, BEFORE = os.environ.get("HENGXU_BENCH_FOLDER"), os.environ.get("HENGXU_BENCH_BEFORE")
TODAY = date(2026, 11, 23)
WITHOUT = 20
"""Turns that don't count."""
AIM = 50.0
"""Milliseconds, for the 95th percentile."""


class Service(NamedTuple):
    """One that runs: its process, and everybody who asks it, by their role."""

    pid: int
    clients: Mapping[Role, httpx.Client]


class Took(NamedTuple):
    """Milliseconds of one answer: until it was there, and of the processor's time in the service."""

    waited: float
    worked: float


At = tuple[int, str]
"""A turn and its center."""


def console() -> list[Finding]:
    """Median and 95th percentile of each page."""
    pages = [asked for asked in PAGES if ONLY in asked.what]
    with city() as (settings, events), served(settings) as ours:
        if BEFORE is None:
            return [finding for asked in pages for finding in _beside_its_call(ours, asked, events)]
        with _copied(settings) as copied, served(copied, Path(BEFORE)) as before:
            return [finding for asked in pages for finding in _beside_before(ours, before, asked, events)]


@contextmanager
def city() -> Iterator[tuple[Settings, int]]:
    """Settings of a ledger with so many centers, all proven, and the number of its events."""
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(KEPT or passing) / f"{CENTERS}-centers"
        folder.mkdir(parents=True, exist_ok=True)
        settings, done = settings_for(folder, "127.0.0.1:1"), folder / "events"
        if not done.exists():
            migrate(settings.ledger)
            with closing(open_ledger(settings.ledger)) as ledger:
                events = move_in(ledger, CENTERS, TODAY)
                keys = KeyFile(settings.checkpoint_key_path)
                ledger.proof.projection(keys, settings.log_name, settings.checkpoint_entries).follow()
            done.write_text(str(events), encoding="utf-8")
        yield settings, int(done.read_text(encoding="utf-8"))


@contextmanager
def _copied(settings: Settings) -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(settings.data, Path(folder) / "copy")
        yield settings_for(copy, "127.0.0.1:1")


@contextmanager
def served(settings: Settings, checkout: Path | None = None) -> Iterator[Service]:
    """The service as a process of its own, by this checkout or another, asked by everybody of ``ACTORS``."""
    port = free_port()
    environment = environment_of(
        settings, HENGXU_PORT=str(port), HENGXU_REQUESTS_PER_MINUTE="1000000", HENGXU_PUBLIC_REGISTER="true"
    )
    with running(environment, "-m", "cli", "serve", folder=checkout) as process, ExitStack() as clients:
        service = Service(
            process.pid,
            {role: clients.enter_context(_client(settings, port, role)) for role in ACTORS if role is not Role.SYSTEM},
        )
        _await(service.clients[Role.AUDITOR])
        yield service


def _client(settings: Settings, port: int, role: Role) -> httpx.Client:
    with closing(open_office(settings.office)) as office:
        session = office.sessions.begin(ACTORS[role], utc_now() + LIFETIME)
    return httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {issue_token(settings, role)}"},
        cookies={COOKIE: session},
        timeout=PATIENCE,
    )


def _await(http: httpx.Client) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            http.get("/livez").raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the service doesn't answer")


def _beside_its_call(ours: Service, asked: Asked, events: int) -> Iterator[Finding]:
    return _found(
        asked,
        events,
        lambda at: _took(ours, asked.role, asked.page(*at)),
        lambda at: _took(ours, asked.role, asked.call(*at)),
    )


def _beside_before(ours: Service, before: Service, asked: Asked, events: int) -> Iterator[Finding]:
    def page(service: Service) -> Callable[[At], Took]:
        return lambda at: _took(service, asked.role, asked.page(*at))

    return _found(asked, events, page(ours), page(before))


def _found(asked: Asked, events: int, ours: Callable[[At], Took], yardstick: Callable[[At], Took]) -> Iterator[Finding]:
    turns = [(turn, f"crowd-{turn * 7919 % CENTERS:05}") for turn in range(WITHOUT + TURNS)]
    pairs = [(ours(at), yardstick(at)) for at in turns][WITHOUT:]
    pages, others = ([pair[place] for pair in pairs] for place in (0, 1))
    of = f"{asked.what}, {CENTERS:,} centers, {events:,} events"
    against = "before" if BEFORE else "the API call under it"
    for figure, of_all in FIGURES.items():
        yield Finding(f"{of}: {figure}", "ms", of_all(pages), of_all(others), against)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


FIGURES: dict[str, Callable[[Sequence[Took]], float]] = {
    "median": lambda all_: median(took.waited for took in all_),
    f"p95 (at most {AIM:.0f} ms)": lambda all_: _p95([took.waited for took in all_]),
    "processor, median": lambda all_: median(took.worked for took in all_),
    "processor, p95": lambda all_: _p95([took.worked for took in all_]),
}
"""On a machine that is busy with other work the processor's time says what an answer costs."""


def _took(service: Service, role: Role, address: str) -> Took:
    worked, start = _worked(service.pid), time.perf_counter()
    answer = service.clients[role].get(address)
    took = time.perf_counter() - start
    answer.raise_for_status()
    return Took(1000 * took, 1000 * (_worked(service.pid) - worked))


def _worked(pid: int) -> float:
    """Seconds that all threads of a process have had a processor."""
    return sum(int(stat.read_text().split()[0]) for stat in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
