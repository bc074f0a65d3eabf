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
from ledger.read_model.log_index import FoundLines
from ledger.read_model.pages import Page
from service_layer.reading import ReadableLedger

router = APIRouter()

REGISTER = "/console/centers"

CENTERS, LINES, LINES_WITH_DOCUMENTS = 8, 8, 8
"""How many of each are shown; the rest is a link away."""
MOST_COUNTED = 1_000
"""Lines that are counted; of more it is said that there are more."""


class Found(NamedTuple):
    """What was found: a page of the register, lines of the history, and documents by their titles, each with whether
    its file is kept. ``receipt`` leads to the receipt of that id, where what was typed is one.
    """

    centers: Page
    records: FoundLines
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
    records = lists.search_lines(words, limit=LINES, with_documents=LINES_WITH_DOCUMENTS, most=MOST_COUNTED)
    names = lists.names(line["stream"] for line in records.items)
    receipt = ledger.receipt(words) if " " not in words else None
    return Found(
        centers,
        records,
        [shown(line, names) for line in records.items],
        _documents(ledger, words, records.with_documents),
        receipt_path(words) if receipt else None,
    )


def _documents(ledger: ReadableLedger, words: str, positions: list[int]) -> list[tuple[NamedDocument, bool]]:
    """Those whose titles have all the words, the latest first, each file once."""
    found = list(_titled(ledger, words, positions))
    kept = ledger.documents.facts_of_each({one.sha256 for one in found})
    return [(one, one.sha256 in kept) for one in found]


def _titled(ledger: ReadableLedger, words: str, positions: list[int]) -> Iterator[NamedDocument]:
    forms = [form for form in map(comparing_form, words.split()) if form]
    records = sorted(ledger.records_at(positions), key=lambda record: -record.position) if positions else []
    seen: set[str] = set()
    for document in documents_of(records):
        title = comparing_form(f"{document.title.zh} {document.title.en}")
        if document.sha256 not in seen and all(form in title for form in forms):
            seen.add(document.sha256)
            yield document
