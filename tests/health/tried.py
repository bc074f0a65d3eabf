"""``python -m tests.health.tried``: each cause of unreadiness brought about on an installation that runs, and what was
said, as a table. As a superuser, since small disks are mounted; it takes some minutes.
"""

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.disks import disk, fill
from tests.embedded.service import Service, hengxu, running

PATIENCE = 150.0
"""Seconds within which something has to be said."""


def say(line: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ready(service: Service) -> dict[str, Any]:
    """What ``/readyz`` says: nothing, or its words and sentences."""
    answer = httpx.get(
        f"http://127.0.0.1:{service.port}/readyz", headers={"Accept-Language": "en"}, trust_env=False, timeout=30
    )
    return {} if answer.is_success else dict(answer.json())


def until_told(service: Service, word: str) -> tuple[float, str]:
    """Seconds until the word is said, and with which sentence."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        for one in ready(service).get("params", {}).get("troubles", []):
            if one["word"] == word:
                return time.monotonic() - began, one["en"]
        time.sleep(0.2)
    return PATIENCE, f"NOT SAID within {PATIENCE:g} s: {ready(service)}"


def until_well(service: Service) -> None:
    """Once nothing is wrong any more."""
    began = time.monotonic()
    while (found := ready(service)) and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    if found:
        say(f"still: {found}")


@contextmanager
def disk_full(service: Service) -> Iterator[None]:
    ballast = fill(service.data.parent)
    yield
    ballast.unlink()


@contextmanager
def locked(service: Service) -> Iterator[None]:
    with closing(sqlite3.connect(service.data / "ledger.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def moved(service: Service) -> Iterator[None]:
    service.data.rename(service.data.with_name("elsewhere"))
    yield
    service.data.with_name("elsewhere").rename(service.data)


@contextmanager
def frozen(service: Service, part: str) -> Iterator[None]:
    pid = service.children()[part]
    os.kill(pid, signal.SIGSTOP)
    yield
    os.kill(pid, signal.SIGCONT)


@contextmanager
def office_locked(service: Service) -> Iterator[None]:
    with closing(sqlite3.connect(service.data / "office.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def wal_gone(service: Service) -> Iterator[None]:
    (service.data / "ledger.sqlite3-wal").unlink()
    yield


CAUSES: tuple[tuple[str, str, Callable[[Service], Any]], ...] = (
    ("the disk with ledger and Temporal's store is full", "disk_full", disk_full),
    ("the same", "space_low", disk_full),
    ("another program holds the ledger's lock", "ledger_locked", locked),
    ("the data folder is moved away", "ledger_moved", moved),
    ("Temporal stands still (SIGSTOP)", "temporal_silent", lambda service: frozen(service, "temporal")),
    ("the worker stands still (SIGSTOP)", "no_worker", lambda service: frozen(service, "worker")),
    ("another program holds the office's lock", "office_away", office_locked),
    ("`ledger.sqlite3-wal` is removed", "wal_gone", wal_gone),
)


def row(cause: str, word: str, seconds: float, sentence: str) -> None:
    """One line of the table."""
    say(f"| {cause} | `{word}` | {seconds:.0f} | {sentence} |")


def main() -> None:
    """Tries them one after the other."""
    say("| cause | word | seconds | what was said |\n|---|---|---|---|")
    with (
        tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder,
        disk(Path(folder) / "disk", "300m") as small,
    ):
        output = Path(folder) / "output"
        with running(small / "data", output) as service:
            until_well(service)
            for cause, word, bring_about in CAUSES:
                with bring_about(service):
                    row(cause, word, *until_told(service, word))
                if word != "wal_gone":
                    until_well(service)
        shutil.copy(small / "data" / "ledger.sqlite3", Path(folder) / "older")
        with running(small / "data", output) as service:
            until_well(service)
            service.decide("sh-beidou", "officer", "later", type="complete_record", name_en="Beidou", source="批复")
            time.sleep(5)
        shutil.copy(Path(folder) / "older", small / "data" / "ledger.sqlite3")
        with running(small / "data", output) as service:
            row("an older ledger is put in its place", "rolled_back", *until_told(service, "rolled_back"))
        say(hengxu("audit", "verify", "--data", str(small / "data")).stderr)


if __name__ == "__main__":
    main()
