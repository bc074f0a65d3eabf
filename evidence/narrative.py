"""What the report tells of stored bytes: parsed by the domain's registry, and by nothing that the bytes name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import ValidationError

from domain.center import Center, UndoneAct
from domain.housekeeping.evolution import undone_act
from domain.housekeeping.messages import ActUndone
from domain.kernel.records import Event, Record
from domain.replay import replay
from domain.visibility.relations import Relation
from evidence import verify
from evidence.collecting_records import CollectedEntry
from evidence.report import Part, ReportLine, event_line, refusal_line
from evidence.seen_entries import WithheldEntry
from ledger.errors import LedgerError
from ledger.receipts import Receipt
from ledger.recorder import StoredReceipt, StoredRow
from ledger.registry import domain_registry


def enclosed_texts() -> dict[str, str]:
    """What every bundle of this release holds alike, by the file's name: the format in words, and what checks it."""
    own = {"README.txt": Path(__file__).parent / "pages" / "README.txt", "verify.py": Path(verify.__file__)}
    return {name: file.read_text(encoding="utf-8") for name, file in own.items()}


_WORDS, _SOURCES = ("domain", "evidence"), ("*.py", "*.html")
"""The folders whose files, of these kinds, decide how a report reads."""


class NoEvidence(LedgerError):
    """The stored bytes don't agree with their checkpoint, or can't be read."""


@cache
def program() -> str:
    """What writes a report: the release, and a digest of all that words it. Another may word it otherwise."""
    try:
        release = version("hengxu")
    except PackageNotFoundError:
        release = "unknown"
    return f"{release}+{_wording()}"


def _wording() -> str:
    digest, top = sha256(), Path(__file__).parents[1]
    for file in sorted(file for folder in _WORDS for pattern in _SOURCES for file in (top / folder).rglob(pattern)):
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


class Narrative:
    """The lines of a report, entry by entry in the log's order."""

    def __init__(self) -> None:
        self._registry = domain_registry()
        self._names: dict[str, str] = {}
        self._undone: dict[tuple[str, int], UndoneAct] = {}

    def center(self, found: Iterable[CollectedEntry]) -> Center | None:
        """The center after all its entries, whose lines then say what counts no more. Raises NoEvidence."""
        return self._replayed(_events_in(found))

    def part(self, center_id: str, reader: Relation, found: Sequence[CollectedEntry | WithheldEntry]) -> Part:
        """Reads ahead what a reader sees of a center, so that the lines say what counts no more by what is shown.
        Raises NoEvidence.
        """
        withheld = [entry.is_receipt for entry in found if isinstance(entry, WithheldEntry)]
        shown = (entry for entry in found if isinstance(entry, CollectedEntry))
        records = [self._record(row) for row in _events_in(shown)]
        for record in records:
            if isinstance(record.event, ActUndone):
                act = undone_act(record, record.event)
                self._undone |= {(center_id, version): act for version in act.versions}
        names = [name for record in records if (name := getattr(record.event, "name_zh", None))]
        name = names[-1] if names else center_id
        return Part(center_id, name, reader, withheld.count(False), withheld.count(True))

    def whole_log(self, found: Callable[[], Iterable[CollectedEntry]]) -> None:
        """Reads all entries ahead, so that the lines say what counts no more; only the histories in which something was
        undone are held in memory. Raises NoEvidence.
        """
        undone = {row.stream for row in _events_in(found()) if row.topic == ActUndone.TOPIC}
        histories: dict[str, list[StoredRow]] = {stream: [] for stream in undone}
        for row in _events_in(found()) if undone else ():
            if row.stream in undone:
                histories[row.stream].append(row)
        for rows in histories.values():
            self._replayed(rows)

    def _replayed(self, rows: Iterable[StoredRow]) -> Center | None:
        center = replay([self._record(row) for row in rows])
        if center is not None:
            self._undone |= {(center.center_id, version): act for act in center.undone for version in act.versions}
        return center

    def line(self, entry: CollectedEntry, digest: str) -> ReportLine | None:
        """What is told of an entry; nothing of a receipt whose events tell it. Raises NoEvidence."""
        row = entry.row
        if isinstance(row, StoredRow):
            record = self._record(row)
            self._names[row.stream] = getattr(record.event, "name_zh", None) or self._names.get(row.stream, "")
            undone = self._undone.get((row.stream, record.version))
            return event_line(record, entry.leaf, self._names[row.stream], digest, undone)
        receipt = _receipt(row)
        if receipt.outcome == "recorded":
            return None
        return refusal_line(receipt, entry.leaf, row.number, self._names.get(row.stream, ""), digest)

    def _record(self, row: StoredRow) -> Record[Event]:
        try:
            return self._registry.parse(row.topic, row.state)
        except (LedgerError, ValueError) as error:
            raise _unreadable(f"位置 {row.position}", f"position {row.position}") from error


def _events_in(found: Iterable[CollectedEntry]) -> Iterator[StoredRow]:
    return (entry.row for entry in found if isinstance(entry.row, StoredRow))


def _receipt(row: StoredReceipt) -> Receipt:
    try:
        return Receipt.from_bytes(row.body)
    except ValidationError as error:
        raise _unreadable(f"第 {row.number} 号回执", f"receipt {row.number}") from error


def _unreadable(zh: str, en: str) -> NoEvidence:
    return NoEvidence(f"{zh}无法读取，请运行 hengxu audit verify", f"{en} can't be read: run hengxu audit verify")
