"""Traces of what programs do, where a setting says who collects them. Otherwise nothing is imported that could send
any, and each of these does nothing. A program begins before it connects to anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telemetry.spans import Traces

Note = Callable[..., None]
"""Says more of a span, by the names that ``telemetry.spans`` lets out."""

_traces: Traces | None = None


@contextmanager
def tracing(endpoint: str | None, ratio: float, service: str) -> Iterator[None]:
    """Meanwhile this process sends spans to ``endpoint`` (OTLP over HTTP) as ``service``: of ``ratio`` of the traces
    that begin with it, and of those that others have begun and send. What is left in the end is sent for a moment; a
    collector that takes longer doesn't get it. Does nothing where no endpoint is named.
    """
    if endpoint is None:
        yield
        return
    from telemetry.spans import Traces

    global _traces  # noqa: PLW0603  a process has one, as with logging
    _traces = begun = Traces(endpoint, ratio, service)
    try:
        yield
    finally:
        _traces = None
        begun.end()


def traces() -> Traces | None:
    """Those of this process; ``None`` where nobody collects any."""
    return _traces


def span(name: str, **fields: str | int | None) -> AbstractContextManager[Note]:
    """A part of what is under way, with what is known of it by now; what it yields adds more."""
    return nullcontext(_nothing) if _traces is None else _traces.span(name, **fields)


def _nothing(**_: str | int | None) -> None:
    """Nobody collects it."""


def traceparent() -> str | None:
    """What is under way, in the form in which W3C trace context hands it on."""
    return None if _traces is None else _traces.traceparent()


def continuing(traceparent: str | None) -> AbstractContextManager[None]:
    """What is begun meanwhile is part of what that names, which may have come from anywhere. For code that doesn't
    await: workflows are dropped in the middle of what they wait for.
    """
    return nullcontext() if _traces is None or traceparent is None else _traces.continuing(traceparent)


def trace_id() -> str | None:
    """The trace of what is under way, in 32 hexadecimal digits, where its spans are sent."""
    return None if _traces is None else _traces.trace_id()
