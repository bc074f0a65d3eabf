"""Whether the process lives, whether it can work, and what it measures; outside /api/v1, without a token."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from temporalio.service import RPCError

from api.app_state import AppState, CurrentState
from api.http.openapi import PROBLEMS
from api.http.problems import problem
from clock import utc_now
from domain.kernel.base import Label
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.proof.serving import Lag

router = APIRouter(tags=["operation"])

PATIENCE = 3.0
"""Seconds within which Temporal and the ledger have to answer."""
LATE = {
    "checkpoint": Label(
        "{entries} 条记录自 {since} 起等待检查点，超过 {bound:g} 秒；请查看 worker 日志，并运行 hengxu audit verify",
        "{entries} entries have waited for a checkpoint since {since}, longer than {bound:g} s: see the worker's log, "
        "and run hengxu audit verify",
    ),
    "witness": Label(
        "检查点自 {since} 起未送达见证方，超过 {bound:g} 秒（{entries} 条记录）；请查看 worker 日志",
        "checkpoints have not reached their witness since {since}, longer than {bound:g} s ({entries} entries): see "
        "the worker's log",
    ),
}
"""What is said of each lag beyond its bound; instants are UTC."""


@router.get("/livez", operation_id="livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz", responses={503: PROBLEMS[503]})
async def readyz(app_state: CurrentState) -> Response:
    """Temporal and the ledger answer, and the proof is not late; 503 says what is wrong. ``lag`` is what waits for a
    checkpoint, and for the witness where there is one: entries, and seconds since the oldest of them was recorded.
    """
    parts = await parts_of(app_state)
    if parts.troubles:
        zh, en = "；".join(one.zh for one in parts.troubles), "; ".join(one.en for one in parts.troubles)
        raise problem("not_ready", trouble_zh=zh, trouble_en=en)
    now = utc_now()
    lags = {name: {"entries": lag.entries, "seconds": lag.seconds(now)} for name, lag in parts.ledger.lags.items()}
    return JSONResponse({"status": "ok", "temporal": "ok", "ledger": "ok", "lag": lags})


class LedgerHealth(NamedTuple):
    """How the ledger and its proof are; nothing is said of the lags while the ledger is away."""

    lags: dict[str, Lag]
    troubles: list[Label]


class Parts(NamedTuple):
    """How the parts are that an installation can't do without. ``temporal`` is what is wrong with it."""

    temporal: Label | None
    ledger: LedgerHealth

    @property
    def troubles(self) -> list[Label]:
        """All that is wrong."""
        return [trouble for trouble in (self.temporal, *self.ledger.troubles) if trouble]


async def parts_of(app_state: AppState) -> Parts:
    """Asks each part; it never takes longer than ``PATIENCE``."""
    return Parts(*await asyncio.gather(_temporal(app_state), _ledger(app_state)))


async def _temporal(app_state: AppState) -> Label | None:
    try:
        async with asyncio.timeout(PATIENCE):
            await app_state.client.service_client.check_health(timeout=timedelta(seconds=PATIENCE))
    except (RPCError, RuntimeError, TimeoutError):
        address = app_state.settings.temporal_address
        return Label(f"Temporal（{address}）没有应答", f"Temporal ({address}) doesn't answer")
    return None


async def _ledger(app_state: AppState) -> LedgerHealth:
    try:
        async with asyncio.timeout(PATIENCE):
            lags = await app_state.read(_lags, app_state.settings.checkpoint_witness)
    except LedgerError as error:
        return LedgerHealth({}, [error.sentence])
    except TimeoutError:
        return LedgerHealth({}, [Label("台账没有应答", "the ledger doesn't answer")])
    return LedgerHealth(lags, _late(lags, timedelta(seconds=app_state.settings.checkpoint_lag)))


def _lags(ledger: Ledger, witness: str | None) -> dict[str, Lag]:
    ledger.readiness()
    return ledger.proof.lags(witness)


def _late(lags: dict[str, Lag], bound: timedelta) -> list[Label]:
    now = utc_now()
    return [_said(LATE[name], lag, bound) for name, lag in lags.items() if lag.exceeds(bound, now)]


def _said(label: Label, lag: Lag, bound: timedelta) -> Label:
    since = lag.since.isoformat(timespec="seconds") if lag.since else ""
    values = {"entries": lag.entries, "since": since, "bound": bound.total_seconds()}
    return Label(label.zh.format(**values), label.en.format(**values))


@router.get("/metrics", operation_id="metrics", response_class=Response)
async def metrics(app_state: CurrentState) -> Response:
    """Decisions by outcome, the time to a receipt, requests by route, how far the proof lags, for Prometheus."""
    lags = (await _ledger(app_state)).lags
    app_state.metrics.note_lags({name: (lag.entries, lag.seconds(utc_now())) for name, lag in lags.items()})
    return Response(generate_latest(app_state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
