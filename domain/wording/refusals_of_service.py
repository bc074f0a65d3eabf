"""Refusals about service, and about the notice and the statement that come before a revocation."""

from domain.kernel.base import Label
from domain.kernel.refusals import Kind, Reason


def _not_now(title: Label, detail: Label) -> Reason:
    return Reason(Kind.NOT_NOW, title, detail)


def _wrong(title: Label, detail: Label) -> Reason:
    return Reason(Kind.WRONG_CONTENT, title, detail)


OF_SERVICE: dict[str, Reason] = {
    "served_already": _not_now(
        Label("该文书已送达", "It was served already"),
        Label(
            "序号{position}“{event}”已记录于{date}送达。送达记录有误的，请对该送达记录提出更正，或使其失效后重新记录。",
            "Position {position}, “{event}”, is on record as served on {date}. Where that is wrong, correct the "
            "service, or undo it and record it anew.",
        ),
    ),
    "served_act_undone": _not_now(
        Label("该文书已失效", "It counts no more"),
        Label(
            "序号{position}“{event}”已失效，不再送达。请对使其失效的记录办理送达。",
            "Position {position}, “{event}”, counts no more, and is not served. Serve what has undone it.",
        ),
    ),
    "served_act_unknown": _wrong(
        Label("本中心没有该记录", "No such record of this center"),
        Label(
            "本中心没有台账序号为{position}的记录。请在该中心的历史记录中选择所送达的文书。",
            "This center has no record at position {position}. Choose the act that was served from its history.",
        ),
    ),
    "act_not_served": _wrong(
        Label("该记录不需送达", "It is nothing that is served"),
        Label(
            "序号{position}“{event}”不是市局对当事人作出的决定，不需送达。请选择批准、责令整改、告知、撤销等决定。",
            "Position {position}, “{event}”, is no decision of the bureau about a party. What is served are approvals, "
            "orders, notices, revocations and the like.",
        ),
    ),
    "service_without_consent": _wrong(
        Label("电子送达须经同意", "Electronic service takes consent"),
        Label(
            "电子送达须经受送达人同意。请附受送达人的电子送达确认书，或改用其他送达方式。",
            "Whoever is served electronically has agreed to it. Add the paper of the consent, or serve in another "
            "manner.",
        ),
    ),
}
"""By code."""
