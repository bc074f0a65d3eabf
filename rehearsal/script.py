"""The script of a rehearsal: which decisions are taken on which days, by whom; validated whole before it is played."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from domain.kernel.base import Model, invalid
from domain.kernel.messages import Day
from domain.kernel.roles import PEOPLE, Actor, Role
from domain.wording.shape_errors import shape_error
from importing.plain_yaml import read_yaml
from importing.wrong_rows import WrongRow, WrongRows, place_of, wrong_file, wrong_rows
from service_layer.stream_types import CENTER_COMMANDS


class ScriptLine(Model):
    """One line of the script as it is written. ``on`` is a day in Asia/Shanghai."""

    on: Day
    role: Role
    command: Annotated[dict[str, Any], Field(min_length=1)]

    @field_validator("role")
    @classmethod
    def _is_a_person(cls, role: Role) -> Role:
        if role not in PEOPLE:
            raise invalid("role_of_nobody", f"{role.label.zh}不作决定", f"{role.label.en} takes no decisions")
        return role


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One decision to be asked for: its day, who asks, and the command's JSON text."""

    on: date
    actor: Actor
    command: str
    type: str


def read_script(file: Path, first: date, last: date) -> list[ScriptStep]:
    """The steps in the order of their days, all from ``first`` to ``last``. Raises ``WrongRows`` with every fault."""
    lines = _load(file)
    steps: list[ScriptStep] = []
    faults: list[WrongRow] = []
    for number, content in enumerate(lines):
        try:
            step = _step(content, ("steps", number))
        except WrongRows as wrong:
            faults += wrong.rows
            continue
        if first <= step.on <= last:
            steps.append(step)
        else:
            sentence = shape_error("day_outside", {"first": first, "last": last})
            faults.append(WrongRow(place_of(("steps", number, "on")), sentence))
    if faults:
        raise WrongRows(faults)
    return sorted(steps, key=lambda step: step.on)


def _load(file: Path) -> Sequence[Any]:
    content = read_yaml(file)
    lines = content.get("steps") if isinstance(content, dict) else content
    if not isinstance(lines, list):
        raise WrongRows([wrong_file("steps_expected")])
    return lines


def _step(content: Any, where: tuple[int | str, ...]) -> ScriptStep:
    try:
        line = ScriptLine.model_validate(content)
    except ValidationError as wrong:
        raise WrongRows(wrong_rows(wrong.errors(), where)) from None
    command = json.dumps(line.command, ensure_ascii=False)
    try:
        CENTER_COMMANDS.validate_json(command)
    except ValidationError as wrong:
        raise WrongRows(wrong_rows(_without_tag(wrong), (*where, "command"))) from None
    name = f"预演{line.role.label.zh} / Rehearsal, {line.role.label.en}"
    actor = Actor(id=f"rehearsal-{line.role}", name=name, role=line.role, anyone=True)
    return ScriptStep(line.on, actor, command, str(line.command["type"]))


def _without_tag(wrong: ValidationError) -> list[Any]:
    """A command's own fields are placed without the name of its type in between."""
    return [{**error, "loc": error["loc"][1:] if len(error["loc"]) > 1 else error["loc"]} for error in wrong.errors()]
