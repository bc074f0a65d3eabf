"""The field's terms by their codes on the wire, as the templates' filters: ``{{ item.phase|phase }}``."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.decider import EVENT_LABELS, LABELS
from domain.guideline.clauses import CLAUSES, citation
from domain.guideline.fields import Field
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus, FollowUpOutcome, IssueKind, Level, Stage
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Within
from domain.kernel.roles import Actor, Role
from domain.values.districts import District
from domain.values.partial_days import in_words
from domain.wording.actors import name_of, part_of
from domain.wording.deadlines import duty_name, follows_since, over_at_the_latest
from domain.wording.fields import label_by, label_of
from domain.wording.refusals import title_of


def _of(vocabulary: type[LabeledEnum]) -> Callable[[str], Label]:
    return lambda code: vocabulary(code).label


def _over(latest: date | str) -> Label:
    """What is certain of a term all of whose possible days have passed, by the last of them."""
    return over_at_the_latest(_day(latest))


def _follows(since: date | str) -> Label:
    """From which day on this record follows a center."""
    return follows_since(_day(since))


def _between(bounds: tuple[date | str | None, date | str | None]) -> Label:
    """Where a day lies of which one bound is known."""
    earliest, latest = bounds
    return in_words(Within(earliest and _day(earliest), latest and _day(latest)))


def _day(on: date | str) -> date:
    """A day, as an item of a list or as its JSON has it."""
    return date.fromisoformat(on) if isinstance(on, str) else on


def acting(named: Actor | Mapping[str, Any]) -> Actor:
    """Who took a decision, as a record, one of its readers, or a line of the index of the log has them."""
    if isinstance(named, Mapping) and "actor_name" in named:
        return Actor(id=named["actor_id"] or "", name=named["actor_name"] or "", role=Role(named["role"]))
    return Actor.model_validate(named)


FILTERS: dict[str, Callable[[Any], Label]] = {
    "phase": _of(Phase),
    "field": _of(Field),
    "field_label": label_by,
    "district": _of(District),
    "level": _of(Level),
    "unsettled": lambda name: label_of(None, name),
    "role": _of(Role),
    "stage": _of(Stage),
    "issue_kind": _of(IssueKind),
    "follow_up_outcome": _of(FollowUpOutcome),
    "clock_kind": _of(ClockKind),
    "clock_status": _of(ClockStatus),
    "duty": duty_name,
    "over_at_the_latest": _over,
    "follows_since": _follows,
    "between": _between,
    "clause_number": citation,
    "clause_title": lambda number: CLAUSES[number].title,
    "decision": LABELS.__getitem__,
    "event": EVENT_LABELS.__getitem__,
    "subject": lambda subject: EVENT_LABELS.get(subject, Label(subject, subject)),
    "refusal": title_of,
    "actor": lambda named: name_of(acting(named)),
    "part": lambda named: part_of(acting(named)),
}
