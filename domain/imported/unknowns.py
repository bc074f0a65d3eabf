"""What an import left unknown or disputed. Unknown stays unknown until the papers say otherwise."""

from datetime import date
from typing import Any, NamedTuple

from domain.acceptance.messages import CenterEstablished
from domain.application.messages import ConstructionApproved
from domain.center import Center
from domain.guideline.clauses import CLAUSES
from domain.guideline.fields import Field
from domain.guideline.phases import SUPERVISED, Phase
from domain.guideline.policy import Policy
from domain.imported.facts import Certainty, Fact, FactKind, LaterDetails
from domain.imported.known_phases import PROVEN_BY_PAPER, known_phases
from domain.kernel.records import Event, Happened, PartialDay, Within, fact_key
from domain.powers.authority import clocks_apply_to, is_of_the_bureau
from domain.values.comparing_form import same_name
from domain.values.partial_days import add_months, earliest, first_possible, last_possible, latest, precision

DETAILS = ("host", "name_en", "industry", "seat", "district")
"""What reports say of a center in one way only, so that two may contradict each other."""
DATE_OF = {FactKind.CONSTRUCTION_APPROVED: "approved_on", FactKind.ESTABLISHED: "established_on"}


class DayRange(NamedTuple):
    """From the earliest to the latest possible day."""

    earliest: date
    latest: date


class PossibleTerm(NamedTuple):
    """Between which days the end of a term that nobody reported lies, as far as they are known; one always is.
    ``is_assumed``: the clause wasn't that of the approval, or may not have been, which came before it held or from
    another authority, or the approval was about then; the range says no more than how long terms are now.
    """

    earliest: date | None
    latest: date | None
    is_assumed: bool


def facts_of(center: Center, kind: FactKind) -> tuple[Fact, ...]:
    """All reports of one kind."""
    return tuple(fact for fact in center.facts if fact.kind is kind)


def is_disputed(facts: tuple[Fact, ...]) -> bool:
    """A report called disputed, or two that cannot both be right; a month agrees with each of its days."""
    if any(fact.certainty is Certainty.DISPUTED for fact in facts):
        return True
    return bool(facts) and _possible_since(facts) > _possible_until(facts)


def _possible_since(facts: tuple[Fact, ...]) -> date:
    return max(first_possible(fact.happened) for fact in facts)


def _possible_until(facts: tuple[Fact, ...]) -> date:
    return min(last_possible(fact.happened) for fact in facts)


def agreed_date(facts: tuple[Fact, ...]) -> PartialDay | None:
    """The date that the reports agree on, as precise as any has it; ``None`` without a dated one or in dispute."""
    dates = [fact.date for fact in facts if fact.date is not None]
    if not dates or is_disputed(facts):
        return None
    return min(dates, key=lambda day: latest(day) - earliest(day))


def agreed_time(facts: tuple[Fact, ...]) -> Happened | None:
    """When it happened, by all reports on which they agree: the date, or its bounds; ``None`` without a report or in
    dispute.
    """
    if not facts or is_disputed(facts):
        return None
    since, until = _possible_since(facts), _possible_until(facts)
    bounds = Within(since if since > date.min else None, until if until < date.max else None)
    return agreed_date(facts) or bounds


def is_approximate(center: Center, name: str) -> bool:
    """Whether the date of that name is known by reports alone, of which those that have it say about when it was."""
    if name in known_here(center):
        return False
    kinds = [kind for kind, settles in DATE_OF.items() if settles == name]
    dated = [fact for kind in kinds for fact in facts_of(center, kind) if fact.date == getattr(center, name)]
    return bool(dated) and all(fact.certainty is Certainty.APPROXIMATE for fact in dated)


def disputed(center: Center) -> tuple[str, ...]:
    """The names of dates, and of details, on which reports disagree and which no paper has settled."""
    dates = [
        name
        for kind, name in DATE_OF.items()
        if name not in center.settled and facts_of(center, kind) and is_disputed(facts_of(center, kind))
    ]
    details = (name for name in DETAILS if name in center.contested and not _is_settled(center, name))
    return (*dates, *details)


def to_settle(center: Center) -> frozenset[str]:
    """The names of what a paper may settle though it is no gap: dates known by reports alone, and where nobody knows
    the phase, the papers that prove one.
    """
    if center.imported_from is None:
        return frozenset()
    reported = {name for kind, name in DATE_OF.items() if name not in known_here(center) and facts_of(center, kind)}
    return frozenset(reported | (PROVEN_BY_PAPER.keys() if center.phase is Phase.UNKNOWN else set()))


def known_detail(center: Center, name: str) -> str | None:
    """What is known of the center by that name of a detail."""
    if name == "industry":
        return center.field.other if center.field else None
    value: str | None = getattr(center, "seat_district" if name == "district" else name)
    return value


def readings_of(center: Center, name: str) -> list[str]:
    """What reports say of a contested detail, the first one first; nothing of one on which they agree."""
    others = center.contested.get(name)
    known = known_detail(center, name)
    return [*([str(known)] if known is not None else []), *others] if others else []


def contested_by(center: Center, details: LaterDetails) -> tuple[str, ...]:
    """The names of the details of which a later report says other than what is known by reports alone."""
    return tuple(
        name
        for name in DETAILS
        if not _is_settled(center, name)
        and (reported := getattr(details, name)) is not None
        and (known := known_detail(center, name)) is not None
        and not any(same_name(one, reported) for one in (known, *center.contested.get(name, ())))
    )


def _is_settled(center: Center, name: str) -> bool:
    """The host by the papers that name the parties, the others by papers of their own."""
    return name in center.settled or (name == "host" and center.lead is not None)


def with_details(center: Center, details: LaterDetails) -> Center:
    """The center with what was not known of it before; what contradicts is contested, and what papers say stays."""
    new = [name for name in DETAILS if getattr(details, name) is not None and known_detail(center, name) is None]
    given: dict[str, Any] = {name: getattr(details, name) for name in new if name in ("host", "name_en", "seat")}
    if "district" in new:
        given["seat_district"] = details.district
    if "industry" in new and center.field:
        given["field"] = center.field.model_copy(update={"other": details.industry})
    if center.built_jointly is None:
        given["built_jointly"] = True if details.joint_with else details.joint
    partners = (name for name in details.joint_with if not any(same_name(name, one) for one in center.joint_with))
    contested = {
        name: (*center.contested.get(name, ()), str(getattr(details, name))) for name in contested_by(center, details)
    }
    joint_with = (*center.joint_with, *partners)
    return center.but(**given, joint_with=joint_with, contested={**center.contested, **contested})


def known_here(center: Center) -> frozenset[str]:
    """The names of dates that papers have settled, or the bureau's own decision in this record."""
    acts: dict[str, type[Event]] = {"approved_on": ConstructionApproved, "established_on": CenterEstablished}
    return center.settled | {name for name, event in acts.items() if fact_key(event) in center.days}


def unknown(center: Center) -> tuple[str, ...]:
    """The names of what an import could not know; empty for a center that this record has followed from the start. An
    end tells nothing of what came before it.
    """
    if center.imported_from is None:
        return ()
    known = known_phases(center)
    was_approved, was_established = any(phase in known for phase in SUPERVISED), Phase.OPERATION in known
    nobody_knows = center.phase is Phase.UNKNOWN
    may_be_approved, may_be_established = nobody_knows or was_approved, nobody_knows or was_established
    missing = {
        "phase": nobody_knows,
        "host": center.host is None,
        "parties": center.lead is None,
        "name_en": center.name_en is None,
        "field_in_words": center.field is not None and center.field.field is Field.OTHER and not center.field.other,
        "approved_on": may_be_approved and not _is_day(center.approved_on),
        "approval_number": may_be_approved and center.approval_number is None,
        "term_ends_on": was_approved and not was_established and center.term_ends_on is None,
        "established_on": may_be_established and not _is_day(center.established_on),
        "establishment_number": may_be_established and center.establishment_number is None,
    }
    contested = disputed(center)
    return tuple(name for name, is_missing in missing.items() if is_missing and name not in contested)


def _is_day(day: PartialDay | None) -> bool:
    return day is not None and precision(day) == "day"


def possible_term(center: Center, policy: Policy) -> PossibleTerm | None:
    """The range of 3.5.1 for the end of an unreported term, and whether it is more than an assumption; ``None`` where
    the approval is unknown, or where the clause doesn't speak of the center.
    """
    if center.term_ends_on is not None or not clocks_apply_to(center, policy):
        return None
    approved = center.approved_on or agreed_time(facts_of(center, FactKind.CONSTRUCTION_APPROVED))
    if approved is None or approved == Within():
        return None
    since, until = first_possible(approved), last_possible(approved)
    return PossibleTerm(
        add_months(since, policy.term_min_months) if since > date.min else None,
        add_months(until, policy.term_max_months) if until < date.max else None,
        not _is_governed(center, since) or is_approximate(center, "approved_on"),
    )


def _is_governed(center: Center, approved_since: date) -> bool:
    """Whether 3.5.1 held, on every day on which it may have been given, for this approval."""
    return is_of_the_bureau(center) and approved_since >= CLAUSES["3.5.1"].holds_from


def usual_end(approved_on: PartialDay, policy: Policy) -> DayRange:
    """The range in which 3.5.1 generally has the end of a term that began with this approval."""
    return DayRange(
        add_months(earliest(approved_on), policy.term_min_months),
        add_months(latest(approved_on), policy.term_max_months),
    )
