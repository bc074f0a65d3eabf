"""The one place that says where lines go and how they look; every program calls it where it begins."""

import json
import logging
import sys

from telemetry.lines import FORMATTERS, JsonFormatter
from telemetry.settings import LogSettings

TALKATIVE = ("httpx", "httpcore")
"""They would log each address that is asked, and at ``debug`` the headers that are sent."""


class LineHandler(logging.Handler):
    """Writes to standard error, whatever that is by now. A terminal that lacks a character gets it escaped."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes the record's line."""
        try:
            line = self.format(record)
            if isinstance(self.formatter, JsonFormatter) and not _shows_everything():
                line = json.dumps(json.loads(line))
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001  a line that can't be written is no reason to stop
            self.handleError(record)


def _shows_everything() -> bool:
    return (sys.stderr.encoding or "").lower().replace("_", "-") in {"utf-8", "utf8"}


def configure_logging(settings: LogSettings) -> None:
    """From now on everything that anybody logs in this process, libraries and warnings too, is written like this."""
    handler = LineHandler()
    handler.setFormatter(FORMATTERS[settings.log_format]())
    root, level = logging.getLogger(), logging.getLevelNamesMapping()[settings.log_level.upper()]
    for earlier in [one for one in root.handlers if isinstance(one, LineHandler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)


def writes_json() -> bool:
    """Whether standard error is for programs to read."""
    return any(isinstance(one.formatter, JsonFormatter) for one in logging.getLogger().handlers)
