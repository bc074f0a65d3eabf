"""Every page of the console, and somebody who sees it: what holds for all pages is asked of each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from typing import NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.app_state import AppState
from api.auth.claims import Identity
from api.auth.tokens import LIFETIME
from api.console.app import _routes
from api.console.frame.page_request import LANGUAGE_COOKIE
from api.console.frame.session.sessions import COOKIE, PATH, sealed
from api.console.session.role_choice import COOKIE as CHOOSING
from api.console.session.role_choice import PURPOSE, Choice
from api.http.language import Language
from clock import utc_now
from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Actor, Role
from ledger.application import Ledger
from office.drafts import Draft, Owner
from tests.console.readers import ESTABLISHED, IMPORTED, IN_REVIEW, REVOKED, Settled, settled_in
from tests.console.test_deciding import answers
from tests.lives import ACTORS, commands

HOST = "127.0.0.1"
DRAFT = "draft-1"
FILES = (".{kind}", ".{kind_of_file}", ".csv", ".json", ".ics", ".xlsx", "/bytes", "/bundle.zip", "/documents/{sha256}")
NO_PAGES = ("/language/{chosen}", "/sign-in/agency", "/sign-in/return", "/known/{known_kind}")
"""Addresses that lead elsewhere, or answer a script."""


class ConsolePage(NamedTuple):
    """A page: its route below ``/console``, by whom it is looked at (nobody who is signed in: ``None``), and its
    address there, or how that is found.
    """

    route: str
    role: Role | None
    address: str | Callable[[Ledger], str]

    def at(self, ledger: Ledger) -> str:
        """Its address."""
        found = self.address if isinstance(self.address, str) else self.address(ledger)
        return f"/console{found}"

    def __str__(self) -> str:
        return f"{self.route} {self.role or 'nobody'}"


def _receipt(ledger: Ledger) -> str:
    return f"/receipts/{ledger.history(ESTABLISHED)[-1].command_id}"


def _end_of_deputyship(ledger: Ledger) -> str:
    return f"/deputies/end?deputyship_id={ledger.history(DEPUTIES)[0].command_id}"


def _page(route: str, role: Role | None, address: str | Callable[[Ledger], str] = "") -> ConsolePage:
    return ConsolePage(route, role, address or route)


_CENTER = "/centers/{center_id}"
EVERY_PAGE = (
    _page("/overview", Role.OFFICER),
    _page("/overview", Role.DISTRICT, "/overview?as_of=2023-06-30"),
    *(_page("/work", role) for role in (Role.OFFICER, Role.APPLICANT, Role.EXPERT, Role.AUDITOR, Role.OPERATOR)),
    _page("/centers", Role.OFFICER),
    _page("/centers", Role.EXPERT),
    _page("/search", Role.AUDITOR, "/search?q=%E4%B8%8A%E6%B5%B7"),
    _page("/imports", Role.OFFICER),
    _page("/calendar", Role.OFFICER),
    _page("/calendar/addresses", Role.OFFICER),
    _page("/calendar/notices/new", Role.OFFICER),
    _page("/deadlines", Role.OFFICER, "/deadlines?status="),
    _page("/annual-reports", Role.OFFICER),
    _page("/reports", Role.OFFICER),
    _page("/deputies", Role.APPROVER),
    _page("/deputies/new", Role.APPROVER),
    _page("/deputies/end", Role.APPROVER, _end_of_deputyship),
    _page("/history", Role.AUDITOR),
    _page("/events/{position}", Role.AUDITOR, "/events/1"),
    _page("/receipts/{command_id}", Role.APPROVER, _receipt),
    _page("/guideline", Role.EXPERT),
    _page("/operations", Role.OPERATOR),
    *(_page(_CENTER, Role.OFFICER, f"/centers/{center}") for center in (ESTABLISHED, IMPORTED, IN_REVIEW, REVOKED)),
    _page(_CENTER, Role.EXPERT, f"/centers/{REVOKED}"),
    _page(_CENTER, Role.AUDITOR, f"/centers/{ESTABLISHED}?as_of=2023-04-01&content=yes"),
    _page(f"{_CENTER}/compare", Role.AUDITOR, f"/centers/{ESTABLISHED}/compare?as_of=2023-04-01"),
    _page(f"{_CENTER}/foresight", Role.OFFICER, f"/centers/{ESTABLISHED}/foresight"),
    _page("/decide/register_center", Role.APPLICANT),
    *(
        _page(f"{_CENTER}/decide/{{type_}}", role, f"/centers/{ESTABLISHED}/decide/{type_}")
        for role, type_ in (
            (Role.OFFICER, "record_supervision"),
            (Role.OFFICER, "commend"),
            (Role.APPLICANT, "submit_annual_report"),
        )
    ),
    _page("/drafts/{draft_id}", Role.APPLICANT, f"/drafts/{DRAFT}"),
    _page("/drafts/{draft_id}/check", Role.APPLICANT, f"/drafts/{DRAFT}/check"),
    _page("/drafts/{draft_id}/discard", Role.APPLICANT, f"/drafts/{DRAFT}/discard"),
    _page("/public", None),
    _page("/public/centers/{center_id}", None, f"/public/centers/{ESTABLISHED}"),
    _page("/sign-in", None),
    _page("/sign-in/role", None),
)
"""But for the preview of a list, which is there once a file was sent: ``tests/console/test_imports.py``."""
ELSEWHERE = "/imports/{sha256}"


def routes_of_pages() -> set[str]:
    """What answers a GET with a page."""
    routes = {one.path_format or "" for one in iter_route_contexts(_routes()) if "GET" in (one.methods or ())}
    return {one for one in routes if not one.endswith((*FILES, *NO_PAGES, "/version")) and one != ELSEWHERE}


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    with settled_in(tmp_path_factory.mktemp("every-page"), public_register=True) as found:
        yield found


Look = Callable[[ConsolePage], Awaitable[httpx.Response]]


@asynccontextmanager
async def looking(
    settled: Settled, language: Language, around: Callable[[], AbstractContextManager[object]] = nullcontext
) -> AsyncIterator[Look]:
    """Who looks at pages in that language, each as whoever it is looked at by. An answer has what ``around`` gave while
    the page was made as its extension ``meanwhile``.
    """
    app = create_app(settled.settings, settled.ledger)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)

        async def look(page: ConsolePage) -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", timeout=60) as browser:
                browser.cookies.set(LANGUAGE_COOKIE, language, HOST, PATH)
                _enter(app, browser, ACTORS[page.role] if page.role else None, len(settled.ledger.history(ESTABLISHED)))
                address = page.at(settled.ledger)
                with around() as meanwhile:
                    answer = await browser.get(address)
                answer.extensions["meanwhile"] = meanwhile
                return answer

        yield look


def _enter(app: FastAPI, browser: httpx.AsyncClient, actor: Actor | None, version: int) -> None:
    """Signs somebody in who has begun a form; else it is somebody who may choose between several roles."""
    app_state: AppState = app.state.installation
    if actor is None:
        identity = Identity(id="a", name="王某", roles=(Role.OFFICER, Role.APPROVER))
        until = utc_now() + timedelta(minutes=10)
        choice = Choice(identity=identity, until=until, back="/console/work", key_id="one").model_dump(mode="json")
        browser.cookies.set(CHOOSING, sealed(app_state, PURPOSE, choice, until), HOST, PATH)
        return
    office = app_state.office.get()
    browser.cookies.set(COOKIE, office.sessions.begin(actor, utc_now() + LIFETIME), HOST, PATH)
    fields = tuple(answers(commands()["hold_exchange"]).items())
    draft = Draft(DRAFT, ESTABLISHED, "hold_exchange", "", fields, {}, False, version, utc_now())
    assert office.drafts.keep(Owner.of(actor), draft)
