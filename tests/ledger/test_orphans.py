"""A file that nothing in the log names may be removed; one that anything names is kept by the database itself."""

import random
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from domain.kernel.messages import DocumentRef
from domain.kernel.records import Event, Record
from ledger.application import Ledger
from ledger.documents import KeptDocument, check_documents
from ledger.errors import DocumentsGone
from ledger.settings import LedgerSettings
from tests.ledger.sample import Opened, Renamed, receipt_of, records_of, refusal_of
from tests.ledger.test_documents import owner_of

PAPER = b"plan"
ABC = Opened(name_zh="集成电路")


def keep(ledger: Ledger, content: bytes = PAPER) -> KeptDocument:
    return ledger.documents.keep(content, "text/plain", None, "applicant-1")[0]


def name_in_an_event(ledger: Ledger, sha256: str) -> None:
    [record] = records_of("ic", 0, "a", ABC)
    named = record.model_copy(update={"documents": (DocumentRef(sha256=sha256, title="计划"),)})
    ledger.append([named], receipt_of("ic", 1, "a", ABC))


def name_in_a_text(ledger: Ledger, sha256: str) -> None:
    event = Opened(name_zh=f"见附件{sha256}。")
    ledger.append(records_of("ic", 0, "a", event), receipt_of("ic", 1, "a", event))


def name_in_a_receipt(ledger: Ledger, sha256: str) -> None:
    receipt = receipt_of("ic", 1, "a", ABC).model_copy(update={"documents_held": [sha256]})
    ledger.append(records_of("ic", 0, "a", ABC), receipt)


def name_in_a_refusal(ledger: Ledger, sha256: str) -> None:
    refused = refusal_of("ic", 0, "a")
    assert refused.refusal is not None
    refusal = refused.refusal.model_copy(update={"params": {"doubts": [{"params": {"sha256": sha256}}]}})
    ledger.refuse(refused.model_copy(update={"refusal": refusal}))


NAMING = (name_in_an_event, name_in_a_text, name_in_a_receipt, name_in_a_refusal)


@pytest.mark.parametrize("name", NAMING)
def test_a_file_that_the_log_names_anywhere_is_not_removed_by_anybody(
    ledger: Ledger, settings: LedgerSettings, name: Callable[[Ledger, str], None]
) -> None:
    kept, other = keep(ledger), keep(ledger, b"other")
    name(ledger, kept.sha256)
    assert ledger.documents.is_named(kept.sha256)
    assert not ledger.documents.remove(kept)
    with owner_of(settings) as owner:
        for statement in ("DELETE FROM documents", f"DELETE FROM documents WHERE sha256 = '{kept.sha256}'"):
            with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
                owner.execute(statement)
    assert [one.sha256 for one in ledger.documents.each()] == sorted([kept.sha256, other.sha256])
    assert check_documents(ledger.documents) == (2, (), ())


def test_a_file_that_nothing_names_is_removed_and_can_come_again(ledger: Ledger) -> None:
    kept = keep(ledger)
    assert not ledger.documents.is_named(kept.sha256)
    assert ledger.documents.remove(kept)
    assert ledger.documents.get(kept.sha256) is None
    assert not ledger.documents.remove(kept)
    assert keep(ledger).size == kept.size


def test_a_file_that_came_again_is_not_the_one_that_was_looked_at(ledger: Ledger) -> None:
    first = keep(ledger)
    assert ledger.documents.remove(first)
    again = keep(ledger)._replace(added_at=first.added_at)
    earlier = first._replace(added_at="2026-01-01T00:00:00.000+00:00")
    assert not ledger.documents.remove(earlier)
    assert ledger.documents.facts(again.sha256) is not None


def test_a_receipt_does_not_say_that_a_file_is_held_which_was_removed_meanwhile(ledger: Ledger) -> None:
    kept, other = keep(ledger), keep(ledger, b"other")
    held = ledger.documents.held({kept.sha256, other.sha256})
    receipt = receipt_of("ic", 1, "a", ABC).model_copy(update={"documents_held": held})
    assert ledger.documents.remove(kept)
    with pytest.raises(DocumentsGone):
        ledger.append(records_of("ic", 0, "a", ABC), receipt)
    assert (ledger.version("ic"), ledger.receipt("a")) == (0, None)
    now = receipt.model_copy(update={"documents_held": ledger.documents.held(set(held))})
    assert ledger.append(records_of("ic", 0, "a", ABC), now).documents_held == [other.sha256]


def test_whatever_the_order_no_file_goes_that_a_receipt_says_was_held(ledger: Ledger) -> None:
    """Two decide on papers, one removes them as fast as it can, one sends them in again."""
    contents = [bytes([n]) * 40 for n in range(6)]
    papers = [keep(ledger, content) for content in contents]

    def remove(seed: int) -> int:
        chosen = random.Random(seed)
        return sum(ledger.documents.remove(kept) for kept in chosen.choices(list(ledger.documents.each()), k=24))

    def send(seed: int) -> None:
        for content in random.Random(seed).choices(contents, k=10):
            keep(ledger, content)

    def decide(stream: str) -> int:
        gone = 0
        for paper in papers:
            base = ledger.version(stream)
            event: Event = Renamed(name_zh=paper.sha256[:8]) if base else ABC
            command_id = f"{stream}-{base}"
            records: list[Record[Event]] = records_of(stream, base, command_id, event)
            held = ledger.documents.held({paper.sha256})
            receipt = receipt_of(stream, base + 1, command_id, event).model_copy(update={"documents_held": held})
            try:
                ledger.append(records, receipt)
            except DocumentsGone:
                gone += 1
        return gone

    with ThreadPoolExecutor(4) as threads:
        tasks: list[Future[Any]] = [threads.submit(decide, "a"), threads.submit(decide, "b")]
        tasks += [threads.submit(remove, 1), threads.submit(send, 2)]
        for task in tasks:
            task.result()
    assert check_documents(ledger.documents).missing == ()
    assert check_documents(ledger.documents).changed == ()


def test_the_log_is_searched_for_digests_stretch_by_stretch(ledger: Ledger) -> None:
    kept = keep(ledger)
    assert ledger.documents.mentions(0) is None
    name_in_a_text(ledger, kept.sha256)
    found = ledger.documents.mentions(0)
    assert found == (frozenset({kept.sha256}), 1)
    assert ledger.documents.mentions(1) is None


def test_the_application_role_removes_files_by_the_one_function_alone(postgres_settings: LedgerSettings) -> None:
    with psycopg.connect(postgres_settings.url, autocommit=True) as application:
        keep_it = "SELECT ledger.keep_document(%s, 'text/plain', NULL, 'a', 'now')"
        application.execute(keep_it, [PAPER])
        application.execute("CREATE TEMP TABLE documents (LIKE ledger.documents)")
        application.execute("CREATE TEMP TABLE events (LIKE ledger.events)")
        application.execute("SET search_path = pg_temp, ledger")
        for statement in ("DELETE FROM ledger.documents", "SELECT ledger.keep_named_documents()"):
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)):
                application.execute(statement)
        assert application.execute("SELECT count(*) FROM ledger.documents").fetchone() == (1,)
