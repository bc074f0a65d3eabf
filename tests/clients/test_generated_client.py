"""openapi-python-client makes a client of the document, and that takes every decision there is."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from api.auth.tokens import EmbeddedIssuer
from api.openapi.command_examples import EXAMPLES
from clock import today_in_shanghai
from domain.decider import BUREAU_DECISIONS, PEOPLE_DECIDE
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor, Role
from embedded.discovery import found_settings
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.api.house import take_up
from tests.clients.generating import PACKAGE, generate
from tests.domain.occasions import occasion
from tests.embedded.service import Service, running, until
from tests.lives import ACTORS, Body, Life, confirming, path_to, taken_by
from tests.writing import make_ledger

pytestmark = [pytest.mark.real_time, pytest.mark.timeout(900)]

AHEAD = {
    name: str(today_in_shanghai() + timedelta(days=400)) for name in ("order_rectification", "extend_rectification")
}
"""Decisions that set a day, which lies ahead."""
ANSWERING = {
    "confirm_correction": ("correct_record", "correction_id", "c"),
    "take_back_correction": ("correct_record", "correction_id", "c"),
    "confirm_undo": ("undo", "undoing_id", "u"),
}
"""Decisions on what another proposes about a place in the log, and what they call that by its version."""
WHOLE = "t-whole-life"


class Awaiting(NamedTuple):
    """A center on record, and the decision that is open to be taken about it now; ``first`` where it answers one."""

    center: str
    body: Body
    first: Body | None = None


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generated package, imported."""
    folder = tmp_path_factory.mktemp("generated") / "client"
    made = generate(folder)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "arning" not in made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Awaiting]]:
    """A folder in which a center waits for each decision that people take."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    data.mkdir()
    settings = LedgerSettings(url=f"sqlite:///{data / 'ledger.sqlite3'}")
    make_ledger(settings)
    ledger = open_ledger(settings)
    try:
        names = [decision.type for decision in PEOPLE_DECIDE if decision.type != "register_center"]
        return data, [_awaiting(ledger, name) for name in names]
    finally:
        ledger.close()


def _awaiting(ledger: Ledger, name: str) -> Awaiting:
    if name in ANSWERING:
        asked = _awaiting(ledger, ANSWERING[name][0])
        return asked._replace(body=occasion(name).body, first=asked.body)
    life, body = occasion(name)
    center = take_up(ledger, Policy(), life)
    if name in AHEAD:
        body |= {"due_on": AHEAD[name]}
    if "position" in body:
        body |= {"position": _position(ledger, center, life, body["position"])}
    return Awaiting(center, body)


def _position(ledger: Ledger, center: str, life: Life, position: int) -> int:
    """Where that act of the life stands in the log."""
    version = next(record.version for record in life.records if record.position == position)
    return next(record.position for record in ledger.history(center) if record.version == version)


@pytest.fixture(scope="module")
def service(prepared: tuple[Path, list[Awaiting]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    output = tmp_path_factory.mktemp("running") / "output"
    with running(prepared[0], output, "--no-seed", HENGXU_REQUESTS_PER_MINUTE="1000000") as found:
        yield found


@dataclass(frozen=True)
class Generated:
    """The generated client in front of a service, for anybody; what is open is closed in the end."""

    package: Any
    service: Service
    opened: ExitStack = field(default_factory=ExitStack)
    clients: dict[Actor, Any] = field(default_factory=dict)

    def client(self, actor: Actor) -> Any:
        if actor not in self.clients:
            self.clients[actor] = self.opened.enter_context(self._client(actor))
        return self.clients[actor]

    def _client(self, actor: Actor) -> Any:
        token = EmbeddedIssuer(found_settings(self.service.data)).issue(actor)
        client = importlib.import_module(f"{PACKAGE}.client").AuthenticatedClient
        address = f"http://127.0.0.1:{self.service.port}"
        return client(address, token, timeout=30, httpx_args={"trust_env": False}, raise_on_unexpected_status=True)

    def operation(self, tag: str, name: str) -> Any:
        return importlib.import_module(f"{PACKAGE}.api.{tag}.{name}")

    def command(self, body: Body) -> Any:
        """The body as the client's own model, which loses nothing of it."""
        models = importlib.import_module(f"{PACKAGE}.models")
        command = getattr(models, MODEL_OF[body["type"]]).from_dict(body)
        assert command.to_dict() == body
        return command

    def take(self, body: Body, center: str | None = None, operation: str = "decide", by: Actor | None = None) -> Any:
        """The receipt of the decision, asked for under one key until somebody has answered."""
        call = self.operation("decisions", operation).sync_detailed
        where = () if center is None else (center,)
        given = {"client": self.client(by or taken_by(body)), "body": self.command(body)}
        given["idempotency_key"] = uuid4().hex
        answers: list[Any] = []

        def answered() -> bool:
            answers.append(call(*where, **given))
            return bool(answers[-1].status_code != 202)

        until(answered, body["type"])
        assert answers[-1].status_code == 201, (body["type"], answers[-1].content.decode())
        assert answers[-1].parsed.outcome == "recorded"
        return answers[-1].parsed


MODEL_OF = {row.type: row.command.__name__ for row in PEOPLE_DECIDE} | {
    row.type: row.command.__name__ for row in BUREAU_DECISIONS
}


@pytest.fixture
def generated(package: Any, service: Service) -> Iterator[Generated]:
    found = Generated(package, service)
    with found.opened:
        yield found


def test_its_client_leads_a_center_from_the_register_to_establishment(generated: Generated) -> None:
    steps = path_to(Phase.OPERATION, today_in_shanghai() - timedelta(weeks=60))
    for step in steps:
        body = dict(step.body)
        if body["type"] == "register_center":
            body |= {"center_id": WHOLE, "name_zh": "上海市深远海装备产业计量测试中心"}
            generated.take(body, operation="register_center")
        else:
            generated.take(body, WHOLE)
    client = generated.client(ACTORS[Role.AUDITOR])
    page = generated.operation("centers", "read_center").sync(WHOLE, client=client)
    assert (page.center_id, page.phase) == (WHOLE, "operation")
    history = generated.operation("centers", "list_center_events").sync(WHOLE, client=client, limit=1_000)
    assert len(history.items) >= len(steps)
    assert history.items[0].type_ == "CenterRegistered"


def test_its_client_takes_every_decision_that_people_take(
    generated: Generated, prepared: tuple[Path, list[Awaiting]]
) -> None:
    taken = {"register_center"}
    for center, body, first in prepared[1]:
        if first is not None:
            _, name, letter = ANSWERING[body["type"]]
            body |= {name: f"{letter}{generated.take(first, center).version}"}
        generated.take(body, center)
        taken.add(body["type"])
    assert taken == {decision.type for decision in PEOPLE_DECIDE}


def test_its_client_takes_the_decisions_of_the_bureau(generated: Generated) -> None:
    year = today_in_shanghai().year + 2
    notice = {"year": year, "number": f"国办发明电〔{year - 1}〕7号", "issued_on": str(today_in_shanghai())}
    body = {"type": "enter_holiday_notice", "notice": notice | {"holidays": [f"{year}-01-01"], "working_weekends": []}}
    generated.take(body, operation="enter_holiday_notice", by=ACTORS[Role.OFFICER])
    days = {"begins_on": str(today_in_shanghai()), "ends_on": str(today_in_shanghai() + timedelta(days=7))}
    approver = ACTORS[Role.APPROVER]
    naming = EXAMPLES["name_deputy"] | days | {"deputy_for": {"id": approver.id, "name": approver.name}}
    receipt = generated.take(naming, operation="decide_about_deputies", by=approver)
    ending = EXAMPLES["end_deputy"] | {"deputyship_id": f"d{receipt.version}"}
    generated.take(ending, operation="decide_about_deputies", by=approver)


def test_its_client_reads_what_there_is_to_read(generated: Generated) -> None:
    client = generated.client(ACTORS[Role.AUDITOR])
    for tag, name in (
        ("centers", "list_centers"),
        ("deadlines", "list_deadlines"),
        ("deadlines", "list_annual_reports"),
        ("events", "list_events"),
        ("calendar", "list_holiday_notices"),
        ("deputies", "list_deputies"),
        ("overview", "list_processing_times"),
    ):
        found = generated.operation(tag, name).sync_detailed(client=client)
        assert found.status_code == 200, name
        assert found.parsed.items, name
    tables = generated.operation("guideline", "read_guideline").sync(client=client)
    assert tables.decisions
    actions = generated.operation("decisions", "list_actions").sync(WHOLE, client=client)
    assert {action.type_ for action in actions.items} == {decision.type for decision in PEOPLE_DECIDE}


def test_its_client_says_why_not_by_code_and_clause(generated: Generated) -> None:
    body = confirming(EXAMPLES["revoke_center"])
    call = generated.operation("decisions", "decide").sync_detailed
    answer = call(WHOLE, client=generated.client(ACTORS[Role.APPROVER]), body=generated.command(body))
    assert answer.status_code == 409
    assert (answer.parsed.code, answer.parsed.clause) == ("no_ground_for_revocation", "5.3")
    tag = generated.operation("centers", "list_centers").sync_detailed
    first = tag(client=generated.client(ACTORS[Role.AUDITOR]))
    again = tag(client=generated.client(ACTORS[Role.AUDITOR]), if_none_match=first.headers["ETag"])
    assert (first.status_code, again.status_code) == (200, 304)
