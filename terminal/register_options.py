"""The options of `hengxu list`: one for each parameter of the register, made of the same table of columns."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Annotated, Any

import typer

from domain.kernel.base import LabeledEnum
from ledger.read_model.columns import REGISTER
from ledger.read_model.list_table import Parameter
from terminal.language import BETWEEN

_METAVARS = {"date": "DAY", "str": "TEXT", "int": "NUMBER"}


def with_filters(command: Callable[..., int]) -> Callable[..., int]:
    """The command, which takes ``filters``, with an option for each parameter of the register."""
    own = inspect.signature(command)
    kept = [parameter for parameter in own.parameters.values() if parameter.name != "filters"]
    options = [
        inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(one))
        for one in REGISTER.parameters
    ]

    @wraps(command)
    def asked(**given: Any) -> int:
        filters = {one.name: given.pop(one.name) for one in REGISTER.parameters}
        return command(**given, filters={name: value for name, value in filters.items() if value is not None})

    by_keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in kept]
    asked.__signature__ = own.replace(parameters=[*by_keyword, *options])  # type: ignore[attr-defined]
    asked.__annotations__ = {one.name: one.annotation for one in (*kept, *options)} | {"return": int}
    del asked.__wrapped__
    return asked


def _annotation(parameter: Parameter) -> Any:
    name, help_ = f"--{parameter.name.replace('_', '-')}", BETWEEN.join(parameter.label)
    if parameter.value_type is bool:
        return Annotated[bool | None, typer.Option(f"{name}/--no-{name[2:]}", help=help_)]
    words: type[LabeledEnum] | None = parameter.words
    if words is not None:
        metavar, help_ = "WORD", f"{help_} [{', '.join(word.value for word in words)}]"
        return Annotated[
            str | None, typer.Option(name, help=help_, metavar=metavar, autocompletion=lambda: [*map(str, words)])
        ]
    return Annotated[str | None, typer.Option(name, help=help_, metavar=_METAVARS[parameter.value_type.__name__])]


def code_of(words: type[LabeledEnum], text: str) -> str:
    """The code of a word that was typed as its label in either language; what is none stays as it is."""
    wanted = text.strip().casefold()
    for word in words:
        if wanted in (word.value, word.label.zh, word.label.en.casefold()):
            return word.value
    return text


def as_codes(filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters with words by their codes."""
    by_name = {parameter.name: parameter.words for parameter in REGISTER.parameters}
    return {
        name: code_of(words, value) if (words := by_name.get(name)) is not None else value
        for name, value in filters.items()
    }
