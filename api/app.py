"""The API: thin HTTP over signals and the ledger."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from temporalio.client import Client

from activities.envelope import Signer
from api import actions, calendar, centers, deadlines, decisions, docs, events, guideline, health, receipts
from api.identity import verifier_for
from api.installation import Installation, OpenedLedger, ask
from api.limits import BodyLimit, Pace
from api.measures import Measured, Measures
from api.openapi import DESCRIPTION, TITLE, describe
from api.problems import Unforeseen, answer_problems
from api.waiting import Waiting
from ledger.application import Ledger
from settings import Settings
from workflows.starting import connect

VERSION = "1"
ROUTERS = (
    centers.router,
    decisions.router,
    actions.router,
    receipts.router,
    deadlines.router,
    events.router,
    guideline.router,
    calendar.router,
)


class NoSigningKey(Exception):
    """Decisions can't be signed."""


def create_app(settings: Settings, ledger: Ledger | None = None, client: Client | None = None) -> FastAPI:
    """The application. It comes up while Temporal or the ledger is away, answers 503, and finds them later.

    A ledger or client that is given stays open. Raises ``NoSigningKey``, and ``ValueError`` for half of an identity.
    """
    signer, verifier, measures = signer_of(settings), verifier_for(settings), Measures()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        threads = ThreadPoolExecutor(settings.ledger_pool_size, thread_name_prefix="reading")
        opened = OpenedLedger(settings, ledger)
        waiting = Waiting(lambda ids: ask(threads, lambda: opened.get().receipts(ids)))
        app.state.installation = Installation(
            settings=settings,
            ledger=opened,
            client=client or await connect(settings, lazy=True),
            signer=signer,
            verifier=verifier,
            pace=Pace(settings.requests_per_minute),
            waiting=waiting,
            measures=measures,
            threads=threads,
        )
        try:
            yield
        finally:
            await waiting.close()
            threads.shutdown()
            opened.close()

    app = FastAPI(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    app.openapi = describe(app)  # type: ignore[method-assign]
    app.include_router(health.router)
    app.include_router(docs.router)
    app.include_router(_under_version())
    answer_problems(app)
    app.add_middleware(BodyLimit, limit=settings.body_limit)
    app.add_middleware(Unforeseen)
    app.add_middleware(Measured, measures=measures)
    return app


def _under_version() -> APIRouter:
    versioned = APIRouter(prefix="/api/v1")
    for router in ROUTERS:
        versioned.include_router(router)
    return versioned


def signer_of(settings: Settings) -> Signer:
    """The signer by the installation's key. Raises ``NoSigningKey``."""
    if settings.signing_key is None:
        raise NoSigningKey("HENGXU_SIGNING_KEY is not set: decisions can't be signed.")
    return Signer(settings.signing_key.get_secret_value())
