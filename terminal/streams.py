"""Standard output and error of every program of this house: what the terminal's encoding lacks is escaped, and a reader
who has left stops nothing. A program's exit status is that of its work, not of its words.
"""

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from typing_extensions import Buffer


class UntilReaderLeaves(io.FileIO):
    """A descriptor for writing. Once nobody reads the other end of its pipe, what is written goes nowhere."""

    def write(self, data: "Buffer", /) -> int:
        """How many bytes are dealt with. Raises ``OSError`` for any other trouble, such as a full disk."""
        try:
            return super().write(data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return memoryview(data).nbytes


def prepare_streams() -> None:
    """Call it once, where a program begins, before anything is written."""
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)


def _prepared(stream: TextIO | None) -> TextIO:
    if stream is None:  # it was closed before the program began
        return Path(os.devnull).open("w", encoding="utf-8")
    stream.flush()
    descriptor = io.BufferedWriter(UntilReaderLeaves(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(descriptor, stream.encoding, "backslashreplace", line_buffering=True)


def shown(text: str) -> str:
    """The text as standard output will show it, so that its width can be known."""
    return text.encode(_encoding(), "backslashreplace").decode(_encoding())


def shows_all_of_unicode() -> bool:
    """Whether standard output can show any character."""
    return _encoding().lower().replace("_", "-") in {"utf-8", "utf8"}


def _encoding() -> str:
    return sys.stdout.encoding or "utf-8"
