"""The day that counts for lateness (5.2): on which a decision was handed in, whatever its paper is dated."""

from datetime import date

from domain.center import Center
from domain.context import Context
from domain.deadlines.deadline import followed_since, watched_since
from domain.kernel.messages import Command


def counted_day(
    command: Command, center: Center, context: Context, due_on: date, *, known_on: date | None = None
) -> date | None:
    """The day on which what is due ``on`` a day was handed in, or was received, as an entry on behalf states.

    ``None`` where the day of the paper counts: while a history is entered late, of a duty whose day had passed before
    anybody here watched it, and of what was decided until this was asked. ``known_on`` is the day on which the duty was
    first on record; left out, that of the center's approval.
    """
    if command.on_behalf_of is None and not _is_watched(center, context, due_on, known_on):
        return None
    return context.handed_in_on(command)


def _is_watched(center: Center, context: Context, due_on: date, known_on: date | None) -> bool:
    """Whether it was known on that day, in this record, that something was due."""
    if not context.asks_powers or center.is_backfilled:
        return False
    return due_on >= max(known_on or followed_since(center)[1], *watched_since(center))
