"""The schema is made by one command, and a ledger is opened only on the schema that its program knows."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.errors import LedgerError, LedgerFault, LedgerNewer, LedgerNotMigrated, LedgerUnavailable, LedgerUnsafe
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.conftest import Server
from tests.ledger.sample import REGISTRY, Opened, decide, fill, kept

STEPS = [
    "log",
    "only append",
    "read model",
    "proof",
    "only append to the proof",
    "documents",
    "work",
    "lines",
    "calendar",
    "order",
    "comparing forms",
    "numbers",
    "former names",
    "assigned",
    "readers",
    "cosignatures",
    "orphans",
    "cells",
    "policies",
    "titles of documents",
    "calendar entries",
    "overview",
    "lists",
    "counts",
]


@contextmanager
def owner_of(settings: LedgerSettings) -> Iterator[Any]:
    """A connection that may change the schema."""
    if settings.is_sqlite:
        with closing(sqlite3.connect(path_of(settings.url), isolation_level=None)) as file:
            yield file
    else:
        with psycopg.connect(settings.owner_url or "", autocommit=True) as owner:
            owner.execute("SET search_path = ledger, read_model")
            yield owner


def schema(settings: LedgerSettings) -> list[Any]:
    """Everything that is defined, with who may do what with it."""
    with owner_of(settings) as connection:
        if settings.is_sqlite:
            found: list[Any] = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
            return found
        return [
            connection.execute(query).fetchall()
            for query in (
                "SELECT oid::regclass::text, relacl::text FROM pg_class"
                " WHERE relnamespace IN ('ledger'::regnamespace, 'read_model'::regnamespace) ORDER BY 1",
                "SELECT oid::regprocedure::text, prosrc, proacl::text FROM pg_proc"
                " WHERE pronamespace IN ('ledger'::regnamespace, 'read_model'::regnamespace) ORDER BY 1",
                "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
                "SELECT step, name, taken_at FROM schema_steps ORDER BY 1",
            )
        ]


def test_an_unmigrated_ledger_says_to_migrate_in_both_languages(unmigrated: LedgerSettings) -> None:
    with pytest.raises(LedgerNotMigrated) as refused:
        open_ledger(unmigrated, REGISTRY)
    assert "hengxu migrate" in refused.value.sentence.zh
    assert "hengxu migrate" in refused.value.sentence.en
    assert not unmigrated.is_sqlite or not path_of(unmigrated.url).exists()


def test_migrating_makes_a_ledger_that_opens(unmigrated: LedgerSettings) -> None:
    assert migrate(unmigrated, REGISTRY) == STEPS
    ledger = open_ledger(unmigrated, REGISTRY)
    assert decide(ledger, "ic", Opened(name_zh="集成电路")).version == 1
    ledger.close()


def test_migrating_again_changes_nothing(settings: LedgerSettings) -> None:
    fill(settings)
    before, records = schema(settings), kept(settings)
    assert migrate(settings) == []
    assert schema(settings) == before
    assert kept(settings) == records


def test_two_migrations_at_once_take_each_step_once(unmigrated: LedgerSettings) -> None:
    if unmigrated.is_sqlite:
        path_of(unmigrated.url).parent.mkdir()
    with ThreadPoolExecutor(2) as threads:
        taken = list(threads.map(migrate, [unmigrated, unmigrated]))
    assert sorted(taken) == [[], STEPS]


def test_a_schema_that_lacks_a_step_is_refused(settings: LedgerSettings) -> None:
    with owner_of(settings) as owner:
        owner.execute(f"DELETE FROM schema_steps WHERE step = {len(STEPS)}")
    with pytest.raises(LedgerNotMigrated) as refused:
        open_ledger(settings, REGISTRY)
    assert (refused.value.found, refused.value.needed) == (len(STEPS) - 1, len(STEPS))


def test_a_schema_of_a_newer_program_is_refused(settings: LedgerSettings) -> None:
    with owner_of(settings) as owner:
        owner.execute("INSERT INTO schema_steps (step, name) VALUES (99, 'of the future')")
    for call in (lambda: open_ledger(settings, REGISTRY), lambda: migrate(settings)):
        with pytest.raises(LedgerNewer) as refused:
            call()
        assert "99" in refused.value.sentence.zh
        assert "update the program" in refused.value.sentence.en


def test_a_program_that_runs_while_a_newer_one_migrates_says_why_it_cannot_write_any_more(
    postgres_settings: LedgerSettings,
) -> None:
    ledger = open_ledger(postgres_settings, REGISTRY)
    try:
        with owner_of(postgres_settings) as owner:
            owner.execute("DROP FUNCTION ledger.append")
        with pytest.raises(LedgerFault):
            decide(ledger, "ic", Opened(name_zh="集成电路"))
        with owner_of(postgres_settings) as owner:
            owner.execute("INSERT INTO schema_steps (step, name) VALUES (99, 'of the future')")
        with pytest.raises(LedgerNewer) as refused:
            decide(ledger, "ic", Opened(name_zh="集成电路"))
        assert ledger.streams() == []
    finally:
        ledger.close()
    assert (refused.value.found, refused.value.known) == (99, len(STEPS))


def test_a_migration_that_fails_leaves_nothing_behind(empty_database: LedgerSettings) -> None:
    with psycopg.connect(empty_database.owner_url or "", autocommit=True) as owner:
        owner.execute("CREATE SCHEMA read_model")
    with pytest.raises(LedgerError):
        migrate(empty_database)
    with pytest.raises(LedgerNotMigrated):
        open_ledger(empty_database, REGISTRY)


def test_the_applications_role_is_made_where_there_is_none(postgres: Server, empty_database: LedgerSettings) -> None:
    url = empty_database.url.replace("hengxu_app@", "made_by_migration:s3cret@")
    settings = empty_database.model_copy(update={"url": url})
    migrate(settings, REGISTRY)
    ledger = open_ledger(settings, REGISTRY)
    assert decide(ledger, "ic", Opened(name_zh="集成电路")).version == 1
    ledger.close()
    with psycopg.connect(postgres.url("postgres", "postgres")) as superuser:
        query = "SELECT rolpassword, rolsuper, rolcreaterole FROM pg_authid WHERE rolname = 'made_by_migration'"
        password, *powers = superuser.execute(query).fetchone() or ()
    assert str(password).startswith("SCRAM-SHA-256$")
    assert powers == [False, False]


@pytest.mark.parametrize("change", [{"owner_url": None}, {"url": "owner"}], ids=["no owner", "one role for both"])
def test_a_postgresql_ledger_needs_two_roles(empty_database: LedgerSettings, change: dict[str, Any]) -> None:
    if change.get("url"):
        change = {"url": empty_database.owner_url}
    with pytest.raises(LedgerUnsafe):
        migrate(empty_database.model_copy(update=change))


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "mysql://app:s3cret@db/hengxu", "app:s3cret@db"])
def test_a_ledger_is_a_file_or_a_postgresql_database(url: str) -> None:
    with pytest.raises(ValueError, match="url") as refused:
        LedgerSettings(url=url)
    assert "s3cret" not in str(refused.value)


def test_a_sqlite_ledger_is_not_kept_in_memory() -> None:
    with pytest.raises(ValueError, match="a SQLite ledger is a file"):
        migrate(LedgerSettings(url="sqlite:///:memory:"))


def test_a_file_name_may_hold_any_sign(tmp_path: Path) -> None:
    settings = LedgerSettings(url=f"sqlite:///{tmp_path}/账 本#1?%41&mode=ro/led ger.sqlite3")
    migrate(settings, REGISTRY)
    fill(settings)
    assert (tmp_path / "账 本#1?%41&mode=ro" / "led ger.sqlite3").exists()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "letter.sqlite3").write_text("Dear Sir or Madam, this is no database at all. " * 20)
    settings = LedgerSettings(url=f"sqlite:///{tmp_path / 'letter.sqlite3'}")
    for call in (lambda: open_ledger(settings, REGISTRY), lambda: migrate(settings)):
        with pytest.raises(LedgerUnavailable, match="not a database"):
            call()
    with pytest.raises(LedgerUnavailable):
        migrate(LedgerSettings(url=f"sqlite:///{tmp_path / 'letter.sqlite3' / 'ledger.sqlite3'}"))


def test_settings_do_not_show_their_passwords() -> None:
    settings = LedgerSettings(url="postgresql://app:s3cret@db/hengxu", owner_url="postgresql://owner:s3cret@db/hengxu")
    assert "s3cret" not in repr(settings)
