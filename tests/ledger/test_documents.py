"""A file is kept under its digest, by both databases, and never becomes another."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any

import psycopg
import pytest

from ledger.application import Ledger
from ledger.documents import DocumentChanged, check_documents
from ledger.errors import LedgerUnsafe
from ledger.opening import open_ledger
from ledger.receipts import Receipt
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY, Opened, decide, receipt_of, records_of

PAPER = "筹建申报书\x00\xff".encode() + bytes(range(256))
DIGEST = sha256(PAPER).hexdigest()


@contextmanager
def owner_of(settings: LedgerSettings) -> Iterator[Any]:
    """Whoever owns the database, with its guards in place."""
    if settings.is_sqlite:
        with closing(sqlite3.connect(path_of(settings.url), isolation_level=None)) as file:
            yield file
    else:
        with psycopg.connect(settings.owner_url or "", autocommit=True) as owner:
            owner.execute("SET search_path = ledger")
            yield owner


def change(settings: LedgerSettings, statement: str) -> None:
    """A change that the guards know nothing of."""
    with owner_of(settings) as owner:
        if settings.is_sqlite:
            owner.execute("DROP TRIGGER documents_are_not_updated")
            owner.execute("DROP TRIGGER documents_are_not_deleted")
            owner.execute("PRAGMA ignore_check_constraints = ON")
        else:
            owner.execute("ALTER TABLE documents DISABLE TRIGGER USER")
        owner.execute(statement)


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """A ledger that holds a paper."""
    ledger.documents.keep(PAPER, "application/pdf", "筹建申报书", "applicant-1")
    return ledger


def test_a_file_is_given_back_byte_for_byte_under_its_digest(kept: Ledger) -> None:
    found = kept.documents.get(DIGEST)
    assert found is not None
    assert found.content == PAPER
    facts = found.kept
    assert (facts.sha256, facts.size, facts.media_type) == (DIGEST, len(PAPER), "application/pdf")
    assert (facts.title, facts.added_by) == ("筹建申报书", "applicant-1")
    assert kept.documents.facts(DIGEST) == facts
    assert kept.documents.get("0" * 64) is None


def test_the_same_bytes_again_are_the_same_file_under_its_first_title(kept: Ledger) -> None:
    before = kept.documents.facts(DIGEST)
    assert kept.documents.keep(PAPER, "text/plain", None, "someone-else") == (before, False)
    other, is_new = kept.documents.keep(b"", "text/plain", None, "someone-else")
    assert (is_new, other.size, other.title) == (True, 0, None)
    assert kept.documents.count() == 2


STATEMENTS = (
    "UPDATE documents SET content = content",
    "UPDATE documents SET title = 'other'",
    "DELETE FROM documents",
)
SQLITE_STATEMENTS = (
    f"REPLACE INTO documents VALUES ('{DIGEST}', 1, 'a', 'b', 'c', 'd', x'00')",
    f"INSERT INTO documents VALUES ('{DIGEST}', 1, 'a', 'b', 'c', 'd', x'00')"
    " ON CONFLICT DO UPDATE SET content = x'00'",
    "INSERT INTO documents VALUES ('short', 1, 'a', 'b', 'c', 'd', x'00')",
    f"INSERT INTO documents VALUES ('{'0' * 64}', 2, 'a', 'b', 'c', 'd', x'00')",
)
POSTGRES_STATEMENTS = (
    "TRUNCATE documents",
    f"INSERT INTO documents SELECT '{DIGEST}', 1, 'a', 'b', 'c', 'd', '\\x00' ON CONFLICT (sha256)"
    " DO UPDATE SET content = '\\x00'",
)


def test_the_database_itself_refuses_to_change_a_file(kept: Ledger, settings: LedgerSettings) -> None:
    more = SQLITE_STATEMENTS if settings.is_sqlite else POSTGRES_STATEMENTS
    decide(kept, "ic", Opened(name_zh=DIGEST))
    with owner_of(settings) as owner:
        for statement in (*STATEMENTS, *more):
            with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
                owner.execute(statement)
    assert kept.documents.is_intact(DIGEST)


def test_the_application_role_adds_files_by_the_one_function_alone(postgres_settings: LedgerSettings) -> None:
    with psycopg.connect(postgres_settings.url, autocommit=True) as application:
        application.execute("CREATE TEMP TABLE documents (LIKE ledger.documents)")
        application.execute("SET search_path = pg_temp, ledger")
        keep = "SELECT ledger.keep_document(%s, 'text/plain', NULL, 'a', '2026-03-01T00:00:00Z')"
        assert application.execute(keep, [PAPER]).fetchone() == (True,)
        assert application.execute(keep, [PAPER]).fetchone() == (False,)
        assert application.execute("SELECT sha256 FROM ledger.documents").fetchall() == [(DIGEST,)]
        for statement in ("INSERT INTO ledger.documents SELECT * FROM ledger.documents WHERE false", *STATEMENTS):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement.replace(" documents", " ledger.documents"))


@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "TRUNCATE"])
def test_a_ledger_is_not_opened_as_a_role_that_could_rewrite_its_files(
    postgres_settings: LedgerSettings, right: str
) -> None:
    with owner_of(postgres_settings) as owner:
        owner.execute(f"GRANT {right} ON documents TO hengxu_app")
    with pytest.raises(LedgerUnsafe):
        open_ledger(postgres_settings, REGISTRY)


def test_a_ledger_whose_files_lost_their_guards_is_not_opened(settings: LedgerSettings) -> None:
    with owner_of(settings) as owner:
        if settings.is_sqlite:
            owner.execute("DROP TRIGGER documents_are_not_deleted")
        else:
            owner.execute("ALTER TABLE documents DISABLE TRIGGER documents_keep_all")
    with pytest.raises(LedgerUnsafe):
        open_ledger(settings, REGISTRY)


CHANGES = (
    "UPDATE documents SET content = {content} WHERE size > 5",
    "UPDATE documents SET sha256 = '{digest}' WHERE size > 5",
)


@pytest.mark.parametrize("statement", CHANGES, ids=["content", "digest"])
def test_a_changed_byte_is_found_and_never_given_out(kept: Ledger, settings: LedgerSettings, statement: str) -> None:
    for n in range(4):
        kept.documents.keep(bytes([n]), "text/plain", None, "a")
    calls: list[None] = []
    assert check_documents(kept.documents, lambda: calls.append(None)) == (5, (), ())
    assert len(calls) == 5
    flipped = bytes([PAPER[0] ^ 1]) + PAPER[1:]
    content = f"x'{flipped.hex()}'" if settings.is_sqlite else f"'\\x{flipped.hex()}'"
    name = DIGEST if "content" in statement else "f" * 64
    change(settings, statement.format(content=content, digest=name))
    assert check_documents(kept.documents) == (5, (name,), ())
    with pytest.raises(DocumentChanged, match="hengxu audit verify"):
        kept.documents.get(name)
    if name == DIGEST:
        with pytest.raises(DocumentChanged):
            kept.documents.keep(PAPER, "application/pdf", None, "a")


def test_a_file_that_a_receipt_speaks_of_is_missed_once_it_is_gone(kept: Ledger, settings: LedgerSettings) -> None:
    other, never = kept.documents.keep(b"other", "text/plain", None, "a")[0].sha256, "f" * 64
    for place, names in enumerate(({DIGEST, never}, {other}, {never}), start=1):
        receipt = receipt_of(f"ic-{place}", 1, f"id-{place}", Opened(name_zh="集成电路"))
        held = receipt.model_copy(update={"documents_held": kept.documents.held(names)})
        kept.append(records_of(f"ic-{place}", 0, f"id-{place}", Opened(name_zh="集成电路")), held)
    assert check_documents(kept.documents).missing == ()
    change(settings, f"DELETE FROM documents WHERE sha256 = '{DIGEST}'")
    assert check_documents(kept.documents) == (1, (), (DIGEST,))


def test_a_receipt_of_a_decision_without_files_says_nothing_of_them(ledger: Ledger) -> None:
    receipt = decide(ledger, "ic", Opened(name_zh="集成电路"))
    assert b"documents" not in receipt.to_bytes()
    assert Receipt.from_bytes(receipt.to_bytes()).documents_held == []


def test_a_name_that_is_no_text_any_more_is_found(sqlite_settings: LedgerSettings) -> None:
    ledger = open_ledger(sqlite_settings, REGISTRY)
    ledger.documents.keep(PAPER, "text/plain", None, "a")
    change(sqlite_settings, "UPDATE documents SET sha256 = CAST(x'" + "ff" * 64 + "' AS TEXT)")
    assert check_documents(ledger.documents).changed == ("�" * 64,)
    ledger.close()
