"""确认使记录失效: the act, the paper, and what leans on it, to be ticked where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene, settled
from api.console.decide.forms.arranged.corrections.correct_record import option_of
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choices, Options
from domain.guideline.vocabulary import UndoingEffect
from domain.housekeeping.messages import UndoingProposed
from domain.kernel.base import Label
from domain.kernel.records import Event, Record


class ProposedUndoing(NamedTuple):
    """An undoing that waits: what was proposed, the act, and what leans on it."""

    id: str
    content: UndoingProposed
    act: Record[Event] | None
    leaning: list[Record[Event]]

    @property
    def changes(self) -> bool:
        """Whether a new act follows, to be entered by itself."""
        return self.content.effect is UndoingEffect.CHANGES


def _asked(scene: Scene) -> Group:
    chosen = scene.answers["undoing_id"]
    return scene.form.with_(settled(scene.form.of("undoing_id"), chosen), _what_stands(scene))


def _what_stands(scene: Scene) -> AnyQuestion:
    """What leans on the act that is chosen, or on any that waits."""
    question, chosen = scene.form.of("stands"), scene.answers["undoing_id"]
    if not isinstance(question, Choices):
        return question
    found = [record for one in _proposals(scene) if chosen in ("", one.id) for record in one.leaning]
    leaning = {record.version: record for record in found}
    options = tuple(option_of(record)._replace(code=str(version)) for version, record in leaning.items())
    return replace(question, groups=(Options(None, options),))


def _proposals(scene: Scene) -> Iterator[ProposedUndoing]:
    records = scene.background.records
    for pending in scene.center.undoings:
        content, leaning = pending.proposal, scene.background.leaning.get(pending.id, ())
        act = next((record for record in records if record.position == content.position), None)
        yield ProposedUndoing(pending.id, content, act, [record for record in records if record.version in leaning])


def _context(scene: Scene) -> Mapping[str, object]:
    return {"proposals": list(_proposals(scene))}


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("verdict", Label("是否确认", "Confirm or turn down"), ("undoing_id", "verdict", "stands", "reason")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
