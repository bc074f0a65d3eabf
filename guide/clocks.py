"""The clocks as a reader needs them: when each starts, when it is due, and what is recorded when it passes."""

from typing import NamedTuple

from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.kernel.records import Event
from domain.supervision.clock_facts import DeadlineMissed, EvaluationOpened, TermExpired


class Clock(NamedTuple):
    """One clock. ``starts`` and ``due`` are as the policy's numbers have them."""

    kind: ClockKind
    clause: str
    starts: Label
    due: Label
    records: tuple[type[Event], ...]


def clocks(policy: Policy) -> tuple[Clock, ...]:
    """Every clock by the policy's numbers. A day means its end, Asia/Shanghai."""
    month, day = policy.annual_report_month_day
    times, lead, working = policy.exchanges_per_year, policy.evaluation_lead_days, policy.major_matter_working_days
    approval, missed = Label("批准筹建", "approval to construct"), (DeadlineMissed,)
    return (
        Clock(
            ClockKind.ANNUAL_REPORT,
            "5.2",
            approval,
            Label(f"每年{month}月{day}日", f"{day}/{month} of every year"),
            missed,
        ),
        Clock(
            ClockKind.EXCHANGES,
            "4.2",
            approval,
            Label(f"每个完整日历年的12月31日前{times}次", f"{times} by 31/12 of every full calendar year"),
            missed,
        ),
        Clock(
            ClockKind.EVALUATION,
            "5.1",
            Label(f"筹建期满前{lead}天", f"{lead} days before the term ends"),
            Label("筹建期满日", "the end of the term"),
            (EvaluationOpened, TermExpired),
        ),
        Clock(
            ClockKind.RECTIFICATION,
            "5.3",
            Label("整改要求", "the order"),
            Label("其载明的期限", "the day it names"),
            missed,
        ),
        Clock(
            ClockKind.MAJOR_MATTER,
            "5.2",
            Label("事项发生之日", "the day it happened"),
            Label(f"{working}个工作日内", f"{working} working days later"),
            missed,
        ),
    )
