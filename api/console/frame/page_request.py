"""One request to the console: who visits, in which language, and how a page is made for them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from api.app_state import AppState, CurrentState
from api.auth.challenge import CHALLENGE
from api.auth.identity import may_read
from api.console.frame.days import today
from api.console.frame.pages import render, render_panel
from api.console.frame.session.kept_form import keep_form
from api.console.frame.session.sessions import actor_in, cookie_of, keyed, session_of
from api.console.frame.urls import address_of
from api.http.language import Language, language_of
from api.http.problems import Problem, problem
from api.reads.noting import note_reader
from api.reads.reading import Reading, check_lists, lists_are_being_remade
from domain.kernel.roles import Actor
from domain.visibility.relations import SEES_ALL, sees_public
from service_layer.reading import ReadableLedger
from telemetry.context import add_to_log_context

P = ParamSpec("P")
T = TypeVar("T")

LANGUAGE_COOKIE = "hengxu_language"
SEVERAL_ROLES_COOKIE = "hengxu_several_roles"
"""Lets the page offer another role; who has which the identity provider says each time."""


def chosen_language(request: Request) -> Language:
    """The language that was chosen, or else the one that the browser prefers."""
    chosen = cookie_of(request, LANGUAGE_COOKIE)
    if chosen == "en":
        return "en"
    return "zh" if chosen == "zh" else language_of(request)


@dataclass(frozen=True)
class PageRequest:
    """Somebody at the console. ``today`` is the day in Shanghai; ``form_proof`` what their forms carry;
    ``lists_being_remade`` whether a list that they look at may still be by earlier house rules or working days.
    """

    request: Request
    app_state: AppState
    actor: Actor
    language: Language
    form_proof: str
    today: date = field(default_factory=today)
    lists_being_remade: bool = False

    @property
    def address(self) -> str:
        """Where they are, to come back to."""
        return address_of(self.request)

    @property
    def may_change_role(self) -> bool:
        """Whether they chose their role among several when they signed in."""
        return self.app_state.settings.offers_sign_in and cookie_of(self.request, SEVERAL_ROLES_COOKIE) is not None

    @property
    def reading(self) -> Reading:
        """What they may read."""
        return Reading(self.app_state, self.actor)

    async def read(self, question: Callable[Concatenate[ReadableLedger, P], T], *given: P.args, **named: P.kwargs) -> T:
        """What ``question(ledger, …)`` answers of the ledger as they see it."""
        return await self.reading.ask(question, *given, **named)

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """The page that this template makes for them."""
        return HTMLResponse(render(template, self.language, self.request, page_request=self, **context), status)

    def panel(self, template: str, name: str, /, **given: Any) -> Markup:
        """The panel that the template's macro of that name makes for them, for a page to print."""
        return render_panel(template, name, self.language, self, given)


async def page_request(request: Request, app_state: CurrentState) -> PageRequest:
    """Whoever is signed in and may read; ``Problem`` 401 or 403 otherwise, 429 for one who asks too often."""
    try:
        actor, session = await _signed_in(request, app_state)
    except Problem:
        await keep_form(request)
        raise
    add_to_log_context(role=actor.role.value, center=request.path_params.get("center_id"))
    app_state.rate_limiter.count(f"{actor.role.value} {actor.id}")
    if not may_read(actor):
        raise problem("reading_not_allowed")
    made = PageRequest(request, app_state, actor, chosen_language(request), keyed(app_state, "form", session))
    request.state.page_request = made
    note_reader(request, app_state.reads, actor, "session")
    return made


async def _signed_in(request: Request, app_state: AppState) -> tuple[Actor, str]:
    session = session_of(request)
    if session is None:
        raise problem("token_missing", headers=CHALLENGE)
    return await actor_in(app_state, session), session


CurrentPage = Annotated[PageRequest, Depends(page_request)]


async def content_page(page_request: CurrentPage) -> PageRequest:
    """Whoever is signed in, but for those who run the system; ``Problem`` 403 for them, who see nothing of centers."""
    if not sees_public(page_request.actor):
        raise problem("no_content_for_operators")
    return page_request


async def at_lists(page_request: PageRequest) -> PageRequest:
    """The same visitor at a page that lists what stands in the read model: it says while that is being made anew."""
    return replace(page_request, lists_being_remade=await lists_are_being_remade(page_request.app_state))


async def list_page(page_request: Annotated[PageRequest, Depends(content_page)]) -> PageRequest:
    """As ``content_page``, for a page of lists."""
    return await at_lists(page_request)


async def file_page(page_request: Annotated[PageRequest, Depends(content_page)]) -> PageRequest:
    """As ``content_page``, for a file that is made of lists and lives on; ``Problem`` 503 while these are made anew."""
    await check_lists(page_request.app_state)
    return page_request


async def bureau_page(page_request: CurrentPage) -> PageRequest:
    """Whoever is of the bureau, or audits it; ``Problem`` 403 for others."""
    if page_request.actor.role not in SEES_ALL:
        raise problem("reading_not_allowed")
    return page_request


ContentPage = Annotated[PageRequest, Depends(content_page)]
ListPage = Annotated[PageRequest, Depends(list_page)]
FilePage = Annotated[PageRequest, Depends(file_page)]
BureauPage = Annotated[PageRequest, Depends(bureau_page)]
