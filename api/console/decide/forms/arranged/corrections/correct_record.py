"""提出记录更正: the record that is wrong is chosen, and stands beside with the names of its fields."""

from collections.abc import Mapping

from pydantic import ValidationError

from api.console.decide.forms.answers import Sent, plain_text
from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, Background, FormPart, Scene
from api.console.decide.forms.arranged.corrections.corrections import (
    WORDS_OF_CONSEQUENCES,
    CorrectableField,
    Proposal,
    fields_of,
    may_be_corrected,
    proposal_of,
    reserved_of,
)
from api.console.decide.forms.arranged.corrections.record_form import RecordForm, record_at
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Option, Options
from domain.housekeeping.messages import CorrectionContent
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.values.partial_days import in_words
from domain.wording.fields import label_of

MOST_RECORDS = 300
"""Records to choose from; of a longer history the position is typed."""


def _by_answers(form: Group, background: Background, sent: Sent) -> Group:
    """Once it is known which record, its own fields are asked, as they read now."""
    record = record_at(background.records, plain_text("".join(sent.get("position", ())[:1])))
    if record is None:
        return form
    return form.with_(RecordForm.of_record("corrected", form.of("corrected").label, record))


def _asked(scene: Scene) -> Group:
    return scene.form.with_(_which(scene))


def _which(scene: Scene) -> AnyQuestion:
    """The record, out of the center's own, the newest first."""
    question, answer = scene.form.of("position"), scene.answers["position"]
    options = tuple(option_of(record) for record in reversed(scene.background.records) if may_be_corrected(record))
    if len(options) > MOST_RECORDS or answer not in ("", *(option.code for option in options)):
        return question
    groups = (Options(Label("本中心的记录", "Records of the center"), options),)
    return Choice(name=question.name, label=Label("要更正的记录", "Record to correct"), groups=groups)


def option_of(record: Record[Event]) -> Option:
    """A record to choose, by its day and its place in the ledger."""
    label, day, position = record.event.LABEL, in_words(record.happened), record.position
    return Option(
        str(position), Label(f"{day.zh} {label.zh}（第 {position} 号事件）", f"{day.en} {label.en} (event {position})")
    )


def _record(scene: Scene) -> Record[Event] | None:
    answer = scene.answers["position"]
    return next((record for record in scene.background.records if str(record.position) == answer), None)


def _fields(scene: Scene) -> list[CorrectableField]:
    """What the record says, as earlier corrections have it read."""
    record = _record(scene)
    return fields_of(record.event) if record else []


def _proposal(scene: Scene) -> Proposal | None:
    """What the answers propose, and what that would lead to; nothing as long as they make no event of the kind."""
    record, body = _record(scene), scene.form.value(scene.answers)
    content = {name: body[name] for name in CorrectionContent.model_fields if name in body}
    try:
        return proposal_of("", record, CorrectionContent.model_validate(content), scene) if record else None
    except ValidationError:
        return None


def _context(scene: Scene) -> Mapping[str, object]:
    record = _record(scene)
    reserved = reserved_of(record.event) if record else None
    names = [label_of(type(record.event), name) for name in reserved.fields] if record and reserved else []
    return {
        "record": record,
        "fields": _fields(scene),
        "reserved": names,
        "way": reserved.way if reserved else None,
        "proposal": _proposal(scene),
        **WORDS_OF_CONSEQUENCES,
    }


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("record", Label("有误的记录", "What is wrong"), ("position", "what_was_wrong")),
        FormPart("right", Label("正确内容", "What is right"), ("corrected", "corrected_effective_on")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    by_answers=_by_answers,
    context=_context,
)
