"""The rules of 5.2 and 5.3 about what is supervised: reports, major matters, daily supervision, commendation."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.center import Center, MajorMatter
from domain.context import Context, content
from domain.decision import decides
from domain.guideline.phases import SUPERVISED
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL
from domain.supervision import messages as m
from domain.supervision import proposals
from domain.supervision.handing_in import counted_day
from domain.values.comparing_form import same_name
from domain.values.partial_days import days_late, earliest


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
    on_behalf=True,
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
    handed_in_on = counted_day(command, center, context, due_on)
    late = days_late(due_on, handed_in_on or on) if is_report_due(center, due_on) else 0
    reported = content(command)
    return [m.AnnualReportSubmitted(**reported, due_on=due_on, days_late=late, handed_in_on=handed_in_on)]


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


def perhaps_found_before(command: m.NotifyMajorMatter, center: Center, context: Context) -> Iterator[Doubt]:
    """5.2: what is notified without an id may be a matter of that day which supervision found under another title."""
    if command.matter_id is not None or match_found_matter(command, center, context):
        return
    for matter in _found_on_the_day(command, center, context):
        named = {"happened_on": matter.happened_on, "title": matter.title, "matter": matter.id}
        yield Doubt("matter_perhaps_found", "5.2", named)


def match_found_matter(command: m.NotifyMajorMatter, center: Center, context: Context) -> MajorMatter | None:
    """5.2: the matter of that day and title which supervision found and nobody has notified."""
    found = _found_on_the_day(command, center, context)
    return next((matter for matter in found if same_name(matter.title, command.title)), None)


def _found_on_the_day(command: m.NotifyMajorMatter, center: Center, context: Context) -> list[MajorMatter]:
    """What supervision found of that day and nobody has notified; until that was asked, it was joined by id alone."""
    if not context.asks_powers:
        return []
    open_matters = (matter for matter in center.major_matters if matter.notified_on is None)
    return [matter for matter in open_matters if matter.happened_on == command.happened_on]


@decides(
    m.NotifyMajorMatter,
    clause="5.2",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    rests_on=(APPROVAL,),
    doubts=(notified_matter_before_approval, perhaps_found_before),
    events=(m.MajorMatterNotified,),
    label=Label("书面告知重大事项", "Notify major matter"),
)
def notify_major_matter(command: m.NotifyMajorMatter, center: Center, context: Context) -> list[Event]:
    """5.2: within five working days; late is recorded as late. What supervision found keeps its id."""
    on = context.effective_on(command)
    check_happened(command.happened_on, on)
    known = check_known_matter(command, center)
    matched = None if known else match_found_matter(command, center, context)
    due = context.calendar.add_working_days(command.happened_on, context.policy.major_matter_working_days)
    handed_in_on = counted_day(command, center, context, due.on)
    return [
        m.MajorMatterNotified(
            **content(command, "matter_id"),
            matter_id=known or (matched.id if matched else f"m{center.version + 1}"),
            matched=matched is not None,
            due_on=due.on,
            provisional=due.provisional,
            days_late=days_late(due.on, handed_in_on or on),
            handed_in_on=handed_in_on,
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
    on_behalf=True,
    of_any_party=True,
    rests_on=(APPROVAL,),
    doubts=(found_matter_before_approval,),
    events=(m.SupervisionRecorded,),
    label=Label("记录日常监督", "Record supervision"),
)
def record_supervision(command: m.RecordSupervision, center: Center, context: Context) -> list[Event]:
    """5.3: what was seen; a matter that was never notified starts its clock, and a problem is followed up."""
    matter = command.unreported_matter
    if matter:
        check_happened(matter.happened_on, context.effective_on(command))
    matter_id = f"m{center.version + 1}" if matter else None
    has_problem = any(finding.problem for finding in command.findings)
    supervision_id = f"s{center.version + 1}" if has_problem and context.asks_powers else None
    return [m.SupervisionRecorded(**content(command), matter_id=matter_id, supervision_id=supervision_id)]


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


DECISIONS = (
    submit_annual_report,
    notify_major_matter,
    record_supervision,
    *proposals.DECISIONS,
    commend,
)
"""The chapter's decisions, in the order of its clauses."""
