"""Whole lists as text, written page by page as they are read: JSON and CSV, no cell of which is a formula."""

import csv
import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

from api.exports.made import Made
from api.http.language import Language, say
from domain.kernel.base import Label
from domain.values.formulas import defused
from ledger.read_model.pages import Page

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK_OF_UTF8 = "\ufeff"
"""Without it Excel takes Chinese text for another encoding."""

Item = dict[str, Any]
Cell = str | int | float | date | None
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Column(NamedTuple):
    """One column: its heading, its width in characters, and what stands in it for an item, and whether it is one that
    is printed: those that are stand first.
    """

    heading: Label
    width: int
    cell: Callable[[Item, Language], Cell]
    on_paper: bool = True


def defused_cell(cell: Cell) -> Cell:
    """The cell as a spreadsheet program shows it, never as one that it works out."""
    return defused(cell) if isinstance(cell, str) else cell


async def csv_lines(
    columns: Sequence[Column], pages: AsyncIterable[Sequence[Item]], language: Language, made: Made | None = None
) -> AsyncIterator[str]:
    """The table as CSV (RFC 4180), page by page, below what the file says of itself."""
    above = [[defused_cell(line)] for line in made.lines(language)] if made else []
    yield MARK_OF_UTF8 + _csv([*above, [say(column.heading, language) for column in columns]])
    async for items in pages:
        yield _csv([[defused_cell(column.cell(item, language)) for column in columns] for item in items])


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    lines = StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


Items = list[Item]
Further = Callable[[str], Awaitable[Page]]
"""Reads the page that begins at a cursor."""


async def pages(first: Page, further: Further) -> AsyncIterator[Items]:
    """The items of each page. The first is read before anything goes out, so that what is wrong is still a page."""
    yield first.items
    page = first
    while page.next_cursor is not None:
        page = await further(page.next_cursor)
        yield page.items


async def as_json(first: Page, further: Further, made: Made | None = None) -> AsyncIterator[str]:
    """The whole list in the shape of one page of the API, after what the file says of itself."""
    yield f'{{"made":{_json(made.members)},"items":[' if made else '{"items":['
    separator = ""
    async for items in pages(first, further):
        for item in items:
            yield separator + _json(item)
            separator = ","
    yield f'],"next_cursor":null,"total":{first.total}}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_file(name: str) -> dict[str, str]:
    """The header by which a browser keeps the answer under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
