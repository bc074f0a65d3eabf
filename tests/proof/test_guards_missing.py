"""A guard of the database that is gone, loosened or added is said beside the verdict on the log."""

import sqlite3
from contextlib import closing

import psycopg
import pytest

from ledger.application import Ledger
from ledger.guards import Deviation, GuardDeviation
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.proof.house import live, prove, verify


def on_sqlite(settings: LedgerSettings, *statements: str) -> None:
    with closing(sqlite3.connect(path_of(settings.url))) as connection:
        for statement in statements:
            connection.execute(statement)


def as_owner(settings: LedgerSettings, *statements: str) -> None:
    with psycopg.connect(settings.owner_url or "") as owner:
        for statement in statements:
            owner.execute(statement)


def test_a_clean_database_has_every_guard(settings: LedgerSettings, ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 5)
    prove(ledger, keys)
    verdict = verify(settings, keys)
    assert (verdict.found, verdict.guards) == (None, ())


@pytest.mark.parametrize(
    ("statements", "guard", "straying"),
    [
        (["DROP TRIGGER events_are_not_deleted"], "events_are_not_deleted", Deviation.MISSING),
        (
            [
                "DROP TRIGGER receipts_are_not_updated",
                "CREATE TRIGGER receipts_are_not_updated BEFORE UPDATE ON receipts BEGIN SELECT 1; END",
            ],
            "receipts_are_not_updated",
            Deviation.ALTERED,
        ),
        (
            ["CREATE TRIGGER mine BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END"],
            "mine",
            Deviation.ADDED,
        ),
    ],
    ids=["missing", "altered", "added"],
)
def test_a_trigger_of_the_file_that_strays_is_named(
    sqlite_settings: LedgerSettings, keys: KeyFile, statements: list[str], guard: str, straying: Deviation
) -> None:
    on_sqlite(sqlite_settings, *statements)
    verdict = verify(sqlite_settings, keys)
    assert (verdict.found, verdict.guards) == (None, (GuardDeviation(guard, straying),))


REFUSE = "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS"


@pytest.mark.parametrize(
    ("statement", "guard", "straying"),
    [
        ("DROP TRIGGER events_keep_all ON ledger.events", "events_keep_all", Deviation.MISSING),
        ("ALTER TABLE ledger.events DISABLE TRIGGER events_keep_each", "events_keep_each", Deviation.ALTERED),
        ("ALTER TABLE ledger.receipts ENABLE TRIGGER receipts_keep_each", "receipts_keep_each", Deviation.ALTERED),
        (
            "CREATE OR REPLACE TRIGGER events_keep_each BEFORE UPDATE OR DELETE ON ledger.events"
            " FOR EACH ROW WHEN (false) EXECUTE FUNCTION ledger.refuse_change()",
            "events_keep_each",
            Deviation.ALTERED,
        ),
        (f"{REFUSE} $$ BEGIN RETURN NEW; END $$", "refuse_change()", Deviation.ALTERED),
        (
            "CREATE TRIGGER mine BEFORE INSERT ON ledger.events FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change()",
            "mine",
            Deviation.ADDED,
        ),
        ("CREATE RULE quiet AS ON INSERT TO ledger.receipts DO INSTEAD NOTHING", "quiet", Deviation.ADDED),
        (
            "CREATE FUNCTION ledger.back_door() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "back_door()",
            Deviation.ADDED,
        ),
    ],
)
def test_a_guard_of_the_server_that_strays_is_named(
    postgres_settings: LedgerSettings, keys: KeyFile, statement: str, guard: str, straying: Deviation
) -> None:
    as_owner(postgres_settings, statement)
    verdict = verify(postgres_settings, keys)
    assert verdict.found is None
    assert GuardDeviation(guard, straying) in verdict.guards
    assert len(verdict.guards) == 1
