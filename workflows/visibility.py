"""What an operator reads in the Temporal UI without opening a payload. No personal data."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from domain.center_summary import CenterSummary

Value = TypeVar("Value", str, bool, datetime, Sequence[str])
Update = SearchAttributeUpdate[Any]

PHASE = SearchAttributeKey.for_keyword("CenterPhase")
FIELD = SearchAttributeKey.for_keyword("CenterField")
DISTRICT = SearchAttributeKey.for_keyword("CenterDistrict")
NEXT_DEADLINE = SearchAttributeKey.for_datetime("NextDeadline")
NEXT_DEADLINE_KIND = SearchAttributeKey.for_keyword("NextDeadlineKind")
OVERDUE = SearchAttributeKey.for_bool("Overdue")
OPEN_DEADLINES = SearchAttributeKey.for_keyword_list("OpenDeadlines")
OVERDUE_DEADLINES = SearchAttributeKey.for_keyword_list("OverdueDeadlines")
CERTAINLY_OVER_DEADLINES = SearchAttributeKey.for_keyword_list("CertainlyOverDeadlines")
LATER_ATTRIBUTES = (OPEN_DEADLINES, OVERDUE_DEADLINES, CERTAINLY_OVER_DEADLINES)
"""Those that a namespace of an earlier release lacks; ``activities.search_attributes`` leaves them out until it knows
them.
"""
SEARCH_ATTRIBUTES = (PHASE, FIELD, DISTRICT, NEXT_DEADLINE, NEXT_DEADLINE_KIND, OVERDUE, *LATER_ATTRIBUTES)
"""By these an operator filters; a server has to know them before any workflow starts, but for the later ones."""

FOR_OPERATORS = (
    "决定经由接口作出；在此手工发送的信号将被拒绝并记录在案。\n\n"
    "无法继续的流程请用 `hengxu reset CENTER` 重置：信号会重新送达，已记录的不会重复。不要终止（terminate）：已受理而"
    "尚未记录的信号随之中断，其回执一直待定，直到 `hengxu recover` 从历史中找回并重新送达；历史一经清除即无从找回。"
    "台账已记录的不受影响。取消（cancel）会先记录已收到的信号，此后直到下一信号或 `hengxu recover` 之前无人计时。\n\n"
    "Decisions are taken through the API; a signal typed here is refused, and the attempt is recorded.\n\n"
    "A workflow that can't go on is reset with `hengxu reset CENTER`: its signals are delivered again, and what is "
    "recorded is not recorded twice. Don't terminate it. To terminate this workflow cuts off the signals that were "
    "accepted and are not recorded yet: their receipts stay pending until `hengxu recover` finds them in its history "
    "and sends them again, and once that history is gone nothing does; the ledger keeps what it has. To cancel it "
    "records what has arrived first; until the next signal or `hengxu recover` nobody watches its clocks then."
)
"""What an operator reads in the Temporal UI beside every workflow (Markdown)."""

LONGEST_LINE = 400
"""Bytes that Temporal takes as a summary; it refuses the whole request above."""


def line(text: str) -> str:
    """The text as a summary: in one line, cut where Temporal would refuse it."""
    flat = " ".join(text.split())
    if len(flat.encode()) <= LONGEST_LINE:
        return flat
    return flat.encode()[: LONGEST_LINE - len("…".encode())].decode(errors="ignore") + "…"


def show_details(summary: CenterSummary) -> None:
    """Where the stream stands, and what to know before touching its workflow. Static details of a run end with it, and
    so each run shows everything again.
    """
    workflow.set_current_details(f"{summary.details}\n\n---\n\n{FOR_OPERATORS}")


def show_to_operators(standing: CenterSummary) -> None:
    """Put up where the center stands; what hangs there already costs nothing.

    What is put up follows from the summary alone, which the history keeps: replayed, it is the same. A summary of an
    older program has no ``open_deadlines``, and those attributes are left as they are.
    """
    show_details(standing)
    shown = workflow.info().typed_search_attributes
    changes = [change for change in _changes(standing, shown) if change is not None]
    if changes:
        workflow.upsert_search_attributes(changes)


def _changes(standing: CenterSummary, shown: TypedSearchAttributes) -> Iterator[Update | None]:
    yield _change(shown, PHASE, standing.phase)
    yield _change(shown, FIELD, standing.field or None)
    yield _change(shown, DISTRICT, standing.district or None)
    yield _change(shown, NEXT_DEADLINE, standing.next_due_at)
    yield _change(shown, NEXT_DEADLINE_KIND, standing.next_due_kind or None)
    yield _change(shown, OVERDUE, standing.overdue)
    if standing.open_deadlines is not None:
        yield _change(shown, OPEN_DEADLINES, list(standing.open_deadlines) or None)
    if standing.overdue_deadlines is not None:
        yield _change(shown, OVERDUE_DEADLINES, list(standing.overdue_deadlines) or None)
    if standing.certainly_over_deadlines is not None:
        yield _change(shown, CERTAINLY_OVER_DEADLINES, list(standing.certainly_over_deadlines) or None)


def _change(shown: TypedSearchAttributes, key: SearchAttributeKey[Value], value: Value | None) -> Update | None:
    if shown.get(key) == value:
        return None
    return key.value_unset() if value is None else key.value_set(value)
