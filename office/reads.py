"""The log of reads: who read what, when, and from where. It is kept for a set time and then forgotten."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.kernel.roles import Actor
from domain.values.comparing_form import comparing_form
from ledger.read_model.cursors import from_cursor, to_cursor
from office.instants import instant_of, kept
from office.store import Row, Store


class Read(NamedTuple):
    """One request that showed somebody something, or would have.

    ``via`` is ``token``, ``session`` or ``calendar``; ``route`` the address's pattern, ``object`` what stands in its
    places, such as a center; ``query`` what was looked for; ``status`` the answer's; ``address`` the caller's. ``at``
    is UTC.
    """

    at: datetime
    read_id: str
    actor_id: str
    actor_name: str
    role: str
    org: str | None
    district: str | None
    via: str
    route: str
    object: str | None
    query: str | None
    status: int
    address: str


COLUMNS = Read._fields
WRITE = (
    f"INSERT INTO reads ({', '.join(COLUMNS)}, person) VALUES (:{', :'.join(COLUMNS)}, :person) ON CONFLICT DO NOTHING"
)
FORGET = "DELETE FROM reads WHERE at < :before"
A_PAGE = 1_000


class WhichReads(NamedTuple):
    """Which of them; a person by the comparing form of their id, instants from ``since`` until before ``until``."""

    person: str | None = None
    object: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class PageOfReads(NamedTuple):
    """Some of them, the latest first, and where the next page begins."""

    items: list[Read]
    next_cursor: str | None


class Reads:
    """All that are kept. Each method may raise ``OfficeError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, reads: Sequence[Read]) -> None:
        """Keeps them, all or none; those that are there already are left as they are."""
        self._store.change(WRITE, [_values(read) for read in reads])

    def page(self, which: WhichReads, limit: int = A_PAGE, cursor: str | None = None) -> PageOfReads:
        """At most ``limit`` of them, the latest first. Raises ``BadCursor``."""
        conditions, values = _conditions(which)
        if cursor is not None:
            values["last_at"], values["last_id"] = from_cursor(cursor, 2)
            conditions.append("(at, read_id) < (:last_at, :last_id)")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        statement = f"SELECT {', '.join(COLUMNS)} FROM reads{where} ORDER BY at DESC, read_id DESC LIMIT :limit"
        found = self._store.rows(statement, values | {"limit": limit + 1})
        more = to_cursor(found[limit - 1][:2]) if len(found) > limit else None
        return PageOfReads([_read(row) for row in found[:limit]], more)

    def all(self, which: WhichReads) -> Iterator[Read]:
        """All of them, the latest first."""
        page = self.page(which)
        yield from page.items
        while page.next_cursor is not None:
            page = self.page(which, cursor=page.next_cursor)
            yield from page.items

    def forget(self, before: datetime) -> int:
        """Removes what is older; how many there were."""
        return self._store.change(FORGET, [{"before": kept(before)}])


def _conditions(which: WhichReads) -> tuple[list[str], dict[str, object]]:
    asked: dict[str, tuple[str, object]] = {
        "person": ("person = :person", which.person and comparing_form(which.person)),
        "object": ("object = :object", which.object),
        "since": ("at >= :since", which.since and kept(which.since)),
        "until": ("at < :until", which.until and kept(which.until)),
    }
    given = {name: asked_for for name, asked_for in asked.items() if asked_for[1] is not None}
    return [condition for condition, _ in given.values()], {name: value for name, (_, value) in given.items()}


def _values(read: Read) -> dict[str, object]:
    return read._asdict() | {"at": kept(read.at), "person": comparing_form(read.actor_id)}


def _read(row: Row) -> Read:
    at, *others = row
    return Read(instant_of(at), *others)


def read_by(actor: Actor, via: str) -> dict[str, Any]:
    """What of an actor is kept with each of their reads."""
    return {
        "actor_id": actor.id,
        "actor_name": actor.name,
        "role": actor.role.value,
        "org": actor.org,
        "district": actor.district,
        "via": via,
    }
