"""The public register without signing in, where the installation offers it: which centers there are, and the official
acts of each, as ``domain.visibility`` shows them to whoever has no part in any.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from api.app_state import AppState, CurrentState
from api.console.frame.page_request import chosen_language
from api.console.frame.pages import render
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import address_of, with_query
from api.http.caller_address import caller_address
from api.http.language import Language
from api.http.problems import center_unknown, problem
from api.http.urls import CenterId
from api.reads.reading import ask_as
from api.resources.centers import Cursor
from api.resources.public_center import ANYBODY, PublicCenterPage, public_center_page
from domain.guideline.phases import Phase
from domain.values.districts import District
from domain.visibility.relations import Relation
from service_layer.reading import ReadableLedger

T = TypeVar("T")

router = APIRouter()

PATH = "/console/public"
ITEMS = 50


@dataclass(frozen=True)
class PublicRequest:
    """Somebody whom nobody knows, at a page that is public."""

    request: Request
    app_state: AppState
    language: Language

    async def read(self, question: Callable[..., T], *given: object) -> T:
        """What ``question(ledger, …)`` answers of the ledger as the public sees it."""
        return await ask_as(self.app_state, ANYBODY.actor, question, *given)

    def page(self, template: str, **context: Any) -> HTMLResponse:
        """The page that this template makes for them."""
        back = address_of(self.request)
        answer = render(template, self.language, self.request, page_request=None, back=back, **context)
        return HTMLResponse(answer, HTTPStatus.OK)


async def public_request(request: Request, app_state: CurrentState) -> PublicRequest:
    """Whoever asks, each address at its pace: ``Problem`` 404 where the register is for those who are signed in alone,
    429 for one who asks too often.
    """
    if not app_state.settings.public_register:
        raise problem("not_found")
    app_state.rate_limiter.count(f"public {caller_address(request)}")
    return PublicRequest(request, app_state, chosen_language(request))


CurrentPublic = Annotated[PublicRequest, Depends(public_request)]


@router.get("/public")
async def public_register(
    public: CurrentPublic,
    *,
    q: Annotated[str | None, Query(max_length=200), BLANK_IS_NONE] = None,
    phase: Annotated[Phase | None, BLANK_IS_NONE] = None,
    district: Annotated[District | None, BLANK_IS_NONE] = None,
    cursor: Cursor = None,
) -> Response:
    """A page of the centers that are public."""
    asked = {"q": q, "phase": phase, "district": district}

    def find(ledger: ReadableLedger) -> Any:
        return ledger.read_model.find_centers(q=q, phase=phase, district=district, limit=ITEMS, cursor=cursor)

    found = await public.read(find)
    return public.page(
        "public_register/register.html",
        found=found,
        asked=asked,
        phases=list(Phase),
        districts=list(District),
        filtered=any(value is not None for value in asked.values()),
        next_page=with_query(PATH, asked | {"cursor": found.next_cursor}) if found.next_cursor else None,
        first_page=with_query(PATH, asked) if cursor else None,
    )


@router.get("/public/centers/{center_id}")
async def public_center(public: CurrentPublic, center_id: CenterId) -> Response:
    """A center that is public, with its official acts; ``Problem`` 404 for any other."""
    return public.page("center/public.html", center=await public.read(_find, center_id))


def _find(ledger: ReadableLedger, center_id: str) -> PublicCenterPage:
    relation, _ = ledger.read_model.relation(center_id)
    if relation is not Relation.PUBLIC:
        raise center_unknown()
    return public_center_page(ledger.whole, center_id)
