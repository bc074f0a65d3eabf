"""The ledger in PostgreSQL: the application's role reads, and appends through one function in one trip."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from typing import Any
from uuid import uuid4

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from ledger.errors import LedgerFault, LedgerNewer, LedgerReadOnly, LedgerUnsafe, VersionConflict
from ledger.guards import GuardDeviation
from ledger.postgres.connections import connection_within
from ledger.postgres.errors import AWAY, is_lost_connection, spoken, sqlstate
from ledger.postgres.guards import GUARDS_THERE, guard_deviations
from ledger.postgres.locks import LOCK, PROOF_LOCK
from ledger.postgres.schema import GUARDED, GUARDS, STEPS
from ledger.read_model.rows import ReadRows
from ledger.recorder import (
    AlreadyRecorded,
    Cursors,
    Insertion,
    LedgerRecorder,
    NewDocument,
    NewEntry,
    NewProof,
    Row,
    Values,
)
from ledger.settings import DatabaseSettings, LedgerSettings

APPEND = (
    "SELECT outcome, last_position, known_body FROM ledger.append("
    ":command_id, :stream, :version, CAST(:topics AS text[]), CAST(:states AS bytea[]), :body, CAST(:rows AS jsonb),"
    " CAST(:lines AS jsonb))"
)
KEEP_DOCUMENT = "SELECT ledger.keep_document(:content, :media_type, :title, :added_by, :added_at)"
REMOVE_DOCUMENT = "SELECT ledger.remove_document(:sha256, :added_at)"
GROW_PROOF = "SELECT ledger.grow_proof(:start, CAST(:hashes AS bytea[]), :note, :made_at)"
NOTE_WITNESSED = "SELECT ledger.note_witnessed(:place, :size, :witnessed_at)"
KEEP_COSIGNATURE = "SELECT ledger.keep_cosignature(:size, :note_sha256, :line, :received_at)"
PUT_AT = "SELECT read_model.put_at(CAST(:rows AS jsonb), :version)"
TABLES = ", ".join(f"'ledger.{table}'" for table in GUARDED)
SAFETY = f"""
SELECT (SELECT bool_or(has_any_column_privilege(name, 'INSERT, UPDATE')
            OR has_table_privilege(name, 'DELETE, TRUNCATE, TRIGGER'))
        FROM unnest(ARRAY[{TABLES}]) AS name),
    current_setting('synchronous_commit') IN ('off', 'local'),
    ARRAY(SELECT CAST(tgname AS text) FROM pg_trigger WHERE tgenabled = 'A'
        AND tgrelid = ANY (CAST(ARRAY[{TABLES}] AS regclass[])))
"""
WRITABLE = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'"
LOOK_WAIT = 1000
"""Milliseconds that a look at whether something could be recorded waits for a lock."""
AT_A_TIME = 1000
"""Rows that a cursor fetches in one trip."""
UNDEFINED = ("42P01", "3F000")
"""SQLSTATE of a table or schema that is not there."""


def connection_options(settings: DatabaseSettings, schemas: str = "ledger,read_model") -> dict[str, Any]:
    """What each connection of the application is opened with: its own schemas only, no endless wait for a lock, and a
    bound on each statement where answers are wanted in time.
    """
    options = conninfo_to_dict(settings.url)
    session = f"-c search_path={schemas},pg_temp -c lock_timeout={int(settings.timeout * 1000)}"
    if settings.answer_within is not None:
        session += f" -c statement_timeout={int(settings.answer_within * 1000)}"
    return {
        "connect_timeout": max(2, int(settings.timeout)),
        "application_name": "hengxu",
        **options,
        "options": f"{options.get('options') or ''} {session}".strip(),
    }


def client_of(settings: DatabaseSettings) -> type[psycopg.Connection[Any]]:
    """The class of connections: a server that lives says by itself that a statement took too long, one that is frozen
    is given a second more.
    """
    return connection_within(settings.answer_within and settings.answer_within + 1)


def datastore(settings: LedgerSettings) -> PostgresDatastore:
    """The library's pool of autocommitting connections, with this ledger's options."""
    options = connection_options(settings)
    # The library knows five of libpq's options; the pool is not open yet, so it is given all of them.
    store = PostgresDatastore(
        dbname="",
        host="",
        port="",
        user="",
        password="",
        connect_timeout=settings.timeout,
        pool_size=1,
        max_overflow=settings.pool_size - 1,
        originator_id_type="text",
    )
    store.pool.kwargs = {**options, "row_factory": dict_row}
    store.pool.connection_class = client_of(settings)
    # Left to its default, the pool waits ever longer between attempts, minutes after the server is back.
    store.pool.reconnect_timeout = settings.timeout / 2
    return store


@lru_cache(maxsize=512)
def named(statement: str) -> str:
    """The statement with its ``:name`` values in the driver's notation."""
    return re.sub(r":(\w+)", r"%(\1)s", statement.replace("%", "%%"))


def _sayable(value: object) -> object:
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _fetch(connection: psycopg.Connection[Any], statement: str, values: Values) -> list[Row]:
    cursor = connection.cursor(binary=True, row_factory=tuple_row)
    return cursor.execute(named(statement), values, prepare=True).fetchall()


def _opened(connection: psycopg.Connection[Any], opened: ExitStack, statement: str, values: Values) -> Iterator[Row]:
    """A cursor on the server, so that not all of its rows come at once."""
    cursor = opened.enter_context(connection.cursor(f"cursor_{uuid4().hex}", row_factory=tuple_row))
    cursor.itersize = AT_A_TIME
    return iter(cursor.execute(named(statement), values, binary=True))


def _values(entry: NewEntry) -> Values:
    return entry.receipt._asdict() | {
        "topics": [event.topic for event in entry.events],
        "states": [event.state for event in entry.events],
        "rows": entry.rows and entry.rows.model_dump_json(),
        "lines": json.dumps([line._asdict() for line in entry.lines], ensure_ascii=False),
    }


def _last_position(entry: NewEntry, answer: Row) -> int:
    outcome, last_position, known_body = answer
    if outcome == "known":
        raise AlreadyRecorded(known_body, last_position)
    if outcome == "moved":
        raise VersionConflict(entry.receipt.stream, entry.receipt.version - len(entry.events), last_position)
    return int(last_position)


class PostgresRecorder(LedgerRecorder):
    """Reads and appends in a database that ``migrate`` has made ready."""

    STEPS = STEPS
    AS_BYTES = "convert_to({}, 'UTF8')"
    HOLDS = "position({1} IN {0}) > 0"
    ACTORS_INDEXED = True

    def __init__(self, settings: LedgerSettings) -> None:
        with spoken():
            client_of(settings).connect(**connection_options(settings)).close()
            self._datastore = datastore(settings)

    def rows(self, statement: str, values: Values) -> list[Row]:
        """As the recorder says; of a name that PostgreSQL cannot even hold there is nothing to be found."""
        return self._answer(statement, {name: _sayable(value) for name, value in values.items()})

    def _answer(self, statement: str, values: Values) -> list[Row]:
        """What is refused because a newer program has migrated meanwhile is told as that."""
        try:
            return self._sent(statement, values)
        except LedgerFault as fault:
            if (found := self.schema_step()) > len(self.STEPS):
                raise LedgerNewer(found, len(self.STEPS)) from fault
            raise

    def _sent(self, statement: str, values: Values) -> list[Row]:
        """A connection found broken is replaced and the statement sent once more: that is safe
        for an append too, because its command id is taken once only.
        """
        with spoken():
            try:
                return self._execute(statement, values)
            except AWAY as error:
                if not is_lost_connection(error):
                    raise
            self._datastore.pool.check()
            return self._execute(statement, values)

    def _execute(self, statement: str, values: Values) -> list[Row]:
        with self._datastore.get_connection() as connection:
            return _fetch(connection, statement, values)

    @contextmanager
    def cursors(self) -> Iterator[Cursors]:
        """As the recorder says."""
        with spoken(), self._datastore.get_connection() as connection, connection.transaction(), ExitStack() as opened:
            yield partial(_opened, connection, opened)

    def append(self, *entries: NewEntry) -> list[int]:
        """As the recorder says; one entry, the common case, takes one trip."""
        if len(entries) == 1:
            return [_last_position(entries[0], self._answer(APPEND, _values(entries[0]))[0])]
        with spoken(), self._datastore.get_connection() as connection, connection.transaction():
            return [_last_position(entry, _fetch(connection, APPEND, _values(entry))[0]) for entry in entries]

    def insert_if(self, condition: str, values: Values, *insertions: Insertion) -> bool:
        """As the recorder says."""
        with spoken(), self._datastore.get_connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (PROOF_LOCK,))
            if not _fetch(connection, condition, values)[0][0]:
                return False
            for statement, rows in insertions:
                connection.cursor().executemany(named(statement), rows)
            return True

    def grow_proof(self, proof: NewProof) -> bool:
        """As the recorder says; the database itself reckons the hashes, and compares."""
        values = {"start": proof.start, "hashes": [leaf["hash"] for leaf in proof.leaves], **proof.checkpoint}
        grown: bool = self._answer(GROW_PROOF, values)[0][0]
        return grown

    def note_witnessed(self, place: str, size: int, witnessed_at: str) -> bool:
        """As the recorder says."""
        values = {"place": place, "size": size, "witnessed_at": witnessed_at}
        noted: bool = self._answer(NOTE_WITNESSED, values)[0][0]
        return noted

    def keep_cosignature(self, size: int, note_sha256: str, line: str, received_at: str) -> bool:
        """As the recorder says."""
        row = {"size": size, "note_sha256": note_sha256, "line": line, "received_at": received_at}
        kept: bool = self._answer(KEEP_COSIGNATURE, row)[0][0]
        return kept

    def keep_document(self, document: NewDocument) -> bool:
        """As the recorder says; the database itself reckons the digest."""
        kept: bool = self._answer(KEEP_DOCUMENT, document._asdict())[0][0]
        return kept

    def remove_document(self, sha256: str, added_at: str) -> bool:
        """As the recorder says."""
        removed: bool = self._answer(REMOVE_DOCUMENT, {"sha256": sha256, "added_at": added_at})[0][0]
        return removed

    def replace_rows(self, rows: ReadRows, version: int) -> bool:
        """As the recorder says."""
        written: bool = self._answer(PUT_AT, {"rows": rows.model_dump_json(), "version": version})[0][0]
        return written

    def forget_rows(self) -> None:
        """As the recorder says."""
        self.rows("SELECT read_model.forget()", {})

    def schema_step(self) -> int:
        """As the recorder says."""
        with spoken():
            try:
                step: int = self._execute("SELECT coalesce(max(step), 0) FROM ledger.schema_steps", {})[0][0]
            except Exception as error:
                if sqlstate(error) not in UNDEFINED:
                    raise
                return 0
            return step

    def check_writable(self) -> None:
        """As the recorder says: no standby, and the lock of whoever appends, taken and given back."""
        with spoken(), self._datastore.get_connection() as connection, connection.transaction(force_rollback=True):
            is_standby, only_reads = _fetch(connection, WRITABLE, {})[0]
            if is_standby or only_reads:
                raise LedgerReadOnly("standby" if is_standby else "transaction_read_only")
            connection.execute(f"SET LOCAL lock_timeout = {LOOK_WAIT}")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))

    def check_safety(self) -> None:
        """Asks that this role can only append, that each commit is synced to the disk, and that the guards stand."""
        can_rewrite, unsynced, guards = self.rows(SAFETY, {})[0]
        if can_rewrite:
            raise LedgerUnsafe(
                "应用所用的数据库角色能够改写台账，请改用只能读取和追加的角色（见 hengxu migrate）",
                "the application's database role could rewrite the ledger: use one that can only read and append "
                "(see hengxu migrate)",
            )
        if unsynced or GUARDS.difference(guards):
            raise LedgerUnsafe(
                "台账须设 synchronous_commit=on，且其防改触发器须始终启用，请检查数据库设置",
                "the ledger needs synchronous_commit=on and its guarding triggers always enabled: check the database",
            )

    def guard_deviations(self) -> list[GuardDeviation]:
        """As the recorder says."""
        return guard_deviations(self.rows(GUARDS_THERE, {}))

    def close(self) -> None:
        """As the recorder says."""
        self._datastore.close()
