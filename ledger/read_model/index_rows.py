"""The lines of the history: one for each event, and one for each decision that was refused.

They index the log for those who look for something in it. The bytes of the log are the record, and what is proven;
the lines can be made anew from them at any time.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from domain.kernel.base import Model
from domain.kernel.messages import DocumentRef, OnBehalfOf
from domain.kernel.records import Event, Happened, Record, Within
from domain.kernel.roles import Actor
from domain.kernel.stated import is_line
from domain.values.identifiers import DocumentNumber
from domain.values.organisations import PartyEvidence
from domain.wording.actors import name_of
from ledger.read_model.pages import comparing_lines
from ledger.receipts import Receipt

EVENT, REFUSAL = "event", "refusal"
DECISION = "decision"
"""No kind of its own: an event that somebody's decision led to, and not the clocks or an import."""
LONGEST = 200
"""Characters of a word of a refused command that a line holds; the receipt holds all."""


class IndexRow(NamedTuple):
    """A line before it has its place.

    ``type`` is the event's name, or that of the command that was refused, and ``code`` why. ``actor_name`` of a deputy
    says for whom (代), and of whoever entered a paper whose it was (代录). ``actor`` holds the comparing forms of the
    actor's id and name, and of those of whom a deputy stood in for; ``search`` these and the ones of the center's id,
    of whose paper was entered, of the titles of documents beside the event, and of all names and numbers in it.
    ``effective_on`` is the day on the paper, or as much of it as is known, or its bounds (``cell_of``); ``recorded_at``
    an instant in UTC, in a form that sorts. ``documents`` are the digests of the files that the event names, with a
    blank between them.
    """

    kind: str
    command_id: str
    stream: str
    version: int
    type: str
    code: str | None
    clause: str | None
    role: str | None
    actor_id: str | None
    actor_name: str | None
    actor: str | None
    effective_on: str | None
    recorded_at: str
    search: str
    documents: str = ""


COLUMNS = ("line", "position", "number", *IndexRow._fields)


def index_rows_of(records: Sequence[Record[Event]], receipt: Receipt) -> list[IndexRow]:
    """The lines of one decision: those of its events, or the one of its refusal."""
    return [_of_event(record) for record in records] or [_of_refusal(receipt)]


def _of_event(record: Record[Event]) -> IndexRow:
    return IndexRow(
        EVENT,
        record.command_id,
        record.center_id,
        record.version,
        record.event.wire_name(),
        None,
        record.event.clause,
        *_of_actor(record.actor, record.on_behalf_of),
        cell_of(record.happened),
        sortable(record.recorded_at),
        _looked_for(
            record.actor,
            record.center_id,
            *_names_in(record.event),
            *_names_in(record.on_behalf_of),
            *(document.title for document in record.documents),
        ),
        " ".join(digests_named(record)),
    )


OPEN_END = ".."
"""In place of a bound that nobody knows."""


def cell_of(happened: Happened) -> str:
    """When it happened as a cell holds it: ``2023-05-11``, ``2023-05``, or bounds as ISO 8601-2 writes an interval,
    ``2015/2017-06``, with two dots for an end that nobody knows.
    """
    if not isinstance(happened, Within):
        return str(happened)
    return "/".join(str(bound) if bound is not None else OPEN_END for bound in happened)


def happened_in(cell: str | None) -> dict[str, str | bool | None]:
    """What a line says of when it happened: a day of effect as far as it is known, or that it is undated, and between
    which bounds.
    """
    since, is_interval, until = (cell or "").partition("/")
    if not is_interval:
        return {"effective_on": cell, "undated": False, "not_before": None, "not_after": None}
    bounds = [None if bound == OPEN_END else bound for bound in (since, until)]
    return {"effective_on": None, "undated": True, "not_before": bounds[0], "not_after": bounds[1]}


def digests_named(record: Record[Event]) -> list[str]:
    """The SHA-256 of each file that the record names: beside the event, in it, and in the paper that was entered."""
    named = _digests_in((record.documents, record.event, record.on_behalf_of))
    return list(dict.fromkeys(named))


def _digests_in(value: Any) -> Iterator[str]:
    if isinstance(value, DocumentRef):
        yield value.sha256
    elif isinstance(value, PartyEvidence):
        yield from filter(None, (value.document,))
    elif isinstance(value, Model):
        for _, part in value:
            yield from _digests_in(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _digests_in(part)


def _of_refusal(receipt: Receipt) -> IndexRow:
    refusal = receipt.refusal
    return IndexRow(
        REFUSAL,
        receipt.command_id,
        receipt.center_id,
        receipt.version,
        _short(receipt.command_type),
        _short(refusal.code) if refusal else None,
        refusal.clause if refusal else None,
        *_of_actor(receipt.actor),
        None,
        sortable(receipt.recorded_at),
        _looked_for(receipt.actor, receipt.center_id),
    )


def _of_actor(
    actor: Actor | None, behalf: OnBehalfOf | None = None
) -> tuple[str | None, str | None, str | None, str | None]:
    if actor is None:
        return None, None, None, None
    name = name_of(actor.model_copy(update={"name": _short(actor.name)})).zh
    shown = f"{name}（代{_short(behalf.organisation)}录入）" if behalf else name
    return actor.role.value, _short(actor.id), _short(shown), comparing_lines(map(_short, _named(actor)))


def _looked_for(actor: Actor | None, *names: str) -> str:
    return comparing_lines((*(_named(actor) if actor else ()), *names))


def _named(actor: Actor) -> Iterator[str]:
    yield from (actor.id, actor.name)
    if actor.deputy_for is not None:
        yield from (actor.deputy_for.id, actor.deputy_for.name)


def _names_in(value: Any) -> Iterator[str]:
    """The names, titles and codes in an event or beside it, which are its lines, and the document numbers."""
    if isinstance(value, DocumentNumber):
        yield value.normalized
    elif isinstance(value, Model):
        for field, part in value:
            yield from _texts(part) if is_line(type(value), field) else _names_in(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _names_in(part)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        yield from value


def _short(text: str) -> str:
    """As much as an index holds, without the one sign that PostgreSQL cannot hold."""
    return text[:LONGEST].replace("\x00", "\ufffd")


def sortable(instant: datetime) -> str:
    """An instant in UTC with its microseconds, so that text sorts as time does."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def placed(lines: Sequence[IndexRow], number: int, head: int) -> Iterator[tuple[int | str | None, ...]]:
    """The lines of one receipt as rows, by its number and the log's head after it.

    A line's number is its place, from 1, among all events and receipts in the order in which they were recorded: the
    number of its leaf in the proof, plus one. That of a receipt whose events have lines of their own is left out.
    """
    for place, line in enumerate(lines, start=1):
        if line.kind == EVENT:
            position = head - len(lines) + place
            yield position + number - 1, position, number, *line
        else:
            yield head + number, None, number, *line
