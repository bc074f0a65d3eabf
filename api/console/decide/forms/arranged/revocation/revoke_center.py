"""撤销中心资格: the notice with its ground, and what the center said about it, stand before the answer to that."""

from collections.abc import Mapping
from dataclasses import replace

from api.console.decide.forms.arranged import dossier
from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene
from api.console.decide.forms.groups import Group
from domain.kernel.base import Label
from domain.kernel.records import Record
from domain.supervision.notice_messages import RevocationNoticed, StatementRecorded


def _asked(scene: Scene) -> Group:
    """What was said is answered: the rule refuses a revocation that leaves it open."""
    notice = scene.center.notice
    answer = scene.form.of("answer_to_statement")
    return scene.form.with_(replace(answer, required=True)) if notice and notice.statements else scene.form


def _notice(scene: Scene) -> Record[RevocationNoticed] | None:
    """The last notice, as it reads."""
    notices = dossier.all_of(scene.background.records, RevocationNoticed)
    return next((one for one in notices if scene.center.notice and one.event.notice_id == scene.center.notice.id), None)


def _statements(scene: Scene) -> list[Record[StatementRecorded]]:
    """What is on record about that notice, oldest first."""
    statements = dossier.all_of(scene.background.records, StatementRecorded)
    return [one for one in statements if scene.center.notice and one.event.notice_id == scene.center.notice.id]


def _context(scene: Scene) -> Mapping[str, object]:
    notice = _notice(scene)
    order = scene.center.rectification(notice.event.ground) if notice else None
    return {
        "notice": notice,
        "order": order,
        "served_on": scene.center.served.get(notice.version) if notice else None,
        "statements": _statements(scene),
    }


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("revocation", Label("决定", "Decision"), ("document_number", "reason", "answer_to_statement")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
