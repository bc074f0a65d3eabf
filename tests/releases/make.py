"""Leaves the folder of a release: ``python -m tests.releases.make 0.2.0``, once, by the release itself.

The same release makes the same files: ids, instants and keys are fixed, and what a database notes by its own clock is
set to one instant afterwards.
"""

import gzip
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.decider import EVENTS
from evidence.bundle import export
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.proof.keys import FILE_MODE, KeyFile, SigningKey
from ledger.settings import LedgerSettings
from settings import Settings
from tests.histories.record import version as own_version
from tests.ledger.conftest import running_postgres
from tests.releases import names, reading
from tests.releases.chronicle import KEY, Chronicle, Telling, tell
from tests.releases.folders import BUNDLE, DATA, KEPT, LEDGER, POSTGRES, folder_of, opened
from tests.releases.oddities import ODDITIES
from tests.releases.postgres_dump import dump
from tests.releases.stories import STORIES

SIGNED_ON = (date(2024, 6, 3), date(2026, 6, 1))
"""On these days the log comes under a checkpoint, each by a key of its own."""
INSTANTS = {"taken_at": "2026-06-01T04:00:00Z", "made_at": "2026-06-01T04:00:00.000+00:00"}
"""What databases note by their own clocks, by the column."""
OF_THE_BUNDLE = "sh-established"


class NotMade(Exception):
    """Why there is no folder."""


def main(version: str) -> None:
    """Write the folder of this release. Raises ``NotMade``."""
    folder = _checked(version)
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / version
        make(made)
        shutil.move(made, folder)
    reading.main(version)
    names.main(version)


def _checked(version: str) -> Path:
    if version != own_version():
        raise NotMade(f"this program is release {own_version()}: the folder of {version} is left by its own")
    if (folder := folder_of(version)).exists():
        raise NotMade(f"{folder} is there already, and frozen")
    return folder


def make(folder: Path) -> None:
    """All that the release's program writes."""
    (folder / KEPT).mkdir(parents=True)
    (folder / DATA).mkdir()
    _put(folder / DATA / "signing-key", KEY)
    settings = Settings(data=folder / DATA)
    keys = KeyFile(settings.checkpoint_key_path)
    notes = write(settings.ledger, keys)
    (folder / KEPT / "checkpoints.txt").write_text("\n".join(notes), encoding="utf-8")
    shutil.copy(keys.public, folder / KEPT / "keys.txt")
    with opened(settings.ledger) as ledger:
        check_every_event_is_told(ledger)
        export(ledger, keys.verifier_keys(), OF_THE_BUNDLE, folder / BUNDLE)
    at_rest(settings.data / LEDGER)
    packed(settings.data / LEDGER)
    (keys.path.with_name(f"{keys.path.name}.lock")).unlink(missing_ok=True)
    in_postgres(folder / POSTGRES)


def write(settings: LedgerSettings, keys: KeyFile) -> list[str]:
    """The whole log; the checkpoints that were signed."""
    notes: list[str] = []
    migrate(settings)
    with opened(settings) as ledger:
        log = Chronicle(ledger)
        tell(log, [story(log) for story in (*STORIES, *ODDITIES, _signed(keys, notes.append))])
    return notes


def _signed(keys: KeyFile, keep: Callable[[str], object]) -> Callable[[Chronicle], Telling]:
    def signed(log: Chronicle) -> Telling:
        for day in SIGNED_ON:
            yield day
            _make_key(keys, f"of the checkpoint of {day}")
            log.ledger.proof.projection(keys, "hengxu").follow()
            keep(keys.last_note() or "")

    return signed


def _make_key(keys: KeyFile, seed: str) -> None:
    """A key in place of the one there is; as ``KeyFile.make``, but no chance is in it."""
    key = SigningKey("hengxu", sha256(seed.encode()).digest())
    known = keys.public.read_text(encoding="utf-8") if keys.public.exists() else ""
    keys.path.parent.mkdir(exist_ok=True)
    _put(keys.public, f"{known}{key.verifier}")
    _put(keys.path, key.text())


def _put(path: Path, line: str) -> None:
    path.write_text(line + "\n", encoding="utf-8")
    path.chmod(FILE_MODE)


def check_every_event_is_told(ledger: Ledger) -> None:
    """Raises ``NotMade``, with the topics of which no story tells."""
    topics = {row.topic for row in ledger.stored_log(limit=100_000)}
    if missing := sorted({event.TOPIC for event in EVENTS} - topics):
        raise NotMade(f"no story in tests/releases/stories.py tells of {', '.join(missing)}")


def at_rest(file: Path) -> None:
    """The file as small as it can be, alone, and the same whenever it is made; its guards are put back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        guards = database.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid"
        ).fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for _, column, *_ in database.execute(f"PRAGMA table_info({table})").fetchall():
                if column in INSTANTS:
                    database.execute(f"UPDATE {table} SET {column} = ?", [INSTANTS[column]])
        for _, statement in guards:
            database.execute(statement)
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def packed(file: Path) -> None:
    """The file as ``taken_up`` unpacks it."""
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    file.unlink()


def in_postgres(file: Path) -> None:
    """The same log, written by the same program into PostgreSQL."""
    with TemporaryDirectory() as scratch, running_postgres() as server, server.database() as settings:
        write(settings, KeyFile(Path(scratch) / "keys" / "checkpoint-key"))
        file.write_bytes(gzip.compress(dump(settings.owner_url or "", INSTANTS).encode(), mtime=0))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except NotMade as why:
        sys.exit(str(why))
