"""A copy of what a rehearsal needs of the ledger; the ledger itself is only read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.guideline.policy import Policy
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.records import Event, Record
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from service_layer.queries import rebuild


@contextmanager
def copied(source: Ledger, centers: Sequence[str], policy: Policy) -> Iterator[Ledger]:
    """A ledger of its own, gone afterwards, with the records and receipts of these centers and of the bureau."""
    with TemporaryDirectory(prefix="hengxu-rehearsal-") as folder:
        settings = LedgerSettings(url=f"sqlite:///{Path(folder) / 'ledger.sqlite3'}")
        migrate(settings)
        copy = open_ledger(settings)
        try:
            for stream in (*BUREAU_STREAMS, *centers):
                _copy(source, copy, stream)
            rebuild(copy, policy)
            yield copy
        finally:
            copy.close()


def _copy(source: Ledger, copy: Ledger, stream: str) -> None:
    """Decision by decision, each with its own receipt, so that a retry meets the same answer as in the original."""
    for command_id, group in groupby(source.history(stream), key=_command_id):
        receipt = source.receipt(command_id)
        if receipt is None:
            raise ValueError(f"the ledger holds no receipt of {command_id}")
        copy.append(list(group), receipt)


def _command_id(record: Record[Event]) -> str:
    return record.command_id
