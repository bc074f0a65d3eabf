"""Who sees what: every route of the API by the table of docs/visibility.md, and nothing of what is hidden anywhere."""

import ast
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from pydantic import SecretStr

from api.app import create_app
from api.app_state import AppState
from api.auth.tokens import EmbeddedIssuer
from api.decisions.receipts import accepted_proof
from api.exports.tables import EXCEL
from api.log.listener import Listener
from api.reads.reading import Reading
from domain.deadlines.clocks import deadlines
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor, Role
from domain.visibility.relations import Relation
from domain.visibility.seen import Reader
from domain.visibility.work_seen import work_seen
from domain.work_items import PUBLISHED, WorkItems, work_items
from embedded.ports import free_port
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.read_model.columns import COLUMNS, REGISTER
from ledger.read_model.list_table import Comparison, Parameter, each_value
from service_layer.queries import center_now
from service_layer.reading import ledger_for
from settings import Settings
from tests.api.visibility import (
    FILE,
    HIDDEN,
    PUBLIC,
    READERS,
    STRANGERS,
    Setting,
    settle,
    tables,
    take,
)
from tests.lives import ACTORS, LEAD, ROLE_OF, SUCCESSOR, Body, commands, confirming
from tests.temporal import KEY
from tests.test_routes import routes_of
from tests.writing import make_ledger

V1 = "/api/v1"
STREAM, DECIDE, INCLUSION = "GET /api/v1/events/stream", "POST /api/v1/centers/{center_id}/decisions", "inclusion"
ROOT = Path(__file__).parents[2]
OPEN = ("/audit/checkpoint", "/audit/consistency?from=1")
PATIENCE = 20.0
"""Seconds after which a test stops waiting."""
RESEARCH = confirming(commands()["submit_industry_research"])
RELATIONS = [
    (setting, column, reader)
    for setting in (HIDDEN, PUBLIC)
    for column, readers in setting.columns.items()
    for reader in readers
]
BELONGS_TO_NONE = "What belongs to no center"
Shown = tuple[int, str]
"""A status, and all that stands in the answer, headers too."""


def _list_of(file: str) -> str:
    """The lines of a file, but for the one that names its own reader and the minute."""
    return "\n".join(line for line in file.splitlines() if "）制于" not in line)


def _cells(content: bytes) -> str:
    """What stands in a workbook, line by line; when it was written stands beside it."""
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return "\n".join(" ".join(map(str, line)) for line in sheet.iter_rows(values_only=True))


class Agency:
    """The API in front of these centers; Temporal is away."""

    def __init__(self, app: FastAPI, ledger: Ledger, http: httpx.AsyncClient) -> None:
        self.app, self.ledger, self.http = app, ledger, http

    async def asked(self, row: str, reader: Actor, setting: Setting) -> Shown:
        """The answer to the row's route, asked about the center."""
        if row == STREAM:
            return 200, await self.streamed(reader)
        method, _, pattern = row.partition(" ")
        path = pattern.format_map(self._names(setting))
        sent = self.bearer(reader)
        query = {"position": self._position(setting)} if INCLUSION in path else self._whole(method, pattern)
        body = commands()["submit_supplement"] | {"stage": "application"} if method == "POST" else None
        answer = await self.http.request(method, path, params=query, headers=sent, json=body)
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        if headers.get("content-type") == EXCEL:
            del headers["content-length"]  # when it was written is in it, and packed
            return answer.status_code, f"{headers}\n{_list_of(_cells(answer.content))}"
        if headers.get("content-type", "").startswith("text/csv"):
            return answer.status_code, f"{headers}\n{_list_of(answer.text)}"
        return answer.status_code, f"{headers} {answer.text}".replace("\r\n ", "")

    async def answer(self, path: str, reader: Actor | None = None) -> httpx.Response:
        """The answer to an address, to somebody or to nobody that is known."""
        return await self.http.get(V1 + path, headers=self.bearer(reader) if reader else {})

    def bearer(self, reader: Actor) -> dict[str, str]:
        """What they sign in with."""
        return {"Authorization": f"Bearer {EmbeddedIssuer(self.app.state.installation.settings).issue(reader)}"}

    async def tried(self, reader: Actor, center: str, body: Body, version: str = "*") -> httpx.Response:
        """The answer to a trial of a decision that is based on a version of the record."""
        return await self.sent(reader, f"/centers/{center}/decisions?dry_run=true", body, version)

    async def sent(self, reader: Actor, path: str, body: Body, version: str) -> httpx.Response:
        """The answer to a decision; Temporal is away."""
        return await self.http.post(V1 + path, headers=self.bearer(reader) | {"If-Match": version}, json=body)

    async def status(self, path: str, reader: Actor | None = None) -> int:
        """Its status."""
        return (await self.answer(path, reader)).status_code

    async def json(self, path: str, reader: Actor | None = None) -> dict[str, Any]:
        """Its body."""
        found: dict[str, Any] = (await self.answer(path, reader)).json()
        return found

    async def streamed(self, reader: Actor) -> str:
        """All that a stream tells them."""
        listener, text, news = Listener(Reading(self.app.state.installation, reader)), "", None
        while news is None or news.is_full:
            news = await listener.behind(news.position if news else 0)
            text += b"".join(message.text for message in news.messages).decode()
        return text

    def _whole(self, method: str, pattern: str) -> dict[str, int]:
        """Of a list all that is there."""
        described = self.app.openapi()["paths"][pattern.replace(":path", "")][method.lower()]
        return {"limit": 500} if "limit" in {named["name"] for named in described.get("parameters", ())} else {}

    def _names(self, setting: Setting) -> dict[str, str]:
        digest = hashlib.sha256(FILE[setting.center].encode()).hexdigest()
        return {"center_id": setting.center, "command_id": f"{setting.center}-1", "sha256": digest}

    def _position(self, setting: Setting) -> int:
        records = self.ledger.history(setting.center)
        return records[1].position if records else self.ledger.head() + 1


@contextmanager
def settled(data: Path, *settings: Setting) -> Iterator[Ledger]:
    """A ledger with these centers, and one of somebody else."""
    given = Settings(data=data).ledger
    make_ledger(given)
    with closing(open_ledger(given)) as ledger:
        settle(ledger, *settings)
        yield ledger


@asynccontextmanager
async def agency(data: Path, *settings: Setting, public_proofs: bool = False) -> AsyncIterator[Agency]:
    """The API in front of these centers, which are under a checkpoint."""
    given = Settings(
        data=data,
        temporal_address=f"127.0.0.1:{free_port()}",
        signing_key=SecretStr(KEY),
        proofs_public=public_proofs,
    )
    with settled(data, *settings) as ledger:
        ledger.proof.projection(KeyFile(given.checkpoint_key_path), given.log_name).follow()
        app = create_app(given, ledger)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://api") as http,
        ):
            app.state.installation.receipt_waiter.end()
            yield Agency(app, ledger, http)


@pytest.fixture
async def of_both(tmp_path: Path) -> AsyncIterator[Agency]:
    async with agency(tmp_path, PUBLIC, HIDDEN) as found:
        yield found


def test_every_route_stands_in_the_document_once() -> None:
    app = create_app(Settings(signing_key=SecretStr(KEY)))
    routes = {route for route in routes_of(app.routes) if V1 in route}
    found = tables()
    in_tables, alone = set(found[HIDDEN.table]), set(found[BELONGS_TO_NONE])
    assert in_tables == set(found[PUBLIC.table])
    assert in_tables | alone == routes
    assert in_tables & alone == set()


@pytest.mark.parametrize("setting", [HIDDEN, PUBLIC], ids=lambda setting: setting.center)
def test_every_relation_of_the_tables_is_tried(setting: Setting) -> None:
    rows = tables()[setting.table]
    assert all(set(row) == set(setting.columns) for row in rows.values())


async def test_everybody_is_answered_as_the_table_says_and_nothing_else_is_betrayed(of_both: Agency) -> None:
    wrong = []
    for setting, column, reader in RELATIONS:
        for row, cells in tables()[setting.table].items():
            status, text = await of_both.asked(row, READERS[reader], setting)
            wrong += [(row, reader, setting.center, why) for why in _wrong(setting, row, cells[column], status, text)]
    assert wrong == []


def _wrong(setting: Setting, row: str, word: str, status: int, text: str) -> Iterator[str]:
    """In what the answer isn't what the word says."""
    names_one = "{" in row
    is_hidden = word == "—"
    if row == DECIDE and word != "—":
        status = 200 if status in (403, 503) else status
    expected = 404 if is_hidden and names_one else 200
    if status != expected:
        yield f"{word}: {status}"
    if betrayed := setting.betrayed(text, word):
        yield f"{word}: betrays {sorted(betrayed)}"
    if not names_one and is_hidden and INCLUSION not in row and setting.center in text:
        yield f"{word}: is listed"
    if missing := [marker for marker in _shown(setting, row, word) if marker not in text]:
        yield f"{word}: lacks {missing}"


def _shown(setting: Setting, row: str, word: str) -> Iterator[str]:
    """What has to stand in the answer, lest a test of silence holds of an empty house."""
    markers = setting.markers()
    if row == f"GET {V1}/centers" and word != "—":
        yield from markers["name"]
    if row in (f"GET {V1}/events", f"GET {V1}/centers/{{center_id}}/events", STREAM):
        kinds = setting.allowed(word) - {"name"} if word not in ("own", "public") else set()
        yield from (marker for kind in kinds for marker in markers[kind])
        if word == "own":
            yield from markers["guidance"]
    if row == f"GET {V1}/centers/{{center_id}}/documents" and word in ("all", "record", "joint", "panel"):
        yield f"后{setting.sign}申报书"
    if INCLUSION in row:
        yield '"entry":null' if word == "hash" else '"entry":"'


@pytest.mark.parametrize("reader", [*STRANGERS, "operator"])
async def test_to_a_stranger_the_house_is_as_if_the_hidden_center_did_not_exist(tmp_path: Path, reader: str) -> None:
    rows = [row for row in tables()[HIDDEN.table] if INCLUSION not in row]
    answers = []
    for number, settings in enumerate([(PUBLIC, HIDDEN), (PUBLIC,)]):
        async with agency(tmp_path / str(number), *settings) as house:
            answers.append({row: _plain(await house.asked(row, READERS[reader], HIDDEN)) for row in rows})
    assert answers[0] == answers[1]


async def test_an_entry_that_somebody_holds_is_proven_by_its_hash_to_anybody_where_proofs_are_public(
    tmp_path: Path,
) -> None:
    async with agency(tmp_path / "closed", PUBLIC) as house:
        assert {await house.status(path) for path in OPEN} == {401}
        _, text = await house.asked(f"GET {V1}/audit/inclusion", READERS["auditor"], PUBLIC)
        assert '"entry":"' in text
    async with agency(tmp_path / "open", PUBLIC, public_proofs=True) as house:
        by_position = await house.json(f"/audit/inclusion?position={house.ledger.head()}", READERS["auditor"])
        entry = base64.b64decode(by_position["entry"])
        hashed = base64.urlsafe_b64encode(hashlib.sha256(b"\x00" + entry).digest()).decode()
        by_hash = await house.json(f"/audit/inclusion?leaf_hash={hashed}")
        assert by_hash == by_position | {"entry": None}
        assert {await house.status(path) for path in OPEN} == {200}
        assert await house.status("/audit/inclusion?position=1") == 401
        assert await house.status(f"/audit/inclusion?receipt={PUBLIC.center}-1") == 401
        assert await house.status(f"/audit/inclusion?leaf_hash={hashed[:-2]}") == 422
        assert await house.status(f"/audit/inclusion?leaf_hash={'A' * 43}%3D") == 404
        assert await house.status("/events") == 401


async def test_a_stream_judges_each_event_by_the_relation_of_then(of_both: Agency) -> None:
    listener = Listener(Reading(of_both.app.state.installation, READERS["member of the panel"]))
    before = await listener.behind(0)
    assert HIDDEN.center in before.messages[-1].text.decode()
    in_office = await listener.after(before.position, 0.05)
    assert (list(in_office.messages), in_office.position) == ([], before.position)
    assigned = confirming(commands()["assign_officer"])
    assert take(of_both.ledger, HIDDEN.center, ACTORS[Role.APPROVER], assigned, "assigned") is None
    news = await listener.after(before.position, PATIENCE)
    assert [message.record.event.wire_name() for message in news.messages] == ["OfficerAssigned"]
    declined = confirming(commands()["decline_construction"])
    assert take(of_both.ledger, HIDDEN.center, ACTORS[Role.APPROVER], declined, "closing") is None
    assert take(of_both.ledger, "t-other", READERS["applicant of another center"], RESEARCH, "research") is None
    after = await listener.after(news.position, 2.0)
    assert list(after.messages) == []
    assert after.position == of_both.ledger.head()


async def test_a_pending_decision_is_told_by_its_proof_and_to_those_who_read_the_record(of_both: Agency) -> None:
    state: AppState = of_both.app.state.installation
    proof = accepted_proof(state, "on-its-way", HIDDEN.center)
    for reader, status in {"officer": 200, "lead": 200, "former party": 404, "foreign expert": 404}.items():
        assert await of_both.status("/receipts/on-its-way", READERS[reader]) == status, reader
        assert await of_both.status(f"/receipts/on-its-way?accepted={proof}", READERS[reader]) == 200
        assert await of_both.status("/receipts/on-its-way?accepted=t-hidden:00", READERS[reader]) == status, reader


@pytest.mark.parametrize("reader", ["lead", "applicant of another center"])
def test_no_doubt_tells_of_a_center_that_is_hidden(tmp_path: Path, reader: str) -> None:
    with settled(tmp_path, HIDDEN) as ledger:
        actor = READERS[reader]
        body = commands()["register_center"] | {"lead": LEAD if reader == "lead" else SUCCESSOR}
        body |= {"center_id": "t-new", "name_zh": "上海市潜产业计量测试中心", "predecessor": HIDDEN.center}
        refusal = take(ledger, "t-new", actor, body, "asked")
        codes = {doubt["code"] for doubt in refusal.params["doubts"]} if refusal else set()
        sees = reader == "lead"
        assert ("name_on_register" in codes) is sees
        assert ("predecessor_not_on_register" in codes) is not sees
        officer = take(ledger, "t-new", ACTORS[Role.OFFICER], body, "asked by the officer")
        assert officer is not None
        assert officer.code in {"needs_confirmation", "role_not_allowed"}


def test_an_id_that_is_taken_is_refused_and_no_more_is_said(tmp_path: Path) -> None:
    with settled(tmp_path, HIDDEN) as ledger:
        stranger = READERS["applicant of another center"]
        body = confirming(commands()["register_center"] | {"center_id": HIDDEN.center, "lead": SUCCESSOR})
        refusal = take(ledger, HIDDEN.center, stranger, body, "taken")
        assert refusal is not None
        assert (refusal.code, refusal.params) == ("center_exists", {"center_id": HIDDEN.center})
        receipt = ledger_for(ledger, stranger).receipt("taken")
        assert receipt is not None
        assert (receipt.version, HIDDEN.betrayed(receipt.model_dump_json(), "—")) == (0, set())
        assert ledger_for(ledger, READERS["lead"]).receipt("taken") is None


async def test_what_is_withheld_of_a_review_is_said_to_be_so_and_never_called_none(tmp_path: Path) -> None:
    async with agency(tmp_path, HIDDEN) as house:
        seen = {
            reader: (await house.json(f"/centers/{HIDDEN.center}", READERS[reader]))["reviews"][-1]
            for reader in ("lead", "member of the panel", "auditor")
        }
    of_lead, of_member, of_bureau = seen.values()
    assert (of_lead["withheld"], of_member["withheld"], of_bureau["withheld"]) == (True, True, False)
    untold = ("experts", "opinions", "site_inspected", "verdict")
    assert [of_lead[name] for name in untold] == [None] * len(untold)
    assert (len(of_member["experts"]), of_member["opinions"]) == (len(of_bureau["experts"]), None)
    assert of_bureau["opinions"] > 0


def test_nobody_outside_the_bureau_is_told_what_the_panel_or_the_bureau_has_to_do(tmp_path: Path) -> None:
    with settled(tmp_path, HIDDEN) as ledger:
        center = center_now(ledger, HIDDEN.center)
        assert center is not None
        waits = work_items(center, deadlines(center, Policy(), PUBLISHED), Policy())
        assert {item.role for item in waits.open} == {Role.APPROVER}
        of_bureau = work_seen(waits, Reader(READERS["auditor"], Relation.BUREAU))
        assert of_bureau == waits
        for reader, relation in (("lead", Relation.LEAD), ("member of the panel", Relation.PANEL)):
            assert work_seen(waits, Reader(READERS[reader], relation)).open == ()
        assert work_seen(waits, Reader(READERS["former party"], Relation.FORMER)) == WorkItems()


BY_THE_WHOLE = "it is decided by the whole center, and told as far as the caller sees it"
REQUEST_ID = re.compile(r"'x-request-id': '[^']*'")
HEAD_IN_TAG = re.compile(r'(?<=W/")[0-9]+(?=-)')
"""The position in the log, with which the tag of a file begins."""
AROUND_THE_DOOR = {
    "api/console/center/at_point/at_point.py _documents": "the files that records name which are seen",
    "api/console/center/at_point/at_point.py _phases": "in which phase a record that is seen belongs, and no more",
    "api/console/center/compare/routes.py _compared": "both moments are folded whole, and compared as they are seen",
    "api/console/frame/center_reader.py _day_of": "the day on which the reader left",
    "api/console/center/routes.py _look": "the public register, which leaves out the rest itself",
    "api/console/public_register/routes.py _find": "the public register, which leaves out the rest itself",
    "api/console/center/tasks/tasks.py open_decisions": BY_THE_WHOLE,
    "api/console/decide/draft/decision_subject.py _of_no_center": BY_THE_WHOLE,
    "api/console/decide/draft/decision_subject.py decision_background": BY_THE_WHOLE,
    "api/console/decide/draft/decision_subject.py trial": BY_THE_WHOLE,
    "api/console/exports/downloads.py _bundle": "what a bundle leaves out is its own to say",
    "api/console/history/event_page.py _beside": "whether the reader sees all",
    "api/console/history/event_page.py context": BY_THE_WHOLE,
    "api/console/operations/routes.py _books": "how the parts are, without a word of any center",
    "api/decisions/actions.py _actions": BY_THE_WHOLE,
    "api/decisions/annual_reports.py plan": "an officer's file, who sees all; nobody else comes in",
    "api/decisions/receipts.py _is_pending": "whether somebody was answered already",
    "api/decisions/submission.py decision": "a decision is sent and answered by the whole ledger; who sent it reads it",
    "api/decisions/submission.py tried": "tried by the whole ledger, of what is there for them",
    "api/log/event_items.py _undone_as_seen": "of records that are seen, by acts that are seen",
    "api/reads/reading.py ask_as": "the door",
    "api/reads/reading.py lists_are_being_remade": "whether, and of no center",
    "api/resources/audit.py _asked": "hashes alone",
    "api/resources/centers.py _events_as_recorded": "whether a place lies beyond the record",
    "api/resources/centers.py _events_as_they_happened": "whether a place lies beyond the record",
    "api/resources/centers.py _waiting": "whose act comes next, of which parties and supervisors are told their own",
    "api/resources/centers.py page_or_public_page": "the public register, which leaves out the rest itself",
    "api/resources/documents.py keep": "a file comes in",
    "api/uploads/admission.py begin": "how much room there is",
}
"""Where API and console may read the whole ledger, by file and function, and why."""


def test_nothing_is_read_around_the_door() -> None:
    found = {
        f"{path.relative_to(ROOT)} {name}" for path in sorted((ROOT / "api").rglob("*.py")) for name in around(path)
    }
    assert found <= set(AROUND_THE_DOOR)
    assert len(found) > 1


def around(path: Path) -> Iterator[str]:
    """The functions of a module in which the whole ledger is asked."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                is_whole = isinstance(node, ast.Attribute) and node.attr == "whole"
                is_read = (
                    isinstance(node, ast.Attribute) and node.attr == "read" and "app_state" in ast.unparse(node.value)
                )
                if is_whole or is_read:
                    yield function.name
                    break


def _plain(shown: Shown) -> Shown:
    """Without the instant and the id of asking, and the position in the log, which every checkpoint tells."""
    status, text = shown
    text = HEAD_IN_TAG.sub("", REQUEST_ID.sub("", text))
    return status, "\n".join(line for line in text.splitlines() if not line.startswith(("DTSTAMP", "id: ")))


COLUMN_READERS = ("officer", "lead", "joint", "district of the joint party", "former party", *STRANGERS)
UNTOLD = (
    "uscc",
    "joint_parties",
    "term_basis",
    "term_ends_on",
    "director",
    "open_corrections",
    "overdue",
    "overdue_duties",
    "certainly_over",
    "certainly_over_duties",
)


@pytest.mark.parametrize("reader", COLUMN_READERS)
def test_no_filter_and_no_order_finds_a_center_by_what_its_reader_is_not_told(tmp_path: Path, reader: str) -> None:
    with settled(tmp_path, PUBLIC, HIDDEN) as ledger:
        center = center_now(ledger, PUBLIC.center)
        assert center is not None
        directed = confirming(commands()["appoint_director"] | {"name": "后明主任"})
        assert take(ledger, PUBLIC.center, ACTORS[Role.APPLICANT], directed, "directed") is None
        whole = {item["center_id"]: item for item in ledger.read_model.find_centers().items}
        lists = ledger_for(ledger, READERS[reader]).read_model
        seen = {item["center_id"]: item for item in lists.find_centers().items}
        for parameter in REGISTER.parameters:
            for value in _values(parameter, whole.values()):
                found = {item["center_id"] for item in lists.find_centers(**{parameter.name: value}).items}
                assert found == {name for name, item in seen.items() if _is_in(parameter, value, item)}, parameter.name
        for column in COLUMNS:
            missing = {item["center_id"] for item in lists.find_centers(missing=column.name).items}
            assert missing == {name for name, item in seen.items() if not list(each_value(column, item))}, column.name
            for sort in (column.name, f"-{column.name}"):
                ordered = [item["center_id"] for item in lists.find_centers(sort=sort).items]
                assert set(ordered) == set(seen)
                assert ordered[len(ordered) - len(missing) :] == sorted(missing), sort


def _values(parameter: Parameter, items: Iterable[dict[str, Any]]) -> set[Any]:
    """All that somebody might try who guesses what stands in the column of some center."""
    if parameter.comparison in (Comparison.FROM, Comparison.TO):
        return set()
    if parameter.value_type is bool:
        return {True, False}
    return {str(value) for item in items for value in each_value(parameter.column, item)}


def _is_in(parameter: Parameter, value: Any, item: dict[str, Any]) -> bool:
    held = list(each_value(parameter.column, item))
    if parameter.comparison is Comparison.ANY:
        return any(bool(one) is value for one in held)
    return value in held


@pytest.mark.parametrize("reader", ["former party", *STRANGERS])
async def test_who_sees_a_public_line_alone_is_told_no_more_of_it_by_any_column(of_both: Agency, reader: str) -> None:
    lines = {
        name: one
        for name in (reader, "officer")
        for one in (await of_both.json("/centers", READERS[name]))["items"]
        if one["center_id"] == PUBLIC.center
    }
    item = lines[reader]
    assert lines["officer"]["uscc"] == LEAD["uscc"]
    if item["view"] == "public":
        assert [item[name] for name in UNTOLD] == [None] * len(UNTOLD)
    asked = await of_both.json(f"/centers?uscc={LEAD['uscc']}", READERS[reader])
    assert (PUBLIC.center in [one["center_id"] for one in asked["items"]]) is (item["uscc"] is not None)
    assert asked["total"] == len(asked["items"])


OUTSIDE = ("former party", "applicant of another center", "foreign district", "foreign body")
"""Who decides something of a center, and reads the record of none of these."""


async def test_a_trial_tells_whom_a_record_is_not_no_more_than_that_it_is_not_theirs(of_both: Agency) -> None:
    theirs = {type_ for type_, role in ROLE_OF.items() if role in (Role.APPLICANT, Role.DISTRICT)} - {"register_center"}
    bodies = [confirming(body) for type_, body in commands().items() if type_ in theirs]
    for reader, setting in product(OUTSIDE, (PUBLIC, HIDDEN)):
        for body in bodies:
            answer = (await of_both.tried(READERS[reader], setting.center, body)).json()
            assert answer["code"] in {"center_not_yours", "role_not_allowed", "center_unknown"}, (reader, body["type"])
            assert answer.get("params", {}).keys() <= {"center_id", "role", "allowed"}, (reader, body["type"])


async def test_no_decision_tells_whom_a_record_is_not_how_long_it_is(of_both: Agency) -> None:
    for reader, setting, version in product(OUTSIDE, (PUBLIC, HIDDEN), ("0", "1", "500")):
        tried = await of_both.tried(READERS[reader], setting.center, RESEARCH, version)
        assert tried.json()["code"] in {"center_not_yours", "role_not_allowed", "center_unknown"}
        sent = await of_both.sent(READERS[reader], f"/centers/{setting.center}/decisions", RESEARCH, version)
        assert sent.json()["code"] in {"temporal_unavailable", "center_unknown"}


async def test_who_registers_under_an_id_that_is_taken_is_not_told_how_long_that_record_is(of_both: Agency) -> None:
    stranger = READERS["applicant of another center"]
    body = confirming(commands()["register_center"] | {"center_id": HIDDEN.center, "lead": SUCCESSOR})
    for version in ("0", "1", "500"):
        assert (await of_both.sent(stranger, "/centers", body, version)).json()["code"] == "temporal_unavailable"


async def test_whether_an_id_is_taken_is_told_by_a_registration_alone_and_not_by_its_trial(of_both: Agency) -> None:
    own = READERS["applicant of another center"]
    body = commands()["register_center"] | {"lead": SUCCESSOR, "name_zh": "上海市另一产业计量测试中心"}
    for reader, sent in product((own, READERS["foreign district"]), (body, confirming(body))):
        for version in ("*", "0", "1", "500"):
            taken = await of_both.tried(reader, HIDDEN.center, sent | {"center_id": HIDDEN.center}, version)
            free = await of_both.tried(reader, "t-not-there", sent | {"center_id": "t-not-there"}, version)
            assert taken.status_code == free.status_code
            assert taken.text.replace(HIDDEN.center, "t-not-there") == free.text
            for center in (HIDDEN.center, "t-not-there"):
                answer = await of_both.sent(reader, "/centers", sent | {"center_id": center}, version)
                assert answer.json()["code"] == "temporal_unavailable"
    assert (await of_both.tried(own, "t-not-there", confirming(body), "*")).status_code == 200
    seen = await of_both.tried(own, PUBLIC.center, confirming(body), "*")
    assert (seen.status_code, seen.json()["code"]) == (409, "center_exists")


async def test_who_reads_a_record_is_told_that_it_went_on(of_both: Agency) -> None:
    stranger = READERS["applicant of another center"]
    assert (await of_both.tried(stranger, "t-other", RESEARCH, "500")).json()["code"] == "version_moved"
    assert (await of_both.sent(stranger, "/centers/t-other/decisions", RESEARCH, "500")).json()[
        "code"
    ] == "ahead_of_log"
    assert (await of_both.tried(READERS["lead"], HIDDEN.center, RESEARCH, "1")).json()["code"] == "version_moved"
