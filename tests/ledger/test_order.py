"""Both databases take what is next in the log and nothing else, whoever goes round the ledger with its role."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, ClassVar

import psycopg
import pytest

from domain.kernel.base import Label
from domain.kernel.records import Event
from ledger.application import Ledger
from ledger.errors import LedgerFault, LedgerTopicsUnlisted, LedgerUnsafe, UnknownTopic, VersionConflict
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.registry import Registry
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY, Corrected, Opened, Renamed, decide, fill, kept, refusal_of

LARGEST = 2**63 - 1


class Moved(Event):
    """A type of event that a later release adds."""

    TOPIC: ClassVar[str] = "moved:1"
    CLAUSE: ClassVar[str] = "4.1"
    LABEL: ClassVar[Label] = Label("迁址", "Moved")

    to: str


LATER = Registry((Opened, Renamed, Corrected, Moved))


@contextmanager
def as_the_application(settings: LedgerSettings) -> Iterator[Any]:
    """A connection of the application's role, past the ledger."""
    if settings.is_sqlite:
        with closing(sqlite3.connect(path_of(settings.url), isolation_level=None)) as file:
            yield file
    else:
        with psycopg.connect(settings.url, autocommit=True) as application:
            yield application


@pytest.fixture
def filled(settings: LedgerSettings) -> Iterator[LedgerSettings]:
    """A ledger that all who try have to leave as it was."""
    fill(settings)
    before = kept(settings)
    yield settings
    assert kept(settings) == before


def test_an_event_of_no_listed_type_is_refused_at_the_ledgers_door(settings: LedgerSettings, ledger: Ledger) -> None:
    with pytest.raises(UnknownTopic):
        decide(ledger, "ic", Moved(to="张江"))
    assert (ledger.stored_log(), ledger.stored_receipts()) == ([], [])


def test_an_event_of_no_listed_type_is_refused_at_the_databases_door(filled: LedgerSettings) -> None:
    with as_the_application(filled) as application:
        if filled.is_sqlite:
            with pytest.raises(sqlite3.IntegrityError, match="listed"):
                application.execute("INSERT INTO events (stream, version, topic, state) VALUES ('x', 1, 'no:1', x'7b')")
        else:
            with pytest.raises(psycopg.errors.CheckViolation, match="no migration has listed the topic no:1"):
                append(application, "x", 1, "{opened:1,no:1}", r'{"\\x7b","\\x7b"}')


def append(application: Any, stream: str, version: int | None, topics: str | None, states: str | None) -> Any:
    """The one function, with anything."""
    statement = "SELECT outcome FROM ledger.append('c', %s, %s, %s::text[], %s::bytea[], 'x', NULL, NULL)"
    return application.execute(statement, (stream, version, topics, states)).fetchone()


def test_a_type_that_a_later_release_adds_is_listed_by_its_migration(settings: LedgerSettings) -> None:
    with pytest.raises(LedgerTopicsUnlisted, match="moved:1") as refused:
        open_ledger(settings, LATER)
    assert "hengxu migrate" in refused.value.sentence.zh
    migrate(settings, LATER)
    ledger = open_ledger(settings, LATER)
    decide(ledger, "ic", Opened(name_zh="集成电路"), Moved(to="张江"))
    assert [row.topic for row in ledger.stored_log()] == ["opened:1", "moved:1"]
    ledger.close()


def test_an_earlier_release_goes_on_beside_a_later_ones_topics(settings: LedgerSettings) -> None:
    migrate(settings, LATER)
    fill(settings)


def test_a_refusal_of_a_version_that_is_not_on_record_is_refused(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"))
    for version in (2, LARGEST):
        with pytest.raises(VersionConflict) as moved:
            ledger.refuse(refusal_of("ic", version, "ahead"))
        assert (moved.value.expected, moved.value.actual) == (version, 1)
    with pytest.raises(VersionConflict):
        ledger.refuse(refusal_of("uhv", 1, "of nothing"))
    assert ledger.refuse(refusal_of("ic", 0, "judged before")).version == 0
    assert len(ledger.stored_receipts()) == 2


@pytest.mark.parametrize(
    ("version", "topics", "states"),
    [
        (3, "{}", "{}"),
        (-1, "{}", "{}"),
        (None, "{}", "{}"),
        (2, "{opened:1}", r'{"\\x7b"}'),
        (4, "{opened:1}", r'{"\\x7b"}'),
        (LARGEST, "{opened:1}", r'{"\\x7b"}'),
    ],
)
def test_the_one_function_takes_no_version_but_the_next(
    postgres_settings: LedgerSettings, version: int | None, topics: str, states: str
) -> None:
    fill(postgres_settings)
    before = kept(postgres_settings)
    with as_the_application(postgres_settings) as application:
        assert append(application, "ic", version, topics, states) == ("moved",)
    assert kept(postgres_settings) == before


@pytest.mark.parametrize(("topics", "states"), [(None, None), (None, "{}"), ("{opened:1}", None)])
def test_the_one_function_takes_no_events_that_are_unknown(
    postgres_settings: LedgerSettings, topics: str | None, states: str | None
) -> None:
    with as_the_application(postgres_settings) as application, pytest.raises(psycopg.errors.RaiseException):
        append(application, "ic", 0, topics, states)


@pytest.mark.parametrize(
    "values",
    ["'ic', 3, 2", "'ic', -1, 2", "'ic', 2, 1", "'ic', 2, 3", f"'ic', 2, {LARGEST}", "'uhv', 1, 2", "'ic', 'x', 2"],
)
def test_a_file_takes_no_receipt_but_of_the_log_as_it_stands(sqlite_settings: LedgerSettings, values: str) -> None:
    fill(sqlite_settings)
    before = kept(sqlite_settings)
    with as_the_application(sqlite_settings) as file, pytest.raises(sqlite3.IntegrityError):
        file.execute(f"INSERT INTO receipts (command_id, stream, version, head, body) VALUES ('c', {values}, x'00')")
    assert kept(sqlite_settings) == before


@pytest.mark.parametrize("values", ["'uhv', 0, 3", "'ic', 2, 3"], ids=["of another center", "of its version before"])
def test_a_file_takes_no_receipt_for_the_events_of_another(sqlite_settings: LedgerSettings, values: str) -> None:
    fill(sqlite_settings)
    before = kept(sqlite_settings)
    with as_the_application(sqlite_settings) as file:
        file.execute("BEGIN")
        file.execute("INSERT INTO events (stream, version, topic, state) VALUES ('ic', 3, 'opened:1', x'00')")
        with pytest.raises(sqlite3.IntegrityError, match="as it stands"):
            file.execute(
                f"INSERT INTO receipts (command_id, stream, version, head, body) VALUES ('c', {values}, x'00')"
            )
        file.execute("ROLLBACK")
    assert kept(sqlite_settings) == before


def test_a_fault_of_the_database_is_no_outage_that_passes(settings: LedgerSettings, ledger: Ledger) -> None:
    if settings.is_sqlite:
        statement = "DROP TRIGGER topics_are_not_deleted"
        with as_the_application(settings) as owner:
            owner.execute(statement)
            owner.execute("DELETE FROM topics")
    else:
        with psycopg.connect(settings.owner_url or "") as owner:
            owner.execute("ALTER TABLE ledger.topics DISABLE TRIGGER topics_keep_each")
            owner.execute("DELETE FROM ledger.topics")
    with pytest.raises(LedgerFault, match="listed"):
        decide(ledger, "ic", Opened(name_zh="集成电路"))
    assert ledger.stored_log() == []


@pytest.mark.parametrize(
    "table",
    [
        "events",
        "receipts",
        "documents",
        "topics",
        "proof_leaves",
        "proof_tiles",
        "proof_checkpoints",
        "proof_witnessed",
        "proof_set_aside",
    ],
)
def test_the_applications_role_writes_to_no_table_of_the_log_or_of_its_proof(
    postgres_settings: LedgerSettings, table: str
) -> None:
    with as_the_application(postgres_settings) as application:
        for statement in ("INSERT INTO ledger.{} DEFAULT VALUES", "DELETE FROM ledger.{}", "TRUNCATE ledger.{}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement.format(table))


@pytest.mark.parametrize("right", ["INSERT ON ledger.proof_checkpoints", "INSERT (size) ON ledger.proof_checkpoints"])
def test_a_role_that_could_write_past_the_functions_is_not_served_until_the_next_migration(
    postgres_settings: LedgerSettings, right: str
) -> None:
    with psycopg.connect(postgres_settings.owner_url or "") as owner:
        owner.execute(f"GRANT {right} TO hengxu_app")
    with pytest.raises(LedgerUnsafe):
        open_ledger(postgres_settings, REGISTRY)
    migrate(postgres_settings, REGISTRY)
    open_ledger(postgres_settings, REGISTRY).close()
