"""The columns of a list in a file: what stands in each, in words."""

from collections.abc import Callable, Iterable
from typing import Any

from api.exports.tables import Cell, Item
from api.http.language import Language, say
from domain.guideline.clauses import citation
from domain.kernel.base import Label
from domain.wording.fields import label_of
from domain.wording.values import NO, YES
from ledger.read_model import list_table as listed
from ledger.read_model.list_table import Kind, day_or_text

COMMA = Label("、", ", ")


def _words(column: listed.Column, values: Iterable[str], language: Language) -> str | None:
    return say(COMMA, language).join(say(_word(column, one), language) for one in values) or None


def _word(column: listed.Column, code: str) -> Label:
    """In the column's words; in a field's where it names one that isn't among them."""
    known = {member.value: member.label for member in column.words or ()}
    return known.get(code) or label_of(None, code)


def _yes(value: bool | None, language: Language) -> Cell:
    return None if value is None else say(YES if value else NO, language)


_CELLS: dict[Kind, Callable[[listed.Column, Any, Language], Cell]] = {
    Kind.TEXT: lambda _column, value, _language: value,
    Kind.TEXTS: lambda _column, value, language: say(COMMA, language).join(value) or None,
    Kind.CHOICE: lambda column, value, language: _words(column, (value,), language),
    Kind.CHOICES: _words,
    Kind.DAY: lambda _column, value, _language: day_or_text(value),
    Kind.FLAG: lambda _column, value, language: _yes(value, language),
    Kind.COUNT: lambda _column, value, _language: value,
    Kind.NUMBER: lambda _column, value, _language: value,
}


def cell_of(column: listed.Column) -> Callable[[Item, Language], Cell]:
    """What a file has of an item in the column."""

    def cell(item: Item, language: Language) -> Cell:
        value = column.of(item)
        return None if value is None else _CELLS[column.kind](column, value, language)

    return cell


def named(name: str) -> Callable[[Item, Language], Cell]:
    """What the item names in both languages."""

    def cell(item: Item, language: Language) -> Cell:
        text: str = item[name][language]
        return text

    return cell


def clause(item: Item, language: Language) -> Cell:
    """The clause, as the guideline is cited; nothing where there is none."""
    return say(citation(item["clause"]), language) if item.get("clause") else None
