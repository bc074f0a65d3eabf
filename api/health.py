"""Whether the process lives, whether it can work, and what it measures; outside /api/v1, without a token."""

import asyncio
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from temporalio.service import RPCError

from api.installation import Here, Installation
from api.openapi import PROBLEMS
from api.problems import problem
from ledger.application import Ledger
from ledger.errors import LedgerError

router = APIRouter(tags=["operation"])

PATIENCE = 3.0
"""Seconds within which Temporal and the ledger have to answer."""


@router.get("/livez", operation_id="livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz", responses={503: PROBLEMS[503]})
async def readyz(here: Here) -> Response:
    """Temporal and the ledger answer; 503 says which one doesn't."""
    temporal, ledger = await asyncio.gather(_temporal(here), _ledger(here))
    away = [trouble for trouble in (temporal, ledger) if trouble]
    if away:
        raise problem("not_ready", away="; ".join(away))
    return JSONResponse({"status": "ok", "temporal": "ok", "ledger": "ok"})


async def _temporal(here: Installation) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            await here.client.service_client.check_health(timeout=timedelta(seconds=PATIENCE))
    except (RPCError, RuntimeError, TimeoutError):
        return f"Temporal ({here.settings.temporal_address})"
    return None


async def _ledger(here: Installation) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            await here.read(Ledger.readiness)
    except LedgerError as error:
        return str(error)
    except TimeoutError:
        return "台账 Ledger"
    return None


@router.get("/metrics", operation_id="metrics", response_class=Response)
async def metrics(here: Here) -> Response:
    """Decisions by outcome, the time to a receipt, requests by route, for Prometheus."""
    return Response(generate_latest(here.measures.registry), media_type=CONTENT_TYPE_LATEST)
