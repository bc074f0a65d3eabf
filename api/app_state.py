"""What one API process works with: settings, ledger, Temporal, signer, and those who wait for receipts or news."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Annotated, Generic, ParamSpec, Protocol, TypeVar

from fastapi import Depends, Request
from temporalio.client import Client

from api.auth.token_verifiers import Verifier
from api.decisions.receipt_waiter import ReceiptWaiter
from api.http.limits import RateLimiter, Streams
from api.http.metrics import Metrics
from api.log.log_follower import LogFollower, messages_after
from api.reads.recorder import ReadRecorder
from api.resources.feed_tags import FeedTags
from api.resources.past import PastLists
from api.uploads.keeper import UploadKeeper
from api.uploads.scanner import Scanner
from health.checks import Parts
from health.monitor import Health
from health.workflow_sample import WorkflowSample
from ledger.application import Ledger
from ledger.errors import LedgerSilent
from ledger.opening import open_ledger
from ledger.settings import ANSWER_WITHIN, in_service
from office.errors import OfficeUnavailable
from office.opening import Office, open_office
from service_layer.envelope import Signer
from settings import Settings
from temporal_client.client import connect

REQUEST_WITHIN = ANSWER_WITHIN + 2
"""Seconds that a question may take with the time that it waits for a thread."""
P = ParamSpec("P")
T = TypeVar("T")


class Closable(Protocol):
    """What holds connections."""

    def close(self) -> None:
        """Gives them up."""


S = TypeVar("S", bound=Closable)


class Opened(Generic[S]):
    """A store, opened with the first call that finds its database; until then each call raises what ``open_it`` does.
    One that is given stays open.
    """

    def __init__(self, open_it: Callable[[], S], given: S | None = None) -> None:
        self._open_it, self._given, self._opened = open_it, given, given
        self._lock = threading.Lock()

    def get(self) -> S:
        """The open store. Blocks."""
        with self._lock:
            if self._opened is None:
                self._opened = self._open_it()
            return self._opened

    def close(self) -> None:
        """Closes what was opened here."""
        if self._opened is not None and self._given is None:
            self._opened.close()


@dataclass(frozen=True)
class AppState:
    """One process of the API. It holds no state that another process would miss."""

    settings: Settings
    ledger: Opened[Ledger]
    office: Opened[Office]
    client: Client
    signer: Signer
    verifier: Verifier
    rate_limiter: RateLimiter
    receipt_waiter: ReceiptWaiter
    log_follower: LogFollower
    streams: Streams
    metrics: Metrics
    health: Health
    reads: ReadRecorder
    uploads: UploadKeeper
    scanner: Scanner
    threads: ThreadPoolExecutor
    office_threads: ThreadPoolExecutor
    imports: asyncio.Lock = field(default_factory=asyncio.Lock)
    past_lists: PastLists = field(default_factory=PastLists)
    feed_tags: FeedTags = field(default_factory=FeedTags)

    def stop_waiting(self) -> None:
        """Nobody waits any more, neither for receipts nor for news: what is under way can be answered at once."""
        self.receipt_waiter.end()
        self.log_follower.end()

    async def read(self, question: Callable[..., T], *arguments: object, **named: object) -> T:
        """What ``question(ledger, …)`` answers, asked in one of as many threads as the ledger has connections. Raises
        ``LedgerSilent`` after ``REQUEST_WITHIN``: a database that is frozen holds its threads, and nobody else.
        """
        asked = ask(self.threads, lambda: question(self.ledger.get(), *arguments, **named))
        return await in_time(asked, LedgerSilent)

    async def ask_office(self, question: Callable[[Office], T]) -> T:
        """What becomes of it in the office, in one of as many threads as its store has connections; likewise."""
        asked = ask(self.office_threads, lambda: question(self.office.get()))
        return await in_time(asked, OfficeUnavailable)


async def ask(threads: ThreadPoolExecutor, question: Callable[[], T]) -> T:
    """The answer of something that blocks, from one of these threads, where it logs what it has to as the asker's."""
    return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, question)


async def in_time(asked: Awaitable[T], silent: Callable[[str], Exception]) -> T:
    """The answer. Raises what ``silent`` makes after ``REQUEST_WITHIN``; what no thread has begun is not asked."""
    try:
        async with asyncio.timeout(REQUEST_WITHIN):
            return await asked
    except TimeoutError:
        raise silent(f"{REQUEST_WITHIN:g} s") from None


@asynccontextmanager
async def running_app_state(
    settings: Settings,
    ledger: Ledger | None,
    client: Client | None,
    *,
    signer: Signer,
    verifier: Verifier,
    metrics: Metrics,
) -> AsyncIterator[AppState]:
    """An installation while it serves; what was opened here is closed, what was handed in is left open."""
    threads = ThreadPoolExecutor(settings.ledger_pool_size, thread_name_prefix="reading")
    past_lists = PastLists()
    office_threads = ThreadPoolExecutor(settings.office.pool_size, thread_name_prefix="office")
    opened = Opened(lambda: open_ledger(in_service(settings.ledger)), ledger)
    office = Opened(lambda: open_office(in_service(settings.office)))
    receipt_waiter = ReceiptWaiter(lambda ids: ask(threads, lambda: opened.get().receipts(ids)))
    log_follower = LogFollower(
        lambda position: ask(threads, lambda: messages_after(opened.get(), position, settings.policy))
    )
    client = client or await connect(settings, "api", lazy=True)
    rate_limiter = RateLimiter(settings.requests_per_minute)
    streams = Streams(settings.streams_at_once, settings.streams_per_caller)
    reads = ReadRecorder(
        lambda question: ask(office_threads, lambda: question(office.get())), metrics, settings.reads_kept_days
    )
    uploads = UploadKeeper(
        lambda question: ask(office_threads, lambda: question(office.get())),
        opened.get,
        settings.document_orphan_days,
        settings.drafts_kept_days,
    )
    scanner = Scanner(settings.document_scan_command, settings.document_scan_timeout)
    sample = WorkflowSample(settings, client, opened.get)
    health = Health(Parts(settings, client, opened.get, office.get, sample=sample))
    try:
        yield AppState(
            settings,
            opened,
            office,
            client,
            signer,
            verifier,
            rate_limiter,
            receipt_waiter,
            log_follower,
            streams,
            metrics,
            health,
            reads,
            uploads,
            scanner,
            threads,
            office_threads,
            past_lists=past_lists,
        )
    finally:
        past_lists.close()
        await receipt_waiter.close()
        await log_follower.close()
        await reads.close()
        await uploads.close()
        await health.aclose()
        threads.shutdown()
        office_threads.shutdown()
        opened.close()
        office.close()


def app_state_of(request: Request) -> AppState:
    """The process that answers this request."""
    installation: AppState = request.app.state.installation
    return installation


async def _current(request: Request) -> AppState:
    return app_state_of(request)


CurrentState = Annotated[AppState, Depends(_current)]
