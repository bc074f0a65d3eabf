"""Instants on record that are doubtful: a record dated before the one it follows, or ahead of the clock.

An intact log is what was signed, which says nothing of whether its instants can be true. Since they were bounded when
they are recorded there are no new ones; old ones stay as they are, and whoever verifies is told of them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from domain.instants import latest_believed
from ledger.recorder import Cursors, LedgerRecorder

FEW = 5
"""Doubts of each kind that are shown one by one."""
EVENTS = "SELECT position, stream, state FROM events ORDER BY position"
RECEIPTS = "SELECT number, stream, body, head FROM receipts ORDER BY number"
RECORDED_AT = re.compile(rb'"recorded_at":"([^"]+)"')
"""Where it stands in an event and in a receipt: in no text, where the quotes are escaped, and before all content."""


class Doubt(StrEnum):
    """What is doubtful about an instant."""

    BACKWARDS = "backwards"
    """It is earlier than one that is on record before it, of the same center."""
    AHEAD = "ahead"
    """It has not come yet."""


class Doubtful(NamedTuple):
    """An event by its ``position``, or a refusal by the number of its ``receipt``, dated ``recorded_at`` (UTC)."""

    position: int | None
    receipt: int | None
    center: str
    recorded_at: datetime


class Remark(NamedTuple):
    """How many ``entries`` are doubtful in this way, and the ``first`` few of them."""

    doubt: Doubt
    entries: int
    first: tuple[Doubtful, ...]


def remarks(recorder: LedgerRecorder, now: datetime) -> list[Remark]:
    """What is doubtful in the whole log as of ``now`` (UTC), each kind once. Raises LedgerUnavailable."""
    counts = dict.fromkeys(Doubt, 0)
    first: dict[Doubt, list[Doubtful]] = {doubt: [] for doubt in Doubt}
    with recorder.cursors() as cursors:
        for doubt, found in _doubtful(cursors, latest_believed(now)):
            counts[doubt] += 1
            if len(first[doubt]) < FEW:
                first[doubt].append(found)
    return [Remark(doubt, count, tuple(first[doubt])) for doubt, count in counts.items() if count]


def _doubtful(cursors: Cursors, horizon: datetime) -> Iterator[tuple[Doubt, Doubtful]]:
    """Those that lie ahead are no measure for what follows them."""
    latest: dict[str, datetime] = {}
    for found in _dated(cursors):
        if found.recorded_at > horizon:
            yield Doubt.AHEAD, found
        elif found.recorded_at < latest.get(found.center, found.recorded_at):
            yield Doubt.BACKWARDS, found
        else:
            latest[found.center] = found.recorded_at


def _dated(cursors: Cursors) -> Iterator[Doubtful]:
    """Events and refusals in the order of recording; the receipt of events has their instant."""
    events, before = cursors(EVENTS, {}), 0
    for number, stream, body, head in cursors(RECEIPTS, {}):
        if head == before:
            yield from _read(None, number, stream, body)
        for position, center, state in islice(events, head - before):
            yield from _read(position, None, center, state)
        before = head


def _read(position: int | None, receipt: int | None, center: str, content: bytes) -> Iterator[Doubtful]:
    """Nothing of what can't be read: that is another matter."""
    found = RECORDED_AT.search(content)
    try:
        instant = datetime.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return
    if instant is not None:
        yield Doubtful(position, receipt, center, instant if instant.tzinfo else instant.replace(tzinfo=UTC))
