"""What a column holds, and how each cell of it is read. A reader raises ``WrongCell``; what it gives is never ``None``
for a cell in which something stands.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from domain.kernel.base import Label, LabeledEnum
from domain.kernel.messages import Day
from domain.kernel.records import PartialDay
from domain.kernel.visible_text import check_line, check_text
from domain.values.comparing_form import comparing_form
from domain.values.formulas import as_written
from domain.wording.shape_errors import shape_error
from importing.sheets.cells import Cell
from importing.sheets.days import WrittenDay, month_and_year, read_day
from importing.sheets.errors import WrongCell, wrong_cell

Reader = Callable[[Cell], Any]

_LARGEST_EXACT = 10**15
"""Excel keeps fifteen digits of a number and puts noughts in the place of the rest."""
_SPOILT = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,3}")
_BETWEEN_NAMES = re.compile(r"[、；;\n]|(?<=[\u3400-\u9fff)）])[,，]")
"""A comma separates Chinese names; within an English one it may be a part of it."""
_FIRST_SERIAL, _LAST_SERIAL = 29_221, 73_050
"""The numbers under which Excel keeps 1 January 1980 and 31 December 2099."""
_SERIAL_ZERO = date(1899, 12, 30)
_TYPED_YEARS = (date(1905, 1, 1), date(1905, 12, 31))
"""Where a year that is typed into a cell meant for dates comes to lie: 2023 is the 2023rd day."""
_A_DAY: TypeAdapter[date] = TypeAdapter(Day)


def checked(cell: Cell) -> Cell:
    """The cell, which holds a value. Raises ``WrongCell`` for a formula that brings none."""
    if cell.mark == "formula":
        raise wrong_cell("sheet_formula")
    if cell.mark == "error":
        raise wrong_cell("sheet_formula_failed")
    return cell


def line(cell: Cell) -> str:
    """A name or a title, on one line; a number is read as its digits."""
    return _seen(_text(checked(cell)), check_line)


def text(cell: Cell) -> str:
    """A passage of prose."""
    return _seen(_text(checked(cell)), check_text)


def lines(cell: Cell) -> list[str]:
    """Several names in one cell, with 、 ； or a line break between them, or commas between Chinese ones."""
    found = (part.strip() for part in _BETWEEN_NAMES.split(_text(checked(cell))))
    return [_seen(part, check_line) for part in found if part]


def _seen(found: str, check: Callable[[str], None]) -> str:
    try:
        check(found)
    except PydanticCustomError as fault:
        raise WrongCell(shape_error(fault.type, fault.context or {})) from None
    return found


def _text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, str):
        return as_written(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_cell("sheet_not_text")
    if abs(value) >= _LARGEST_EXACT:
        raise wrong_cell("sheet_digits_lost")
    return str(int(value)) if value == int(value) else repr(value)


def code(cell: Cell) -> str:
    """Letters and digits that are no number: a credit code, a document's number in a register.

    Typed as a number, eighteen digits have lost their last three.
    """
    if isinstance(checked(cell).value, int | float) and not isinstance(cell.value, bool):
        raise wrong_cell("sheet_code_as_number")
    found = line(cell)
    if _SPOILT.fullmatch(found):
        raise wrong_cell("sheet_code_as_number")
    return found


def whole_number(cell: Cell) -> int:
    """A number of things; written as a number or in digits."""
    value = checked(cell).value
    if isinstance(value, bool):
        raise wrong_cell("int_type")
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", comparing_form(value).replace(",", "")):
        return int(comparing_form(value).replace(",", ""))
    if isinstance(value, int | float) and value == int(value) and abs(value) < _LARGEST_EXACT:
        return int(value)
    raise wrong_cell("int_type")


def number(cell: Cell) -> float | int:
    """A number, with or without a fraction."""
    value = checked(cell).value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", comparing_form(value)):
        value = float(comparing_form(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_cell("sheet_not_a_number")
    return int(value) if value == int(value) else value


def written_day(cell: Cell) -> WrittenDay:
    """A day, a month, a year or a range, as it was written; an Excel date is as much of a day as the cell shows."""
    value = checked(cell).value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return WrittenDay(_shown(cell, value))
    if isinstance(value, str):
        return _within_reason(read_day(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_cell("sheet_day")
    return WrittenDay(_day_as_number(value))


def _within_reason(day: WrittenDay) -> WrittenDay:
    for one in day:
        if isinstance(one, date):
            _in_our_times(one)
    return day


def _in_our_times(day: date) -> date:
    try:
        return _A_DAY.validate_python(day)
    except ValidationError as wrong:
        fault = wrong.errors()[0]
        raise WrongCell(shape_error(fault["type"], fault.get("ctx", {}))) from None


def _shown(cell: Cell, value: date) -> PartialDay:
    if _TYPED_YEARS[0] <= value <= _TYPED_YEARS[1]:
        raise wrong_cell("sheet_year_as_date", year=(value - _SERIAL_ZERO).days)
    if cell.mark == "month":
        return month_and_year(value)
    return str(value.year) if cell.mark == "year" else _in_our_times(value)


def _day_as_number(value: float) -> PartialDay:
    """2023, 202305 and 20230517 are what they look like; 2023.1 may be January or October."""
    if value != int(value):
        raise wrong_cell("sheet_day_as_fraction")
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        raise wrong_cell("sheet_day_as_serial", day=str(_SERIAL_ZERO + timedelta(days=int(value))))
    found = read_day(str(int(value))).on
    if found is None:
        raise wrong_cell("sheet_day")
    return found


def partial_day(cell: Cell) -> PartialDay:
    """A day, a month or a year; no range."""
    found = written_day(cell).on
    if found is None:
        raise wrong_cell("sheet_range_not_taken")
    return found


def day(cell: Cell) -> date:
    """A whole day."""
    found = partial_day(cell)
    if not isinstance(found, date):
        raise wrong_cell("sheet_whole_day")
    return found


def _forms(word: str) -> tuple[str, str]:
    """As it is written, which is found at once, and as it is compared."""
    return word, comparing_form(word)


def choice(words: Mapping[str, Label], synonyms: Mapping[str, str] | None = None) -> Reader:
    """One of a closed vocabulary: by its code, by its word in either language, or by a synonym of it."""
    known = {form: code for code, label in words.items() for word in (code, *label) for form in _forms(word)}
    known |= {comparing_form(word): code for word, code in (synonyms or {}).items()}
    expected = Label("、".join(label.zh for label in words.values()), ", ".join(label.en for label in words.values()))

    def read(cell: Cell) -> str:
        word = line(cell)
        found = known.get(word) or known.get(comparing_form(word))
        if found is None:
            raise _not_among(expected)
        return found

    return read


def _not_among(expected: Label) -> WrongCell:
    zh, en = (shape_error("enum", {"expected": words}) for words in expected)
    return WrongCell(Label(zh.zh, en.en))


def choice_of(vocabulary: Iterable[LabeledEnum], synonyms: Mapping[str, str] | None = None) -> Reader:
    """One of a vocabulary of the domain."""
    return choice({member.value: member.label for member in vocabulary}, synonyms)


_YES_NO = {
    "yes": ("是", "有", "yes", "y", "true", "1", "√", "✓"),
    "no": ("否", "无", "no", "n", "false", "0", "×"),
}
_TRUTH = {comparing_form(word): answer == "yes" for answer, words in _YES_NO.items() for word in words}


def yes_or_no(cell: Cell) -> bool:
    """是 or 否, and what else people write for them."""
    value = checked(cell).value
    if isinstance(value, bool):
        return value
    found = _TRUTH.get(comparing_form(_text(cell)))
    if found is None:
        raise wrong_cell("sheet_yes_or_no")
    return found
