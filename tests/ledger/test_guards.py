"""The database itself refuses to change what was recorded, whoever goes round the ledger."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from ledger.errors import LedgerUnsafe
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from ledger.sqlite import path_of
from tests.ledger.conftest import Server
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide

TABLES = ("events", "receipts")


def kept(settings: LedgerSettings) -> tuple[object, object]:
    ledger = open_ledger(settings, REGISTRY)
    try:
        return ledger.stored_log(), ledger.stored_receipts()
    finally:
        ledger.close()


def fill(settings: LedgerSettings) -> None:
    ledger = open_ledger(settings, REGISTRY)
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="a")
    decide(ledger, "ic", Renamed(name_zh="新名"), command_id="b")
    ledger.close()


@pytest.fixture
def file(sqlite_settings: LedgerSettings) -> Iterator[sqlite3.Connection]:
    """The file of a filled ledger, opened by someone else, who has to leave it as it was."""
    fill(sqlite_settings)
    before = kept(sqlite_settings)
    with closing(sqlite3.connect(path_of(sqlite_settings.url), isolation_level=None)) as connection:
        yield connection
    assert kept(sqlite_settings) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET state = x'00'",
        "UPDATE events SET position = position + 10",
        "UPDATE OR REPLACE events SET version = 2 WHERE version = 1",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 2",
        "REPLACE INTO events VALUES (1, 'ic', 1, 'opened:1', x'00')",
        "REPLACE INTO events VALUES (2, 'other', 1, 'opened:1', x'00')",
        "INSERT OR REPLACE INTO events (stream, version, topic, state) VALUES ('ic', 1, 'opened:1', x'00')",
        "INSERT OR IGNORE INTO events VALUES (1, 'ic', 1, 'opened:1', x'00')",
        "INSERT INTO events VALUES (2, 'other', 1, 'opened:1', x'00') ON CONFLICT DO UPDATE SET state = x'00'",
        "INSERT INTO events VALUES (9, 'other', 1, 'opened:1', x'00')",
        "INSERT INTO events VALUES (0, 'other', 1, 'opened:1', x'00')",
        "INSERT INTO events VALUES (-1, 'other', 1, 'opened:1', x'00')",
        "INSERT INTO events (stream, version, topic, state) VALUES ('ic', 7, 'opened:1', x'00')",
        "INSERT INTO events (stream, version, topic, state) VALUES ('ic', 0, 'opened:1', x'00')",
        "UPDATE receipts SET body = x'00'",
        "UPDATE OR REPLACE receipts SET command_id = 'a' WHERE command_id = 'b'",
        "DELETE FROM receipts",
        "REPLACE INTO receipts VALUES (1, 'c', 'ic', 3, x'00')",
        "REPLACE INTO receipts VALUES (3, 'a', 'ic', 3, x'00')",
        "INSERT OR IGNORE INTO receipts VALUES (1, 'c', 'ic', 3, x'00')",
        "INSERT INTO receipts VALUES (9, 'c', 'ic', 3, x'00')",
    ],
)
def test_the_file_refuses_to_change_a_record(file: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="ledger: "):
        file.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events (stream, version, topic, state) VALUES ('uhv', 1, 'opened:1', 'text')",
        "INSERT INTO events (stream, version, topic, state) VALUES ('uhv', 1, NULL, x'00')",
        "INSERT INTO events (position, stream, version, topic, state) VALUES ('x', 'uhv', 1, 'opened:1', x'00')",
        "INSERT INTO receipts (command_id, stream, version, body) VALUES ('c', 'uhv', 'one', x'00')",
    ],
)
def test_the_file_refuses_what_is_not_of_its_kind(file: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        file.execute(statement)


def test_a_file_without_its_guards_is_not_opened(sqlite_settings: LedgerSettings) -> None:
    with closing(sqlite3.connect(path_of(sqlite_settings.url))) as connection:
        connection.execute("DROP TRIGGER events_are_not_deleted")
    with pytest.raises(LedgerUnsafe, match="events_are_not_deleted"):
        open_ledger(sqlite_settings, REGISTRY)


def test_a_file_that_was_taken_out_of_write_ahead_mode_is_not_opened(sqlite_settings: LedgerSettings) -> None:
    with closing(sqlite3.connect(path_of(sqlite_settings.url))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with pytest.raises(LedgerUnsafe, match="journal_mode"):
        open_ledger(sqlite_settings, REGISTRY)


def test_a_position_is_not_used_again_after_the_end_of_the_log_was_cut_off(sqlite_settings: LedgerSettings) -> None:
    fill(sqlite_settings)
    path: Path = path_of(sqlite_settings.url)
    with closing(sqlite3.connect(path, isolation_level=None)) as thief:
        guard = thief.execute("SELECT sql FROM sqlite_schema WHERE name = 'events_are_not_deleted'").fetchone()[0]
        thief.execute("DROP TRIGGER events_are_not_deleted")
        thief.execute("DELETE FROM events WHERE position = 2")
        thief.execute(guard)
        with pytest.raises(sqlite3.IntegrityError, match="a position is the next one"):
            thief.execute("INSERT INTO events (stream, version, topic, state) VALUES ('ic', 2, 'renamed:1', x'00')")


@pytest.fixture
def server(postgres: Server, postgres_settings: LedgerSettings) -> Iterator[Server]:
    """The server with a filled ledger that has to be left as it was."""
    fill(postgres_settings)
    before = kept(postgres_settings)
    yield postgres
    assert kept(postgres_settings) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {} SELECT * FROM {} WHERE false",
        "INSERT INTO {} SELECT * FROM {} ON CONFLICT DO NOTHING",
        "UPDATE {} SET version = version",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE TRIGGER {}_keep_each",
        "DROP TABLE {}",
        "CREATE TRIGGER mine BEFORE INSERT ON {} EXECUTE FUNCTION ledger.refuse_change()",
        "CREATE TABLE ledger.mine (x int)",
        "SET session_replication_role = replica",
        "SET ROLE hengxu_owner",
        "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE sql AS ''",
        "INSERT INTO ledger.schema_steps VALUES (99, 'mine')",
    ],
)
@pytest.mark.parametrize("table", TABLES)
def test_the_application_role_can_only_read_and_append(
    server: Server, postgres_settings: LedgerSettings, table: str, statement: str
) -> None:
    with psycopg.connect(postgres_settings.url, autocommit=True) as application:
        application.execute("SET search_path = ledger")
        with pytest.raises(InsufficientPrivilege):
            application.execute(statement.replace("{}", table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("role", "session"),
    [("hengxu_owner", "origin"), ("postgres", "origin"), ("postgres", "replica")],
    ids=["owner", "superuser", "replica"],
)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET version = version",
        "DELETE FROM {} WHERE version = 1",
        "TRUNCATE {} CASCADE",
        "INSERT INTO {} SELECT * FROM {} ON CONFLICT (stream, version) DO UPDATE SET version = 7",
        "MERGE INTO {} a USING {} b ON a.version = b.version WHEN MATCHED THEN DELETE",
    ],
)
def test_even_the_owner_and_the_superuser_cannot_change_a_record_unawares(
    server: Server, postgres_settings: LedgerSettings, table: str, role: str, session: str, statement: str
) -> None:
    if "ON CONFLICT" in statement and table == "receipts":
        statement = statement.replace("(stream, version)", "(command_id)")
    url = server.url(role, _database(postgres_settings))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET search_path = ledger")
        if role == "postgres":
            connection.execute(f"SET session_replication_role = {session}")
        with pytest.raises(RestrictViolation, match="ever changed"):
            connection.execute(statement.replace("{}", table))


def _database(settings: LedgerSettings) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(settings.url)["dbname"])


def test_the_one_function_writes_to_the_ledger_whatever_the_caller_calls_its_own_tables(
    postgres_settings: LedgerSettings,
) -> None:
    with psycopg.connect(postgres_settings.url, autocommit=True) as application:
        application.execute("CREATE TEMP TABLE events (LIKE ledger.events)")
        application.execute("CREATE TEMP TABLE receipts (LIKE ledger.receipts)")
        application.execute("SET search_path = pg_temp, ledger")
        application.execute(
            "SELECT ledger.append('c', 'ic', 1, ARRAY['opened:1'], ARRAY['\\x00'::bytea], '\\x00'::bytea, NULL)"
        )
        assert application.execute("SELECT count(*) FROM pg_temp.events").fetchone() == (0,)
        assert application.execute("SELECT count(*) FROM ledger.events").fetchone() == (1,)


def test_the_one_function_takes_whole_events_only(postgres_settings: LedgerSettings) -> None:
    with psycopg.connect(postgres_settings.url, autocommit=True) as application:
        with pytest.raises(psycopg.errors.RaiseException):
            application.execute("SELECT ledger.append('c', 'ic', 1, ARRAY['opened:1'], ARRAY[]::bytea[], '\\x00', NULL)")
        with pytest.raises(psycopg.errors.NotNullViolation):
            application.execute("SELECT ledger.append('c', 'ic', 1, ARRAY['o:1'], ARRAY[NULL]::bytea[], '\\x00', NULL)")
        assert application.execute("SELECT count(*) FROM ledger.events").fetchone() == (0,)


def test_there_is_one_function_that_acts_with_the_owners_rights(postgres_settings: LedgerSettings) -> None:
    with psycopg.connect(postgres_settings.url) as application:
        found = application.execute(
            "SELECT p.oid::regprocedure::text, p.proconfig::text FROM pg_proc p JOIN pg_namespace n"
            " ON n.oid = p.pronamespace WHERE prosecdef AND nspname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
    assert len(found) == 1
    assert found[0][0].startswith("ledger.append(")
    assert "search_path" in found[0][1]


@pytest.mark.parametrize("role", ["hengxu_owner", "postgres"])
def test_a_ledger_is_not_opened_as_a_role_that_could_rewrite_it(
    postgres: Server, postgres_settings: LedgerSettings, role: str
) -> None:
    url = postgres.url(role, _database(postgres_settings))
    with pytest.raises(LedgerUnsafe):
        open_ledger(postgres_settings.model_copy(update={"url": url}), REGISTRY)


@pytest.mark.parametrize(
    "carelessness",
    [
        "ALTER TABLE ledger.events DISABLE TRIGGER events_keep_all",
        "ALTER TABLE ledger.events ENABLE TRIGGER events_keep_each",
        "ALTER ROLE hengxu_app IN DATABASE {} SET synchronous_commit = off",
    ],
)
def test_a_ledger_whose_guards_were_loosened_is_not_opened(
    postgres: Server, postgres_settings: LedgerSettings, carelessness: str
) -> None:
    database = _database(postgres_settings)
    with psycopg.connect(postgres.url("postgres", database), autocommit=True) as superuser:
        superuser.execute(carelessness.replace("{}", database))
    with pytest.raises(LedgerUnsafe, match="synchronous_commit"):
        open_ledger(postgres_settings, REGISTRY)

