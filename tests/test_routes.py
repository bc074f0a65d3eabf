"""Who comes in where: the table of access names every route of the running application, and each row is tried."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount

from api.app import create_app
from api.app_state import AppState
from api.auth.claims import Identity
from api.auth.tokens import EmbeddedIssuer
from api.console.decide.draft.decision_subject import DECISION_BY_TYPE
from api.console.frame.session.kept_form import FORM_PROOF
from api.console.frame.session.sessions import COOKIE, keyed, sealed
from api.console.session.oidc import COOKIE as SIGNING_IN
from api.console.session.oidc import PURPOSE
from api.console.session.role_choice import COOKIE as CHOOSING
from api.console.session.role_choice import PURPOSE as CHOICE
from api.console.session.role_choice import Choice
from clock import utc_now
from domain.guideline.policy import Policy
from domain.kernel.roles import PEOPLE, Role
from domain.visibility.relations import SEES_ALL
from embedded.ports import free_port
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from office.drafts import Draft, Owner
from service_layer.deciding import context_of, decided
from service_layer.entries import RequestedDecision
from settings import Settings
from tests.access_table import ACCESS, CALLERS, TYPE_TRIED, Caller, Need
from tests.e2e.places import BY_AN_AGENCY, NO_PAGES, PLACES
from tests.lives import ACTORS, command_of, commands
from tests.temporal import KEY
from tests.writing import NO_DIGEST, make_ledger

Answers = dict[str, httpx.Response]
"""By row."""
CENTER, RECEIPT, DRAFT = "t-1", "receipt-1", "draft-1"
ELSEWHERE = "192.0.2.7"
QUERIES = {
    "/api/v1/audit/inclusion": {"position": "1"},
    "/api/v1/audit/consistency": {"from": "1"},
    "/console/history/version": {"beyond": "0"},
}
"""What has to be asked for an answer."""
NOT_TO_BE_HAD = {
    "GET /readyz",
    "GET /console/sign-in/agency",
    "GET /console/sign-in/return",
    "GET /console/public/centers/{center_id}",
    "GET /console/drafts/{draft_id}/check",
}
"""Not ready, or not found, where neither Temporal nor an identity provider is, nor every answer of a draft; and a
center that isn't public.
"""


def routes_of(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[str]:
    """Method and path of each route, below mounted applications too; HEAD is answered as GET is."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount) and route.routes:
            yield from routes_of(route.routes, prefix + route.path)
        else:
            methods = context.methods or {"ANY"}
            yield from (f"{method} {prefix}{context.path_format}" for method in methods - {"HEAD"} or methods)


@dataclass(frozen=True)
class Attempt:
    """A request as somebody might send it."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    peer: str = ELSEWHERE


def begin_drafts(app_state: AppState) -> None:
    """Each role has one."""
    draft = Draft(DRAFT, CENTER, TYPE_TRIED, "", (), {}, is_checked=False, expected_version=1, changed_at=utc_now())
    for actor in map(ACTORS.__getitem__, PEOPLE):
        assert app_state.office.get().drafts.keep(Owner.of(actor), draft)


@dataclass(frozen=True)
class Door:
    """The application in front of a ledger with one center; Temporal is away."""

    app: FastAPI
    sha256: str

    @property
    def app_state(self) -> AppState:
        state: AppState = self.app.state.installation
        return state

    def token(self, caller: Caller) -> str:
        return EmbeddedIssuer(self.app_state.settings).issue(ACTORS[caller]) if caller else ""

    def session(self, caller: Caller) -> str:
        """The id of a session of somebody in that role; the clock's token is good for none."""
        if caller is None or caller is Role.SYSTEM:
            return self.token(caller)
        return self.app_state.office.get().sessions.begin(ACTORS[caller], utc_now() + timedelta(minutes=1))

    def attempt(self, row: str, caller: Caller) -> Attempt:
        """What the row is tried with, showing who asks and nothing else."""
        method, _, pattern = row.partition(" ")
        path = pattern.format_map(self._names())
        made = Attempt("GET" if method == "ANY" else method, path, QUERIES.get(path, {}))
        if path.startswith("/console"):
            session = self.session(caller)
            form = FORMS.get(path, {"command_id": uuid4().hex, "do": "change"}) if method == "POST" else {}
            return replace(made, form=form, cookies={COOKIE: session} if session else {})
        bearer = {"Authorization": f"Bearer {self.token(caller)}"} if caller else {}
        return replace(made, headers={"Idempotency-Key": uuid4().hex} | bearer)

    def _names(self) -> dict[str, str]:
        return {
            "center_id": CENTER,
            "kind": "csv",
            "known_kind": "experts",
            "command_id": RECEIPT,
            "sha256": self.sha256,
            "kind_of_file": "csv",
            "position": "1",
            "draft_id": DRAFT,
            "type_": TYPE_TRIED,
            "chosen": "en",
            "address_id": "0" * 32,
            "path": "console.css",
        }

    async def answer(self, attempt: Attempt) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(attempt.peer, 50_000))
        cookies = "; ".join(f"{name}={value}" for name, value in attempt.cookies.items())
        headers = attempt.headers | ({"Cookie": cookies} if cookies else {})
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            return await http.request(
                attempt.method, attempt.path, params=attempt.query, headers=headers, data=attempt.form or None
            )

    async def answers(self, rows: Iterable[str], caller: Caller, *, shown: bool = True) -> Answers:
        """The answer to each row's attempt, in which what the row needs is shown or not."""
        found: Answers = {}
        for row in rows:
            attempt, need = self.attempt(row, caller), ACCESS[row].need
            if need and shown:
                attempt = SHOWN[need](attempt, self.app_state)
            found[row] = await self.answer(attempt)
        return found


def from_own_machine(attempt: Attempt, app_state: AppState) -> Attempt:
    return replace(attempt, peer="127.0.0.1")


def with_calendar_key(attempt: Attempt, app_state: AppState) -> Attempt:
    _, key = app_state.office.get().calendars.make(ACTORS[Role.AUDITOR], "", utc_now() + timedelta(minutes=1))
    return replace(attempt, query={"key": key})


def with_begun_sign_in(attempt: Attempt, app_state: AppState) -> Attempt:
    begun = {"state": "s", "verifier": "v", "back": "/console/work"}
    seal = sealed(app_state, PURPOSE, begun, utc_now() + timedelta(minutes=1))
    return replace(attempt, query={"state": "s", "code": "c"}, cookies=attempt.cookies | {SIGNING_IN: seal})


def with_begun_choice(attempt: Attempt, app_state: AppState) -> Attempt:
    identity = Identity(id="a", name="A", roles=(Role.OFFICER, Role.APPROVER))
    until = utc_now() + timedelta(minutes=1)
    choice = Choice(identity=identity, until=until, back="/console/work", key_id="one").model_dump(mode="json")
    cookies = attempt.cookies | {CHOOSING: sealed(app_state, CHOICE, choice, until)}
    return replace(attempt, cookies=cookies)


def with_own_form(attempt: Attempt, app_state: AppState) -> Attempt:
    proof = keyed(app_state, "form", attempt.cookies.get(COOKIE, ""))
    return replace(attempt, form=attempt.form | {FORM_PROOF: proof})


SHOWN: dict[Need, Callable[[Attempt, AppState], Attempt]] = {
    Need.OWN_MACHINE: from_own_machine,
    Need.CALENDAR_KEY: with_calendar_key,
    Need.BEGUN_SIGN_IN: with_begun_sign_in,
    Need.BEGUN_CHOICE: with_begun_choice,
    Need.OWN_FORM: with_own_form,
}
FORMS = {
    "/console/sign-in": {"role": "auditor"},
    "/console/sign-in/role": {"role": "approver"},
    "/console/sign-out": {"": ""},
    f"/console/drafts/{DRAFT}/discard": {"": ""},
}
"""What is filled into a form that is not one of a decision."""


def is_let_in(answer: httpx.Response) -> bool:
    """Whether whoever asked came in, whatever they found there."""
    refused = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    return answer.status_code not in refused and not is_sent_to_sign_in(answer)


def is_absent(row: str, answer: httpx.Response, caller: Caller) -> bool:
    """Whether what the row names isn't there for whoever asked; who sees what is docs/visibility.md's."""
    return "{" in row and caller not in SEES_ALL and answer.status_code == HTTPStatus.NOT_FOUND


def is_sent_to_sign_in(answer: httpx.Response) -> bool:
    """Whether the answer leads to the sign-in page and back again; who signs out is led there too, but not back."""
    target = urlsplit(answer.headers.get("location", ""))
    return target.path == "/console/sign-in" and "back" in dict(parse_qsl(target.query))


def register(ledger: Ledger) -> None:
    """One center and the receipt of its registration."""
    command, actor, now = command_of(commands()["register_center"]), ACTORS[Role.APPLICANT], utc_now()
    requested = RequestedDecision(CENTER, RECEIPT, "register_center", actor, NO_DIGEST, now)
    ledger.append(*decided(ledger, requested, command, (None, 0), context_of(ledger, Policy(), CENTER, actor, now)))


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    settings = Settings(
        data=tmp_path,
        temporal_address=f"127.0.0.1:{free_port()}",
        signing_key=SecretStr(KEY),
        public_register=True,
    )
    make_ledger(settings.ledger)
    with closing(open_ledger(settings.ledger)) as ledger:
        register(ledger)
        ledger.proof.projection(KeyFile(settings.checkpoint_key_path), settings.log_name).follow()
        kept, _ = ledger.documents.keep(b"a paper", "text/plain", "a", "applicant-1")
        app = create_app(settings, ledger)
        async with app.router.lifespan_context(app):
            app.state.installation.stop_waiting()  # a stream of events ends at once
            begin_drafts(app.state.installation)
            yield Door(app, kept.sha256)


def test_every_route_has_one_row_and_every_row_a_route() -> None:
    app = create_app(Settings(signing_key=SecretStr(KEY)))
    assert Counter(routes_of(app.routes)) == Counter(ACCESS.keys())


def test_every_page_of_the_console_is_looked_at_in_a_browser() -> None:
    routes = {path for way in ACCESS if (path := way.removeprefix("GET ")).startswith("/console")}
    assert routes - NO_PAGES - BY_AN_AGENCY == {place.route for place in PLACES}
    assert routes > NO_PAGES | BY_AN_AGENCY


@pytest.mark.parametrize("caller", CALLERS)
async def test_each_route_answers_whom_the_table_names_and_nobody_else(door: Door, caller: Caller) -> None:
    answers = await door.answers(ACCESS, caller)
    let_in = {row for row, answer in answers.items() if is_let_in(answer)}
    assert let_in == {row for row, access in ACCESS.items() if caller in access.callers}
    reading = {row for row in let_in - NOT_TO_BE_HAD if row.startswith(("GET", "ANY"))}
    failed = {row: answers[row].status_code for row in reading if answers[row].is_error}
    hidden = {row for row in reading if "{" in row and caller not in SEES_ALL}  # what it names may not be theirs
    assert {row: status for row, status in failed.items() if row not in hidden or status != HTTPStatus.NOT_FOUND} == {}


@pytest.mark.parametrize("caller", [None, Role.APPLICANT, Role.OFFICER])
async def test_what_has_to_be_shown_besides_is_asked_of_everybody(door: Door, caller: Caller) -> None:
    needing = [row for row, access in ACCESS.items() if access.need]
    answers = await door.answers(needing, caller, shown=False)
    assert [row for row, answer in answers.items() if is_let_in(answer)] == []


async def test_the_api_asks_nobody_for_a_token_and_the_console_leads_them_to_sign_in(door: Door) -> None:
    closed = [row for row, access in ACCESS.items() if None not in access.callers]
    for row, answer in (await door.answers(closed, None)).items():
        if "/api/" in row:
            assert (answer.status_code, answer.json()["code"]) == (401, "token_missing"), row
            assert answer.headers["www-authenticate"].startswith("Bearer"), row
        else:
            assert is_sent_to_sign_in(answer) if row.startswith("GET") else answer.status_code == 401, row


@pytest.mark.parametrize(
    ("decision", "row"),
    [
        (TYPE_TRIED, "GET /console/centers/{center_id}/decide/{type_}"),
        ("register_center", "GET /console/decide/register_center"),
    ],
)
def test_a_form_is_for_those_whom_the_domain_lets_decide_or_enter_on_behalf(decision: str, row: str) -> None:
    asked = DECISION_BY_TYPE[decision]
    assert ACCESS[row].callers == {*asked.roles, *([Role.OFFICER] if asked.on_behalf else [])}
