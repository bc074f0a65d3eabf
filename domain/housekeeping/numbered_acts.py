"""Which acts of a center bear which document number, and of which day."""

from collections.abc import Iterator

from domain.acceptance.messages import CenterEstablished
from domain.application.messages import ConstructionApproved
from domain.center import Center
from domain.context import NumberedAct
from domain.kernel.records import Event
from domain.supervision.messages import CenterRevoked

ACTS: tuple[tuple[type[Event], str, str], ...] = (
    (ConstructionApproved, "approval_number", "approved_on"),
    (CenterEstablished, "establishment_number", "established_on"),
    (CenterRevoked, "revocation_number", "ended_on"),
)
"""Each act that bears a number, and the fields of a center that hold number and day; of an imported center they are
those that papers have settled since.
"""


def numbered_acts(center: Center) -> Iterator[NumberedAct]:
    """The acts of a center of which the number is known; the day may not be."""
    for event, number, on in ACTS:
        borne = getattr(center, number)
        if borne is not None:
            yield NumberedAct(
                center.center_id, center.name_zh, event.wire_name(), borne.normalized, getattr(center, on)
            )
