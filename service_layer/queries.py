"""What several callers ask the ledger: a center as it is, the working days, and the read model made from the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import cast

from pydantic import ValidationError

from domain.center import Center, UndoneAct
from domain.deadlines.clocks import has_fallen
from domain.deputies import decider as deputies_decider
from domain.deputies.deputyships import Deputies
from domain.deputies.messages import STREAM as DEPUTIES
from domain.guideline.policy import Policy
from domain.housekeeping.consequences import Consequences, consequences
from domain.housekeeping.correction_rules import content_of
from domain.housekeeping.messages import ActUndone
from domain.kernel.records import Event, Record
from domain.replay import fold_on
from domain.supervision.clock_facts import ClockFact
from domain.working_calendar import decider as calendar_decider
from domain.working_calendar.decider import EnteredNotices
from domain.working_calendar.messages import STREAM as CALENDAR
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Ledger
from ledger.read_model.projection import project
from service_layer.reading import ReadableLedger


def center_now(ledger: ReadableLedger, center_id: str) -> Center | None:
    """A center as the ledger has it now; ``None`` when there is none."""
    center: Center | None
    center, _ = ledger.current(center_id, fold_on)
    return center


def centers_now(ledger: ReadableLedger, centers: Iterable[str]) -> dict[str, Center]:
    """Those of these centers that there are, as the ledger has them now, by few questions to it."""
    found = ledger.current_of_each(centers, fold_on)
    return {name: center for name, (center, _) in found.items() if center is not None}


def consequences_by_correction(
    ledger: ReadableLedger, center: Center, policy: Policy, now: datetime
) -> Mapping[str, Consequences]:
    """By its id, what each correction that waits would lead to if it was confirmed ``now`` (UTC); without one that can
    be confirmed no more, since its record would be none of its kind.
    """
    if not center.corrections:
        return {}
    history, calendar = ledger.history(center.center_id), working_calendar(ledger)
    found: dict[str, Consequences] = {}
    for pending in center.corrections:
        try:
            found[pending.id] = consequences(history, content_of(pending), policy, calendar, now)
        except ValidationError:
            continue
    return found


def undone_acts(ledger: ReadableLedger, streams: Iterable[str]) -> dict[tuple[str, int], UndoneAct]:
    """What counts no more of these streams, by stream and version."""
    concerned = ledger.read_model.streams_with(ActUndone.wire_name()).intersection(streams)
    centers = centers_now(ledger, sorted(concerned))
    return {
        (stream, version): act
        for stream, center in centers.items()
        for act in center.undone
        for version in act.versions
    }


def entered_notices(ledger: ReadableLedger) -> EnteredNotices:
    """The notices of working days that were entered until now, amendments applied."""
    entered, _ = ledger.current(CALENDAR, calendar_decider.fold)
    return entered or EnteredNotices()


def working_calendar(ledger: ReadableLedger) -> WorkingCalendar:
    """The calendar by the notices entered until now."""
    return entered_notices(ledger).working_calendar()


def named_deputies(ledger: ReadableLedger) -> Deputies:
    """The deputies who were named until now, those whose time is over among them."""
    deputies, _ = ledger.current(DEPUTIES, deputies_decider.fold)
    return deputies or Deputies()


def fallen_facts(ledger: ReadableLedger, policy: Policy, records: Sequence[Record[Event]]) -> frozenset[int]:
    """The positions of those clocks' facts among the records that have lost their ground by what is on record now."""
    found = [cast("Record[ClockFact]", record) for record in records if isinstance(record.event, ClockFact)]
    if not found:
        return frozenset()
    calendar, centers = working_calendar(ledger), centers_now(ledger, {record.center_id for record in found})
    return frozenset(
        record.position
        for record in found
        if (center := centers.get(record.center_id)) is not None and has_fallen(record, center, policy, calendar)
    )


def catch_up(ledger: Ledger, policy: Policy) -> int:
    """What lists show of decisions recorded by an earlier program, which knew less of them; how many rows were new."""
    return ledger.read_model.catch_up(partial(project, policy=policy, calendar=working_calendar(ledger)))


def rebuild(ledger: Ledger, policy: Policy) -> int:
    """The whole read model anew, from the log alone; how many centers it has."""
    return ledger.read_model.rebuild(partial(project, policy=policy, calendar=working_calendar(ledger)))
