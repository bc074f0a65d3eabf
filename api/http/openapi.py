"""What routes say of themselves: what they may answer instead, and what their bodies are."""

from typing import Any

from api.http.problems import ProblemDetails

Responses = dict[int | str, dict[str, Any]]

TITLE = "衡序 Hengxu"
DESCRIPTION = """上海市产业计量测试中心全周期管理：每项决定一个回执，回执永久可查。

The life of Shanghai's industrial metrology testing centers, decision by decision (沪市监计量〔2023〕213号).
Instants are UTC (RFC 3339), days `YYYY-MM-DD` in Asia/Shanghai and mean their end. Errors are RFC 9457 problem details
with a stable `code`; `Accept-Language: zh-CN` or `en` chooses their language."""

MEANINGS = {
    400: "The token names several roles: say in `Hengxu-Role` in which one you act",
    401: "No token, or a bad one",
    403: "The role, or the center, is not the caller's",
    404: "There is no such thing",
    406: "What is there is of another media type than `Accept` takes",
    409: "A rule says not now, or `doubts` are to be confirmed: the same decision again under "
    "a key of its own, with `confirmed` naming them, the reason, and the first `command_id` as `confirms`",
    412: "The version in `If-Match` has moved: read anew, decide anew",
    413: "The body is too large",
    415: "The body is no JSON",
    422: "What was sent is wrong",
    429: "Too many requests",
    503: "Temporal, the ledger or the identity provider is away; try again",
}


def _problems(*statuses: int) -> Responses:
    return {status: {"model": ProblemDetails, "description": MEANINGS[status]} for status in statuses}


PROBLEMS = _problems(400, 401, 403, 404, 422, 429, 503)
"""What any answer under /api/v1 can be instead."""
_BEYOND = "What the request goes on from lies beyond the log's end, which was restored from a backup: begin anew"
PROBLEMS_OF_FOLLOWERS: Responses = {**PROBLEMS, 409: {"model": ProblemDetails, "description": _BEYOND}}
"""The same where a request goes on from a place in the log."""
PROBLEMS_OF_ADDRESSES: Responses = {
    **PROBLEMS,
    **_problems(413, 415),
    409: {"model": ProblemDetails, "description": "The caller has as many calendar addresses as one may have"},
}
"""The same where a calendar address is made."""
DECISION_PROBLEMS: Responses = {
    **_problems(*(status for status in MEANINGS if status != 406)),
    202: {"description": "Nobody has answered yet; `Location` is the receipt's address"},
}
"""What the answer to a decision can be instead."""


def _body(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


REGISTRATION_BODY = _body("RegisterCenter")
DECISION_BODY = _body("Decision")
NOTICE_BODY = _body("EnterHolidayNotice")
DEPUTY_BODY = _body("DecisionAboutDeputies")
"""Of decisions, which the routes read themselves: ``api.openapi`` has the schemas."""
