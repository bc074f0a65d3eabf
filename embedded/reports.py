"""What the supervisor says is also written down, so that it can be read when nobody was looking."""

from contextlib import suppress
from pathlib import Path

from clock import utc_now
from embedded.processes import Say


def written_down(say: Say, log: Path) -> Say:
    """Says a line, and writes it to the log with its instant (UTC). A log that can't be written stops nobody."""

    def report(line: str) -> None:
        with suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(f"{utc_now():%Y-%m-%dT%H:%M:%SZ} {line}\n")
        say(line)

    return report
