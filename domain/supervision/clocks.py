"""The clocks of 5: annual reports, the evaluation before a term ends, rectifications, notices of major matters."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.center import Center
from domain.deadlines.clock import Clock, ScheduledFact, Wait, each_year, wait_by_key, wait_of
from domain.deadlines.deadline import Deadline, done_by, followed_since, judged, years_from
from domain.guideline.phases import BUILDING, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.housekeeping.unknowns import possible_term
from domain.kernel.base import Label
from domain.supervision import messages as m
from domain.supervision.clock_facts import EvaluationOpened, TermExpired
from domain.values.partial_days import end_of_day, in_words, latest, start_of_day
from domain.working_calendar.working_days import WorkingCalendar


def annual_reports(center: Center, policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.2: each year by the end of November, from the first due day after approval on."""
    followed_from, known_on = followed_since(center)
    first = followed_from.year + (policy.annual_report_due(followed_from.year) <= followed_from)
    earlier = (year for year in sorted(center.reports) if year < first)
    for year in (*earlier, *years_from(first)):
        due_on = policy.annual_report_due(year)
        report = center.reports.get(year)
        done = report if year < first or report is None else done_by(due_on, report.on)
        deadline = judged(
            center, f"annual_report/{year}", ClockKind.ANNUAL_REPORT, due_on, known_on=known_on, done=done
        )
        if deadline.status is ClockStatus.OPEN:
            if center.phase is not Phase.OPERATION or policy.annual_report_in_operation:
                yield deadline
            return
        yield deadline


def evaluations(center: Center, policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.1: before each term ends; where the term is unknown, somewhere in the range that 3.5.1 allows."""
    _, known_on = followed_since(center)
    for term in center.terms:
        key = f"evaluation/{term.isoformat()}"
        held = center.evaluated.get(term.isoformat())
        deadline = judged(
            center,
            key,
            ClockKind.EVALUATION,
            term,
            known_on=center.term_known_on or known_on,
            done=done_by(term, held.on if held else None),
            missed=f"{key}/expired",
        )
        if _counts(center, term, deadline.status):
            yield deadline
    if not center.terms and center.phase in BUILDING:
        yield _evaluation_of_unknown_term(center, policy, known_on)


def _counts(center: Center, term: date, status: ClockStatus) -> bool:
    """An evaluation that is awaited counts while its term is in force; a missed one unless, as a decision entered
    afterwards may show, the center had been established by then.
    """
    if status is ClockStatus.MISSED:
        return center.established_on is None or latest(center.established_on) > term
    return status is ClockStatus.MET or _is_in_force(center, term)


def _is_in_force(center: Center, term: date) -> bool:
    return term == center.term_ends_on and center.phase in BUILDING


def _evaluation_of_unknown_term(center: Center, policy: Policy, known_on: date) -> Deadline:
    term = possible_term(center, policy)
    done = center.evaluated.get("unknown")
    return Deadline(
        key="evaluation/unknown",
        kind=ClockKind.EVALUATION,
        due_on=None,
        status=ClockStatus.MET if done else ClockStatus.OPEN,
        known_on=known_on,
        provisional=True,
        earliest=term.earliest if term else None,
        latest=term.latest if term else None,
        met_on=done.on if done else None,
    )


def opens_before_the_term_ends(
    center: Center, deadline: Deadline, due_on: date, policy: Policy
) -> Iterator[ScheduledFact]:
    """5.1: the evaluation opens some time before the term ends."""
    key = f"{deadline.key}/opened"
    if key not in center.passed:
        fact = EvaluationOpened(key=deadline.key, kind=deadline.kind, due_on=due_on)
        yield ScheduledFact(start_of_day(due_on - timedelta(days=policy.evaluation_lead_days)), key, fact)


def term_expires(center: Center, _policy: Policy) -> Iterator[ScheduledFact]:
    """5.1: the term ends, evaluated or not, for a center that is not established yet."""
    term = center.term_ends_on
    if term is None or center.phase not in BUILDING:
        return
    key = f"evaluation/{term.isoformat()}"
    if f"{key}/expired" not in center.passed:
        evaluated = term.isoformat() in center.evaluated
        fact = TermExpired(key=key, kind=ClockKind.EVALUATION, due_on=term, evaluated=evaluated)
        yield ScheduledFact(end_of_day(term), f"{key}/expired", fact)


def waits_for_evaluation(center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """Once the clock has opened it; of a term that nobody knows none ever will, so that it is waited for at once."""
    term = center.term_ends_on.isoformat() if center.term_ends_on else "unknown"
    for due in dues:
        is_opened = due.due_on is None or due.status is ClockStatus.MISSED or f"{due.key}/opened" in center.passed
        if due.key == f"evaluation/{term}" and due.status is not ClockStatus.MET and is_opened:
            yield wait_of(due)


def rectifications(center: Center, _policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.1, 5.3: each order by the day that it names."""
    for order in center.rectifications:
        done = done_by(order.due_on, order.reported_on)
        key = f"rectification/{order.id}"
        yield judged(
            center,
            key,
            ClockKind.RECTIFICATION,
            order.due_on,
            known_on=order.known_on,
            done=done,
            subject=order.problems,
        )


def waits_for_reports_of_rectification(center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: each order that nobody has answered yet."""
    for order in center.rectifications:
        if order.status == "ordered":
            key = f"rectification/{order.id}"
            without = Wait(key, due_on=order.due_on, since=order.known_on, subject=order.problems)
            yield wait_by_key(key, dues, without)


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
    """5.2: each matter of which no written notice came."""
    for matter in center.major_matters:
        if matter.notified_on is None:
            key = f"major_matter/{matter.id}"
            yield wait_by_key(key, dues, Wait(key, since=matter.known_on, subject=matter.title))


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
    ),
    Clock(
        kind=ClockKind.EVALUATION,
        starts=_evaluation_starts,
        due=lambda _policy: Label("筹建期满日", "the end of the term"),
        deadlines=evaluations,
        answered_by=m.EvaluateConstruction,
        waits=waits_for_evaluation,
        records=(EvaluationOpened, TermExpired),
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
    ),
)
"""The chapter's clocks."""
