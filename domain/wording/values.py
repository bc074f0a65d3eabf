"""Values that belong to no vocabulary, in words: yes and no, and how a rectification stands."""

from domain.kernel.base import Label

NOTHING = Label("—", "—")
YES, NO = Label("是", "Yes"), Label("否", "No")
ANSWERS: dict[str, tuple[Label, Label]] = {
    "granted": (Label("支持", "It supports it"), Label("暂不支持", "It does not, for now")),
    "given": (Label("同意", "It is given"), Label("不同意", "It is refused")),
    "conforms": (Label("符合", "It conforms"), Label("不符合", "It does not conform")),
    "consent_needed": (Label("须经同意", "It is needed"), Label("无须同意", "It is not needed")),
}
"""Yes and no in the words of the question, by the name of the field that asks."""

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
