"""An evidence bundle: a deterministic archive of stored bytes, their proofs, a report, and what checks them."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TextIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from domain.visibility.relations import Relation
from evidence import verify
from evidence.collecting_records import CollectedEntry, entries
from evidence.enclosed_documents import EnclosedDocuments
from evidence.narrative import Narrative, NoEvidence, enclosed_texts, program
from evidence.report import Head, ReportLine, WithheldLine, report, withheld_line
from evidence.seen_entries import WithheldEntry, seen_entries
from ledger.proof.checkpoint import BadCheckpoint, Checkpoint, read
from ledger.proof.digests import algorithms, digests, file_digests
from ledger.proof.keys import NoVerifierKey, VerifierKey
from ledger.proof.merkle import leaf_hash
from ledger.proof.serving import entry_bytes
from ledger.recorder import StoredRow
from service_layer.reading import ReadableLedger

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of every file, the first that an archive can name: the same evidence is the same archive."""
_MODE = 0o644 << 16
_EVENTS, _RECEIPTS = _TABLES = ("events.jsonl", "receipts.jsonl")
Passed = Callable[[], object]
"""Told of each entry that is in."""
AnyEntry = CollectedEntry | WithheldEntry


class Exported(NamedTuple):
    """What a bundle holds. ``digests`` are those of the archive, in hex, by algorithm."""

    path: Path
    checkpoint: Checkpoint
    counted: verify.Counted
    documents: verify.Documents
    digests: dict[str, str]


def export(
    ledger: ReadableLedger,
    keys: Iterable[VerifierKey],
    center_id: str | None,
    out: Path,
    passed: Passed = lambda: None,
    *,
    sm3: bool = False,
) -> Exported:
    """Writes the bundle of one center, or of the whole log, and checks it as whoever receives it will. With ``sm3``
    digests are given in SM3 beside SHA-256. Of a ledger as a reader sees it, the bundle holds what they see of a center
    whose record is theirs to read; of the rest the hashes.

    Raises NoEvidence, NotProven, NoVerifierKey and DocumentChanged, and ValueError for a reader to whom neither a
    center's record nor the whole log is open; then there is no bundle.
    """
    checkpoint = _checkpoint(ledger, keys)
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
        draft = BundleDraft(Path(folder), ledger, checkpoint, center_id, sm3=sm3)
        draft.write(passed)
        archive = draft.pack()
        verdict = _checked(archive, checkpoint)
        found = file_digests(archive, sm3=sm3)
        archive.replace(out)
    return Exported(out, checkpoint, verdict.counted, verdict.documents, found)


def _checkpoint(ledger: ReadableLedger, keys: Iterable[VerifierKey]) -> Checkpoint:
    note, known = ledger.proof.checkpoint().text, list(keys)
    if not known:
        raise NoVerifierKey
    try:
        return read(note, known)
    except BadCheckpoint:
        raise _disagree() from None


def _checked(archive: Path, checkpoint: Checkpoint) -> verify.Verdict:
    try:
        return verify.check(archive, str(checkpoint.signer))
    except verify.Fails as why:
        zh, en = why.args
        raise NoEvidence(
            f"台账与其检查点不符（{zh}），请运行 hengxu audit verify",
            f"the ledger doesn't agree with its checkpoint ({en}): run hengxu audit verify",
        ) from None


def _disagree() -> NoEvidence:
    return NoEvidence(
        "台账与其检查点不符，请运行 hengxu audit verify",
        "the ledger doesn't agree with its checkpoint: run hengxu audit verify",
    )


class BundleDraft:
    """A bundle while it is made, file by file in a folder."""

    def __init__(
        self, folder: Path, ledger: ReadableLedger, checkpoint: Checkpoint, center_id: str | None, *, sm3: bool
    ) -> None:
        relation, _ = ledger.read_model.relation(center_id or "")
        self._reader = None if relation is Relation.BUREAU else relation
        if self._reader and (center_id is None or not ledger.version(center_id)):
            raise ValueError("the record isn't this reader's")
        self._folder, self._ledger, self._checkpoint = folder, ledger, checkpoint
        self._center_id, self._sm3, self._narrative, self._enclosed_documents = (
            center_id,
            sm3,
            Narrative(),
            EnclosedDocuments(),
        )

    def write(self, passed: Passed) -> None:
        """Every file but the manifest."""
        head, found = self._head()
        with ExitStack() as files:
            tables = {name: files.enter_context(self._file(name)) for name in (*_TABLES, *self._further())}
            lines = self._lines(found, tables, passed)
            with self._file("report.html") as page:
                page.writelines(report(head, lines, self._enclosed_documents))
        self._put("checkpoint.txt", self._checkpoint.note)
        self._put("keys.txt", f"{self._checkpoint.signer}\n")
        for name, text in enclosed_texts().items():
            self._put(name, text)

    def _head(self) -> tuple[Head, Iterable[AnyEntry]]:
        """What stands above the history, and its entries."""
        checkpoint, digest = self._said(), digests(self._checkpoint.note.encode(), sm3=self._sm3)
        found = entries(self._ledger.whole, self._checkpoint.size)
        if self._center_id is None:
            self._narrative.whole_log(lambda: entries(self._ledger.whole, self._checkpoint.size))
            return Head(None, checkpoint, digest), found
        own = [entry for entry in found if entry.row.stream == self._center_id]
        if self._reader is None:
            return Head(self._narrative.center(own), checkpoint, digest), own
        seen = list(seen_entries(self._ledger, self._center_id, own))
        part = self._narrative.part(self._center_id, self._reader, seen)
        return Head(None, checkpoint, digest, part), seen

    def _further(self) -> tuple[str, ...]:
        return (verify.WITHHELD,) if self._reader else ()

    def pack(self) -> Path:
        """The manifest, and all files in one archive."""
        documents = (f"{verify.FOLDER}/{sha256}" for sha256 in sorted(self._enclosed_documents.enclosed))
        names = sorted([*verify.FILES, *self._further(), *documents])
        scope = {"center": self._center_id} if self._center_id else {}
        if self._reader:
            scope["reader"] = self._reader.value
        manifest = {
            "format": verify.FORMAT_OF_PART if self._reader else verify.FORMAT,
            "program": program(),
            **scope,
            "size": self._checkpoint.size,
            **self._tables(names),
        }
        self._put(verify.MANIFEST, json.dumps(manifest, indent=1) + "\n")
        archive = self._folder / "bundle.zip"
        with ZipFile(archive, "w") as packed:
            for name in sorted([*names, verify.MANIFEST]):
                _add(packed, self._folder, name)
        return archive

    def _said(self) -> verify.Checkpoint:
        return verify.read_checkpoint(self._checkpoint.note, verify.read_keys(str(self._checkpoint.signer)))

    def _tables(self, names: list[str]) -> dict[str, dict[str, str]]:
        """The digests of the files, by algorithm and file."""
        found = {name: file_digests(self._folder / name, sm3=self._sm3) for name in names}
        return {algorithm: {name: found[name][algorithm] for name in names} for algorithm in algorithms(sm3=self._sm3)}

    def _lines(
        self, found: Iterable[AnyEntry], tables: Mapping[str, TextIO], passed: Passed
    ) -> Iterator[ReportLine | WithheldLine]:
        """Writes each entry's bytes, or what stands for them, and says what the report shows of it."""
        for entry in found:
            if isinstance(entry, WithheldEntry):
                _write(tables[verify.WITHHELD], self._withheld_item(entry))
                line: ReportLine | WithheldLine | None = withheld_line(entry)
            else:
                item, hashed = self._item(entry)
                _write(tables[_EVENTS if isinstance(entry.row, StoredRow) else _RECEIPTS], item)
                line = self._narrative.line(entry, hashed.hex())
                self._enclose(self._enclosed_documents.note(entry))
            if line is not None:
                yield line
            passed()

    def _enclose(self, named: Iterable[str]) -> None:
        """Those of the documents that the house holds, among the files."""
        for sha256 in named:
            if (document := self._ledger.documents.get(sha256)) is not None:
                (self._folder / verify.FOLDER).mkdir(exist_ok=True)
                (self._folder / verify.FOLDER / sha256).write_bytes(document.content)
                self._enclosed_documents.enclosed[sha256] = digests(document.content, sm3=self._sm3)

    def _item(self, entry: CollectedEntry) -> tuple[dict[str, Any], bytes]:
        item = {"leaf": entry.leaf, **entry.row._asdict()}
        name = "state" if isinstance(entry.row, StoredRow) else "body"
        item[name] = b64encode(item[name]).decode()
        if self._center_id is not None:
            item["path"] = self._path(entry.leaf)
        return item, leaf_hash(entry_bytes(entry.row))

    def _withheld_item(self, entry: WithheldEntry) -> dict[str, Any]:
        place = {"number": entry.order} if entry.is_receipt else {"position": entry.order, "version": entry.version}
        proof = {"hash": b64encode(entry.hash).decode(), "path": self._path(entry.leaf)}
        return {"leaf": entry.leaf, "kind": "receipt" if entry.is_receipt else "event", **place, **proof}

    def _path(self, leaf: int) -> list[str]:
        return [b64encode(step).decode() for step in self._ledger.proof.path(leaf, self._checkpoint.size)]

    def _file(self, name: str) -> TextIO:
        return (self._folder / name).open("w", encoding="utf-8", newline="\n")

    def _put(self, name: str, text: str) -> None:
        with self._file(name) as file:
            file.write(text)


def _write(file: TextIO, item: Mapping[str, Any]) -> None:
    file.write(json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n")


def _add(packed: ZipFile, folder: Path, name: str) -> None:
    info = ZipInfo(name, _BEGINNING)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _MODE, 3
    with packed.open(info, "w", force_zip64=True) as target, (folder / name).open("rb") as source:
        while chunk := source.read(1 << 20):
            target.write(chunk)
