"""确认记录更正: what the record says now beside what it is to say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene, settled
from api.console.decide.forms.arranged.corrections.corrections import (
    WORDS_OF_CONSEQUENCES,
    Proposal,
    proposal_of,
)
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Options
from domain.center import PendingCorrection
from domain.guideline.vocabulary import Verdict
from domain.housekeeping.messages import CorrectionContent
from domain.kernel.base import Label


def _asked(scene: Scene) -> Group:
    chosen = scene.answers["correction_id"]
    verdict = scene.form.of("verdict")
    if any(proposal.id == chosen and proposal.reserved for proposal in _proposals(scene)):
        verdict = _turning_down(verdict)
    return scene.form.with_(settled(scene.form.of("correction_id"), chosen), verdict)


def _turning_down(question: AnyQuestion) -> AnyQuestion:
    """Nothing else to choose."""
    if not isinstance(question, Choice):
        return question
    options = tuple(option for option in question.options if option.code == Verdict.FAIL)
    return replace(question, groups=(Options(None, options),))


def _context(scene: Scene) -> Mapping[str, object]:
    proposals, chosen = list(_proposals(scene)), scene.answers["correction_id"]
    confirmed = [] if scene.answers["verdict"] == Verdict.FAIL else [one for one in proposals if one.id == chosen]
    return {"proposals": proposals, "chosen": confirmed, **WORDS_OF_CONSEQUENCES}


def _proposals(scene: Scene) -> Iterator[Proposal]:
    by_position = {record.position: record for record in scene.background.records}
    for pending in scene.center.corrections:
        proposal = _content(pending)
        record = by_position.get(proposal.position)
        if record is not None:
            yield proposal_of(pending.id, record, proposal, scene)


def _content(pending: PendingCorrection) -> CorrectionContent:
    known = {name: pending.content.get(name) for name in CorrectionContent.model_fields}
    return CorrectionContent.model_validate(known)


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("verdict", Label("是否确认", "Confirm or turn down"), ("correction_id", "verdict", "reason")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
