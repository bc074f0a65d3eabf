"""Whether the report in a bundle is what its entries say: they are read and told again."""

from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from heapq import merge
from pathlib import Path
from typing import Any

from domain.kernel.base import LabeledEnum
from evidence import verify
from evidence.collecting_records import CollectedEntry
from evidence.enclosed_documents import EnclosedDocuments
from evidence.narrative import Narrative, NoEvidence, program
from evidence.report import Head, ReportLine, report
from ledger.recorder import StoredReceipt, StoredRow


class Reading(LabeledEnum):
    """What came of reading a report against its entries."""

    AGREES = "agrees", "报告与条目一致", "the report says what the entries say"
    DIFFERS = "differs", "报告与条目不一致", "the report doesn't say what the entries say"
    NOT_COMPARED = (
        "not_compared",
        "报告由另一版本写成，未与条目比对：以条目为准",
        "the report is another release's and was not compared: rely on the entries",
    )


def reverify(path: Path, verdict: verify.Verdict) -> Reading:
    """Tell again what the entries of a checked bundle say, and compare."""
    bundle = verify.Bundle(path)
    if bundle.manifest.get("program") != program():
        return Reading.NOT_COMPARED
    digest = sha256()
    try:
        for piece in _told(bundle, verdict):
            digest.update(piece.encode())
    except NoEvidence:
        return Reading.DIFFERS
    return Reading.AGREES if digest.hexdigest() == bundle.manifest["sha256"]["report.html"] else Reading.DIFFERS


def _told(bundle: verify.Bundle, verdict: verify.Verdict) -> Iterator[str]:
    story, papers = Narrative(), EnclosedDocuments(verify.enclosed(bundle))
    center = None if verdict.center is None else story.center(entry for entry, _ in _entries(bundle))
    head = Head(center, verdict.checkpoint, verify.digests_of(bundle, "checkpoint.txt"))
    return report(head, _lines(story, papers, bundle), papers)


def _lines(story: Narrative, papers: EnclosedDocuments, bundle: verify.Bundle) -> Iterator[ReportLine]:
    for entry, digest in _entries(bundle):
        line = story.line(entry, digest)
        for _ in papers.note(entry):
            pass
        if line is not None:
            yield line


def _entries(bundle: verify.Bundle) -> Iterator[tuple[CollectedEntry, str]]:
    hashes = (checked.hash.hex() for checked in verify.in_order(bundle))
    events = map(_event, bundle.lines("events.jsonl"))
    receipts = map(_receipt, bundle.lines("receipts.jsonl"))
    return zip(merge(events, receipts, key=lambda entry: entry.leaf), hashes, strict=True)


def _event(item: dict[str, Any]) -> CollectedEntry:
    row = (item["position"], item["stream"], item["version"], item["topic"], b64decode(item["state"]))
    return CollectedEntry(item["leaf"], StoredRow(*row))


def _receipt(item: dict[str, Any]) -> CollectedEntry:
    row = (item["number"], item["command_id"], item["stream"], item["version"], item["head"], b64decode(item["body"]))
    return CollectedEntry(item["leaf"], StoredReceipt(*row))
