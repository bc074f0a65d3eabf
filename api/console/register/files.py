"""The register as a file, by the same filters as its page."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.exports.list_files import ITEMS, FileKind, ListFile
from api.console.exports.made import Asked, Made
from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.register.columns import FILE_COLUMNS, TITLE
from api.resources.centers import find_centers
from api.resources.list_parameters import RegisterQuestion, register_question
from clock import utc_now
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.roles import Actor
from domain.wording.values import NO, YES
from ledger.read_model.columns import COLUMN_OF
from ledger.read_model.pages import Page
from ledger.read_model.register_filters import DESCENDING, PARAMETER_OF, Order

router = APIRouter()

Which = Annotated[RegisterQuestion, Depends(register_question(blank=BLANK_IS_NONE))]
SOUGHT, MISSING, SORTED = Label("查找", "search"), Label("缺少", "not known"), Label("排序", "order")


@router.get("/centers.{kind}")
async def register_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that the filters find, in their order; JSON has the shape of the API's list."""

    async def page_from(cursor: str | None) -> Page:
        return await find_centers(page_request.reading, which, ITEMS, cursor)

    file = ListFile("centers", FILE_COLUMNS, made_by(page_request.actor, which))
    return await file.answer(kind, page_from, page_request.language)


def made_by(actor: Actor, which: RegisterQuestion) -> Made:
    """The account of a file of these centers."""
    return Made(TITLE, actor, utc_now(), filters_of(which), which.as_of, which.known_at)


def filters_of(which: RegisterQuestion) -> tuple[Asked, ...]:
    """What is asked, in words."""
    found = [
        Asked(name, _spelled(value), *_in_words(name, value))
        for name, value in which.named.items()
        if value is not None
    ]
    return tuple(found)


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_words(name: str, value: Any) -> tuple[Label, Label]:
    if name == "missing":
        return MISSING, COLUMN_OF[value].heading
    if name == "sort":
        heading = COLUMN_OF[Order.of(value).column].heading
        return SORTED, Label(heading.zh + "（降序）", heading.en + " (descending)") if value.startswith(
            DESCENDING
        ) else heading
    label = PARAMETER_OF[name].label if name in PARAMETER_OF else SOUGHT
    if isinstance(value, LabeledEnum):
        return label, value.label
    if isinstance(value, bool):
        return label, YES if value else NO
    return label, Label(str(value), str(value))
