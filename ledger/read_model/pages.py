"""What every list of the read model is made with: a page of items, and the conditions of a query."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from domain.kernel.base import Model
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import official_number


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

    def one_of(self, column: str, values: Sequence[str], name: str | None = None) -> None:
        """The column, or the expression of that ``name``, has one of these values."""
        named = {f"{name or column}{place}": value for place, value in enumerate(values)}
        self.add(f"{column} IN ({', '.join(f':{name}' for name in named)})", **named)

    def add(self, condition: str, **values: Any) -> None:
        """One condition more, and the values that it names."""
        self._conditions.append(condition)
        self.values |= values

    def hold(self, column: str, text: str | None, name: str = "q") -> None:
        """The column holds every word of the text, in any spelling; a text without any is not asked about."""
        found = sought(column, text, name) if text else None
        if found:
            self.add(found.condition, **found.values)

    def name(self, column: str, person: str) -> None:
        """A line of the column, which holds comparing forms of ids, is the id of the person in any spelling."""
        whole_line = anywhere(f"\n{comparing_form(person)}\n")
        self.add(f"(:line || {column} || :line) LIKE :whole_line ESCAPE '!'", line="\n", whole_line=whole_line)

    @property
    def where(self) -> str:
        """The clause, with a blank before it; empty without a condition."""
        return f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""


class Sought(NamedTuple):
    """What is looked for, as a condition on a column that holds comparing forms, and the values that it names."""

    condition: str
    values: dict[str, str]


def sought(column: str, text: str, name: str = "q") -> Sought | None:
    """Every word of the text, or the text as a document number in whatever spelling; ``None`` where nothing is to be
    seen in it. ``name`` begins the names of the values.
    """
    words = [forms for word in text.split() if (forms := _forms(word))]
    if not words:
        return None
    whole = official_number(text) if len(words) > 1 else None
    values: dict[str, str] = {}

    def held(form: str) -> str:
        key = f"{name}{len(values)}"
        values[key] = anywhere(form)
        return f"{column} LIKE :{key} ESCAPE '!'"

    every = " AND ".join(f"({' OR '.join(map(held, forms))})" for forms in words)
    condition = f"({every} OR {held(comparing_form(whole))})" if whole else f"({every})"
    return Sought(condition, values)


def _forms(word: str) -> list[str]:
    """The word, and what it is where it is a document number; nothing of a word in which nothing is to be seen."""
    spellings = (word, official_number(word))
    return [form for form in dict.fromkeys(comparing_form(one) for one in spellings if one) if form]


def anywhere(form: str) -> str:
    """The pattern of LIKE that finds the form anywhere, its own signs escaped by ``!``."""
    return f"%{form.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"


@lru_cache(maxsize=4096)
def form_of(text: str) -> str:
    """The comparing form, remembered: the rows of a center have its names again and again."""
    return comparing_form(text)


def comparing_lines(texts: Iterable[str | None]) -> str:
    """Texts as such a column holds them, each on a line."""
    forms = (form_of(text) for text in texts if text)
    return "\n".join(dict.fromkeys(form for form in forms if form))
