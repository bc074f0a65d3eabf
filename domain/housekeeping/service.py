"""Service (送达): what the bureau decides about a party reaches it on a day, in a manner, and by a paper that says so.

A decision of its own, of any time: nothing that the house sends or shows is a service. Times that run against a party
run from the day of service (``Center.served``).
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from domain.acceptance.messages import CenterEstablished
from domain.application.messages import ConstructionApproved, ConstructionDeclined
from domain.center import Center, UnservedAct
from domain.changes.messages import CenterRelinquished
from domain.context import Context, content
from domain.deadlines.clock import Wait
from domain.deadlines.deadline import Deadline
from domain.decision import Effect, Effects, decides
from domain.guideline.phases import ANY_PHASE
from domain.guideline.policy import POWERS_ASKED_SINCE, edition_of
from domain.guideline.vocabulary import MannerOfService
from domain.housekeeping.correction import as_read
from domain.housekeeping.messages import ActUndone
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, DocumentRef, Line
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision import messages as supervision
from domain.supervision.notice_messages import RevocationNoticed
from domain.values.partial_days import day_in_shanghai, earliest


class ServiceContent(Model):
    """Which act reached whom, and how. ``position`` is the act's place in the whole ledger, ``document`` the paper that
    proves the service (送达回证), ``consent`` that by which the recipient has agreed to be served electronically.
    """

    position: Annotated[int, Field(ge=1)]
    manner: MannerOfService
    recipient: Line
    document: DocumentRef
    consent: DocumentRef | None = None


class RecordService(ServiceContent, Command):
    """Record that an act was served; ``effective_on`` is the day of service."""

    type: Literal["record_service"] = "record_service"


class ServiceRecorded(ServiceContent, Event):
    """An act was served. ``act`` is its kind, by its name on the wire, ``act_version`` its place in the history."""

    TOPIC = "service_recorded:1"
    CLAUSE = "record"
    LABEL = Label("文书送达", "Service recorded")
    PART = "act_version"

    act: str
    act_version: int


class Served(NamedTuple):
    """What is served, one kind of act. ``awaited``: it binds nobody, or gives nobody a time, until it is."""

    event: type[Event]
    awaited: bool = False


SERVED: tuple[Served, ...] = (
    Served(ConstructionApproved),
    Served(ConstructionDeclined, awaited=True),
    Served(CenterEstablished),
    Served(supervision.EvaluationDecided),
    Served(supervision.RectificationOrdered, awaited=True),
    Served(supervision.RectificationExtended, awaited=True),
    Served(supervision.RectificationAccepted),
    Served(supervision.RectificationRejected),
    Served(RevocationNoticed, awaited=True),
    Served(supervision.CenterRevoked, awaited=True),
    Served(CenterRelinquished, awaited=True),
    Served(ActUndone),
)
"""Every kind of act that the bureau decides for or against a party."""
CAN_BE_SERVED: tuple[type[Event], ...] = tuple(row.event for row in SERVED)


def can_be_served(record: Record[Event], center: Center) -> bool:
    """Whether a service of the record, which counts, can be put on record: it is such an act, and not served yet."""
    return isinstance(record.event, CAN_BE_SERVED) and record.version not in center.served


@decides(
    RecordService,
    clause="record",
    roles=(Role.OFFICER,),
    phases=ANY_PHASE,
    events=(ServiceRecorded,),
    label=Label("记录送达", "Record service"),
)
def record_service(command: RecordService, center: Center, context: Context) -> list[Event]:
    """Once per act, and not before the act's own day."""
    target = find_act(command.position, context)
    event = target.event.wire_name()
    if target.version in center.served:
        on = center.served[target.version]
        raise Refusal("served_already", "record", position=command.position, event=event, date=on)
    check_day_of_service(command, target, context)
    if command.manner is MannerOfService.ELECTRONIC and command.consent is None:
        raise Refusal("service_without_consent", "record")
    return [ServiceRecorded(**content(command), act=event, act_version=target.version)]


def find_act(position: int, context: Context) -> Record[Event]:
    """The act at a position, as it reads: one of this center's own that still counts, of a kind that is served."""
    history = context.history()
    written = next((record for record in history if record.position == position), None)
    if written is None:
        raise Refusal("served_act_unknown", "record", position=position)
    event = written.event.wire_name()
    if not isinstance(written.event, CAN_BE_SERVED):
        raise Refusal("act_not_served", "record", position=position, event=event)
    act = next((record for record in as_read(history) if record.version == written.version), None)
    if act is None:
        raise Refusal("served_act_undone", "record", position=position, event=event)
    return act


def check_day_of_service(command: RecordService, act: Record[Event], context: Context) -> None:
    """The order of days: nothing is served before it was decided."""
    on, of_act = context.effective_on(command), earliest(act.effective_on)
    if on < of_act:
        event = act.event.wire_name()
        raise Refusal(
            "day_before_its_ground", "record", decision=command.type, effective_on=on, event=event, after=of_act
        )


def service_recorded(center: Center, record: Record[ServiceRecorded]) -> Center:
    """What runs from service runs; nothing more of it is awaited."""
    version, on = record.event.act_version, earliest(record.effective_on)
    return center.but(
        served={**center.served, version: on},
        served_known_on={**center.served_known_on, version: day_in_shanghai(record.recorded_at)},
        unserved={known: act for known, act in center.unserved.items() if known != version},
    )


def with_service(effects: Effects) -> dict[type[Event], Effect]:
    """The same effects; after an act of a kind whose service is awaited, that is."""
    awaited = {row.event for row in SERVED if row.awaited}
    return {event: _then_awaited(effect) if event in awaited else effect for event, effect in effects.items()}


def _then_awaited(effect: Effect) -> Effect:
    def and_awaits(center: Center, record: Record[Event]) -> Center:
        """What was decided before service was asked for awaits none."""
        after = effect(center, record)
        if edition_of(record.decided_under) < POWERS_ASKED_SINCE:
            return after
        act = UnservedAct(record.event.wire_name(), earliest(record.effective_on))
        return after.but(unserved={**after.unserved, record.version: act})

    return and_awaits


def waits_for_service(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """Each act that binds a party only once it is served, and of which no service is on record."""
    for version, act in center.unserved.items():
        yield Wait(str(version), since=act.on, subject=act.event)


DECISIONS = (record_service,)
EFFECTS: Effects = {ServiceRecorded: service_recorded}
