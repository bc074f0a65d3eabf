"""What no page of ours sends is answered as any other mistake: nothing is an error of the house."""

from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import httpx
import pytest

from api.auth.tokens import LIFETIME
from api.console.decide.forms.from_models import form_of
from api.console.frame.numbers import GREATEST, number_in
from api.console.frame.session.sessions import COOKIE, PATH
from clock import utc_now
from domain.kernel.roles import Actor
from tests.api.test_visibility import Agency, agency
from tests.api.visibility import HIDDEN, PUBLIC, READERS
from tests.console.conftest import HOST
from tests.console.test_deciding import address, answers, opened
from tests.lives import Body, command_of, commands

LONG = "9" * 5_000
"""More digits than Python makes a number of."""
DEEP = "[" * 100_000
FORBIDDEN = 403
UNFORESEEN = "意外情况"


@pytest.fixture
async def of_both(tmp_path: Path) -> AsyncIterator[Agency]:
    async with agency(tmp_path, PUBLIC, HIDDEN) as found:
        yield found


def browser_of(house: Agency, actor: Actor) -> httpx.AsyncClient:
    """Somebody is signed in in it; it follows where a form leads."""
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
    browser = httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", timeout=60, follow_redirects=True)
    session = house.app.state.installation.office.get().sessions.begin(actor, utc_now() + LIFETIME)
    browser.cookies.set(COOKIE, session, HOST, PATH)
    return browser


ODD: dict[tuple[str, str], tuple[Body, ...]] = {
    ("officer", "amend_organisations"): (
        {"joint.n": LONG},
        {"joint.n": "-1"},
        {"expected_version": LONG},
        {"expected_version": "9" * 30},
        {"expected_version": "9" * 9},
        {"do": f"remove:joint.{LONG}"},
        {"do": "remove:joint.²"},
        {"do": "add:lead.name"},
        {"seen": "0" * 32},
        {"lead.known": DEEP},
        {"lead.name": "\x00", "cooperation_mechanism": "\ud7ff"},
    ),
    ("officer", "correct_record"): (
        {"corrected.n": "1", "corrected.0.name": "name_zh", "corrected.0.value": DEEP},
        {"corrected.n": "1", "corrected.0.name": "x", "corrected.0.value": "[NaN]"},
        {"position": LONG},
    ),
    ("lead", "submit_annual_report"): (
        {"year": LONG},
        {"year": "0"},
        {"year": "999999"},
        {"effective_on": "9999-12-31"},
    ),
}


@pytest.mark.parametrize(("reader", "type_"), ODD)
async def test_no_form_is_too_odd(of_both: Agency, reader: str, type_: str) -> None:
    path = address(PUBLIC.center, type_)
    async with browser_of(of_both, READERS[reader]) as browser:
        for odd, do in product(ODD[reader, type_], ("check", "sign")):
            fields = await opened(browser, path) | answers(commands()[type_]) | {"do": do}
            answer = await browser.post(path, data=fields | odd)
            assert answer.status_code != FORBIDDEN, odd
            assert UNFORESEEN not in answer.text, odd


@pytest.mark.parametrize("text", ["", "-1", "１", "²", "1.0", " 1", "1\n"])
def test_no_number_is_read_that_no_page_writes(text: str) -> None:
    assert number_in(text) is None


def test_a_number_without_end_is_the_greatest() -> None:
    assert [number_in(text) for text in ("07", str(GREATEST), "9" * 10, LONG)] == [7, GREATEST, GREATEST, GREATEST]


def test_a_value_that_is_too_deep_for_json_stays_as_it_was_typed() -> None:
    form = form_of(type(command_of(commands()["correct_record"])))
    sent = {"corrected.n": ["1"], "corrected.0.name": ["name_zh"], "corrected.0.value": [DEEP]}
    assert form.value(form.read(sent, ""))["corrected"] == {"name_zh": DEEP}
