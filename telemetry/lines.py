"""What a logged line looks like, in plain or as JSON: the same fields under the same names in every program."""

import json
import logging
import re
from datetime import UTC, datetime

from telemetry.context import known_fields
from telemetry.secrets import without_secrets
from telemetry.settings import LogFormat
from telemetry.tracing import trace_id

CENTER = "center/"
"""How the id of a center's workflow begins."""
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BARE = re.compile(r"[^\s\"=\x00-\x1f\x7f-\x9f]+")


def fields_of(record: logging.LogRecord) -> dict[str, str | int | float]:
    """What the line says besides its message: what is known of the request or task and its trace, of Temporal's own
    lines the center, and what the caller gave as ``extra={"fields": …}``.
    """
    return {**_of_temporal(record), **known_fields(), **_of_trace(), **getattr(record, "fields", {})}


def _of_trace() -> dict[str, str]:
    found = trace_id()
    return {"trace_id": found} if found else {}


def _of_temporal(record: logging.LogRecord) -> dict[str, str]:
    about = getattr(record, "temporal_activity", None) or getattr(record, "temporal_workflow", None) or {}
    workflow = str(about.get("workflow_id", ""))
    return {"center": workflow.removeprefix(CENTER)} if workflow else {}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class LineFormatter(logging.Formatter):
    """What both forms share."""

    def traceback(self, record: logging.LogRecord) -> str:
        """The traceback, if there is one."""
        parts = [self.formatException(record.exc_info) if record.exc_info else "", record.exc_text or ""]
        return without_secrets(next(filter(None, parts), ""))


class PlainFormatter(LineFormatter):
    """``2026-11-26T08:00:00.000Z WARNING hengxu.api the message center=sh-energy``. One record is one line, and a
    traceback stands indented below it: nothing that comes from outside looks like a line of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        message = _on_one_line(without_secrets(record.getMessage()))
        known = (f"{name}={_value(value)}" for name, value in fields_of(record).items())
        line = " ".join((_time(record), record.levelname, record.name, message, *known))
        return "\n    ".join((line, *self.traceback(record).splitlines()))


def _on_one_line(text: str) -> str:
    """The text with what ends lines or moves cursors escaped, as in a JSON string."""
    return _NOT_PRINTED.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _value(value: str | float) -> str:
    text = without_secrets(str(value))
    return text if _BARE.fullmatch(text) else _on_one_line(json.dumps(text, ensure_ascii=False))


class JsonFormatter(LineFormatter):
    """One object a line: ``time``, ``level``, ``logger``, ``message``, then the fields, and ``traceback``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        known = {
            name: without_secrets(value) if isinstance(value, str) else value
            for name, value in fields_of(record).items()
        }
        members = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **known,
        }
        if traceback := self.traceback(record):
            members["traceback"] = traceback
        return _on_one_line(json.dumps(members, ensure_ascii=False))


FORMATTERS: dict[LogFormat, type[LineFormatter]] = {"plain": PlainFormatter, "json": JsonFormatter}


def line_of(message: str, logger: str, log_format: LogFormat) -> str:
    """The line of a message that is written to a file of its own."""
    record = logging.makeLogRecord({"name": logger, "levelno": logging.INFO, "levelname": "INFO", "msg": message})
    return FORMATTERS[log_format]().format(record)
