"""The rules of 5.1 and 5.3 about how a center loses its right: notice of the ground, time for a statement or a hearing
from service on, and then revocation on that ground alone.

Until edition 4 a center was revoked on its ground at once, and an order that was not reported in time was one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.center import Center, Notice, Rectification
from domain.context import Context, NumberedAct, content
from domain.decision import asked_of_late, decides
from domain.doubts import number_of, numbers_of
from domain.guideline.phases import BUILDING, SUPERVISED
from domain.guideline.vocabulary import EvaluationOutcome, StatementKind
from domain.housekeeping.service import ServiceRecorded
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.supervision import notice_messages as n
from domain.supervision.grounds import facts_of_ground, standing_grounds, standing_notice
from domain.supervision.handing_in import counted_day
from domain.working_calendar.working_days import Due, WorkingCalendar


def needs_ground_of_revocation(center: Center, context: Context) -> None:
    """5.1, 5.3: nobody is revoked but on an evaluation or a rectification that failed."""
    stands = standing_grounds(center) if context.asks_powers else ground_before_notices(center, context.today)
    if not stands:
        raise Refusal("no_ground_for_revocation", "5.3")


def ground_before_notices(center: Center, today: date) -> str | None:
    """``evaluation``, or the id of an order that was rejected or not reported in time; ``None`` without ground: as it
    was asked before there were notices.

    An evaluation is one of the construction (5.1): once the center is established it is a ground no more.
    """
    evaluation = center.evaluation if center.phase in BUILDING else None
    if evaluation and evaluation.outcome is EvaluationOutcome.REVOCATION:
        return m.EVALUATION_AS_GROUND
    failed = (item.id for item in center.rectifications if had_failed(item, today))
    return next(failed, None)


def had_failed(order: Rectification, today: date) -> bool:
    """5.3, before there were notices: rejected, or not reported by the end of the due day; a late report didn't undo
    that until accepted. Of an order that was put on record after its day nobody knew whether it was answered, until
    somebody entered that.
    """
    if order.status == "rejected":
        return True
    if order.status == "ordered":
        return today > order.due_on >= order.known_on
    return order.status == "reported" and order.reported_on is not None and order.reported_on > order.due_on


def needs_no_standing_notice(center: Center, _context: Context) -> None:
    """House rule: one notice at a time."""
    notice = standing_notice(center)
    if notice is not None:
        raise Refusal("notice_stands_already", "5.3", notice=notice.id)


def needs_notice(center: Center, _context: Context) -> None:
    """House rule: the center was told on which ground it is to be revoked, and that ground stands."""
    if standing_notice(center) is None:
        raise Refusal("notice_missing", "5.3")


def needs_notice_served(center: Center, _context: Context) -> None:
    """House rule: the notice reached the center."""
    notice = standing_notice(center)
    if notice is not None and notice.version not in center.served:
        raise Refusal("notice_not_served", "5.3", notice=notice.id)


def needs_hearing_held(center: Center, _context: Context) -> None:
    """House rule: a hearing that was asked for is held first, unless the center waives it."""
    notice = standing_notice(center)
    if notice is not None and notice.hearing_asked_on is not None:
        raise Refusal("hearing_not_held", "5.3", notice=notice.id)


def facts_of_the_named_ground(
    command: n.GiveNoticeOfRevocation, _center: Center, _context: Context
) -> tuple[RestsOn, ...]:
    """5.1, 5.3: a notice comes after what gives its ground."""
    ground = getattr(command, "ground", None)
    return facts_of_ground(ground) if ground else ()


def number_of_the_notice(command: n.GiveNoticeOfRevocation, center: Center, context: Context) -> Iterator[NumberedAct]:
    """A notice may bear a number."""
    if command.document_number is not None:
        number, on = command.document_number.normalized, context.effective_on(command)
        yield NumberedAct(center.center_id, center.name_zh, n.RevocationNoticed.wire_name(), number, on)


@decides(
    n.GiveNoticeOfRevocation,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    needs=(needs_ground_of_revocation, needs_no_standing_notice),
    rests_on=(APPROVAL,),
    rests_also=facts_of_the_named_ground,
    doubts=numbers_of(number_of_the_notice),
    events=(n.RevocationNoticed,),
    label=Label("拟撤销告知", "Give notice of revocation"),
)
def give_notice_of_revocation(command: n.GiveNoticeOfRevocation, center: Center, _context: Context) -> list[Event]:
    """5.1, 5.3: the ground that it names stands; nothing is revoked by it."""
    grounds = [ground.id for ground in standing_grounds(center)]
    if command.ground not in grounds:
        raise Refusal("ground_does_not_stand", "5.3", named=command.ground, grounds=grounds)
    return [n.RevocationNoticed(**content(command), notice_id=f"n{center.version + 1}")]


def facts_of_the_notice(_command: n.RecordStatement, center: Center, _context: Context) -> tuple[RestsOn, ...]:
    """House rule: what is said about a notice comes after it."""
    notice = standing_notice(center)
    return (RestsOn(n.RevocationNoticed, notice.id),) if notice else ()


@decides(
    n.RecordStatement,
    clause="5.3",
    roles=(Role.OFFICER, Role.APPLICANT),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_notice,),
    rests_on=(APPROVAL,),
    rests_also=facts_of_the_notice,
    events=(n.StatementRecorded,),
    label=Label("记录陈述、申辩和听证", "Record statement"),
)
def record_statement(command: n.RecordStatement, center: Center, context: Context) -> list[Event]:
    """House rule: the center states its case or asks for a hearing, itself or by the officer; the bureau holds it."""
    role = context.actor.role
    if command.kind is StatementKind.HEARING and role is not Role.OFFICER:
        raise Refusal("role_not_allowed", "5.3", role=role.value, allowed=[Role.OFFICER.value])
    if command.kind is StatementKind.HEARING and command.on_behalf_of is not None:
        raise Refusal("not_entered_on_behalf", "5.3")
    if command.kind is StatementKind.HEARING_REQUEST:
        check_in_time(command, center, context)
    return [n.StatementRecorded(**content(command), notice_id=open_notice(center).id)]


def check_in_time(command: n.RecordStatement, center: Center, context: Context) -> None:
    """House rule: a hearing is asked for within the time for a statement; later the bureau may hold one unasked."""
    end = end_of_statement_time(center, context.calendar, context.policy.statement_working_days)
    if end is None or end.provisional:
        return
    asked_on = counted_day(command, center, context, end.on, known_on=open_notice(center).on)
    if (asked_on or context.effective_on(command)) > end.on:
        raise Refusal("hearing_asked_too_late", "5.3", due_on=end.on)


def open_notice(center: Center) -> Notice:
    """The notice that stands, or the refusal that there is none."""
    notice = standing_notice(center)
    if notice is None:
        raise Refusal("notice_missing", "5.3")
    return notice


def end_of_statement_time(center: Center, calendar: WorkingCalendar, working_days: int) -> Due | None:
    """The last day on which the center can state its case about the notice that stands: working days from the day after
    its service; ``None`` as long as that is not on record. Past the published calendars it is provisional.
    """
    notice = standing_notice(center)
    served_on = center.served.get(notice.version) if notice else None
    return calendar.add_working_days(served_on, working_days) if served_on else None


def after_the_statement_time(center: Center, context: Context) -> Due | None:
    """House rule: nobody is revoked before the time for a statement is over."""
    if not context.asks_powers:
        return None
    end = end_of_statement_time(center, context.calendar, context.policy.statement_working_days)
    return Due(end.on + timedelta(days=1), end.provisional) if end else None


def what_revocation_rests_on(command: m.RevokeCenter, center: Center, context: Context) -> tuple[RestsOn, ...]:
    """5.1, 5.3: what gives the ground; the notice of it, its service, and what was said about it."""
    if not context.asks_powers:
        ground = ground_before_notices(center, context.effective_on(command))
        return facts_of_ground(ground) if ground else ()
    notice = standing_notice(center)
    if notice is None:
        return ()
    return (
        *facts_of_ground(notice.ground),
        RestsOn(n.RevocationNoticed, notice.id),
        RestsOn(ServiceRecorded, str(notice.version)),
        RestsOn(n.StatementRecorded, notice.id),
    )


def service_entered_after_its_time(_command: m.RevokeCenter, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a time that was over when the service from which it ran came on record ran unseen by anybody here."""
    notice = standing_notice(center)
    end = end_of_statement_time(center, context.calendar, context.policy.statement_working_days)
    if notice is not None and end is not None and center.served_known_on[notice.version] > end.on:
        served = {"date": center.served[notice.version], "due_on": end.on}
        yield Doubt("service_entered_after_its_time", "house", served)


def answered_without_statement(command: m.RevokeCenter, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: an answer to what nobody said may belong to another center, or the statement is not entered yet. It
    is no refusal: a statement that is undone later leaves the revocation, which answered it, as it stands.
    """
    notice = standing_notice(center)
    if notice is not None and not notice.statements and command.answer_to_statement is not None:
        yield Doubt("answer_without_statement", "5.3")


@decides(
    m.RevokeCenter,
    clause="5.3",
    roles=(Role.APPROVER,),
    phases=SUPERVISED,
    needs=(
        needs_ground_of_revocation,
        asked_of_late(needs_notice),
        asked_of_late(needs_notice_served),
        asked_of_late(needs_hearing_held),
    ),
    opens_on=after_the_statement_time,
    rests_on=(APPROVAL,),
    rests_also=what_revocation_rests_on,
    doubts=(service_entered_after_its_time, answered_without_statement, *number_of(m.CenterRevoked)),
    events=(m.CenterRevoked,),
    label=Label("撤销中心资格", "Revoke center"),
    ends=True,
)
def revoke_center(command: m.RevokeCenter, center: Center, context: Context) -> list[Event]:
    """5.1, 5.3: revoked by document, on the ground of the notice alone; what the center said is answered."""
    if context.asks_powers:
        notice = open_notice(center)
        check_answered(command, notice)
        return [m.CenterRevoked(**content(command), ground=notice.ground)]
    ground = ground_before_notices(center, context.effective_on(command))
    if ground is None:
        raise Refusal("no_ground_for_revocation", "5.3")
    return [m.CenterRevoked(**content(command), ground=ground)]


def check_answered(command: m.RevokeCenter, notice: Notice) -> None:
    """House rule: what the center said is answered."""
    if notice.statements and command.answer_to_statement is None:
        raise Refusal("statement_unanswered", "5.3", statements=notice.statements)


DECISIONS = (give_notice_of_revocation, record_statement, revoke_center)
"""The decisions about revocations, in the order in which they are taken."""
