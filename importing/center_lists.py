"""A list of centers from a workbook or a text file: the rows of ``importing.reading``, with the cells they come from.

A row becomes the same object as in a file of JSON and is checked as that is; what is wrong is then named by its cell.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from typing import Any

from pydantic import ValidationError

from domain.guideline.vocabulary import Level
from domain.imported.facts import Certainty, FactKind
from domain.values.comparing_form import comparing_form
from domain.values.partial_days import precision
from domain.wording.shape_errors import shape_error
from importing.center_columns import CENTER_TABLE, COMMON_FACTS, HEADINGS_OF_PAPERS, NOTES, REPORT_TABLE
from importing.file_format import ReportedCenter
from importing.read_file import ReadFile
from importing.sheets.cells import Book
from importing.sheets.columns import Heading, heading_form
from importing.sheets.days import WrittenDay
from importing.sheets.errors import no_table
from importing.sheets.headings import find_tables
from importing.sheets.table import ReadTable, TableRow, read_book, read_table
from importing.sheets.template import make_template
from importing.wrong_rows import WrongRow, place_of, wrong_rows

_BY_NAME: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"(?P<region>上海)市.*"), Level.MUNICIPAL),
    (re.compile(r"(?P<region>[^市]{2,8}?)(?:省|(?:壮族|回族|维吾尔)?自治区).*"), Level.PROVINCIAL),
    (re.compile(r"国家.*"), Level.NATIONAL),
)
"""Whose center it is stands at the head of its name: 上海市, 广东省, 国家."""
_WITHOUT_NAME = {"level": Level.MUNICIPAL.value, "region": "上海"}
"""Of a row that lacks its name, that alone is told."""
IdOf = Callable[[str], str | None]
"""The id of a center by its name; ``None`` where there is none of that name."""
REPORTED = ("authority", "score", "certainty", "note", "source_en", "note_en")
"""What a row of reports says of a fact beside its day and source."""
Location = tuple[str | int, ...]
OWN = (
    "name_zh",
    "name_en",
    "level",
    "region",
    "host",
    "joint",
    "joint_with",
    "field",
    "industry",
    "seat",
    "district",
    "predecessor",
)
"""The columns that say what a center is."""


@dataclass(frozen=True, slots=True)
class _ListedCenter:
    """A row of the list: the object that it states, the cell behind each place in that, and what it leaves to guess."""

    row: TableRow
    stated: dict[str, Any]
    places: dict[Location, str]

    def add_fact(self, kind: FactKind, day: WrittenDay, beside: dict[str, Any], places: dict[str, str]) -> None:
        """A reported fact; ``places`` are the cells of its members."""
        facts: list[dict[str, Any]] = self.stated["facts"]
        self.places.update({("facts", len(facts), name): place for name, place in places.items()})
        self.places["facts", len(facts)] = places["date"]
        certainty = Certainty.APPROXIMATE if day.approximate else Certainty.REPORTED
        facts.append({"event": kind.value, "certainty": certainty.value, **_stated(day), **beside})

    @property
    def names(self) -> frozenset[str]:
        """What rows of reports may call it."""
        return frozenset(comparing_form(str(self.stated[name])) for name in ("id", "name_zh") if name in self.stated)


def template(place: int = 0) -> bytes:
    """The workbook to fill in; ``place`` is 0 for Chinese headings and 1 for English ones."""
    return make_template((CENTER_TABLE, REPORT_TABLE), NOTES, place)


def id_of_name(name: str) -> str:
    """The id of a center whose list gives none: always the same for the same name."""
    return f"center-{sha256(comparing_form(name).encode()).hexdigest()[:10]}"


def template_as_text() -> bytes:
    """The headings and the example of the first sheet as CSV, with the mark by which Excel knows its encoding."""
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow([column.heading.zh for column in CENTER_TABLE.columns])
    writer.writerow([column.example or "" for column in CENTER_TABLE.columns])
    return lines.getvalue().encode("utf-8-sig")


def no_center(_name: str) -> None:
    """No center is there yet."""


def read_center_list(content: bytes, name: str, id_of: IdOf = no_center) -> ReadFile:
    """The rows of a workbook or a text file; ``name`` is the file's, the source of what names none. A row without an id
    is of the center that ``id_of`` knows by its name, or of a new one.

    Raises ``WrongRows`` where it cannot be read as a list of centers at all.
    """
    book = read_book(content)
    table, reports = read_table(book, CENTER_TABLE), _reports_of(book)
    if not table.rows and not table.faults:
        raise no_table("sheet_no_rows")
    listed = [_center(row, name, id_of) for row in table.rows]
    faults = [*table.faults, *reports.faults, *_add_reports(listed, reports.rows, name)]
    faults += _repeated(listed)
    rows: dict[int, ReportedCenter] = {}
    for number, center in enumerate(listed):
        try:
            rows[number] = ReportedCenter.model_validate(center.stated)
        except ValidationError as wrong:
            faults += wrong_rows(wrong.errors(), ("centers", number))
    cells = {
        place_of(("centers", number, *at)): cell for number, one in enumerate(listed) for at, cell in one.places.items()
    }
    headings = (*table.not_taken, *reports.not_taken)
    notes = [*_columns_not_taken(headings, lambda: _is_our_own(table.rows, id_of)), *_derived(listed)]
    return ReadFile(rows, tuple(faults), cells, tuple(notes))


def _reports_of(book: Book) -> ReadTable:
    """The sheet of further reports, where there is one."""
    has_any = any(found.is_whole for found in find_tables(book, REPORT_TABLE))
    return read_table(book, REPORT_TABLE) if has_any else ReadTable()


def _center(row: TableRow, source: str, id_of: IdOf) -> _ListedCenter:
    values = row.values
    stated: dict[str, Any] = {name: values[name] for name in OWN if name in values} | {"facts": []}
    name = str(values.get("name_zh", ""))
    stated["id"] = values.get("id") or id_of(name) or id_of_name(name)
    stated = (_by_its_name(name) if name else _WITHOUT_NAME) | stated
    places: dict[Location, str] = {(): str(row.place)}
    places.update({(name,): row.place_of(name) for name in ("id", *OWN)})
    center = _ListedCenter(row, stated, places)
    for fact in COMMON_FACTS:
        if fact.day in values:
            beside = {"source": values.get(fact.source) or values.get("source") or source}
            beside |= {"note": values[fact.note]} if fact.note in values else {}
            cells = {"date": row.place_of(fact.day), "note": row.place_of(fact.note)}
            cells["source"] = row.place_of(fact.source if fact.source in values else "source")
            center.add_fact(fact.kind, values[fact.day], beside, cells)
    return center


def _by_its_name(name: str) -> dict[str, Any]:
    """Level and region as the head of a name has them, for whoever's list has no such cells."""
    for form, level in _BY_NAME:
        if found := form.fullmatch(name):
            return {"level": level.value} | found.groupdict()
    return {}


def _stated(day: WrittenDay) -> dict[str, Any]:
    """The members of a fact that say when it was."""
    if day.on is not None:
        return {"date": str(day.on), "precision": precision(day.on)}
    bounds = {"not_before": day.not_before, "not_after": day.not_after}
    return {"date": None, **{name: str(bound) for name, bound in bounds.items() if bound is not None}}


def _add_reports(listed: list[_ListedCenter], rows: Iterable[TableRow], source: str) -> Iterator[WrongRow]:
    """Each further report goes to its center. Gives the rows whose center isn't in the list."""
    by_name = {name: center for center in listed for name in center.names}
    for row in rows:
        values, center = row.values, by_name.get(comparing_form(str(row.values.get("center", ""))))
        if center is None:
            yield WrongRow(row.place_of("center"), shape_error("sheet_center_not_listed", {}))
        elif "event" not in values:
            yield WrongRow(row.place_of("event"), shape_error("missing", {}))
        else:
            beside: dict[str, Any] = {name: values[name] for name in REPORTED if name in values}
            beside["source"] = values.get("source", source)
            cells = {name: row.place_of(name) for name in ("event", "date", "source", *REPORTED)}
            center.add_fact(FactKind(values["event"]), values.get("date", WrittenDay()), beside, cells)


def _repeated(listed: Iterable[_ListedCenter]) -> Iterator[WrongRow]:
    """A center stands in a list once, whether it is called by its id or its name."""
    first: dict[str, str] = {}
    for center in listed:
        for column in ("id", "name_zh"):
            name, place = str(center.row.values.get(column, "")), center.row.place_of(column)
            if name and first.setdefault(comparing_form(name), place) != place:
                yield WrongRow(place, shape_error("id_repeated", {"name": name, "place": first[comparing_form(name)]}))
                break


def _is_our_own(rows: Iterable[TableRow], id_of: IdOf) -> bool:
    """Whether it is our own register: each of its centers is there, by its id and under that name."""
    return all("id" in row.values and row.values["id"] == id_of(str(row.values.get("name_zh", ""))) for row in rows)


def _columns_not_taken(headings: Sequence[Heading], is_our_own: Callable[[], bool]) -> Iterator[WrongRow]:
    """In our own register what papers say is what is on record; of any other list it is told that it isn't taken."""
    of_papers = {heading for heading in headings if heading_form(heading.text) in HEADINGS_OF_PAPERS}
    on_record = of_papers if of_papers and is_our_own() else set[Heading]()
    for heading in headings:
        if heading not in on_record:
            code = "sheet_column_of_papers" if heading in of_papers else "sheet_column_not_taken"
            yield WrongRow(str(heading.place), shape_error(code, {"name": heading.text}))


def _derived(listed: Iterable[_ListedCenter]) -> Iterator[WrongRow]:
    """What a name alone says of level and region."""
    for center in listed:
        for name in ("level", "region"):
            if name in center.stated and name not in center.row.values:
                value = center.stated[name]
                zh, en = Level(value).label if name == "level" else (value, value)
                yield WrongRow(center.row.place_of(name), shape_error(f"sheet_{name}_by_name", {"zh_": zh, "en_": en}))
