"""The clocks of 5: annual reports, the evaluation before a term ends, rectifications, notices of major matters."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from domain.center import Center, Rectification
from domain.deadlines.clock import APPROVAL_DAY, AWAITED, Clock, ScheduledFact, Wait, each_year, wait_of, waits_by_key
from domain.deadlines.deadline import Deadline, done_by, followed_since, judged, watched_since, years_from
from domain.guideline.phases import BUILDING, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus, EvaluationOutcome
from domain.imported.unknowns import PossibleTerm, possible_term
from domain.kernel.base import Label
from domain.supervision import messages as m
from domain.supervision.clock_facts import EvaluationOpened, Passed, TermExpired, UnknownTermExpired
from domain.supervision.rectification import key_of, served_in_time, time_runs
from domain.values.partial_days import end_of_day, in_words, latest, start_of_day
from domain.working_calendar.working_days import WorkingCalendar

UNKNOWN_TERM = "evaluation/unknown"
"""The key of an evaluation before the end of a term that nobody here knows."""


def evaluation_key(term: date) -> str:
    """The key of the evaluation before the end of a term."""
    return f"{ClockKind.EVALUATION}/{term.isoformat()}"


def annual_reports(center: Center, policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.2: each year by the end of November, from the first due day after approval on."""
    followed_from, known_on = followed_since(center)
    first = followed_from.year + (policy.annual_report_due(followed_from.year) <= followed_from)
    earlier = (year for year in sorted(center.reports) if year < first)
    for year in chain(earlier, years_from(center, first, policy.annual_report_due)):
        due_on = policy.annual_report_due(year)
        report = center.reports.get(year)
        done = report if year < first or report is None else done_by(due_on, report.on)
        deadline = judged(
            center,
            f"annual_report/{year}",
            ClockKind.ANNUAL_REPORT,
            due_on,
            known_on=known_on,
            done=done,
            ended_on=_reports_ended_on(center, policy),
        )
        yield deadline
        if deadline.status is ClockStatus.OPEN:
            return


def _reports_ended_on(center: Center, policy: Policy) -> date | None:
    """House rule: a house may let the yearly reports end with the establishment."""
    if policy.annual_report_in_operation or center.phase in BUILDING:
        return None
    return latest(center.established_on) if center.established_on is not None else date.max


def evaluations(center: Center, policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.1: before each term ends; where the term is unknown, somewhere in the range that 3.5.1 allows."""
    _, known_on = followed_since(center)
    for term, term_known_on in zip(center.terms, center.terms_known_on, strict=False):
        held = center.evaluated.get(term.isoformat())
        yield judged(
            center,
            evaluation_key(term),
            ClockKind.EVALUATION,
            term,
            known_on=term_known_on,
            done=done_by(term, held.on if held else None),
            missed=TermExpired.WHAT,
            ended_on=_ended_on(center, term),
        )
    if not center.terms and center.phase in BUILDING:
        yield _evaluation_of_unknown_term(center, policy, known_on)


def _ended_on(center: Center, term: date) -> date | None:
    """The last day on which an evaluation before the end of that term was due: that of the establishment, even if a
    decision entered afterwards shows it, or of the extension of the term.
    """
    if center.established_on is not None:
        return latest(center.established_on)
    if term != center.term_ends_on:
        return center.terms_extended_on.get(term.isoformat(), term)
    return None if center.phase in BUILDING else date.max


def _evaluation_of_unknown_term(center: Center, policy: Policy, known_on: date) -> Deadline:
    term = possible_term(center, policy)
    done = center.evaluated.get("unknown")
    return Deadline(
        key=UNKNOWN_TERM,
        kind=ClockKind.EVALUATION,
        due_on=None,
        status=ClockStatus.MET if done else _of_unknown_term(center, term, known_on),
        known_on=known_on,
        provisional=True,
        earliest=term.earliest if term else None,
        latest=term.latest if term else None,
        assumed=term is not None and term.is_assumed,
        met_on=done.on if done else None,
    )


def _of_unknown_term(center: Center, term: PossibleTerm | None, known_on: date) -> ClockStatus:
    """Nobody knows whether it was held, nor whether its day has passed: that is certain once every possible one has."""
    if term is None or term.latest is None:
        return ClockStatus.UNDATED
    is_over = (
        term.latest < max(known_on, *watched_since(center))
        or Passed(UNKNOWN_TERM, UnknownTermExpired.WHAT, term.latest) in center.passed
    )
    return ClockStatus.CERTAINLY_OVER if is_over else ClockStatus.UNDATED


def opens_before_the_term_ends(
    center: Center, deadline: Deadline, due_on: date, policy: Policy
) -> Iterator[ScheduledFact]:
    """5.1: the evaluation opens some time before the term ends."""
    fact = EvaluationOpened(key=deadline.key, kind=deadline.kind, due_on=due_on)
    if fact.passed not in center.passed:
        yield ScheduledFact(start_of_day(due_on - timedelta(days=policy.evaluation_lead_days)), fact)


def term_expires(center: Center, policy: Policy) -> Iterator[ScheduledFact]:
    """5.1: the term ends, evaluated or not, for a center that is not established yet."""
    if center.phase not in BUILDING:
        return
    if center.term_ends_on is None:
        yield from _unknown_term_expires(center, policy)
    elif center.term_ends_on >= max(center.terms_known_on[-1], *watched_since(center)):
        yield from _known_term_expires(center, center.term_ends_on)


def _unknown_term_expires(center: Center, policy: Policy) -> Iterator[ScheduledFact]:
    duty = _evaluation_of_unknown_term(center, policy, followed_since(center)[1])
    if duty.status is ClockStatus.UNDATED and duty.latest is not None:
        fact = UnknownTermExpired(key=duty.key, kind=duty.kind, due_on=duty.latest)
        yield ScheduledFact(end_of_day(duty.latest), fact)


def _known_term_expires(center: Center, term: date) -> Iterator[ScheduledFact]:
    evaluated = term.isoformat() in center.evaluated
    fact = TermExpired(key=evaluation_key(term), kind=ClockKind.EVALUATION, due_on=term, evaluated=evaluated)
    if fact.passed not in center.passed:
        yield ScheduledFact(end_of_day(term), fact)


def waits_for_evaluation(center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """Once the clock has opened it; of a term that nobody knows none ever will, so that it is waited for at once. After
    the term another one is, which sets a new end.
    """
    term = center.term_ends_on.isoformat() if center.term_ends_on else "unknown"
    for due in dues:
        if due.key != f"evaluation/{term}":
            continue
        if due.status in AWAITED and _is_opened(center, due):
            yield wait_of(due)
        elif due.status in _SAYS_NOTHING_OF_THE_TERM and is_term_over(center) and not _is_before_the_approver(center):
            yield replace(wait_of(due), overdue=True)


_SAYS_NOTHING_OF_THE_TERM = (ClockStatus.MET, ClockStatus.NOT_ON_RECORD)
"""What is known of the evaluation where the term may be over all the same."""


def is_term_over(center: Center) -> bool:
    """5.1: evaluated or not, a term that is over stays so until acceptance is applied for or a new end is set. One that
    was over before anybody here knew of it is no miss, and over.
    """
    term = center.term_ends_on
    if term is None or center.phase is not Phase.CONSTRUCTION or center.is_backfilled:
        return False
    was_over = term < max(center.terms_known_on[-1], *watched_since(center))
    return was_over or Passed(evaluation_key(term), TermExpired.WHAT, term) in center.passed


def _is_before_the_approver(center: Center) -> bool:
    """Whether what comes next is the approver's: an outcome is proposed, or revocation is intended."""
    if center.evaluation_proposed is not None:
        return True
    return center.evaluation is not None and center.evaluation.outcome is EvaluationOutcome.REVOCATION


def _is_opened(center: Center, due: Deadline) -> bool:
    if due.due_on is None or due.status is ClockStatus.MISSED:
        return True
    return Passed(due.key, EvaluationOpened.WHAT, due.due_on) in center.passed


def rectifications(center: Center, _policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.1, 5.3: each order by the day that it names, or that it was extended to, and by the days before that; of one
    whose time runs from service, once it was served before that day.
    """
    for order in center.rectifications:
        for former in order.former:
            if time_runs(order, former.due_on, center):
                due = _due_day(center, order, former.due_on, former.known_on)
                yield replace(due, ended_on=former.ended_on, is_former=True)
        if time_runs(order, order.due_on, center):
            yield _due_day(center, order, order.due_on, order.due_known_on)


def _due_day(center: Center, order: Rectification, due_on: date, known_on: date) -> Deadline:
    served = (served_in_time(order, due_on, center) or ()) if order.needs_service else ()
    return judged(
        center,
        key_of(order),
        ClockKind.RECTIFICATION,
        due_on,
        known_on=max(known_on, *(center.served_known_on[act] for act in served), date.min),
        done=done_by(due_on, order.reported_on),
        subject=order.problems,
    )


def waits_for_reports_of_rectification(center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: each order that nobody has answered yet."""
    for order in center.rectifications:
        if order.status == "ordered":
            yield from waits_by_key(key_of(order), dues)


def major_matters(center: Center, policy: Policy, calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.2: each matter within five working days of the day it happened; provisional past the published calendars."""
    for matter in center.major_matters:
        due = calendar.add_working_days(matter.happened_on, policy.major_matter_working_days)
        yield judged(
            center,
            f"major_matter/{matter.id}",
            ClockKind.MAJOR_MATTER,
            due.on,
            known_on=matter.known_on,
            done=done_by(due.on, matter.notified_on),
            provisional=due.provisional,
            subject=matter.title,
        )


def waits_for_notices(center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.2: each matter of which no written notice came; that it didn't is on record, however late it was found."""
    for matter in center.major_matters:
        if matter.notified_on is None:
            key = f"major_matter/{matter.id}"
            yield next(waits_by_key(key, dues), Wait(key, since=matter.known_on, subject=matter.title))


def _annual_report_due(policy: Policy) -> Label:
    month, day = policy.annual_report_month_day
    return Label(f"每年{month}月{day}日", f"{day}/{month} of every year")


def _annual_report_begins(deadline: Deadline, _policy: Policy) -> Label:
    first = in_words(deadline.due_on or date.max)
    return Label(f"首次于{first.zh}前，此后每年", f"First by {first.en}, then every year")


def _evaluation_starts(policy: Policy) -> Label:
    lead = policy.evaluation_lead_days
    return Label(f"筹建期满前{lead}天", f"{lead} days before the term ends")


def _evaluation_begins(deadline: Deadline, policy: Policy) -> Label:
    lead = policy.evaluation_lead_days
    last = in_words(deadline.due_on) if deadline.due_on else Label("筹建期满", "the end of the term")
    return Label(f"{last.zh}前，提前 {lead} 天启动", f"By {last.en}; opens {lead} days ahead")


def _notice_due(policy: Policy) -> Label:
    working = policy.major_matter_working_days
    return Label(f"{working}个工作日内", f"{working} working days later")


CLOCKS = (
    Clock(
        kind=ClockKind.ANNUAL_REPORT,
        starts=lambda _policy: Label("批准筹建", "approval to construct"),
        due=_annual_report_due,
        deadlines=annual_reports,
        answered_by=m.SubmitAnnualReport,
        waits=each_year(ClockKind.ANNUAL_REPORT),
        has_years=True,
        begins_with_approval=_annual_report_begins,
        counts_from=(APPROVAL_DAY,),
    ),
    Clock(
        kind=ClockKind.EVALUATION,
        starts=_evaluation_starts,
        due=lambda _policy: Label("筹建期满日", "the end of the term"),
        deadlines=evaluations,
        answered_by=m.EvaluateConstruction,
        waits=waits_for_evaluation,
        records=(EvaluationOpened, TermExpired, UnknownTermExpired),
        schedule=opens_before_the_term_ends,
        also_records=term_expires,
        begins_with_approval=_evaluation_begins,
    ),
    Clock(
        kind=ClockKind.RECTIFICATION,
        starts=lambda _policy: Label("整改要求", "the order"),
        due=lambda _policy: Label("其载明的期限", "the day it names"),
        deadlines=rectifications,
        answered_by=m.ReportRectification,
        waits=waits_for_reports_of_rectification,
    ),
    Clock(
        kind=ClockKind.MAJOR_MATTER,
        starts=lambda _policy: Label("事项发生之日", "the day it happened"),
        due=_notice_due,
        deadlines=major_matters,
        answered_by=m.NotifyMajorMatter,
        waits=waits_for_notices,
        counts_from=(("notify_major_matter", "happened_on"), ("record_supervision", "happened_on")),
    ),
)
"""The chapter's clocks."""
