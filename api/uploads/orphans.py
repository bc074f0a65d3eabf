"""Documents that no decision has named within a set time are removed; those that anything on record names stay."""

import logging
from datetime import datetime, timedelta

from ledger.application import Ledger
from ledger.documents import KeptDocument
from office.opening import Office
from office.uploads import Status, Upload

log = logging.getLogger("hengxu.api")


class OrphanRemover:
    """Goes round as often as it is asked to. What it knows of the log is how far it has read."""

    def __init__(self, days: int) -> None:
        self._time = timedelta(days=days)
        self._position = 0

    def go_round(self, ledger: Ledger, office: Office, now: datetime) -> list[KeptDocument]:
        """Notes which documents have been named meanwhile, and removes those that have waited too long; these.

        The time of one begins with whoever sent it in last, with the last decision under way that names it, or with
        its first round where nobody knows. Raises ``LedgerError``, ``OfficeError``; the next round goes on.
        """
        self._adopt(ledger, office, now)
        self._note_named(ledger, office)
        before = now - self._time
        due = office.uploads.due(before)
        mine = (name for name, status in due if status is Status.GOING or office.uploads.claim(name, before))
        return [removed for name in mine if (removed := self._remove(ledger, office, name)) is not None]

    def _adopt(self, ledger: Ledger, office: Office, now: datetime) -> None:
        known = office.uploads.known()
        unknown = [kept for kept in ledger.documents.each() if kept.sha256 not in known]
        if unknown:
            office.uploads.adopt([Upload(kept.sha256, kept.added_by, kept.size, 0) for kept in unknown], now)
            self._position = 0

    def _note_named(self, ledger: Ledger, office: Office) -> None:
        """One that this misses is found to be named when it is due."""
        waiting = office.uploads.waiting()
        position = max(self._position, min(waiting.values(), default=ledger.head()))
        while mentions := ledger.documents.mentions(position):
            if named := mentions.digests & waiting.keys():
                office.uploads.name(named)
            position = mentions.position
        self._position = position

    def _remove(self, ledger: Ledger, office: Office, name: str) -> KeptDocument | None:
        kept = ledger.documents.facts(name)
        if kept is None:
            office.uploads.forget(name, Status.GOING)
        elif ledger.documents.is_named(name):
            office.uploads.give_back(name, Status.NAMED)
        elif ledger.documents.remove(kept):
            office.uploads.forget(name, Status.GOING)
            self._tell(kept)
            return kept
        else:  # named, or come in again, since it was looked at
            office.uploads.give_back(name, Status.WAITING)
        return None

    def _tell(self, kept: KeptDocument) -> None:
        given = (kept.title or "", kept.sha256, kept.size, kept.added_by, kept.added_at[:10], self._time.days)
        log.info(
            "已清理文件「%s」（%s，%d 字节，%s 于 %s 提交）：%d 天内未被任何决定引用"
            " / document “%s” (%s, %d bytes, sent by %s on %s) was removed: no decision named it within %d days",
            *given * 2,
        )
