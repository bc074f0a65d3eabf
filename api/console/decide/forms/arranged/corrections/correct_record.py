"""提出记录更正: the record that is wrong is chosen, and stands beside with the names of its fields."""

from collections.abc import Mapping
from dataclasses import replace

from api.console.decide.forms.arranged.arrangement import DATE_AND_DOCUMENTS, Arrangement, FormPart, Scene
from api.console.decide.forms.arranged.corrections.corrections import (
    CorrectableField,
    correctable,
    fields_of,
    may_be_corrected,
    reserved_of,
)
from api.console.decide.forms.groups import Group, RightValues
from api.console.decide.forms.questions import AnyQuestion, Choice, Option, Options
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.values.partial_days import in_words
from domain.wording.fields import label_of

MOST_RECORDS = 300
"""Records to choose from; of a longer history the position is typed."""


def _asked(scene: Scene) -> Group:
    return scene.form.with_(_which(scene), _with_names(scene.form.of("corrected"), _record(scene)))


def _which(scene: Scene) -> AnyQuestion:
    """The record, out of the center's own, the newest first."""
    question, answer = scene.form.of("position"), scene.answers["position"]
    options = tuple(_option(record) for record in reversed(scene.background.records) if may_be_corrected(record))
    if len(options) > MOST_RECORDS or answer not in ("", *(option.code for option in options)):
        return question
    groups = (Options(Label("本中心的记录", "Records of the center"), options),)
    return Choice(name=question.name, label=Label("要更正的记录", "Record to correct"), groups=groups)


def _option(record: Record[Event]) -> Option:
    label, day, position = record.event.LABEL, in_words(record.effective_on), record.position
    return Option(
        str(position), Label(f"{day.zh} {label.zh}（第 {position} 号事件）", f"{day.en} {label.en} (event {position})")
    )


def _with_names(question: AnyQuestion, record: Record[Event] | None) -> AnyQuestion:
    """The names of the record's fields that may be corrected to choose from, once it is known which record."""
    if record is None or not isinstance(question, RightValues):
        return question
    name = question.each.of("name")
    options = tuple(Option(field.name, field.label) for field in correctable(record.event))
    groups = (Options(Label("记录中的项目", "Fields of the record"), options),)
    return replace(question, each=question.each.with_(Choice(name=name.name, label=name.label, groups=groups)))


def _record(scene: Scene) -> Record[Event] | None:
    answer = scene.answers["position"]
    return next((record for record in scene.background.records if str(record.position) == answer), None)


def _fields(scene: Scene) -> list[CorrectableField]:
    """What the record says, as earlier corrections have it read."""
    record = _record(scene)
    return fields_of(record.event) if record else []


def _context(scene: Scene) -> Mapping[str, object]:
    record = _record(scene)
    reserved = reserved_of(record.event) if record else None
    names = [label_of(type(record.event), name) for name in reserved.fields] if record and reserved else []
    return {"record": record, "fields": _fields(scene), "reserved": names, "way": reserved.way if reserved else None}


ARRANGEMENT = Arrangement(
    parts=(
        FormPart("record", Label("有误的记录", "What is wrong"), ("position", "what_was_wrong")),
        FormPart("right", Label("正确内容", "What is right"), ("corrected", "corrected_effective_on")),
        DATE_AND_DOCUMENTS,
    ),
    asked=_asked,
    context=_context,
)
