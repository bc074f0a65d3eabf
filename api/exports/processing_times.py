"""How long the bureau's steps took, as a file: a line for each step and year."""

from starlette.responses import Response

from api.exports.asked import made_by
from api.exports.list_files import FileKind, ListFile
from api.exports.tables import Cell, Column, Item
from api.http.language import Language, say
from api.reads.reading import Reading
from api.resources.list_parameters import ListQuestion
from api.resources.processing_times import find_processing_times
from domain.guideline.clauses import citation
from domain.kernel.base import Label
from domain.processing import ProcessingStep
from ledger.read_model.pages import Page

TITLE = Label("市局各环节用时", "Processing times")


def _step(item: Item, language: Language) -> Cell:
    return say(ProcessingStep(item["step"]).label, language)


def _clause(item: Item, language: Language) -> Cell:
    return say(citation(item["clause"]), language)


COLUMNS = (
    Column(Label("环节", "Step"), 40, _step),
    Column(Label("条款", "Clause"), 12, _clause),
    Column(Label("办结年份", "Done in"), 10, lambda item, _language: item["year"]),
    Column(Label("件数", "How many"), 10, lambda item, _language: item["times"]),
    Column(Label("用时中位数（自然日）", "Median (calendar days)"), 14, lambda item, _language: item["median"]),
    Column(Label("最长用时（自然日）", "Longest (calendar days)"), 14, lambda item, _language: item["longest"]),
)


async def processing_times_file(reading: Reading, which: ListQuestion, kind: FileKind, language: Language) -> Response:
    """Each step and year. Raises ``Problem`` 403 for who oversees nothing, 503 while lists of then are made."""

    async def page_from(_cursor: str | None) -> Page:
        return await find_processing_times(reading, which)

    return await ListFile("steps", COLUMNS, made_by(reading.actor, TITLE, which)).answer(kind, page_from, language)
