"""Where a browser comes in: every short address leads to the console."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import RedirectResponse

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/console")
@router.get("/console/")
async def entrance() -> RedirectResponse:
    """To the page of one's own work."""
    return RedirectResponse("/console/work", HTTPStatus.SEE_OTHER)
