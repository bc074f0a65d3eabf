"""Deciding: the address of each form. What is sent to it is kept as a draft, which has an address of its own."""

from fastapi import APIRouter
from starlette.responses import Response

from api.console.decide.draft.decision_subject import (
    END_OF_DEPUTYSHIP,
    NAMING,
    NOTICE,
    REGISTRATION,
    DecisionSubject,
    about_center,
)
from api.console.decide.steps.steps import opened, taken
from api.console.frame.page_request import CurrentPage
from api.console.frame.session.csrf import Posted
from api.http.problems import problem
from api.http.urls import CenterId

router = APIRouter()


@router.get("/centers/{center_id}/decide/{type_}")
async def ask_about_center(page_request: CurrentPage, center_id: CenterId, type_: str) -> Response:
    """The form of a decision about a center, or why it is not open."""
    return await opened(page_request, _about(center_id, type_))


@router.post("/centers/{center_id}/decide/{type_}")
async def decide_about_center(page_request: CurrentPage, center_id: CenterId, type_: str, sent: Posted) -> Response:
    """The next step of the form, by the button that was pressed."""
    return await taken(page_request, _about(center_id, type_), sent)


@router.get("/decide/register_center")
async def ask_about_registration(page_request: CurrentPage) -> Response:
    """The form of a new center."""
    return await opened(page_request, REGISTRATION)


@router.post("/decide/register_center")
async def decide_about_registration(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of a new center's form."""
    return await taken(page_request, REGISTRATION, sent)


@router.get("/calendar/notices/new")
async def ask_about_notice(page_request: CurrentPage) -> Response:
    """The form of a notice of working days."""
    return await opened(page_request, NOTICE)


@router.post("/calendar/notices/new")
async def decide_about_notice(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of a notice's form."""
    return await taken(page_request, NOTICE, sent)


@router.get("/deputies/new")
async def ask_about_deputy(page_request: CurrentPage) -> Response:
    """The form that names a deputy."""
    return await opened(page_request, NAMING)


@router.post("/deputies/new")
async def decide_about_deputy(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of a naming's form."""
    return await taken(page_request, NAMING, sent)


@router.get("/deputies/end")
async def ask_about_end_of_deputyship(page_request: CurrentPage) -> Response:
    """The form that ends a deputyship before its time."""
    return await opened(page_request, END_OF_DEPUTYSHIP)


@router.post("/deputies/end")
async def decide_about_end_of_deputyship(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of that form."""
    return await taken(page_request, END_OF_DEPUTYSHIP, sent)


def _about(center_id: str, type_: str) -> DecisionSubject:
    subject = about_center(center_id, type_)
    if subject is None:
        raise problem("not_found")
    return subject
