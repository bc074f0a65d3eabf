"""The one mutable store is made by one command; missing or damaged, it is begun anew without a decision lost."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from clock import utc_now
from domain.kernel.roles import Role
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from ledger.sqlite.files import put_aside
from ledger.sqlite.recorder import path_of
from office.errors import OfficeNewer, OfficeNotMigrated, OfficeUnavailable, OfficeUnsafe
from office.opening import Office, migrate_office, open_office
from office.schema import STEPS, TABLES
from office.settings import OfficeSettings
from tests.ledger.conftest import Server
from tests.ledger.sample import REGISTRY, Opened, decide
from tests.lives import ACTORS
from tests.office.conftest import nobody_listens

NAMES = [step.name for step in STEPS]


def begin_one(settings: OfficeSettings) -> str:
    """A session in the store; its id."""
    with closing(open_office(settings)) as office:
        return office.sessions.begin(ACTORS[Role.OFFICER], utc_now() + timedelta(hours=1))


def test_migrating_makes_the_store_and_migrating_again_changes_nothing(settings: OfficeSettings) -> None:
    assert migrate_office(settings, nobody_listens) == NAMES
    session = begin_one(settings)
    assert migrate_office(settings, nobody_listens) == []
    with closing(open_office(settings)) as office:
        assert office.sessions.find(session)


def test_two_migrations_at_once_take_each_step_once(settings: OfficeSettings) -> None:
    with ThreadPoolExecutor(2) as threads:
        taken = list(threads.map(lambda one: migrate_office(one, nobody_listens), [settings, settings]))
    assert sorted(taken) == [[], NAMES]


def test_a_store_of_a_newer_program_is_left_alone(settings: OfficeSettings) -> None:
    migrate_office(settings, nobody_listens)
    if settings.is_sqlite:
        with closing(open_office(settings)) as office:
            office._store.change("INSERT INTO schema_steps VALUES (99, :name)", [{"name": "of the future"}])
    else:
        with psycopg.connect(settings.owner_url or "", autocommit=True) as owner:
            owner.execute("INSERT INTO office.schema_steps VALUES (99, 'of the future')")
    for call in (lambda: open_office(settings), lambda: migrate_office(settings, nobody_listens)):
        with pytest.raises(OfficeNewer) as refused:
            call()
        assert "update the program" in refused.value.sentence.en


def test_a_schema_is_its_owners_to_make(schema_settings: OfficeSettings) -> None:
    migrate_office(schema_settings, nobody_listens)
    with psycopg.connect(schema_settings.owner_url or "", autocommit=True) as owner:
        owner.execute("DROP SCHEMA office CASCADE")
    with pytest.raises(OfficeNotMigrated, match="hengxu migrate"):
        open_office(schema_settings)
    assert migrate_office(schema_settings, nobody_listens) == NAMES
    begin_one(schema_settings)


def test_the_offices_role_enters_nothing_of_the_ledgers(
    schema_settings: OfficeSettings, empty_database: LedgerSettings
) -> None:
    migrate(empty_database, REGISTRY)
    migrate_office(schema_settings, nobody_listens)
    with psycopg.connect(schema_settings.url, autocommit=True) as office:
        for table in ("ledger.events", "ledger.receipts", "ledger.documents", "read_model.register"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                office.execute(f"SELECT 1 FROM {table}")
    with psycopg.connect(empty_database.url, autocommit=True) as app:
        for table in TABLES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(f"SELECT 1 FROM office.{table}")


@pytest.mark.parametrize("role", ["hengxu_owner", ""])
def test_the_owner_is_not_the_offices_role(schema_settings: OfficeSettings, role: str) -> None:
    url = schema_settings.url.replace("hengxu_office@", f"{role}@" if role else "")
    with pytest.raises(OfficeUnsafe, match="HENGXU_OFFICE_URL"):
        migrate_office(schema_settings.model_copy(update={"url": url}), nobody_listens)


def test_a_file_that_is_missing_is_begun_and_that_is_said(file_settings: OfficeSettings) -> None:
    lines: list[str] = []
    migrate_office(file_settings, lines.append)
    (line,) = lines
    assert "已新建" in line
    assert "a new store" in line
    assert path_of(file_settings.url).stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_put_aside_and_begun_anew_and_that_is_said(file_settings: OfficeSettings) -> None:
    path = path_of(file_settings.url)
    migrate_office(file_settings, nobody_listens)
    path.write_bytes(b"Dear Sir or Madam, this is no database at all. " * 200)
    lines: list[str] = []
    assert migrate_office(file_settings, lines.append) == NAMES
    assert "everybody signs in again" in lines[0]
    assert len([one for one in path.parent.iterdir() if one.name.startswith("office.sqlite3.2")]) == 1
    begin_one(file_settings)


def test_damage_that_is_met_in_use_begins_the_file_anew(
    file_settings: OfficeSettings, caplog: pytest.LogCaptureFixture
) -> None:
    path = path_of(file_settings.url)
    session = begin_one(file_settings)
    with closing(open_office(file_settings)) as office:
        spoil(path)
        assert office.sessions.find(session) is None
        again = office.sessions.begin(ACTORS[Role.OFFICER], utc_now() + timedelta(hours=1))
        assert office.sessions.find(again)
    assert "was put aside" in caplog.text


def spoil(path: Path) -> None:
    """Every page of the file but the first is overwritten."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


def test_whoever_has_a_file_open_goes_on_with_the_one_that_lies_there_now(file_settings: OfficeSettings) -> None:
    path, tomorrow = path_of(file_settings.url), utc_now() + timedelta(days=1)
    with closing(open_office(file_settings)) as office:
        lost = office.sessions.begin(ACTORS[Role.OFFICER], tomorrow)
        for file in path.parent.iterdir():
            file.unlink()
        kept = begin_one(file_settings)
        assert office.sessions.find(lost) is None
        assert office.sessions.find(kept)
        put_aside(path, utc_now())
        assert office.sessions.find(kept) is None
        assert office.sessions.find(office.sessions.begin(ACTORS[Role.OFFICER], tomorrow))


def test_a_full_disk_is_said_and_nothing_is_put_aside(file_settings: OfficeSettings) -> None:
    path = path_of(file_settings.url)
    with closing(open_office(file_settings)) as office:
        with office._store._connections.writing() as connection:  # type: ignore[attr-defined]
            [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OfficeUnavailable, match="full"):
            fill(office)
        assert office.sessions.all_open()
    assert not [one for one in path.parent.iterdir() if one.name.startswith("office.sqlite3.2")]


def fill(office: Office) -> None:
    """Begins more sessions than a few pages hold."""
    for _ in range(1_000):
        office.sessions.begin(ACTORS[Role.OFFICER], utc_now() + timedelta(hours=1))


def test_a_server_that_was_away_for_a_moment_is_asked_again(postgres: Server, schema_settings: OfficeSettings) -> None:
    migrate_office(schema_settings, nobody_listens)
    with closing(open_office(schema_settings)) as office:
        session = office.sessions.begin(ACTORS[Role.OFFICER], utc_now() + timedelta(hours=1))
        postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hengxu_office'")
        assert office.sessions.find(session)
        office.sessions.end(session)
        assert office.sessions.find(session) is None


def test_with_the_store_no_decision_is_lost(tmp_path: Path) -> None:
    ledger_settings = LedgerSettings(url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    settings = OfficeSettings(url=f"sqlite:///{tmp_path / 'office.sqlite3'}")
    migrate(ledger_settings, REGISTRY)
    begin_one(settings)
    path_of(settings.url).unlink()
    with closing(open_ledger(ledger_settings, REGISTRY)) as ledger:
        assert decide(ledger, "ic", Opened(name_zh="集成电路")).version == 1


def test_where_no_file_can_be_the_setting_that_names_the_place_is_said() -> None:
    with pytest.raises(OfficeUnavailable, match="HENGXU_OFFICE_URL"):
        migrate_office(OfficeSettings(url="sqlite:////dev/null/office.sqlite3"), nobody_listens)
