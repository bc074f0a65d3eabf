"""The clocks: what is due, by which clause, and whether it was met. Pure: no clock is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.center import Center, Submission
from domain.guideline.phases import BUILDING, SUPERVISED, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.housekeeping.unknowns import possible_term
from domain.supervision.clock_facts import CLAUSE_OF
from domain.values.partial_days import latest
from domain.working_calendar.working_days import WorkingCalendar

SHANGHAI_REGION = "上海"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due by the end of ``due_on`` (Asia/Shanghai).

    ``due_on`` is ``None`` where a term is unknown; ``earliest`` and ``latest`` then bound it. ``known_on`` is the day
    on which the duty was first on record: reminders before it would have come too early to be sent. ``days_late``
    counts calendar days of something done late.
    """

    key: str
    kind: ClockKind
    clause: str
    due_on: date | None
    status: ClockStatus
    known_on: date
    provisional: bool = False
    earliest: date | None = None
    latest: date | None = None
    met_on: date | None = None
    days_late: int = 0
    subject: str = ""


def deadlines(center: Center, policy: Policy, calendar: WorkingCalendar) -> list[Deadline]:
    """Every deadline of a center, past and present, by due day; of each yearly duty just the first open one."""
    if not is_followed(center, policy):
        return []
    found = [
        *annual_reports(center, policy),
        *exchanges(center, policy),
        *evaluations(center, policy),
        *rectifications(center),
        *major_matters(center, policy, calendar),
    ]
    if center.phase not in SUPERVISED:
        found = [deadline for deadline in found if deadline.status is not ClockStatus.OPEN]
    return sorted(found, key=lambda deadline: (deadline.due_on or date.max, deadline.key))


def is_followed(center: Center, policy: Policy) -> bool:
    """Whether clocks count for this center: from approval to construct on, in the regions that the house follows."""
    if center.followed_from is None or center.phase in (Phase.INCUBATION, Phase.APPLICATION):
        return False
    return policy.clocks_for_other_regions or center.region == SHANGHAI_REGION


def annual_reports(center: Center, policy: Policy) -> Iterator[Deadline]:
    """5.2: each year by the end of November, from the first due day after approval on."""
    followed_from, known_on = _followed(center)
    first = followed_from.year + (policy.annual_report_due(followed_from.year) <= followed_from)
    earlier = (year for year in sorted(center.reports) if year < first)
    for year in (*earlier, *_from(first)):
        due_on = policy.annual_report_due(year)
        report = center.reports.get(year)
        done = report if year < first or report is None else _done(due_on, report.on)
        deadline = _with_status(
            center, f"annual_report/{year}", ClockKind.ANNUAL_REPORT, due_on, known_on=known_on, done=done
        )
        if deadline.status is ClockStatus.OPEN:
            if center.phase is not Phase.OPERATION or policy.annual_report_in_operation:
                yield deadline
            return
        yield deadline


def exchanges(center: Center, policy: Policy) -> Iterator[Deadline]:
    """4.2: two in each full calendar year since approval, by 31 December."""
    followed_from, known_on = _followed(center)
    began_by = center.began_by or followed_from
    first_full = began_by.year + (began_by > date(began_by.year, 1, 1))
    for year in _from(max(first_full, followed_from.year)):
        held = center.exchanges.get(year, 0) >= policy.exchanges_per_year
        done = Submission(date(year, 12, 31), 0) if held else None
        due_on = date(year, 12, 31)
        deadline = _with_status(center, f"exchanges/{year}", ClockKind.EXCHANGES, due_on, known_on=known_on, done=done)
        yield deadline
        if deadline.status is ClockStatus.OPEN:
            return


def evaluations(center: Center, policy: Policy) -> Iterator[Deadline]:
    """5.1: before each term ends; where the term is unknown, somewhere in the range that 3.5.1 allows."""
    _, known_on = _followed(center)
    for term in center.terms:
        key = f"evaluation/{term.isoformat()}"
        held = center.evaluated.get(term.isoformat())
        deadline = _with_status(
            center,
            key,
            ClockKind.EVALUATION,
            term,
            known_on=center.term_known_on or known_on,
            done=_done(term, held.on if held else None),
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
        clause=CLAUSE_OF[ClockKind.EVALUATION],
        due_on=None,
        status=ClockStatus.MET if done else ClockStatus.OPEN,
        known_on=known_on,
        provisional=True,
        earliest=term.earliest if term else None,
        latest=term.latest if term else None,
        met_on=done.on if done else None,
    )


def rectifications(center: Center) -> Iterator[Deadline]:
    """5.1, 5.3: each order by the day that it names."""
    for order in center.rectifications:
        done = _done(order.due_on, order.reported_on)
        key = f"rectification/{order.id}"
        yield _with_status(
            center,
            key,
            ClockKind.RECTIFICATION,
            order.due_on,
            known_on=order.known_on,
            done=done,
            subject=order.problems,
        )


def major_matters(center: Center, policy: Policy, calendar: WorkingCalendar) -> Iterator[Deadline]:
    """5.2: each matter within five working days of the day it happened; provisional past the published calendars."""
    for matter in center.major_matters:
        due = calendar.add_working_days(matter.happened_on, policy.major_matter_working_days)
        yield _with_status(
            center,
            f"major_matter/{matter.id}",
            ClockKind.MAJOR_MATTER,
            due.on,
            known_on=matter.known_on,
            done=_done(due.on, matter.notified_on),
            provisional=due.provisional,
            subject=matter.title,
        )


def _followed(center: Center) -> tuple[date, date]:
    followed_from = center.followed_from or date.min
    return followed_from, center.known_on or followed_from


def _from(year: int) -> Iterator[int]:
    return iter(range(year, date.max.year))


def _done(due_on: date, done_on: date | None) -> Submission | None:
    return Submission(done_on, max(0, (done_on - due_on).days)) if done_on else None


def _with_status(
    center: Center,
    key: str,
    kind: ClockKind,
    due_on: date,
    *,
    known_on: date,
    done: Submission | None,
    missed: str | None = None,
    provisional: bool = False,
    subject: str = "",
) -> Deadline:
    has_passed = (missed or f"{key}/missed") in center.passed
    return Deadline(
        key=key,
        kind=kind,
        clause=CLAUSE_OF[kind],
        due_on=due_on,
        status=ClockStatus.MET if done else ClockStatus.MISSED if has_passed else ClockStatus.OPEN,
        known_on=known_on,
        provisional=provisional,
        met_on=done.on if done else None,
        days_late=done.days_late if done else 0,
        subject=subject,
    )
