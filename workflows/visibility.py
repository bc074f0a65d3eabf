"""What an operator reads in the Temporal UI without opening a payload. No personal data."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from domain.center_summary import CenterSummary

Value = TypeVar("Value", str, bool, datetime)
Update = SearchAttributeUpdate[Any]

PHASE = SearchAttributeKey.for_keyword("CenterPhase")
FIELD = SearchAttributeKey.for_keyword("CenterField")
DISTRICT = SearchAttributeKey.for_keyword("CenterDistrict")
NEXT_DEADLINE = SearchAttributeKey.for_datetime("NextDeadline")
NEXT_DEADLINE_KIND = SearchAttributeKey.for_keyword("NextDeadlineKind")
OVERDUE = SearchAttributeKey.for_bool("Overdue")
SEARCH_ATTRIBUTES = (PHASE, FIELD, DISTRICT, NEXT_DEADLINE, NEXT_DEADLINE_KIND, OVERDUE)
"""By these an operator filters; a server has to know them before any workflow starts."""

LONGEST_LINE = 400
"""Bytes that Temporal takes as a summary; it refuses the whole request above."""


def line(text: str) -> str:
    """The text as a summary: in one line, cut where Temporal would refuse it."""
    flat = " ".join(text.split())
    if len(flat.encode()) <= LONGEST_LINE:
        return flat
    return flat.encode()[: LONGEST_LINE - len("…".encode())].decode(errors="ignore") + "…"


def show_to_operators(standing: CenterSummary) -> None:
    """Put up where the center stands; what hangs there already costs nothing."""
    workflow.set_current_details(standing.details)
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


def _change(shown: TypedSearchAttributes, key: SearchAttributeKey[Value], value: Value | None) -> Update | None:
    if shown.get(key) == value:
        return None
    return key.value_unset() if value is None else key.value_set(value)
