"""Refusals about deputies (代理): who is named, for which time, and on which days they decide."""

from domain.kernel.base import Label
from domain.kernel.refusals import Kind, Reason

DEPUTIES: dict[str, Reason] = {
    "deputy_out_of_period": Reason(
        Kind.NOT_YOURS,
        Label("不在代理期间", "Outside the deputyship"),
        Label(
            "您代理{person}（{role}）的期间为{begins_on}至{ends_on}，所填日期{effective_on}不在其内。请填写期间内的日期，或由“{role}”办理。",
            "You stand in for {person} ({role}) from {begins_on} to {ends_on}; {effective_on} lies outside. State a "
            "day within that time, or have somebody decide who is “{role}”.",
        ),
    ),
    "deputy_of_oneself": Reason(
        Kind.WRONG_CONTENT,
        Label("代理人与被代理人相同", "A deputy of oneself"),
        Label(
            "{person}不能代理自己。请填写另一人为代理人。",
            "{person} can't stand in for themselves. Name somebody else as the deputy.",
        ),
    ),
    "deputy_named_by_oneself": Reason(
        Kind.WRONG_CONTENT,
        Label("不得指定自己为代理人", "Nobody names themselves"),
        Label(
            "指定人不得指定自己为代理人。请由另一位审批人员指定，或指定其他人。",
            "Whoever names a deputy can't name themselves. Have another approver do it, or name somebody else.",
        ),
    ),
    "deputy_period_reversed": Reason(
        Kind.WRONG_CONTENT,
        Label("代理起止日期颠倒", "The period ends before it begins"),
        Label(
            "代理止日{ends_on}早于起日{begins_on}。请核对代理文件。",
            "The last day, {ends_on}, lies before the first, {begins_on}. Check the paper of the naming.",
        ),
    ),
    "deputy_period_over": Reason(
        Kind.WRONG_CONTENT,
        Label("代理期间已过", "The period is over"),
        Label(
            "代理止日{ends_on}已过，代理不能事后指定。请填写今天或以后的止日；此前的事项由本人办理。",
            "The last day, {ends_on}, has passed, and nobody is named a deputy afterwards. State a last day from today "
            "on; what was before that, the person themselves decides.",
        ),
    ),
    "deputy_period_too_long": Reason(
        Kind.WRONG_CONTENT,
        Label("代理期间过长", "The period is too long"),
        Label(
            "所填代理期间共{days}天，每次最长{maximum}天。请缩短期间；期满仍需代理的，另行指定。",
            "The period has {days} days; the longest at a time has {maximum}. Shorten it, and name the deputy anew "
            "when it is over.",
        ),
    ),
    "deputy_named_already": Reason(
        Kind.NOT_NOW,
        Label("该期间已有代理", "A deputy in that time already"),
        Label(
            "该代理人自{begins_on}至{ends_on}已以“{role}”身份代理{person}。同一期间同一角色只能代理一人：请另选期间或代理人，或先终止原有代理。",
            "From {begins_on} to {ends_on} this deputy stands in for {person} as “{role}” already, and for one person "
            "at a time in a role. Choose another time or deputy, or end that deputyship first.",
        ),
    ),
    "deputyship_unknown": Reason(
        Kind.WRONG_CONTENT,
        Label("没有这项代理", "No such deputyship"),
        Label(
            "没有编号为“{deputyship}”的代理。请在代理名单中核对编号。",
            "There is no deputyship “{deputyship}”. Look its number up in the list of deputies.",
        ),
    ),
    "deputyship_over": Reason(
        Kind.NOT_NOW,
        Label("该代理已经结束", "The deputyship is over"),
        Label(
            "代理“{deputyship}”的最后一天是{ends_on}，已经结束或者终止，无须再次终止。",
            "The last day of the deputyship “{deputyship}” was {ends_on}: it is over or ended already. There is "
            "nothing to do.",
        ),
    ),
    "deputyship_ended_backwards": Reason(
        Kind.WRONG_CONTENT,
        Label("代理不能追溯终止", "No deputyship ends in the past"),
        Label(
            "代理自办理之日（{today}）起终止，不能追溯至{effective_on}：此前代理人作出的决定仍然有效。请填写今天的日期。",
            "A deputyship ends from the day on which that is decided ({today}), not from {effective_on}: what the "
            "deputy decided meanwhile stands. State today's date.",
        ),
    ),
}
"""By code: what is refused about deputies."""
