"""Whether the report in a bundle is what its entries say: they are read and told again."""

from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from heapq import merge
from pathlib import Path
from typing import Any

from domain.kernel.base import LabeledEnum
from domain.visibility.relations import Relation
from evidence import verify
from evidence.collecting_records import CollectedEntry
from evidence.enclosed_documents import EnclosedDocuments
from evidence.narrative import Narrative, NoEvidence, enclosed_texts, program
from evidence.report import Head, ReportLine, WithheldLine, report, withheld_line
from evidence.seen_entries import WithheldEntry
from ledger.recorder import StoredReceipt, StoredRow


class ReportReading(LabeledEnum):
    """What came of reading a report against its entries."""

    AGREES = "agrees", "报告与条目一致", "the report says what the entries say"
    DIFFERS = "differs", "报告与条目不一致", "the report doesn't say what the entries say"
    NOT_COMPARED = (
        "not_compared",
        "报告未经核对：自称由另一版本写成，措辞与本版本不同，可能已被改写；以条目为准",
        "the report was NOT CHECKED: it claims to be another release's and doesn't read as this one's would, so it may "
        "have been rewritten: rely on the entries",
    )


_UNTELLABLE = (NoEvidence, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What entries bring about that this release can't tell: another's, or a forger's."""


def reverify(path: Path, verdict: verify.Verdict) -> ReportReading:
    """Tell again what the entries of a checked bundle say, and compare. A report that reads the same is right, whoever
    wrote it; where it doesn't, it may be another release's wording, which nobody can tell from a forger's.
    """
    bundle = verify.Bundle(path)
    if _retold(bundle, verdict) == bundle.manifest["sha256"]["report.html"]:
        return ReportReading.AGREES
    return ReportReading.DIFFERS if bundle.manifest.get("program") == program() else ReportReading.NOT_COMPARED


def _retold(bundle: verify.Bundle, verdict: verify.Verdict) -> str | None:
    """SHA-256 of the report as this release tells it; None where it can't."""
    digest = sha256()
    try:
        for piece in _told(bundle, verdict):
            digest.update(piece.encode())
    except _UNTELLABLE:
        return None
    return digest.hexdigest()


def unchecked_after(path: Path, reading: ReportReading) -> tuple[str, ...]:
    """The files of a checked bundle of which nobody knows whether they are as they were made, once its report was read:
    without those that are this release's own.
    """
    given = verify.Bundle(path).manifest["sha256"]
    known = {name: sha256(text.encode()).hexdigest() for name, text in enclosed_texts().items()}
    if reading is not ReportReading.NOT_COMPARED:
        known["report.html"] = given["report.html"]
    return tuple(name for name in verify.UNSIGNED if given[name] != known.get(name))


def _told(bundle: verify.Bundle, verdict: verify.Verdict) -> Iterator[str]:
    narrative, documents = Narrative(), EnclosedDocuments(verify.enclosed(bundle))
    center = part = None
    if verdict.center is None:
        narrative.whole_log(lambda: _collected(bundle))
    elif bundle.is_part:
        seen: list[CollectedEntry | WithheldEntry] = [*_collected(bundle)]
        seen += map(_withheld, verify.withheld(bundle))
        part = narrative.part(verdict.center, Relation(bundle.manifest["reader"]), seen)
    else:
        center = narrative.center(_collected(bundle))
    head = Head(center, verdict.checkpoint, verify.digests_of(bundle, "checkpoint.txt"), part)
    return report(head, _lines(narrative, documents, bundle), documents)


def _lines(
    narrative: Narrative, documents: EnclosedDocuments, bundle: verify.Bundle
) -> Iterator[ReportLine | WithheldLine]:
    collected = _collected(bundle)
    for checked in verify.in_order(bundle):
        if checked.withheld:
            line: ReportLine | WithheldLine | None = withheld_line(_withheld(checked))
        else:
            entry = next(collected)
            line = narrative.line(entry, checked.hash.hex())
            for _ in documents.note(entry):
                pass
        if line is not None:
            yield line


def _collected(bundle: verify.Bundle) -> Iterator[CollectedEntry]:
    events = map(_event, bundle.lines("events.jsonl"))
    receipts = map(_receipt, bundle.lines("receipts.jsonl"))
    return merge(events, receipts, key=lambda entry: entry.leaf)


def _withheld(entry: verify.Entry) -> WithheldEntry:
    return WithheldEntry(entry.leaf, entry.is_receipt, entry.order, entry.version, entry.hash)


def _event(item: dict[str, Any]) -> CollectedEntry:
    row = (item["position"], item["stream"], item["version"], item["topic"], b64decode(item["state"]))
    return CollectedEntry(item["leaf"], StoredRow(*row))


def _receipt(item: dict[str, Any]) -> CollectedEntry:
    row = (item["number"], item["command_id"], item["stream"], item["version"], item["head"], b64decode(item["body"]))
    return CollectedEntry(item["leaf"], StoredReceipt(*row))
