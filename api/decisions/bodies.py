"""From bytes to a command: strict JSON, then the one model that its ``type`` names."""

import json
import math
from typing import Any, NamedTuple

from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from api.http.field_errors import wrong
from api.http.problems import Problem, problem
from domain.kernel.messages import Command

DEEPEST = 32
"""Levels of nesting; no command of the guideline needs a quarter of them."""


class _NotStrict(ValueError):
    def __init__(self, code: str, **context: Any) -> None:
        super().__init__(code)
        self.code, self.context = code, context


class DecisionRequest(NamedTuple):
    """A command, its JSON as it was parsed, and the text of it that is signed and kept."""

    command: Command
    content: dict[str, Any]
    text: str


async def decision_request(
    request: Request, commands: TypeAdapter[Command], default_type: str | None = None
) -> DecisionRequest:
    """The command in the body. ``default_type`` is meant where the body names none. ``Problem`` 422 otherwise."""
    return decision_request_in(await request.body(), commands, default_type)


def decision_request_in(
    body: bytes, commands: TypeAdapter[Command], default_type: str | None = None
) -> DecisionRequest:
    """The command in these bytes, as in a request's body."""
    content = json_object(body)
    if default_type is not None:
        content = {"type": default_type, **content}
    try:
        command = commands.validate_python(content)
    except ValidationError as error:
        raise problem("body_invalid", errors=_without_tag(error, content)) from None
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return DecisionRequest(command, content, text)


def _without_tag(error: ValidationError, content: dict[str, Any]) -> list[Any]:
    """Places as the caller wrote them: pydantic puts the command's type before each."""
    tag = content.get("type")
    errors = error.errors(include_url=False, include_input=False)
    return [{**item, "loc": item["loc"][1:] if item["loc"][:1] == (tag,) else item["loc"]} for item in errors]


def json_object(body: bytes) -> dict[str, Any]:
    """A JSON object (RFC 8259): each key once, no deeper than ``DEEPEST``, every text one that databases keep."""
    try:
        content = json.loads(
            body.decode(), object_pairs_hook=_each_key_once, parse_constant=_no_constant, parse_float=_finite
        )
        _check_depth(content)
        _check_text(content)
    except _NotStrict as error:
        raise _body_invalid(error.code, **error.context) from None
    except RecursionError:
        raise _body_invalid("json_too_deep") from None
    except ValueError:
        raise _body_invalid("json_invalid") from None
    if not isinstance(content, dict):
        raise _body_invalid("json_not_object")
    return content


def _body_invalid(code: str, *place: str, **context: Any) -> Problem:
    return problem("body_invalid", errors=[wrong(code, *place, **context)])


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise _NotStrict("json_duplicate_key", name=next(name for name in names if names.count(name) > 1)[:100])
    return content


def _no_constant(name: str) -> Any:
    raise _NotStrict("json_invalid", constant=name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _NotStrict("json_number")
    return number


def _check_depth(content: Any) -> None:
    level, depth = [content], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise _NotStrict("json_too_deep")
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _check_text(content: Any) -> None:
    """No half of a surrogate pair, which is no character, and no NUL, which PostgreSQL's text does not hold."""
    text = json.dumps(content, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _NotStrict("json_text") from None
    if "\\u0000" in text.replace("\\\\", ""):
        raise _NotStrict("json_text")
