"""Questions from a command's model: one for each of its fields, by the field's type."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, TypedDict, Union, get_args, get_origin

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from api.console.decide.forms.groups import DocumentQuestion, Group, RightValues, Rows
from api.console.decide.forms.questions import (
    AnyQuestion,
    Choice,
    Choices,
    Day,
    Digest,
    Line,
    Lines,
    Number,
    Option,
    Options,
    Text,
    YesNo,
)
from domain.acceptance.messages import AllianceMember
from domain.guideline.fields import BRANCHES, FIELDS_OF, Field
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.messages import Command, DocumentRef
from domain.reviews.messages import Expert
from domain.values.identifiers import DocumentNumber
from domain.values.organisations import Organisation
from domain.wording.fields import hint_of, label_of
from domain.wording.values import own_words, yes_no
from service_layer.known import KnownKind

PROSE = 1_000
"""Characters from which a text is prose."""
FIRST = ("rectification_id", "name_zh", "name_en", "level", "field", "industry_scope")
"""What a reader looks for first, wherever a model has it."""
ASKED_BY_RULE = frozenset({"cases", "departments"})
"""Fields that a command's model can do without and its rule cannot (3.4.2, 5.2)."""
_NO_QUESTIONS = frozenset({"type", "confirmed", "on_behalf_of"})
"""The form itself names the type; doubts are asked once the answers are tried; on whose behalf, an officer is asked."""
_SHA256 = r"^[0-9a-f]{64}$"


class _Common(TypedDict):
    """What every question is made with."""

    name: str
    label: Label
    hint: Label | None
    required: bool


@cache
def form_of(command: type[Command]) -> Group:
    """What the command asks: its own content first, then the day, papers and a note, as of every command."""
    own = [name for name in command.model_fields if name not in _NO_QUESTIONS and name not in Command.model_fields]
    common = (name for name in Command.model_fields if name not in _NO_QUESTIONS)
    names = dict.fromkeys((*(name for name in FIRST if name in own), *own, *common))
    inside = tuple(_question(command, name, command.model_fields[name]) for name in names)
    return Group(name="", label=Label("", ""), inside=inside)


def questions_of(model: type[BaseModel], names: Iterable[str]) -> tuple[AnyQuestion, ...]:
    """The questions of these fields of a model, in their order."""
    return tuple(_question(model, name, model.model_fields[name]) for name in names)


def _questions(model: type[BaseModel]) -> tuple[AnyQuestion, ...]:
    return tuple(_question(model, name, field) for name, field in model.model_fields.items())


def _question(model: type[BaseModel], name: str, field: FieldInfo) -> AnyQuestion:
    kind, limits = _bare(field.annotation, field.metadata)
    common: _Common = {
        "name": name,
        "label": label_of(model, name),
        "hint": hint_of(model, name),
        "required": field.is_required() or _at_least_one(limits) or name in ASKED_BY_RULE,
    }
    default = field.get_default() if not field.is_required() else None
    return _in_own_words(_of_kind(kind, limits, common, default), model)


def _in_own_words(question: AnyQuestion, model: type[BaseModel]) -> AnyQuestion:
    """The choices as this model's field words them: a correction is confirmed, not passed."""
    words = own_words(model, question.name)
    if not words or not isinstance(question, Choice | Choices):
        return question
    groups = tuple(
        Options(group.label, tuple(Option(code, words.get(code, label)) for code, label in group.options))
        for group in question.groups
    )
    return replace(question, groups=groups)


def _bare(annotation: object, limits: Sequence[object]) -> tuple[object, Sequence[object]]:
    """The type itself, without ``Annotated`` and ``| None``, and all limits set on it; a text where it may be of
    several types, as a day that is known in part.
    """
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _bare(inner, [*limits, *more])
    if get_origin(annotation) in (Union, UnionType):
        inner, *others = (one for one in get_args(annotation) if one is not NoneType)
        return (str, limits) if others else _bare(inner, limits)
    return annotation, limits


def _of_kind(kind: object, limits: Sequence[object], common: _Common, default: object) -> AnyQuestion:
    if get_origin(kind) is tuple:
        return _of_many(get_args(kind)[0], limits, common)
    plain = _PLAIN.get(get_origin(kind) or kind)
    if plain is not None:
        return plain(limits, common, default)
    if isinstance(kind, type) and issubclass(kind, LabeledEnum):
        return Choice(**_chosen(common, default), groups=_options(kind))
    return _group(kind, common)


class _Chosen(_Common):
    """What a choice is made with besides."""

    insisted: bool


def _chosen(common: _Common, default: object) -> _Chosen:
    """Nobody states by silence what the command's model takes for granted: it is chosen, and nothing is beforehand."""
    return {**common, "required": common["required"] or default is not None, "insisted": default is not None}


_RIGHT = (
    Line(
        name="name",
        label=Label("项目", "Field"),
        hint=Label("记录中的英文名称，如 name_zh", "As in the record, such as name_zh"),
    ),
    Text(name="value", label=Label("正确内容", "Right value"), required=False),
)


def _yes_no_question(_limits: Sequence[object], common: _Common, default: object) -> AnyQuestion:
    return YesNo(**_chosen(common, default), groups=(_yes_no(common["name"]),))


def _right_values(_limits: Sequence[object], common: _Common, _default: object) -> AnyQuestion:
    asked: _Common = {**common, "required": True}
    return RightValues(**asked, each=Group(name="", label=Label("", ""), inside=_RIGHT))


def _of_text(limits: Sequence[object], common: _Common, _default: object) -> AnyQuestion:
    longest = _longest(limits)
    if any(isinstance(limit, StringConstraints) and limit.pattern == _SHA256 for limit in limits):
        return Digest(**common)
    return Text(**common) if (longest or 0) > PROSE else Line(**common)


_PLAIN: dict[object, Callable[[Sequence[object], _Common, object], AnyQuestion]] = {
    dict: _right_values,
    bool: _yes_no_question,
    int: lambda _limits, common, _default: Number(**common),
    date: lambda _limits, common, _default: Day(**common),
    str: _of_text,
    DocumentNumber: lambda _limits, common, _default: Line(**common),
}
"""By the type of a field without parts: its question, from limits, what is said of it, and its default."""


def _group(model: object, common: _Common) -> Group:
    if model is DocumentRef:
        return DocumentQuestion(**common, inside=_questions(DocumentRef))
    if isinstance(model, type) and issubclass(model, BaseModel):
        return _with_branches(_with_known(Group(**common, inside=_questions(model)), model))
    raise TypeError(f"no question asks for {model}")


KNOWN_AS: dict[type[BaseModel], KnownKind] = {
    Expert: KnownKind.EXPERTS,
    Organisation: KnownKind.ORGANIZATIONS,
    AllianceMember: KnownKind.ORGANIZATIONS,
}
"""What asks who somebody is whom the record may know."""


def _with_known(group: Group, model: type[BaseModel]) -> Group:
    """The name comes first: by it they are found."""
    if model not in KNOWN_AS:
        return group
    kind, name = KNOWN_AS[model].value, group.of("name")
    named = Line(name=name.name, label=name.label, hint=name.hint, required=name.required, known=kind)
    others = tuple(question for question in group.inside if question.name != "name")
    return replace(group, inside=(named, *others), known=kind)


def _with_branches(group: Group) -> Group:
    """Branches are chosen under their fields (3.2.1)."""
    if not any(question.name == "branch" for question in group.inside):
        return group
    branch = group.of("branch")
    groups = tuple(
        Options(field.label, tuple(Option(one.code, one.label) for one in branches))
        for field, branches in BRANCHES.items()
    )
    chosen = Choice(name="branch", label=branch.label, hint=branch.hint, required=False, groups=groups)
    return group.with_(chosen)


def _of_many(kind: object, limits: Sequence[object], common: _Common) -> AnyQuestion:
    kind, _ = _bare(kind, ())
    if isinstance(kind, type) and issubclass(kind, LabeledEnum):
        return Choices(**common, groups=_options(kind))
    if kind is int:
        return Choices(**common)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        each = _group(kind, {**common, "name": "", "required": True})
        return Rows(**common, each=each, most=_longest(limits) or 1000)
    return Lines(**common, days=kind is date)


def _longest(limits: Sequence[object]) -> int | None:
    for limit in limits:
        if isinstance(limit, MaxLen | StringConstraints | FieldInfo):
            longest = getattr(limit, "max_length", None) or _longest(getattr(limit, "metadata", ()))
            if longest:
                return int(longest)
    return None


def _at_least_one(limits: Sequence[object]) -> bool:
    return any(isinstance(limit, MinLen) and limit.min_length > 0 for limit in limits)


def _options(kind: type[LabeledEnum]) -> tuple[Options, ...]:
    if kind is Field:
        return tuple(Options(group.label, _listed(fields)) for group, fields in FIELDS_OF.items())
    return (Options(None, _listed(kind)),)


def _listed(members: Iterable[LabeledEnum]) -> tuple[Option, ...]:
    return tuple(Option(member.value, member.label) for member in members)


def _yes_no(name: str) -> Options:
    yes, no = yes_no(name)
    return Options(None, (Option("true", yes), Option("false", no)))
