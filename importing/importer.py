"""Taking rows up: what each would become, decided before anything is written, and then written in one go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from domain.center import Center
from domain.context import Context
from domain.decider import decide
from domain.guideline.policy import Policy
from domain.imported.facts import CenterImported, FactImported, ImportCenter
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.replay import replay
from domain.values.partial_days import in_words
from domain.wording.refusals import explain, explain_doubt
from importing.file_format import ReportedCenter
from importing.read_file import ReadFile
from importing.wrong_rows import WrongRow, WrongRows, place_of
from ledger.application import Entry, Ledger
from ledger.read_model.projection import rows_of
from ledger.read_model.rows import ReadRows
from ledger.receipts import RefusalNote, content_digest
from service_layer.deciding import decided
from service_layer.entries import RequestedDecision
from service_layer.queries import working_calendar

IMPORTER = Actor(id="import", name="历史导入 / Import", role=Role.SYSTEM)
"""The actor of everything that an import brings."""

Outcome = Literal["new", "unchanged", "differs"]


@dataclass(frozen=True, slots=True)
class ImportDifference:
    """Where a row says other than the ledger, which keeps what it has."""

    place: str
    in_ledger: Any
    in_file: Any


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What becomes of one row; ``command_id`` names its import and the receipt of that, ``entry`` is what is
    written of a center that is new to the ledger.
    """

    outcome: Outcome
    command_id: str
    center: Center
    rows: ReadRows
    differences: tuple[ImportDifference, ...] = ()
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Importer:
    """One file against one ledger. ``source`` names the file, ``now`` is the instant of recording (UTC)."""

    ledger: Ledger
    policy: Policy
    source: str
    now: datetime

    def plan(self, reading: ReadFile) -> list[ImportedRow]:
        """What each row becomes; writes nothing. Raises ``WrongRows`` where one is wrong or refused by a rule."""
        refused = (wrong for number, row in reading.rows.items() for wrong in self._refusals(number, row))
        found = (*reading.faults, *refused, *self._strange_predecessors(reading))
        if faults := reading.located(found):
            raise WrongRows(faults)
        rows = list(reading.rows.values())
        known = self.ledger.receipts([row.command_id for row in rows])
        return [self._imported(row, row.command_id in known) for row in rows]

    def write(self, rows: Sequence[ImportedRow]) -> None:
        """Everything new, in one transaction. Raises ``LedgerError``, having written nothing."""
        self.ledger.append_all([row.entry for row in rows if row.entry is not None])

    @property
    def _context(self) -> Context:
        return Context(IMPORTER, self.now, working_calendar(self.ledger), self.policy, asks_doubts=False)

    def _refusals(self, number: int, row: ReportedCenter) -> Iterator[WrongRow]:
        """The rule that refuses a row is asked again about each fact alone, to name the place."""
        command = row.command(self.source).model_copy(update={"predecessor": None})
        if not isinstance(decide(command, None, self._context), Refusal):
            return
        alone = (command.model_copy(update={"facts": (fact,)}) for fact in command.facts)
        answers = [decide(fact, None, self._context) for fact in alone]
        for place, answer in enumerate(answers):
            if isinstance(answer, Refusal):
                yield WrongRow(place_of(("centers", number, "facts", place, "date")), _in_words(answer))

    def _strange_predecessors(self, reading: ReadFile) -> Iterator[WrongRow]:
        """A center follows another one, which is in the ledger or in the file."""
        of_the_file = {row.id for row in reading.rows.values()}
        for number, row in reading.rows.items():
            named = row.predecessor
            if named is None or (named != row.id and (named in of_the_file or self.ledger.version(named))):
                continue
            itself = explain("predecessor_is_itself", {"center_id": named})[1]
            unknown = explain_doubt("predecessor_not_on_register", {"predecessor": named})
            yield WrongRow(place_of(("centers", number, "predecessor")), itself if named == row.id else unknown)

    def _imported(self, row: ReportedCenter, is_known: bool) -> ImportedRow:
        history = self.ledger.history(row.id)
        if not history:
            return self._new(row)
        center = _replayed(history)
        differences = () if is_known else tuple(_differences(row.command(self.source), history))
        outcome: Outcome = "unchanged" if is_known else "differs"
        return ImportedRow(
            outcome, row.command_id, center, rows_of(center, self.policy, self._context.calendar), differences
        )

    def _new(self, row: ReportedCenter) -> ImportedRow:
        command, context = row.command(self.source), self._context
        digest = content_digest(row.id, row.canonical, IMPORTER)
        requested = RequestedDecision(row.id, row.command_id, command.type, IMPORTER, digest, self.now)
        entry = decided(self.ledger, requested, command, (None, 0), context)
        if (refusal := entry.receipt.refusal) is not None:
            raise WrongRows([WrongRow(row.id, _in_words(refusal))])
        center = _replayed(entry.records)
        return ImportedRow("new", row.command_id, center, rows_of(center, self.policy, context.calendar), entry=entry)


def _replayed(records: Sequence[Record[Event]]) -> Center:
    center = replay(records)
    if center is None:
        raise ValueError("a center has at least one record")
    return center


def _in_words(refusal: Refusal | RefusalNote) -> Label:
    _, sentence = explain(refusal.code, refusal.params)
    return sentence


def _differences(command: ImportCenter, history: Sequence[Record[Event]]) -> Iterator[ImportDifference]:
    imported = next((record.event for record in history if isinstance(record.event, CenterImported)), None)
    if imported is None:
        yield ImportDifference("", "在此登记 registered here", "导入 imported")
        return
    for name in CenterImported.model_fields:
        before, now = getattr(imported, name), getattr(command, name)
        if name != "source" and before != now:
            yield ImportDifference(name, before, now)
    yield from _different_facts(command, [r.event for r in history if isinstance(r.event, FactImported)])


def _different_facts(command: ImportCenter, kept: Sequence[FactImported]) -> Iterator[ImportDifference]:
    before, now = ([dict(fact) for fact in facts] for facts in (kept, command.facts))
    for place in range(max(len(before), len(now))):
        earlier, later = (facts[place] if place < len(facts) else None for facts in (before, now))
        if earlier != later:
            yield ImportDifference(f"facts[{place}]", _said(earlier), _said(later))


def _said(fact: dict[str, Any] | None) -> str | None:
    if fact is None:
        return None
    day = in_words(fact["date"])
    return f"{fact['kind'].value} {day.zh} ({fact['certainty'].value}) {fact['source']} {fact['note'] or ''}".strip()
