"""确认记录更正: what the record says now beside what it is to say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from api.console.center.timeline.timeline import words_of
from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene, settled
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Options
from domain.attributes import attributes_of
from domain.center import PendingCorrection
from domain.comparing import differing
from domain.guideline.vocabulary import Verdict
from domain.housekeeping.correctable import Reserved, reserved_in
from domain.housekeeping.correction import if_confirmed
from domain.housekeeping.messages import CorrectionContent
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.wording.fields import path_label


class ProposedChange(NamedTuple):
    """One thing that the record says, as it reads now and as it is to read; ``None`` where it says nothing."""

    label: Label
    now: Label | None
    then: Label | None


class Proposal(NamedTuple):
    """A correction that waits: the record that it is about, and that record as it would read.

    ``reserved`` is what of it is another person's act, so that it can only be turned down.
    """

    id: str
    record: Record[Event]
    corrected: Record[Event]
    what_was_wrong: str
    changes: list[ProposedChange]
    reserved: Reserved | None


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
    return {"proposals": list(_proposals(scene))}


def _proposals(scene: Scene) -> Iterator[Proposal]:
    by_position = {record.position: record for record in scene.background.records}
    for pending in scene.center.corrections:
        proposal = _content(pending)
        record = by_position.get(proposal.position)
        if record is not None:
            corrected = if_confirmed(record, proposal, scene.background.records)
            changes = list(_changes(record.event, corrected.event))
            reserved = reserved_in(type(record.event), proposal.corrected)
            yield Proposal(pending.id, record, corrected, proposal.what_was_wrong, changes, reserved)


def _content(pending: PendingCorrection) -> CorrectionContent:
    known = {name: pending.content.get(name) for name in CorrectionContent.model_fields}
    return CorrectionContent.model_validate(known)


def _changes(event: Event, corrected: Event) -> Iterator[ProposedChange]:
    now, then = dict(attributes_of("", event)), dict(attributes_of("", corrected))
    for path in differing(now, then):
        yield ProposedChange(path_label(type(event), path), _in_words(now.get(path)), _in_words(then.get(path)))


def _in_words(value: object) -> Label | None:
    return None if value in (None, "", ()) else words_of(value)


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("verdict", Label("是否确认", "Confirm or turn down"), ("correction_id", "verdict", "reason")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
