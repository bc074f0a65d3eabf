"""A whole list as a file of any kind that leaves the house, by the API or the console."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, NamedTuple

from starlette.responses import Response, StreamingResponse

from api.exports.made import Made
from api.exports.tables import CSV, EXCEL, Column, as_file, as_json, csv_lines, pages
from api.exports.workbook import ExcelSheet
from api.http.language import Language
from ledger.read_model.pages import Page

FileKind = Literal["csv", "xlsx", "json"]
KINDS: tuple[FileKind, ...] = ("csv", "xlsx", "json")
ITEMS = 1_000
"""Of a page that is read for a file."""
PageFrom = Callable[[str | None], Awaitable[Page]]
"""Reads the page that begins at a cursor, the first without one."""


class ListFile(NamedTuple):
    """What a list is called, its columns, and the account that the file gives of itself."""

    name: str
    columns: Sequence[Column]
    made: Made

    async def answer(self, kind: FileKind, page_from: PageFrom, language: Language) -> Response:
        """The file. The first page is read before anything goes out, so that what is wrong is still a page."""
        first = await page_from(None)
        headers = as_file(f"{self.name}.{kind}")
        if kind == "csv":
            lines = csv_lines(self.columns, pages(first, page_from), language, self.made)
            return StreamingResponse(lines, headers=headers, media_type=CSV)
        if kind == "json":
            return StreamingResponse(
                as_json(first, page_from, self.made), headers=headers, media_type="application/json"
            )
        sheet = ExcelSheet(self.made, self.columns, language)
        async for items in pages(first, page_from):
            await to_thread(sheet.add, items)
        return Response(await to_thread(sheet.content), headers=headers, media_type=EXCEL)
