"""The runtime of Temporal's SDK in a program: what its core logs is logged like everything else, and what it measures
is shown on a port of its own, where one is named.
"""

import logging
import socket

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

from domain.kernel.base import Label

log = logging.getLogger("temporalio.core")


class MetricsNotServed(ValueError):
    """Nobody can be shown there what the SDK measures. ``sentence`` says which setting to change."""

    def __init__(self, host: str, port: int, why: Exception) -> None:
        self.sentence = Label(
            f"无法在 {host}:{port} 提供 Temporal SDK 的指标（{why}）：请为 HENGXU_TEMPORAL_METRICS_PORT 另选端口",
            f"the metrics of Temporal's SDK can't be served at {host}:{port} ({why}): choose another port in "
            "HENGXU_TEMPORAL_METRICS_PORT",
        )
        super().__init__(f"{self.sentence.zh} / {self.sentence.en}")


def begin_runtime(host: str = "", metrics_port: int | None = None) -> None:
    """Call it once, before anything speaks to Temporal. ``host`` is the address on which metrics are served. Raises
    ``MetricsNotServed``.
    """
    forwarded = LogForwardingConfig(log, append_target_to_name=False, prepend_target_on_message=False)
    logging_config = LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarded)
    metrics = prometheus_at(host, metrics_port) if metrics_port else None
    try:
        runtime = Runtime(telemetry=TelemetryConfig(logging=logging_config, metrics=metrics))
    except ValueError as error:
        raise MetricsNotServed(host, metrics_port or 0, error) from None
    Runtime.set_default(runtime, error_if_already_set=False)


def prometheus_at(host: str, port: int) -> PrometheusConfig:
    """Names with their units, durations in seconds, as Prometheus has them. Raises ``MetricsNotServed``."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]
    except OSError as error:
        raise MetricsNotServed(host, port, error) from None
    shown = f"[{address}]" if ":" in str(address) else address
    return PrometheusConfig(f"{shown}:{port}", counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True)
