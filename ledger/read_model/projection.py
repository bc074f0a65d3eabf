"""What the lists show of a center, its clocks and what it waits for: the items, and the rows that keep them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import repeat

from domain.center import Center
from domain.context import NumberedAct
from domain.deadlines.calendar_entries import CalendarEntry, calendar_entries
from domain.deadlines.clocks import deadlines
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.numbered_acts import numbered_acts
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.records import Event, Record
from domain.oversight import waits_for, waits_for_concerned
from domain.processing import ProcessingTime
from domain.replay import replay
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import compact_code
from domain.visibility.relations import Relation, RelationTuple, relation_tuples
from domain.visibility.seen import is_told
from domain.work_items import WorkItems, work_items
from domain.working_calendar.working_days import WorkingCalendar
from ledger.read_model import deadline_columns, work_columns
from ledger.read_model.bases import basis_of
from ledger.read_model.center_item import DeadlineItem, deadline_item
from ledger.read_model.columns import cells_of
from ledger.read_model.pages import comparing_lines
from ledger.read_model.register_item import NOT_OF_NOW, CenterItem, public_register_item, register_item
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
from ledger.read_model.work_list_item import WorkListItem, bodies_of, work_list_item


def rows_of(center: Center, policy: Policy, calendar: WorkingCalendar) -> ReadRows:
    """The rows that stand for a center in the read model."""
    dues = deadlines(center, policy, calendar)
    waits = work_items(center, dues, policy, calendar)
    item = register_item(center, dues, policy).model_copy(update={"waits_for": waits_for(waits.open)})
    row = _center_row(center, item, basis_of(policy, calendar), _looked_for(center))
    views = tuple(_views(center, item, policy))
    clocks, work = [deadline_item(center, due) for due in dues], _waiting(center, waits)
    line = item.model_dump(mode="json")
    return ReadRows(
        center=row,
        clocks=tuple(map(_clock_row, clocks)),
        work=tuple(map(_work_row, work)),
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
        deadline_cells=tuple(deadline_columns.cells_of(clock, line) for clock in clocks),
        work_cells=tuple(work_columns.cells_of(one, line) for one in work),
    )


def _waiting(center: Center, waits: WorkItems) -> list[WorkListItem]:
    return [work_list_item(center, item, waits.next_step) for item in waits.open]


def rows_then(
    center: Center,
    policy: Policy,
    calendar: WorkingCalendar,
    *,
    is_former: bool,
    is_whole: bool,
    whole: Center | None = None,
) -> ReadRows:
    """The rows of a center as it stood, for lists of then: one line, its clocks and what waited, as whoever reads saw
    it, to whom it is the whole or not; of what is due a former party is told nothing. What waits is made of the
    ``whole`` center, where it is given: each is told what waits for them.
    """
    dues = () if is_former else deadlines(center, policy, calendar)
    waiting = waits_for(work_items(center, dues, policy, calendar).open)
    item = register_item(center, dues, policy).model_copy(update={"waits_for": waiting})
    item = item if is_whole else _as_concerned(item)
    item = item.model_copy(update=NOT_OF_NOW) if is_former else item
    row = _center_row(center, item, "", _looked_for(center) if is_whole else _looked_for_by_concerned(center))
    clocks = [deadline_item(center, due) for due in dues]
    work = _waiting_then(whole, policy, calendar) if whole else []
    line = item.model_dump(mode="json")
    return ReadRows(
        center=row,
        clocks=tuple(map(_clock_row, clocks)),
        work=tuple(map(_work_row, work)),
        cells=(cells_of(WHOLE_VIEW, item, row.search),),
        processing_times=() if is_former else tuple(_processing_rows(center)),
        deadline_cells=tuple(deadline_columns.cells_of(clock, line) for clock in clocks),
        work_cells=tuple(work_columns.cells_of(one, line) for one in work),
    )


def _waiting_then(center: Center, policy: Policy, calendar: WorkingCalendar) -> list[WorkListItem]:
    return _waiting(center, work_items(center, deadlines(center, policy, calendar), policy, calendar))


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
            left = register_item(then, (), policy).model_copy(update=NOT_OF_NOW)
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
    for body in (*bodies_of(center), *center.former_parties):
        yield from (body.name, body.uscc)
    yield from (act.number for act in numbered_acts(center))


def _center_row(center: Center, item: CenterItem, basis: str, looked_for: Iterable[str | None]) -> CenterRow:
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
        search=comparing_lines(looked_for),
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
