"""The rules of 5: evaluation, reports, matters, supervision, rectification, revocation."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.center import Center, Rectification
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import number_of
from domain.guideline.phases import BUILDING, SUPERVISED
from domain.guideline.vocabulary import EvaluationOutcome, RectificationOutcome
from domain.housekeeping.unknowns import possible_term
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, fact_key
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.values.partial_days import add_months, earliest


def days_late(due_on: date, done_on: date) -> int:
    """Calendar days past the due day; 0 when in time."""
    return max(0, (done_on - due_on).days)


def needs_ground_of_revocation(center: Center, context: Context) -> None:
    """5.1, 5.3: nobody is revoked but on an evaluation or a rectification that failed."""
    if ground_of_revocation(center, context.today) is None:
        raise Refusal("no_ground_for_revocation", "5.3")


def needs_rectification_to_report(center: Center, _context: Context) -> None:
    """5.3: there is an order to answer."""
    if not any(item.status in ("ordered", "reported") for item in center.rectifications):
        raise Refusal("no_rectification_ordered", "5.3")


def needs_reported_rectification(center: Center, _context: Context) -> None:
    """5.3: what is judged was reported."""
    if not any(item.status == "reported" for item in center.rectifications):
        raise Refusal("rectification_not_reported", "5.3")


def ground_of_revocation(center: Center, today: date) -> str | None:
    """``evaluation``, or the id of an order that was rejected or not reported in time; ``None`` without ground.

    An evaluation is one of the construction (5.1): once the center is established it is a ground no more.
    """
    evaluation = center.evaluation if center.phase in BUILDING else None
    if evaluation and evaluation.outcome is EvaluationOutcome.REVOCATION:
        return m.EVALUATION_AS_GROUND
    failed = (item.id for item in center.rectifications if has_failed(item, today))
    return next(failed, None)


def has_failed(order: Rectification, today: date) -> bool:
    """5.3: rejected, or not reported by the end of the due day; a late report doesn't undo that until accepted. Of an
    order that was put on record after its day nobody knows whether it was answered, until somebody enters that.
    """
    if order.status == "rejected":
        return True
    if order.status == "ordered":
        return today > order.due_on >= order.known_on
    return order.status == "reported" and order.reported_on is not None and order.reported_on > order.due_on


_MONTHS_OF_A_YEAR = 12


def _far_ahead(due_on: date | None, on: date, context: Context) -> Iterator[Doubt]:
    """House rule: a day that lies years ahead may be a slip of the pen."""
    years = context.policy.unusual_years_ahead
    if due_on is not None and due_on > add_months(on, years * _MONTHS_OF_A_YEAR):
        yield Doubt("day_far_ahead", "house", {"due_on": due_on, "effective_on": on, "years": years})


def new_end_far_ahead(command: m.EvaluateConstruction, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: so it is with a new end of the term."""
    yield from _far_ahead(command.new_term_ends_on, context.effective_on(command), context)


def evaluated_early(command: m.EvaluateConstruction, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: an evaluation long before the end of the term says little about the construction (5.1)."""
    possible = possible_term(center, context.policy)
    ends_on = center.term_ends_on or (possible.earliest if possible else None)
    on, days = context.effective_on(command), context.policy.unusual_evaluation_days
    if ends_on is not None and on < ends_on - timedelta(days=days):
        yield Doubt("evaluated_early", "house", {"effective_on": on, "term_ends_on": ends_on, "days": days})


def extended_long(command: m.EvaluateConstruction, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: how long an extension is, the guideline leaves open (5.1)."""
    former, new = center.term_ends_on, command.new_term_ends_on
    months = context.policy.unusual_extension_months
    if former is not None and new is not None and new > add_months(former, months):
        yield Doubt("extended_long", "house", {"term_ends_on": former, "new_term_ends_on": new, "months": months})


def extended_again(command: m.EvaluateConstruction, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: a term is hardly extended twice."""
    before = center.days.get(fact_key(m.TermExtended))
    if command.new_term_ends_on is not None and before is not None:
        yield Doubt("extended_again", "house", {"after": before})


@decides(
    m.EvaluateConstruction,
    clause="5.1",
    roles=(Role.OFFICER,),
    phases=BUILDING,
    rests_on=(APPROVAL,),
    doubts=(evaluated_early, extended_long, extended_again, new_end_far_ahead),
    events=(m.ConstructionEvaluated, m.TermExtended),
    label=Label("筹建情况总结评估", "Evaluate construction"),
)
def evaluate_construction(command: m.EvaluateConstruction, center: Center, context: Context) -> list[Event]:
    """5.1: continued support, rectification or revocation; a new end of term goes with support alone."""
    on = context.effective_on(command)
    check_new_term(command, center, on)
    late = days_late(center.term_ends_on, on) if center.term_ends_on else 0
    evaluated = m.ConstructionEvaluated(outcome=command.outcome, summary=command.summary, days_late=late)
    if command.new_term_ends_on is None:
        return [evaluated]
    extended = m.TermExtended(former_term_ends_on=center.term_ends_on, term_ends_on=command.new_term_ends_on)
    return [evaluated, extended]


def check_new_term(command: m.EvaluateConstruction, center: Center, on: date) -> None:
    """5.1: an extension comes with continued support and leads past the evaluation and the former end."""
    if command.new_term_ends_on is None:
        return
    if command.outcome is not EvaluationOutcome.CONTINUED_SUPPORT:
        raise Refusal("extension_without_support", "5.1", outcome=command.outcome.value)
    floor = max(on, center.term_ends_on or on)
    if command.new_term_ends_on <= floor:
        raise Refusal("extension_too_early", "5.1", new_term_ends_on=command.new_term_ends_on, after=floor)


def reported_early(command: m.SubmitAnnualReport, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a report long before its due day tells of little of its year (5.2)."""
    on, due_on = context.effective_on(command), context.policy.annual_report_due(command.year)
    days = context.policy.unusual_report_days
    if on < due_on - timedelta(days=days):
        yield Doubt("reported_early", "house", {"effective_on": on, "due_on": due_on, "days": days})


@decides(
    m.SubmitAnnualReport,
    clause="5.2",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    rests_on=(APPROVAL,),
    doubts=(reported_early,),
    events=(m.AnnualReportSubmitted,),
    label=Label("报送年度筹建情况", "Submit annual report"),
)
def submit_annual_report(command: m.SubmitAnnualReport, center: Center, context: Context) -> list[Event]:
    """5.2: one report a year, with a typical case; a late one is taken and says how late."""
    on = context.effective_on(command)
    check_report_year(command.year, center, on)
    if not command.cases:
        raise Refusal("typical_case_missing", "5.2")
    due_on = context.policy.annual_report_due(command.year)
    late = days_late(due_on, on) if is_report_due(center, due_on) else 0
    return [m.AnnualReportSubmitted(**content(command), due_on=due_on, days_late=late)]


def is_report_due(center: Center, due_on: date) -> bool:
    """5.2: the duty begins with the approval; a report of the same year whose day had passed by then is a free gift."""
    return center.approved_on is None or due_on > earliest(center.approved_on)


def check_report_year(year: int, center: Center, on: date) -> None:
    """5.2: a report is of a year under way or past, since the approval, and comes once."""
    if year > on.year:
        raise Refusal("report_year_not_begun", "5.2", year=year)
    if center.approved_on is not None and year < earliest(center.approved_on).year:
        raise Refusal("report_year_before_approval", "5.2", year=year)
    if year in center.reports:
        raise Refusal("report_already_submitted", "5.2", year=year)


def _before_approval(happened_on: date, center: Center) -> Iterator[Doubt]:
    """5.2: the duty to notify begins with the approval."""
    approved_on = center.approved_on
    if approved_on is not None and happened_on < earliest(approved_on):
        yield Doubt("matter_before_approval", "5.2", {"happened_on": happened_on, "approved_on": approved_on})


def notified_matter_before_approval(command: m.NotifyMajorMatter, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.2: of a matter that is notified."""
    yield from _before_approval(command.happened_on, center)


def found_matter_before_approval(command: m.RecordSupervision, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.2: of a matter that supervision has found."""
    if command.unreported_matter:
        yield from _before_approval(command.unreported_matter.happened_on, center)


@decides(
    m.NotifyMajorMatter,
    clause="5.2",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    rests_on=(APPROVAL,),
    doubts=(notified_matter_before_approval,),
    events=(m.MajorMatterNotified,),
    label=Label("书面告知重大事项", "Notify major matter"),
)
def notify_major_matter(command: m.NotifyMajorMatter, center: Center, context: Context) -> list[Event]:
    """5.2: within five working days; late is recorded as late."""
    on = context.effective_on(command)
    check_happened(command.happened_on, on)
    known = check_known_matter(command, center)
    due = context.calendar.add_working_days(command.happened_on, context.policy.major_matter_working_days)
    return [
        m.MajorMatterNotified(
            **content(command, "matter_id"),
            matter_id=known or f"m{center.version + 1}",
            due_on=due.on,
            provisional=due.provisional,
            days_late=days_late(due.on, on),
        )
    ]


def check_happened(happened_on: date, on: date) -> None:
    """5.2: a matter is told after it happened."""
    if happened_on > on:
        raise Refusal("matter_in_the_future", "5.2", happened_on=happened_on)


def check_known_matter(command: m.NotifyMajorMatter, center: Center) -> str | None:
    """5.2: a matter that supervision found is notified by its id, once, and with its own day."""
    if command.matter_id is None:
        return None
    matter = center.major_matter(command.matter_id)
    if matter is None:
        raise Refusal("matter_unknown", "5.2", matter=command.matter_id)
    if matter.notified_on is not None:
        raise Refusal("matter_already_notified", "5.2", matter=command.matter_id)
    if matter.happened_on != command.happened_on:
        raise Refusal("matter_of_another_day", "5.2", matter=command.matter_id, happened_on=matter.happened_on)
    return matter.id


@decides(
    m.RecordSupervision,
    clause="5.3",
    roles=(Role.DISTRICT, Role.OFFICER),
    phases=SUPERVISED,
    of_any_party=True,
    rests_on=(APPROVAL,),
    doubts=(found_matter_before_approval,),
    events=(m.SupervisionRecorded,),
    label=Label("记录日常监督", "Record supervision"),
)
def record_supervision(command: m.RecordSupervision, center: Center, context: Context) -> list[Event]:
    """5.3: what was seen; a matter that was never notified starts its clock."""
    matter = command.unreported_matter
    if matter:
        check_happened(matter.happened_on, context.effective_on(command))
    matter_id = f"m{center.version + 1}" if matter else None
    return [m.SupervisionRecorded(**content(command), matter_id=matter_id)]


@decides(
    m.Commend,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    rests_on=(APPROVAL,),
    events=(m.CenterCommended,),
    label=Label("宣传推广与支持", "Commend"),
)
def commend(command: m.Commend, _center: Center, _context: Context) -> list[Event]:
    """5.3: publicity, candidacy, support."""
    return [m.CenterCommended(**content(command))]


def due_far_ahead(command: m.OrderRectification, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: so it is with the day by which something is to be put right."""
    yield from _far_ahead(command.due_on, context.effective_on(command), context)


@decides(
    m.OrderRectification,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    rests_on=(APPROVAL,),
    doubts=(due_far_ahead,),
    events=(m.RectificationOrdered,),
    label=Label("责令限期整改", "Order rectification"),
)
def order_rectification(command: m.OrderRectification, center: Center, context: Context) -> list[Event]:
    """5.1, 5.3: the time allowed is the bureau's decision, and lies ahead."""
    on = context.effective_on(command)
    if command.due_on <= on:
        raise Refusal("due_date_not_ahead", "5.3", due_on=command.due_on, after=on)
    return [m.RectificationOrdered(**content(command), rectification_id=f"r{center.version + 1}")]


@decides(
    m.ReportRectification,
    clause="5.3",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    needs=(needs_rectification_to_report,),
    rests_on=(RestsOn(m.RectificationOrdered, same="rectification_id"),),
    events=(m.RectificationReported,),
    label=Label("报告整改情况", "Report rectification"),
)
def report_rectification(command: m.ReportRectification, center: Center, context: Context) -> list[Event]:
    """5.3: reported, and where late, said so; it may be reported again until it is judged."""
    order = find_order(center, command.rectification_id)
    if order.status not in ("ordered", "reported"):
        raise Refusal("rectification_already_judged", "5.3", rectification=order.id)
    late = days_late(order.due_on, context.effective_on(command))
    return [m.RectificationReported(**content(command), days_late=late)]


@decides(
    m.JudgeRectification,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    needs=(needs_reported_rectification,),
    rests_on=(
        RestsOn(m.RectificationOrdered, same="rectification_id"),
        RestsOn(m.RectificationReported, same="rectification_id"),
    ),
    events=(m.RectificationAccepted, m.RectificationRejected),
    label=Label("判定整改结果", "Judge rectification"),
)
def judge_rectification(command: m.JudgeRectification, center: Center, _context: Context) -> list[Event]:
    """5.3: accepted or rejected."""
    order = find_order(center, command.rectification_id)
    if order.status == "ordered":
        raise Refusal("rectification_not_reported", "5.3", rectification=order.id)
    if order.status != "reported":
        raise Refusal("rectification_already_judged", "5.3", rectification=order.id)
    accepted = command.outcome is RectificationOutcome.ACCEPTED
    judged = m.RectificationAccepted if accepted else m.RectificationRejected
    return [judged(rectification_id=order.id, reason=command.reason)]


def find_order(center: Center, rectification_id: str) -> Rectification:
    """The order of that id, or the refusal that there is none."""
    order = center.rectification(rectification_id)
    if order is None:
        raise Refusal("rectification_unknown", "5.3", rectification=rectification_id)
    return order


def what_gives_the_ground(command: m.RevokeCenter, center: Center, context: Context) -> tuple[RestsOn, ...]:
    """5.1, 5.3: the evaluation, or the order with what became of it, on which a center is revoked."""
    ground = ground_of_revocation(center, context.effective_on(command))
    if ground is None:
        return ()
    if ground == m.EVALUATION_AS_GROUND:
        return (RestsOn(m.ConstructionEvaluated),)
    return RestsOn(m.RectificationOrdered, ground), RestsOn(m.RectificationRejected, ground)


@decides(
    m.RevokeCenter,
    clause="5.3",
    roles=(Role.APPROVER,),
    phases=SUPERVISED,
    needs=(needs_ground_of_revocation,),
    rests_on=(APPROVAL,),
    rests_also=what_gives_the_ground,
    doubts=number_of(m.CenterRevoked),
    events=(m.CenterRevoked,),
    label=Label("撤销中心资格", "Revoke center"),
    ends=True,
)
def revoke_center(command: m.RevokeCenter, center: Center, context: Context) -> list[Event]:
    """5.1, 5.3: revoked by document, on the ground that the record shows."""
    ground = ground_of_revocation(center, context.effective_on(command))
    if ground is None:
        raise Refusal("no_ground_for_revocation", "5.3")
    return [m.CenterRevoked(**content(command), ground=ground)]


DECISIONS = (
    evaluate_construction,
    submit_annual_report,
    notify_major_matter,
    record_supervision,
    commend,
    order_rectification,
    report_rectification,
    judge_rectification,
    revoke_center,
)
"""The chapter's decisions, in the order of its clauses."""
