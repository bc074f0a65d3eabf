"""Who reads a center's page, and what it says of what it doesn't show them."""

from datetime import date
from typing import NamedTuple

from domain.guideline.vocabulary import Stage
from domain.values.partial_days import earliest
from domain.values.points import Point
from domain.visibility.relations import Relation
from service_layer.reading import ReadableLedger


class CenterReader(NamedTuple):
    """What the reader is to the center; a former party left it on a day, and reads it as it stood then.

    ``withheld`` are the stages of whose panel and its deliberation something is left out. ``sees_predecessor``: the
    application before this one is theirs to open too.
    """

    relation: Relation
    left_on: date | None
    withheld: frozenset[Stage]
    sees_predecessor: bool

    @property
    def is_of_the_bureau(self) -> bool:
        """Whether nothing is left out for them."""
        return self.relation is Relation.BUREAU

    def at(self, point: Point) -> Point:
        """The point at which they look, which is not now for who has left."""
        return point if self.left_on is None or point.as_of is not None else point._replace(as_of=self.left_on)


def reader_of(ledger: ReadableLedger, center_id: str, point: Point, predecessor: str | None) -> CenterReader:
    """The reader of a center's page at the point."""
    relation, until = ledger.read_model.relation(center_id)
    return CenterReader(
        relation,
        left_on=_day_of(ledger, center_id, until) if until else None,
        withheld=frozenset() if relation is Relation.BUREAU else _withheld(ledger, center_id, point),
        sees_predecessor=sees(ledger, predecessor),
    )


def _day_of(ledger: ReadableLedger, center_id: str, version: int) -> date:
    (record,) = ledger.whole.stream_page(center_id, version - 1, 1)
    return earliest(record.effective_on)


def _withheld(ledger: ReadableLedger, center_id: str, point: Point) -> frozenset[Stage]:
    center = ledger.replayed(center_id, as_of=point.as_of, known_at=point.known_at)
    return center.withheld_reviews if center else frozenset()


def sees(ledger: ReadableLedger, center_id: str | None) -> bool:
    """Whether the center's page opens for the reader."""
    return center_id is not None and ledger.read_model.relation(center_id)[0] is not Relation.NONE
