"""The guideline as data: clauses, decisions, house rules, phases, fields, and the words that decisions use."""

from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.app_state import CurrentState
from api.auth.identity import Reader
from api.decisions.actions import body_schema
from api.http.openapi import PROBLEMS
from domain.decider import EVENTS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.guideline import vocabulary
from domain.guideline.clauses import CLAUSES, GUIDELINE_ISSUED_ON, GUIDELINE_NUMBER
from domain.guideline.fields import CLAUSE_OF_GROUP, FIELDS_OF, Field, branches_of
from domain.guideline.phases import ENDED, Phase
from domain.guideline.policy import POLICY_RULES, Policy
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.roles import PEOPLE
from domain.values.districts import District, authority
from domain.wording.refusals import REASONS

router = APIRouter(tags=["guideline"])

VOCABULARIES = {
    name: term
    for name, term in vars(vocabulary).items()
    if isinstance(term, type) and issubclass(term, LabeledEnum) and term is not LabeledEnum
}


class Guideline(BaseModel):
    """The tables by which the system decides. Labels are ``{zh, en}``."""

    number: str
    issued_on: str
    clauses: list[dict[str, Any]]
    phases: list[dict[str, Any]]
    roles: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    events: list[dict[str, Any]]
    refusals: list[dict[str, Any]]
    policy: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    districts: list[dict[str, Any]]
    vocabularies: dict[str, list[dict[str, Any]]]


@router.get("/guideline", operation_id="read_guideline", response_model=Guideline, responses=PROBLEMS)
async def read_guideline(_reader: Reader, app_state: CurrentState) -> Response:
    """Clauses, decisions, policy, phases, fields and districts, as the system applies them."""
    return JSONResponse({**_tables(), "policy": policy_table(app_state.settings.policy)})


@cache
def _tables() -> dict[str, Any]:
    return {
        "number": GUIDELINE_NUMBER,
        "issued_on": GUIDELINE_ISSUED_ON.isoformat(),
        "clauses": [
            {
                "number": clause.number,
                "title": _both(clause.title),
                "rule": _both(clause.rule),
                "holds_from": clause.holds_from.isoformat(),
            }
            for clause in CLAUSES.values()
        ],
        "phases": [{**_term(phase), "ended": phase in ENDED} for phase in Phase],
        "roles": [_term(role) for role in PEOPLE],
        "decisions": [_decision(decision) for decision in PEOPLE_DECIDE],
        "events": [
            {"type": event.wire_name(), "clause": event.CLAUSE, "label": _both(event.LABEL)} for event in EVENTS
        ],
        "refusals": [
            {"code": code, "kind": reason.kind.value, "title": _both(reason.title), "detail": _both(reason.detail)}
            for code, reason in REASONS.items()
        ],
        "fields": [_field(field, group.value) for group, fields in FIELDS_OF.items() for field in fields],
        "districts": [{**_term(district), "authority": _both(authority(district))} for district in District],
        "vocabularies": {name: [_term(member) for member in terms] for name, terms in VOCABULARIES.items()},
    }


def policy_table(policy: Policy) -> list[dict[str, Any]]:
    """Each number of the rules, with the clause that sets it or ``house``."""
    values = policy.model_dump(mode="json")
    return [
        {"name": rule.name, "clause": rule.clause, "label": _both(rule.label), "value": values[rule.name]}
        for rule in POLICY_RULES
    ]


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "type": decision.type,
        "clause": decision.clause,
        "label": _both(decision.label),
        "roles": [role.value for role in decision.roles],
        "on_behalf": decision.on_behalf,
        "phases": [phase.value for phase in decision.phases],
        "events": [event.wire_name() for event in decision.events],
        "body": body_schema(decision),
    }


def _field(field: Field, group: str) -> dict[str, Any]:
    clause = next(clause for owner, clause in CLAUSE_OF_GROUP.items() if owner.value == group)
    branches = [{"code": branch.code, "label": _both(branch.label)} for branch in branches_of(field)]
    return {**_term(field), "group": group, "clause": clause, "branches": branches}


def _term(member: LabeledEnum) -> dict[str, Any]:
    return {"code": member.value, "label": _both(member.label)}


def _both(label: Label) -> dict[str, str]:
    return label._asdict()
