"""The one order of everything that is recorded, and the bytes that stand for each entry in the tree.

For each receipt by its number, first the events that it brought about, then the receipt itself; refusals are receipts
without events. What is hashed here is never parsed.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from struct import Struct
from struct import error as not_a_number
from typing import Any, NamedTuple

from ledger.recorder import LedgerRecorder, Row

PAGE = 1000

_ONE, _TWO, _THREE = Struct(">Q"), Struct(">QQ"), Struct(">QQQ")
_EVENT = _ONE.pack(5) + b"event" + _ONE.pack(8)
_RECEIPT = _ONE.pack(7) + b"receipt" + _ONE.pack(8)
_LENGTHS = Struct(">QQQQQ")
_LEAF = b"\x00"
"""What RFC 6962 puts before an entry."""

_MISSING = (0, "", 0, "", b"")
NOTHING = b""
"""In place of the hash of a row that is not of its kind; no hash equals it."""


class Leaf(NamedTuple):
    """One entry: its place in the tree from 0, the log's position and the number of receipts once it is there."""

    leaf: int
    position: int
    number: int
    hash: bytes


class Place(NamedTuple):
    """How far the log was read: the last position and the last receipt's number, both 0 before the first."""

    position: int
    number: int

    @property
    def size(self) -> int:
        """How many leaves that is."""
        return self.position + self.number


class OutOfOrder(NamedTuple):
    """Where the log has no order any more: an entry is missing, or one too many. ``stream`` where it is known."""

    place: Place
    is_receipt: bool
    stream: str | None


class Page(NamedTuple):
    """Entries in their order from leaf ``start`` on, ending with a receipt, column by column as ``Leaf`` has them; and
    where the order broke, if it did.
    """

    start: int
    positions: list[int]
    hashes: list[bytes]
    broken: OutOfOrder | None = None

    def rows(self) -> list[tuple[int, int, int, bytes]]:
        """As the proof's table has them."""
        places = enumerate(zip(self.positions, self.hashes, strict=True), self.start)
        return [(leaf, position, leaf + 1 - position, hashed) for leaf, (position, hashed) in places]

    @property
    def leaves(self) -> list[Leaf]:
        """One by one."""
        return [Leaf(*row) for row in self.rows()]

    def until(self, count: int) -> "Page":
        """The first ``count`` entries."""
        return Page(self.start, self.positions[:count], self.hashes[:count])

    def after(self, count: int) -> "Page":
        """All but the first ``count`` entries."""
        return Page(self.start + count, self.positions[count:], self.hashes[count:], self.broken)

    @property
    def end(self) -> Place:
        """Where the next one goes on. Nothing is there to go on from in an empty page."""
        position = self.positions[-1]
        return Place(position, self.start + len(self.positions) - position)


def event_bytes(position: int, stream: bytes, version: int, topic: bytes, state: bytes) -> bytes:
    """An event as the tree has it: ``event``, position, stream, version, topic, state, each after its length; lengths
    and numbers in 8 bytes, big-endian.
    """
    return (
        _EVENT
        + _TWO.pack(position, len(stream))
        + stream
        + _THREE.pack(8, version, len(topic))
        + topic
        + _ONE.pack(len(state))
        + state
    )


def receipt_bytes(  # noqa: PLR0917 - the columns of a row, as they lie there
    number: int, command_id: bytes, stream: bytes, version: int, head: int, body: bytes
) -> bytes:
    """A receipt as the tree has it: ``receipt``, number, command id, stream, version, head, body, framed as events."""
    return (
        _RECEIPT
        + _TWO.pack(number, len(command_id))
        + command_id
        + _ONE.pack(len(stream))
        + stream
        + _LENGTHS.pack(8, version, 8, head, len(body))
        + body
    )


def _event_leaf(row: Row) -> bytes:
    try:
        return sha256(_LEAF + event_bytes(*row)).digest()
    except (TypeError, not_a_number):
        return NOTHING


def _receipt_leaf(row: Row) -> bytes:
    try:
        return sha256(_LEAF + receipt_bytes(*row)).digest()
    except (TypeError, not_a_number):
        return NOTHING


def page_of(place: Place, last: int, receipts: Iterable[Row], events: Iterator[Row]) -> Page:
    """Receipts as they come, each after its events, whose positions go no further than ``last``; the texts in the rows
    are texts. Raises ValueError where the order breaks, and whatever a value of another type leads to. The bytes of an
    entry are put together here in one piece, since this is where a verification spends its time.
    """
    page, (position, number) = Page(place.size, [], []), place
    positions, hashes = page.positions, page.hashes
    hashed, joined, one, two, three, five = sha256, b"".join, _ONE.pack, _TWO.pack, _THREE.pack, _LENGTHS.pack
    event, receipt = _LEAF + _EVENT, _LEAF + _RECEIPT
    for found, command_id, stream, version, head, body in receipts:
        number += 1
        if found != number or not position <= head <= last:
            raise ValueError(found)
        while position < head:
            position += 1
            event_position, of, at, topic, state = next(events, _MISSING)
            if event_position != position:
                raise ValueError(event_position)
            name, kind = of.encode(), topic.encode()
            middle = three(8, at, len(kind))
            parts = (event, two(position, len(name)), name, middle, kind, one(len(state)), state)
            positions.append(position)
            hashes.append(hashed(joined(parts)).digest())
        name, kind = stream.encode(), command_id.encode()
        middle = five(8, version, 8, head, len(body))
        parts = (receipt, two(number, len(kind)), kind, one(len(name)), name, middle, body)
        positions.append(head)
        hashes.append(hashed(joined(parts)).digest())
    return page


def shown(stream: Any) -> str | None:
    """A stream's name from its stored bytes, however they look now."""
    return bytes(stream).decode(errors="replace") if isinstance(stream, bytes | memoryview) else None


class Entries:
    """The log's raw rows, in pages."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder
        stream, topic, command_id = (recorder.AS_BYTES.format(name) for name in ("stream", "topic", "command_id"))
        self._stream = stream
        self._events = (
            f"SELECT position, {stream}, version, {topic}, state FROM events"
            " WHERE position > :after AND position <= :until ORDER BY position LIMIT :limit"
        )
        self._receipts = (
            f"SELECT number, {command_id}, {stream}, version, head, body FROM receipts"
            " WHERE number > :after ORDER BY number LIMIT :limit"
        )

    def ends(self) -> Place:
        """The log's last position and the last receipt's number."""
        row = self._recorder.rows(
            "SELECT (SELECT coalesce(max(position), 0) FROM events), (SELECT coalesce(max(number), 0) FROM receipts)",
            {},
        )[0]
        return Place(*row)

    def after(self, place: Place, count: int) -> Place | None:
        """Where the log is ``count`` receipts later, as far as the last of them says; None without it."""
        number = place.number + count
        rows = self._recorder.rows("SELECT head FROM receipts WHERE number = :number", {"number": number})
        return Place(rows[0][0], number) if rows and isinstance(rows[0][0], int) else None

    def before_the_first(self) -> bool:
        """Whether something stands where no reader looks: before position or number 1."""
        statement = (
            "SELECT EXISTS (SELECT 1 FROM events WHERE position < 1)"
            " OR EXISTS (SELECT 1 FROM receipts WHERE number < 1)"
        )
        return bool(self._recorder.rows(statement, {})[0][0])

    def page(self, place: Place, limit: int = PAGE) -> Page:
        """The next ``limit`` receipts, and all their events."""
        receipts = self._recorder.rows(self._receipts, {"after": place.number, "limit": limit})
        if not receipts:
            return Page(place.size, [], [], self._left_over(place))
        sound, broken = _sound(receipts, place)
        events = self._hashes(place.position, sound[-1][4]) if sound else []
        whole = _with_their_events(sound, place.position + len(events))
        page = _woven(place, whole, events)
        if len(whole) == len(sound):
            return page._replace(broken=broken)
        return _torn(page, place, sound[len(whole)], events)

    def pages(self, place: Place, limit: int = PAGE) -> Iterator[Page]:
        """Page after page, to the end or to where the order breaks."""
        while True:
            page = self.page(place, limit)
            if page.hashes or page.broken:
                yield page
            if page.broken or not page.hashes:
                return
            place = page.end

    def events(self, after: int, until: int) -> Iterator[Row]:
        """The rows of the events after a position and until another, their names as bytes."""
        while rows := self._recorder.rows(self._events, {"after": after, "until": until, "limit": PAGE}):
            yield from rows
            after = rows[-1][0]

    def _hashes(self, after: int, until: int) -> list[bytes]:
        """Of the events after a position and until another, or as far as none is missing."""
        hashes: list[bytes] = []
        while after < until:
            rows = self._recorder.rows(self._events, {"after": after, "until": until, "limit": PAGE})
            following = _following(rows, after)
            hashes += map(_event_leaf, following)
            if len(following) < len(rows) or not rows:
                break
            after += len(rows)
        return hashes

    def _left_over(self, place: Place) -> OutOfOrder | None:
        """An event after the last receipt belongs to none; unless its receipt came while nobody looked."""
        rows = self._recorder.rows(self._events, {"after": place.position, "until": 2**63 - 1, "limit": 1})
        if not rows or self._recorder.rows(self._receipts, {"after": place.number, "limit": 1}):
            return None
        return OutOfOrder(Place(place.position + 1, place.number), False, shown(rows[0][1]))

    def streams(self, after: int, until: int, limit: int) -> list[str]:
        """Which centers the receipts after a number and until another concern, in their order, the first ``limit``."""
        statement = (
            f"SELECT {self._stream} FROM receipts WHERE number > :after AND number <= :until"
            f" GROUP BY {self._stream} ORDER BY min(number) LIMIT :limit"
        )
        rows = self._recorder.rows(statement, {"after": after, "until": until, "limit": limit})
        return [name for row in rows if (name := shown(row[0]))]


def _sound(receipts: list[Row], place: Place) -> tuple[list[Row], OutOfOrder | None]:
    """The receipts that follow each other, and where the first that doesn't stands."""
    position, number = place
    for index, receipt in enumerate(receipts):
        number, head = number + 1, receipt[4]
        if receipt[0] != number:
            return receipts[:index], OutOfOrder(Place(position, number), True, None)
        if not isinstance(head, int) or head < position:
            return receipts[:index], OutOfOrder(Place(position, number), True, shown(receipt[2]))
        position = head
    return receipts, None


def _following(rows: list[Row], after: int) -> list[Row]:
    """The first rows whose positions leave no gap."""
    wanted = range(after + 1, after + 1 + len(rows))
    if rows and rows[-1][0] == wanted[-1] and [row[0] for row in rows] == list(wanted):
        return rows
    gap = next((index for index, row in enumerate(rows) if row[0] != wanted[index]), len(rows))
    return rows[:gap]


def _with_their_events(receipts: list[Row], last: int) -> list[Row]:
    """The first receipts, up to one whose events are not all there."""
    if not receipts or receipts[-1][4] <= last:
        return receipts
    return receipts[: next(index for index, row in enumerate(receipts) if row[4] > last)]


def _woven(place: Place, receipts: list[Row], events: list[bytes]) -> Page:
    """Receipts, each after its events."""
    positions: list[int] = []
    hashes: list[bytes] = []
    position = place.position
    for row, hashed in zip(receipts, map(_receipt_leaf, receipts), strict=True):
        head = row[4]
        positions += range(position + 1, head + 1)
        hashes += events[position - place.position : head - place.position]
        position = head
        positions.append(head)
        hashes.append(hashed)
    return Page(place.size, positions, hashes)


def _torn(page: Page, place: Place, receipt: Row, events: list[bytes]) -> Page:
    """The page, and of the next receipt's events those before the first that is missing."""
    position, number = page.end if page.hashes else place
    last = place.position + len(events)
    page.positions.extend(range(position + 1, last + 1))
    page.hashes.extend(events[position - place.position :])
    return page._replace(broken=OutOfOrder(Place(last + 1, number), False, shown(receipt[2])))
