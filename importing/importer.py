"""Taking rows up: what each would become, decided before anything is written, and then written in one go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple

from domain.center import Center
from domain.context import Context
from domain.decider import decide
from domain.guideline.phases import ENDED
from domain.guideline.policy import Policy
from domain.housekeeping.import_rules import is_one_report
from domain.imported.facts import AddReports, CenterImported, Fact, ImportCenter, LaterDetails
from domain.imported.unknowns import DATE_OF, DETAILS, disputed, known_detail, unknown
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.replay import replay
from domain.values.comparing_form import comparing_form, same_name
from domain.wording.refusals import explain, explain_doubt
from domain.wording.shape_errors import shape_error
from importing.file_format import ReportedCenter
from importing.read_file import ReadFile
from importing.wrong_rows import WrongRow, WrongRows, place_of
from ledger.application import Entry, Ledger
from ledger.receipts import RefusalNote, content_digest
from service_layer.deciding import decided
from service_layer.entries import RequestedDecision, records_of
from service_layer.queries import working_calendar

IMPORTER = Actor(id="import", name="历史导入 / Import", role=Role.SYSTEM)
"""The actor of everything that an import brings."""


def importer_of(person: Actor) -> Actor:
    """Somebody who brings a list, on record: by id and name, as what an import brings is no decision of theirs."""
    return Actor(id=person.id, name=person.name, role=Role.SYSTEM)


Outcome = Literal["new", "added", "unchanged", "differs"]
"""``added``: reports are added to a center that is there. ``differs``: the row says other than the ledger of what no
report can add to, and adds nothing.
"""


@dataclass(frozen=True, slots=True)
class ImportDifference:
    """Where a row says other than the ledger, which keeps what it has."""

    place: str
    in_ledger: Any
    in_file: Any


class Planned(NamedTuple):
    """A decision that is to be written, on the stream as it stood: its state and its version."""

    requested: RequestedDecision
    command: ImportCenter | AddReports
    current: tuple[Center | None, int]
    context: Context


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What becomes of one row; ``command_id`` names its import and the receipt of that, which it has once it was
    imported just so; ``planned`` is what is decided: of a center that is new to the ledger, or of reports that are.
    ``doubts`` are what reads doubtful in it.
    """

    outcome: Outcome
    command_id: str
    center: Center
    differences: tuple[ImportDifference, ...] = ()
    planned: Planned | None = None
    doubts: tuple[Label, ...] = ()
    has_receipt: bool = False

    @property
    def unknown(self) -> tuple[str, ...]:
        """What nobody knows of the center after it, by the names of fields."""
        return unknown(self.center)

    @property
    def disputed(self) -> tuple[str, ...]:
        """What reports disagree on after it."""
        return disputed(self.center)

    @property
    def living(self) -> tuple[str, str] | None:
        """Its id, with its name and phase in one line, where a workflow waits for the center; else ``None``."""
        center = self.center
        if center.phase in ENDED or self.outcome == "differs":
            return None
        return center.center_id, f"{center.name_zh} · {center.phase.label.zh}"


@dataclass(frozen=True)
class Importer:
    """One file against one ledger. ``source`` names the file, ``now`` is the instant of recording (UTC), ``actor`` who
    is on record with it.
    """

    ledger: Ledger
    policy: Policy
    source: str
    now: datetime
    actor: Actor = IMPORTER

    def plan(self, reading: ReadFile) -> list[ImportedRow]:
        """What each row becomes; writes nothing. Raises ``WrongRows`` where one is wrong or refused by a rule."""
        refused = (wrong for number, row in reading.rows.items() for wrong in self._refusals(number, row))
        found = (*reading.faults, *refused, *self._strange_predecessors(reading), *self._repeated_names(reading))
        if faults := reading.located(found):
            raise WrongRows(faults)
        rows = list(reading.rows.values())
        known = self.ledger.receipts([row.command_id for row in rows])
        return [self._imported(row, row.command_id in known) for row in rows]

    def write(self, rows: Sequence[ImportedRow]) -> None:
        """Everything new, in one transaction. Raises ``LedgerError``, having written nothing."""
        self.ledger.append_all([self._entry(row.planned) for row in rows if row.planned is not None])

    def _entry(self, planned: Planned) -> Entry:
        entry = decided(self.ledger, planned.requested, planned.command, planned.current, planned.context)
        if (refusal := entry.receipt.refusal) is not None:
            raise WrongRows([WrongRow(planned.requested.stream, _in_words(refusal))])
        return entry

    @cached_property
    def _context(self) -> Context:
        return Context(self.actor, self.now, working_calendar(self.ledger), self.policy, asks_doubts=False)

    def _refusals(self, number: int, row: ReportedCenter) -> Iterator[WrongRow]:
        """The rule that refuses a row is asked again about each fact alone, to name the place."""
        center, context = self._center(row), self._context_of(row)
        command = self._command(row, center)
        if command is None or not isinstance(refusal := decide(command, center, context), Refusal):
            return
        added = list(command.facts)
        places = [place for place, fact in enumerate(row.command(self.source).facts) if fact in added]
        alone = [command.model_copy(update={"facts": (fact,)}) for fact in added]
        answers = zip(places, (decide(one, center, context) for one in alone), strict=True)
        wrong = [(place, answer) for place, answer in answers if isinstance(answer, Refusal)]
        for place, answer in wrong:
            yield WrongRow(place_of(("centers", number, "facts", place, "date")), _in_words(answer))
        if not wrong:
            place = _place_of_fact(row.command(self.source), refusal)
            yield WrongRow(place_of(("centers", number, "facts", place, "date")), _in_words(refusal))

    def _center(self, row: ReportedCenter) -> Center | None:
        """The row's center as the ledger has it."""
        history = self.ledger.history(row.id)
        return _replayed(history) if history else None

    def _context_of(self, row: ReportedCenter) -> Context:
        return replace(self._context, history=lambda: self.ledger.history(row.id))

    def _command(self, row: ReportedCenter, center: Center | None) -> ImportCenter | AddReports | None:
        """What the row asks for: its center, or what it reports of one that is there and was imported."""
        command = row.command(self.source)
        if center is None:
            return command.model_copy(update={"predecessor": None})
        return added_reports(command, center) if center.imported_from is not None else None

    def _repeated_names(self, reading: ReadFile) -> Iterator[WrongRow]:
        """Two centers never bear one name, in any spelling: neither two of the file, nor one of it and another of the
        ledger.
        """
        first: dict[str, tuple[int, str]] = {}
        for number, row in reading.rows.items():
            other, named = first.setdefault(comparing_form(row.name_zh), (number, row.id))
            if named != row.id:
                place = reading.cell_of(place_of(("centers", other, "name_zh")))
                sentence = shape_error("name_repeated", {"name": row.name_zh, "place": place})
                yield WrongRow(place_of(("centers", number, "name_zh")), sentence)
            for center in self.ledger.read_model.lookups.centers_like(row.name_zh):
                if center.center_id != row.id and same_name(center.name_zh, row.name_zh):
                    known = {"name": center.name_zh, "center_id": center.center_id}
                    yield WrongRow(place_of(("centers", number, "id")), shape_error("name_on_register", known))

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
            return self._written("new", row, row.command(self.source), ())
        center = _replayed(history)
        differences = () if is_known else tuple(_differences(row.command(self.source), history))
        command = None if is_known else self._command(row, center)
        if command is not None:
            return self._written("added", row, command, history, differences)
        outcome: Outcome = "differs" if differences else "unchanged"
        return ImportedRow(outcome, row.command_id, center, differences, has_receipt=is_known)

    def _written(
        self,
        outcome: Outcome,
        row: ReportedCenter,
        command: ImportCenter | AddReports,
        history: Sequence[Record[Event]],
        differences: tuple[ImportDifference, ...] = (),
    ) -> ImportedRow:
        before, context = (_replayed(history) if history else None), self._context_of(row)
        digest = content_digest(row.id, row.canonical, IMPORTER)
        requested = RequestedDecision(row.id, row.command_id, command.type, self.actor, digest, self.now)
        events = decide(command, before, context)
        if isinstance(events, Refusal):
            raise WrongRows([WrongRow(row.id, _in_words(events))])
        records = records_of(requested, events, len(history), context.effective_on(command))
        center = _replayed([*history, *records])
        planned = Planned(requested, command, (before, len(history)), context)
        asked = decide(command, before, replace(context, asks_doubts=True))
        doubts = asked.params.get("doubts", ()) if isinstance(asked, Refusal) else ()
        in_words = tuple(explain_doubt(doubt["code"], doubt["params"]) for doubt in doubts)
        return ImportedRow(outcome, row.command_id, center, differences, planned, in_words)


def added_reports(command: ImportCenter, center: Center) -> AddReports | None:
    """What a row reports of a center that is there, and no report had so far; ``None`` where it adds nothing."""
    facts = tuple(fact for fact in command.facts if not _is_known(fact, center, command.source))
    new: dict[str, Any] = {
        name: getattr(command, name)
        for name in DETAILS
        if getattr(command, name) is not None and _is_new(center, name, getattr(command, name))
    }
    known = (*center.joint_with, *(party.organisation.name for party in center.joint))
    partners = [name for name in command.joint_with if not any(same_name(name, one) for one in known)]
    if partners:
        new["joint_with"] = tuple(partners)
    if center.built_jointly is None and command.joint is not None:
        new["joint"] = command.joint
    details = LaterDetails.model_validate({**new, "source": command.source}) if new else None
    if not facts and details is None:
        return None
    return AddReports(facts=facts, details=details, effective_on=command.effective_on)


def _is_known(fact: Fact, center: Center, source: str) -> bool:
    """The same report; or one that has no source but the list itself, and says what is on record, as our own lists do
    that are read back.
    """
    if any(is_one_report(fact, known) for known in center.facts):
        return True
    of_its_kind = [known.happened for known in center.facts if known.kind is fact.kind]
    on_record = [*of_its_kind, getattr(center, DATE_OF[fact.kind])] if fact.kind in DATE_OF else of_its_kind
    return same_name(fact.source, source) and fact.happened in on_record


_OF_LEAD = {"host": "name", "district": "district"}
"""What is known of the center by its lead organisation, once that is on record."""


def _is_new(center: Center, name: str, reported: str) -> bool:
    known = [known_detail(center, name), *center.contested.get(name, ())]
    if center.lead is not None and name in _OF_LEAD:
        known.append(getattr(center.lead, _OF_LEAD[name]))
    return not any(same_name(one, reported) for one in known if one is not None)


def _place_of_fact(command: ImportCenter, refusal: Refusal) -> int:
    """The fact that a rule about several of them names."""
    kinds = [fact.kind.value for fact in command.facts]
    named = refusal.params.get("fact")
    return kinds.index(named) if named in kinds else 0


def _replayed(records: Sequence[Record[Event]]) -> Center:
    center = replay(records)
    if center is None:
        raise ValueError("a center has at least one record")
    return center


def _in_words(refusal: Refusal | RefusalNote) -> Label:
    _, sentence = explain(refusal.code, refusal.params)
    return sentence


def _differences(command: ImportCenter, history: Sequence[Record[Event]]) -> Iterator[ImportDifference]:
    """A center is what it was imported as, or what has been decided since: a list may say either."""
    imported = next((record.event for record in history if isinstance(record.event, CenterImported)), None)
    center = _replayed(history)
    now = {name: getattr(center, name) for name in NEVER_ADDED} | {"field": center.field and center.field.field}
    for name in NEVER_ADDED:
        stated, known = getattr(command, name), [now[name], *([getattr(imported, name)] if imported else [])]
        if stated not in known and (stated is not None or imported is not None):
            yield ImportDifference(name, now[name], stated)


NEVER_ADDED = ("name_zh", "level", "region", "field", "predecessor")
"""What no report adds to: of these the ledger keeps what it has, and an officer decides about them."""
