"""The API: thin HTTP over signals and the ledger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from temporalio.client import Client

from api.app_state import running_app_state
from api.auth.token_verifiers import verifier_for
from api.console.app import console_of
from api.decisions import actions, annual_reports, receipts
from api.decisions import routes as decisions
from api.exports import routes as list_files
from api.http import docs, health, redirects
from api.http.known_parameters import known_parameters_alone
from api.http.limits import BodyLimit
from api.http.methods import Methods
from api.http.metrics import Metrics, MetricsMiddleware
from api.http.openapi import DESCRIPTION, TITLE
from api.http.other_origins import CallersElsewhere
from api.http.problems import Unforeseen, answer_problems
from api.http.representations import Representations
from api.http.request_log import RequestLog
from api.http.tracing import NONE_BY_FASTAPI, RequestSpans
from api.log import routes as log
from api.openapi.document import describe
from api.reads import routes as reads
from api.reads.noting import NotingReads
from api.resources import (
    audit,
    calendar,
    calendar_addresses,
    calendar_feeds,
    center_documents,
    centers,
    deadlines,
    deputies,
    documents,
    guideline,
    overview,
    processing_times,
    reporting,
    work,
)
from ledger.application import Ledger
from production import check_identity
from settings import Settings
from telemetry.tracing import traces

VERSION = "1"
PREFIX = "/api/v1"
ROUTERS = (
    list_files.router,
    centers.router,
    decisions.router,
    actions.router,
    annual_reports.router,
    receipts.router,
    deadlines.router,
    calendar_feeds.router,
    work.router,
    reporting.router,
    overview.router,
    processing_times.router,
    log.router,
    guideline.router,
    calendar.router,
    calendar_addresses.router,
    deputies.router,
    audit.router,
    reads.router,
    documents.router,
    center_documents.router,
)
SENDING = (
    documents.PATH,
    annual_reports.PATH,
    "/console/reports",
    r"/console/(centers/[^/]+/)?decide/[^/]+",
    "/console/calendar/notices/new",
    "/console/deputies/new",
    "/console/imports",
)
"""Where files come in."""


def create_app(settings: Settings, ledger: Ledger | None = None, client: Client | None = None) -> FastAPI:
    """The application. It comes up while Temporal or the ledger is away, answers 503, and finds them later.

    A ledger or client that is given stays open. Raises ``NoSigningKey``, and ``IdentityMissing`` for production that
    doesn't name its OIDC issuer.
    """
    check_identity(settings)
    signer, verifier, metrics = settings.signer, verifier_for(settings), Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = running_app_state(settings, ledger, client, signer=signer, verifier=verifier, metrics=metrics)
        async with opened as app.state.installation:
            yield

    app = FastAPI(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        telemetry=NONE_BY_FASTAPI,
    )
    app.openapi = describe(app, settings.url)  # type: ignore[method-assign]
    app.router.routes.extend(_routes())
    app.mount("/console", console_of(app, settings.url))
    answer_problems(app)
    app.add_middleware(Representations)
    app.add_middleware(Methods, routes=app.router.routes, api=PREFIX, files=[documents.PATH, annual_reports.PATH])
    app.add_middleware(BodyLimit, limit=settings.body_limit, documents=dict.fromkeys(SENDING, settings.document_limit))
    app.add_middleware(Unforeseen)
    app.add_middleware(NotingReads)
    app.add_middleware(CallersElsewhere, origins=settings.cors_origins)
    app.add_middleware(MetricsMiddleware, metrics=metrics)
    app.add_middleware(RequestLog, every=settings.log_requests)
    if (collected := traces()) is not None:
        app.add_middleware(RequestSpans, traces=collected)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """The routes of every application of this process: they know no installation, and to analyze them takes long."""
    router = APIRouter()
    for unversioned in (health.router, docs.router, redirects.router):
        router.include_router(unversioned)
    for versioned in ROUTERS:
        router.include_router(versioned, prefix=PREFIX, dependencies=[Depends(known_parameters_alone)])
    return tuple(router.routes)
