"""Which forms are arranged by hand; all others are shown as they are generated."""

from api.console.decide.forms.answers import Sent
from api.console.decide.forms.arranged import (
    approve_construction,
    dossier,
    give_opinion,
    record_service,
    submit_annual_report,
)
from api.console.decide.forms.arranged.arrangement import (
    ENTERED_ON_BEHALF,
    Arranged,
    Arrangement,
    Background,
    FormPart,
    Scene,
)
from api.console.decide.forms.arranged.corrections import confirm_correction, confirm_undo, correct_record, undo
from api.console.decide.forms.arranged.panel import appoint_experts
from api.console.decide.forms.arranged.prepared import complete_self_inspection, record_supervision
from api.console.decide.forms.arranged.revocation import revoke_center
from api.console.decide.forms.arranged.sheets.forms import DOSSIERS
from api.console.decide.forms.groups import Group
from api.console.decide.forms.on_behalf import ON_BEHALF
from service_layer.reading import ReadableLedger

ARRANGEMENTS: dict[str, Arrangement] = {
    "approve_construction": approve_construction.ARRANGEMENT,
    "appoint_experts": appoint_experts.ARRANGEMENT,
    "give_opinion": give_opinion.ARRANGEMENT,
    "submit_annual_report": submit_annual_report.ARRANGEMENT,
    "record_service": record_service.ARRANGEMENT,
    "revoke_center": revoke_center.ARRANGEMENT,
    "correct_record": correct_record.ARRANGEMENT,
    "confirm_correction": confirm_correction.ARRANGEMENT,
    "undo": undo.ARRANGEMENT,
    "confirm_undo": confirm_undo.ARRANGEMENT,
    "record_supervision": record_supervision.ARRANGEMENT,
    "complete_self_inspection": complete_self_inspection.ARRANGEMENT,
    **DOSSIERS,
}
"""By the decision's name on the wire."""
FOLDER = "decide/forms/arranged"
SUBFOLDERS = {
    "revoke_center": "revocation/",
    "appoint_experts": "panel/",
    **dict.fromkeys(("correct_record", "confirm_correction", "undo", "confirm_undo"), "corrections/"),
}
"""Where the template of an arrangement doesn't lie in the folder itself."""


def background_of(ledger: ReadableLedger, type_: str, center_id: str) -> Background | None:
    """What stands behind an arranged decision; ``None`` for one that is not arranged."""
    return dossier.background(ledger, center_id) if type_ in ARRANGEMENTS else None


def by_answers(type_: str, form: Group, background: Background | None, sent: Sent) -> Group:
    """The form with the questions that follow from what was answered already."""
    arrangement = ARRANGEMENTS.get(type_)
    return arrangement.by_answers(form, background, sent) if arrangement and background else form


def _parts(arrangement: Arrangement, form: Group) -> tuple[FormPart, ...]:
    """Before all others whose paper it is, where an officer enters it on behalf."""
    is_asked = any(question.name == ON_BEHALF for question in form.inside)
    return (ENTERED_ON_BEHALF, *arrangement.parts) if is_asked else arrangement.parts


def arranged(type_: str, scene: Scene) -> Arranged:
    """The form as it is shown. Raises ``KeyError`` for a decision that is not arranged."""
    arrangement = ARRANGEMENTS[type_]
    form = arrangement.asked(scene)
    sheets = (sheet(scene) for sheet in arrangement.dossier)
    return Arranged(
        template=f"{FOLDER}/{SUBFOLDERS.get(type_, '')}{type_}.html" if arrangement.context else None,
        dossier=[sheet for sheet in sheets if sheet],
        parts=[(part, [form.of(name) for name in part.names]) for part in _parts(arrangement, form)],
        context=arrangement.context(scene) if arrangement.context else {},
        clause=arrangement.clause(scene) if arrangement.clause else None,
    )
