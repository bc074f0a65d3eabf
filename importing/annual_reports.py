"""A season's annual reports from one workbook: each row the decision that enters a center's report on its behalf (5.2).

Several centers are several workflows, and no transaction spans them. So all rows are checked beforehand by the rules,
as the record stands now; with one fault none is sent. What is sent then has a receipt of its own, row by row, under an
id that follows from what the row says: the same file again goes on where it was broken off, and changes nothing else.
"""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import StringIO
from typing import Any

from pydantic import ValidationError

from domain.center import Center
from domain.context import Context
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.records import Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.supervision.messages import AnnualReportSubmitted, SubmitAnnualReport
from domain.supervision.reports import AnnualReport
from domain.supervision.rules import is_report_due
from domain.values.comparing_form import same_name
from domain.wording.refusals import explain, explain_doubt
from domain.wording.shape_errors import shape_error
from importing.report_columns import CASE_TABLE, REPORT_TABLE, SECTIONS
from importing.sheets.cells import Book, reading_order
from importing.sheets.errors import no_table
from importing.sheets.headings import find_tables
from importing.sheets.table import ReadTable, TableRow, read_book, read_table
from importing.wrong_rows import WrongRow, WrongRows, place_of, wrong_rows
from ledger.application import Ledger
from service_layer.deciding import context_of, trial
from service_layer.queries import center_now

SAID = tuple(AnnualReport.model_fields)
"""What a report says, whoever hands it in."""
DOUBTFUL = "needs_confirmation"
_OF_A_CENTER = frozenset({"center_id", "center", "year", "organisation"})
"""What a template has filled in: a row that says no more tells of no report."""
_COLUMN_OF: Mapping[str, str] = {
    "report_already_submitted": "year",
    "report_year_not_begun": "year",
    "report_year_before_approval": "year",
    "typical_case_missing": "case_title",
    "handed_in_by_another": "organisation",
    "nobody_to_enter_for": "organisation",
    "received_before_its_day": "dated_on",
    "effective_in_the_future": "received_on",
    "handed_in_paper_not_held": "document_sha256",
}
"""By the code of a refusal: the column that it is about; the center's name otherwise."""
_CELL_OF: Mapping[tuple[str | int, ...], str] = {
    ("year",): "year",
    ("effective_on",): "dated_on",
    ("note",): "note",
    ("confirmed", "reason"): "reason",
    ("on_behalf_of", "organisation"): "organisation",
    ("on_behalf_of", "received_on"): "received_on",
    ("on_behalf_of", "document", "sha256"): "document_sha256",
    ("on_behalf_of", "document", "title"): "document_title",
    **{(section, "summary"): section for section in SECTIONS},
}


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """A row as it would be sent. ``content`` is the command as the API takes it, ``extract`` the paper that is kept
    with it, empty where the row names one that came in. ``doubts`` are those that nothing confirms yet; ``days_late``
    counts from the due day to the day of receipt. ``is_recorded``: the very same report is on record.
    """

    place: str
    center_id: str
    name_zh: str
    year: int
    content: Mapping[str, Any]
    command_id: str
    extract: bytes = b""
    received_on: date | None = None
    days_late: int = 0
    is_recorded: bool = False
    doubts: Sequence[Mapping[str, Any]] = ()
    confirmed: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class PlannedReports:
    """All rows of a file, what is wrong in it, and what is to be known of it. With a fault nothing is sent."""

    rows: Sequence[PlannedReport] = ()
    faults: Sequence[WrongRow] = ()
    notes: Sequence[WrongRow] = ()

    @property
    def doubtful(self) -> Sequence[PlannedReport]:
        """The rows that have yet to be confirmed, with a reason."""
        return [row for row in self.rows if row.doubts]

    @property
    def doubt_marks(self) -> frozenset[str]:
        """Stand for the doubts of all rows, confirmed or not: a confirmation is of those that were shown."""
        doubts = ((row.place, doubt) for row in self.rows for doubt in (*row.doubts, *row.confirmed))
        return frozenset(hashlib.sha256(repr(one).encode()).hexdigest()[:16] for one in doubts)


@dataclass(slots=True)
class _Row:
    """A row on its way: what it states, and the cases of the second sheet that are its own."""

    row: TableRow
    center: Center
    content: dict[str, Any]
    cases: list[TableRow] = field(default_factory=list)

    def cell(self, location: Sequence[str | int]) -> str:
        """The cell behind a place in the command."""
        if location[:1] == ("cases",):
            number = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
            own = int("case_title" in self.row.values or "case_description" in self.row.values)
            if own and number == 0:
                return self.row.place_of("case_description" if location[-1] == "description" else "case_title")
            return self.cases[number - own].place_of(str(location[-1])) if self.cases else str(self.row.place)
        for length in range(len(location), 0, -1):
            if (name := _CELL_OF.get(tuple(location[:length]))) is not None:
                return self.row.place_of(name)
        return self.row.place_of(str(location[0]) if location else "center")


@dataclass(frozen=True, slots=True)
class ReportPlanner:
    """Checks a file against the record as it stands ``now`` (UTC), as the officer who hands it in. ``reason`` confirms
    the doubts of rows that give none of their own.
    """

    ledger: Ledger
    policy: Policy
    actor: Actor
    now: datetime
    reason: str = ""

    def plan(self, content: bytes) -> PlannedReports:
        """What would become of each row. Raises ``WrongRows`` where the file as a whole can't be read."""
        book = read_book(content)
        table = read_table(book, REPORT_TABLE)
        cases = _further_cases(book)
        filled = [row for row in table.rows if not row.values.keys() <= _OF_A_CENTER]
        if not filled and not table.faults:
            raise no_table("sheet_no_rows")
        faults, rows = [*table.faults, *cases.faults], list[_Row]()
        wrong = {fault.place for fault in faults}
        for row in filled:
            try:
                rows.append(self._row(row))
            except WrongRows as found:
                faults += [fault for fault in found.rows if fault.place not in wrong]
        faults += list(_twice(rows))
        faults += _give(cases.rows, rows)
        planned = list[PlannedReport]()
        spoilt = {_row_of(fault.place) for fault in faults}
        for one in rows:
            try:
                planned.append(self._planned(one))
            except WrongRows as found:
                faults += [fault for fault in found.rows if _row_of(fault.place) not in spoilt]
        notes = list(_notes(table, filled))
        once = {fault.place: fault for fault in reversed(faults)}
        return PlannedReports(planned, sorted(once.values(), key=lambda one: reading_order(one.place)), notes)

    def _row(self, row: TableRow) -> _Row:
        missing = [name for name in ("year", "received_on") if name not in row.values and row.cells[name].is_empty]
        faults = [WrongRow(row.place_of(name), shape_error("missing", {})) for name in missing]
        try:
            center = self._center(row)
        except WrongRows as wrong:
            raise WrongRows([*wrong.rows, *faults]) from None
        if faults or not {"year", "received_on"} <= row.values.keys():
            raise WrongRows(faults)
        return _Row(row, center, _stated(row, center))

    def _center(self, row: TableRow) -> Center:
        """By its id, its name, or a former name; where both are given they have to agree."""
        by_id, name = row.values.get("center_id"), row.values.get("center")
        found = center_now(self.ledger, by_id) if by_id and _is_a_center(self.ledger, by_id) else None
        if by_id and found is None:
            raise WrongRows(
                [WrongRow(row.place_of("center_id"), shape_error("report_center_unknown", {"name": by_id}))]
            )
        if found is not None:
            if name and not _is_called(found, name):
                context = {"name": name, "other": found.name_zh}
                raise WrongRows([WrongRow(row.place_of("center"), shape_error("report_center_differs", context))])
            return found
        if not name:
            raise WrongRows([WrongRow(row.place_of("center"), shape_error("missing", {}))])
        return self._named(row, name)

    def _named(self, row: TableRow, name: str) -> Center:
        lookups = self.ledger.read_model.lookups
        own = [one.center_id for one in lookups.centers_like(name) if same_name(one.name_zh, name)]
        ids = own or [one.center_id for one in lookups.centers_formerly_named(name)]
        found = [center for one in ids if (center := center_now(self.ledger, one)) is not None]
        if len(found) == 1:
            return found[0]
        code = "report_center_ambiguous" if found else "report_center_unknown"
        context = {"name": name, "ids": "、".join(one.center_id for one in found)}
        raise WrongRows([WrongRow(row.place_of("center"), shape_error(code, context))])

    def _planned(self, one: _Row) -> PlannedReport:
        extract = b"" if "document_sha256" in one.row.values else _extract(one)
        content = _with_paper(one, extract)
        if one.cases or "case_title" in one.row.values or "case_description" in one.row.values:
            content["cases"] = _cases(one)
        try:
            command = SubmitAnnualReport.model_validate(content)
        except ValidationError as wrong:
            located = [(tuple(error["loc"]), error) for error in wrong.errors()]
            faults = [WrongRow(one.cell(loc), wrong_rows([error])[0].sentence) for loc, error in located]
            raise WrongRows(faults) from None
        day = one.row.values["received_on"]
        planned = PlannedReport(
            place=one.row.place_of("center"),
            center_id=one.center.center_id,
            name_zh=one.center.name_zh,
            year=command.year,
            content=content,
            command_id="",
            extract=extract,
            received_on=day,
            days_late=self._days_late(one.center, command.year, day),
        )
        if self._is_on_record(one.center, command):
            return replace(planned, is_recorded=True)
        return self._tried(one, planned, command)

    def _is_on_record(self, center: Center, command: SubmitAnnualReport) -> bool:
        """Whether the very same report is there: then the file is repeated, and nothing is to be done."""
        if command.year not in center.reports:
            return False
        for record in reversed(self.ledger.history(center.center_id)):
            event = record.event
            if isinstance(event, AnnualReportSubmitted) and event.year == command.year:
                same_day = None in (record.on_behalf_of, command.on_behalf_of) or _day(record) == _day(command)
                return same_day and all(getattr(event, name) == getattr(command, name) for name in SAID)
        return False

    def _days_late(self, center: Center, year: int, day: date) -> int:
        due_on = self.policy.annual_report_due(year)
        return max(0, (day - due_on).days) if is_report_due(center, due_on) else 0

    def _tried(self, one: _Row, planned: PlannedReport, command: SubmitAnnualReport) -> PlannedReport:
        refusal = trial(self.ledger, planned.center_id, command, self._context(planned))
        if refusal is None:
            return replace(planned, command_id=self._command_id(planned))
        if refusal.code != DOUBTFUL:
            raise WrongRows([_refused(one, refusal)])
        doubts = refusal.params["doubts"]
        reason = str(one.row.values.get("reason") or self.reason).strip()
        if not reason:
            return replace(planned, doubts=doubts)
        codes = list(dict.fromkeys(doubt["code"] for doubt in doubts))
        content = {**planned.content, "confirmed": {"doubts": codes, "reason": reason}}
        confirmed = replace(planned, content=content, confirmed=doubts)
        again = trial(
            self.ledger, planned.center_id, SubmitAnnualReport.model_validate(content), self._context(planned)
        )
        if again is not None:
            raise WrongRows([_refused(one, again)])
        return replace(confirmed, command_id=self._command_id(confirmed))

    def _context(self, planned: PlannedReport) -> Context:
        """As the decision would be taken, with the row's extract kept already."""
        context = context_of(self.ledger, self.policy, planned.center_id, self.actor, self.now, sent_at=self.now)
        own = {hashlib.sha256(planned.extract).hexdigest()} if planned.extract else set[str]()
        held = context.held
        return replace(context, held=lambda files: frozenset(held(files)) | own.intersection(files))

    def _command_id(self, planned: PlannedReport) -> str:
        """Follows from who says what of which center; after a refusal, which stands, the next one."""
        statement = "\n".join((self.actor.id, self.actor.role.value, planned.center_id, as_text(planned.content)))
        base, number = f"report-{hashlib.sha256(statement.encode()).hexdigest()[:32]}", 0
        command_id = base
        while (receipt := self.ledger.receipt(command_id)) is not None and receipt.refusal is not None:
            number += 1
            command_id = f"{base}-{number}"
        return command_id


def _day(entered: Record[Any] | SubmitAnnualReport) -> date | None:
    return entered.on_behalf_of.received_on if entered.on_behalf_of else None


def as_text(content: Mapping[str, Any]) -> str:
    """The command's JSON, as it is signed."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def sentences(doubts: Sequence[Mapping[str, Any]]) -> list[Label]:
    """What is doubtful, in words."""
    return [explain_doubt(doubt["code"], doubt["params"]) for doubt in doubts]


def _is_a_center(ledger: Ledger, name: str) -> bool:
    return ledger.read_model.lookups.has_center(name)


def _is_called(center: Center, name: str) -> bool:
    known = (center.name_zh, center.name_en or "", *(former.name_zh for former in center.former_names))
    return any(same_name(one, name) for one in known)


def _stated(row: TableRow, center: Center) -> dict[str, Any]:
    values = row.values
    behalf: dict[str, Any] = {"received_on": str(values["received_on"])}
    if (organisation := values.get("organisation") or (center.lead and center.lead.name) or center.host) is not None:
        behalf["organisation"] = organisation
    stated: dict[str, Any] = {"type": "submit_annual_report", "year": values["year"], "on_behalf_of": behalf}
    stated |= {name: {"summary": values[name]} for name in SECTIONS if name in values}
    stated |= {"note": values["note"]} if "note" in values else {}
    stated |= {"effective_on": str(values["dated_on"])} if "dated_on" in values else {}
    return stated


def _with_paper(one: _Row, extract: bytes) -> dict[str, Any]:
    values = one.row.values
    title = values.get("document_title") or f"{one.content['year']}年度筹建情况（汇总表摘录）"
    sha256 = str(values.get("document_sha256", "")).lower() or hashlib.sha256(extract).hexdigest()
    behalf = {**one.content["on_behalf_of"], "document": {"sha256": sha256, "title": title}}
    if "organisation" not in behalf:
        raise WrongRows([_refused(one, Refusal("nobody_to_enter_for", "5.2"))])
    return {**one.content, "on_behalf_of": behalf}


def _cases(one: _Row) -> list[dict[str, Any]]:
    values = one.row.values
    own = {"title": values.get("case_title"), "description": values.get("case_description")}
    found = [own] if any(own.values()) else []
    found += [{name: case.values.get(name) for name in ("title", "description")} for case in one.cases]
    return [{name: value for name, value in case.items() if value is not None} for case in found]


def _extract(one: _Row) -> bytes:
    """The row as it stands, each cell under its heading, and its further cases: the same bytes for the same content."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow((REPORT_TABLE.title.zh, one.center.name_zh))
    for column in REPORT_TABLE.columns:
        if column.name in one.row.values and column.name not in {"reason", "document_sha256"}:
            writer.writerow((column.heading.zh, _defused(str(one.row.values[column.name]))))
    for case in one.cases:
        for column in CASE_TABLE.columns:
            if column.name in ("title", "description") and column.name in case.values:
                writer.writerow((column.heading.zh, _defused(str(case.values[column.name]))))
    return lines.getvalue().encode("utf-8-sig")


def _defused(value: str) -> str:
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _refused(one: _Row, refusal: Refusal) -> WrongRow:
    _, detail = explain(refusal.code, refusal.params)
    return WrongRow(one.row.place_of(_COLUMN_OF.get(refusal.code, "center")), detail)


def _twice(rows: Sequence[_Row]) -> Iterator[WrongRow]:
    first: dict[tuple[str, int], _Row] = {}
    for one in rows:
        same = first.setdefault((one.center.center_id, one.content["year"]), one)
        if same is not one:
            context = {"first": same.row.place_of("year")}
            yield WrongRow(one.row.place_of("year"), shape_error("report_twice", context))


def _give(cases: Sequence[TableRow], rows: Sequence[_Row]) -> list[WrongRow]:
    """Hands the further cases to their reports; those of none are wrong."""
    faults = []
    by_center: dict[str, list[_Row]] = defaultdict(list)
    for one in rows:
        by_center[one.center.center_id].append(one)
    for case in cases:
        owners = [one for one in rows if _is_of(case, one)]
        if len(owners) == 1:
            owners[0].cases.append(case)
        else:
            faults.append(WrongRow(case.place_of("center"), shape_error("report_case_of_none", {})))
    return faults


def _is_of(case: TableRow, one: _Row) -> bool:
    year, by_id, name = (case.values.get(part) for part in ("year", "center_id", "center"))
    if year is not None and year != one.content["year"]:
        return False
    if by_id is not None:
        return bool(by_id == one.center.center_id)
    return name is not None and _is_called(one.center, name)


def _further_cases(book: Book) -> ReadTable:
    """Of the sheets that hold no reports."""
    reports = {found.sheet.name for found in find_tables(book, REPORT_TABLE)}
    others = Book(tuple(sheet for sheet in book.sheets if sheet.name not in reports))
    is_there = any(found.is_whole for found in find_tables(others, CASE_TABLE))
    return read_table(others, CASE_TABLE) if is_there else ReadTable()


def _row_of(place: str) -> tuple[Any, ...]:
    return tuple(reading_order(place)[:2])


def _notes(table: ReadTable, filled: Sequence[TableRow]) -> Iterator[WrongRow]:
    for heading in table.not_taken:
        yield WrongRow(str(heading.place), shape_error("sheet_column_not_taken", {"name": heading.text}))
    if empty := len(table.rows) - len(filled):
        yield WrongRow(place_of(()), shape_error("report_rows_empty", {"count": empty}))
