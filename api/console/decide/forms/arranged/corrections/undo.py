"""提出使记录失效: the act is chosen, then how it comes to count no more and by which paper."""

from collections.abc import Mapping

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene
from api.console.decide.forms.arranged.corrections.correct_record import MOST_RECORDS, option_of
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Options
from domain.housekeeping.messages import Undo
from domain.housekeeping.undoing import UNDOINGS
from domain.housekeeping.undoing_rules import can_be_undone
from domain.kernel.base import Label
from domain.wording.fields import label_of


def _asked(scene: Scene) -> Group:
    return scene.form.with_(_which(scene))


def _which(scene: Scene) -> AnyQuestion:
    """The act, out of the center's own records that count, the newest first."""
    question, answer, records = scene.form.of("position"), scene.answers["position"], scene.background.records
    options = tuple(option_of(record) for record in reversed(records) if can_be_undone(record, records))
    if len(options) > MOST_RECORDS or answer not in ("", *(option.code for option in options)):
        return question
    groups = (Options(Label("本中心的记录", "Records of the center"), options),)
    return Choice(name=question.name, label=Label("所失效的记录", "Act to undo"), groups=groups)


def _context(_scene: Scene) -> Mapping[str, object]:
    rows = [(row, [label_of(Undo, name) for name in row.names]) for row in UNDOINGS.values()]
    return {"undoings": rows}


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("act", Label("哪一条记录", "Which act"), ("position", "kind", "reason")),
        FormPart(
            "paper",
            Label("依据的文书", "By which paper"),
            ("effect", "document_number", "withdrawn_from", "deciding_body", "deciding_number", "served_on"),
        ),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
