"""What the lists show of a center, its clocks and what it waits for: the items, and the rows that keep them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import repeat
from typing import Any

from domain.center import Center
from domain.context import NumberedAct
from domain.deadlines.calendar_entries import CalendarEntry, calendar_entries
from domain.deadlines.clocks import deadlines
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.numbered_acts import numbered_acts
from domain.kernel.base import Model
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.records import Event, Record
from domain.kernel.roles import Role
from domain.oversight import waits_for, waits_for_concerned
from domain.processing import ProcessingTime
from domain.replay import replay
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import compact_code, same_code
from domain.values.organisations import Organisation, SuperiorBody, superiors_of
from domain.visibility.relations import Relation, RelationTuple, relation_tuples
from domain.visibility.seen import is_told
from domain.work_items import WorkItem, work_items
from domain.working_calendar.working_days import WorkingCalendar
from ledger.read_model.bases import basis_of
from ledger.read_model.center_item import DeadlineItem, deadline_item
from ledger.read_model.columns import cells_of
from ledger.read_model.pages import comparing_lines
from ledger.read_model.register_item import (
    CenterItem,
    OverdueDuty,
    overdue_duty,
    public_register_item,
    register_item,
)
from ledger.read_model.rows import (
    CONCERNED_VIEW,
    PUBLIC_VIEW,
    WHOLE_VIEW,
    CalendarEntryRow,
    CenterRow,
    ClockRow,
    FormerNameRow,
    NumberRow,
    ProcessingTimeRow,
    ReaderRow,
    ReadRows,
    ViewRow,
    WorkRow,
)


class UnmetCondition(Model):
    """What keeps a decision from being open: the refusal that it would meet."""

    code: str
    clause: str
    params: dict[str, Any]


class NextStep(Model):
    """The first step onward that a center can't take yet, whose it is, and every condition that isn't met."""

    decision: str
    clause: str
    role: str
    unmet: tuple[UnmetCondition, ...]


class AssignedOfficer(Model):
    """An officer in whose hands a center is, as lists show it."""

    id: str
    name: str


class WorkListItem(Model):
    """A decision that a center waits for, in a list. Days are of Asia/Shanghai; ``org``, ``district`` and ``person``
    say from whom of the role, with the names of the organisation and of the expert. ``next_step`` is the center's,
    where conditions keep it from being taken. ``assigned`` are the officers in whose hands it is, who leads first.
    ``latest`` is the last possible one of a day that nobody knows, once it has passed; ``duties`` are the overdue ones
    that it is about. What is ``not_on_record`` an imported center may have done before it was followed;
    ``latest`` is ``assumed`` where the clause that sets it wasn't that of the approval.
    """

    center_id: str
    center_name_zh: str
    center_name_en: str | None
    phase: str
    key: str
    decision: str
    clause: str
    role: str
    org: str | None
    org_name: str | None
    district: str | None
    person: str | None
    person_name: str | None
    due_on: date | None
    opens_on: date | None
    provisional: bool
    overdue: bool
    since: date | None
    subject: str
    assigned: tuple[AssignedOfficer, ...] = ()
    next_step: NextStep | None = None
    latest: date | None = None
    duties: tuple[OverdueDuty, ...] = ()
    not_on_record: bool = False
    assumed: bool = False


def next_step(item: WorkItem) -> NextStep:
    """A step that isn't open yet, as lists show it."""
    unmet = [UnmetCondition(code=no.code, clause=no.clause, params=no.params) for no in item.unmet]
    return NextStep(decision=item.decision.type, clause=item.clause, role=item.role.value, unmet=tuple(unmet))


def work_list_item(center: Center, item: WorkItem, blocked: WorkItem | None = None) -> WorkListItem:
    """One thing that a center waits for, as lists show it."""
    return WorkListItem(
        center_id=center.center_id,
        center_name_zh=center.name_zh,
        center_name_en=center.name_en,
        phase=center.phase.value,
        key=item.key,
        decision=item.decision.type,
        clause=item.clause,
        role=item.role.value,
        org=item.org,
        org_name=_name_of_org(center, item),
        district=item.district,
        person=item.person,
        person_name=_name_of(center, item.person),
        due_on=item.due_on,
        opens_on=item.opens_on,
        provisional=item.provisional,
        overdue=item.overdue,
        since=item.since,
        subject=item.subject,
        assigned=tuple(AssignedOfficer(id=officer.id, name=officer.name) for officer in item.assigned),
        next_step=next_step(blocked) if blocked else None,
        latest=item.latest,
        duties=tuple(map(overdue_duty, item.duties)),
        not_on_record=item.not_on_record,
        assumed=item.assumed,
    )


def _bodies(center: Center) -> Iterator[Organisation | SuperiorBody]:
    """Those that build the center, and the superior bodies that they name."""
    yield from center.organisations()
    yield from superiors_of(center.organisations())


def _name_of_org(center: Center, item: WorkItem) -> str | None:
    """The party or the superior body; the host where the parties of an imported center are unknown."""
    named = (body.name for body in _bodies(center) if same_code(body.uscc, item.org))
    return next(named, center.host if item.role is Role.APPLICANT else None)


def _name_of(center: Center, person: str | None) -> str | None:
    experts = (expert for review in center.reviews.values() for expert in review.experts)
    return next((expert.name for expert in experts if expert.id == person), None) if person else None


def rows_of(center: Center, policy: Policy, calendar: WorkingCalendar) -> ReadRows:
    """The rows that stand for a center in the read model."""
    dues = deadlines(center, policy, calendar)
    waits = work_items(center, dues, policy, calendar)
    item = register_item(center, dues, policy).model_copy(update={"waits_for": waits_for(waits.open)})
    row, views = _center_row(center, item, basis_of(policy, calendar)), tuple(_views(center, item, policy))
    return ReadRows(
        center=row,
        clocks=tuple(_clock_row(deadline_item(center, deadline)) for deadline in dues),
        work=tuple(_work_row(work_list_item(center, item, waits.next_step)) for item in waits.open),
        numbers=tuple({row.key: row for row in map(_number_row, numbered_acts(center))}.values()),
        former_names=tuple(_former_names(center)),
        readers=tuple(map(_reader_row, repeat(center.center_id), relation_tuples(center))),
        views=tuple(view for view, _ in views),
        cells=(
            cells_of(WHOLE_VIEW, item, row.search),
            *(cells_of(view.key, shown, view.search) for view, shown in views),
        ),
        calendar_entries=tuple(_entry_row(center, entry) for entry in calendar_entries(center, dues)),
        processing_times=tuple(_processing_rows(center)),
    )


def rows_then(
    center: Center, policy: Policy, calendar: WorkingCalendar, *, is_former: bool, is_whole: bool
) -> ReadRows:
    """The rows of a center as it stood, for lists of then: one line and its clocks, as whoever reads saw it, to whom it
    is the ``whole`` or not; of what is due a former party is told nothing.
    """
    dues = () if is_former else deadlines(center, policy, calendar)
    waiting = waits_for(work_items(center, dues, policy, calendar).open)
    item = register_item(center, dues, policy).model_copy(update={"waits_for": waiting})
    item = item if is_whole else _as_concerned(item)
    item = item.model_copy(update=OF_FORMER) if is_former else item
    looked_for = _looked_for(center) if is_whole else _looked_for_by_concerned(center)
    row = _center_row(center, item, "").model_copy(update={"search": comparing_lines(looked_for)})
    clocks = tuple(_clock_row(deadline_item(center, deadline)) for deadline in dues)
    return ReadRows(
        center=row,
        clocks=clocks,
        cells=(cells_of(WHOLE_VIEW, item, row.search),),
        processing_times=() if is_former else tuple(_processing_rows(center)),
    )


OF_FORMER: dict[str, Any] = {
    "overdue": None,
    "certainly_over": None,
    "view": "former",
    "open_corrections": None,
    "in_doubt": None,
    "waits_for": None,
}
"""Of what is due, in doubt or waited for, a former party is told nothing."""


def _as_concerned(item: CenterItem) -> CenterItem:
    """The center's line without what stays with the bureau."""
    waiting = waits_for_concerned(item.waits_for or ())
    return item.model_copy(update={"open_corrections": None, "waits_for": waiting})


def _processing_rows(center: Center) -> Iterator[ProcessingTimeRow]:
    for number, time in enumerate(center.processing.done, start=1):
        yield _processing_row(center, number, time)


def _processing_row(center: Center, number: int, time: ProcessingTime) -> ProcessingTimeRow:
    return ProcessingTimeRow(
        center_id=center.center_id,
        key=f"{time.step}/{number}",
        step=time.step.value,
        year=time.done_on.year,
        days=time.days,
        begun_on=time.begun_on,
        done_on=time.done_on,
        shown=is_told(time, center),
    )


def _reader_row(center_id: str, one: RelationTuple) -> ReaderRow:
    view = one.reader if one.relation is Relation.FORMER else CONCERNED_VIEW
    return ReaderRow(center_id=center_id, key=one.reader, relation=one.relation.value, view=view, until=one.until)


def _views(center: Center, item: CenterItem, policy: Policy) -> Iterator[tuple[ViewRow, CenterItem]]:
    """What those who are concerned read in lists, what each former party does, and what is public."""
    concerned = _as_concerned(item)
    yield _view_row(CONCERNED_VIEW, concerned, _looked_for_by_concerned(center)), concerned
    for one in relation_tuples(center):
        if one.relation is Relation.FORMER:
            then = center.left_parties[one.reader.partition(":")[2]]
            left = register_item(then, (), policy).model_copy(update=OF_FORMER)
            yield _view_row(one.reader, left, _looked_for_by_concerned(then)), left
    if center.public_since:
        shown = public_register_item(center, policy)
        names = (shown.name_zh, shown.name_en, shown.host, shown.center_id)
        former = (name for one in center.former_names for name in (one.name_zh, one.name_en))
        yield _view_row(PUBLIC_VIEW, shown, (*names, *former), center.public_since), shown


def _view_row(view: str, item: CenterItem, looked_for: Iterable[str | None], since: int = 0) -> ViewRow:
    return ViewRow(
        center_id=item.center_id,
        key=view,
        name_zh=item.name_zh,
        name_en=item.name_en,
        phase=item.phase,
        field=item.field,
        district=item.district,
        level=item.level,
        overdue=bool(item.overdue),
        summary=item.model_dump_json(),
        search=comparing_lines(looked_for),
        since=since,
    )


def _looked_for(center: Center) -> Iterator[str | None]:
    """What somebody of the bureau types who looks for the center."""
    yield from _looked_for_by_concerned(center)
    for review in center.reviews.values():
        for expert in review.experts:
            yield from (expert.name, expert.id)


def _looked_for_by_concerned(center: Center) -> Iterator[str | None]:
    """What its parties and supervisors type: the same, without who is on its panels."""
    yield from (center.name_zh, center.name_en, center.host, center.center_id, center.predecessor)
    yield from (center.director, center.acting_director)
    for former in center.former_names:
        yield from (former.name_zh, former.name_en)
    for body in (*_bodies(center), *center.former_parties):
        yield from (body.name, body.uscc)
    yield from (act.number for act in numbered_acts(center))


def _center_row(center: Center, item: CenterItem, basis: str) -> CenterRow:
    return CenterRow(
        center_id=item.center_id,
        name_zh=item.name_zh,
        name_en=item.name_en,
        phase=item.phase,
        field=item.field,
        district=item.district,
        level=item.level,
        version=center.version,
        overdue=bool(item.overdue),
        next_due_on=item.next_deadline.due_on if item.next_deadline else None,
        summary=item.model_dump_json(),
        search=comparing_lines(_looked_for(center)),
        name_form=comparing_form(item.name_zh),
        lead=compact_code(center.lead.uscc) if center.lead else None,
        lead_form=comparing_form(center.host or ""),
        basis=basis,
    )


def _former_names(center: Center) -> Iterator[FormerNameRow]:
    """Each once, and none that the center bears again."""
    by_form = {comparing_form(former.name_zh): former for former in center.former_names}
    by_form.pop(comparing_form(center.name_zh), None)
    for form, former in by_form.items():
        yield FormerNameRow(center_id=center.center_id, key=form, name_zh=former.name_zh, until=str(former.until))


def _number_row(act: NumberedAct) -> NumberRow:
    return NumberRow(
        center_id=act.center_id,
        key=f"{act.event}/{act.number}",
        event=act.event,
        number=act.number,
        effective_on=str(act.on) if act.on is not None else None,
    )


def _clock_row(item: DeadlineItem) -> ClockRow:
    return ClockRow.model_validate(
        {
            "center_id": item.center_id,
            "key": item.key,
            "kind": item.kind,
            "clause": item.clause,
            "due_on": _listed_on(item),
            "status": item.status,
            "provisional": item.provisional,
            "body": item.model_dump_json(),
        }
    )


def _entry_row(center: Center, entry: CalendarEntry) -> CalendarEntryRow:
    due = entry.deadline
    return CalendarEntryRow(
        center_id=center.center_id,
        key=entry.key,
        kind=due.kind.value,
        due_on=entry.on,
        status=due.status.value,
        provisional=due.provisional,
        assumed=due.assumed,
        met_on=due.met_on,
        subject=due.subject,
        assigned=comparing_lines(officer.id for officer in center.assigned.officers()) if center.assigned else "",
    )


def _listed_on(item: DeadlineItem) -> date | None:
    """The day on which a calendar has it: of one that is certainly over the last possible one."""
    return item.latest if item.status == ClockStatus.CERTAINLY_OVER else item.due_on


def _work_row(item: WorkListItem) -> WorkRow:
    day = (item.due_on or item.latest or date.max).isoformat()
    is_pressing = item.overdue or item.latest is not None
    return WorkRow(
        center_id=item.center_id,
        key=item.key,
        decision=item.decision,
        clause=item.clause,
        role=item.role,
        org=item.org,
        district=item.district,
        person=comparing_form(item.person) if item.person is not None else None,
        due_on=item.due_on,
        opens_on=item.opens_on,
        overdue=item.overdue,
        urgency=f"{0 if is_pressing else 1} {day}",
        body=item.model_dump_json(),
        assigned=comparing_lines(officer.id for officer in item.assigned),
    )


def project(records: list[Record[Event]], policy: Policy, calendar: WorkingCalendar) -> ReadRows | None:
    """A whole history to its rows; ``None`` for a stream of the bureau, which is no center's."""
    if not records or records[0].center_id in BUREAU_STREAMS:
        return None
    center = replay(records)
    return rows_of(center, policy, calendar) if center else None
