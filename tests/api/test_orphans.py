"""What no decision names goes after its time, on both databases; what is named, or sent in again, stays."""

import asyncio
import logging
import random
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.app_state import AppState
from api.http.problems import Problem
from api.resources.documents import Received, keep
from api.uploads.orphans import OrphanRemover
from api.uploads.scanner import Scanner
from clock import utc_now
from domain.instants import LONGEST_WAY
from domain.kernel.messages import DocumentRef
from domain.kernel.records import Event
from domain.kernel.roles import Actor, Role
from ledger.application import Ledger
from ledger.documents import Documents, KeptDocument, check_documents
from ledger.errors import DocumentsGone
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from office.opening import Office, migrate_office, open_office
from office.settings import OfficeSettings
from office.uploads import Upload, Uploads
from settings import Settings
from tests.ledger.conftest import postgres, postgres_settings, settings, sqlite_settings
from tests.ledger.sample import REGISTRY, Opened, Renamed, receipt_of, records_of

__all__ = ["postgres", "postgres_settings", "settings", "sqlite_settings"]

DAYS = 40
NOW = utc_now()
LATER = NOW + timedelta(days=DAYS, hours=1)


def _officer(person: str) -> Actor:
    return Actor(id=person, name=person, role=Role.OFFICER)


@dataclass(frozen=True)
class Kept:
    """A ledger and an office beside it, on either database."""

    ledger: Ledger
    office: Office
    office_settings: OfficeSettings

    def send(self, content: bytes, by: str = "li") -> str:
        """As the API takes it in; its digest."""
        stub = SimpleNamespace(read=self._read, ask_office=self._ask_office, scanner=Scanner((), 1.0), settings=LIMITS)
        body, _ = asyncio.run(keep(cast("AppState", stub), Received(content, "text/plain", None), _officer(by)))
        return body.sha256

    async def _read(self, question: Any, *arguments: Any, **named: Any) -> Any:
        return question(self.ledger, *arguments, **named)

    async def _ask_office(self, question: Any) -> Any:
        return question(self.office)

    def holds(self, *digests: str) -> bool:
        return set(self.ledger.documents.held(digests)) == set(digests)

    def name(self, stream: str, digest: str) -> None:
        """A decision that names it is recorded, with what was held when it was looked at."""
        base = self.ledger.version(stream)
        event: Event = Renamed(name_zh="新名") if base else Opened(name_zh="集成电路")
        command_id = f"{stream}-{base}-{digest[:8]}"
        held = self.ledger.documents.held({digest})
        [record] = records_of(stream, base, command_id, event)
        named = record.model_copy(update={"documents": (DocumentRef(sha256=digest, title="计划"),)})
        receipt = receipt_of(stream, base + 1, command_id, event)
        self.ledger.append([named], receipt.model_copy(update={"documents_held": held}))


LIMITS = Settings(ledger_url="postgresql:///elsewhere")
"""Whose disk is not looked at."""


@pytest.fixture
def kept(settings: LedgerSettings) -> Iterator[Kept]:
    if settings.is_sqlite:
        beside = OfficeSettings(url=settings.url.replace("ledger.sqlite3", "office.sqlite3"))
    else:
        url = settings.url.replace("hengxu_app@", "hengxu_office@")
        beside = OfficeSettings(url=url, owner_url=settings.owner_url, timeout=2, pool_size=4)
    migrate_office(beside, lambda _line: None)
    with closing(open_ledger(settings, REGISTRY)) as ledger, closing(open_office(beside)) as office:
        yield Kept(ledger, office, beside)


def removed(kept: Kept, days: int = 0, remover: OrphanRemover | None = None) -> set[str]:
    """What the round removes that is made so many days and an hour from now."""
    now = NOW + timedelta(days=days, hours=1)
    return {one.sha256 for one in (remover or OrphanRemover(DAYS)).go_round(kept.ledger, kept.office, now)}


def test_what_no_decision_names_goes_after_its_time_and_that_is_told(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    orphan, paper, late = kept.send(b"orphan"), kept.send(b"paper"), kept.send(b"late")
    kept.name("ic", paper)
    remover = OrphanRemover(DAYS)
    assert removed(kept, DAYS - 1, remover) == set()
    assert kept.office.uploads.usage("li", NOW).waiting == len(b"orphan") + len(b"late")
    kept.name("ic", late)
    assert removed(kept, DAYS, remover) == {orphan}
    assert kept.holds(paper, late)
    assert orphan in caplog.text
    assert "li" in caplog.text
    assert kept.office.uploads.usage("li", NOW).total == len(b"paper") + len(b"late")
    assert removed(kept, DAYS * 9, remover) == set()
    assert kept.send(b"orphan") == orphan
    assert kept.holds(orphan)


def test_a_decision_on_its_way_has_its_time(kept: Kept) -> None:
    """It is recorded, or refused, within that time of its sending; a document's begins anew with it."""
    assert Settings.model_fields["document_orphan_days"].metadata[0].ge > LONGEST_WAY.days
    paper = kept.send(b"paper")
    kept.office.uploads.extend([paper], NOW + timedelta(days=DAYS - 1))
    assert removed(kept, DAYS * 2 - 2) == set()
    assert removed(kept, DAYS * 2) == {paper}


def test_documents_of_before_have_their_time_from_the_first_round_on(kept: Kept) -> None:
    old = kept.ledger.documents.keep(b"old", "text/plain", None, "wu")[0].sha256
    paper = kept.ledger.documents.keep(b"paper", "text/plain", None, "wu")[0].sha256
    kept.name("ic", paper)
    remover = OrphanRemover(DAYS)
    assert removed(kept, 100, remover) == set()
    assert removed(kept, 100 + DAYS - 1, remover) == set()
    assert kept.office.uploads.waiting().keys() == {old}
    assert removed(kept, 101 + DAYS, remover) == {old}
    assert kept.holds(paper)


def test_when_the_store_is_lost_every_document_has_its_time_anew(kept: Kept) -> None:
    orphan = kept.send(b"orphan")
    remover = OrphanRemover(DAYS)
    assert removed(kept, DAYS - 1, remover) == set()
    kept.office.uploads._store.change("DELETE FROM uploads", [{}])
    assert removed(kept, DAYS, remover) == set()
    assert removed(kept, DAYS * 2 - 1, remover) == set()
    assert kept.holds(orphan)
    assert removed(kept, DAYS * 2 + 1, remover) == {orphan}


def test_a_removal_that_was_broken_off_is_finished_or_given_up(kept: Kept) -> None:
    orphan, paper = kept.send(b"orphan"), kept.send(b"paper")
    for digest in (orphan, paper):
        assert kept.office.uploads.claim(digest, LATER)
        with pytest.raises(Problem) as refused:
            kept.send({orphan: b"orphan", paper: b"paper"}[digest])
        assert (refused.value.code, refused.value.status) == ("document_going", HTTPStatus.SERVICE_UNAVAILABLE)
    kept.name("ic", paper)
    assert removed(kept) == {orphan}
    assert kept.holds(paper)
    assert kept.send(b"paper") == paper
    gone = kept.office.uploads
    gone.adopt([Upload("f" * 64, "li", 1, 0)], NOW)
    assert removed(kept, DAYS * 9) == set()
    assert "f" * 64 not in gone.known(), "counted in, and never kept"


def test_what_is_removed_between_the_look_and_the_keeping_is_kept_anew(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = kept.send(b"orphan")
    renew = Uploads.renew

    def after_a_round(self: Uploads, upload: Upload, now: datetime) -> bool:
        assert removed(kept, DAYS) == {orphan}
        return renew(self, upload, now)

    monkeypatch.setattr(Uploads, "renew", after_a_round)
    assert kept.send(b"orphan") == orphan
    assert kept.holds(orphan)


def test_nobody_is_told_that_a_document_is_kept_while_it_is_removed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan, remove, refused = kept.send(b"orphan"), Documents.remove, []

    def while_it_is_sent(self: Documents, one: KeptDocument) -> bool:
        with pytest.raises(Problem) as problem:
            kept.send(b"orphan")
        refused.append(problem.value.code)
        return remove(self, one)

    monkeypatch.setattr(Documents, "remove", while_it_is_sent)
    assert removed(kept, DAYS) == {orphan}
    assert refused == ["document_going"]


@pytest.mark.parametrize("seed", range(3))
def test_whoever_is_told_that_a_document_is_kept_and_whatever_names_it_finds_it(kept: Kept, seed: int) -> None:
    """Rounds, senders and decisions at the same time, over documents whose time is over."""
    contents = [bytes([n]) * 50 for n in range(8)]
    digests = [kept.send(content) for content in contents]
    long_ago = {"then": (NOW - timedelta(days=DAYS * 2)).isoformat(timespec="microseconds")}
    kept.office.uploads._store.change("UPDATE uploads SET renewed_at = :then", [long_ago])

    def go_round() -> None:
        for _ in range(4):
            OrphanRemover(DAYS).go_round(kept.ledger, kept.office, utc_now())

    def send(chosen: random.Random) -> set[str]:
        answered = set()
        for content in chosen.choices(contents, k=6):
            with suppress(Problem):
                answered.add(kept.send(content))
        return answered

    def decide(stream: str, chosen: random.Random) -> None:
        for digest in chosen.choices(digests, k=4):
            with suppress(DocumentsGone):
                kept.name(stream, digest)

    with ThreadPoolExecutor(5) as threads:
        rounds: list[Future[Any]] = [threads.submit(go_round) for _ in range(2)]
        senders = [threads.submit(send, random.Random(seed + n)) for n in range(2)]
        deciding = [threads.submit(decide, "ic", random.Random(seed))]
        for task in (*rounds, *deciding):
            task.result()
        answered = set().union(*(sender.result() for sender in senders))
    assert kept.holds(*answered)
    assert check_documents(kept.ledger.documents).missing == ()
    removed(kept)
    assert {one.sha256 for one in kept.ledger.documents.each()} == kept.office.uploads.known()
