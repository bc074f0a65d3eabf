"""How the events of 5, and the clocks' own facts, change a center."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.center import Center, Evaluation, FormerDue, MajorMatter, Notice, Rectification, Submission
from domain.decision import Effects
from domain.guideline.phases import Phase
from domain.guideline.policy import POWERS_ASKED_SINCE, edition_of
from domain.guideline.vocabulary import EvaluationOutcome, FollowUpOutcome, StatementKind
from domain.kernel.records import Record
from domain.supervision import clock_facts as c
from domain.supervision import follow_ups
from domain.supervision import messages as m
from domain.supervision import notice_messages as n
from domain.values.partial_days import day_in_shanghai, earliest


def construction_evaluated(center: Center, record: Record[m.ConstructionEvaluated]) -> Center:
    """The last evaluation counts, for the term in force. One that proposes its outcome waits for the decision."""
    event, on = record.event, earliest(record.effective_on)
    term = center.term_ends_on.isoformat() if center.term_ends_on else "unknown"
    center = center.but(evaluated={**center.evaluated, term: Submission(on, event.days_late)})
    if event.proposed:
        proposed = Evaluation(event.outcome, on, record.version, decided=False, new_term_ends_on=event.new_term_ends_on)
        return center.but(evaluation_proposed=proposed)
    return _with_evaluation(center, Evaluation(event.outcome, on, record.version))


def evaluation_decided(center: Center, record: Record[m.EvaluationDecided]) -> Center:
    """The proposal waits no more; what was decided counts."""
    evaluation = Evaluation(record.event.outcome, earliest(record.effective_on), record.version)
    center = center.numbered(record, record.event.document_number).but(evaluation_proposed=None)
    return _with_evaluation(center, evaluation)


def _with_evaluation(center: Center, evaluation: Evaluation) -> Center:
    """The last one counts; what continued support has ended stays ended."""
    center = center.but(evaluation=evaluation)
    if evaluation.outcome is not EvaluationOutcome.CONTINUED_SUPPORT:
        return center
    known = center.continued_support
    is_later = known is None or evaluation.on >= known.on
    return center.but(continued_support=evaluation) if is_later else center


def term_extended(center: Center, record: Record[m.TermExtended]) -> Center:
    """The term has a new end."""
    former = center.term_ends_on
    extended_on = {former.isoformat(): earliest(record.effective_on)} if former else {}
    return center.but(
        terms_extended_on={**center.terms_extended_on, **extended_on},
        terms=(*center.terms, record.event.term_ends_on),
        terms_known_on=(*center.terms_known_on, day_in_shanghai(record.recorded_at)),
    )


def _counted_on(record: Record[Any], handed_in_on: date | None) -> date:
    """The day on which something that is due was done: handed in; of what doesn't say so, that of its paper."""
    return handed_in_on or earliest(record.effective_on)


def annual_report_submitted(center: Center, record: Record[m.AnnualReportSubmitted]) -> Center:
    """The year's report is in."""
    event = record.event
    submission = Submission(_counted_on(record, event.handed_in_on), event.days_late)
    return center.but(reports={**center.reports, event.year: submission})


def major_matter_notified(center: Center, record: Record[m.MajorMatterNotified]) -> Center:
    """The matter is notified; one that supervision had found keeps its place, as long as the day by which it was
    matched reads so.
    """
    event = record.event
    on = _counted_on(record, event.handed_in_on)
    known = center.major_matter(event.matter_id)
    is_joined = known is not None and (not event.matched or known.happened_on == event.happened_on)
    if known and is_joined:
        return _with_matter(center, replace(known, notified_on=on))
    matter_id = f"m{record.version}" if event.matched else event.matter_id
    matter = MajorMatter(matter_id, event.title, event.happened_on, day_in_shanghai(record.recorded_at), on)
    return center.but(major_matters=(*center.major_matters, matter))


def _with_matter(center: Center, matter: MajorMatter) -> Center:
    return center.but(major_matters=tuple(matter if item.id == matter.id else item for item in center.major_matters))


def supervision_recorded(center: Center, record: Record[m.SupervisionRecorded]) -> Center:
    """A matter that supervision found waits for its notice, and a problem to be followed up."""
    event = record.event
    center = follow_ups.with_problem_found(center, record)
    if event.unreported_matter is None or event.matter_id is None:
        return center
    found = event.unreported_matter
    matter = MajorMatter(event.matter_id, found.title, found.happened_on, day_in_shanghai(record.recorded_at))
    return center.but(major_matters=(*center.major_matters, matter))


def center_commended(center: Center, _record: Record[m.CenterCommended]) -> Center:
    """One commendation more; it answers what was recommended before."""
    recommended = follow_ups.waiting_for(center, FollowUpOutcome.RECOMMENDED)
    center = follow_ups.with_answer(center, (issue.id for issue in recommended))
    return center.but(commendations=center.commendations + 1)


def rectification_ordered(center: Center, record: Record[m.RectificationOrdered]) -> Center:
    """One order more; it answers the proposal that it names."""
    event, known_on = record.event, day_in_shanghai(record.recorded_at)
    center = follow_ups.with_answer(center, (event.proposal_id,) if event.proposal_id else ())
    order = Rectification(
        event.rectification_id,
        event.problems,
        event.due_on,
        known_on=known_on,
        version=record.version,
        follows=event.follows,
        needs_service=edition_of(record.decided_under) >= POWERS_ASKED_SINCE,
        ordered_on=earliest(record.effective_on),
        document_number=event.document_number,
        due_known_on=known_on,
        due_version=record.version,
    )
    center = center.numbered(record, event.document_number)
    return center.but(rectifications=(*center.rectifications, order))


def rectification_extended(center: Center, record: Record[m.RectificationExtended]) -> Center:
    """The new day counts; the former one was that of the order until then."""
    event = record.event
    order = center.rectification(event.rectification_id)
    if order is None:
        return center
    former = FormerDue(order.due_on, order.due_known_on, earliest(record.effective_on), order.due_version)
    return _with_order(
        center.numbered(record, event.document_number),
        order.id,
        due_on=event.due_on,
        due_known_on=day_in_shanghai(record.recorded_at),
        due_version=record.version,
        former=(*order.former, former),
    )


def _with_order(center: Center, rectification_id: str, **changes: Any) -> Center:
    return center.but(
        rectifications=tuple(
            replace(item, **changes) if item.id == rectification_id else item for item in center.rectifications
        )
    )


def rectification_reported(center: Center, record: Record[m.RectificationReported]) -> Center:
    """The order is answered; the first answer's day counts."""
    order = center.rectification(record.event.rectification_id)
    first = order.reported_on if order else None
    on = first or _counted_on(record, record.event.handed_in_on)
    return _with_order(center, record.event.rectification_id, status="reported", reported_on=on)


def rectification_accepted(center: Center, record: Record[m.RectificationAccepted]) -> Center:
    """Put right."""
    return _judged(center, record, "accepted")


def rectification_rejected(center: Center, record: Record[m.RectificationRejected]) -> Center:
    """Not put right."""
    return _judged(center, record, "rejected")


def _judged(center: Center, record: Record[m.RectificationAccepted | m.RectificationRejected], status: str) -> Center:
    on = earliest(record.effective_on)
    order = record.event.rectification_id
    return _with_order(center, order, status=status, judged_on=on, judged_version=record.version)


def revocation_noticed(center: Center, record: Record[n.RevocationNoticed]) -> Center:
    """The center is told; nothing is revoked."""
    event, on = record.event, earliest(record.effective_on)
    notice = Notice(event.notice_id, event.ground, on, record.version)
    return center.numbered(record, event.document_number).but(notice=notice)


def statement_recorded(center: Center, record: Record[n.StatementRecorded]) -> Center:
    """What was said has to be answered; a hearing that was asked for, to be held, unless the center waives it."""
    notice, kind = center.notice, record.event.kind
    if notice is None or notice.id != record.event.notice_id:
        return center
    if kind is StatementKind.HEARING_REQUEST:
        return center.but(notice=replace(notice, hearing_asked_on=earliest(record.effective_on)))
    if kind is StatementKind.HEARING_WAIVED:
        return center.but(notice=replace(notice, hearing_asked_on=None))
    heard = replace(notice, statements=notice.statements + 1)
    return center.but(notice=replace(heard, hearing_asked_on=None) if kind is StatementKind.HEARING else heard)


def center_revoked(center: Center, record: Record[m.CenterRevoked]) -> Center:
    """The end."""
    number = record.event.document_number
    return center.but(phase=Phase.REVOKED, ended_on=record.effective_on, revocation_number=number)


def clock_fact_recorded(center: Center, record: Record[c.ClockFact]) -> Center:
    """Said once; a missed day is missed until what was due is done late, and the phase stays."""
    return center.but(passed={**center.passed, record.event.passed: earliest(record.effective_on)})


EFFECTS: Effects = {
    m.ConstructionEvaluated: construction_evaluated,
    m.EvaluationDecided: evaluation_decided,
    m.TermExtended: term_extended,
    m.AnnualReportSubmitted: annual_report_submitted,
    m.MajorMatterNotified: major_matter_notified,
    m.SupervisionRecorded: supervision_recorded,
    m.CenterCommended: center_commended,
    m.RectificationOrdered: rectification_ordered,
    m.RectificationExtended: rectification_extended,
    m.RectificationReported: rectification_reported,
    m.RectificationAccepted: rectification_accepted,
    m.RectificationRejected: rectification_rejected,
    n.RevocationNoticed: revocation_noticed,
    n.StatementRecorded: statement_recorded,
    m.CenterRevoked: center_revoked,
    **follow_ups.EFFECTS,
    c.ReminderSent: clock_fact_recorded,
    c.DeadlineMissed: clock_fact_recorded,
    c.EvaluationOpened: clock_fact_recorded,
    c.TermExpired: clock_fact_recorded,
    c.UnknownTermExpired: clock_fact_recorded,
}
