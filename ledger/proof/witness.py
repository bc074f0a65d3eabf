"""Checkpoints leave the house: appended to a file or posted to a URL, where whoever rules this database does not."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from ledger.errors import LedgerError
from ledger.proof.tables import ProofTables, StoredCheckpoint

PATIENCE = 10.0
"""Seconds that the other side may take."""


class WitnessAway(LedgerError):
    """The witness did not take a checkpoint; it is offered again later."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"检查点未能送达 {place}（{reason}），稍后重试",
            f"{place} took no checkpoint ({reason}): trying again later",
        )


Taker = Callable[[StoredCheckpoint, int], None]
"""Hands one checkpoint over, after that of another size, 0 for the first; raises WitnessAway, or of the LedgerErrors
that nothing but people mend.
"""


class Witness:
    """One place in another trust domain. It takes each checkpoint at least once, in their order."""

    def __init__(self, tables: ProofTables, place: str, taker: Taker) -> None:
        self._tables, self._place, self._taker = tables, place, taker

    def deliver(self) -> int:
        """Hands over what has not arrived yet; how many checkpoints. Raises WitnessAway."""
        count, arrived = 0, self._tables.witnessed(self._place)
        for checkpoint in self._tables.checkpoints(arrived):
            self._hand_over(checkpoint, arrived)
            self._tables.note_witnessed(self._place, checkpoint.size)
            count, arrived = count + 1, checkpoint.size
        return count

    def _hand_over(self, checkpoint: StoredCheckpoint, arrived: int) -> None:
        try:
            self._taker(checkpoint, arrived)
        except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise WitnessAway(self._place, str(error)) from error


def is_url(place: str) -> bool:
    """Whether the place is posted to."""
    return urlsplit(place).scheme in {"http", "https"}


def taker_at(place: str) -> Taker:
    """Whoever takes notes as they are: a URL to which they are posted, or a file to which they are appended."""
    if is_url(place):
        return lambda checkpoint, _arrived: _post(place, checkpoint.note)
    return lambda checkpoint, _arrived: _append(Path(place), checkpoint.note)


def _post(url: str, note: bytes) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    httpx.post(url, content=note, headers=headers, timeout=PATIENCE).raise_for_status()


def _append(path: Path, note: bytes) -> None:
    with path.open("ab", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        try:
            _write(file, note + b"\n")
        except OSError:
            with suppress(OSError):  # a file that can only grow keeps the part
                file.truncate(end)
            raise


def _write(file: FileIO, entry: bytes) -> None:
    if file.write(entry) < len(entry):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file.fileno())
