"""One search over all that the reader sees: centers, documents, and what is on record; each leads to the rest."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.frame.page_request import ListPage
from api.console.frame.urls import receipt_path, with_query
from api.console.history.routes import PATH as HISTORY
from api.console.history.routes import ShownLine, shown
from domain.documents_in_history import NamedDocument, documents_of
from domain.values.comparing_form import comparing_form
from ledger.read_model.pages import Page
from ledger.read_model.queries import ReadModel
from service_layer.reading import ReadableLedger

router = APIRouter()

REGISTER = "/console/centers"

CENTERS, LINES, LINES_WITH_DOCUMENTS = 8, 8, 6
"""How many of each are shown; the rest is a link away."""


class Found(NamedTuple):
    """What was found: a page of the register, a page of the history, and documents by their titles, each with whether
    its file is kept. ``receipt`` leads to the receipt of that id, where what was typed is one.
    """

    centers: Page
    records: Page
    lines: list[ShownLine]
    documents: list[tuple[NamedDocument, bool]]
    receipt: str | None


@router.get("/search")
async def search(page_request: ListPage, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """What has these words, all of them, in any spelling: nothing before anything is typed."""
    words = q.strip()
    found = await page_request.read(_find, words) if words else None
    return page_request.page(
        "search/search.html",
        q=words,
        found=found,
        register=with_query(REGISTER, {"q": words, "of_the_bureau": ""}),
        history=with_query(HISTORY, {"q": words}),
    )


def _find(ledger: ReadableLedger, words: str) -> Found:
    lists = ledger.read_model
    centers = lists.find_centers(q=words, limit=CENTERS)
    records = lists.find_lines(q=words, limit=LINES)
    naming = _naming(lists, words, records)
    streams = {line["stream"] for line in records.items} | {stream for _, stream in naming}
    names = lists.names(streams)
    receipt = ledger.receipt(words) if " " not in words else None
    return Found(
        centers,
        records,
        [shown(line, names) for line in records.items],
        list(_documents(ledger, words, [position for position, _ in naming])),
        receipt_path(words) if receipt else None,
    )


def _naming(lists: ReadModel, words: str, records: Page) -> list[tuple[int, str]]:
    """Where documents may be named: among the lines that were found, where those are all."""
    if records.next_cursor is not None:
        return lists.lines_with_documents(words, LINES_WITH_DOCUMENTS)
    return [(line["position"], line["stream"]) for line in records.items if line["position"]]


def _documents(ledger: ReadableLedger, words: str, positions: list[int]) -> Iterator[tuple[NamedDocument, bool]]:
    """Those whose titles have all the words, the latest first, each file once."""
    forms = [form for form in map(comparing_form, words.split()) if form]
    records = sorted(ledger.records_at(positions), key=lambda record: -record.position) if positions else []
    seen: set[str] = set()
    for document in documents_of(records):
        title = comparing_form(f"{document.title.zh} {document.title.en}")
        if document.sha256 not in seen and all(form in title for form in forms):
            seen.add(document.sha256)
            yield document, ledger.documents.facts(document.sha256) is not None
