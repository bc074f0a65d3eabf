"""What the interface says of itself: problems, bodies and examples in the OpenAPI document."""

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from api.http.problems import MEDIA_TYPE, ProblemDetails
from domain.incubation.messages import RegisterCenter
from service_layer.stream_types import CALENDAR_COMMANDS, CENTER_COMMANDS, DEPUTY_COMMANDS

Responses = dict[int | str, dict[str, Any]]

TITLE = "衡序 Hengxu"
DESCRIPTION = """上海市产业计量测试中心全周期管理：每项决定一个回执，回执永久可查。

The life of Shanghai's industrial metrology testing centers, decision by decision (沪市监计量〔2023〕213号).
Instants are UTC (RFC 3339), days `YYYY-MM-DD` in Asia/Shanghai and mean their end. Errors are RFC 9457 problem details
with a stable `code`; `Accept-Language: zh-CN` or `en` chooses their language."""

_MEANINGS = {
    400: "The token names several roles: say in `Hengxu-Role` in which one you act",
    401: "No token, or a bad one",
    403: "The role, or the center, is not the caller's",
    404: "There is no such thing",
    409: "A rule says not now, the version has moved, or `doubts` are to be confirmed: the same decision again under "
    "a key of its own, with `confirmed` naming them, the reason, and the first `command_id` as `confirms`",
    413: "The body is too large",
    422: "What was sent is wrong",
    429: "Too many requests",
    503: "Temporal, the ledger or the identity provider is away; try again",
}


def _problems(*statuses: int) -> Responses:
    return {status: {"model": ProblemDetails, "description": _MEANINGS[status]} for status in statuses}


PROBLEMS = _problems(400, 401, 403, 404, 422, 429, 503)
"""What any answer under /api/v1 can be instead."""
_BEYOND = "What the request goes on from lies beyond the log's end, which was restored from a backup: begin anew"
PROBLEMS_OF_FOLLOWERS: Responses = {**PROBLEMS, 409: {"model": ProblemDetails, "description": _BEYOND}}
"""The same where a request goes on from a place in the log."""
PROBLEMS_OF_ADDRESSES: Responses = {
    **PROBLEMS,
    **_problems(413),
    409: {"model": ProblemDetails, "description": "The caller has as many calendar addresses as one may have"},
}
"""The same where a calendar address is made."""
DECISION_PROBLEMS: Responses = {
    **_problems(*_MEANINGS),
    202: {"description": "Nobody has answered yet; `Location` is the receipt's address"},
}
"""What the answer to a decision can be instead."""

REGISTRATION = {
    "type": "register_center",
    "center_id": "example-center",
    "name_zh": "上海市新材料产业计量测试中心（示例）",
    "name_en": "Shanghai Metrology Center for New Materials (example)",
    "lead": {
        "name": "示例计量测试研究院",
        "uscc": "123100004250000064",
        "kind": "metrology_institution",
        "district": "xuhui",
    },
    "field": {"field": "new_materials", "branch": "key_strategic_materials"},
    "industry_scope": "高性能复合材料全产业链的计量测试",
    "effective_on": "2026-01-05",
}
ANSWER_OF_DISTRICT = {"type": "record_support", "granted": True, "reason": "符合本区产业布局"}
NOTICE = {
    "type": "enter_holiday_notice",
    "notice": {
        "year": 2027,
        "number": "国办发明电〔2026〕8号",
        "issued_on": "2026-11-05",
        "holidays": ["2027-01-01", "2027-10-01"],
        "working_weekends": ["2027-10-09"],
    },
}
NAMING = {
    "type": "name_deputy",
    "deputy": {"id": "officer-2", "name": "孙某"},
    "deputy_for": {"id": "approver-1", "name": "王某"},
    "role": "approver",
    "begins_on": "2026-12-01",
    "ends_on": "2026-12-14",
    "document": {"sha256": "0" * 64, "title": "代理通知"},
    "reason": "年休假",
}


_SCHEMAS = "#/components/schemas/"


def _body(name: str, example: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": f"{_SCHEMAS}{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}}


REGISTRATION_BODY = _body("RegisterCenter", REGISTRATION)
DECISION_BODY = _body("Decision", ANSWER_OF_DISTRICT)
NOTICE_BODY = _body("EnterHolidayNotice", NOTICE)
DEPUTY_BODY = _body("DecisionAboutDeputies", NAMING)


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """What makes the OpenAPI document of the application, once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    return document


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=TITLE, version=app.version, description=DESCRIPTION, routes=app.routes)
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, commands in _COMMANDS.items():
        _add_schema(schemas, name, commands)
    for path in document["paths"].values():
        for operation in path.values():
            _name_media_types(operation["responses"])
    return document


_COMMANDS: dict[str, TypeAdapter[Any]] = {
    "Decision": CENTER_COMMANDS,
    "RegisterCenter": TypeAdapter(RegisterCenter),
    "EnterHolidayNotice": CALENDAR_COMMANDS,
    "DecisionAboutDeputies": DEPUTY_COMMANDS,
}


def _add_schema(schemas: dict[str, Any], name: str, commands: TypeAdapter[Any]) -> None:
    schema = commands.json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    while twin := _twin(schema["$defs"], schemas):
        schema = _renamed(schema, twin, f"{twin}-Input")
    schemas |= schema.pop("$defs")
    schemas[name] = schema


def _twin(definitions: dict[str, Any], schemas: dict[str, Any]) -> str | None:
    """A definition whose name means something else already; once it is renamed, so does each that has it inside."""
    return next((name for name, found in definitions.items() if schemas.get(name, found) != found), None)


def _renamed(schema: dict[str, Any], name: str, new_name: str) -> dict[str, Any]:
    """What is sent is not always what is answered: a document number goes in as text and comes out in parts."""
    text = json.dumps(schema).replace(f'"{_SCHEMAS}{name}"', f'"{_SCHEMAS}{new_name}"')
    renamed: dict[str, Any] = json.loads(text)
    renamed["$defs"][new_name] = renamed["$defs"].pop(name)
    return renamed


def _name_media_types(responses: dict[str, Any]) -> None:
    """Problems have a media type of their own."""
    for status, response in responses.items():
        content = response.get("content", {})
        if status.isdigit() and int(status) >= 400 and "application/json" in content:
            response["content"] = {MEDIA_TYPE: content["application/json"]}
