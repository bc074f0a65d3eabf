"""Every doubt in words: what is unusual about a decision, in one sentence that stands on its own."""

from domain.kernel.base import Label

DOUBTS: dict[str, Label] = {
    "day_long_ago": Label(
        "所载日期{effective_on}距今已久。",
        "Its day, {effective_on}, lies far back.",
    ),
    "day_before_last_act": Label(
        "所载日期{effective_on}早于已记录事项的最近日期{after}。",
        "Its day, {effective_on}, lies before {after}, the latest day of what is on record.",
    ),
    "repeated_at_once": Label(
        "一分钟内刚记录过内容完全相同的事项。",
        "The very same decision was recorded less than a minute ago.",
    ),
}
"""By code. A sentence names nothing that its reader may not see."""
