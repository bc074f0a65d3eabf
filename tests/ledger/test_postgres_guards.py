"""PostgreSQL itself refuses to change what was recorded; the application's role can only read and append."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from ledger.errors import LedgerUnsafe
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.ledger.conftest import Server
from tests.ledger.sample import REGISTRY, fill, kept

TABLES = ("events", "receipts")


@pytest.fixture(scope="module")
def filled(postgres: Server) -> Iterator[LedgerSettings]:
    """A filled ledger that all who try to change it have to leave as it was."""
    with postgres.database(template="migrated") as settings:
        fill(settings)
        before = kept(settings)
        yield settings
        assert kept(settings) == before


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
def test_the_application_role_can_only_read_and_append(filled: LedgerSettings, table: str, statement: str) -> None:
    with psycopg.connect(filled.url, autocommit=True) as application:
        application.execute("SET search_path = ledger")
        with pytest.raises(InsufficientPrivilege):
            application.execute(statement.replace("{}", table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "caller",
    [("hengxu_owner", ""), ("postgres", ""), ("postgres", "SET session_replication_role = replica")],
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
    postgres: Server, filled: LedgerSettings, table: str, caller: tuple[str, str], statement: str
) -> None:
    if "ON CONFLICT" in statement and table == "receipts":
        statement = statement.replace("(stream, version)", "(command_id)")
    role, pretext = caller
    url = postgres.url(role, _database(filled))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET search_path = ledger")
        connection.execute(pretext)
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
            "SELECT ledger.append('c', 'ic', 1, ARRAY['opened:1'], ARRAY['\\x00'::bytea], '\\x00'::bytea, NULL, NULL)"
        )
        assert application.execute("SELECT count(*) FROM pg_temp.events").fetchone() == (0,)
        assert application.execute("SELECT count(*) FROM ledger.events").fetchone() == (1,)


def test_the_one_function_takes_whole_events_only(postgres_settings: LedgerSettings) -> None:
    with psycopg.connect(postgres_settings.url, autocommit=True) as application:
        with pytest.raises(psycopg.errors.RaiseException):
            application.execute(
                "SELECT ledger.append('c', 'ic', 1, ARRAY['opened:1'], ARRAY[]::bytea[], '\\x00', NULL, NULL)"
            )
        with pytest.raises(psycopg.errors.NotNullViolation):
            application.execute(
                "SELECT ledger.append('c', 'ic', 1, ARRAY['opened:1'], ARRAY[NULL]::bytea[], '\\x00', NULL, NULL)"
            )
        assert application.execute("SELECT count(*) FROM ledger.events").fetchone() == (0,)


def test_six_functions_act_with_the_owners_rights(postgres_settings: LedgerSettings) -> None:
    with psycopg.connect(postgres_settings.url) as application:
        found = application.execute(
            "SELECT p.oid::regprocedure::text, p.proconfig::text FROM pg_proc p JOIN pg_namespace n"
            " ON n.oid = p.pronamespace WHERE prosecdef AND nspname NOT IN ('pg_catalog', 'information_schema')"
            " ORDER BY 1"
        ).fetchall()
    assert [name.partition("(")[0] for name, _ in found] == [
        "ledger.append",
        "ledger.grow_proof",
        "ledger.keep_cosignature",
        "ledger.keep_document",
        "ledger.note_witnessed",
        "ledger.remove_document",
    ]
    assert all("search_path" in settings for _, settings in found)


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
