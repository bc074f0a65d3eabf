"""What is wrong with a body or a parameter, field by field, as the person who filled it in reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from api.http.language import Language, say
from domain.kernel.base import Label


class FieldError(BaseModel):
    """``field`` is the path of what is wrong, with dots; ``code`` a stable word; ``message`` for the caller."""

    field: str
    code: str
    message: str


_PLACES = frozenset({"body", "query", "path", "header"})

_MESSAGES: dict[str, Label] = {
    "missing": Label("必填", "This is required"),
    "extra_forbidden": Label("没有此项", "There is no such field"),
    "json_invalid": Label("不是有效的 JSON", "This is not valid JSON"),
    "json_not_object": Label("应为一个 JSON 对象", "A JSON object is expected"),
    "json_duplicate_key": Label("“{name}”出现了两次", "“{name}” stands twice"),
    "json_too_deep": Label("嵌套过深", "This is nested too deeply"),
    "json_text": Label("文字中含有不能保存的字符", "The text holds characters that cannot be kept"),
    "json_number": Label("数值过大", "The number is too large"),
    "not_register_center": Label("此处只接受 register_center", "Only register_center is taken here"),
    "string_type": Label("应为文字", "Text is expected"),
    "string_too_short": Label("不能为空", "This may not be empty"),
    "string_too_long": Label("不得超过 {max_length} 个字符", "At most {max_length} characters are taken"),
    "string_pattern_mismatch": Label("格式不符（{pattern}）", "This is not of the form {pattern}"),
    "enum": Label("应为以下之一：{expected}", "One of these is expected: {expected}"),
    "literal_error": Label("应为 {expected}", "Expected: {expected}"),
    "union_tag_not_found": Label("须写明 type", "The type is required"),
    "union_tag_invalid": Label("没有“{tag}”这种决定", "There is no decision “{tag}”"),
    "tuple_type": Label("应为列表", "A list is expected"),
    "list_type": Label("应为列表", "A list is expected"),
    "dict_type": Label("应为一个对象", "An object is expected"),
    "model_type": Label("应为一个对象", "An object is expected"),
    "model_attributes_type": Label("应为一个对象", "An object is expected"),
    "too_short": Label("至少 {min_length} 项", "At least {min_length} are needed"),
    "too_long": Label("最多 {max_length} 项", "At most {max_length} are taken"),
    "bool_type": Label("应为 true 或 false", "true or false is expected"),
    "bool_parsing": Label("应为 true 或 false", "true or false is expected"),
    "int_type": Label("应为整数", "A whole number is expected"),
    "int_parsing": Label("应为整数", "A whole number is expected"),
    "int_from_float": Label("应为整数", "A whole number is expected"),
    "int_parsing_size": Label("数值过大", "The number is too large"),
    "greater_than_equal": Label("不得小于 {ge}", "At least {ge}"),
    "less_than_equal": Label("不得大于 {le}", "At most {le}"),
    "date_type": Label("应为日期 YYYY-MM-DD", "A day, YYYY-MM-DD, is expected"),
    "date_parsing": Label("没有这一天，日期应写作 YYYY-MM-DD", "There is no such day; write YYYY-MM-DD"),
    "date_from_datetime_parsing": Label("没有这一天，日期应写作 YYYY-MM-DD", "There is no such day; write YYYY-MM-DD"),
    "datetime_parsing": Label(
        "应为带时区的时刻，如 2026-03-01T00:00:00Z",
        "An instant with its zone is expected, such as 2026-03-01T00:00:00Z",
    ),
    "datetime_from_date_parsing": Label(
        "应为带时区的时刻，如 2026-03-01T00:00:00Z",
        "An instant with its zone is expected, such as 2026-03-01T00:00:00Z",
    ),
    "timezone_aware": Label("时刻须带时区", "An instant needs its time zone"),
}
"""By pydantic's code, with its context in braces; the domain's own validators bring both languages along."""

_OTHERWISE = Label("内容不符", "This is not what is expected")


def field_errors(errors: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """The errors as they are answered."""
    return [_field_error(error, language) for error in errors]


def _field_error(error: Mapping[str, Any], language: Language) -> dict[str, str]:
    code = str(error["type"])
    return {"field": _field(error), "code": code, "message": _message(code, error.get("ctx") or {}, language)}


def _field(error: Mapping[str, Any]) -> str:
    place = error["loc"]
    if error["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return ".".join(map(str, (*place, "type")))
    return ".".join(map(str, place[1:] if len(place) > 1 and place[0] in _PLACES else place))


def _message(code: str, context: Mapping[str, Any], language: Language) -> str:
    if "zh" in context and "en" in context:
        return str(context[language])
    return say(_MESSAGES.get(code, _OTHERWISE), language).format_map(_Given(context))


class _Given(dict[str, Any]):
    def __missing__(self, _key: str) -> str:
        return "…"


def wrong(code: str, *place: str, **context: Any) -> dict[str, Any]:
    """An error that the API found itself, in the shape of pydantic's."""
    return {"type": code, "loc": place, "ctx": context}
