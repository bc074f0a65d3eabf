"""The console's pages over HTTP, next to the API calls under them, with a whole city of centers in the ledger.

The service is the real process with a SQLite ledger. Temporal is away: nothing here is decided. Each page and its call
are asked for in turn, for another center or other filters each time, as somebody does who looks around.
"""

import os
import tempfile
import time
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
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
from office.opening import open_office
from settings import Settings
from tests.bench.crowds import move_in
from tests.bench.measure import Finding
from tests.bench.processes import environment_of, running
from tests.lives import ACTORS
from tests.temporal import PATIENCE, settings_for

CENTERS = int(os.environ.get("HENGXU_BENCH_CENTERS", "10000"))
TURNS = int(os.environ.get("HENGXU_BENCH_TURNS", "200"))
TODAY = date(2026, 11, 23)
WITHOUT = 20
"""Turns that don't count."""
AIM = 50.0
"""Milliseconds, for the 95th percentile."""

FILTERS = ("", "phase=operation", "overdue=true", "q=999", "field=aerospace&overdue=false", "phase=construction&q=产业")


DUTIES = (
    "status=missed",
    "status=&sort=host",
    "status=missed&sort=-days_late",
    "status=open&due_to=2026-12-23",
    "district=pudong&sort=-due",
    "kind=annual_report&status=missed",
)


class Asked(NamedTuple):
    """What is compared: the name, a page's address in a turn, and that of the call under it."""

    what: str
    page: Callable[[int], str]
    call: Callable[[int], str]


FOUND = ("批准", "专家", "annual", "2024", "没有这样的字")
SEARCHES = ("", "clause=5.2", "role=officer", "type=ReminderSent", "from=2023-01-01&to=2023-06-30")


def _center(turn: int) -> str:
    return f"crowd-{turn * 7919 % CENTERS:05}"


def _month(turn: int) -> str:
    """From 2023 on, when the crowd's clocks began to run."""
    return f"{2023 + turn // 12 % 5}-{turn % 12 + 1:02}"


def _days_of_month(turn: int) -> str:
    year, month = map(int, _month(turn).split("-"))
    return f"due_from={_month(turn)}-01&due_to={_month(turn)}-{monthrange(year, month)[1]}"


PAGES = (
    Asked("overview page", lambda _turn: "/console/overview", lambda _turn: "/api/v1/overview"),
    Asked(
        "register page",
        lambda turn: f"/console/centers?{FILTERS[turn % len(FILTERS)]}",
        lambda turn: f"/api/v1/centers?{FILTERS[turn % len(FILTERS)]}",
    ),
    Asked(
        "center page",
        lambda turn: f"/console/centers/{_center(turn)}",
        lambda turn: f"/api/v1/centers/{_center(turn)}",
    ),
    Asked(
        "center page, a search in its history",
        lambda turn: f"/console/centers/{_center(turn)}?find={FOUND[turn % len(FOUND)]}",
        lambda turn: f"/api/v1/centers/{_center(turn)}",
    ),
    Asked(
        "center page, by recording and with all contents",
        lambda turn: f"/console/centers/{_center(turn)}?by=recorded&content=yes",
        lambda turn: f"/api/v1/centers/{_center(turn)}",
    ),
    Asked(
        "calendar page",
        lambda turn: f"/console/calendar?month={_month(turn)}",
        lambda turn: f"/api/v1/deadlines?{_days_of_month(turn)}&limit=100",
    ),
    Asked(
        "deadlines page",
        lambda turn: f"/console/deadlines?{DUTIES[turn % len(DUTIES)]}",
        lambda turn: f"/api/v1/deadlines?{DUTIES[turn % len(DUTIES)]}",
    ),
    Asked(
        "history page",
        lambda turn: f"/console/history?{SEARCHES[turn % len(SEARCHES)]}",
        lambda turn: f"/api/v1/events?after={turn * 997}&limit=50",
    ),
    Asked(
        "history of one center",
        lambda turn: f"/console/history?center={_center(turn)}",
        lambda turn: f"/api/v1/centers/{_center(turn)}/events?limit=50",
    ),
)


def console() -> list[Finding]:
    """Median and 95th percentile of each page."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), "127.0.0.1:1")
        migrate(settings.ledger)
        ledger = open_ledger(settings.ledger)
        events = move_in(ledger, CENTERS, TODAY)
        ledger.close()
        with served(settings) as http:
            return [finding for asked in PAGES for finding in _measured(http, asked, events)]


@contextmanager
def served(settings: Settings) -> Iterator[httpx.Client]:
    """The service as a process of its own, asked by an auditor."""
    port = free_port()
    environment = environment_of(settings, HENGXU_PORT=str(port), HENGXU_REQUESTS_PER_MINUTE="1000000")
    token = issue_token(settings, Role.AUDITOR)
    with closing(open_office(settings.office)) as office:
        session = office.sessions.begin(ACTORS[Role.AUDITOR], utc_now() + LIFETIME)
    with (
        running(environment, "-m", "cli", "serve"),
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {token}"},
            cookies={COOKIE: session},
            timeout=PATIENCE,
        ) as http,
    ):
        _await(http)
        yield http


def _await(http: httpx.Client) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            http.get("/livez").raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the service doesn't answer")


def _measured(http: httpx.Client, asked: Asked, events: int) -> list[Finding]:
    turns = [(_seconds(http, asked.page(turn)), _seconds(http, asked.call(turn))) for turn in range(WITHOUT + TURNS)][
        WITHOUT:
    ]
    pages, calls = ([1000 * pair[place] for pair in turns] for place in (0, 1))
    of = f"{asked.what}, {CENTERS:,} centers, {events:,} events"
    return [
        Finding(f"{of}: median", "ms", median(pages), median(calls), "the API call under it"),
        Finding(f"{of}: p95 (at most {AIM:.0f} ms)", "ms", _p95(pages), _p95(calls), "the API call under it"),
    ]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _seconds(http: httpx.Client, address: str) -> float:
    start = time.perf_counter()
    answer = http.get(address)
    took = time.perf_counter() - start
    answer.raise_for_status()
    return took
