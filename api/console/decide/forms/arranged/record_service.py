"""记录送达: the act is chosen out of those that can be served, then how, when and by which paper it was."""

from collections.abc import Mapping, Sequence

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene
from api.console.decide.forms.arranged.corrections.correct_record import MOST_RECORDS, option_of
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Options
from domain.housekeeping.service import can_be_served
from domain.kernel.base import Label
from domain.kernel.records import Event, Record


def _asked(scene: Scene) -> Group:
    return scene.form.with_(_which(scene))


def _which(scene: Scene) -> AnyQuestion:
    """The act, out of the center's own that can be served, the newest first; those that wait for it before others."""
    question, answer = scene.form.of("position"), scene.answers["position"]
    groups = tuple(group for group in (_awaited(scene), _others(scene)) if group.options)
    options = [option for group in groups for option in group.options]
    if len(options) > MOST_RECORDS or answer not in ("", *(option.code for option in options)):
        return question
    return Choice(name=question.name, label=Label("所送达的决定", "Act that was served"), groups=groups)


def _awaited(scene: Scene) -> Options:
    return _options(Label("待送达", "Still to be served"), [act for act in _acts(scene) if _is_awaited(act, scene)])


def _others(scene: Scene) -> Options:
    others = [act for act in _acts(scene) if not _is_awaited(act, scene)]
    return _options(Label("其他决定", "Other acts"), others)


def _acts(scene: Scene) -> list[Record[Event]]:
    return [record for record in reversed(scene.background.records) if can_be_served(record, scene.center)]


def _is_awaited(act: Record[Event], scene: Scene) -> bool:
    return act.version in scene.center.unserved


def _options(label: Label, acts: Sequence[Record[Event]]) -> Options:
    return Options(label, tuple(map(option_of, acts)))


def _context(scene: Scene) -> Mapping[str, object]:
    return {"has_acts": bool(_acts(scene))}


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("act", Label("送达了什么", "What was served"), ("position",)),
        FormPart("service", Label("怎样送达", "How it was served"), ("manner", "recipient", "document", "consent")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
