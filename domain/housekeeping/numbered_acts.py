"""Which acts of a center bear which document number, and of which day; which of them one paper may hold."""

from collections.abc import Iterable, Iterator

from domain.acceptance.messages import CenterEstablished
from domain.application.messages import ConstructionApproved
from domain.center import Center, FormerName, FormerScope
from domain.changes.messages import CenterRelinquished, CenterRenamed, ScopeChanged
from domain.context import NumberedAct
from domain.kernel.records import Event
from domain.supervision.messages import CenterRevoked, EvaluationDecided, RectificationOrdered

ACTS: tuple[tuple[type[Event], str, str], ...] = (
    (ConstructionApproved, "approval_number", "approved_on"),
    (CenterEstablished, "establishment_number", "established_on"),
    (CenterRevoked, "revocation_number", "ended_on"),
    (CenterRelinquished, "relinquishment_number", "ended_on"),
)
"""Each act that bears a number, and the fields of a center that hold number and day; of an imported center they are
those that papers have settled since. The numbers of acts that a center may have several of stand in ``Center.numbers``.
"""
CHANGES: tuple[tuple[type[Event], str], ...] = ((CenterRenamed, "former_names"), (ScopeChanged, "former_scopes"))
"""Each act of which a center has several, and the field that holds what each ended, with number and day."""
IN_ONE_PAPER = frozenset({EvaluationDecided.wire_name(), RectificationOrdered.wire_name()})
"""The decision on an evaluation may order in the same paper what has to be put right (5.1)."""


def numbered_acts(center: Center) -> Iterator[NumberedAct]:
    """The acts of a center of which the number is known; the day may not be."""
    for event, number, on in ACTS:
        borne = getattr(center, number)
        if borne is not None:
            yield NumberedAct(
                center.center_id, center.name_zh, event.wire_name(), borne.normalized, getattr(center, on)
            )
    for event, former in CHANGES:
        yield from _that_changed(event, getattr(center, former), center)
    of_others = {(act.event, act.number): act.on for act in center.numbers}
    for (kind, number_borne), day in of_others.items():
        yield NumberedAct(center.center_id, center.name_zh, kind, number_borne, day)


def _that_changed(
    event: type[Event], former: Iterable[FormerName | FormerScope], center: Center
) -> Iterator[NumberedAct]:
    for past in former:
        if past.number is not None:
            yield NumberedAct(center.center_id, center.name_zh, event.wire_name(), past.number.normalized, past.until)
