"""The ledger in one SQLite file: many readers, one writer, every commit on the disk before it is answered."""

import errno
import os
import sqlite3
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from urllib.parse import quote

from ledger.errors import (
    DocumentsGone,
    LedgerDamaged,
    LedgerError,
    LedgerFault,
    LedgerFull,
    LedgerLocked,
    LedgerMissing,
    LedgerReadOnly,
    LedgerUnavailable,
    LedgerUnsafe,
    VersionConflict,
)
from ledger.guards import GuardDeviation
from ledger.read_model.index_rows import placed
from ledger.read_model.rows import ReadRows
from ledger.recorder import (
    RECEIPT,
    AlreadyRecorded,
    Cursors,
    Insertion,
    LedgerRecorder,
    NewDocument,
    NewEntry,
    NewProof,
    NewReceipt,
    Row,
    Values,
)
from ledger.sqlite.files import FilesInUse, beside
from ledger.sqlite.guards import GUARDS_THERE, guard_deviations
from ledger.sqlite.orphans import GONE
from ledger.sqlite.rows import PUT_LINE, forget_rows, put_rows
from ledger.sqlite.schema import GUARDS, STEPS

INSERT_EVENT = "INSERT INTO events (stream, version, topic, state) VALUES (?, ?, ?, ?)"
INSERT_RECEIPT = (
    "INSERT INTO receipts (command_id, stream, version, body, head)"
    " VALUES (?, ?, ?, ?, (SELECT ifnull(max(position), 0) FROM events)) RETURNING number, head"
)
SIZE_IS = "SELECT coalesce(max(leaf) + 1, 0) = :start FROM proof_leaves"
PUT_LEAF = "INSERT INTO proof_leaves (leaf, position, number, hash) VALUES (:leaf, :position, :number, :hash)"
PUT_TILE = "INSERT INTO proof_tiles (level, tile, hash) VALUES (:level, :tile, :hash)"
PUT_CHECKPOINT = "INSERT INTO proof_checkpoints (size, note, made_at) VALUES (:size, :note, :made_at)"
PUT_COSIGNATURE = (
    "INSERT INTO proof_cosignatures (size, note_sha256, line, received_at)"
    " VALUES (:size, :note_sha256, :line, :received_at)"
)
HAS_NO_COSIGNATURE = (
    "SELECT NOT EXISTS (SELECT 1 FROM proof_cosignatures"
    " WHERE size = :size AND note_sha256 = :note_sha256 AND line = :line)"
)
PUT_WITNESSED = "INSERT INTO proof_witnessed (size, place, witnessed_at) VALUES (:size, :place, :witnessed_at)"
NOT_YET_WITNESSED = (
    "SELECT NOT EXISTS (SELECT 1 FROM proof_witnessed WHERE place = :place AND size >= :size"
    " AND size IN (SELECT size FROM proof_checkpoints))"
)
HAS_NO_DOCUMENT = "SELECT NOT EXISTS (SELECT 1 FROM documents WHERE sha256 = :sha256)"
INSERT_DOCUMENT = (
    "INSERT INTO documents (sha256, size, media_type, title, added_by, added_at, content)"
    " VALUES (:sha256, length(:content), :media_type, :title, :added_by, :added_at, :content)"
)
REMOVE_DOCUMENT = "DELETE FROM documents WHERE sha256 = ? AND added_at = ?"
KNOWN = f"{RECEIPT} = ?"
HEAD = "SELECT ifnull(max(version), 0) FROM events WHERE stream = ?"
FULL = 2
CLOSED = "the ledger is closed"
NO_TEXT = "Could not decode to UTF-8"
"""The driver's words for a text of which a byte was changed."""
UNSPOKEN = (sqlite3.Error, UnicodeDecodeError)
DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)
"""Of the former the base class itself: the file is damaged, or no database. The latter is its name for a broken schema
that it can't even quote.
"""
BY_CODE = {
    sqlite3.SQLITE_BUSY: LedgerLocked,
    sqlite3.SQLITE_LOCKED: LedgerLocked,
    sqlite3.SQLITE_FULL: LedgerFull,
    sqlite3.SQLITE_READONLY: LedgerReadOnly,
}
BY_ERRNO = {errno.ENOSPC: LedgerFull, errno.EDQUOT: LedgerFull}
LOOK_WAIT = 1.0
"""Seconds that a look at whether something could be recorded waits for a lock."""
TRIED = 16_384
"""Bytes that such a look writes beside the ledger, and leaves none of."""
IMMUTABLE = "ro&immutable=1"
"""The mode for a file that nobody can change; SQLite asks for no write-ahead log then."""
PREFIX = "sqlite:///"


def path_of(url: str) -> Path:
    """The file that ``sqlite:////absolute/path`` or ``sqlite:///relative/path`` names, as it is written."""
    path = url.removeprefix(PREFIX)
    if path == ":memory:":
        raise ValueError("a SQLite ledger is a file: sqlite:////folder/ledger.sqlite3")
    return Path(path)


def connect(path: Path, timeout: float, mode: str = "rw") -> sqlite3.Connection:
    """A connection that waits ``timeout`` seconds for a lock and syncs each commit; ``rw`` never creates the file."""
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def ledger_error(error: Exception) -> LedgerError:
    """The driver's error in the ledger's words."""
    if isinstance(error, sqlite3.IntegrityError):
        return LedgerFault(str(error))
    if type(error) in DAMAGED or str(error).startswith(NO_TEXT):
        return LedgerDamaged(str(error))
    code = getattr(error, "sqlite_errorcode", None) or 0  # the low byte; the rest says more
    return BY_CODE.get(code & 0xFF, LedgerUnavailable)(str(error))


@contextmanager
def spoken() -> Iterator[None]:
    """Turns the driver's errors into the ledger's."""
    try:
        yield
    except UNSPOKEN as error:
        raise ledger_error(error) from error


def mode_of(path: Path) -> str:
    """How a file is opened by whoever only reads it: as ever where its folder can be written, since others may be
    recording; what can't change is read as it lies there, and nothing is made beside it. Raises LedgerReadOnly.
    """
    if os.access(path.parent, os.W_OK):
        return "rw"
    wal = beside(path, "-wal")
    if not wal.exists():
        return IMMUTABLE
    if beside(path, "-shm").exists():
        return "ro"
    raise LedgerReadOnly(f"{wal}: copy both files to a folder that can be written / 请将两个文件一并复制到可写的文件夹")


def check_writable(path: Path) -> None:
    """Looks whether a database could be written now, by a file of no name beside it, and its lock, taken and given
    back. Raises LedgerUnavailable by its cause.
    """
    try:
        with tempfile.TemporaryFile(dir=path.parent) as tried:
            tried.write(bytes(TRIED))
            tried.flush()
            os.fsync(tried.fileno())
    except OSError as error:
        raise BY_ERRNO.get(error.errno or 0, LedgerReadOnly)(str(error)) from error
    with spoken(), closing(connect(path, LOOK_WAIT)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


class Connections:
    """One writing connection and up to ``readers`` reading ones, shared by threads. ``check`` is called before anything
    is written or opened anew, and raises what speaks against it.
    """

    def __init__(
        self,
        path: Path,
        timeout: float,
        readers: int,
        check: Callable[[], None] = lambda: None,
        mode: str = "rw",
    ) -> None:
        self._path, self._timeout, self._check, self._mode = path, timeout, check, mode
        self._writer = connect(path, timeout, mode)
        self._writing = Lock()
        self._idle: deque[sqlite3.Connection] = deque()
        self._places = BoundedSemaphore(readers)
        self._closed = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start; an exception undoes it."""
        if not self._writing.acquire(timeout=self._timeout):
            raise LedgerLocked("writers queue too long")
        try:
            self._begin()
            yield self._writer
            self._writer.execute("COMMIT")
        except UNSPOKEN as error:
            raise ledger_error(error) from error
        finally:
            self._end()

    def check_writer(self) -> None:
        """Looks whether this process lets go of its write lock. Raises LedgerLocked."""
        if not self._writing.acquire(timeout=LOOK_WAIT):
            raise LedgerLocked(f"a writer of this process for more than {LOOK_WAIT:g} s")
        self._writing.release()

    def _begin(self) -> None:
        if self._closed:
            raise LedgerUnavailable(CLOSED)
        self._check()
        self._writer.execute("BEGIN IMMEDIATE")

    def _end(self) -> None:
        try:
            if not self._closed and self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
        finally:
            self._writing.release()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that cannot write."""
        if not self._places.acquire(timeout=self._timeout):
            raise LedgerUnavailable("readers queue too long")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._put_back(connection)
        except UNSPOKEN as error:
            raise ledger_error(error) from error
        finally:
            self._places.release()

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._reader()

    def _put_back(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _reader(self) -> sqlite3.Connection:
        if self._closed:
            raise LedgerUnavailable(CLOSED)
        self._check()
        connection = connect(self._path, self._timeout, self._mode)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def close(self) -> None:
        """Closes what is idle now, and what is in use when it is given back."""
        with self._writing:
            self._closed = True
            self._writer.close()
        while self._idle:
            self._idle.pop().close()


class SQLiteRecorder(LedgerRecorder):
    """Reads and appends in a file that ``migrate`` has made."""

    STEPS = STEPS
    AS_BYTES = "CASE typeof({0}) WHEN 'text' THEN CAST({0} AS BLOB) END"
    HOLDS = "instr({}, {}) > 0"
    ACTORS_INDEXED = False

    def __init__(self, path: Path, timeout: float, readers: int, *, read_only: bool = False) -> None:
        if not path.exists():
            raise LedgerMissing(path, len(STEPS))
        self._path, self._files = path, FilesInUse(path)
        self._mode = mode_of(path) if read_only else "rw"
        self._files.check_before()
        with spoken():
            self._connections = Connections(path, timeout, readers, self._files.check, self._mode)
            self.schema_step()  # with the first reading the write-ahead log is there
        self._files.note()

    def rows(self, statement: str, values: Values) -> list[Row]:
        """As the recorder says."""
        with self._connections.reading() as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def cursors(self) -> Iterator[Cursors]:
        """As the recorder says."""
        with self._connections.reading() as connection, ExitStack() as opened:
            yield lambda statement, values: opened.enter_context(closing(connection.execute(statement, values)))

    def append(self, *entries: NewEntry) -> list[int]:
        """As the recorder says. What the file refuses is explained afterwards, so that the common way stays short."""
        with self._connections.writing() as connection:
            return [_append(connection, entry) for entry in entries]

    def insert_if(self, condition: str, values: Values, *insertions: Insertion) -> bool:
        """As the recorder says."""
        with self._connections.writing() as connection:
            if not connection.execute(condition, values).fetchone()[0]:
                return False
            for statement, rows in insertions:
                connection.executemany(statement, rows)
            return True

    def grow_proof(self, proof: NewProof) -> bool:
        """As the recorder says; the hashes are taken as they come."""
        return self.insert_if(
            SIZE_IS,
            {"start": proof.start},
            Insertion(PUT_LEAF, proof.leaves),
            Insertion(PUT_TILE, proof.tiles),
            Insertion(PUT_CHECKPOINT, [proof.checkpoint]),
        )

    def note_witnessed(self, place: str, size: int, witnessed_at: str) -> bool:
        """As the recorder says."""
        mark = {"place": place, "size": size, "witnessed_at": witnessed_at}
        return self.insert_if(NOT_YET_WITNESSED, mark, Insertion(PUT_WITNESSED, [mark]))

    def keep_cosignature(self, size: int, note_sha256: str, line: str, received_at: str) -> bool:
        """As the recorder says."""
        row = {"size": size, "note_sha256": note_sha256, "line": line, "received_at": received_at}
        return self.insert_if(HAS_NO_COSIGNATURE, row, Insertion(PUT_COSIGNATURE, [row]))

    def keep_document(self, document: NewDocument) -> bool:
        """As the recorder says."""
        values = document._asdict()
        return self.insert_if(HAS_NO_DOCUMENT, values, Insertion(INSERT_DOCUMENT, [values]))

    def remove_document(self, sha256: str, added_at: str) -> bool:
        """As the recorder says."""
        with self._connections.writing() as connection:
            try:
                return connection.execute(REMOVE_DOCUMENT, (sha256, added_at)).rowcount > 0
            except sqlite3.IntegrityError:
                return False

    def replace_rows(self, rows: ReadRows, version: int) -> bool:
        """As the recorder says."""
        with self._connections.writing() as connection:
            if connection.execute(HEAD, (rows.center.center_id,)).fetchone()[0] != version:
                return False
            put_rows(connection, rows)
            return True

    def forget_rows(self) -> None:
        """As the recorder says."""
        with self._connections.writing() as connection:
            forget_rows(connection)

    def schema_step(self) -> int:
        """As the recorder says."""
        with self._connections.reading() as connection:
            return schema_step(connection)

    def check_writable(self) -> None:
        """As the recorder says."""
        self._files.check()
        self._connections.check_writer()
        check_writable(self._path)

    def check_safety(self) -> None:
        """Asks for the write-ahead log, each commit synced to the disk, and the guarding triggers."""
        with self._connections.reading() as connection:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
            synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
            guards = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
        is_logged = mode == "wal" or self._mode == IMMUTABLE
        if not is_logged or synchronous != FULL or not guards >= GUARDS:
            raise LedgerUnsafe(
                f"SQLite 文件须为 journal_mode=wal、synchronous=FULL 且防改触发器齐全，现为 {mode}、{synchronous}，"
                f"缺 {sorted(GUARDS - guards)}，请检查文件来源",
                "the SQLite file needs journal_mode=wal, synchronous=FULL and all its guarding triggers; found "
                f"{mode}, {synchronous}, without {sorted(GUARDS - guards)}: check where the file comes from",
            )

    def guard_deviations(self) -> list[GuardDeviation]:
        """As the recorder says."""
        return guard_deviations(self.rows(GUARDS_THERE, {}))

    def close(self) -> None:
        """As the recorder says."""
        self._connections.close()


def _insert(connection: sqlite3.Connection, entry: NewEntry) -> int:
    last = 0
    for event in entry.events:
        row = (event.originator_id, event.originator_version, event.topic, event.state)
        last = connection.execute(INSERT_EVENT, row).lastrowid or 0
    [(number, head)] = connection.execute(INSERT_RECEIPT, entry.receipt).fetchall()
    connection.executemany(PUT_LINE, placed(entry.lines, number, head))
    return last


def _append(connection: sqlite3.Connection, entry: NewEntry) -> int:
    try:
        last = _insert(connection, entry)
    except sqlite3.IntegrityError as error:
        connection.execute("ROLLBACK")
        if str(error) == GONE:
            raise DocumentsGone from error
        raise _explained(connection, entry.receipt, len(entry.events)) or error from error
    if entry.rows is not None:
        put_rows(connection, entry.rows)
    return last


def _explained(connection: sqlite3.Connection, receipt: NewReceipt, count: int) -> Exception | None:
    known = connection.execute(KNOWN, (receipt.command_id,)).fetchone()
    if known:
        return AlreadyRecorded(*known)
    expected, actual = receipt.version - count, connection.execute(HEAD, (receipt.stream,)).fetchone()[0]
    if expected > actual or (count and expected != actual):
        return VersionConflict(receipt.stream, expected, actual)
    return None


def schema_step(connection: sqlite3.Connection) -> int:
    """The last migration step of a file; 0 without any."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_steps'").fetchone():
        return 0
    step: int = connection.execute("SELECT ifnull(max(step), 0) FROM schema_steps").fetchone()[0]
    return step
