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
    "notice_stands_already": _not_now(
        Label("已有拟撤销告知", "A notice stands already"),
        Label(
            "拟撤销告知“{notice}”仍然有效，不重复告知。请办理其送达、陈述申辩和听证；依据有误的，使该告知失效后另行告知。",
            "The notice “{notice}” stands; no other is given beside it. Have it served, and hear the center; where its "
            "ground is wrong, undo it and give another.",
        ),
    ),
    "ground_does_not_stand": _not_now(
        Label("不是现有的撤销依据", "No ground that stands"),
        Label(
            "“{named}”不是现有的撤销依据，或者已因此后的有利决定、批准成立而失去依据。现有依据：{grounds}。",
            "“{named}” is no ground on which the center can be revoked, or a later favourable decision has ended it. "
            "The grounds that stand: {grounds}.",
        ),
    ),
    "notice_missing": _not_now(
        Label("没有有效的拟撤销告知", "No notice stands"),
        Label(
            "尚未告知拟撤销，或者所告知的依据已经失去。请市局经办先就现有依据办理拟撤销告知并送达。",
            "The center was not told that it is to be revoked, or the ground that it was told has fallen. The case "
            "officer gives notice on a ground that stands, and has it served, first.",
        ),
    ),
    "notice_not_served": _not_now(
        Label("告知尚未送达", "The notice is not served"),
        Label(
            "拟撤销告知“{notice}”尚无送达记录，陈述、申辩的期限尚未起算。请市局经办先记录其送达。",
            "No service of the notice “{notice}” is on record, so that the time for a statement has not begun. The "
            "case officer records its service first.",
        ),
    ),
    "hearing_not_held": _not_now(
        Label("听证尚未举行", "The hearing is not held"),
        Label(
            "当事人已就拟撤销告知“{notice}”申请听证。请市局经办举行听证并记录后再办理；当事人撤回申请或者无正当理由不参加的，记录为“放弃听证”。",
            "The center has asked for a hearing about the notice “{notice}”. The case officer holds and records it "
            "first; where the center takes that back, or stays away without good reason, “Hearing waived” is recorded.",
        ),
    ),
    "time_is_not_over": _not_now(
        Label("期限未满", "The time is not over"),
        Label(
            "当事人的期限尚未届满，“{decision}”自{date}起方可办理，所载日期也不得早于该日。",
            "A time that a party has is not over: “{decision}” can be taken, and be dated, from {date} on.",
        ),
    ),
    "time_is_provisional": _not_now(
        Label("期限为暂定", "The time is provisional"),
        Label(
            "当事人的期限跨入尚未公布节假日安排的年份，暂计至“{decision}”可于{date}起办理，不能视为届满。请先录入该年的节假日安排通知。",
            "A time that a party has runs into a year without a holiday notice: by the weekends alone “{decision}” "
            "could be taken from {date} on, but that may move. Enter the notice of that year first.",
        ),
    ),
    "statement_unanswered": _wrong(
        Label("陈述、申辩尚未答复", "What was said is not answered"),
        Label(
            "当事人已陈述、申辩{statements}次（含听证）。请在“对陈述、申辩的答复”中逐一答复。",
            "The center was heard {statements} times, hearings included. Say in “Answer to what was said” what the "
            "bureau answers.",
        ),
    ),
    "hearing_asked_too_late": _wrong(
        Label("申请听证的期限已过", "The time to ask for a hearing is over"),
        Label(
            "申请听证的期限至{due_on}止，不再受理。陈述、申辩在撤销之前仍可提出；市局认为确有必要的，可以举行听证并记录。",
            "A hearing could be asked for until {due_on}. Until the revocation the center may state its case, and "
            "the bureau may hold a hearing unasked, and records it.",
        ),
    ),
}
"""By code."""
