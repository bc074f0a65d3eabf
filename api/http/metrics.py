"""What operators measure, in the form that Prometheus reads."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from health.metrics import HealthMetrics

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
"""Seconds."""


class Metrics:
    """The numbers of one API process. Labels hold no personal data."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.decisions = Counter(
            "hengxu_decisions",
            "Decisions asked for, by what became of them",
            ["type", "outcome"],
            registry=self.registry,
        )
        self.receipt_seconds = Histogram(
            "hengxu_receipt_seconds", "From the signal to the receipt", buckets=BUCKETS, registry=self.registry
        )
        self.requests = Counter(
            "hengxu_requests",
            "HTTP requests, by operation and status",
            ["operation", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "hengxu_request_seconds",
            "From a request to its answer",
            ["operation"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.receipt_waiter = Gauge(
            "hengxu_waiting_requests", "Requests that wait for a receipt", registry=self.registry
        )
        self.streams = Gauge("hengxu_open_streams", "Streams of events that are open", registry=self.registry)
        self.health = HealthMetrics(self.registry)
        self.reads_waiting = Gauge(
            "hengxu_reads_waiting", "Reads that are not in the log of reads yet", registry=self.registry
        )
        self.reads_lost = Counter(
            "hengxu_reads_lost", "Reads that could not be written while the store was away", registry=self.registry
        )


class MetricsMiddleware:
    """Counts every request by its operation (never its address, which names centers) and the status it was given."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._measures = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through and counts it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            operation = getattr(scope.get("route"), "operation_id", None) or "other"
            self._measures.requests.labels(operation, str(status)).inc()
            self._measures.request_seconds.labels(operation).observe(time.perf_counter() - began)
