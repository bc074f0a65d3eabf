"""Which forms are arranged by hand; all others are shown as they are generated."""

from api.console.forms.arranged import (
    appoint_experts,
    approve_construction,
    confirm_correction,
    correct_record,
    dossier,
    give_opinion,
    submit_annual_report,
)
from api.console.forms.arranged.arrangement import Arranged, Arrangement, Background, Scene
from ledger.application import Ledger

ARRANGEMENTS: dict[str, Arrangement] = {
    "approve_construction": approve_construction.ARRANGEMENT,
    "appoint_experts": appoint_experts.ARRANGEMENT,
    "give_opinion": give_opinion.ARRANGEMENT,
    "submit_annual_report": submit_annual_report.ARRANGEMENT,
    "correct_record": correct_record.ARRANGEMENT,
    "confirm_correction": confirm_correction.ARRANGEMENT,
}
"""By the decision's name on the wire."""


def background_of(ledger: Ledger, type_: str, center_id: str) -> Background | None:
    """What stands behind an arranged decision; ``None`` for one that is not arranged."""
    return dossier.background(ledger, center_id) if type_ in ARRANGEMENTS else None


def arranged(type_: str, scene: Scene) -> Arranged:
    """The form as it is shown. Raises ``KeyError`` for a decision that is not arranged."""
    arrangement = ARRANGEMENTS[type_]
    form = arrangement.asked(scene)
    return Arranged(
        template=f"parts/arranged/{type_}.html",
        parts=[(part, [form.of(name) for name in part.names]) for part in arrangement.parts],
        told=arrangement.told(scene),
        clause=arrangement.clause(scene) if arrangement.clause else None,
    )
