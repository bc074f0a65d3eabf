"""A list looked at before it is taken up, and taken up: the same for whoever sends it, by command or by page."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.housekeeping.import_rules import is_one_report
from domain.imported.facts import CenterImported, Fact
from domain.kernel.base import Label, LabeledEnum
from domain.wording.fields import label_of
from domain.wording.values import NO, YES
from importing.file_format import ReportedCenter
from importing.importer import ImportDifference, ImportedRow, Importer, Outcome
from importing.read_file import ReadFile
from importing.reading import ids_by_name, read_content
from importing.wrong_rows import WrongRow, WrongRows
from ledger.errors import CommandIdReused, VersionConflict

NOT_KNOWN = Label("不详", "not known")
ATTEMPTS = 3
"""How often a list is taken up anew when another writer was quicker."""


class Unlike(NamedTuple):
    """Where a row says other than the ledger, in words: what it is about, what the ledger has, what the file says; both
    are ``None`` for a report, of which it is said which one it is.
    """

    about: Label
    in_ledger: Label | None
    in_file: Label | None


class ReviewedFact(NamedTuple):
    """A fact that a row reports: where it stands, and whether it is recorded with the list."""

    fact: Fact
    place: str
    is_new: bool


class ReviewedRow(NamedTuple):
    """One row: where it stands, what it says, what becomes of it, and of each fact in it."""

    place: str
    listed: ReportedCenter
    imported: ImportedRow
    facts: tuple[ReviewedFact, ...]

    @property
    def unlike(self) -> list[Unlike]:
        """Where it says other than the ledger, which stays as it is."""
        return [_unlike(difference) for difference in self.imported.differences]

    @property
    def shown(self) -> tuple[object, ...]:
        """All that is shown of it but what the file alone says, for which its command's id stands."""
        row = self.imported
        new = [one.is_new for one in self.facts]
        known = (row.unknown, row.disputed, row.living)
        return row.command_id, row.outcome, row.doubts, row.differences, known, new


@dataclass(frozen=True, slots=True)
class Review:
    """What a list would bring, or, once it is taken up, what it brought. Where there are ``faults`` there are no rows:
    nothing of it is taken. ``notes`` are to be known of it and keep nothing back.
    """

    rows: tuple[ReviewedRow, ...] = ()
    faults: tuple[WrongRow, ...] = ()
    notes: tuple[WrongRow, ...] = ()

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows there are of each outcome."""
        return dict(Counter(row.imported.outcome for row in self.rows))

    @property
    def brings_anything(self) -> bool:
        """Whether anything is written when it is taken up."""
        return any(row.imported.planned is not None for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """Stands for what was shown: another one where the ledger has changed what would become of a row, what reads
        doubtful in it, where it says other than the ledger, or which of its reports are new.
        """
        shown = repr((self.notes, [row.shown for row in self.rows]))
        return hashlib.sha256(shown.encode()).hexdigest()[:32]

    @property
    def added(self) -> Sequence[str]:
        """The centers that are there and get further reports."""
        return [row.listed.id for row in self.rows if row.imported.outcome == "added"]

    @property
    def living(self) -> Sequence[tuple[str, str]]:
        """The centers for which a workflow waits, each with its name and phase in one line."""
        return [row.imported.living for row in self.rows if row.imported.living is not None]


_FACT = re.compile(r"facts\[([0-9]+)\]")


def _unlike(difference: ImportDifference) -> Unlike:
    if found := _FACT.match(difference.place):
        number = int(found[1]) + 1
        return Unlike(Label(f"第 {number} 条报道", f"Report {number}"), None, None)
    about = label_of(CenterImported, difference.place) if difference.place else Label("来历", "Origin")
    return Unlike(about, _words(difference.in_ledger), _words(difference.in_file))


def _words(value: object) -> Label:
    if value in (None, "", ()):
        return NOT_KNOWN
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, LabeledEnum):
        return value.label
    parts = [_words(part) for part in value] if isinstance(value, tuple) else [Label(str(value), str(value))]
    return Label("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def review(importer: Importer, content: bytes) -> Review:
    """What the list would bring; writes nothing."""
    try:
        reading = read_content(content, importer.source, ids_by_name(importer.ledger))
    except WrongRows as wrong:
        return Review(faults=wrong.rows)
    try:
        planned = importer.plan(reading)
    except WrongRows as wrong:
        return Review(faults=wrong.rows, notes=reading.notes)
    return Review(tuple(_rows(reading, planned)), (), reading.notes)


def _rows(reading: ReadFile, planned: Sequence[ImportedRow]) -> list[ReviewedRow]:
    rows = []
    for (number, listed), imported in zip(reading.rows.items(), planned, strict=True):
        place = f"centers[{number}]"
        recorded = imported.planned.command.facts if imported.planned else ()
        facts = tuple(
            ReviewedFact(
                fact, reading.cell_of(f"{place}.facts[{one}]"), any(is_one_report(fact, new) for new in recorded)
            )
            for one, fact in enumerate(listed.facts)
        )
        rows.append(ReviewedRow(reading.cell_of(place), listed, imported, facts))
    return rows


def take_up(importer: Importer, content: bytes, shown: str) -> tuple[Review, bool]:
    """Takes the list up as it was ``shown``: all of it or nothing, in one transaction.

    Gives what became of it and whether it is on record now; where the ledger has moved on since, it is not, and what is
    given is to be shown anew. A list that is on record already is on record. Raises ``LedgerError``.
    """
    for _ in range(ATTEMPTS):
        found = review(importer, content)
        if found.faults or (found.brings_anything and found.fingerprint != shown):
            return found, False
        try:
            importer.write([row.imported for row in found.rows])
        except (VersionConflict, CommandIdReused):
            continue
        return found, True
    return review(importer, content), False
