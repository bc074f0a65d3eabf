"""What a calendar shows of a center's deadlines: each under a name that stays while its day moves. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.supervision.clocks import UNKNOWN_TERM, evaluation_key


class CalendarEntry(NamedTuple):
    """A deadline ``on`` a day of a calendar (Asia/Shanghai). ``key`` names it within its center, whatever day it is
    moved to.
    """

    key: str
    on: date
    deadline: Deadline


def calendar_entries(center: Center, dues: Sequence[Deadline]) -> Iterator[CalendarEntry]:
    """The deadlines that have a day. One that is certainly over stands on the last possible day, and what was done
    before the end of a term that nobody knows on the day on which it was done.
    """
    counting = {due.key for due in dues if due.status is not ClockStatus.FALLEN}
    names = _names_of_evaluations(center, counting)
    taken = {names.get(key, key) for key in counting}
    for due in dues:
        on = _day_of(due)
        if on is not None:
            key = names.get(due.key, due.key)
            if due.status is ClockStatus.FALLEN:
                key = _name_of_fallen(due, taken)
                taken.add(key)
            yield CalendarEntry(key, on, due)


def _day_of(due: Deadline) -> date | None:
    if due.due_on is not None:
        return due.due_on
    return due.latest if due.status is ClockStatus.CERTAINLY_OVER else due.met_on


def _names_of_evaluations(center: Center, counting: set[str]) -> Mapping[str, str]:
    """By the key of a deadline. An evaluation goes by the place of its term, and that of a term which another one took
    the place of in time goes on as the next one's: an extension moves it.
    """
    names, name, stands = {UNKNOWN_TERM: _name(1)}, _name(1), False
    for place, term in enumerate(center.terms, start=1):
        name = _name(place) if stands else name
        names[evaluation_key(term)] = name
        stands = evaluation_key(term) in counting
    return names


def _name(place: int) -> str:
    return f"{ClockKind.EVALUATION}/{place}"


def _name_of_fallen(due: Deadline, taken: set[str]) -> str:
    """That of the duty that it seemed to be, unless this one is due on another day."""
    seemed = due.key.rpartition("/")[0]
    return due.key if seemed in taken else seemed
