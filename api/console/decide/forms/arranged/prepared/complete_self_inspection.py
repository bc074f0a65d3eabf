"""完成验收前自查: what the last inspection or else the guideline itself asks about stands ready (3.5.2)."""

from collections.abc import Sequence

from api.console.decide.forms.answers import Sent
from api.console.decide.forms.arranged import dossier
from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, Background, FormPart
from api.console.decide.forms.groups import Group
from api.console.decide.forms.prepared import Rest, with_prepared
from api.console.decide.forms.questions import Option
from domain.acceptance.messages import SelfInspectionCompleted
from domain.guideline.checklist import CHECKLIST
from domain.kernel.base import Label

REST = Rest(
    Label("其余各项均已核查，符合要求", "All other items were inspected, and conform"), "conforms", {"conforms": "true"}
)


def _by_answers(form: Group, background: Background, _sent: Sent) -> Group:
    return form.with_(with_prepared(form.of("items"), "item", _items(background), REST))


def _items(background: Background) -> Sequence[Option]:
    earlier = dossier.last_of(background.records, SelfInspectionCompleted)
    if earlier is not None:
        return [Option(one.item, Label(one.item, one.item)) for one in earlier.event.items]
    return [Option(entry.label.zh, entry.label) for entry in CHECKLIST]


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("items", Label("逐项自查", "Item by item"), ("items",), "3.5.2"),
        DATE_AND_DOCUMENTS,
    ),
    by_answers=_by_answers,
)
