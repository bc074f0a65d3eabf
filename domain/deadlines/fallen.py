"""What falls of the clocks' facts: the day that one was about is no due day by what is now on record. Pure.

A clock's fact is never undone. Where its cause was corrected or undone, or where what was due proves to have been done
in time, it stands in the history as fallen.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.supervision.clock_facts import ClockFact


def is_fallen(fact: ClockFact, on: date, duties: Iterable[Deadline]) -> bool:
    """Whether the fact, which took effect ``on`` a day, has no ground among the duties as they are now on record."""
    duty = next((duty for duty in duties if (duty.key, duty.last_day) == (fact.key, fact.due_on)), None)
    if duty is None or _was_over(duty, on) or _was_not_known(duty, on):
        return True
    return fact.says_undone and _was_done(duty, on)


def _was_not_known(duty: Deadline, on: date) -> bool:
    """Whether somebody said after its day that it was missed, though nobody knew of it on that day."""
    return duty.status is ClockStatus.NOT_ON_RECORD and duty.due_on is not None and duty.due_on < on


def _was_over(duty: Deadline, on: date) -> bool:
    return duty.ended_on is not None and duty.ended_on < on


def _was_done(duty: Deadline, on: date) -> bool:
    return duty.met_on is not None and duty.met_on < on


def fallen_deadlines(center: Center, duties: Iterable[Deadline]) -> Iterator[Deadline]:
    """The days on which something seemed due, as the clocks had said, and by what is now on record was not."""
    by_day = {(duty.key, duty.last_day): duty for duty in duties}
    found: dict[tuple[str, date], date] = {}
    for passed, on in center.passed.items():
        duty = by_day.get((passed.key, passed.due_on))
        if duty is None or _was_over(duty, on):
            found.setdefault((passed.key, passed.due_on), on)
    return (_fallen(key, due_on, on) for (key, due_on), on in found.items())


def _fallen(key: str, due_on: date, known_on: date) -> Deadline:
    """Under a key of its own: the same duty may be due on another day."""
    kind = ClockKind(key.partition("/")[0])
    return Deadline(f"{key}/{due_on}", kind, due_on, ClockStatus.FALLEN, known_on)
