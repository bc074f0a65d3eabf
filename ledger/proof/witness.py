"""Checkpoints leave the house: appended to a file or posted to a URL, where whoever rules this database does not."""

import errno
import os
from contextlib import suppress
from io import FileIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from ledger.errors import LedgerError
from ledger.proof.tables import ProofTables

PATIENCE = 10.0
"""Seconds that the other side may take."""


class WitnessAway(LedgerError):
    """The witness did not take a checkpoint; it is offered again later."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"检查点未能送达 {place}（{reason}），稍后重试",
            f"{place} took no checkpoint ({reason}): trying again later",
        )


def is_url(place: str) -> bool:
    """Whether the place is posted to."""
    return urlsplit(place).scheme in {"http", "https"}


class Witness:
    """One place in another trust domain. It takes each checkpoint at least once, in their order."""

    def __init__(self, tables: ProofTables, place: str) -> None:
        self._tables, self._place = tables, place

    def deliver(self) -> int:
        """Hands over what has not arrived yet; how many checkpoints. Raises WitnessAway."""
        count = 0
        for checkpoint in self._tables.checkpoints(self._tables.witnessed(self._place)):
            self._hand_over(checkpoint.note)
            self._tables.note_witnessed(self._place, checkpoint.size)
            count += 1
        return count

    def _hand_over(self, note: bytes) -> None:
        try:
            if is_url(self._place):
                _post(self._place, note)
            else:
                _append(Path(self._place), note)
        except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise WitnessAway(self._place, str(error)) from error


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
