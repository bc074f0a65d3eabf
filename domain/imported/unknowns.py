"""What an import left unknown or disputed. Unknown stays unknown until the papers say otherwise."""

from datetime import date
from typing import NamedTuple

from domain.center import Center
from domain.guideline.fields import Field
from domain.guideline.phases import BUILDING, SUPERVISED, Phase
from domain.guideline.policy import Policy
from domain.imported.facts import Certainty, Fact, FactKind
from domain.kernel.records import PartialDay
from domain.powers.authority import clocks_apply_to
from domain.values.partial_days import add_months, earliest, latest, precision

DATE_OF = {FactKind.CONSTRUCTION_APPROVED: "approved_on", FactKind.ESTABLISHED: "established_on"}


class DayRange(NamedTuple):
    """From the earliest to the latest possible day."""

    earliest: date
    latest: date


def facts_of(center: Center, kind: FactKind) -> tuple[Fact, ...]:
    """All reports of one kind."""
    return tuple(fact for fact in center.facts if fact.kind is kind)


def is_disputed(facts: tuple[Fact, ...]) -> bool:
    """A report called disputed, or two that cannot both be right; a month agrees with each of its days."""
    if any(fact.certainty is Certainty.DISPUTED for fact in facts):
        return True
    return bool(facts) and max(earliest(fact.date) for fact in facts) > min(latest(fact.date) for fact in facts)


def agreed_date(facts: tuple[Fact, ...]) -> PartialDay | None:
    """The date that the reports agree on, as precise as any has it; ``None`` without a report or in dispute."""
    if not facts or is_disputed(facts):
        return None
    return min((fact.date for fact in facts), key=lambda day: latest(day) - earliest(day))


def disputed(center: Center) -> tuple[str, ...]:
    """The names of dates on which reports disagree and which no paper has settled."""
    return tuple(
        name
        for kind, name in DATE_OF.items()
        if name not in center.settled and facts_of(center, kind) and is_disputed(facts_of(center, kind))
    )


def unknown(center: Center) -> tuple[str, ...]:
    """The names of what an import could not know; empty for a center that this record has followed from the start."""
    if center.imported_from is None:
        return ()
    missing = {
        "host": center.host is None,
        "parties": center.lead is None,
        "name_en": center.name_en is None,
        "field_in_words": center.field is not None and center.field.field is Field.OTHER and not center.field.other,
        "approved_on": center.phase in SUPERVISED and not _is_day(center.approved_on),
        "approval_number": center.phase in SUPERVISED and center.approval_number is None,
        "term_ends_on": center.phase in BUILDING and center.term_ends_on is None,
        "established_on": center.phase is Phase.OPERATION and not _is_day(center.established_on),
        "establishment_number": center.phase is Phase.OPERATION and center.establishment_number is None,
    }
    contested = disputed(center)
    return tuple(name for name, is_missing in missing.items() if is_missing and name not in contested)


def _is_day(day: PartialDay | None) -> bool:
    return day is not None and precision(day) == "day"


def possible_term(center: Center, policy: Policy) -> DayRange | None:
    """The range that 3.5.1 allows for the end of an unreported term; ``None`` where the approval is unknown, or where
    the clause doesn't speak of the center.
    """
    if center.approved_on is None or center.term_ends_on is not None or not clocks_apply_to(center, policy):
        return None
    return usual_end(center.approved_on, policy)


def usual_end(approved_on: PartialDay, policy: Policy) -> DayRange:
    """The range in which 3.5.1 generally has the end of a term that began with this approval."""
    return DayRange(
        add_months(earliest(approved_on), policy.term_min_months),
        add_months(latest(approved_on), policy.term_max_months),
    )
