"""What the XML of a workbook says of a cell beside its value: how far the cells reach, which hold a formula without a
result, and of which dates only the month or the year is shown.

Whoever types 2023年5月 into Excel gets the first of May, shown as a month: it was a month that they meant.
"""

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from importing.sheets.cells import Mark, column_number

Attributes = dict[str, str]

BOOK, LINKS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_TEXTS = "xl/sharedStrings.xml"
_SHEET = "/worksheet"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[0-9]{1,7}")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_BUILT_IN: dict[int, Mark] = dict.fromkeys((17, 27, 36, 50, 52, 57), "month")
"""Formats without a code of their own: ``mmm-yy``, and 年月 as Chinese editions have it."""
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')


class WrongPart(Exception):
    """The XML is not well-formed, or declares entities, as no workbook does."""


class SheetPart(NamedTuple):
    """One sheet: its name, and the part that holds it."""

    name: str
    part: str


@dataclass(slots=True)
class Marks:
    """The last row and column in which something stands (0 where nothing does), the characters of its texts that
    other cells share, counted once for each cell, and the marked cells by row and column, from 1.
    """

    last_row: int = 0
    last_column: int = 0
    shared_text: int = 0
    cells: dict[tuple[int, int], Mark] = field(default_factory=dict)


def sheet_parts(parts: dict[str, bytes]) -> list[SheetPart]:
    """The sheets in their order. Raises ``WrongPart`` and ``KeyError``."""
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def of_book(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            link = next((value for name, value in attributes.items() if _local(name) == "id"), "")
            sheets.append((attributes.get("name", ""), link))

    def of_links(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith(_SHEET):
            targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")

    _parse(parts[BOOK], of_book)
    _parse(parts[LINKS], of_links)
    return [SheetPart(name, targets[link]) for name, link in sheets if link in targets]


def text_lengths(parts: dict[str, bytes]) -> list[int]:
    """The characters of each text that cells share, in their order. Raises ``WrongPart``."""
    lengths: list[int] = []
    inside: list[str] = []

    def start(tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            if tag in inside:
                raise WrongPart
            lengths.append(0)
        inside.append(tag)

    def text(text: str) -> None:
        if "si" in inside:
            lengths[-1] += len(text)

    def end(_tag: str) -> None:
        inside.pop()

    content = next((content for name, content in parts.items() if name.casefold() == _TEXTS.casefold()), None)
    if content is not None:
        _parse(content, start, end, text)
    return lengths


def marks_of(parts: dict[str, bytes], sheet: SheetPart, lengths: Sequence[int]) -> Marks:
    """What is to be known of a sheet's cells, given the ``lengths`` of the texts that they share. Raises ``WrongPart``
    and ``KeyError``.
    """
    reader = _SheetReader(_shown_parts(parts.get(STYLES)), lengths)
    _parse(parts[sheet.part], reader.start, reader.end, reader.text)
    return reader.marks


class _SheetReader:
    """Follows the cells of one sheet."""

    def __init__(self, formats: list[Mark], lengths: Sequence[int]) -> None:
        self.marks, self._formats, self._lengths = Marks(), formats, lengths
        self._row = self._column = 0
        self._kind, self._style, self._value = "", 0, ""
        self._in_value = self._has_formula = self._has_text = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            self._start_row(attributes.get("r"))
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._has_formula = True
        elif tag in ("v", "is"):
            if self._value:
                raise WrongPart
            self._in_value, self._has_text = tag == "v", self._has_text or tag == "is"
            self._reach()

    def _start_row(self, written: str | None) -> None:
        if written is not None and not _ROW.fullmatch(written):
            raise WrongPart
        self._row, self._column = int(written) if written is not None else self._row + 1, 0

    def _start_cell(self, attributes: Attributes) -> None:
        """A place that is written otherwise than Excel does is none: two readers might take it for two."""
        written = attributes.get("r")
        place = _REFERENCE.fullmatch(written) if written is not None else None
        if written is not None and place is None:
            raise WrongPart
        self._row, self._column = (int(place[2]), column_number(place[1])) if place else (self._row, self._column + 1)
        self._kind, self._style, self._value = attributes.get("t", "n"), _number(attributes.get("s", "0")), ""
        self._has_formula = self._has_text = False

    def text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def end(self, tag: str) -> None:
        if tag == "v":
            self._in_value = False
        elif tag == "c" and (self._has_formula or self._has_text or self._value):
            self._end_cell()

    def _reach(self) -> None:
        """Whatever might be a value counts, be it empty."""
        self.marks.last_row = max(self.marks.last_row, self._row)
        self.marks.last_column = max(self.marks.last_column, self._column)

    def _end_cell(self) -> None:
        self._reach()
        if self._kind == "s" and self._value:
            self.marks.shared_text += self._length(_number(self._value))
        if mark := self._mark():
            self.marks.cells[self._row, self._column] = mark

    def _length(self, number: int) -> int:
        if number >= len(self._lengths):
            raise WrongPart
        return self._lengths[number]

    def _mark(self) -> Mark:
        if self._kind == "e":
            return "error"
        if self._has_formula and not self._value and self._kind != "str":
            return "formula"
        if self._kind in ("n", "d") and self._style < len(self._formats):
            return self._formats[self._style]
        return ""


def _shown_parts(styles: bytes | None) -> list[Mark]:
    """By style: whether a date is shown as a month or a year alone."""
    codes: dict[int, str] = {}
    used: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        inside.append(tag)
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in inside:
            used.append(int(attributes.get("numFmtId", 0)))

    def end(_tag: str) -> None:
        inside.pop()

    if styles is not None:
        _parse(styles, start, end)
    return [shown_of_date(codes[one]) if one in codes else _BUILT_IN.get(one, "") for one in used]


def shown_of_date(code: str) -> Mark:
    """Which part of a date a number format shows, where it is less than a day."""
    signs = _QUOTED.sub("", code.partition(";")[0]).lower()
    if "d" in signs or "y" not in signs:
        return ""
    return "month" if "m" in signs else "year"


def _number(written: str) -> int:
    """Of a style or of a text: never below 0."""
    if not _NUMBER.fullmatch(written.strip()):
        raise WrongPart
    return int(written)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _tag: None,
    text: Callable[[str], None] | None = None,
) -> None:
    def refuse(*_declared: object) -> None:
        raise WrongPart

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise WrongPart from None
