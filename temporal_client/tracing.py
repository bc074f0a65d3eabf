"""Temporal's own interceptor, made to keep each decision in one trace: from the request through the signal to the
activity that records it. Imported only where traces are collected.
"""

import json
from typing import Any

from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.api.common.v1 import Payload
from temporalio.contrib.opentelemetry import TracingInterceptor, TracingWorkflowInboundInterceptor
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleSignalInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.messages import CALENDAR_CHANGED
from service_layer.recording import DECISION_SIGNALS
from telemetry.spans import Traces
from telemetry.tracing import continuing

OF_OURS = DECISION_SIGNALS | {CALENDAR_CHANGED}
"""The signals that are traced: a span is called as its signal, and anybody who may signal can think of a name."""


class DecisionTraces(TracingInterceptor):
    """For clients, and by them for workers. Trace context alone travels, and no baggage."""

    def __init__(self, traces: Traces) -> None:
        super().__init__(traces.tracer)
        self.text_map_propagator = TraceContextTextMapPropagator()

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type["DecisionTracesInWorkflow"]:  # noqa: A002
        """Beside every workflow of the worker."""
        super().workflow_interceptor_class(input)
        return DecisionTracesInWorkflow


class DecisionTracesInWorkflow(TracingWorkflowInboundInterceptor):
    """A workflow lives for years and has no trace: what it asks for belongs to the signal that it is asked for."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:  # noqa: A002
        super().__init__(next)
        self.text_map_propagator = TraceContextTextMapPropagator()

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002
        """The run, in no trace. The SDK's own would lay all its years into that of its first request."""
        return await self.next.execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002
        """The signal, in the trace of whoever sent it. The SDK's own would only link to that."""
        if input.signal in OF_OURS:
            with continuing(self._sender(input)):
                self._completed_span(f"HandleSignal:{input.signal}", add_to_outbound=input, kind=SpanKind.SERVER)
        with continuing(self._sender(input)):
            await self.next.handle_signal(input)

    def _sender(self, signal: HandleSignalInput) -> str | None:
        return _traceparent_in(signal.headers.get(self.header_key))


def _traceparent_in(header: Payload | None) -> str | None:
    """What the header says; nothing where anybody has put something else into it: no header stops a center."""
    try:
        carrier = json.loads(header.data) if header is not None else None
    except (ValueError, RecursionError):
        return None
    found = carrier.get("traceparent") if isinstance(carrier, dict) else None
    return found if isinstance(found, str) else None


def traced_runner() -> WorkflowRunner:
    """The sandbox of workflows, which OpenTelemetry passes: what it imports late it doesn't import anew for each."""
    return SandboxedWorkflowRunner(SandboxRestrictions.default.with_passthrough_modules("opentelemetry"))
