"""A command of which some fields are wrong: what its right fields alone decide."""

from collections.abc import Awaitable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError, create_model

from domain.kernel.base import Model
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal


def command_of_right_fields(command: type[Command], content: Mapping[str, Any]) -> Command | None:
    """The command with its right fields alone: whoever reads one of the others meets ``AttributeError``. ``None`` where
    what is wrong with the content is no field of its own.
    """
    wrong = _wrong_fields(command, content)
    if not wrong <= set(command.model_fields):
        return None
    right = frozenset(command.model_fields) - wrong
    values = _part_of(command, right).model_validate({name: content[name] for name in right if name in content})
    part = command.model_construct(**{name: getattr(values, name) for name in right})
    for name in wrong:
        part.__dict__.pop(name, None)
    return part


async def decided_already(trial: Awaitable[Refusal | None]) -> Refusal | None:
    """The refusal that such a command meets whatever the wrong fields will hold; ``None`` where its trial reads one of
    them before any rule says no. What is doubtful waits until all of it is right.
    """
    try:
        refusal = await trial
    except (AttributeError, LookupError, TypeError, ValueError):  # a rule, or its event, needs what is wrong
        return None
    return refusal if refusal is not None and "doubts" not in refusal.params else None


def _wrong_fields(command: type[Command], content: Mapping[str, Any]) -> frozenset[str]:
    try:
        command.model_validate(content)
    except ValidationError as error:
        return frozenset(str(one["loc"][0]) if one["loc"] else "" for one in error.errors(include_url=False))
    return frozenset()


@cache
def _part_of(command: type[Command], names: frozenset[str]) -> type[Model]:
    fields = command.model_fields
    parts: dict[str, Any] = {name: (fields[name].annotation, fields[name]) for name in names}
    return create_model(f"{command.__name__}Part", __base__=Model, **parts)
