"""A command is read from JSON that is parsed once; it means the same as if its text were read."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from domain.kernel.messages import Command
from service_layer.stream_types import CALENDAR_COMMANDS, CENTER_COMMANDS
from tests.lives import commands

BODIES: dict[str, Any] = {
    name: json.loads(json.dumps(body, default=str)) for name, body in commands().items() if name != "import_center"
}
ODD: tuple[Any, ...] = (None, True, 0, -1, 1.0, 1.5, 10**30, "", "1", "no", "2026-01-01", "2026-13-01", [], [1], {})
"""What somebody could write anywhere."""
Place = tuple[str | int, ...]


@pytest.mark.parametrize("name", BODIES)
def test_a_command_reads_the_same_from_its_text_and_from_its_parsed_json(name: str) -> None:
    commands = CALENDAR_COMMANDS if name == "enter_holiday_notice" else CENTER_COMMANDS
    for place in places(BODIES[name]):
        for odd in ODD:
            content = changed(BODIES[name], place, odd)
            assert outcome(commands.validate_python, content) == outcome(commands.validate_json, json.dumps(content))


def places(content: Any, at: Place = ()) -> Iterator[Place]:
    """Every place within the JSON."""
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, part in parts:
        yield (*at, name)
        yield from places(part, (*at, name))


def changed(content: Any, place: Place, odd: Any) -> Any:
    content = inner = copy.deepcopy(content)
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = odd
    return content


def outcome(read: Callable[[Any], Command], payload: Any) -> Any:
    """The command, or what is wrong with it and where."""
    try:
        return read(payload).model_dump()
    except ValidationError as wrong:
        return [(error["type"], error["loc"], str(error.get("ctx"))) for error in wrong.errors()]
