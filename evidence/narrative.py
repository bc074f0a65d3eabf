"""What the report tells of stored bytes: parsed by the domain's registry, and by nothing that the bytes name."""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from pydantic import ValidationError

from domain.center import Center
from domain.kernel.records import Event, Record
from domain.replay import replay
from evidence.collecting_records import CollectedEntry
from evidence.report import ReportLine, event_line, refusal_line
from ledger.errors import LedgerError
from ledger.receipts import Receipt
from ledger.recorder import StoredReceipt, StoredRow
from ledger.registry import domain_registry


class NoEvidence(LedgerError):
    """The stored bytes don't agree with their checkpoint, or can't be read."""


WORDING = 2
"""Rises whenever a report says the same entries in other words, so that a bundle written before is not called false.
In 1, a reminder that fell due was called sent.
"""


def program() -> str:
    """The release that writes a report, and its wording of reports; another may word it otherwise."""
    return f"{_release()}+report.{WORDING}"


def _release() -> str:
    try:
        return version("hengxu")
    except PackageNotFoundError:
        return "unknown"


class Narrative:
    """The lines of a report, entry by entry in the log's order."""

    def __init__(self) -> None:
        self._registry = domain_registry()
        self._names: dict[str, str] = {}

    def center(self, found: Iterable[CollectedEntry]) -> Center | None:
        """The center after all its entries. Raises NoEvidence."""
        return replay([self._record(entry.row) for entry in found if isinstance(entry.row, StoredRow)])

    def line(self, entry: CollectedEntry, digest: str) -> ReportLine | None:
        """What is told of an entry; nothing of a receipt whose events tell it. Raises NoEvidence."""
        row = entry.row
        if isinstance(row, StoredRow):
            record = self._record(row)
            self._names[row.stream] = getattr(record.event, "name_zh", None) or self._names.get(row.stream, "")
            return event_line(record, entry.leaf, self._names[row.stream], digest)
        receipt = _receipt(row)
        if receipt.outcome == "recorded":
            return None
        return refusal_line(receipt, entry.leaf, row.number, self._names.get(row.stream, ""), digest)

    def _record(self, row: StoredRow) -> Record[Event]:
        try:
            return self._registry.parse(row.topic, row.state)
        except (LedgerError, ValueError) as error:
            raise _unreadable(f"位置 {row.position}", f"position {row.position}") from error


def _receipt(row: StoredReceipt) -> Receipt:
    try:
        return Receipt.from_bytes(row.body)
    except ValidationError as error:
        raise _unreadable(f"第 {row.number} 号回执", f"receipt {row.number}") from error


def _unreadable(zh: str, en: str) -> NoEvidence:
    return NoEvidence(f"{zh}无法读取，请运行 hengxu audit verify", f"{en} can't be read: run hengxu audit verify")
