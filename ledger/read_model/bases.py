"""By what the rows of the read model are made besides the log: the shape, the house rules and the working calendar.

Each center's rows bear their ``basis``. Which house rules are in force is kept too, as workers declared them: of two
that go by different ones, the one that declared last makes rows anew, and the other leaves them alone.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from domain.guideline.policy import EDITION, GUIDELINE, Policy
from domain.working_calendar.working_days import WorkingCalendar
from ledger.read_model.rows import SHAPE
from ledger.recorder import Insertion, LedgerRecorder

DIGITS = 16
IN_FORCE = "SELECT number, rules, settings, since FROM policies ORDER BY number DESC LIMIT 1"
IS_NEXT = "SELECT coalesce(max(number), 0) + 1 = :number FROM policies"
DECLARE = "INSERT INTO policies (number, rules, settings, since) VALUES (:number, :rules, :settings, :since)"
MADE_OTHERWISE = "(basis < :basis OR basis > :basis)"
"""An index is read from both ends; it is of no use to ``<>``."""


@lru_cache(maxsize=32)
def rules_of(policy: Policy) -> str:
    """What rows of a program with this policy are made by, but for the calendar: shape, edition, and a digest."""
    named = [SHAPE, GUIDELINE, EDITION, policy.model_dump(mode="json")]
    digest = hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()
    return f"{SHAPE}.{EDITION}.{digest[:DIGITS]}"


@lru_cache(maxsize=32)
def basis_of(policy: Policy, calendar: WorkingCalendar) -> str:
    """What rows are made by, as they bear it."""
    return f"{rules_of(policy)}/{calendar.digest}"


class DeclaredPolicy(NamedTuple):
    """House rules as a worker declared them: ``rules`` as of ``rules_of``, and what is set otherwise than the defaults,
    by name. Of all declarations the one with the highest number is in force. ``since`` is UTC, RFC 3339.
    """

    number: int
    rules: str
    settings: Mapping[str, Any]
    since: str


class Bases:
    """Which centers have rows of which basis, and which house rules are in force. All raise LedgerUnavailable."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def in_force(self) -> DeclaredPolicy | None:
        """The house rules that were declared last; ``None`` where nobody has declared any."""
        found = self._recorder.rows(IN_FORCE, {})
        if not found:
            return None
        [(number, rules, settings, since)] = found
        return DeclaredPolicy(number, rules, json.loads(settings), since)

    def declare(self, policy: Policy, now: datetime) -> DeclaredPolicy:
        """These house rules are in force from ``now`` (UTC) on; nothing is written where they are already."""
        rules, settings = rules_of(policy), policy.decided_under().settings
        while True:
            last = self.in_force()
            if last is not None and last.rules == rules:
                return last
            next_one = DeclaredPolicy(last.number + 1 if last else 1, rules, settings, now.isoformat())
            row = {**next_one._asdict(), "settings": json.dumps(settings, ensure_ascii=False)}
            if self._recorder.insert_if(IS_NEXT, row, Insertion(DECLARE, [row])):
                return next_one

    def of_center(self, center_id: str) -> str | None:
        """The basis of a center's rows; ``None`` for one that has none."""
        found = self._recorder.rows("SELECT basis FROM register WHERE center_id = :id", {"id": center_id})
        return found[0][0] if found else None

    def is_of_another(self, basis: str) -> bool:
        """Whether any center has rows of another basis than this one."""
        statement = f"SELECT EXISTS (SELECT 1 FROM register WHERE {MADE_OTHERWISE})"
        return bool(self._recorder.rows(statement, {"basis": basis})[0][0])

    def count_of_another(self, basis: str) -> tuple[int, int]:
        """How many centers have rows of another basis, and how many there are."""
        statement = f"SELECT (SELECT count(*) FROM register WHERE {MADE_OTHERWISE}), (SELECT count(*) FROM register)"
        [(others, of)] = self._recorder.rows(statement, {"basis": basis})
        return others, of

    def of_another(self, basis: str, limit: int, after: str = "") -> list[str]:
        """At most so many centers with rows of another basis, in the order of their ids, after one of them."""
        statement = f"SELECT center_id FROM register WHERE {MADE_OTHERWISE} AND center_id > :after ORDER BY center_id"
        found = self._recorder.rows(f"{statement} LIMIT :limit", {"basis": basis, "after": after, "limit": limit})
        return [center for (center,) in found]
