"""What the supervisor says is also written down, in the form of every other log, so that it can be read when nobody was
looking.
"""

from contextlib import suppress
from pathlib import Path

from embedded.processes import Say
from telemetry.lines import line_of
from telemetry.settings import LogFormat


def written_down(say: Say, log: Path, log_format: LogFormat = "plain") -> Say:
    """Says a line, and writes it to the log with its instant (UTC). A log that can't be written stops nobody."""

    def report(line: str) -> None:
        with suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(f"{line_of(line, 'hengxu.up', log_format)}\n")
        say(line)

    return report
