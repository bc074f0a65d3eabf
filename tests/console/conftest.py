"""The console over ASGI, in front of the real thing; pages are read as a browser would read them."""

from typing import Any

import httpx

from api.app_state import AppState
from api.auth.tokens import LIFETIME
from api.console.frame.page_request import LANGUAGE_COOKIE
from api.console.frame.session.sessions import COOKIE, PATH
from clock import utc_now
from domain.kernel.roles import Actor, Role
from tests.api.conftest import house, quiet_house, temporal_server
from tests.api.house import House
from tests.lives import ACTORS

__all__ = ["browser_of", "house", "quiet_house", "sign_in", "temporal_server"]

HOST = "127.0.0.1"
DRAFTS = "/console/drafts/"
SEE_OTHER = 303


class Browser(httpx.AsyncClient):
    """A browser that shows the step of a draft to which a form leads; it follows no other redirect by itself."""

    async def post(self, *given: Any, **named: Any) -> httpx.Response:
        """What is shown once a form was sent."""
        answer = await super().post(*given, **named)
        target = answer.headers.get("location", "")
        return await self.get(target) if answer.status_code == SEE_OTHER and target.startswith(DRAFTS) else answer


def browser_of(at: House, caller: Role | Actor | None, language: str = "zh") -> Browser:
    """A browser in which somebody is signed in."""
    browser = Browser(transport=httpx.ASGITransport(at.app), base_url=f"http://{HOST}", timeout=60)
    browser.cookies.set(LANGUAGE_COOKIE, language, HOST, PATH)
    if caller is not None:
        actor = ACTORS[caller] if isinstance(caller, Role) else caller
        sign_in(at, browser, actor)
    return browser


def sign_in(at: House, browser: httpx.AsyncClient, actor: Actor) -> None:
    """Begins a session of the actor's in that browser."""
    app_state: AppState = at.app.state.installation
    browser.cookies.set(COOKIE, app_state.office.get().sessions.begin(actor, utc_now() + LIFETIME), HOST, PATH)
