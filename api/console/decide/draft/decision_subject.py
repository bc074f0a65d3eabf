"""What can be decided: something about a center, a new center, or the bureau. How it stands, and a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from api.console.decide.forms.filled_form import FormSetting
from api.console.frame.numbers import number_in
from api.decisions.routes import REGISTRATIONS, center_id_of
from clock import utc_now
from domain.center import Center
from domain.decider import BUREAU_DECISIONS, PEOPLE_DECIDE, why_not_open
from domain.decision import Decision
from domain.guideline.policy import Policy
from domain.incubation.messages import RegisterCenter
from domain.kernel.base import Label
from domain.kernel.messages import BUREAU_STREAMS, Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.powers.deputies import acting, entered
from service_layer import deciding
from service_layer.deciding import context_of
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger
from service_layer.stream_types import CENTER_COMMANDS, stream_type_of

DECISION_BY_TYPE: dict[str, Decision] = {decision.type: decision for decision in PEOPLE_DECIDE}
CommandType = type[Command]
LATEST_LOOKED_AT = 50


@dataclass(frozen=True)
class DecisionSubject:
    """One decision that somebody is about to take. ``center_id`` is empty for a center that is yet to be."""

    command: CommandType
    label: Label
    clause: str
    roles: tuple[Role, ...]
    commands: TypeAdapter[Command]
    address: str
    center_id: str = ""
    is_grave: bool = False
    """Whether it ends a center, or an application."""
    is_entered: bool = False
    """Whether an officer may enter it on behalf."""

    @property
    def type(self) -> str:
        """The decision's name on the wire."""
        return str(self.command.model_fields["type"].default)

    def stream(self, command: Command, command_id: str) -> str:
        """The stream that the decision goes to."""
        return self.center_id or center_id_of(command, command_id)


def about_center(center_id: str, type_: str) -> DecisionSubject | None:
    """A decision about a center; ``None`` when there is none of that name."""
    decision = DECISION_BY_TYPE.get(type_)
    if decision is None or decision.command is RegisterCenter:
        return None
    address = f"/console/centers/{center_id}/decide/{type_}"
    return _of(decision, CENTER_COMMANDS, address, center_id)


def _of(decision: Decision, commands: TypeAdapter[Command], address: str, center_id: str = "") -> DecisionSubject:
    return DecisionSubject(
        decision.command,
        decision.label,
        decision.clause,
        decision.roles,
        commands,
        address,
        center_id,
        decision.ends,
        decision.on_behalf,
    )


REGISTRATION = _of(DECISION_BY_TYPE["register_center"], REGISTRATIONS, "/console/decide/register_center")


def _of_the_bureau(type_: str, address: str) -> DecisionSubject:
    row = next(decision for decision in BUREAU_DECISIONS if decision.type == type_)
    commands = stream_type_of(row.stream).commands
    return DecisionSubject(row.command, row.label, row.clause, row.roles, commands, address, row.stream)


NOTICE = _of_the_bureau("enter_holiday_notice", "/console/calendar/notices/new")
NAMING = _of_the_bureau("name_deputy", "/console/deputies/new")
END_OF_DEPUTYSHIP = _of_the_bureau("end_deputy", "/console/deputies/end")


OF_NO_CENTER = {subject.type: subject for subject in (REGISTRATION, NOTICE, NAMING, END_OF_DEPUTYSHIP)}
"""By the decision's name on the wire."""


def subject_of(stream: str, type_: str) -> DecisionSubject | None:
    """What a decision of that name about that stream is about; ``None`` when there is none."""
    return OF_NO_CENTER.get(type_) or about_center(stream, type_)


@dataclass(frozen=True)
class DecisionBackground:
    """How things stand for one who is about to decide. ``version`` is that of what they decide about, where there is
    something yet; ``closed`` the refusal that any decision would meet; ``setting`` what the center brings into its
    form; ``signer`` by whom the decision is taken: a deputy in the role of whom they stand in for.
    """

    version: int | None
    closed: Refusal | None
    setting: FormSetting
    signer: Actor

    @property
    def center(self) -> Center | None:
        """The center, where it is about one."""
        return self.setting.center


def decision_background(
    ledger: ReadableLedger, subject: DecisionSubject, actor: Actor, policy: Policy
) -> DecisionBackground | None:
    """How things stand now; ``None`` without such a center."""
    if subject.center_id in ("", *BUREAU_STREAMS):
        closed = not_their_role(subject, actor)
        version = ledger.version(subject.center_id) if subject.center_id else None
        return DecisionBackground(version, closed, _of_no_center(ledger, subject, actor, policy), actor)
    center, whole = center_now(ledger, subject.center_id), center_now(ledger.whole, subject.center_id)
    if center is None or whole is None or not ledger.read_model.relation(subject.center_id)[0].sees_record:
        return None
    context = context_of(ledger.whole, policy, subject.center_id, actor, utc_now())
    decision = DECISION_BY_TYPE[subject.type]
    setting = FormSetting.of(ledger, center, decision, context)
    closed = why_not_open(decision, whole, context, on_behalf=setting.is_on_behalf)
    asked = entered(decision, context) if setting.is_on_behalf else subject.command.model_construct()
    return DecisionBackground(center.version, closed, setting, acting(decision, asked, context))


def _of_no_center(ledger: ReadableLedger, subject: DecisionSubject, actor: Actor, policy: Policy) -> FormSetting:
    decision = DECISION_BY_TYPE.get(subject.type)
    if decision is None:
        return FormSetting()
    return FormSetting.of(ledger, None, decision, context_of(ledger.whole, policy, subject.center_id, actor, utc_now()))


def not_their_role(subject: DecisionSubject, actor: Actor) -> Refusal | None:
    """The refusal that whoever is not of the decision's roles meets, whatever it is about."""
    if actor.role in subject.roles or (subject.is_entered and actor.role is Role.OFFICER):
        return None
    allowed = [role.value for role in subject.roles]
    return Refusal("role_not_allowed", subject.clause, role=actor.role.value, allowed=allowed)


def trial(ledger: ReadableLedger, stream: str, command: Command, actor: Actor, policy: Policy) -> Refusal | None:
    """The refusal that the decision would meet now; nothing is recorded of it."""
    return deciding.trial(ledger.whole, stream, command, context_of(ledger.whole, policy, stream, actor, utc_now()))


def since(ledger: ReadableLedger, stream: str, version: int) -> Sequence[Record[Event]]:
    """What was recorded after that version, oldest first."""
    return ledger.stream_page(stream, version, LATEST_LOOKED_AT)


def version_of(expected: Any) -> int | None:
    """The version that a form was opened with."""
    return number_in(str(expected or ""))
