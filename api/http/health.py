"""Whether the process lives, whether it can work, and what it measures; outside /api/v1, without a token."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.app_state import CurrentState
from api.http.openapi import PROBLEMS
from api.http.problems import problem
from clock import utc_now
from health.checks import CHECKS

router = APIRouter(tags=["operation"])


@router.get("/livez", operation_id="livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz", responses={503: PROBLEMS[503]})
async def readyz(app_state: CurrentState) -> Response:
    """All that an installation needs is there (``checks`` names each question); 503 says what is wrong: ``params`` has
    the words by question, and each with its sentence in both languages. ``lag`` is what waits for a checkpoint, and for
    the witness where there is one: entries, and seconds since the oldest of them was recorded. ``remaking`` is how many
    centers are ``left`` that lists show by earlier house rules or working days, ``of`` how many: they are made anew.
    """
    report = await app_state.health.report()
    if troubles := report.troubles:
        zh, en = "；".join(one.sentence.zh for one in troubles), "; ".join(one.sentence.en for one in troubles)
        words = {name: [one.word for one in answer.troubles] for name, answer in report.answers.items()}
        sentences = [{"word": one.word, **one.sentence._asdict()} for one in troubles]
        params = {"checks": {name: found for name, found in words.items() if found}, "troubles": sentences}
        raise problem("not_ready", trouble_zh=zh, trouble_en=en, for_programs=params)
    now = utc_now()
    lags = {name: {"entries": lag.entries, "seconds": lag.seconds(now)} for name, lag in report.lags.items()}
    checks = {check.name: "ok" for check in CHECKS}
    remaking = report.remaking and report.remaking._asdict()
    answer = {"status": "ok", "temporal": "ok", "ledger": "ok", "checks": checks, "lag": lags, "remaking": remaking}
    return JSONResponse(answer)


@router.get("/metrics", operation_id="metrics", response_class=Response)
async def metrics(app_state: CurrentState) -> Response:
    """Decisions by outcome, the time to a receipt, requests by route, what is wrong by question, how far the proof lags
    and how much space is left, for Prometheus.
    """
    app_state.metrics.health.note(await app_state.health.report())
    return Response(generate_latest(app_state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
