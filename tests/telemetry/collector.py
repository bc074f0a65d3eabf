"""A collector of traces: a real server that takes OTLP over HTTP, and keeps what it is sent."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Value = str | int


@dataclass(frozen=True)
class Span:
    """A span as it arrived: ids in hexadecimal digits, ``parent`` empty for one that has none."""

    service: str
    name: str
    kind: int
    trace: str
    id: str
    parent: str
    failed: bool
    attributes: dict[str, Value]


@dataclass
class Collector:
    """What has arrived by now, and in which bodies."""

    endpoint: str
    bodies: list[bytes] = field(default_factory=list)
    status: int = 200

    @property
    def spans(self) -> list[Span]:
        return [span for body in list(self.bodies) for span in spans_in(body)]

    def trace_of(self, name: str) -> list[Span]:
        """All spans of the traces in which there is one of that name."""
        spans = self.spans
        traces = {span.trace for span in spans if span.name == name}
        return [span for span in spans if span.trace in traces]


def spans_in(body: bytes) -> Iterator[Span]:
    for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = next(one.value.string_value for one in of_resource.resource.attributes if one.key == "service.name")
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                yield Span(
                    service,
                    span.name,
                    span.kind,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.status.code == span.status.STATUS_CODE_ERROR,
                    {one.key: one.value.string_value or one.value.int_value for one in span.attributes},
                )


def line_to(spans: list[Span], name: str) -> list[str]:
    """The names from the beginning of the trace down to the span of that name."""
    by_id = {span.id: span for span in spans}
    names, span = [], next((one for one in spans if one.name == name), None)
    while span is not None:
        names.append(span.name)
        span = by_id.get(span.parent)
    return names[::-1]


@contextmanager
def collecting() -> Iterator[Collector]:
    """The collector, on a port of its own."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.path == "/v1/traces"
            assert self.headers["Content-Type"] == "application/x-protobuf"
            if collector.status == 200:
                collector.bodies.append(gzip.decompress(body) if self.headers["Content-Encoding"] else body)
            self.send_response(collector.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}")
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            yield collector
        finally:
            server.shutdown()
            serving.join()
