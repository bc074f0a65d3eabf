"""What the pages of lists share: conditions as inputs, headings that sort, counts that lead to what they count."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from markupsafe import Markup

from api.console.frame.pages import render_panel
from api.http.language import Language
from api.resources.list_parameters import ListParameters, ListQuestion
from domain.kernel.base import Label
from domain.values.partial_days import SHANGHAI
from ledger.read_model.list_filters import Order
from ledger.read_model.list_table import DESCENDING, Column, Parameter

Address = Callable[..., str]
"""Where a list is shown with other values of parameters."""


class Heading(NamedTuple):
    """A column's heading, where its list is in its order, and in which order it is now (``aria-sort``), if in its
    own.
    """

    column: Column
    address: str
    state: str | None


class Counted(NamedTuple):
    """How many lines there are of a kind, and where they are listed; ``chosen`` if they are."""

    label: Label
    lines: int
    address: str
    chosen: bool


def headings(which: ListQuestion, names: Iterable[str], address: Address) -> dict[str, Heading]:
    """Of these columns, by name; a heading sorts the other way where its list is in its order already."""
    order = Order.of(which.parameters.table, which.sort)
    return {name: _heading(which, order, name, address) for name in names}


def _heading(which: ListQuestion, order: Order, name: str, address: Address) -> Heading:
    is_sorted = which.sort is not None and which.sort.removeprefix(DESCENDING) == name
    sort = name if not is_sorted or order.descending else f"{DESCENDING}{name}"
    state = ("descending" if order.descending else "ascending") if is_sorted else None
    return Heading(which.parameters.table.column_of[name], address(sort=sort), state)


def further_conditions(which: ListQuestion, conditions: tuple[Parameter, ...], language: Language) -> Markup:
    """A form's part for these conditions, what is missing, the order and the moment, open where it asks for one of
    them; it is the same for everybody who asks for none.
    """
    is_asked = bool(which.missing or which.then or any(one.name in which.asked for one in conditions))
    if is_asked or which.sort:
        return _further(which, conditions, language, is_open=is_asked)
    return _without_any(which.parameters, conditions, language)


@cache
def _without_any(parameters: ListParameters, conditions: tuple[Parameter, ...], language: Language) -> Markup:
    return _further(ListQuestion({}, parameters=parameters), conditions, language, is_open=False)


def _further(which: ListQuestion, conditions: tuple[Parameter, ...], language: Language, *, is_open: bool) -> Markup:
    given = {
        "conditions": conditions,
        "columns": which.parameters.table.columns,
        "which": which,
        "asked": which.named,
        "known_at": f"{which.known_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}" if which.known_at else "",
        "is_open": is_open,
    }
    return render_panel("frame/lists.html", "further", language, None, given)


def carried(which: ListQuestion, shown: Iterable[str]) -> list[tuple[str, str]]:
    """What a form carries along unseen: the conditions of columns that have no input of their own in it."""
    names = {*shown}
    of_columns = {name: value for name, value in which.asked.items() if name not in names}
    return [(name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in of_columns.items()]
