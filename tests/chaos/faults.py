"""What is done to an installation, as a table: how each fault is brought about, and how it ends."""

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from random import Random
from typing import NamedTuple

import psycopg

from embedded.temporal import until_ready
from temporal_client.workflow_query import center_id_in, running_workflows
from tests.chaos.installations import Installation, send
from tests.chaos.lost_commit import take_last_receipt_away
from tests.chaos.oracle import Outcome
from tests.disks import fill

SOME = 3
"""How many workflows are terminated, or reset, at once."""
REPAIR = 120.0
"""Seconds within which a command of the operator succeeds."""
AT_ONCE, A_WHILE, LONG = (0.0, 0.0), (1.0, 12.0), (5.0, 20.0)
"""From how many to how many seconds a fault lasts."""

BringAbout = Callable[[Installation, Random], AbstractAsyncContextManager[None]]


class Fault(NamedTuple):
    """``bring_about`` is in force while its context is open, for ``lasts`` seconds. One that is ``alone`` has a round
    of its own; what it does, or undoes, needs everything else. One that ``spoils`` the ledger comes at the end of it;
    one that is ``outermost`` before any other, which could keep it from being brought about.
    """

    name: str
    what: str
    bring_about: BringAbout
    lasts: tuple[float, float] = AT_ONCE
    on: frozenset[str] = frozenset({"embedded", "postgresql"})
    alone: bool = False
    spoils: bool = False
    outermost: bool = False


def _sending(number: signal.Signals, *parts: str) -> BringAbout:
    @asynccontextmanager
    async def bring_about(house: Installation, chance: Random) -> AsyncIterator[None]:
        for part in parts:
            house.signal(part, number, chance)
        yield

    return bring_about


def _stopping(*parts: str) -> BringAbout:
    @asynccontextmanager
    async def bring_about(house: Installation, chance: Random) -> AsyncIterator[None]:
        stopped = [pid for part in parts for pid in house.signal(part, signal.SIGSTOP, chance)]
        try:
            yield
        finally:
            send(stopped, signal.SIGCONT)

    return bring_about


@asynccontextmanager
async def _all_killed(house: Installation, _chance: Random) -> AsyncIterator[None]:
    async with house.down():
        pass
    yield


@asynccontextmanager
async def _ledger_locked(house: Installation, _chance: Random) -> AsyncIterator[None]:
    ledger = house.settings.ledger
    if ledger.is_sqlite:
        path = ledger.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            yield
    else:
        other_session = await psycopg.AsyncConnection.connect(str(ledger.owner_url), connect_timeout=30)
        try:
            await other_session.execute("LOCK TABLE ledger.receipts IN ACCESS EXCLUSIVE MODE")
            yield
        finally:
            await other_session.close()  # it may have ended with the server


@asynccontextmanager
async def _disk_full(house: Installation, _chance: Random) -> AsyncIterator[None]:
    if house.disk is None:
        raise RuntimeError("a disk can be filled only where a small one could be mounted: run as a superuser")
    ballast = await asyncio.to_thread(fill, house.disk)
    try:
        yield
    finally:
        ballast.unlink()


@asynccontextmanager
async def _answer_lost(house: Installation, _chance: Random) -> AsyncIterator[None]:
    if house.door is not None:
        house.door.lost.clear()
        house.door.lose_next_answer()
        await asyncio.to_thread(house.door.lost.wait, 10)
    yield


@asynccontextmanager
async def _workflows_terminated(house: Installation, chance: Random) -> AsyncIterator[None]:
    client = await until_ready(house.settings)
    for workflow in await _some_centers(house, chance):
        await client.get_workflow_handle(workflow).terminate("terminated by an operator")
    yield
    await _done(house, "recover")


@asynccontextmanager
async def _workflows_reset(house: Installation, chance: Random) -> AsyncIterator[None]:
    centers = [center_id_in(workflow) for workflow in await _some_centers(house, chance)]
    await _done(house, "reset", *centers)
    yield


async def _some_centers(house: Installation, chance: Random) -> Sequence[str]:
    running = await running_workflows(await until_ready(house.settings))
    centers = sorted(workflow for workflow in running if center_id_in(workflow))
    return chance.sample(centers, min(SOME, len(centers)))


@asynccontextmanager
async def _last_commit_lost(house: Installation, _chance: Random) -> AsyncIterator[None]:
    """The procedure of the operator follows: what Temporal knows of what is gone is found and sent again."""
    ledger = house.settings.data / "ledger.sqlite3"
    async with house.down():
        gone = await asyncio.to_thread(take_last_receipt_away, ledger)
        house.taken_away |= gone.receipts
        house.is_rolled_back = gone.checkpoint
    if gone.receipts:
        file = house.folder / f"lost-decisions-{len(house.taken_away)}.jsonl"
        await _done(house, "recover", "--ahead", str(file), unless=lambda _: file.exists())
        if file.exists():
            await _done(house, "recover", "--send-again", str(file), "--json", unless=is_all_answered)
    yield


def is_all_answered(outcome: Outcome) -> bool:
    """Whether what was sent again has its receipts: a rule may refuse now what it let pass before, and says so by 1."""
    return '"outcome"' in outcome.output and '"pending"' not in outcome.output


def _succeeded(outcome: Outcome) -> bool:
    return not outcome.status


async def _done(house: Installation, *words: str, unless: Callable[[Outcome], bool] = _succeeded) -> None:
    """A command of the operator, given again until it has succeeded or ``unless`` holds; in the end it is told that it
    hasn't.
    """
    deadline = time.monotonic() + REPAIR
    while True:
        outcome = await house.command(*words)
        if _succeeded(outcome) or unless(outcome):
            return
        if time.monotonic() > deadline:
            house.unforeseen.append(f"hengxu {' '.join(words)} ended with {outcome.status}: {outcome.output[-400:]}")
            return
        await asyncio.sleep(1)


EMBEDDED, POSTGRESQL = frozenset({"embedded"}), frozenset({"postgresql"})
_KILL, _TERM = signal.SIGKILL, signal.SIGTERM
FAULTS = (
    Fault("kill-worker", "a worker is killed", _sending(_KILL, "worker")),
    Fault("kill-api", "an API is killed", _sending(_KILL, "api")),
    Fault("kill-temporal", "Temporal is killed", _sending(_KILL, "temporal")),
    Fault("kill-worker-and-api", "a worker and an API are killed", _sending(_KILL, "worker", "api")),
    Fault("kill-up", "`hengxu up` is killed, and its children with it", _sending(_KILL, "up"), on=EMBEDDED, alone=True),
    Fault("kill-postgresql", "PostgreSQL is killed", _sending(_KILL, "postgresql"), on=POSTGRESQL),
    Fault("kill-all", "every program is killed at once", _all_killed, alone=True),
    Fault("terminate-worker", "a worker is told to end", _sending(_TERM, "worker")),
    Fault("terminate-api", "an API is told to end", _sending(_TERM, "api")),
    Fault("terminate-temporal", "Temporal is told to end", _sending(_TERM, "temporal")),
    Fault("restart-up", "`hengxu up` is told to end, and begins again", _sending(_TERM, "up"), on=EMBEDDED, alone=True),
    Fault("pause-worker", "a worker stands still", _stopping("worker"), A_WHILE),
    Fault("pause-api", "an API stands still", _stopping("api"), A_WHILE),
    Fault("pause-temporal", "Temporal stands still", _stopping("temporal"), A_WHILE),
    Fault("pause-up", "`hengxu up` stands still", _stopping("up"), A_WHILE, EMBEDDED),
    Fault("pause-postgresql", "PostgreSQL stands still", _stopping("postgresql"), LONG, POSTGRESQL),
    Fault("lock-ledger", "another program keeps the ledger locked", _ledger_locked, LONG, outermost=True),
    Fault("fill-disk", "the disk of ledger and Temporal is full", _disk_full, LONG, EMBEDDED),
    Fault("lose-answer", "the database's answer to a worker is lost", _answer_lost, on=POSTGRESQL),
    Fault("terminate-workflows", "workflows are terminated, and recovered", _workflows_terminated, A_WHILE, alone=True),
    Fault("reset-workflows", "workflows are begun anew", _workflows_reset, alone=True),
    Fault("lose-commit", "the last commit is lost with all programs", _last_commit_lost, AT_ONCE, EMBEDDED, True, True),
)


def faults_on(installation: str, only: Sequence[str] = ()) -> list[Fault]:
    """Those that such an installation can have; of them ``only`` some, by name."""
    return [fault for fault in FAULTS if installation in fault.on and (not only or fault.name in only)]


class Planned(NamedTuple):
    """A fault that comes some seconds ``after`` the last, and lasts some."""

    fault: Fault
    after: float
    seconds: float


def schedule(faults: Sequence[Fault], chance: Random, rounds: int) -> list[list[Planned]]:
    """The faults of each round: each kind in its turn, in an order by chance, half of them with another within it; at
    last one that spoils the ledger.
    """
    planned: list[list[Planned]] = []
    deck: list[Fault] = []
    company = [fault for fault in faults if not fault.alone]
    spoiling = [fault for fault in faults if fault.spoils]
    others = [fault for fault in faults if not fault.spoils] or spoiling
    while len(planned) < rounds:
        deck = deck or chance.sample(others, len(others))
        is_last = len(planned) == rounds - 1 and rounds > 1
        first = chance.choice(spoiling) if is_last and spoiling else deck.pop()
        chosen = [first]
        within = [fault for fault in company if fault is not first or not any(first.lasts)]
        if not first.alone and within and chance.random() < 0.5:
            chosen.append(chance.choice(within))
        chosen.sort(key=lambda fault: not fault.outermost)
        planned.append([Planned(one, chance.uniform(0.3, 2.5), chance.uniform(*one.lasts)) for one in chosen])
    return planned
