"""The proof of a long log: verifying it, next to a plain read and SHA-256 of the same bytes; its memory; and what the
projection costs each decision.

``HENGXU_BENCH_EVENTS`` says how many events the long log has, each with the receipt that a real decision leaves.
"""

import itertools
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.proof.readers import Readers
from ledger.registry import domain_registry
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.bench.histories import history
from tests.bench.measure import Finding, in_turn, rate, rated_pairs
from tests.writing import receipt_for

EVENTS = int(os.environ.get("HENGXU_BENCH_EVENTS", "1000000"))
OF_A_CENTER = 100
"""Events in the life of one center."""
DECISIONS = 300
NAME = "bench.test/hengxu"
ROUNDS = 3
MEGABYTE = 1_000_000
CENTER = "bench-0000000"
"""The center whose life is copied; the names of its copies are as long."""


class Log(NamedTuple):
    """A ledger file and the key of its checkpoints."""

    settings: LedgerSettings
    keys: KeyFile

    def open(self) -> Ledger:
        return open_ledger(self.settings, guarded=False)


class Life(NamedTuple):
    """What one decision of the copied life leaves: its event's topic and state, and its receipt."""

    topic: str
    state: bytes
    receipt: bytes


def proofs() -> list[Finding]:
    """On SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        small = proven_log(Path(folder) / "small", max(OF_A_CENTER, EVENTS // 10))
        large = proven_log(Path(folder) / "large", EVENTS)
        found = [verified_pairs(large, alone=alone) for alone in (False, True)]
        peaks = peak_of(large), peak_of(small)
        overhead = _followed_decisions(Path(folder))
    what = f"peak memory of all processes, verifying {EVENTS:,} events"
    return [*found, Finding(what, "MB", *peaks, f"{EVENTS // 10:,} events"), *overhead]


def proven_log(folder: Path, events: int) -> Log:
    """So many events, one of each decision, written without the ledger but as it writes them; then proven by it."""
    folder.mkdir()
    log = Log(LedgerSettings(url=f"sqlite:///{folder / 'ledger.sqlite3'}"), KeyFile(folder / "key"))
    migrate(log.settings)
    with closing(sqlite3.connect(path_of(log.settings.url))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for event, receipt in zip(_rows(events), _receipts(events), strict=True):
            connection.execute("INSERT INTO events (stream, version, topic, state) VALUES (?, ?, ?, ?)", event)
            connection.execute(
                "INSERT INTO receipts (command_id, stream, version, head, body) VALUES (?, ?, ?, ?, ?)", receipt
            )
        connection.commit()
    ledger = log.open()
    ledger.proof.projection(log.keys, NAME).follow()
    ledger.close()
    return log


def _life() -> list[Life]:
    registry = domain_registry()
    return [Life(*registry.dump(record), receipt_for([record]).to_bytes()) for record in history(CENTER, OF_A_CENTER)]


def _rows(events: int) -> Iterator[tuple[str, int, str, bytes]]:
    life = _life()
    for place in range(events):
        name, step = f"bench-{place // OF_A_CENTER:07}", place % OF_A_CENTER
        yield name, step + 1, life[step].topic, life[step].state.replace(CENTER.encode(), name.encode())


def _receipts(events: int) -> Iterator[tuple[str, str, int, int, bytes]]:
    life = _life()
    for place in range(events):
        name, step = f"bench-{place // OF_A_CENTER:07}", place % OF_A_CENTER
        body = life[step].receipt.replace(CENTER.encode(), name.encode())
        yield f"{name}-{step + 1}", name, step + 1, place + 1, body


def verified_pairs(log: Log, *, alone: bool) -> Finding:
    """Events a second, their receipts with them, verified and plainly read, in turn: as `hengxu audit verify` does it,
    with a reader for each processor, or by one process ``alone``.
    """
    pairs = [(_verified(log, alone=alone), _plainly_read(log)) for _ in range(ROUNDS)]
    what = "event verified by one process" if alone else "event verified"
    return rated_pairs(what, "/s", pairs, against="plain read + SHA-256", aim=None if alone else 0.5)


def _verified(log: Log, *, alone: bool) -> float:
    return rate(EVENTS, lambda: verify(log, alone=alone))


def verify(log: Log, *, alone: bool = False) -> None:
    """Everything, from a ledger just opened. Raises ValueError for a log that isn't intact."""
    readers = None if alone else Readers.of_this_machine(log.settings)
    ledger = log.open()
    try:
        verdict = ledger.proof.verification(log.keys, readers).run()
    finally:
        ledger.close()
    if verdict.found is not None or verdict.uncovered:
        raise ValueError(verdict)


def _plainly_read(log: Log) -> float:
    """The same columns of the same rows into one SHA-256, by one cursor for each table."""

    def read() -> None:
        digest = sha256()
        with closing(sqlite3.connect(path_of(log.settings.url))) as connection:
            for _, stream, _, topic, state in connection.execute(
                "SELECT position, CAST(stream AS BLOB), version, CAST(topic AS BLOB), state FROM events"
                " ORDER BY position"
            ):
                digest.update(b"".join((stream, topic, state)))
            for _, command_id, stream, _, _, body in connection.execute(
                "SELECT number, CAST(command_id AS BLOB), CAST(stream AS BLOB), version, head, body FROM receipts"
                " ORDER BY number"
            ):
                digest.update(b"".join((command_id, stream, body)))

    return rate(EVENTS, read)


def peak_of(log: Log) -> float:
    """The highest resident memory, in MB, of processes that do nothing but verify the log; of the readers, the highest
    of one of them for each.
    """
    path = path_of(log.settings.url)
    outcome = subprocess.run(
        [sys.executable, "-m", "tests.bench.proofs", str(path), str(log.keys.path)], capture_output=True, check=True
    )
    return float(outcome.stdout) / MEGABYTE


def _followed_decisions(folder: Path) -> list[Finding]:
    """Decisions a second with the projection, next to the same without it."""
    ledger = _empty(folder / "followed")
    projection = ledger.proof.projection(KeyFile(folder / "key"), NAME)
    bare, numbers = _empty(folder / "bare"), itertools.count()

    def decisions(to: Ledger, each: Callable[[], object], last: Callable[[], object]) -> float:
        prepared = [(record, receipt_for([record])) for record in history(f"decided-{next(numbers)}", DECISIONS)]

        def work() -> None:
            for record, receipt in prepared:
                to.append([record], receipt)
                each()
            last()

        return rate(DECISIONS, work)

    def nothing() -> None:
        """No projection."""

    def alone() -> float:
        return decisions(bare, nothing, nothing)

    try:
        return [
            in_turn(what, "/s", partial(decisions, ledger, *calls), alone, against="not proven")
            for what, calls in (
                ("decision appended, a checkpoint of each", (projection.follow, nothing)),
                (f"decision appended, a checkpoint of {DECISIONS}", (nothing, projection.follow)),
            )
        ]
    finally:
        ledger.close()
        bare.close()


def _empty(folder: Path) -> Ledger:
    folder.mkdir()
    settings = LedgerSettings(url=f"sqlite:///{folder / 'ledger.sqlite3'}")
    migrate(settings)
    return open_ledger(settings)


def _verify_and_tell(path: str, key: str) -> None:
    log = Log(LedgerSettings(url=f"sqlite:///{path}"), KeyFile(Path(key)))
    verify(log)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [own] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    of_a_reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    readers = Readers.of_this_machine(log.settings).processes if of_a_reader else 0
    sys.stdout.write(str((int(own) + readers * of_a_reader) * 1024))


if __name__ == "__main__":
    _verify_and_tell(*sys.argv[1:])
