"""What this caller may decide about a center now, by the very table that decides; and what the center waits for."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.decisions.headers import etag
from api.http.language import InLanguage, Language, say
from api.http.openapi import PROBLEMS
from api.http.problems import center_unknown
from api.http.urls import CenterId
from api.reads.reading import CurrentReading
from clock import utc_now
from domain.center import Center
from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.decider import PEOPLE_DECIDE, why_not_open
from domain.decision import Decision
from domain.guideline.policy import Policy
from domain.housekeeping.correctable import CORRECTABLE
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.visibility.seen import Reader
from domain.visibility.work_seen import work_seen
from domain.wording.refusals import explain
from domain.work_items import WorkItem, WorkItems, work_items
from service_layer.deciding import context_of
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["decisions"])


class WhyNot(BaseModel):
    """The rule that says not now, or not you; ``title`` and ``detail`` in the caller's language."""

    code: str
    clause: str
    params: dict[str, Any]
    title: str
    detail: str


class AwaitedFrom(BaseModel):
    """One reason for which the center waits for a decision, and from whom of its role. Days are of Asia/Shanghai."""

    clause: str
    org: str | None
    district: str | None
    person: str | None
    due_on: date | None
    opens_on: date | None
    provisional: bool
    overdue: bool
    since: date | None
    subject: str


class Action(BaseModel):
    """One decision of the guideline, whether it is open to this caller now, and the JSON schema of its body.

    ``open_on_behalf`` says whether it may be entered now, with ``on_behalf_of``, from a paper that was handed in by
    whom it belongs to.
    ``awaited`` says why and from whom the center waits for it. ``unmet`` has every condition that keeps the center's
    next step from being open, and nothing for any other decision. Of either the bureau is told all; those concerned
    with the center are told of the work of its parties and of their supervisors, and an expert of their own.
    """

    type: str
    clause: str
    label: dict[str, str]
    roles: list[str]
    open: bool
    open_on_behalf: bool
    reason: WhyNot | None
    body: dict[str, Any]
    awaited: list[AwaitedFrom]
    unmet: list[WhyNot]


class Actions(BaseModel):
    """Every decision that people take, in the order of the guideline. ``version`` goes into ``If-Match``."""

    items: list[Action]
    next_cursor: None = None
    version: int


@router.get("/centers/{center_id}/actions", operation_id="list_actions", response_model=Actions, responses=PROBLEMS)
async def list_actions(reading: CurrentReading, center_id: CenterId, language: InLanguage) -> Response:
    """What the caller may decide about this center now, and for what is not open, why not.

    An open decision may still be refused for what its body says: a panel too small, a term too long.
    """
    actions = await reading.ask(_actions, center_id, reading.actor, reading.app_state.settings.policy, language)
    return JSONResponse(actions.model_dump(mode="json"), headers=etag(actions.version))


def _actions(ledger: ReadableLedger, center_id: str, actor: Actor, policy: Policy, language: Language) -> Actions:
    """By the whole center, since by that it is decided; told as far as the actor sees it."""
    center = center_now(ledger, center_id)
    if center is None:
        raise center_unknown()
    whole = center_now(ledger.whole, center_id) or center
    context = context_of(ledger.whole, policy, center_id, actor, utc_now())
    waits = work_items(whole, deadlines(whole, policy, context.calendar), policy, context.calendar)
    seen = work_seen(waits, Reader(actor, ledger.read_model.relation(center_id)[0]))
    items = [_action(decision, whole, context, seen, language) for decision in PEOPLE_DECIDE]
    return Actions(items=items, version=center.version)


def _action(decision: Decision, center: Center, context: Context, waits: WorkItems, language: Language) -> Action:
    refusal = why_not_open(decision, center, context)
    blocked = waits.next_step if waits.next_step and waits.next_step.decision is decision else None
    return Action(
        type=decision.type,
        clause=decision.clause,
        label=decision.label._asdict(),
        roles=[role.value for role in decision.roles],
        open=refusal is None,
        open_on_behalf=why_not_open(decision, center, context, on_behalf=True) is None,
        reason=_reason(refusal, language) if refusal else None,
        body=body_schema(decision),
        awaited=_awaited(item for item in waits.open if item.decision is decision),
        unmet=[_reason(unmet, language) for unmet in blocked.unmet] if blocked else [],
    )


def _awaited(items: Iterable[WorkItem]) -> list[AwaitedFrom]:
    return [AwaitedFrom.model_validate(item, from_attributes=True) for item in items]


def _reason(refusal: Refusal, language: Language) -> WhyNot:
    title, detail = explain(refusal.code, refusal.params)
    return WhyNot(
        code=refusal.code,
        clause=refusal.clause,
        params=refusal.params,
        title=say(title, language),
        detail=say(detail, language),
    )


def never_corrected() -> list[str]:
    """The names of fields that a correction of no event holds: acts of others, and what follows from other fields."""
    correctable = {name for row in CORRECTABLE.values() for name in row.fields}
    return sorted({name for event in CORRECTABLE for name in event.model_fields} - correctable)


@cache
def body_schema(decision: Decision) -> dict[str, Any]:
    """The JSON schema of the decision's body."""
    schema = decision.command.model_json_schema()
    if "corrected" in schema["properties"]:
        schema["properties"]["corrected"]["propertyNames"] = {"not": {"enum": never_corrected()}}
    schema["required"] = ["type", *schema.get("required", [])]
    return schema
