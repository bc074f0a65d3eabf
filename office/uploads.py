"""Who sent in which document, and whether a decision has named it. The bytes lie in the ledger, this may be lost."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.values.comparing_form import comparing_form
from office.drafts import NAMED_BY_A_DRAFT
from office.instants import kept
from office.store import Store

A_DAY = timedelta(days=1)
NOBODY = ""
"""Whose documents are that were there before anybody asked; they count for nobody's quota."""


class Status(StrEnum):
    """Where a document stands: it waits for a decision that names it, is named by one, or is just being removed."""

    WAITING = "waiting"
    NAMED = "named"
    GOING = "going"


class Upload(NamedTuple):
    """A document, its ``size`` in bytes and the ``position`` of the log's head when it came in."""

    sha256: str
    person: str
    size: int
    position: int


class Quotas(NamedTuple):
    """Bytes that may wait for a decision, and come in within 24 hours, of one person; and that are held in all."""

    waiting: int
    daily: int
    total: int


class Usage(NamedTuple):
    """Bytes, as ``Quotas`` has them."""

    waiting: int
    daily: int
    total: int


_SUM = "SELECT coalesce(sum(size), 0) FROM uploads"
WAITING = f"({_SUM} WHERE person = :person AND status = '{Status.WAITING}')"
DAILY = f"({_SUM} WHERE person = :person AND sent_at > :day_ago)"
TOTAL = f"({_SUM})"
_ROW = "INSERT INTO uploads (sha256, person, size, sent_at, renewed_at, position, status)"
_AGAIN = f"ON CONFLICT (sha256) DO UPDATE SET renewed_at = excluded.renewed_at WHERE uploads.status <> '{Status.GOING}'"
TAKE = (
    f"{_ROW} SELECT :sha256, :person, :size, :now, :now, :position, '{Status.WAITING}'"
    f" WHERE {WAITING} + :size <= :most_waiting AND {DAILY} + :size <= :most_daily AND {TOTAL} + :size <= :most_total"
    f" {_AGAIN}"
)
_VALUES = f"VALUES (:sha256, :person, :size, :now, :now, :position, '{Status.WAITING}')"
RENEW = f"{_ROW} {_VALUES} {_AGAIN}"
ADOPT = f"{_ROW} {_VALUES} ON CONFLICT DO NOTHING"
EXTEND = "UPDATE uploads SET renewed_at = :now WHERE sha256 = :sha256"
NAME = f"UPDATE uploads SET status = '{Status.NAMED}' WHERE sha256 = :sha256 AND status = '{Status.WAITING}'"
CLAIM = (
    f"UPDATE uploads SET status = '{Status.GOING}' WHERE sha256 = :sha256 AND status = '{Status.WAITING}'"
    f" AND renewed_at < :before AND NOT {NAMED_BY_A_DRAFT}"
)
GIVE_BACK = f"UPDATE uploads SET status = :status WHERE sha256 = :sha256 AND status = '{Status.GOING}'"
FORGET = "DELETE FROM uploads WHERE sha256 = :sha256 AND status = :status"


class Uploads:
    """One row for each document. Each method may raise ``OfficeError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, upload: Upload, quotas: Quotas, now: datetime) -> bool:
        """Counts a new document in, before it is kept; False, and nothing changed, where a quota is used up or the
        document is just being removed. Of several at the same instant PostgreSQL may count in one too many.
        """
        values = _values(upload, now) | {
            "day_ago": kept(now - A_DAY),
            "most_waiting": quotas.waiting,
            "most_daily": quotas.daily,
            "most_total": quotas.total,
        }
        return self._store.change(TAKE, [values]) > 0

    def renew(self, upload: Upload, now: datetime) -> bool:
        """A document that is held came in again: its time begins anew, and counts for nobody who hadn't sent it. False
        where it is just being removed.
        """
        return self._store.change(RENEW, [_values(upload._replace(person=NOBODY), now)]) > 0

    def adopt(self, uploads: Iterable[Upload], now: datetime) -> int:
        """Documents of which nothing is known here, for example of before there was a store: their time begins now."""
        return self._store.change(ADOPT, [_values(upload._replace(person=NOBODY), now) for upload in uploads])

    def usage(self, person: str, now: datetime) -> Usage:
        """What one person, and everybody, has used of the quotas."""
        asked = {"person": comparing_form(person), "day_ago": kept(now - A_DAY)}
        return Usage(*map(int, self._store.rows(f"SELECT {WAITING}, {DAILY}, {TOTAL}", asked)[0]))

    def extend(self, digests: Collection[str], now: datetime) -> None:
        """A decision that names them is under way: their time begins anew."""
        self._store.change(EXTEND, [{"sha256": digest, "now": kept(now)} for digest in digests])

    def name(self, digests: Collection[str]) -> None:
        """A recorded decision has named them: they wait no more."""
        self._store.change(NAME, [{"sha256": digest} for digest in digests])

    def known(self) -> set[str]:
        """The digests of all."""
        return {row[0] for row in self._store.rows("SELECT sha256 FROM uploads", {})}

    def waiting(self) -> dict[str, int]:
        """Those that wait, each with the log's position when it came in."""
        statement = "SELECT sha256, position FROM uploads WHERE status = :waiting"
        found = self._store.rows(statement, {"waiting": Status.WAITING})
        return {str(digest): int(position) for digest, position in found}

    def due(self, before: datetime) -> list[tuple[str, Status]]:
        """Those that have waited since before an instant, and that no draft has; and those whose removal has begun."""
        statement = (
            "SELECT sha256, status FROM uploads WHERE status = :going OR status = :waiting AND renewed_at < :before"
            f" AND NOT {NAMED_BY_A_DRAFT} ORDER BY renewed_at, sha256"
        )
        values = {"going": Status.GOING, "waiting": Status.WAITING, "before": kept(before)}
        return [(digest, Status(status)) for digest, status in self._store.rows(statement, values)]

    def claim(self, digest: str, before: datetime) -> bool:
        """Marks one that is due as being removed: until that is done it can't come in again. False where it was marked
        already, has come in again, or a draft has it.
        """
        return self._store.change(CLAIM, [{"sha256": digest, "before": kept(before)}]) > 0

    def give_back(self, digest: str, status: Status) -> None:
        """One that was to be removed stays, as what it is."""
        self._store.change(GIVE_BACK, [{"sha256": digest, "status": status}])

    def forget(self, digest: str, status: Status) -> None:
        """One has gone, or was not kept after all; nothing where it has another status by now."""
        self._store.change(FORGET, [{"sha256": digest, "status": status}])


def _values(upload: Upload, now: datetime) -> dict[str, object]:
    person = comparing_form(upload.person) if upload.person else NOBODY
    return upload._asdict() | {"person": person, "now": kept(now)}
