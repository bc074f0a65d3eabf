"""A command of which some fields are wrong: what its right fields alone decide."""

from collections.abc import Awaitable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError, create_model

from domain.kernel.messages import Command, IncompleteCommand
from domain.kernel.refusals import Refusal
from domain.kernel.stated import Stated


def command_of_right_fields(command: type[Command], content: Mapping[str, Any]) -> Command | None:
    """The command with its right fields alone, and the others left open. ``None`` where what is wrong with the content
    is no field of its own.
    """
    wrong = _wrong_fields(command, content)
    if not wrong <= command.model_fields.keys():
        return None
    right: dict[str, Any] = {}
    for name in command.model_fields.keys() - wrong:
        try:  # a text is held to what is stated once all else is right: here by itself
            right[name] = getattr(_of_one(command, name).model_validate(_only(name, content)), name)
        except ValidationError:
            continue
    return command.incomplete(right, command.model_fields.keys() - right.keys())


async def decided_already(trial: Awaitable[Refusal | None]) -> Refusal | None:
    """The refusal that such a command meets whatever the wrong fields will hold; ``None`` where its trial reads one of
    them before any rule says no. What is doubtful waits until all of it is right.
    """
    try:
        refusal = await trial
    except IncompleteCommand:
        return None
    return refusal if refusal is not None and "doubts" not in refusal.params else None


def _wrong_fields(command: type[Command], content: Mapping[str, Any]) -> frozenset[str]:
    try:
        command.model_validate(content)
    except ValidationError as error:
        return frozenset(str(one["loc"][0]) if one["loc"] else "" for one in error.errors(include_url=False))
    return frozenset()


def _only(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name]} if name in content else {}


@cache
def _of_one(command: type[Command], name: str) -> type[Stated]:
    """What this field of the command takes, by itself."""
    field = command.model_fields[name]
    fields: dict[str, Any] = {name: (field.annotation, field)}
    return create_model(f"{command.__name__}_{name}", __base__=Stated, **fields)
