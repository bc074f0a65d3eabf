"""What a day that somebody states decides: which clocks count from it, as their own rows say."""

from domain.deadlines.clocks import CLOCKS
from domain.guideline.clauses import official_number
from domain.guideline.policy import Policy
from domain.kernel.base import Label


def counted_from(decision: str, field: str, policy: Policy) -> Label | None:
    """The clocks that count from the day that the decision of that name states in that field, each with its term by
    the policy and its clause; ``None`` where none does.
    """
    clocks = [clock for clock in CLOCKS if (decision, field) in clock.counts_from]
    if not clocks:
        return None
    zh, en = [], []
    for clock in clocks:
        kind, due = clock.kind, clock.due(policy)
        zh.append(f"{kind.label.zh}（{due.zh}，{official_number(kind.clause)}）")
        en.append(f"{kind.label.en} ({due.en}, {kind.clause})")
    return Label(f"自该日起计：{'、'.join(zh)}。", f"Counted from this day: {'; '.join(en)}.")
