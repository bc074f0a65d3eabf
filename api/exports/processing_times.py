"""How long the bureau's steps took, as a file: a line for each step and year."""

from starlette.responses import Response

from api.exports.asked import made_by
from api.exports.columns_in_words import clause
from api.exports.list_files import FileKind, ListFile
from api.exports.tables import Cell, Column, Item
from api.http.language import Language, say
from api.reads.reading import Reading
from api.resources.list_parameters import ListQuestion
from api.resources.processing_times import find_processing_times
from domain.kernel.base import Label
from domain.processing import ProcessingStep
from ledger.read_model.pages import Page

TITLE = Label("市局各环节用时", "Processing times")
REMARK = Label(
    "自然日，按办结年份；含申报单位补正、修订的时间；只计起讫日期均确定的",
    "Calendar days, by the year in which they were done; with the time that applicants took to supplement and revise;"
    " of what began and was done on certain days alone",
)


def _step(item: Item, language: Language) -> Cell:
    return say(ProcessingStep(item["step"]).label, language)


COLUMNS = (
    Column(Label("环节", "Step"), 40, _step),
    Column(Label("条款", "Clause"), 12, clause),
    Column(Label("办结年份", "Done in"), 10, lambda item, _language: item["year"]),
    Column(Label("件数", "How many"), 10, lambda item, _language: item["times"]),
    Column(Label("用时中位数（自然日）", "Median (calendar days)"), 14, lambda item, _language: item["median"]),
    Column(Label("最长用时（自然日）", "Longest (calendar days)"), 14, lambda item, _language: item["longest"]),
)


async def processing_times_file(reading: Reading, which: ListQuestion, kind: FileKind, language: Language) -> Response:
    """Each step and year. Raises ``Problem`` 403 for who oversees nothing, 503 while lists of then are made."""

    async def page_from(_cursor: str | None) -> Page:
        return await find_processing_times(reading, which)

    made = made_by(reading.actor, TITLE, which)._replace(remark=REMARK)
    return await ListFile("steps", COLUMNS, made).answer(kind, page_from, language)
