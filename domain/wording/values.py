"""Values that belong to no vocabulary, in words: yes and no, and how a rectification stands."""

from collections.abc import Mapping

from domain.guideline.vocabulary import EvaluationOutcome, Verdict
from domain.kernel.base import Label

NOTHING = Label("—", "—")
YES, NO = Label("是", "Yes"), Label("否", "No")
ANSWERS: dict[str, tuple[Label, Label]] = {
    "granted": (Label("支持", "It supports it"), Label("暂不支持", "It does not, for now")),
    "given": (Label("同意", "It is given"), Label("不同意", "It is refused")),
    "conforms": (Label("符合", "It conforms"), Label("不符合", "It does not conform")),
    "consent_needed": (Label("须经同意", "It is needed"), Label("无须同意", "It is not needed")),
    "problem": (Label("发现问题", "A problem was found"), Label("未发现问题", "No problem was found")),
}
"""Yes and no in the words of the question, by the name of the field that asks."""

OWN_WORDS: dict[str, dict[str, Label]] = {
    "ConfirmCorrection.verdict": {
        Verdict.PASS: Label("确认更正", "Confirm the correction"),
        Verdict.FAIL: Label("不予更正", "Turn the correction down"),
    },
    "ConfirmUndo.verdict": {
        Verdict.PASS: Label("确认失效", "Confirm the undoing"),
        Verdict.FAIL: Label("不予失效", "Turn the undoing down"),
    },
    "EvaluateConstruction.outcome": {
        EvaluationOutcome.CONTINUED_SUPPORT: Label("建议后续支持", "Propose continued support"),
        EvaluationOutcome.RECTIFICATION: Label("建议整改", "Propose rectification"),
        EvaluationOutcome.REVOCATION: Label("建议拟撤销", "Propose to intend revocation"),
    },
    "DecideOnEvaluation.outcome": {
        EvaluationOutcome.CONTINUED_SUPPORT: Label("决定后续支持", "Continued support"),
        EvaluationOutcome.RECTIFICATION: Label("决定整改", "Rectification"),
        EvaluationOutcome.REVOCATION: Label("决定拟撤销（进入告知）", "Intended revocation, of which notice is given"),
    },
}
"""What the members of a vocabulary are called where a decision proposes or confirms, by its model and field."""

RECTIFICATION_STATUSES: dict[str, Label] = {
    "ordered": Label("已责令整改", "ordered"),
    "reported": Label("已报告整改", "reported"),
    "accepted": Label("整改合格", "accepted"),
    "rejected": Label("整改不合格", "rejected"),
}
"""How a rectification stands (5.3)."""


def yes_no(name: str) -> tuple[Label, Label]:
    """Yes and no to the question of that field."""
    return ANSWERS.get(name, (YES, NO))


def own_words(model: type, name: str) -> Mapping[str, Label]:
    """What the members of its vocabulary are called in that field of a model, where it has words of its own."""
    return OWN_WORDS.get(f"{model.__name__}.{name}", {})
