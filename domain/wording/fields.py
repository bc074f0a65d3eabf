"""What a field is called, by the model that has it or by its path in a command, an event or a center."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from domain.guideline.vocabulary import ConsentingAuthority, Stage, SupportingAuthority
from domain.kernel.base import Label
from domain.wording.field_hints import HINTS
from domain.wording.field_labels import FIELDS, MODEL_FIELDS

_STEP = re.compile(r"([a-z][a-z0-9_]*)|\[([^\]]*)\]")
_KEYS = {key.value: key.label for keys in (Stage, SupportingAuthority, ConsentingAuthority) for key in keys}


def label_of(model: type | None, name: str) -> Label:
    """What this model's field is called; its own name in both languages where nobody has written what (a test does)."""
    return _find(MODEL_FIELDS, FIELDS, model, name) or Label(name, name)


def label_by(key: str) -> Label:
    """What a field is called by its key in the tables, ``name`` or ``Model.name``. Raises ``KeyError``."""
    return MODEL_FIELDS[key] if "." in key else FIELDS[key]


def hint_of(model: type, name: str) -> Label | None:
    """What helps to fill the field in."""
    return _find(HINTS, HINTS, model, name)


def has_label(model: type, name: str) -> bool:
    """Whether somebody has written what the field is called."""
    return _find(MODEL_FIELDS, FIELDS, model, name) is not None


def _find(of_models: Mapping[str, Label], of_names: Mapping[str, Label], model: type | None, name: str) -> Label | None:
    keys = (f"{one.__name__}.{name}" for one in (model.__mro__ if model else ()))
    return next((of_models[key] for key in keys if key in of_models), of_names.get(name))


@lru_cache(4096)
def path_label(model: type, path: str) -> Label:
    """What the part of a model under this path is called: 主要承建单位 · 单位名称, 评审 · 筹建申报 · 结论.

    A place in a list follows its field at once, 瓶颈问题 1; any other key stands as it is, but a stage and an authority
    under its name.
    """
    zh, en = zip(*_steps(model, path), strict=True)
    return Label("".join(zh).removeprefix(" · "), "".join(en).removeprefix(" · "))


def _steps(model: type | None, path: str) -> Iterator[Label]:
    for name, key in _STEP.findall(path):
        if key.isdecimal():
            yield Label(f" {key}", f" {key}")
            continue
        label = label_of(model, name) if name else _KEYS.get(key, Label(key, key))
        yield Label(f" · {label.zh}", f" · {label.en}")
        model = fields_of(model).get(name) if name and model else model


@cache
def fields_of(model: type) -> Mapping[str, type | None]:
    """The model's fields by name, each with the model that it holds or lists, if it does."""
    if not _has_fields(model):
        return {}
    if issubclass(model, BaseModel):
        return {name: _model_in(field.annotation) for name, field in model.model_fields.items()}
    return {name: _model_in(hint) for name, hint in get_type_hints(model).items()}


def _model_in(annotation: Any) -> type | None:
    """The model in ``Model``, ``Model | None``, ``tuple[Model, ...]`` and ``Mapping[key, Model]``."""
    inner = get_args(annotation)
    if not inner:
        return annotation if _has_fields(annotation) else None
    return next(filter(None, map(_model_in, inner)), None)


def _has_fields(kind: Any) -> bool:
    return isinstance(kind, type) and (issubclass(kind, BaseModel) or dataclasses.is_dataclass(kind))
