"""The files that decisions refer to, each kept under its SHA-256: never changed, and never given out if changed. One
that nothing in the log names may be removed.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256 as sha256_of
from typing import NamedTuple

from clock import utc_now
from ledger.errors import LedgerError
from ledger.recorder import LedgerRecorder, NewDocument

FACTS = "SELECT sha256, size, media_type, title, added_by, added_at"
PAGE = 1000
ATTEMPTS = 5
"""How often a file is kept anew that was removed in between."""
DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class DocumentChanged(LedgerError):
    """The stored bytes of a file are no longer those that its digest names."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"文件 {sha256} 的存储内容与其摘要不符，不予提供；请运行 hengxu audit verify，并从备份恢复",
            f"the stored bytes of document {sha256} are not those of its digest, so it is not given out: run hengxu "
            "audit verify, and restore it from a backup",
        )
        self.sha256 = sha256


class KeptDocument(NamedTuple):
    """What is known of a file. ``title`` and ``media_type`` are its first sender's words and under no digest.

    ``size`` is in bytes, ``added_by`` an actor's id, ``added_at`` UTC, RFC 3339.
    """

    sha256: str
    size: int
    media_type: str
    title: str | None
    added_by: str
    added_at: str


class Document(NamedTuple):
    """A file and its bytes, which have the digest that names them."""

    kept: KeptDocument
    content: bytes


class Mentions(NamedTuple):
    """The digests that a stretch of the log has in it, of files or of anything else, and its last position."""

    digests: frozenset[str]
    position: int


class Checked(NamedTuple):
    """How many files were read, the digests of those whose bytes are no longer their own, and of those that are gone
    though a receipt says that the house held them.
    """

    read: int
    changed: tuple[str, ...]
    missing: tuple[str, ...] = ()


class Documents:
    """The files that one ledger holds. Every method may raise LedgerUnavailable."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def keep(self, content: bytes, media_type: str, title: str | None, added_by: str) -> tuple[KeptDocument, bool]:
        """Keeps a file, and says whether it is new. The same bytes again change nothing, their title neither.

        Raises DocumentChanged where what is kept under their digest is no longer they.
        """
        sha256, now = sha256_of(content).hexdigest(), utc_now().isoformat(timespec="milliseconds")
        new = NewDocument(sha256, media_type, title, added_by, now, content)
        for _ in range(ATTEMPTS):
            is_new = self._recorder.keep_document(new)
            kept = self.facts(sha256)
            if kept is not None and (is_new or self.is_intact(sha256)):
                return kept, is_new
            if self.facts(sha256) is not None:
                break
        raise DocumentChanged(sha256)

    def facts(self, sha256: str) -> KeptDocument | None:
        """What is known of a file, unread; None where the house doesn't hold it."""
        return self.facts_of_each([sha256]).get(sha256)

    def facts_of_each(self, names: Collection[str]) -> dict[str, KeptDocument]:
        """What is known of those of these files that the house holds, by digest."""
        wanted = {f"name{place}": name for place, name in enumerate(sorted(set(names)))}
        if not wanted:
            return {}
        among = ", ".join(f":{name}" for name in wanted)
        rows = self._recorder.rows(f"{FACTS} FROM documents WHERE sha256 IN ({among})", wanted)
        return {row[0]: KeptDocument(*row) for row in rows}

    def get(self, sha256: str) -> Document | None:
        """A file; None where the house doesn't hold it. Raises DocumentChanged rather than give out other bytes."""
        rows = self._recorder.rows(f"{FACTS}, content FROM documents WHERE sha256 = :sha256", {"sha256": sha256})
        if not rows:
            return None
        *facts, content = rows[0]
        if sha256_of(content).hexdigest() != sha256:
            raise DocumentChanged(sha256)
        return Document(KeptDocument(*facts), content)

    def held(self, names: Collection[str]) -> list[str]:
        """Those of these digests under which a file is kept, in their order."""
        wanted = {f"name{place}": name for place, name in enumerate(sorted(names))}
        if not wanted:
            return []
        among = ", ".join(f":{name}" for name in wanted)
        statement = f"SELECT sha256 FROM documents WHERE sha256 IN ({among}) ORDER BY sha256"
        return [row[0] for row in self._recorder.rows(statement, wanted)]

    def once_held(self) -> Iterator[set[str]]:
        """Of each receipt that names any, the digests of files that the house held when it was written."""
        speaks = self._recorder.HOLDS.format("body", ":mark")
        statement = f"SELECT number, body FROM receipts WHERE number > :after AND {speaks} ORDER BY number LIMIT :limit"
        after = 0
        while rows := self._recorder.rows(statement, {"after": after, "mark": b'"documents_held":[', "limit": PAGE}):
            yield from (_held_by(body) for _, body in rows)
            after = rows[-1][0]

    def remove(self, kept: KeptDocument) -> bool:
        """Removes a file as it was kept then. False, and nothing changed, where it has gone or come again, or where any
        event or receipt has its digest in it: the database itself looks, and nobody appends meanwhile.
        """
        return self._recorder.remove_document(kept.sha256, kept.added_at)

    def is_named(self, sha256: str) -> bool:
        """Whether any event or receipt has this digest in it. Reads the whole log, on average half of it."""
        holds = " UNION ALL ".join(
            f"SELECT 1 FROM {table} WHERE {self._recorder.HOLDS.format(column, ':name')}"
            for table, column in (("events", "state"), ("receipts", "body"))
        )
        return bool(self._recorder.rows(f"{holds} LIMIT 1", {"name": sha256.encode()}))

    def mentions(self, after_position: int) -> Mentions | None:
        """The digests in the next stretch of the log; ``None`` at its end."""
        rows = self._recorder.stored_log(after_position, PAGE)
        if not rows:
            return None
        found = {name.decode() for row in rows for name in DIGEST.findall(row.state)}
        return Mentions(frozenset(found), rows[-1].position)

    def each(self) -> Iterator[KeptDocument]:
        """What is known of every file, in the order of their digests."""
        last = ""
        statement = f"{FACTS} FROM documents WHERE sha256 > :last ORDER BY sha256 LIMIT :limit"
        while rows := self._recorder.rows(statement, {"last": last, "limit": PAGE}):
            yield from (KeptDocument(*row) for row in rows)
            last = rows[-1][0]

    def count(self) -> int:
        """How many files are kept."""
        count: int = self._recorder.rows("SELECT count(*) FROM documents", {})[0][0]
        return count

    def names(self) -> Iterator[str]:
        """The digests of all files, in their order, however their bytes look now."""
        column, seen = self._recorder.AS_BYTES.format("sha256"), 0
        statement = f"SELECT {column} FROM documents ORDER BY sha256 LIMIT :limit OFFSET :seen"
        while rows := self._recorder.rows(statement, {"limit": PAGE, "seen": seen}):
            yield from ((row[0] or b"").decode(errors="replace") for row in rows)
            seen += len(rows)

    def is_intact(self, sha256: str) -> bool:
        """Whether the bytes that are kept under a digest have it."""
        rows = self._recorder.rows("SELECT content FROM documents WHERE sha256 = :sha256", {"sha256": sha256})
        return bool(rows) and sha256_of(rows[0][0]).hexdigest() == sha256


def check_documents(documents: Documents, passed: Callable[[], object] = lambda: None) -> Checked:
    """Reads every file, one at a time, and compares its bytes with its digest, ``passed`` told of each; then looks for
    every file that a receipt speaks of.
    """
    read, changed = 0, []
    for name in documents.names():
        if not documents.is_intact(name):
            changed.append(name)
        read += 1
        passed()
    missing = {name for names in documents.once_held() for name in names.difference(documents.held(names))}
    return Checked(read, tuple(changed), tuple(sorted(missing)))


def _held_by(body: bytes) -> set[str]:
    """What the receipt says; nothing where it is unreadable, which the proof of the log has found."""
    try:
        names = json.loads(body)["documents_held"]
        return {name for name in names if isinstance(name, str)}
    except (ValueError, KeyError, TypeError):
        return set()
