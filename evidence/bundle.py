"""An evidence bundle: a deterministic archive of stored bytes, their proofs, a report, and what checks them."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TextIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from evidence import verify
from evidence.collecting_records import CollectedEntry, entries
from evidence.enclosed_documents import EnclosedDocuments
from evidence.narrative import Narrative, NoEvidence, enclosed_texts, program
from evidence.report import Head, ReportLine, report
from ledger.application import Ledger
from ledger.proof.checkpoint import BadCheckpoint, Checkpoint, read
from ledger.proof.digests import algorithms, digests, file_digests
from ledger.proof.keys import NoVerifierKey, VerifierKey
from ledger.proof.merkle import leaf_hash
from ledger.proof.serving import entry_bytes
from ledger.recorder import StoredRow

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of every file, the first that an archive can name: the same evidence is the same archive."""
_MODE = 0o644 << 16
Passed = Callable[[], object]
"""Told of each entry that is in."""


class Exported(NamedTuple):
    """What a bundle holds. ``digests`` are those of the archive, in hex, by algorithm."""

    path: Path
    checkpoint: Checkpoint
    counted: verify.Counted
    documents: verify.Documents
    digests: dict[str, str]


def export(
    ledger: Ledger,
    keys: Iterable[VerifierKey],
    center_id: str | None,
    out: Path,
    passed: Passed = lambda: None,
    *,
    sm3: bool = False,
) -> Exported:
    """Writes the bundle of one center, or of the whole log, and checks it as whoever receives it will. With ``sm3``
    digests are given in SM3 beside SHA-256.

    Raises NoEvidence, NotProven, NoVerifierKey and DocumentChanged; then there is no bundle.
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


def _checkpoint(ledger: Ledger, keys: Iterable[VerifierKey]) -> Checkpoint:
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
        self, folder: Path, ledger: Ledger, checkpoint: Checkpoint, center_id: str | None, *, sm3: bool
    ) -> None:
        self._folder, self._ledger, self._checkpoint = folder, ledger, checkpoint
        self._center_id, self._sm3, self._narrative, self._enclosed_documents = (
            center_id,
            sm3,
            Narrative(),
            EnclosedDocuments(),
        )

    def write(self, passed: Passed) -> None:
        """Every file but the manifest."""
        found: Iterable[CollectedEntry] = entries(self._ledger, self._checkpoint.size)
        center = None
        if self._center_id is None:
            self._narrative.whole_log(lambda: entries(self._ledger, self._checkpoint.size))
        else:
            found = [entry for entry in found if entry.row.stream == self._center_id]
            center = self._narrative.center(found)
        head = Head(center, self._said(), digests(self._checkpoint.note.encode(), sm3=self._sm3))
        with self._file("events.jsonl") as events, self._file("receipts.jsonl") as receipts:
            lines = self._lines(found, events, receipts, passed)
            with self._file("report.html") as page:
                page.writelines(report(head, lines, self._enclosed_documents))
        self._put("checkpoint.txt", self._checkpoint.note)
        self._put("keys.txt", f"{self._checkpoint.signer}\n")
        for name, text in enclosed_texts().items():
            self._put(name, text)

    def pack(self) -> Path:
        """The manifest, and all files in one archive."""
        documents = (f"{verify.FOLDER}/{sha256}" for sha256 in sorted(self._enclosed_documents.enclosed))
        names = sorted([*verify.FILES, *documents])
        scope = {"center": self._center_id} if self._center_id else {}
        manifest = {
            "format": verify.FORMAT,
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
        self, found: Iterable[CollectedEntry], events: TextIO, receipts: TextIO, passed: Passed
    ) -> Iterator[ReportLine]:
        """Writes each entry's bytes, and says what the report shows of it."""
        for entry in found:
            file = events if isinstance(entry.row, StoredRow) else receipts
            item, hashed = self._item(entry)
            file.write(json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n")
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
            path = self._ledger.proof.path(entry.leaf, self._checkpoint.size)
            item["path"] = [b64encode(step).decode() for step in path]
        return item, leaf_hash(entry_bytes(entry.row))

    def _file(self, name: str) -> TextIO:
        return (self._folder / name).open("w", encoding="utf-8", newline="\n")

    def _put(self, name: str, text: str) -> None:
        with self._file(name) as file:
            file.write(text)


def _add(packed: ZipFile, folder: Path, name: str) -> None:
    info = ZipInfo(name, _BEGINNING)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _MODE, 3
    with packed.open(info, "w", force_zip64=True) as target, (folder / name).open("rb") as source:
        while chunk := source.read(1 << 20):
            target.write(chunk)
