"""Spans by OpenTelemetry's SDK. Only what stands in ``LET_OUT`` leaves the process, whoever made the span: no name of a
person, no content, no text of an error.
"""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import (
    Decision,
    ParentBased,
    Sampler,
    SamplingResult,
    TraceIdRatioBased,
)
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes, AttributeValue

from telemetry.availability import Availability
from telemetry.tracing import Note

log = logging.getLogger("hengxu.traces")

OF_OURS = {
    "center": "hengxu.center_id",
    "command_id": "hengxu.command_id",
    "command_type": "hengxu.command_type",
    "outcome": "hengxu.outcome",
    "role": "hengxu.role",
    "position": "hengxu.position",
    "events": "hengxu.events",
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
}
"""The fields of our spans, and the attributes that they are."""
OF_TEMPORAL = frozenset({"temporalWorkflowID", "temporalRunID", "temporalActivityID"})
ERROR_TYPE = "error.type"
LET_OUT = frozenset(OF_OURS.values()) | OF_TEMPORAL | {ERROR_TYPE}
"""Every attribute that a collector may get."""

EVERY = 1_000
"""Milliseconds after which what has gathered is sent; at most 2048 spans wait, more are dropped."""
ANSWER_WITHIN = 3.0
"""Seconds that the collector has to take a batch, tried again included; then it is dropped."""
END_WITHIN = 2.0
"""Seconds for what is left when the program ends."""
SERVER_ERROR = 500


class Traces:
    """The spans of one process, on their way to a collector. Nothing in it waits for that but ``end``."""

    def __init__(self, endpoint: str, ratio: float, service: str) -> None:
        self._share = TraceIdRatioBased(ratio)
        self._provider = TracerProvider(
            sampler=ParentBased(_WhatBeginsATrace(self._share)),
            resource=Resource.create({"service.name": service}),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(_Sender(endpoint), schedule_delay_millis=EVERY, max_queue_size=2_048)
        )
        self.tracer = self._provider.get_tracer("hengxu")
        """For whoever makes spans by himself, such as Temporal's interceptor."""

    @contextmanager
    def span(self, name: str, **fields: str | int | None) -> Iterator[Note]:
        """See ``telemetry.tracing.span``. An error that it ends with is told by its type."""
        with self.tracer.start_as_current_span(name, attributes=_attributes(fields)) as made:
            yield _noting(made)

    @contextmanager
    def request(self, traceparent: str | None, *, trusted: bool) -> Iterator[Note]:
        """The span of a request from outside, in the trace that its caller has begun. Whether a stranger's trace is
        sent is not for the stranger to say.
        """
        parent = _remote(traceparent)
        if parent.is_valid and not trusted:
            parent = SpanContext(parent.trace_id, parent.span_id, is_remote=True, trace_flags=self._drawn())
        within = trace.set_span_in_context(trace.NonRecordingSpan(parent), Context()) if parent.is_valid else Context()
        with self.tracer.start_as_current_span(
            "request", within, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as made:
            yield _noting_request(made)

    def traceparent(self) -> str | None:
        """See ``telemetry.tracing``."""
        carrier: dict[str, str] = {}
        _W3C.inject(carrier)
        return carrier.get("traceparent")

    @contextmanager
    def continuing(self, traceparent: str) -> Iterator[None]:
        """See ``telemetry.tracing``."""
        token = context.attach(_W3C.extract({"traceparent": traceparent}, Context()))
        try:
            yield
        finally:
            context.detach(token)

    def trace_id(self) -> str | None:
        """See ``telemetry.tracing``. A span that has ended is no longer about what is under way."""
        now = trace.get_current_span()
        return trace.format_trace_id(now.get_span_context().trace_id) if now.is_recording() else None

    def end(self) -> None:
        """Sends what is left within ``END_WITHIN``."""
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        ending.join(END_WITHIN)

    def _drawn(self) -> TraceFlags:
        drawn = self._share.should_sample(None, _IDS.generate_trace_id(), "").decision
        return TraceFlags(TraceFlags.SAMPLED if drawn is Decision.RECORD_AND_SAMPLE else TraceFlags.DEFAULT)


_W3C = TraceContextTextMapPropagator()
_IDS = RandomIdGenerator()


def _remote(traceparent: str | None) -> SpanContext:
    """What a caller names; of the rest of W3C trace context (``tracestate``, baggage) nothing is taken."""
    found = _W3C.extract({"traceparent": traceparent} if traceparent else {}, Context())
    return trace.get_current_span(found).get_span_context()


def _attributes(fields: Mapping[str, str | int | None]) -> dict[str, AttributeValue]:
    return {OF_OURS[name]: value for name, value in fields.items() if value is not None}


def _noting(made: trace.Span) -> Note:
    def note(**fields: str | int | None) -> None:
        made.set_attributes(_attributes(fields))

    return note


def _noting_request(made: trace.Span) -> Note:
    """It is called as its method and route, and failed where the answer says that it is our fault."""

    def note(**fields: str | int | None) -> None:
        made.set_attributes(_attributes(fields))
        made.update_name(" ".join(str(fields[name]) for name in ("method", "route") if fields.get(name)))
        status = fields.get("status")
        if isinstance(status, int) and status >= SERVER_ERROR:
            made.set_status(StatusCode.ERROR)

    return note


class _WhatBeginsATrace(Sampler):
    """Requests do, and what a worker does by itself. A question of our own to Temporal, as health asks them all the
    time, does not.
    """

    def __init__(self, share: TraceIdRatioBased) -> None:
        self._share = share

    def should_sample(  # noqa: PLR0917  as the SDK calls it
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """As the share says."""
        if kind is SpanKind.CLIENT:
            return SamplingResult(Decision.DROP)
        return self._share.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """For whoever asks the SDK."""
        return self._share.get_description()


class _Sender(SpanExporter):
    """Sends what may leave, from a thread of its own, and says once that nobody takes it, and once that they do."""

    def __init__(self, endpoint: str) -> None:
        self._why = _Why()
        _quieten(self._why)
        self._exporter = OTLPSpanExporter(endpoint, timeout=ANSWER_WITHIN)
        self._collector = Availability(log, f"链路追踪收集端（{endpoint}）", f"the collector of traces at {endpoint}")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Sends a batch, or drops it."""
        self._why.forget()
        try:
            result = self._exporter.export([_let_out(one) for one in spans])
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, traces are all that suffers
            self._collector.away(repr(error))
            return SpanExportResult.FAILURE
        if result is SpanExportResult.SUCCESS:
            self._collector.back()
        else:
            self._collector.away(self._why.text)
        return result

    def shutdown(self) -> None:
        """Gives up its connection, and whatever it waits for."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]


class _Why(logging.Handler):
    """What the SDK says first of a batch that it couldn't send."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def forget(self) -> None:
        """Another batch is sent."""
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps it; of an error what is at the bottom of it."""
        given = record.args if isinstance(record.args, tuple) else ()
        errors = (str(_innermost(one)) for one in given if isinstance(one, Exception))
        self.text = self.text or next(errors, record.getMessage())


def _innermost(error: Exception) -> Exception:
    inner = getattr(error, "reason", None) or next(iter(error.args), None)
    return _innermost(inner) if isinstance(inner, Exception) else error


def _quieten(why: _Why) -> None:
    """The SDK would log each attempt, and each span that it drops."""
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    exporting = logging.getLogger(OTLPSpanExporter.__module__)
    exporting.setLevel(logging.WARNING)
    exporting.propagate = False
    for earlier in [one for one in exporting.handlers if isinstance(one, _Why)]:
        exporting.removeHandler(earlier)
    exporting.addHandler(why)


def _let_out(made: ReadableSpan) -> ReadableSpan:
    """The span with nothing but what may leave."""
    kept = {name: value for name, value in (made.attributes or {}).items() if name in LET_OUT}
    error = next((found for event in made.events if (found := (event.attributes or {}).get("exception.type"))), None)
    return ReadableSpan(
        made.name,
        made.context,
        made.parent,
        made.resource,
        kept | ({ERROR_TYPE: error} if error else {}),
        kind=made.kind,
        status=Status(made.status.status_code),
        start_time=made.start_time,
        end_time=made.end_time,
        instrumentation_scope=made.instrumentation_scope,
    )
