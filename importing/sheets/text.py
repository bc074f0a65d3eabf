"""A text file of comma-separated values: which characters its bytes are, and which sign separates them."""

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from importing.sheets.bounds import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from importing.sheets.cells import Book, Cell, CellPlace, Sheet
from importing.sheets.errors import no_table, wrong_at
from importing.wrong_rows import WrongRows

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODINGS = ["utf-8-sig", "gb18030"]
_SEPARATORS = (",", "\t", ";")
_LOOKED_AT = 30
"""Rows from which the separator is found."""
_DIRECTIVE = "sep="
"""Excel's own first line that names the separator."""


def decoded(content: bytes) -> str:
    """The text; a mark is believed, then UTF-8 where it fits, then GB18030. Raises ``WrongRows``."""
    for encoding in ["utf-16"] if content.startswith(_UTF_16) else _ENCODINGS[: 1 if b"\x00" in content else None]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise no_table("sheet_encoding")


def read_text(content: bytes) -> Book:
    """The one sheet of the file. Raises ``WrongRows``."""
    text = decoded(content)
    first, _, rest = text.partition("\n")
    if first.casefold().startswith(_DIRECTIVE) and len(first.strip()) == len(_DIRECTIVE) + 1:
        lines, skipped = _records(rest, first[len(_DIRECTIVE)]), 1
    else:
        lines, skipped = _records(text, _separator(text)), 0
    return Book((Sheet("", tuple(_rows(lines, skipped))),))


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise no_table("sheet_quotes", line=reader.line_num) from None


def _separator(text: str) -> str:
    """The one that makes the most cells of the first rows."""
    return max(_SEPARATORS, key=lambda separator: _cells_at_first(text, separator))


def _cells_at_first(text: str, separator: str) -> int:
    found = 0
    try:
        for number, record in enumerate(_records(text, separator)):
            found += len(record) - 1 if record else 0
            if number >= _LOOKED_AT:
                break
    except WrongRows:
        pass
    return found


def _rows(records: Iterator[list[str]], skipped: int) -> Iterator[tuple[Cell, ...]]:
    for _ in range(skipped):
        yield ()
    for number, record in enumerate(records, start=skipped + 1):
        if number > MOST_ROWS:
            raise WrongRows([wrong_at(CellPlace("", 1, number), "sheet_too_many_rows", most=MOST_ROWS)])
        if len(record) > MOST_COLUMNS:
            raise WrongRows([wrong_at(CellPlace("", MOST_COLUMNS + 1, number), "sheet_too_wide", most=MOST_COLUMNS)])
        yield tuple(_cell(CellPlace("", column, number), text) for column, text in enumerate(record, start=1))


def _cell(place: CellPlace, text: str) -> Cell:
    if len(text) > LONGEST_CELL:
        raise WrongRows([wrong_at(place, "string_too_long", max_length=LONGEST_CELL)])
    return Cell(place, text.strip())
