"""`hengxu show`: a center in one screen of text."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from typing import Any, NamedTuple

from clock import today_in_shanghai
from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.end_of_term import EndOfTerm, TermBasis, end_of_term
from domain.guideline.clauses import citation
from domain.guideline.vocabulary import ClockStatus, Level
from domain.imported.unknowns import disputed, unknown
from domain.kernel.base import Label
from domain.kernel.records import Event, Record, Within
from domain.powers.authority import authority_of
from domain.values.districts import District
from domain.values.partial_days import in_words
from domain.wording.actors import name_of
from domain.wording.deadlines import duty_name, over_at_the_latest
from domain.wording.fields import label_of
from domain.wording.refusals import explain
from domain.work_items import WorkItem, WorkItems, work_items
from ledger.application import Ledger
from ledger.opening import open_ledger
from service_layer.queries import center_now, fallen_facts, working_calendar
from settings import Settings
from terminal import wording
from terminal.answers import DONE, CommandError, print_json, print_line
from terminal.finding_centers import find_center
from terminal.language import Language, wanted, words
from terminal.layout import aligned, fitting
from terminal.streams import shown

EVENTS = 5
"""How many of the last events are shown."""
DUTIES = 8
STEPS = 3
"""How many of the duties and of the next steps are shown; it is said how many more there are."""
IN_TROUBLE = (ClockStatus.MISSED, ClockStatus.CERTAINLY_OVER)
TOLD = (*IN_TROUBLE, ClockStatus.OPEN, ClockStatus.UNDATED, ClockStatus.NOT_ON_RECORD)
"""The duties that somebody has to think of; done and fallen ones stand in the history."""


class Shown(NamedTuple):
    """A center with what there is to say of it ``today`` (Asia/Shanghai); ``void`` are versions that count no more."""

    center: Center
    duties: Sequence[Deadline]
    waits: WorkItems
    end: EndOfTerm | None
    latest: Sequence[Record[Event]]
    void: frozenset[int]
    today: date


def show_center(settings: Settings, text: str, *, as_json: bool) -> int:
    """Phase, next step and whose it is, duties with their days, and what was recorded last."""
    with closing(open_ledger(settings.ledger_to_read)) as ledger:
        center_id = find_center(ledger, text)
        found = _found(ledger, settings, center_id)
        data = _data(ledger, settings, found) if as_json else None
    if data is not None:
        print_json(data)
        return DONE
    for line in _lines(found):
        print_line(line)
    return DONE


def _found(ledger: Ledger, settings: Settings, center_id: str) -> Shown:
    center = center_now(ledger, center_id)
    if center is None:
        raise CommandError(wording.CENTER_UNKNOWN(center=center_id))
    calendar, policy = working_calendar(ledger), settings.policy
    dues = deadlines(center, policy, calendar)
    latest = ledger.stream_page(center_id, max(0, center.version - EVENTS), EVENTS)
    fallen = fallen_facts(ledger, policy, latest)
    void = {record.version for record in latest if record.position in fallen}
    void |= {version for act in center.undone for version in act.versions}
    waits = work_items(center, dues, policy, calendar)
    return Shown(center, dues, waits, end_of_term(center, policy), latest, frozenset(void), today_in_shanghai())


def _data(ledger: Ledger, settings: Settings, found: Shown) -> dict[str, Any]:
    """As the API has a center, with whom it waits for, and its last events."""
    from api.log.event_items import event_items
    from api.resources.centers import page_now

    policy, center_id = settings.policy, found.center.center_id
    events = event_items(ledger, policy, found.latest)
    return {
        **page_now(ledger, center_id, policy).model_dump(mode="json"),
        "awaited": [_awaited(item) for item in found.waits.open],
        "latest_events": [event.model_dump(mode="json") for event in events],
    }


def _awaited(item: WorkItem) -> dict[str, Any]:
    return {
        "type": item.decision.type,
        "label": item.decision.label._asdict(),
        "clause": item.clause,
        "role": item.role.value,
        "org": item.org,
        "district": item.district,
        "person": item.person,
        "due_on": item.due_on,
        "overdue": item.overdue,
    }


def _lines(found: Shown) -> Iterator[str]:
    for line in _head(found.center, found.end):
        yield from fitting(line)
    for title, rows in (
        (wording.NEXT_STEPS, list(_steps(found))),
        (wording.DUTIES, list(_duties(found))),
        (wording.LATEST_EVENTS, [_event(record, found.void) for record in reversed(found.latest)]),
    ):
        if rows:
            yield ""
            yield f"{words(title)}:"
            for line in rows:
                yield from fitting(f"  {line}")


def _head(center: Center, end: EndOfTerm | None) -> Iterator[str]:
    name = center.name_en if wanted() is Language.EN and center.name_en else center.name_zh
    yield f"{name}  {center.center_id}"
    host = center.lead.name if center.lead else center.host
    district = (center.lead.district if center.lead else None) or center.seat_district
    parts = [
        words(center.phase.label),
        words(Level(center.level).label),
        words(District(district).label) if district else "",
        host or "",
    ]
    yield " · ".join(filter(None, parts))
    if end is not None:
        yield words(_end(end))
    if not (authority := authority_of(center)).is_the_bureau:
        yield words(wording.OF_ANOTHER_AUTHORITY(**authority.label._asdict()))
    for label, names in ((wording.UNKNOWN, unknown(center)), (wording.DISPUTED, disputed(center))):
        if names:
            yield f"{words(label)}: {_comma().join(words(label_of(None, one)) for one in names)}"


def _end(end: EndOfTerm) -> Label:
    if end.on is not None:
        return wording.TERM_ENDS(day=end.on)
    bounds = {"earliest": end.earliest or "?", "latest": end.latest or "?"}
    return (wording.TERM_ASSUMED if end.basis is TermBasis.ASSUMED else wording.TERM_WITHIN)(**bounds)


def _comma() -> str:
    return ", " if wanted() is Language.EN else "、"


def _steps(found: Shown) -> Iterator[str]:
    """What can be done now, the most urgent first; else what keeps the next step from being done."""
    for item in found.waits.open[:STEPS]:
        yield _step(item, found)
    if len(found.waits.open) > STEPS:
        yield words(wording.AND_MORE(count=len(found.waits.open) - STEPS))
    blocked = found.waits.next_step
    if not found.waits.open and blocked is not None:
        yield words(wording.NOT_YET_OPEN(**_pair(blocked.decision.label)))
        for refusal in blocked.unmet:
            yield f"  {words(explain(refusal.code, refusal.params)[1])} ({words(citation(refusal.clause))})"
    if not found.waits.open and blocked is None and authority_of(found.center).is_the_bureau:
        yield words(wording.WAITS_FOR_NOTHING)


def _pair(label: Label) -> dict[str, str]:
    return label._asdict()


def _step(item: WorkItem, found: Shown) -> str:
    today, parts = (
        found.today,
        [f"{words(item.decision.label)} ({words(citation(item.clause))})", _whose(item, found.center)],
    )
    if item.due_on is not None:
        parts.append(_until(item.due_on, today, provisional=item.provisional))
    elif item.latest is not None:
        parts.append(words(over_at_the_latest(item.latest, assumed=item.assumed)))
    return " · ".join(parts)


def _whose(item: WorkItem, center: Center) -> str:
    """The role, and who of it, where it isn't anybody."""
    role, named = words(item.role.label), ""
    if item.assigned:
        named = _comma().join(officer.name for officer in item.assigned)
    elif item.district:
        named = words(District(item.district).label)
    elif item.org:
        parties = [*([center.lead] if center.lead else []), *(party.organisation for party in center.joint)]
        named = next((party.name for party in parties if party.uscc == item.org), item.org)
    elif item.person:
        named = item.person
    return f"{role} {named}".strip()


def _duties(found: Shown) -> Iterator[str]:
    of_note = [due for due in found.duties if due.counts and due.status in TOLD]
    of_note.sort(key=lambda due: (due.status not in IN_TROUBLE, due.last_day or date.max))
    rows = [
        (str(due.due_on or "–"), words(duty_name(due.key)), words(citation(due.clause)), _standing(due, found.today))
        for due in of_note[:DUTIES]
    ]
    if rows:
        yield from aligned([[shown(cell) for cell in row] for row in rows])
    if len(of_note) > DUTIES:
        yield words(wording.AND_MORE(count=len(of_note) - DUTIES))


def _standing(due: Deadline, today: date) -> str:
    if due.status is ClockStatus.CERTAINLY_OVER and due.latest is not None:
        return words(over_at_the_latest(due.latest, assumed=due.assumed))
    if due.status in (ClockStatus.MISSED, ClockStatus.OPEN) and due.due_on is not None:
        return _until(due.due_on, today, provisional=due.provisional, missed=due.status is ClockStatus.MISSED)
    if due.latest is not None and due.due_on is None:
        return words(wording.BETWEEN_DAYS(earliest=due.earliest or "?", latest=due.latest))
    return words(due.status.label)


def _until(due_on: date, today: date, *, provisional: bool = False, missed: bool = False) -> str:
    days = (due_on - today).days
    if days < 0:
        sentence = wording.DAYS_LATE if missed else wording.DAYS_AGO
        text = words(sentence(days=-days))
    else:
        text = words(wording.DAYS_LEFT(days=days)) if days else words(wording.DUE_TODAY)
    return f"{text} {words(wording.PROVISIONAL)}" if provisional else text


def _event(record: Record[Event], void: frozenset[int]) -> str:
    happened = record.happened
    day = words(in_words(happened)) if isinstance(happened, Within) else str(happened)
    line = f"{day}  {words(record.event.LABEL)}  {words(name_of(record.actor))}"
    return f"{line}  [{words(wording.COUNTS_NO_MORE)}]" if record.version in void else line
