"""The office's store in PostgreSQL: a schema in the ledger's database, whose role enters nothing of the ledger's."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from ledger.errors import LedgerNewer
from ledger.postgres.errors import AWAY, is_lost_connection, spoken
from ledger.postgres.locks import LOCK
from ledger.postgres.migrations import ensure_role
from ledger.postgres.recorder import client_of, connection_options, named
from ledger.steps import take_steps
from office.errors import OfficeNewer, OfficeUnavailable, OfficeUnsafe, in_own_words
from office.schema import TABLES, statements_for
from office.settings import OfficeSettings
from office.store import Row, Values

SCHEMA = "office"
STEPS = statements_for('text COLLATE "C"')
NOTE_STEP = "INSERT INTO schema_steps (step, name) VALUES (%s, %s)"
OFFICE_LOCK = LOCK + 2
"""The advisory lock of whoever migrates the office."""
RIGHTS = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA office TO {role}",
    "GRANT SELECT ON office.schema_steps TO {role}",
    *(f"GRANT SELECT, INSERT, UPDATE, DELETE ON office.{table} TO {{role}}" for table in TABLES),
)
T = TypeVar("T")


def migrate_schema(settings: OfficeSettings) -> list[str]:
    """Takes the missing steps in one transaction as the owner, and makes the office's role if there is none.

    Raises ``OfficeUnavailable``, ``OfficeNewer``, ``OfficeUnsafe``.
    """
    role = conninfo_to_dict(settings.url).get("user")
    if not role or not settings.owner_url:
        raise OfficeUnsafe(
            "PostgreSQL 中的会话与阅览记录需要两个角色：建表的所有者（HENGXU_LEDGER_OWNER_URL）和"
            "HENGXU_OFFICE_URL 中的用户",
            "sessions and reads in PostgreSQL need two roles: the owner that makes the schema "
            "(HENGXU_LEDGER_OWNER_URL) and the user of HENGXU_OFFICE_URL",
        )
    try:
        with in_own_words(), spoken(), psycopg.connect(settings.owner_url, **_patience(settings)) as owner:
            return _migrate(owner, str(role), settings.url)
    except LedgerNewer as error:
        raise OfficeNewer(error.found, error.known) from error


def _patience(settings: OfficeSettings) -> dict[str, Any]:
    return {"connect_timeout": max(2, int(settings.timeout))}


def _migrate(owner: psycopg.Connection, role: str, url: str) -> list[str]:
    if owner.info.user == role:
        raise OfficeUnsafe(
            f"角色 {role} 是台账的所有者，请为 HENGXU_OFFICE_URL 另设角色",
            f"{role} owns the ledger: name another role in HENGXU_OFFICE_URL",
        )
    owner.execute("SELECT pg_advisory_xact_lock(%s)", (OFFICE_LOCK,))
    ensure_role(owner, role, url)
    owner.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(SCHEMA)))
    names = take_steps(owner, STEPS, step_of(owner.execute), NOTE_STEP)
    for right in RIGHTS:
        owner.execute(sql.SQL(right).format(role=sql.Identifier(role), database=sql.Identifier(owner.info.dbname)))
    return names


def step_of(execute: Callable[[str], psycopg.Cursor[Any]]) -> int:
    """The last step that was taken, 0 without any or without a right to look."""
    found = execute("SELECT to_regclass('office.schema_steps') IS NOT NULL").fetchone()
    if not found or not found[0]:
        return 0
    step = execute("SELECT coalesce(max(step), 0) FROM office.schema_steps").fetchone()
    return int(step[0]) if step else 0


class PostgresStore:
    """The schema that ``migrate_schema`` has made, as the office's own role."""

    def __init__(self, settings: OfficeSettings) -> None:
        options = connection_options(settings, SCHEMA)
        with in_own_words(), spoken():
            client_of(settings).connect(**options).close()
            self._pool = ConnectionPool[psycopg.Connection[Row]](
                connection_class=client_of(settings),
                kwargs={**options, "autocommit": True},
                min_size=1,
                max_size=settings.pool_size,
                timeout=settings.timeout,
                reconnect_timeout=settings.timeout / 2,
                open=True,
            )

    def schema_step(self) -> int:
        """The last step that was taken."""
        return self._done(lambda connection: step_of(connection.execute))

    def rows(self, statement: str, values: Values) -> list[Row]:
        """As the store says."""
        return self._done(lambda connection: connection.execute(named(statement), _sayable(values)).fetchall())

    def change(self, statement: str, values: Sequence[Values]) -> int:
        """As the store says."""

        def write(connection: psycopg.Connection[Row]) -> int:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(named(statement), [_sayable(row) for row in values])
                return cursor.rowcount

        return self._done(write)

    def _done(self, work: Callable[[psycopg.Connection[Row]], T]) -> T:
        """Once more on another connection where the first was lost."""
        with in_own_words(), spoken():
            try:
                with self._pool.connection() as connection:
                    return work(connection)
            except AWAY as error:
                if not is_lost_connection(error):
                    raise
                self._pool.check()
                with self._pool.connection() as connection:
                    return work(connection)

    def check_writable(self) -> None:
        """As the store says."""
        ((only_reads,),) = self.rows(
            "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'", {}
        )
        if only_reads:
            raise OfficeUnavailable("read-only")

    def close(self) -> None:
        """As the store says."""
        self._pool.close()


def _sayable(values: Values) -> dict[str, object]:
    """PostgreSQL holds no NUL in a text."""
    return {
        name: value.replace("\x00", "\ufffd") if isinstance(value, str) else value for name, value in values.items()
    }
