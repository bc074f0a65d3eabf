"""Which rows a reader sees who isn't of the bureau: a condition on each table, so that what they don't see is neither
listed nor found nor counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.roles import Actor
from domain.visibility.relations import OF_ROLE, SEES_ALL, Relation, reader_keys, sees_public
from domain.visibility.table import OPEN_EVENTS, PUBLIC_EVENTS, VISIBILITY, About
from ledger.read_model.pages import Conditions
from ledger.read_model.rows import CONCERNED_VIEW, PUBLIC_VIEW

NOTHING, EVERY = "1 = 0", "1 = 1"
PUBLIC = (
    f"EXISTS (SELECT 1 FROM views WHERE key = '{PUBLIC_VIEW}' AND center_id = lines.stream AND since <= lines.version)"
)
OPEN_NAMES = tuple(event.wire_name() for event in OPEN_EVENTS)
PUBLIC_NAMES = tuple(event.wire_name() for event in PUBLIC_EVENTS)
LISTED_NAMES = tuple(event.wire_name() for event in PUBLIC_EVENTS if VISIBILITY[event].about is About.ITSELF)
"""Those of public acts that are about no other, which would have to be looked at."""


class Scope(NamedTuple):
    """Whose rows: those of centers whose relation tuples have one of ``keys``; where ``by_token``, of every center, or
    of the one that the token is bound to; and the public ones, if ``public``.
    """

    actor: Actor
    keys: Sequence[str]
    by_token: bool
    public: bool

    @classmethod
    def of(cls, actor: Actor) -> "Scope | None":
        """The reader's; ``None`` for those who see all."""
        if actor.role in SEES_ALL:
            return None
        is_bound_alone = actor.center is not None and actor.org is None and actor.district is None
        by_token = actor.role in OF_ROLE and (actor.anyone or is_bound_alone)
        return cls(actor, reader_keys(actor), by_token, sees_public(actor))

    def of_views(self, table: str, columns: str, filters: Conditions) -> str:
        """The rows of ``views``, or of another table by view, that the filters find, each center in the nearest view
        that the reader has of it: in parts that have no row in common, each of which an index leads to.
        """
        where = f"{filters.where} AND " if filters.where else " WHERE "
        return " UNION ALL ".join(f"SELECT {columns} FROM {table}{where}{part}" for part in self._parts(filters))

    def _parts(self, filters: Conditions) -> Iterator[str]:
        concerned, public = f"key = '{CONCERNED_VIEW}'", f"key = '{PUBLIC_VIEW}'"
        own = f"{self._keys(filters)}{self._bound(filters)}"
        if self.by_token:
            yield f"{concerned}{self._bound(filters)}"
            others = "center_id <> :bound_to" if self.actor.center is not None else NOTHING
        elif self.keys:
            yield f"{concerned} AND center_id IN ({self._concerned(filters)})"
            former = f"SELECT center_id, view FROM readers WHERE {own} AND view <> '{CONCERNED_VIEW}'"
            yield f"(center_id, key) IN ({former})"
            others = f"center_id NOT IN (SELECT center_id FROM readers WHERE {own})"
        else:
            others = EVERY
        if self.public:
            yield f"{public} AND {others}"
        elif not (self.by_token or self.keys):
            yield NOTHING

    def narrow_centers(self, filters: Conditions) -> None:
        """Of a table with a ``center_id``: the rows of centers whose record is the reader's."""
        filters.add(f"center_id IN ({self._concerned(filters)})")

    def narrow_known(self, filters: Conditions) -> None:
        """Of a table with a ``center_id``: the rows of centers whose record is the reader's, or that are public."""
        filters.add(f"(center_id IN ({self._concerned(filters)}){self._or_public()})")

    def known_of_concerned(self, column: str, filters: Conditions) -> str:
        """A column that is empty where the center's record isn't the reader's."""
        return f"CASE WHEN center_id IN ({self._concerned(filters)}) THEN {column} END"

    def narrow_acts(self, filters: Conditions) -> None:
        """Of ``numbers``: those of centers whose record is the reader's, and of public ones the official acts."""
        official = self._or_public(f"{_among('event', PUBLIC_NAMES)} AND ")
        filters.add(f"(center_id IN ({self._concerned(filters)}){official})")

    def narrow_lines(self, filters: Conditions, *, by_words: bool = False) -> None:
        """Of ``lines``: the record of centers that concern the reader, where all see it alike; official acts of public
        ones; and what the reader has done, refusals too. Public acts are not found ``by_words`` or by who acted: a line
        is looked for in all that its event names, of which the public sees a part.
        """
        public = (
            f"kind = 'event' AND {_among('type', LISTED_NAMES)} AND ({_among('stream', BUREAU_STREAMS)} OR {PUBLIC})"
        )
        seen = self.sees_whole(filters)
        filters.add(f"({seen} OR ({public}))" if self.public and not by_words else seen)

    def sees_whole(self, filters: Conditions) -> str:
        """The condition of ``lines`` of which nothing is withheld from the reader, not even who acted."""
        filters.values |= {"reader": self.actor.id, "reader_role": self.actor.role.value}
        concerned = f"(stream IN ({self._concerned(filters)}) OR {self._former(filters)})"
        return (
            f"((kind = 'event' AND {_among('type', OPEN_NAMES)} AND {concerned})"
            " OR (actor_id = :reader AND role = :reader_role))"
        )

    def narrow_streams(self, filters: Conditions) -> None:
        """Of ``lines``: events of which the reader may see something; each is to be looked at then."""
        streams = f"SELECT center_id FROM readers WHERE {self._keys(filters)}{self._bound(filters)}"
        if self.by_token:
            streams = self._every(filters, "center_id")
        public = f"{_among('type', PUBLIC_NAMES)} AND ({_among('stream', BUREAU_STREAMS)} OR {PUBLIC})"
        own = "actor_id = :reader AND role = :reader_role"
        filters.add(
            f"(stream IN ({streams}) OR ({own}){f' OR ({public})' if self.public else ''})",
            reader=self.actor.id,
            reader_role=self.actor.role.value,
        )

    def narrow_readers(self, filters: Conditions) -> None:
        """Of ``readers``: the tuples that name the reader."""
        if self.actor.center is not None:
            filters.add("center_id = :bound_to", bound_to=self.actor.center)
        filters.add(self._keys(filters))

    def _or_public(self, also: str = "") -> str:
        public = f"center_id IN (SELECT center_id FROM views WHERE key = '{PUBLIC_VIEW}')"
        return f" OR ({also}{public})" if self.public else ""

    def _concerned(self, filters: Conditions) -> str:
        if self.by_token:
            return self._every(filters, "center_id")
        bound = self._bound(filters)
        return f"SELECT center_id FROM readers WHERE {self._keys(filters)} AND view = '{CONCERNED_VIEW}'{bound}"

    def _former(self, filters: Conditions) -> str:
        readers = f"SELECT 1 FROM readers WHERE {self._keys(filters)}{self._bound(filters)}"
        return f"EXISTS ({readers} AND center_id = lines.stream AND until >= lines.version)"

    def _every(self, filters: Conditions, columns: str) -> str:
        return f"SELECT {columns} FROM views WHERE key = '{CONCERNED_VIEW}'{self._bound(filters)}"

    def _bound(self, filters: Conditions) -> str:
        if self.actor.center is None:
            return ""
        filters.values |= {"bound_to": self.actor.center}
        return " AND center_id = :bound_to"

    def _keys(self, filters: Conditions) -> str:
        named = {f"reader_key{place}": key for place, key in enumerate(self.keys)}
        filters.values |= named
        return f"key IN ({', '.join(f':{name}' for name in named)})" if named else NOTHING


def nearest(found: Sequence[tuple[str, int]]) -> tuple[Relation, int] | None:
    """Of relations with the version until which they hold, the one that counts."""
    known = [(Relation(relation), until) for relation, until in found]
    return min(known, key=lambda one: list(Relation).index(one[0]), default=None)


def _among(column: str, names: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(map(repr, names))})"
