"""What the office's tables are read and written through, on either database."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = tuple[Any, ...]
Values = Mapping[str, object]


class Store(Protocol):
    """Statements have ``:name`` places. Thread-safe; each call may raise ``OfficeError``, having changed nothing."""

    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a question finds."""

    def change(self, statement: str, values: Sequence[Values]) -> int:
        """Once for each of the values, all or none; how many rows were changed. It may be done twice where an answer
        was lost, so a row that is there already has to be left alone.
        """

    def check_writable(self) -> None:
        """Raises ``OfficeError`` where nothing could be kept now."""

    def close(self) -> None:
        """Gives up every connection."""
