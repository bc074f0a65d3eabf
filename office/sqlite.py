"""The office's store in a file of its own. One that is missing or damaged is begun anew, and that is said."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import TypeVar

from clock import utc_now
from domain.kernel.base import Label
from ledger.errors import LedgerDamaged, LedgerNewer, LedgerUnavailable
from ledger.migrations import FILE_MODE, FOLDER_MODE, NOTE_STEP
from ledger.sqlite.files import file_at, put_aside
from ledger.sqlite.recorder import Connections, check_writable, connect, schema_step, spoken
from ledger.steps import take_steps
from office.errors import OfficeNewer, OfficeUnavailable, in_own_words
from office.schema import statements_for
from office.store import Row, Values

log = logging.getLogger("hengxu.office")

STEPS = statements_for("TEXT")
BEGUN = Label(
    "会话与阅览记录库 {path} 已新建",
    "a new store of sessions and reads is begun: {path}",
)
DAMAGED = Label(
    "会话与阅览记录库已损坏（{reason}），移至 {aside}：各人须重新登录，日历订阅地址须重新生成；台账不受影响",
    "the store of sessions and reads is damaged ({reason}) and was put aside as {aside}: everybody signs in again and "
    "makes new calendar addresses; the ledger is not concerned",
)
Say = Callable[[str], object]
T = TypeVar("T")


def migrate_file(path: Path, timeout: float, say: Say = log.warning) -> list[str]:
    """Takes the steps that a file lacks; one that is not there is made, its owner's alone, and one that is damaged is
    put aside first. ``say`` is told of both. Raises ``OfficeUnavailable``, ``OfficeNewer``.
    """
    try:
        return _migrated(path, timeout, say)
    except LedgerDamaged as error:
        begin_anew(path, timeout, error.reason, say)
        return [step.name for step in STEPS]
    except LedgerUnavailable as error:
        raise OfficeUnavailable(error.reason) from error
    except OSError as error:
        raise OfficeUnavailable(str(error)) from error
    except LedgerNewer as error:
        raise OfficeNewer(error.found, error.known) from error


def begin_anew(path: Path, timeout: float, reason: str, say: Say) -> None:
    """Puts a damaged file aside and makes another. Raises ``OfficeUnavailable``."""
    try:
        aside = put_aside(path, utc_now())
        say(both(DAMAGED, reason=reason, aside=aside))
        with in_own_words():
            _migrated(path, timeout, say)
    except OSError as error:
        raise OfficeUnavailable(str(error)) from error


def _migrated(path: Path, timeout: float, say: Say) -> list[str]:
    path.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(FILE_MODE)
        say(both(BEGUN, path=path))
    with spoken(), closing(connect(path, timeout, "rwc")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        names = take_steps(connection, STEPS, schema_step(connection), NOTE_STEP)
        connection.execute("COMMIT")
        return names


def both(sentence: Label, **given: object) -> str:
    """The sentence in both languages, its places filled in."""
    return f"{sentence.zh.format(**given)} / {sentence.en.format(**given)}"


class SQLiteStore:
    """A file that ``migrate_file`` has made. Damage that is met while it is in use begins it anew; where the file was
    taken away or replaced meanwhile, the one that lies there now is gone on with.
    """

    def __init__(self, path: Path, timeout: float, readers: int) -> None:
        self._path, self._timeout, self._readers = path, timeout, readers
        self._renewing = Lock()
        self._open()

    def _open(self) -> None:
        migrate_file(self._path, self._timeout)
        with in_own_words(), spoken():
            self._connections = Connections(self._path, self._timeout, self._readers)
        self._file = file_at(self._path)

    def rows(self, statement: str, values: Values) -> list[Row]:
        """As the store says."""

        def find(connections: Connections) -> list[Row]:
            with connections.reading() as connection:
                return connection.execute(statement, dict(values)).fetchall()

        return self._done(find)

    def change(self, statement: str, values: Sequence[Values]) -> int:
        """As the store says."""

        def write(connections: Connections) -> int:
            with connections.writing() as connection:
                return connection.executemany(statement, [dict(row) for row in values]).rowcount

        return self._done(write)

    def _done(self, work: Callable[[Connections], T]) -> T:
        used = self._connections
        if file_at(self._path) != self._file:
            if not self._path.parent.is_dir():  # moved away with all that lies in it: no other is made in its place
                raise OfficeUnavailable(f"no folder {self._path.parent}")
            self._renew(used)
        with in_own_words():
            try:
                return work(used := self._connections)
            except LedgerDamaged as error:
                self._renew(used, error.reason)
                return work(self._connections)

    def _renew(self, used: Connections, damage: str = "") -> None:
        """By whichever thread comes first; the others go on with what it has opened. Another process may have put a
        damaged file aside before, and then the one that lies there is sound.
        """
        with self._renewing:
            if self._connections is used:
                used.close()
                if damage and file_at(self._path) == self._file:
                    begin_anew(self._path, self._timeout, damage, log.error)
                self._open()

    def check_writable(self) -> None:
        """As the store says."""
        self.rows("SELECT 1", {})
        with in_own_words():
            check_writable(self._path)

    def close(self) -> None:
        """As the store says."""
        self._connections.close()
