"""What one API process works with: settings, ledger, Temporal, signer, and those who wait for receipts or news."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Depends, Request
from temporalio.client import Client

from api.auth.token_verifiers import Verifier
from api.decisions.receipt_waiter import ReceiptWaiter
from api.http.limits import RateLimiter, Streams
from api.http.metrics import Metrics
from api.log.log_follower import LogFollower, messages_after
from ledger.application import Ledger
from ledger.opening import open_ledger
from service_layer.envelope import Signer
from settings import Settings
from temporal_client.client import connect

P = ParamSpec("P")
T = TypeVar("T")


class OpenedLedger:
    """The ledger, opened with the first call that finds its database; until then each call raises ``LedgerError``."""

    def __init__(self, settings: Settings, given: Ledger | None = None) -> None:
        self._settings, self._given, self._opened = settings, given, given
        self._lock = threading.Lock()

    def get(self) -> Ledger:
        """The open ledger. Blocks; raises ``LedgerError``."""
        with self._lock:
            if self._opened is None:
                self._opened = open_ledger(self._settings.ledger)
            return self._opened

    def close(self) -> None:
        """Closes what was opened here; a ledger that was given stays open."""
        if self._opened is not None and self._given is None:
            self._opened.close()


@dataclass(frozen=True)
class AppState:
    """One process of the API. It holds no state that another process would miss."""

    settings: Settings
    ledger: OpenedLedger
    client: Client
    signer: Signer
    verifier: Verifier
    rate_limiter: RateLimiter
    receipt_waiter: ReceiptWaiter
    log_follower: LogFollower
    streams: Streams
    metrics: Metrics
    threads: ThreadPoolExecutor

    def stop_waiting(self) -> None:
        """Nobody waits any more, neither for receipts nor for news: what is under way can be answered at once."""
        self.receipt_waiter.end()
        self.log_follower.end()

    async def read(self, question: Callable[..., T], *arguments: object, **named: object) -> T:
        """What ``question(ledger, …)`` answers, asked in one of as many threads as the ledger has connections."""
        return await ask(self.threads, lambda: question(self.ledger.get(), *arguments, **named))


async def ask(threads: ThreadPoolExecutor, question: Callable[[], T]) -> T:
    """The answer of something that blocks, from one of these threads."""
    return await asyncio.get_running_loop().run_in_executor(threads, question)


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
    opened = OpenedLedger(settings, ledger)
    receipt_waiter = ReceiptWaiter(lambda ids: ask(threads, lambda: opened.get().receipts(ids)))
    log_follower = LogFollower(
        lambda position: ask(threads, lambda: messages_after(opened.get(), position, settings.policy))
    )
    client = client or await connect(settings, lazy=True)
    rate_limiter = RateLimiter(settings.requests_per_minute)
    streams = Streams(settings.streams_at_once, settings.streams_per_caller)
    try:
        yield AppState(
            settings,
            opened,
            client,
            signer,
            verifier,
            rate_limiter,
            receipt_waiter,
            log_follower,
            streams,
            metrics,
            threads,
        )
    finally:
        await receipt_waiter.close()
        await log_follower.close()
        threads.shutdown()
        opened.close()


async def _here(request: Request) -> AppState:
    installation: AppState = request.app.state.installation
    return installation


CurrentState = Annotated[AppState, Depends(_here)]
