"""Whatever is asked of whichever operation, by whomever: the answer is one that the description has, and no fault."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckContext
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from api.openapi import command_examples
from domain.kernel.roles import PEOPLE, Role
from embedded.discovery import found_settings
from terminal.token import Bounds, issue
from tests.embedded.service import Service, running
from tests.lives import LEAD, SUPERIOR, Body, commands, confirming

pytestmark = [pytest.mark.slow, pytest.mark.real_time, pytest.mark.timeout(1800)]

SomeCase = Case[Any]
Operation = APIOperation[Any, Any, Any, Any]
EXAMPLES = 8
"""Of each operation for each caller, always the same."""
SELDOM = {
    "DELETE /api/v1/calendar/addresses/{address_id}",
    "GET /api/v1/documents/{sha256}",
    "GET /api/v1/audit/inclusion",
    "POST /api/v1/annual-reports",
}
"""Operations that nobody needs to find anything at: nobody guesses the id, one of three names alone, or a workbook."""
A_DAY = 86_400
STREAM = "GET /api/v1/events/stream"
PATIENCE = 60.0
OF_A_PARTY = (
    ("applicant of a party", Role.APPLICANT, Bounds(org=LEAD["uscc"])),
    ("district of a party", Role.DISTRICT, Bounds(district=LEAD["district"])),
    ("superior body", Role.DISTRICT, Bounds(org=SUPERIOR["uscc"])),
)
"""Whoever has no bounds speaks for anybody."""


def no_fault(_context: CheckContext, response: Response, _case: SomeCase) -> None:
    """503 is an answer where something is away; as the answer to what nobody thought of it is a fault."""
    if response.status_code >= 500:
        assert response.status_code == 503, response.text
        assert response.json()["code"] != "unforeseen", response.text


CHECKS = (
    no_fault,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
)
"""Left out: ``not_a_server_error``, since ``no_fault`` lets 503 be an answer; ``positive_data_acceptance``, since what
fits the schema may be against the guideline, or another's; ``missing_required_header`` and ``ignored_auth``, since
nobody is a caller of ours, and ``tests/test_routes.py`` asks every route with tokens that are none;
``unsupported_method`` and ``allow_header_conformance``, which are the framework's; ``use_after_free`` and
``ensure_resource_availability``, since nothing on record can be removed, and 202 promises nothing yet.
"""


class Caller(NamedTuple):
    """Somebody, with the token that they bring, if any."""

    name: str
    token: str | None

    def address(self, case: SomeCase) -> None:
        """The request is theirs."""
        case.headers.pop("Authorization", None)
        if self.token is not None:
            case.headers["Authorization"] = f"Bearer {self.token}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("operations")
    with running(folder / "data", folder / "output", HENGXU_REQUESTS_PER_MINUTE="1000000") as found:
        yield found


def callers(service: Service) -> list[Caller]:
    known = found_settings(service.data)
    bound = [Caller(name, issue(known, role, bounds, A_DAY)) for name, role, bounds in OF_A_PARTY]
    anyones = [Caller(role.value, issue(known, role, Bounds(), A_DAY)) for role in PEOPLE]
    return [*anyones, *bound, Caller("nobody", None)]


def known_places(service: Service) -> Mapping[str, Sequence[Any]]:
    """By the name of a parameter: values of it that lead somewhere."""
    centers = [item["center_id"] for item in service.get("/centers?limit=100")["items"]]
    events = service.get("/events?limit=50")["items"]
    return {
        "center_id": centers,
        "command_id": [event["command_id"] for event in events],
        "position": [event["position"] for event in events],
        "from": [1, 2],
        "after": [0, 1],
    }


@st.composite
def cases(draw: st.DrawFn, operation: Operation, places: Mapping[str, Sequence[Any]]) -> SomeCase:
    """A request as the description has it, or with something in it against the description."""
    mode = draw(st.sampled_from(MODES)) if operation.path.startswith("/api/") else GenerationMode.POSITIVE
    case: SomeCase = draw(operation.as_strategy(generation_mode=mode))
    if mode is GenerationMode.POSITIVE:
        lead_somewhere(draw, case, places)
    return case


def lead_somewhere(draw: st.DrawFn, case: SomeCase, places: Mapping[str, Sequence[Any]]) -> None:
    """Mostly about what is there, with a body that may be taken, under no key and in no role but the token's own."""
    for part in (case.path_parameters, case.query):
        for name in set(part or ()) & set(places):
            part[name] = draw(st.sampled_from((*places[name], part[name])))
    for name in NARROWING & set(case.headers or ()):
        if draw(st.sampled_from((True, True, True, False))):
            del case.headers[name]
    if bodies := BODIES.get(case.operation.label):
        case.body = draw(st.sampled_from((*bodies, case.body)))


MODES = (GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
NARROWING = {"Hengxu-Role", "Idempotency-Key", "If-Match"}
BODIES: Mapping[str, Sequence[Body]] = {
    "POST /api/v1/centers": [confirming(commands()["register_center"] | {"center_id": None})],
    "POST /api/v1/centers/{center_id}/decisions": [confirming(body) for body in commands().values()],
    "POST /api/v1/calendar/notices": [confirming(command_examples.EXAMPLES["enter_holiday_notice"])],
    "POST /api/v1/deputies": [confirming(command_examples.EXAMPLES["name_deputy"])],
}


def ask(case: SomeCase, url: str, session: requests.Session) -> int:
    """Sends the request, and looks at the answer, whose status it is. A stream that begins is not waited for to end."""
    if case.operation.label != STREAM:
        return case.call_and_validate(base_url=url, session=session, checks=list(CHECKS), timeout=PATIENCE).status_code
    kwargs = case.as_transport_kwargs(base_url=url)
    with session.request(**kwargs, stream=True, timeout=PATIENCE) as answer:
        if answer.status_code == 200:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
        else:
            case.validate_response(answer, checks=list(CHECKS))
        return answer.status_code


def failures_of(url: str, caller: Caller, strategy: st.SearchStrategy[SomeCase], reached: set[int]) -> dict[str, str]:
    """What is wrong with the answers to one caller, by kind of failure the first; ``reached`` are their statuses."""
    found: dict[str, str] = {}
    session = requests.Session()
    session.trust_env = False

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def look(case: SomeCase) -> None:
        caller.address(case)
        try:
            reached.add(ask(case, url, session))
        except FailureGroup as group:
            for failure in group.exceptions:
                found.setdefault(type(failure).__name__, f"{failure}\n{case.as_curl_command()}")

    look()
    session.close()
    return found


def test_whatever_is_asked_by_whomever_is_answered_as_the_description_says(service: Service) -> None:
    url = f"http://127.0.0.1:{service.port}"
    described = schemathesis.openapi.from_url(f"{url}/openapi.json")
    places, failures, nowhere = known_places(service), {}, []
    for operation in (found.ok() for found in described.get_all_operations() if isinstance(found, Ok)):
        strategy = cases(operation, places)
        reached: set[int] = set()
        for caller in callers(service):
            statuses: set[int] = set()
            for kind, failure in failures_of(url, caller, strategy, statuses).items():
                failures[operation.label, caller.name, kind] = failure
            if caller.token is None and operation.path.startswith("/api/"):
                assert {status for status in statuses if status < 400} == set(), operation.label
            reached |= statuses
        if not any(status < 300 for status in reached):
            nowhere.append(operation.label)
    assert not failures, "\n\n".join(f"{', '.join(where)}: {what}" for where, what in failures.items())
    assert set(nowhere) <= SELDOM
