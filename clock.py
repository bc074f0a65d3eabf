"""The only place that reads the wall clock. Everybody else is given an instant, or asks for one from this module.

Workflows have Temporal's own clock (``workflow.now()``), and the domain none at all: it is always told what time it is.
Durations are measured with ``time.monotonic`` and ``time.perf_counter``, which say nothing about the day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from domain.values.partial_days import day_in_shanghai

Clock = Callable[[], datetime]
"""What says the present instant, in UTC. Whoever must be testable on any day takes one."""


def utc_now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def unix_now() -> float:
    """The present instant in seconds of UTC since 1970, as tokens count."""
    return utc_now().timestamp()


def today_in_shanghai() -> date:
    """The day it is in Shanghai, by which the guideline's days are counted."""
    return day_in_shanghai(utc_now())
