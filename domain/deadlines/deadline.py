"""A deadline: what is due, by which clause, until when, and whether it was met. Pure: no clock is read here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.center import Center, Submission
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.supervision.clock_facts import DeadlineMissed, Passed


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something due by the end of ``due_on`` (Asia/Shanghai).

    ``due_on`` is ``None`` where a term is unknown; ``earliest`` and ``latest`` then bound it, and the end of ``latest``
    is that of the last day on which it may have been due. ``known_on`` is the day
    on which the duty was first on record: reminders before it would have come too early to fall due. ``days_late``
    counts calendar days of something done late. ``ended_on`` is the last day on which it was a duty, where something
    has ended it: an establishment, an extension, the end of the center. ``is_former``: another day has taken its place
    under the same key; what the clocks recorded of it stands. ``assumed``: its bounds are those of a clause that wasn't
    that of the approval.
    """

    key: str
    kind: ClockKind
    due_on: date | None
    status: ClockStatus
    known_on: date
    provisional: bool = False
    earliest: date | None = None
    latest: date | None = None
    met_on: date | None = None
    days_late: int = 0
    subject: str = ""
    ended_on: date | None = None
    is_former: bool = False
    assumed: bool = False

    @property
    def clause(self) -> str:
        """The clause that sets the clock."""
        return self.kind.clause

    @property
    def last_day(self) -> date | None:
        """The day on which it is due, or the last on which it may be."""
        return self.due_on or self.latest

    @property
    def counts(self) -> bool:
        """Whether it still says something: what is done does, what is open until it ends, and what passed before. Of a
        former day the history alone tells.
        """
        if self.is_former:
            return False
        if self.status is ClockStatus.MET or self.ended_on is None:
            return True
        return self.status is not ClockStatus.OPEN and self.due_on is not None and self.due_on < self.ended_on


def judged(
    center: Center,
    key: str,
    kind: ClockKind,
    due_on: date,
    *,
    known_on: date,
    done: Submission | None,
    missed: str = DeadlineMissed.WHAT,
    provisional: bool = False,
    subject: str = "",
    ended_on: date | None = None,
) -> Deadline:
    """The deadline of a known day: met where it is done, missed where the clock has recorded so of this very day, open
    otherwise. What was due before it was on record at all is neither done nor undone.

    ``missed`` is what the clock records when the day has passed.
    """
    return Deadline(
        key=key,
        kind=kind,
        due_on=due_on,
        status=ClockStatus.MET if done else _not_done(center, Passed(key, missed, due_on), known_on),
        known_on=known_on,
        provisional=provisional,
        met_on=done.on if done else None,
        days_late=done.days_late if done else 0,
        subject=subject,
        ended_on=ended_on,
    )


def _not_done(center: Center, missed: Passed, known_on: date) -> ClockStatus:
    followed_from, silent_until = watched_since(center)
    if missed.due_on < max(known_on, followed_from):
        return ClockStatus.NOT_ON_RECORD
    if missed in center.passed:
        return ClockStatus.MISSED
    return ClockStatus.NOT_ON_RECORD if missed.due_on < silent_until else ClockStatus.OPEN


def watched_since(center: Center) -> tuple[date, date]:
    """Where history was entered late: the day from which the center is followed, as an officer said, and the one before
    which no clock had anything to say any more, nor while the center stood ended by an act that was undone; days before
    all others where none was.
    """
    backfill, resumed_on = center.backfill, center.resumed_on or date.min
    if backfill is None:
        return date.min, resumed_on
    return backfill.followed_from or date.min, max(backfill.finished_on or date.min, resumed_on)


def followed_since(center: Center) -> tuple[date, date]:
    """The day from which clocks count, and the day on which that was first on record; where the center is looked at as
    of an earlier one, that.
    """
    followed_from = center.followed_from or date.min
    return followed_from, center.looked_at or center.known_on or followed_from


def years_from(center: Center, year: int, due: Callable[[int], date]) -> Iterator[int]:
    """This year and every later one, each with a duty that is ``due`` on a day. Where the center is looked at as of one
    before it was followed, none but the next to fall due: what the years after it bring has not begun then.
    """
    on, followed_from = center.looked_at, center.followed_from or date.min
    for each in range(year, date.max.year):
        if on is not None and on < followed_from and due(each - 1) > on:
            return
        yield each


def done_by(due_on: date, done_on: date | None) -> Submission | None:
    """What was done on a day, and how many calendar days late; nothing where it isn't done."""
    return Submission(done_on, max(0, (done_on - due_on).days)) if done_on else None
