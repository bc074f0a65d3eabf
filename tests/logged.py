"""What a program logs, as its lines for programs say."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from telemetry.lines import JsonFormatter


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """Every line of this process meanwhile, from ``info`` on."""
    lines: list[dict[str, Any]] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(JsonFormatter().format(record)))

    handler, root = Keeping(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def of(lines: list[dict[str, Any]], logger: str, **fields: Any) -> list[dict[str, Any]]:
    """Those of that logger that have these fields."""
    return [line for line in lines if line["logger"] == logger and line.items() >= fields.items()]
