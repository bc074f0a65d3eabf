"""All that the filters of a list find, read page by page while it goes out to whoever asked for the file."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from ledger.read_model.pages import Page

Items = list[dict[str, Any]]
Further = Callable[[str], Awaitable[Page]]
"""Reads the page that begins at a cursor."""


async def pages(first: Page, further: Further) -> AsyncIterator[Items]:
    """The items of each page. The first is read before anything goes out, so that what is wrong is still a page."""
    yield first.items
    page = first
    while page.next_cursor is not None:
        page = await further(page.next_cursor)
        yield page.items


async def as_json(first: Page, further: Further) -> AsyncIterator[str]:
    """The whole list in the shape of one page of the API."""
    yield '{"items":['
    separator = ""
    async for items in pages(first, further):
        for item in items:
            yield separator + json.dumps(item, ensure_ascii=False, separators=(",", ":"))
            separator = ","
    yield f'],"next_cursor":null,"total":{first.total}}}'


def as_file(name: str) -> dict[str, str]:
    """The header by which a browser keeps the answer under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
