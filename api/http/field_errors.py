"""What is wrong with a body or a parameter, field by field, as the person who filled it in reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from api.http.language import Language, say
from domain.wording.shape_errors import shape_error


class FieldError(BaseModel):
    """``field`` is the path of what is wrong, with dots; ``code`` a stable word; ``message`` for the caller."""

    field: str
    code: str
    message: str


_PLACES = frozenset({"body", "query", "path", "header"})


def field_errors(errors: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """The errors as they are answered."""
    return [_field_error(error, language) for error in errors]


def _field_error(error: Mapping[str, Any], language: Language) -> dict[str, str]:
    code = str(error["type"])
    message = say(shape_error(code, error.get("ctx") or {}), language)
    return {"field": _field(error), "code": code, "message": message}


def _field(error: Mapping[str, Any]) -> str:
    place = error["loc"]
    if error["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return ".".join(map(str, (*place, "type")))
    return ".".join(map(str, place[1:] if len(place) > 1 and place[0] in _PLACES else place))


def wrong(code: str, *place: str, **context: Any) -> dict[str, Any]:
    """An error that the API found itself, in the shape of pydantic's."""
    return {"type": code, "loc": place, "ctx": context}
