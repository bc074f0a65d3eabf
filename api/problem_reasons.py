"""What the API itself says no to, in both languages; what the domain refuses is in ``domain.refusal_reasons``."""

from http import HTTPStatus
from typing import NamedTuple

from domain.base import Label


class ProblemReason(NamedTuple):
    """A code's HTTP status, title and sentence; parameters stand in braces."""

    status: HTTPStatus
    title: Label
    detail: Label


_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND
_WRONG, _AWAY = HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE

PROBLEM_REASONS: dict[str, ProblemReason] = {
    "token_missing": ProblemReason(
        _UNAUTHORIZED,
        Label("尚未登录", "Not signed in"),
        Label("请求未带访问令牌。请登录后重试。", "The request carries no access token. Sign in and try again."),
    ),
    "token_invalid": ProblemReason(
        _UNAUTHORIZED,
        Label("访问令牌无效", "Access token not valid"),
        Label(
            "访问令牌无法识别，或不是为本系统签发的。请重新登录。",
            "The access token cannot be read or was not issued for this system. Sign in again.",
        ),
    ),
    "token_expired": ProblemReason(
        _UNAUTHORIZED,
        Label("登录已过期", "Sign-in expired"),
        Label("访问令牌已过期。请重新登录。", "The access token has expired. Sign in again."),
    ),
    "role_missing": ProblemReason(
        _FORBIDDEN,
        Label("没有角色", "No role"),
        Label(
            "您的账号在本系统中没有唯一的角色。请联系运维分配。",
            "Your account has not exactly one role in this system. Ask the operator to give it one.",
        ),
    ),
    "reading_not_allowed": ProblemReason(
        _FORBIDDEN,
        Label("无权查阅", "Not yours to read"),
        Label("您的角色不能查阅本内容。", "Your role may not read this."),
    ),
    "not_found": ProblemReason(
        _NOT_FOUND,
        Label("没有此地址", "No such address"),
        Label("此地址下没有内容。接口一览见 /docs。", "There is nothing at this address. See /docs for what there is."),
    ),
    "center_unknown_then": ProblemReason(
        _NOT_FOUND,
        Label("当时尚无该中心", "No such center then"),
        Label(
            "在所询问的日期或时刻，台账中尚无该中心的记录。请改查较晚的日期。",
            "On the day or at the instant asked about, nothing of this center was on record. Ask about a later one.",
        ),
    ),
    "receipt_unknown": ProblemReason(
        _NOT_FOUND,
        Label("没有此回执", "No such receipt"),
        Label(
            "台账中没有编号 {command_id} 的回执：该决定可能从未送达，也可能仍在等待办理。"
            "用同一编号重新提交不会重复办理。",
            "The ledger holds no receipt {command_id}: the decision never arrived, or it still waits. Sending it again "
            "under the same id never decides it twice.",
        ),
    ),
    "method_not_allowed": ProblemReason(
        HTTPStatus.METHOD_NOT_ALLOWED,
        Label("不支持此方法", "Method not allowed"),
        Label("此地址不支持该请求方法。", "This address does not take that request method."),
    ),
    "request_invalid": ProblemReason(
        _WRONG,
        Label("请求参数有误", "Request not valid"),
        Label("请求参数有误，见 errors。", "Some parameters of the request are wrong; see errors."),
    ),
    "body_invalid": ProblemReason(
        _WRONG,
        Label("内容有误", "Body not valid"),
        Label(
            "提交的内容有误，逐项见 errors。请更正后重新提交。",
            "What was sent is wrong; see errors, put it right and send it again.",
        ),
    ),
    "idempotency_key_invalid": ProblemReason(
        _WRONG,
        Label("幂等键有误", "Idempotency-Key not valid"),
        Label(
            "Idempotency-Key 应为 1 至 200 个可见 ASCII 字符，且不得以 clock:、import: 或 signal- 开头。",
            "An Idempotency-Key is 1 to 200 visible ASCII characters and begins with none of clock:, import:, signal-.",
        ),
    ),
    "if_match_invalid": ProblemReason(
        _WRONG,
        Label("If-Match 有误", "If-Match not valid"),
        Label('If-Match 应为加引号的版本号，如 "7"。', 'If-Match is a version in quotes, such as "7".'),
    ),
    "cursor_invalid": ProblemReason(
        _WRONG,
        Label("游标无效", "Cursor not valid"),
        Label(
            "此游标不是任何一页给出的。请从第一页重新查询。",
            "No page gave out this cursor. Start at the first page.",
        ),
    ),
    "body_too_large": ProblemReason(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Label("内容过大", "Body too large"),
        Label(
            "提交的内容超过 {limit} 字节。长篇材料请作为文件附上，只在此引用。",
            "What was sent is larger than {limit} bytes. Attach long papers as files and refer to them here.",
        ),
    ),
    "too_many_requests": ProblemReason(
        HTTPStatus.TOO_MANY_REQUESTS,
        Label("请求过于频繁", "Too many requests"),
        Label(
            "每分钟最多 {limit} 次请求。请在 {seconds} 秒后重试。",
            "At most {limit} requests a minute are taken. Try again in {seconds} s.",
        ),
    ),
    "temporal_unavailable": ProblemReason(
        _AWAY,
        Label("流程服务暂不可用", "Workflow service away"),
        Label(
            "流程服务（Temporal）暂不可用。请稍后用同一编号 {command_id} 重新提交，不会重复办理。",
            "The workflow service (Temporal) is away. Send the decision again later under the same id {command_id}; "
            "it is never decided twice.",
        ),
    ),
    "ledger_unavailable": ProblemReason(
        _AWAY,
        Label("台账暂不可用", "Ledger away"),
        Label("{sentence_zh}", "{sentence_en}"),
    ),
    "identity_unavailable": ProblemReason(
        _AWAY,
        Label("身份服务暂不可用", "Identity provider away"),
        Label(
            "暂时无法向身份服务核验访问令牌。请稍后重试。",
            "The access token cannot be checked with the identity provider for the moment. Try again later.",
        ),
    ),
    "not_ready": ProblemReason(
        _AWAY,
        Label("尚未就绪", "Not ready"),
        Label("暂不可用：{away}", "Away: {away}"),
    ),
    "unforeseen": ProblemReason(
        _AWAY,
        Label("意外情况", "Unforeseen"),
        Label(
            "系统遇到意外情况，已记入日志。请稍后重试；仍不成功时，请将编号 {correlation_id} 告知运维。",
            "Something unforeseen happened and is in the log. Try again later; if it stays, tell the operator the "
            "number {correlation_id}.",
        ),
    ),
}
