"""Days as people write them in a cell."""

from domain.values.written_days import NoWrittenDay, WrittenDay, month_and_year, written_day
from importing.sheets.errors import wrong_cell

__all__ = ["WrittenDay", "month_and_year", "read_day"]


def read_day(text: str) -> WrittenDay:
    """Raises ``WrongCell`` for what is no day, or might be several."""
    try:
        return written_day(text)
    except NoWrittenDay as no_day:
        raise wrong_cell(no_day.code) from None
