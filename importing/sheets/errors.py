"""What is wrong in a table: a cell, or the file as a whole."""

from typing import Any

from domain.kernel.base import Label
from domain.wording.shape_errors import shape_error
from importing.sheets.cells import CellPlace
from importing.wrong_rows import WrongRow, WrongRows, wrong_file


class WrongCell(Exception):
    """A cell cannot be read as what its column holds."""

    def __init__(self, sentence: Label) -> None:
        super().__init__(*sentence)
        self.sentence = sentence


def wrong_cell(code: str, **context: Any) -> WrongCell:
    """What is wrong, by its code."""
    return WrongCell(shape_error(code, context))


def wrong_at(place: CellPlace, code: str, **context: Any) -> WrongRow:
    """A fault at a place of the table."""
    return WrongRow(str(place), shape_error(code, context))


def no_table(code: str, **context: Any) -> WrongRows:
    """Why a file as a whole cannot be read."""
    return WrongRows([wrong_file(code, **context)])
