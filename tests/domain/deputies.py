"""Deputies for tests: who stands in for whom, on which days."""

from datetime import date, timedelta
from typing import Any

from domain.context import Context
from domain.deputies.decider import decide, fold
from domain.deputies.deputyships import Deputies
from domain.deputies.messages import STREAM, EndDeputy, NameDeputy
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from tests.lives import ACTORS, Body, document, noon

TODAY = date(2026, 11, 23)
LI, WANG = ACTORS[Role.OFFICER], ACTORS[Role.APPROVER]
ZHAO = Actor(id="approver-2", name="赵审批", role=Role.APPROVER)


def naming(**changes: Any) -> Body:
    """李经办 stands in for 王审批 as approver for ten days from today on."""
    return {
        "type": "name_deputy",
        "deputy": {"id": LI.id, "name": LI.name},
        "deputy_for": {"id": WANG.id, "name": WANG.name},
        "role": "approver",
        "begins_on": TODAY.isoformat(),
        "ends_on": (TODAY + timedelta(days=9)).isoformat(),
        "document": document("代理通知"),
        "reason": "年休假",
    } | changes


def ending(deputyship: str = "d1", **changes: Any) -> Body:
    """The deputyship ends before its time."""
    return {"type": "end_deputy", "deputyship_id": deputyship, "reason": "提前销假"} | changes


def asked(
    body: Body, deputies: Deputies | None = None, actor: Actor = WANG, today: date = TODAY
) -> list[Event] | Refusal:
    """The answer to a decision about deputies."""
    command = (EndDeputy if body["type"] == "end_deputy" else NameDeputy).model_validate(body)
    return decide(command, deputies or Deputies(), Context(actor, noon(today)))


def after(*decisions: Body, today: date = TODAY) -> Deputies:
    """The deputies after these decisions of an approver, each taken on its day."""
    deputies = Deputies()
    for body in decisions:
        events = asked(body, deputies, today=today)
        assert not isinstance(events, Refusal), events
        records = [recorded(event, deputies.version + 1, today) for event in events]
        deputies = fold(deputies, records)
    return deputies


def recorded(event: Event, version: int, day: date) -> Record[Event]:
    return Record(
        center_id=STREAM,
        version=version,
        effective_on=day,
        recorded_at=noon(day),
        actor=WANG,
        command_id=f"deputies-{version}",
        event=event,
    )
