"""Rounds: clients at work, faults among them, and the oracle after each."""

import asyncio
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

import psycopg
import pytest
from temporalio.service import RPCError

from embedded.temporal import NoTemporal
from tests.chaos.answers import RECORDED, Asked
from tests.chaos.clients import Load
from tests.chaos.faults import Planned, faults_on, schedule
from tests.chaos.installations import INSTALLATIONS, Embedded, Installation
from tests.chaos.oracle import LONGEST_OUTAGE, VERIFY, Evidence, Outcome, Restored, examine
from tests.chaos.stored import Rows, read_lists, read_log
from tests.disks import disk

ROUNDS_OF_A_LIFE = 20
"""After so many rounds another installation is begun: most kinds of faults have come by then."""
DISK = "400m"
"""Of which a life writes a part; the rest is taken when the disk is filled."""
WARMING_UP = 1.5
"""Seconds in which the first decisions come before a round's first fault."""
QUIET = 0.5
LISTS_TRIED = 3
BROKEN = (OSError, RuntimeError, RPCError, NoTemporal, sqlite3.Error, psycopg.Error)
"""What an installation that doesn't come to rest raises at whoever looks."""
Say = Callable[[str], None]


class Round(NamedTuple):
    """What a round brought; ``findings`` by the name of the check, none where all is well."""

    number: int
    restored: Sequence[Restored]
    findings: dict[str, list[str]]


@dataclass
class Life:
    """An installation with its rounds. ``folder`` is kept where a round has failed, and has the programs' logs."""

    installation: str
    seed: int
    folder: Path
    rounds: list[Round] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        """Whether anything was found."""
        return any(one.findings for one in self.rounds)


@dataclass
class Ask:
    """What is to be done: so many rounds, or until so many seconds have passed, with these faults alone."""

    rounds: int
    seed: int
    seconds: float = float("inf")
    only: Sequence[str] = ()
    on: Sequence[str] = tuple(INSTALLATIONS)
    say: Say = field(default=lambda _line: None)


async def lives(ask: Ask) -> AsyncIterator[Life]:
    """One life after the other, on each kind of installation in turn."""
    until, left, number = time.monotonic() + ask.seconds, ask.rounds, 0
    share = min(ROUNDS_OF_A_LIFE, -(-ask.rounds // len(ask.on)))
    while left > 0 and time.monotonic() < until:
        life = await _life(ask, ask.on[number % len(ask.on)], ask.seed + number, min(share, left), until)
        yield life
        left -= max(len(life.rounds), 1)
        number += 1


async def _life(ask: Ask, name: str, seed: int, rounds: int, until: float) -> Life:
    folder = Path(tempfile.mkdtemp(prefix=f"hengxu-chaos-{seed}-"))
    life = Life(name, seed, folder)
    with _small_disk(folder, name) as small:
        house = Embedded(folder, small) if name == Embedded.name else INSTALLATIONS[name](folder)
        faults = [fault for fault in faults_on(name, ask.only) if fault.name != "fill-disk" or house.disk]
        planned = schedule(faults, Random(seed), rounds) if faults else []
        try:
            async with house.running():
                await _play(ask, house, life, planned, until)
        except BROKEN as error:
            life.rounds.append(Round(0, [], {"installation": [repr(error)]}))
            ask.say(line_of(life))
        if life.has_failed and small is not None:
            shutil.copytree(small, folder / "kept")
    if not life.has_failed:
        shutil.rmtree(folder)
    return life


async def _play(ask: Ask, house: Installation, life: Life, planned: Sequence[Sequence[Planned]], until: float) -> None:
    """One round after the other, to the first that fails or leaves a ledger behind that may not be gone on with."""
    load = Load(house.settings, house.urls, life.seed, life.asked)
    founded = frozenset(receipt.command_id for receipt in read_log(house.settings.ledger).receipts)
    for number, plan in enumerate(planned, 1):
        life.rounds.append(await _round(house, load, number, plan, founded))
        ask.say(line_of(life))
        if life.has_failed or house.is_rolled_back or time.monotonic() > until:
            break


@contextmanager
def _small_disk(folder: Path, name: str) -> Iterator[Path | None]:
    """One of its own for an embedded installation, where such a one can be mounted."""
    if name != Embedded.name:
        yield None
        return
    try:
        with disk(folder / "disk", DISK) as small:
            yield small
    except pytest.skip.Exception:
        yield None


async def _round(
    house: Installation, load: Load, number: int, plan: Sequence[Planned], founded: frozenset[str]
) -> Round:
    clients = load.begin()
    await asyncio.sleep(WARMING_UP)
    chance = Random(f"{load.seed}/{number}")
    moments: list[tuple[Planned, float]] = []
    async with AsyncExitStack() as together:
        for one in plan:
            await asyncio.sleep(one.after)
            if not one.seconds:
                moments.append((one, time.monotonic()))
            await together.enter_async_context(in_force(house, one, chance, moments))
        await asyncio.sleep(max(one.seconds for one in plan))
    restored = [await _serving(load, *moment) for moment in moments]
    unready = await _unready_for_long(house)
    await load.end(clients)
    try:
        evidence = await _evidence(house, load, founded, restored, unready)
    except BROKEN as error:
        return Round(number, restored, {"evidence": [f"{error!r}; not ready: {unready or 'no'}"]})
    return Round(number, restored, await asyncio.to_thread(examine, evidence))


@asynccontextmanager
async def in_force(
    house: Installation, one: Planned, chance: Random, moments: list[tuple[Planned, float]]
) -> AsyncIterator[None]:
    """The fault in force; when one that lasts has ended, as that is when serving again is due."""
    held = AsyncExitStack()
    with _noting_failure(house, one):
        await held.enter_async_context(one.fault.bring_about(house, chance))
    try:
        yield
    finally:
        with _noting_failure(house, one):
            await held.aclose()
    if one.seconds:
        moments.append((one, time.monotonic()))


@contextmanager
def _noting_failure(house: Installation, one: Planned) -> Iterator[None]:
    """A fault that can't be brought about, or undone, ends no run of many rounds: it is a finding."""
    try:
        yield
    except BROKEN as error:
        house.unforeseen.append(f"{one.fault.name} could not be brought about or undone: {error!r}")


async def _serving(load: Load, one: Planned, since: float) -> Restored:
    """How long it took until a decision was recorded that was sent after that instant."""
    while time.monotonic() < since + LONGEST_OUTAGE:
        answers = (answer for asked in load.asked for answer in asked.answers)
        came = [answer.at for answer in answers if answer.status == RECORDED and answer.sent_at > since]
        if came:
            return Restored(one.fault.name, one.seconds, min(came) - since)
        await asyncio.sleep(QUIET)
    return Restored(one.fault.name, one.seconds, None)


async def _unready_for_long(house: Installation) -> str:
    unready = await house.unready()
    deadline = time.monotonic() + LONGEST_OUTAGE
    while unready and not house.is_rolled_back and time.monotonic() < deadline:
        await asyncio.sleep(QUIET)
        unready = await house.unready()
    return unready


async def _evidence(
    house: Installation, load: Load, founded: frozenset[str], restored: Sequence[Restored], unready: str
) -> Evidence:
    before, after, rebuilt = await _lists(house)
    verified, compared = await asyncio.gather(house.command("audit", "verify"), house.command("reconcile"))
    return Evidence(
        asked=load.asked,
        log=await asyncio.to_thread(read_log, house.settings.ledger),
        lists=(before, after),
        commands={"rebuild": rebuilt, VERIFY: verified, "reconcile": compared},
        restored=restored,
        taken_away=frozenset(house.taken_away),
        is_rolled_back=house.is_rolled_back,
        founded=founded,
        unready=unready,
        unforeseen=list(house.unforeseen),
    )


async def _lists(house: Installation) -> tuple[Rows, Rows, Outcome]:
    """The read model before and after it is made anew; again where a clock has recorded something in between."""
    ledger = house.settings.ledger
    for _ in range(LISTS_TRIED):
        events = len((await asyncio.to_thread(read_log, ledger)).events)
        before = await asyncio.to_thread(read_lists, ledger)
        rebuilt = await house.command("rebuild")
        after = await asyncio.to_thread(read_lists, ledger)
        if events == len((await asyncio.to_thread(read_log, ledger)).events):
            break
    return before, after, rebuilt


def line_of(life: Life) -> str:
    """A life's last round in a line, and what was found in more."""
    last = life.rounds[-1]
    faults = ", ".join(_told(one) for one in last.restored)
    settled = sum(asked.receipt is not None for asked in life.asked)
    found = [f"    {name}: {one}" for name, findings in last.findings.items() for one in findings[:5]]
    how = f"FAILED; seed {life.seed} on {life.installation}, kept in {life.folder}" if found else "well"
    return "\n".join(
        [f"{life.installation} {life.seed}, round {last.number}: {faults}; {settled} acknowledged: {how}", *found]
    )


def _told(one: Restored) -> str:
    held = f" for {one.held:.0f} s" if one.held else ""
    return f"{one.fault}{held}, serving again: " + ("never" if one.seconds is None else f"{one.seconds:.1f} s")


def print_line(line: str) -> None:
    """On standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
