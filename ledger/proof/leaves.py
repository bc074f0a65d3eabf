"""The one order of everything that is recorded, and the bytes that stand for each entry in the tree.

For each receipt by its number, first the events that it brought about, then the receipt itself; refusals are receipts
without events. What is read here is never parsed.
"""

from collections.abc import Iterator
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
    """Leaves in their order, ending with a receipt, and where the order broke, if it did."""

    leaves: list[Leaf]
    broken: OutOfOrder | None


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
        return sha256(b"\x00" + event_bytes(*row)).digest()
    except (TypeError, not_a_number):
        return NOTHING


def _receipt_leaf(row: Row) -> bytes:
    try:
        return sha256(b"\x00" + receipt_bytes(*row)).digest()
    except (TypeError, not_a_number):
        return NOTHING


def shown(stream: Any) -> str | None:
    """A stream's name from its stored bytes, however they look now."""
    return bytes(stream).decode(errors="replace") if isinstance(stream, bytes | memoryview) else None


class Entries:
    """The log's raw rows, in pages."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder
        stream, topic, command_id = (recorder.AS_BYTES.format(name) for name in ("stream", "topic", "command_id"))
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

    def before_the_first(self) -> bool:
        """Whether something stands where no reader looks: before position or number 1."""
        statement = (
            "SELECT EXISTS (SELECT 1 FROM events WHERE position < 1)"
            " OR EXISTS (SELECT 1 FROM receipts WHERE number < 1)"
        )
        return bool(self._recorder.rows(statement, {})[0][0])

    def page(self, place: Place, limit: int = PAGE) -> Page:
        """The leaves of the next ``limit`` receipts, and of all their events."""
        receipts = self._recorder.rows(self._receipts, {"after": place.number, "limit": limit})
        leaves: list[Leaf] = []
        events = self._events_until(place.position, _highest(receipts))
        for row in receipts:
            broken = _take(row, place, events, leaves)
            if broken:
                return Page(leaves, broken)
            place = Place(row[4], row[0])
        return Page(leaves, None if receipts else self._left_over(place))

    def pages(self, place: Place, limit: int = PAGE) -> Iterator[Page]:
        """Page after page, to the end or to where the order breaks."""
        while True:
            page = self.page(place, limit)
            if page.leaves or page.broken:
                yield page
            if page.broken or not page.leaves:
                return
            place = Place(page.leaves[-1].position, page.leaves[-1].number)

    def _events_until(self, after: int, until: int) -> Iterator[Row]:
        while after < until:
            rows = self._recorder.rows(self._events, {"after": after, "until": until, "limit": PAGE})
            if not rows:
                return
            yield from rows
            after = rows[-1][0]

    def _left_over(self, place: Place) -> OutOfOrder | None:
        """An event after the last receipt belongs to none; unless its receipt came while nobody looked."""
        rows = self._recorder.rows(self._events, {"after": place.position, "until": 2**63 - 1, "limit": 1})
        if not rows or self._recorder.rows(self._receipts, {"after": place.number, "limit": 1}):
            return None
        return OutOfOrder(Place(place.position + 1, place.number), False, shown(rows[0][1]))

    def stream_at(self, leaf: Leaf, *, is_receipt: bool) -> str | None:
        """The center that an entry concerns, as its receipt says."""
        number = leaf.number - 1 if is_receipt else leaf.number
        rows = self._recorder.rows(self._receipts, {"after": number, "limit": 1})
        return shown(rows[0][2]) if rows else None


def _highest(receipts: list[Row]) -> int:
    return max((row[4] for row in receipts if isinstance(row[4], int)), default=0)


def _take(receipt: Row, place: Place, events: Iterator[Row], leaves: list[Leaf]) -> OutOfOrder | None:
    """Adds the leaves of one receipt and its events, or says where they break the order."""
    number, head = receipt[0], receipt[4]
    if number != place.number + 1:
        return OutOfOrder(Place(place.position, place.number + 1), True, None)
    if not isinstance(head, int) or head < place.position:
        return OutOfOrder(Place(place.position, number), True, shown(receipt[2]))
    for position in range(place.position + 1, head + 1):
        row = next(events, None)
        if row is None or row[0] != position:
            return OutOfOrder(Place(position, place.number), False, shown(receipt[2]))
        leaves.append(Leaf(position + place.number - 1, position, place.number, _event_leaf(row)))
    leaves.append(Leaf(head + number - 1, head, number, _receipt_leaf(receipt)))
    return None
