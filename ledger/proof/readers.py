"""Processes that read a long log beside the one that verifies it, a stretch each in turn.

Each opens the database anew, and ends when whoever started it lets go of it or ends, however that may be.
"""

import marshal
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import cycle
from multiprocessing.connection import Connection, Pipe
from typing import NamedTuple

from ledger.databases import recorder_of
from ledger.errors import LedgerError
from ledger.mapper import RecordMapper
from ledger.proof.leaves import Page
from ledger.proof.ranges import LogRange, sound_pages
from ledger.recorder import LedgerRecorder
from ledger.settings import LedgerSettings

LEAST = 20_000
"""Entries of a log that is worth the start of further processes."""
MOST = 4
AHEAD = 2
"""Stretches that each reader is asked for before its first answer is taken."""
PATIENCE = 5.0
"""Seconds within which a reader ends that nobody asks any more."""
GONE = (EOFError, OSError)


class ReaderLost(LedgerError):
    """A process that read the log ended before its time: nothing is said of the log."""

    def __init__(self) -> None:
        super().__init__(
            "核验用的读取进程意外终止（可能内存不足或被强制结束），核验未完成，请重试",
            "a process that read the log for its verification ended before its time (out of memory, or killed), and "
            "nothing was verified: try again",
        )


class Readers(NamedTuple):
    """So many processes, which find the log by its settings; a log of fewer than ``least`` entries is read without."""

    settings: LedgerSettings
    processes: int
    least: int = LEAST

    @classmethod
    def of_this_machine(cls, settings: LedgerSettings) -> "Readers":
        """As many as there are processors to be used; more than ``MOST`` would wait for the one that asks them."""
        return cls(settings, min(MOST, len(os.sched_getaffinity(0))))

    def are_worth(self, entries: int) -> bool:
        """Whether a log is long enough."""
        return self.processes > 1 and entries >= self.least

    def sound_pages(
        self, records: RecordMapper, stretches: Iterable[LogRange], receipts: int
    ) -> Iterator[list[Page] | None]:
        """As of ``sound_pages``, of one stretch after the other. Raises ReaderLost."""
        asked = deque[_Reader]()
        with ExitStack() as running:
            readers = [running.enter_context(_running(self.settings, records, receipts)) for _ in range(self.processes)]
            for reader, stretch in zip(cycle(readers), stretches, strict=False):
                reader.ask(stretch)
                asked.append(reader)
                if len(asked) == AHEAD * self.processes:
                    yield asked.popleft().answer()
            while asked:
                yield asked.popleft().answer()


class _Reader:
    """One of the processes, as whoever asks it sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, question: object) -> None:
        with _not_lost():
            self._connection.send(question)

    def answer(self) -> list[Page] | None:
        with _not_lost():
            pages = marshal.loads(self._connection.recv_bytes())  # noqa: S302 - from this program's own process
        return None if pages is None else [Page(*page) for page in pages]


@contextmanager
def _not_lost() -> Iterator[None]:
    try:
        yield
    except GONE:
        raise ReaderLost from None


@contextmanager
def _running(settings: LedgerSettings, records: RecordMapper, receipts: int) -> Iterator[_Reader]:
    """A reader, on its own so that an interruption from the keyboard reaches only whoever started it."""
    ours, theirs = Pipe()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "ledger.proof.readers", str(theirs.fileno())],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        start_new_session=True,
    )
    theirs.close()
    try:
        reader = _Reader(ours)
        reader.ask((settings.model_copy(update={"pool_size": 1}), records.registry, receipts))
        yield reader
    finally:
        ours.close()
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _serve(connection: Connection) -> None:
    """Answers until nobody asks any more."""
    with suppress(*GONE), ExitStack() as opened:
        settings, registry, receipts = connection.recv()
        recorder, records = _recorder(settings, opened), RecordMapper(registry)
        while True:
            stretch = connection.recv()
            pages = sound_pages(recorder, records, stretch, receipts) if recorder else None
            connection.send_bytes(marshal.dumps(None if pages is None else [tuple(page) for page in pages]))


def _recorder(settings: LedgerSettings, opened: ExitStack) -> LedgerRecorder | None:
    """Of a database that can't be opened, the one who asks finds out why."""
    try:
        return opened.enter_context(closing(recorder_of(settings)))
    except LedgerError:
        return None


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
