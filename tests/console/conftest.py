"""The console over ASGI, in front of the real thing; pages are read as a browser would read them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from api.console.sessions import COOKIE, PATH
from api.console.visits import LANGUAGE_COOKIE
from api.tokens import EmbeddedIssuer
from domain.roles import Actor, Role
from tests.api.house import House, built
from tests.lives import ACTORS
from tests.temporal import Server, running_server

HOST = "127.0.0.1"


@pytest.fixture(scope="session")
def temporal_server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
async def quiet_house(tmp_path: Path, temporal_server: Server) -> AsyncIterator[House]:
    """Everything but a worker."""
    async with built(tmp_path, temporal_server) as house:
        yield house


@pytest.fixture
async def house(quiet_house: House) -> AsyncIterator[House]:
    """Everything, a worker too."""
    async with quiet_house.installation.working():
        yield quiet_house


def browser_of(house: House, who: Role | Actor | None, language: str = "zh") -> httpx.AsyncClient:
    """A browser in which somebody is signed in; it follows no redirect by itself."""
    browser = httpx.AsyncClient(transport=httpx.ASGITransport(house.app), base_url=f"http://{HOST}", timeout=60)
    browser.cookies.set(LANGUAGE_COOKIE, language, HOST, PATH)
    if who is not None:
        actor = ACTORS[who] if isinstance(who, Role) else who
        browser.cookies.set(COOKIE, EmbeddedIssuer(house.settings).issue(actor), HOST, PATH)
    return browser
