"""What every list of the read model is made with: a page of items, and the conditions of a query."""

from typing import Any

from domain.kernel.base import Model


class Page(Model):
    """Some items of a list, the cursor of the next page if there is one, and how many items the whole list has."""

    items: list[dict[str, Any]]
    next_cursor: str | None
    total: int


class Conditions:
    """The conditions of a query and the values they name."""

    def __init__(self) -> None:
        self._conditions: list[str] = []
        self.values: dict[str, Any] = {}

    def equal(self, **columns: Any) -> None:
        """Each column has its value; one that is None is not asked about."""
        for column, value in columns.items():
            if value is not None:
                self.add(f"{column} = :{column}", **{column: value})

    def equal_unindexed(self, **columns: Any) -> None:
        """As ``equal``, for a column whose index finds too much to begin with."""
        for column, value in columns.items():
            if value is not None:
                self.add(f"coalesce({column}, '') = :{column}", **{column: value})

    def add(self, condition: str, **values: Any) -> None:
        """One condition more, and the values that it names."""
        self._conditions.append(condition)
        self.values |= values

    @property
    def where(self) -> str:
        """The clause, with a blank before it; empty without a condition."""
        return f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""


def part(text: str) -> str:
    """The pattern of LIKE that finds the text anywhere, its own signs escaped by ``!``, without regard to case."""
    literal = text.strip().casefold().replace("!", "!!").replace("%", "!%").replace("_", "!_").replace("\x00", "")
    return f"%{literal}%"
