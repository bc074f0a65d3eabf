"""What the API itself says no to, in both languages; what the domain refuses is in ``domain.wording.refusals``."""

from http import HTTPStatus
from typing import NamedTuple

from domain.kernel.base import Label


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
    "form_foreign": ProblemReason(
        HTTPStatus.FORBIDDEN,
        Label("表单未被接受", "Form not accepted"),
        Label(
            "这份表单不是本系统当前会话的页面提交的，内容未被采用。请返回原页面，刷新后重新提交。",
            "This form was not sent from a page of your present session; nothing was taken from it. Go back to the "
            "page, reload it and send it again.",
        ),
    ),
    "form_of_another_session": ProblemReason(
        HTTPStatus.FORBIDDEN,
        Label("表单属于另一次登录", "A form of another session"),
        Label(
            "这份表单是另一次登录时打开的，内容未被采用。请返回原页面，刷新后重新提交。",
            "This form was opened in another session; nothing was taken from it. Go back to the page, reload it and "
            "send it again.",
        ),
    ),
    "host_foreign": ProblemReason(
        HTTPStatus.FORBIDDEN,
        Label("地址不是本机", "Not this machine's address"),
        Label(
            "单机安装只接受以本机地址登录，请改用 127.0.0.1 打开。",
            "An installation on one machine lets people sign in at its own address alone: open it at 127.0.0.1.",
        ),
    ),
    "peer_foreign": ProblemReason(
        HTTPStatus.FORBIDDEN,
        Label("不是在本机登录", "Not at this machine"),
        Label(
            "单机安装只供本机使用，请在运行它的机器上打开 127.0.0.1。"
            "若供多人使用，请按 docs/operations.md 接入统一身份认证。",
            "An installation on one machine serves nobody elsewhere: open it at 127.0.0.1 on the machine it runs on. "
            "For more people, give it an identity provider (docs/operations.md).",
        ),
    ),
    "request_forwarded": ProblemReason(
        HTTPStatus.FORBIDDEN,
        Label("请求经过代理", "Forwarded by a proxy"),
        Label(
            "单机安装不接受经代理转来的登录，请直接打开 127.0.0.1。"
            "若供多人使用，请按 docs/operations.md 接入统一身份认证。",
            "An installation on one machine lets nobody sign in through a proxy: open it at 127.0.0.1 itself. For more "
            "people, give it an identity provider (docs/operations.md).",
        ),
    ),
    "sign_in_lost": ProblemReason(
        _FORBIDDEN,
        Label("登录未完成", "Sign-in not finished"),
        Label(
            "这次登录已过期，或不是在本浏览器开始的。请重新登录。",
            "This sign-in has expired or was not begun in this browser. Please sign in again.",
        ),
    ),
    "sign_in_refused": ProblemReason(
        _FORBIDDEN,
        Label("统一身份认证未予登录", "The identity provider did not sign you in"),
        Label(
            "统一身份认证的答复：{reason}。请重新登录。", "The identity provider said: {reason}. Please sign in again."
        ),
    ),
    "calendar_key_wrong": ProblemReason(
        HTTPStatus.FORBIDDEN,
        Label("订阅地址无效", "Subscription address not valid"),
        Label(
            "此订阅地址不完整、已到期或已撤销；0.2.0 及以前的地址均已失效。请登录后在日程页重新生成。",
            "This subscription address is incomplete, has expired or was revoked; those of 0.2.0 and before hold no "
            "more. Sign in and make a new one from the calendar.",
        ),
    ),
    "reads_not_yours": ProblemReason(
        _FORBIDDEN,
        Label("阅览记录只供审计查阅", "The log of reads is for auditors"),
        Label(
            "谁看过什么，只有审计人员可以查阅。请向审计人员提出。",
            "Who read what is for auditors alone to see: ask an auditor.",
        ),
    ),
    "deputies_not_yours": ProblemReason(
        _FORBIDDEN,
        Label("代理名单不对您开放", "The deputies are not yours to read"),
        Label(
            "代理名单只供市局经办、审批和审计人员查阅。如须查阅，请联系市局。",
            "Who stands in for whom is for the bureau's officers, approvers and auditors alone. Ask the bureau if you "
            "need to know.",
        ),
    ),
    "calendar_address_unknown": ProblemReason(
        _NOT_FOUND,
        Label("没有这个订阅地址", "No such subscription address"),
        Label(
            "您没有这个编号的订阅地址，可能已经撤销。请刷新列表。",
            "You have no subscription address of this id; it may have been revoked. Load the list again.",
        ),
    ),
    "calendar_addresses_too_many": ProblemReason(
        HTTPStatus.CONFLICT,
        Label("订阅地址已满", "Too many subscription addresses"),
        Label(
            "每人最多 {limit} 个订阅地址。请先撤销不再使用的。",
            "One person has at most {limit} subscription addresses: revoke those that nobody uses any more.",
        ),
    ),
    "token_invalid": ProblemReason(
        _UNAUTHORIZED,
        Label("访问令牌无效", "Access token not valid"),
        Label(
            "访问令牌无法识别，或不是为本系统签发的。请重新登录。",
            "The access token cannot be read or was not issued for this system. Sign in again.",
        ),
    ),
    "token_audience": ProblemReason(
        _UNAUTHORIZED,
        Label("访问令牌不是为本系统签发的", "An access token for another system"),
        Label(
            "访问令牌的受众（aud）中没有“{expected}”，找到：{found}。请联系身份认证的管理员，为本系统设置受众（"
            "docs/identity.md）。",
            "The audience (aud) of the access token does not name {expected}; found: {found}. Ask whoever runs the "
            "identity provider to add it (docs/identity.md).",
        ),
    ),
    "token_issuer": ProblemReason(
        _UNAUTHORIZED,
        Label("访问令牌的签发者不符", "Another issuer's access token"),
        Label(
            "访问令牌的签发者应为“{expected}”，找到：{found}。请联系运维核对 HENGXU_OIDC_ISSUER。",
            "The access token should be issued by {expected}; found: {found}. Ask the operator to check "
            "HENGXU_OIDC_ISSUER.",
        ),
    ),
    "token_purpose": ProblemReason(
        _UNAUTHORIZED,
        Label("这不是访问令牌", "No access token"),
        Label(
            "收到的令牌不是访问令牌（{found}）。请使用访问令牌（access token），不要使用 ID、刷新或注销令牌。",
            "This token is no access token ({found}). Send the access token, and no ID, refresh or logout token.",
        ),
    ),
    "token_lifetime": ProblemReason(
        _UNAUTHORIZED,
        Label("访问令牌的有效期过长", "An access token that holds too long"),
        Label(
            "访问令牌的到期时间（exp）在{days}天之后，不予接受。请联系身份认证的管理员缩短有效期，或由运维核对 "
            "HENGXU_OIDC_LONGEST_LIFETIME。",
            "The access token says that it holds (exp) for more than {days} days from now, and is not taken. Have its "
            "lifetime shortened at the identity provider, or HENGXU_OIDC_LONGEST_LIFETIME checked.",
        ),
    ),
    "token_organisation": ProblemReason(
        _UNAUTHORIZED,
        Label("登录信息中的单位代码有误", "The organisation of your sign-in is no credit code"),
        Label(
            "访问令牌中的单位不是有效的统一社会信用代码，也不是已登记对应关系的名称。查找的声明：{looked}；找到："
            "{found_zh}。请联系身份认证的管理员更正，或由运维在 HENGXU_OIDC_ORG_VALUES 中登记，然后重新登录。",
            "The organisation in the access token is no valid unified social credit code, and no name that stands for "
            "one here. Looked for at {looked}; found: {found_en}. Have it corrected at the identity provider, or "
            "entered in HENGXU_OIDC_ORG_VALUES, and sign in again.",
        ),
    ),
    "organisation_missing": ProblemReason(
        _FORBIDDEN,
        Label("登录信息中没有单位", "No organisation in your sign-in"),
        Label(
            "申报主体须有所代表的单位，访问令牌中没有。查找的声明：{looked}；找到：{found_zh}。请联系身份认证的管理员"
            "补上统一社会信用代码，或由运维核对 HENGXU_OIDC_ORG_CLAIMS，然后重新登录。",
            "An applicant speaks for an organisation, and the access token names none. Looked for at {looked}; found: "
            "{found_en}. Have the unified social credit code added at the identity provider, or "
            "HENGXU_OIDC_ORG_CLAIMS checked, and sign in again.",
        ),
    ),
    "district_missing": ProblemReason(
        _FORBIDDEN,
        Label("登录信息中没有所属区", "No district in your sign-in"),
        Label(
            "辖区市场监管部门须有所属区，上级主管部门须有统一社会信用代码，访问令牌中都没有。查找的声明：{looked}；找"
            "到：{found_zh}。请联系身份认证的管理员补上，或由运维核对 HENGXU_OIDC_DISTRICT_CLAIMS，然后重新登录。",
            "A district's authority needs its district, a superior body its credit code, and the access token names "
            "neither. Looked for at {looked}; found: {found_en}. Have it added at the identity provider, or "
            "HENGXU_OIDC_DISTRICT_CLAIMS checked, and sign in again.",
        ),
    ),
    "district_unknown": ProblemReason(
        _FORBIDDEN,
        Label("没有这个区", "No such district"),
        Label(
            "访问令牌中的所属区不是本市的区，也不是已登记对应关系的名称。查找的声明：{looked}；找到：{found_zh}。请联"
            "系身份认证的管理员更正，或由运维在 HENGXU_OIDC_DISTRICT_VALUES 中登记，然后重新登录。",
            "The district in the access token is none of this city's, and no name that stands for one here. Looked "
            "for at {looked}; found: {found_en}. Have it corrected at the identity provider, or entered in "
            "HENGXU_OIDC_DISTRICT_VALUES, and sign in again.",
        ),
    ),
    "claim_unclear": ProblemReason(
        _FORBIDDEN,
        Label("登录信息不明确", "Your sign-in is not clear"),
        Label(
            "访问令牌在此处应只有一项文字。查找的声明：{looked}；找到：{found_zh}。请联系身份认证的管理员更正，然后重"
            "新登录。",
            "The access token should say exactly one text there. Looked for at {looked}; found: {found_en}. Have it "
            "corrected at the identity provider, and sign in again.",
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
            "您的账号在本系统中没有角色。查找的声明：{looked}；找到：{found_zh}。请联系身份认证的管理员分配角色，或由"
            "运维核对 HENGXU_OIDC_ROLE_CLAIMS 和 HENGXU_OIDC_ROLE_VALUES（docs/identity.md）。",
            "Your account has no role in this system. Looked for at {looked}; found: {found_en}. Have a role given to "
            "it at the identity provider, or HENGXU_OIDC_ROLE_CLAIMS and HENGXU_OIDC_ROLE_VALUES checked "
            "(docs/identity.md).",
        ),
    ),
    "role_not_chosen": ProblemReason(
        HTTPStatus.BAD_REQUEST,
        Label("未选择角色", "No role chosen"),
        Label(
            "您的账号有多个角色：{choices}。请用请求头 {header} 写明以哪一个办理。",
            "Your account has several roles: {choices}. Say in the header {header} in which one you act.",
        ),
    ),
    "role_not_held": ProblemReason(
        _FORBIDDEN,
        Label("没有此角色", "Not a role of yours"),
        Label(
            "您的账号没有角色“{asked}”，可选：{choices}。",
            "Your account does not have the role {asked}; it has {choices}.",
        ),
    ),
    "reading_not_allowed": ProblemReason(
        _FORBIDDEN,
        Label("无权查阅", "Not yours to read"),
        Label("您的角色不能查阅本内容。", "Your role may not read this."),
    ),
    "no_content_for_operators": ProblemReason(
        _FORBIDDEN,
        Label("运维不查阅业务内容", "Operators read no content"),
        Label(
            "您以运维身份登录，可以查看运行状况和各中心的流程，不查阅中心的内容。"
            "因其他职责需要查阅的，请以相应角色登录。",
            "You are signed in as an operator: you see how the system runs and the workflows of centers, and nothing "
            "of what is in them. For another duty of yours, sign in in its role.",
        ),
    ),
    "not_found": ProblemReason(
        _NOT_FOUND,
        Label("没有此地址", "No such address"),
        Label("此地址下没有内容。接口一览见 /docs。", "There is nothing at this address. See /docs for what there is."),
    ),
    "center_unknown_then": ProblemReason(
        _NOT_FOUND,
        Label("当时台账尚无该中心的记录", "No record of it then"),
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
    "position_unknown": ProblemReason(
        _NOT_FOUND,
        Label("没有此事件", "No such event"),
        Label("台账中没有第 {position} 号事件。", "The log has no event at position {position}."),
    ),
    "leaf_unknown": ProblemReason(
        _NOT_FOUND,
        Label("没有这一条记录", "No such entry"),
        Label(
            "最近的检查点之下没有这个叶散列。该记录可能刚刚入账，请稍后再试；也可能所持内容已被改动，或不属于本台账，请核对。",
            "No entry of this leaf hash is under the last checkpoint. It may have been recorded just now: try again "
            "later. Or what you hold was changed, or is of another log: compare it.",
        ),
    ),
    "not_proven": ProblemReason(
        _NOT_FOUND,
        Label("尚无证明", "Not proven yet"),
        Label(
            "尚无检查点涵盖所问内容。请稍后再试。",
            "No checkpoint covers yet what was asked for. Try again later.",
        ),
    ),
    "method_not_allowed": ProblemReason(
        HTTPStatus.METHOD_NOT_ALLOWED,
        Label("不支持此方法", "Method not allowed"),
        Label("此地址不支持该请求方法。", "This address does not take that request method."),
    ),
    "not_acceptable": ProblemReason(
        HTTPStatus.NOT_ACCEPTABLE,
        Label("没有所要求的格式", "Not acceptable"),
        Label(
            "此地址给出的是 {media_type}，不在请求头 Accept 所列之内。",
            "This address gives {media_type}, which the request's Accept header does not take.",
        ),
    ),
    "unsupported_media_type": ProblemReason(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        Label("不支持此内容格式", "Unsupported media type"),
        Label(
            "此地址只接收 application/json，不接收 {media_type}。请设置请求头 Content-Type: application/json。",
            "This address takes application/json and no {media_type}: send Content-Type: application/json.",
        ),
    ),
    "request_invalid": ProblemReason(
        _WRONG,
        Label("请求参数有误", "Request not valid"),
        Label("请求参数有误，已逐项列出。", "Some parameters of the request are wrong; see errors."),
    ),
    "body_invalid": ProblemReason(
        _WRONG,
        Label("内容有误", "Body not valid"),
        Label(
            "提交的内容有误，已逐项列出。请更正后重新提交。",
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
    "ahead_of_log": ProblemReason(
        HTTPStatus.CONFLICT,
        Label("所据记录不在台账中", "Beyond the log"),
        Label(
            "请求所据的 {position} 超出台账现有的 {head}：台账可能曾由较早的备份恢复。请丢弃所存副本，从头重新读取"
            "（after=0，不带 Last-Event-ID 和游标）；此后作出而台账中查不到的决定，请用原编号重新提交。",
            "{position}, which the request goes on from, lies beyond {head}, where the record ends: the log may have "
            "been restored from an older backup. Drop your copy and read anew from the beginning (after=0, without "
            "Last-Event-ID or cursor), and send decisions that are no longer found again, under their own ids.",
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
    "document_too_large": ProblemReason(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Label("文件过大", "Document too large"),
        Label(
            "提交的文件超过 {limit} 字节。请压缩或拆分后重新提交。",
            "The document is larger than {limit} bytes. Compress or divide it and send it again.",
        ),
    ),
    "documents_waiting": ProblemReason(
        HTTPStatus.TOO_MANY_REQUESTS,
        Label("待引用的文件过多", "Too many documents wait"),
        Label(
            "您已提交而尚未被任何决定引用的文件共 {used} 字节，上限为 {limit} 字节。请先以这些文件办理相应事项；"
            "{days} 天内未被引用的会自动清理。",
            "Your documents that no decision names yet have {used} bytes, of {limit} at most. Take the decisions that "
            "name them first; what no decision names within {days} days is removed by itself.",
        ),
    ),
    "documents_of_a_day": ProblemReason(
        HTTPStatus.TOO_MANY_REQUESTS,
        Label("今日提交的文件过多", "Too many documents in a day"),
        Label(
            "24 小时内最多提交 {limit} 字节的文件。请稍后再交，急件请联系运维。",
            "At most {limit} bytes of documents are taken from one person within 24 hours. Send the rest later; if it "
            "is urgent, ask the operator.",
        ),
    ),
    "documents_full": ProblemReason(
        HTTPStatus.INSUFFICIENT_STORAGE,
        Label("文件存储空间不足", "No room for more documents"),
        Label(
            "文件存储空间已满，暂不能收新文件。请告知运维：扩充磁盘，或调高 HENGXU_DOCUMENT_TOTAL_LIMIT。",
            "There is no room for more documents. Tell the operator: the disk has to grow, or "
            "HENGXU_DOCUMENT_TOTAL_LIMIT.",
        ),
    ),
    "draft_unknown": ProblemReason(
        _NOT_FOUND,
        Label("没有这份草稿", "No such draft"),
        Label(
            "您在当前角色下没有这份草稿：可能已经放弃，或者长期未改动已被清理。",
            "You have no such draft in this role: it was discarded, or nobody had changed it for long and it is gone.",
        ),
    ),
    "draft_not_kept": ProblemReason(
        HTTPStatus.TOO_MANY_REQUESTS,
        Label("草稿未能保存", "The draft was not kept"),
        Label(
            "每人在一个角色下最多保存 {most} 份草稿，合计不超过 {megabytes} MB，每份的内容也有上限。"
            "请先在“我的工作”中放弃不再需要的草稿，再继续。",
            "A person keeps at most {most} drafts in one role, of {megabytes} MB in all, none of them too large. "
            "Discard some that you need no more, under My work, then go on.",
        ),
    ),
    "document_going": ProblemReason(
        _AWAY,
        Label("文件正在清理", "The document is being removed"),
        Label(
            "同一文件此前提交后长期未被引用，正在清理。请过几秒重新提交。",
            "The same document, sent before and named by no decision, is just being removed. Send it again in some "
            "seconds.",
        ),
    ),
    "document_infected": ProblemReason(
        _WRONG,
        Label("文件未通过安全检查", "Document infected"),
        Label(
            "安全检查发现该文件带有恶意内容，未予接收。请在自己的电脑上查杀后，重新生成并提交。",
            "The scan found something malicious in the document; it was not taken. Clean your machine, make the "
            "document anew, and send that.",
        ),
    ),
    "scanner_unavailable": ProblemReason(
        _AWAY,
        Label("文件安全检查暂不可用", "Documents cannot be scanned"),
        Label(
            "安全检查程序暂不可用，检查前不收新文件。请稍后重新提交；若持续如此，请告知运维。",
            "The program that scans documents does not work for now, and none is taken unscanned. Send it again in a "
            "while; if that goes on, tell the operator.",
        ),
    ),
    "document_expected": ProblemReason(
        _WRONG,
        Label("应提交一个文件", "One document expected"),
        Label(
            "请提交恰好一个非空文件：作为 multipart/form-data 的一部分，或直接作为请求正文。",
            "Send exactly one file that is not empty: as a part of multipart/form-data, or as the body itself.",
        ),
    ),
    "document_unknown": ProblemReason(
        _NOT_FOUND,
        Label("没有此文件", "No such document"),
        Label(
            "本系统未存有此摘要的文件；决定所引用的文件也可能存放在别处。",
            "The house holds no document of this digest; a paper that a decision refers to may be kept elsewhere.",
        ),
    ),
    "list_gone": ProblemReason(
        _NOT_FOUND,
        Label("名录文件已不在", "The list is gone"),
        Label(
            "待导入的名录文件只保留一段时间，此文件已清除或从未提交。请重新选择文件；已导入的内容都在记录中。",
            "A list is kept for a while only; this one has gone, or was never sent. Choose the file again. Whatever "
            "was imported is on record.",
        ),
    ),
    "document_changed": ProblemReason(
        _AWAY,
        Label("文件已损坏", "Document damaged"),
        Label(
            "文件 {sha256} 的存储内容与其摘要不符，因此不予提供。请告知运维运行 hengxu audit verify 并从备份恢复。",
            "The stored bytes of document {sha256} are not those of its digest, so it is not given out. Ask the "
            "operator to run hengxu audit verify and to restore it from a backup.",
        ),
    ),
    "sending_not_allowed": ProblemReason(
        _FORBIDDEN,
        Label("无权提交文件", "Not yours to send"),
        Label(
            "您的角色不作决定，不能提交文件。",
            "Your role takes no decisions and sends no documents.",
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
    "too_many_streams": ProblemReason(
        HTTPStatus.TOO_MANY_REQUESTS,
        Label("事件流过多", "Too many streams"),
        Label(
            "最多同时打开 {limit} 个事件流，每位用户最多 {own} 个。请先关闭不用的，或改用 /api/v1/events 逐页查询。",
            "At most {limit} streams of events are kept open at once, and {own} of one caller. Close what is not "
            "needed, or read /api/v1/events page by page.",
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
    "office_unavailable": ProblemReason(
        _AWAY,
        Label("会话与阅览记录库暂不可用", "Sessions away"),
        Label("{sentence_zh}", "{sentence_en}"),
    ),
    "lists_being_remade": ProblemReason(
        _AWAY,
        Label("名单正在重新生成", "Lists are being made anew"),
        Label(
            "规则参数、程序或工作日历已变更，名单和时限正在按现行规定重新生成；文件和日历一经取走即不再更新，请稍后再取。",
            "House rules, the program or working days have changed, and lists and deadlines are made anew now. A file "
            "or a calendar would keep what held before: ask for it again a little later.",
        ),
    ),
    "past_lists_being_made": ProblemReason(
        _AWAY,
        Label("当时的名单正在生成", "The lists of then are being made"),
        Label(
            "当时的名单由各中心的历史记录逐一重现，正在生成，请几秒钟后再看。",
            "The lists of then are made from the history of each center, and are on their way: look again in some "
            "seconds.",
        ),
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
        Label("尚未就绪：{trouble_zh}", "Not ready: {trouble_en}"),
    ),
    "stopping": ProblemReason(
        _AWAY,
        Label("服务正在停止", "Stopping"),
        Label(
            "服务正在停止，未能办完此请求。请稍后重试；提交决定时沿用同一编号，不会重复办理。",
            "The service is being stopped and could not finish this request. Try again later; a decision sent again "
            "under its id is never decided twice.",
        ),
    ),
    "proof_broken": ProblemReason(
        _AWAY,
        Label("证明不成立", "Proof does not hold"),
        Label(
            "台账或其证明数据与已签发的检查点不符，因此不予出具证明。请告知运维运行 hengxu audit verify。",
            "The log, or what is kept of its proof, disagrees with the signed checkpoint, so no proof is given. Ask "
            "the operator to run hengxu audit verify.",
        ),
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
