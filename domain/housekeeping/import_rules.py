"""The rules of what was reported of centers that lived before this record: imported, and added to later."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from domain.center import Center
from domain.context import Context, content
from domain.decision import decides
from domain.guideline.phases import ANY_PHASE, ORDER
from domain.housekeeping.correction import as_read
from domain.housekeeping.evolution import EFFECTS
from domain.imported.facts import (
    AddReports,
    CenterImported,
    DetailsReported,
    Fact,
    FactImported,
    FactKind,
    ImportCenter,
    ReportAdded,
)
from domain.imported.known_phases import REACHES
from domain.imported.unknowns import (
    DATE_OF,
    agreed_date,
    agreed_time,
    contested_by,
    facts_of,
    is_disputed,
    known_detail,
)
from domain.incubation.rules import check_predecessor
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, Happened, PartialDay, Within
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.powers.authority import is_of_the_bureau
from domain.values.comparing_form import same_name
from domain.values.partial_days import day_in_shanghai, earliest, first_possible, last_possible


def needs_imported(center: Center, _context: Context) -> None:
    """Only what an import brought can have gaps of an import."""
    if center.imported_from is None:
        raise Refusal("nothing_unknown", "record")


def check_nothing_before_the_approval(approved_on: date, context: Context) -> None:
    """The order of days: each act on record of a center that was approved by then rests on the approval."""
    for record in as_read(context.history()):
        is_act = record.actor.role is not Role.SYSTEM and type(record.event) not in EFFECTS
        if is_act and earliest(record.effective_on) < approved_on:
            event, day = record.event.wire_name(), record.effective_on
            raise Refusal("approval_after_what_rests_on_it", "3.4.2", approved_on=approved_on, event=event, date=day)


@decides(
    ImportCenter,
    clause="record",
    roles=(Role.SYSTEM,),
    phases=(),
    of_any_authority=True,
    events=(CenterImported, FactImported),
    label=Label("导入历史中心", "Import center"),
)
def import_center(command: ImportCenter, _center: Center, context: Context) -> list[Event]:
    """What was reported, as it was reported; a decision dated ahead of us was none yet."""
    check_facts_have_happened(command.facts, context.today)
    check_facts_in_order(command.facts)
    check_predecessor(command.predecessor, command.center_id)
    facts = [FactImported.model_construct(**fact.__dict__) for fact in command.facts]
    return [CenterImported(**content(command, "center_id", "facts")), *facts]


def check_facts_have_happened(facts: Sequence[Fact], today: date) -> None:
    """What is reported has happened; a plan alone may name a day to come."""
    for fact in facts:
        if fact.kind is not FactKind.TARGET_COMPLETION and first_possible(fact.happened) > today:
            raise Refusal("fact_in_the_future", "record", fact=fact.kind.value, date=_date_or_bound(fact.happened))


ORDER_OF_FACTS = (
    (FactKind.CONSTRUCTION_APPROVED, FactKind.ACCEPTED_ON_SITE),
    (FactKind.CONSTRUCTION_APPROVED, FactKind.ESTABLISHED),
    (FactKind.ACCEPTED_ON_SITE, FactKind.ESTABLISHED),
    (FactKind.CONSTRUCTION_APPROVED, FactKind.TARGET_COMPLETION),
)
"""The order of days among reported facts: the first of each pair is what the second rests on."""


def check_facts_in_order(facts: Sequence[Fact]) -> None:
    """Reports on whose dates all agree do not contradict the order of days; disputed ones are imported as such."""
    for ground, fact in ORDER_OF_FACTS:
        before, after = agreed_time(_of_kind(facts, ground)), agreed_time(_of_kind(facts, fact))
        if before is not None and after is not None and last_possible(after) < first_possible(before):
            on, ground_on = _day(after, last_possible), _day(before, first_possible)
            raise Refusal(
                "facts_out_of_order", "record", fact=fact.value, date=on, ground=ground.value, after=ground_on
            )


def _day(happened: Happened, bound: Callable[[Happened], date]) -> PartialDay:
    """The date as reported, or the bound that counts."""
    return bound(happened) if isinstance(happened, Within) else happened


def _of_kind(facts: Sequence[Fact], kind: FactKind) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.kind is kind)


def report_contradicts(command: AddReports, center: Center, _context: Context) -> Iterator[Doubt]:
    """A report that disagrees with what is known: what papers or decisions have settled stays, and what other reports
    agreed on is disputed from then on.
    """
    for kind, name in DATE_OF.items():
        known, reported = getattr(center, name) or agreed_time(facts_of(center, kind)), _of_kind(command.facts, kind)
        for fact in reported:
            if known in (None, Within()) or fact.happened == Within():
                continue
            if is_disputed((fact,)) or _are_apart(fact.happened, known):
                on = {"date": _date_or_bound(fact.happened), "after": _date_or_bound(known)}
                yield Doubt("report_contradicts", "record", {"fact": kind.value, **on})


def _are_apart(one: Happened, other: Happened) -> bool:
    return last_possible(one) < first_possible(other) or last_possible(other) < first_possible(one)


def _date_or_bound(happened: Happened) -> str:
    """The date, or a bound by which something is said of it."""
    return str((happened.not_before or happened.not_after) if isinstance(happened, Within) else happened)


def details_contradict(command: AddReports, center: Center, _context: Context) -> Iterator[Doubt]:
    """So it is with what is reported of the center itself."""
    if command.details:
        for name in contested_by(center, command.details):
            params = {"fields": [name], "reported": getattr(command.details, name), "known": known_detail(center, name)}
            yield Doubt("details_contradict", "record", params)


def report_moves_the_center(command: AddReports, center: Center, _context: Context) -> Iterator[Doubt]:
    """A report that proves a later phase than the center's leads it there, its clocks and its work with it."""
    reached = [REACHES[fact.kind] for fact in command.facts if fact.kind in REACHES]
    furthest = max(reached, key=ORDER.index, default=center.phase)
    if ORDER.index(furthest) > ORDER.index(center.phase):
        yield Doubt("report_moves_the_center", "record", {"phase": furthest.value})


@decides(
    AddReports,
    clause="record",
    roles=(Role.OFFICER, Role.SYSTEM),
    phases=ANY_PHASE,
    needs=(needs_imported,),
    doubts=(report_contradicts, details_contradict, report_moves_the_center),
    of_any_authority=True,
    events=(ReportAdded, DetailsReported),
    label=Label("补充历史报道", "Add reports"),
)
def add_reports(command: AddReports, center: Center, context: Context) -> list[Event]:
    """Further reports of what was before this record; what the bureau decides about its own since, it decides here."""
    check_facts_have_happened(command.facts, context.today)
    check_reported_once(command.facts, center)
    if is_of_the_bureau(center):
        check_decided_before_the_import(command.facts, context)
    known = (*center.facts, *command.facts)
    if not command.facts and command.details is None:
        raise Refusal("nothing_entered", "record")
    check_facts_in_order(known)
    check_order_of_settled(known, center)
    approved_on = agreed_date(_of_kind(known, FactKind.CONSTRUCTION_APPROVED))
    if approved_on is not None and center.approved_on is None:
        check_nothing_before_the_approval(earliest(approved_on), context)
    added: list[Event] = [ReportAdded.model_construct(**fact.__dict__) for fact in command.facts]
    return [*added, DetailsReported.model_construct(**command.details.__dict__)] if command.details else added


def check_reported_once(facts: Sequence[Fact], center: Center) -> None:
    """The same report, of one kind, date and source, is on record once."""
    known = list(center.facts)
    for fact in facts:
        if any(is_one_report(fact, other) for other in known):
            raise Refusal("report_on_record", "record", fact=fact.kind.value, date=str(fact.date))
        known.append(fact)


def is_one_report(one: Fact, other: Fact) -> bool:
    """Whether two are the same report: of one kind, one time and one source."""
    return one.kind is other.kind and one.happened == other.happened and same_name(one.source, other.source)


def check_decided_before_the_import(facts: Sequence[Fact], context: Context) -> None:
    """3.4.2, 3.5.3: what the bureau decides about its own center since the import is no report, but a decision here."""
    imported_on = day_in_shanghai(context.history()[0].recorded_at)
    for fact in facts:
        if fact.kind in REACHES and first_possible(fact.happened) > imported_on:
            raise Refusal("report_of_own_decision", "record", fact=fact.kind.value, date=_date_or_bound(fact.happened))


def check_order_of_settled(facts: Sequence[Fact], center: Center) -> None:
    """A report agrees with the order of days of what papers have settled: nothing was accepted or established before
    the approval.
    """
    approved_on = center.approved_on if "approved_on" in center.settled else None
    for kind in (FactKind.ACCEPTED_ON_SITE, FactKind.ESTABLISHED):
        reported = agreed_time(_of_kind(facts, kind))
        if approved_on is not None and reported is not None and last_possible(reported) < earliest(approved_on):
            raise Refusal(
                "facts_out_of_order",
                "record",
                fact=kind.value,
                date=last_possible(reported),
                ground=FactKind.CONSTRUCTION_APPROVED.value,
                after=approved_on,
            )


DECISIONS = (import_center, add_reports)
"""Reported histories."""
