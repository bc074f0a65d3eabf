"""Nine persons lead a center from its registration to its establishment, all of them signed in by the agency's identity
provider, while four who have nothing to do with it look into every address that the others learn.
"""

import asyncio
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import SHUT_RDWR, socket
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from embedded.ports import free_port
from embedded.temporal import until_ready
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from settings import Settings
from tests.api.provider import AUDIENCE, CLIENT, Provider, providing
from tests.api.test_nine_persons import NINE, is_of_the_application, person_of
from tests.e2e.crawling import API, Answer, Reader
from tests.e2e.test_identity_provider import serving
from tests.lives import LEAD, SUCCESSOR, Body, commands, confirming, path_to
from tests.temporal import KEY, running_server
from tests.writing import make_ledger
from worker import build_worker

pytestmark = [pytest.mark.e2e, pytest.mark.real_time, pytest.mark.timeout(600)]

PATIENCE = 60.0
FOREIGNERS = {
    "the applicant of another center": Actor(id="gu.yan", name="顾言", role=Role.APPLICANT, org=SUCCESSOR["uscc"]),
    "a foreign district": Actor(id="xia.he", name="夏禾", role=Role.DISTRICT, district="chongming"),
    "a foreign expert": Actor(id="expert-9", name="别专家", role=Role.EXPERT),
    "an operator": Actor(id="yun.wei", name="云维", role=Role.OPERATOR),
}
OPERATOR = "an operator"
STATIONS = {
    "approve_construction": "ReviewReportIssued",
    "apply_for_acceptance": "SelfInspectionCompleted",
    "approve_establishment": "RevisionConfirmed",
    None: "CenterEstablished",
}
"""Where one looks around: before which decision, and what was recorded last."""
INSIDERS = ("applicant", "district", "expert-1", "officer", "approver")
"""Those of the nine whose addresses the foreigners learn; of two of them whenever one looks around."""
FILES = ("centers.csv", "centers.xlsx", "centers.json", "history.csv", "history.json")
PLACE = {f"{API}/audit/consistency": "from=1", f"{API}/audit/inclusion": "position=1"}
"""Which proof is asked for where nothing else says it."""
SEARCHES = (f"{API}/centers", "/console/centers", "/console/history")
DELIBERATION: dict[str, Body] = {
    "complete_preliminary_review": {"conclusion": "初审所得的结论"},
    "hold_review_meeting": {"minutes": "会上的质询与答复"},
    "inspect_site": {"findings": "勘察时的所见"},
    "issue_review_report": {"necessity": "报告所述的必要性"},
}
"""What is said of the application before anything is decided."""
OPINION = "就{}写下的意见"
PLAN_TEXT = "筹建申报书的全文"
PLAN = b"%PDF-1.7 " + PLAN_TEXT.encode() * 20
OTHER: Body = {
    "center_id": "t-the-other",
    "name_zh": "上海市旁观产业计量测试中心",
    "lead": SUCCESSOR,
    "industry_scope": "与此无关",
}


@dataclass
class Agency:
    """The installation behind its provider, and everybody's browser."""

    address: str
    settings: Settings
    provider: Provider
    chromium: Browser
    closing: ExitStack
    readers: dict[str, Reader] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    def sign_in(self, name: str, actor: Actor) -> None:
        """By the provider's page in a window of their own; what the window keeps is theirs from then on."""
        self.provider.claims = claims_of(actor)
        context = self.chromium.new_context(locale="zh-CN")
        self.closing.callback(context.close)
        page = self.pages[name] = context.new_page()
        page.goto(f"{self.address}/console/sign-in")
        page.get_by_role("link", name="前往统一身份认证").click()
        page.wait_for_url("**/console/work")
        cookies = {str(one["name"]): str(one["value"]) for one in context.cookies()}
        http = httpx.Client(
            base_url=self.address, cookies=cookies, follow_redirects=True, trust_env=False, timeout=PATIENCE
        )
        self.closing.callback(http.close)
        self.readers[name] = Reader(name, http, self.provider.signed(**claims_of(actor)))

    def decide(self, center: str, body: Body, person: str) -> None:
        """A decision that goes on record."""
        answer = self.decided(center, body, person)
        assert answer.status_code == 201, (person, body, answer.text)

    def decided(self, center: str, body: Body, person: str) -> httpx.Response:
        """What comes of a decision that somebody takes."""
        path = "/centers" if body["type"] == "register_center" else f"/centers/{center}/decisions"
        reader = self.readers[person]
        headers = {"Authorization": f"Bearer {reader.token}", "Idempotency-Key": uuid4().hex}
        return reader.http.post(API + path, json=confirming(body), headers=headers)

    def calendar_of(self, name: str) -> str:
        """A calendar address of their own, as a path."""
        reader = self.readers[name]
        headers = {"Authorization": f"Bearer {reader.token}"}
        made = reader.http.post(f"{API}/calendar/addresses", json={"note": name}, headers=headers)
        assert made.status_code == 201, made.text
        return str(made.json()["url"]).removeprefix(self.address)

    def prove(self) -> None:
        """Bring everything under a checkpoint, so that there are proofs and bundles."""
        ledger = open_ledger(self.settings.ledger)
        ledger.proof.projection(KeyFile(self.settings.checkpoint_key_path), "metrology.example/hengxu").follow()
        ledger.close()


def claims_of(actor: Actor) -> dict[str, Any]:
    """As the provider tells of somebody."""
    claims = {"sub": actor.id, "name": actor.name, "roles": [actor.role.value]}
    return claims | {name: value for name in ("org", "district") if (value := getattr(actor, name))}


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """A worker beside the API."""
    stop = threading.Event()

    async def work() -> None:
        ledger = open_ledger(settings.ledger)
        async with build_worker(await until_ready(settings), settings, ledger):
            await asyncio.to_thread(stop.wait)
        ledger.close()

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def agency(tmp_path: Path, chromium: Browser) -> Iterator[Agency]:
    port = free_port()
    with ExitStack() as closing:
        provider = closing.enter_context(providing())
        server = closing.enter_context(running_server())
        settings = Settings(
            data=tmp_path,
            temporal_address=server.address,
            signing_key=SecretStr(KEY),
            oidc_issuer=provider.address,
            oidc_audience=AUDIENCE,
            oidc_client_id=CLIENT,
            url=f"http://127.0.0.1:{port}",
            port=port,
        )
        make_ledger(settings.ledger)
        closing.enter_context(working(settings))
        address = closing.enter_context(serving(settings))
        yield Agency(address, settings, provider, chromium, closing)


class Stream:
    """What somebody is told of events, from the beginning on until they hang up."""

    def __init__(self, reader: Reader) -> None:
        self.received, self._reader = "", reader
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        assert self._is_open.wait(PATIENCE)

    def _listen(self) -> None:
        headers = {"Authorization": f"Bearer {self._reader.token}"}
        with self._reader.http.stream("GET", f"{API}/events/stream", headers=headers, timeout=None) as answer:
            self._line: socket = answer.extensions["network_stream"].get_extra_info("socket")
            self._is_open.set()
            with suppress(httpx.RemoteProtocolError):  # an answer without an end, cut off
                for part in answer.iter_text():
                    self.received += part

    def hang_up(self) -> None:
        """It ends here."""
        self._line.shutdown(SHUT_RDWR)
        self._thread.join()

    def until(self, words: str) -> None:
        """Wait until they were told."""
        deadline = monotonic() + PATIENCE
        while words not in self.received:
            assert monotonic() < deadline, self.received[-500:]
            sleep(0.05)


@dataclass
class Case:
    """One center, what is to be kept of it, and what everybody was told so far."""

    center: str
    name: str
    agency: Agency
    steps: list[Body]
    secrets: set[str]
    calendars: dict[str, str]
    addresses: set[str] = field(default_factory=set)

    def lead_on(self, until: str | None) -> None:
        """The decisions on its way, until that one comes next."""
        while self.steps and self.steps[0]["type"] != until:
            body = self.steps.pop(0)
            self.agency.decide(self.center, body, by(body))
        self.agency.prove()

    def learn(self, names: Iterable[str]) -> set[str]:
        """The addresses that its own people come by and hadn't before: the pages that they are led to, and whatever the
        API has.
        """
        found = set(self._of_the_api())
        for name in names:
            answers = list(self.agency.readers[name].crawl())
            assert [(answer.address, answer.status) for answer in answers if answer.status != 200] == [], name
            found |= {answer.address for answer in answers}
        new = found - self.addresses
        self.addresses |= found
        return new

    def _of_the_api(self) -> Iterator[str]:
        reader = self.agency.readers["officer"]
        events = reader.json(f"/centers/{self.center}/events", limit=500)["items"]
        papers = {paper["sha256"] for event in events for paper in event["documents"]}
        known = {
            "{center_id}": {self.center},
            "{command_id}": {event["command_id"] for event in events},
            "{sha256}": papers,
        }
        self.secrets |= known["{command_id}"] | papers
        for path, methods in reader.http.get("/openapi.json").json()["paths"].items():
            if "get" in methods and not path.endswith("/stream"):
                yield from filled(path, known)
        for event in events:
            yield f"{API}/audit/inclusion?position={event['position']}"
            yield f"{API}/audit/inclusion?receipt={event['command_id']}"
            yield f"/console/events/{event['position']}/bytes"
            yield f"/console/receipts/{event['command_id']}"
        yield f"{API}/events?after={events[0]['position'] - 1}&limit=1"
        yield from (f"/console/{name}" for name in FILES)
        for words in (self.center, "海缆", "陈专家"):
            yield from (f"{path}?q={quote(words)}" for path in SEARCHES)

    def commands_of(self, event: str) -> set[str]:
        """The ids under which acts of that name were taken, which they show with them."""
        events = self.agency.readers["officer"].json(f"/centers/{self.center}/events", limit=500)["items"]
        return {one["command_id"] for one in events if one["type"] == event}

    def is_looked_at_by_the_nine_alone(self) -> None:
        """In the windows of all: they read the center's page, and to the others it doesn't exist."""
        for name, page in self.agency.pages.items():
            answer = page.goto(f"{self.agency.address}/console/centers/{self.center}")
            assert answer is not None
            assert answer.status == (200 if name in NINE else 404), name
            expect(page.get_by_role("heading", level=1)).to_have_text(self.name if name in NINE else re.compile("没有"))

    def hidden_from(self, name: str, public: set[str]) -> set[str]:
        """What of the case must not reach somebody: all that isn't public; an operator is told its id alone."""
        if name == OPERATOR:
            return self.secrets - {self.center}
        return {secret for secret in self.secrets if not any(secret in shown for shown in public)}

    def is_nobody_elses(self, addresses: set[str], public: set[str]) -> None:
        """Whatever the foreigners ask, nothing of the case is in the answer but what is public."""
        for name in FOREIGNERS:
            reader = self.agency.readers[name]
            asked = [*reader.crawl(), *map(reader.get, [*sorted(addresses), self.calendars[name]])]
            assert wrong(asked, self.hidden_from(name, public)) == [], name

    def is_decided_on_by_nobody_else(self) -> None:
        """Who would decide about it is answered as about a center that doesn't exist."""
        body = commands()["submit_industry_research"]
        for name in FOREIGNERS:
            found = [self.agency.decided(center, body, name) for center in (self.center, "t-nowhere")]
            assert len({(answer.status_code, answer.json()["code"]) for answer in found}) == 1, name

    def is_kept_from_its_parties(self, secrets: Iterable[str]) -> None:
        """They read neither deliberation nor whose opinion is whose while the review goes on."""
        for name in ("applicant", "district"):
            reader = self.agency.readers[name]
            assert wrong([*reader.crawl(), *map(reader.get, sorted(self.addresses))], secrets) == [], name


def wrong(answers: Iterable[Answer], hidden: Iterable[str]) -> list[tuple[str, int, list[str]]]:
    """The answers that are none of those expected, or that betray something."""
    looked_at = [(answer.address, answer.status, answer.betrayed(hidden)) for answer in answers]
    return [one for one in looked_at if one[2] or one[1] not in (200, 403, 404)]


def filled(path: str, known: dict[str, set[str]]) -> Iterator[str]:
    """The path with each value that is known of its part, if it has one."""
    part = next((name for name in known if name in path), None)
    if part is not None:
        for value in sorted(known[part]):
            yield path.replace(part, value)
    elif "{" not in path:
        yield f"{path}?{PLACE[path]}" if path in PLACE else path


def texts_of(value: Any) -> Iterator[str]:
    """Whatever somebody wrote into a body."""
    if isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part)
    elif isinstance(value, str) and not value.isascii():
        yield value


def steps_of(center: str, paper: str) -> list[Body]:
    """The way to establishment, with further advice; each opinion is one on its stage, and the application a file."""
    steps = [dict(step.body) for step in path_to(Phase.OPERATION, changes=DELIBERATION)]
    steps[0]["center_id"] = center
    for step in steps:
        if step["type"] == "give_opinion":
            step["opinion"] = OPINION.format(step["stage"])
        elif step["type"] == "submit_application":
            step["application_form"] = {"sha256": paper, "title": "筹建申报书"}
    place = next(place for place, step in enumerate(steps) if step["type"] == "hold_review_meeting") + 1
    steps.insert(place, commands()["record_advice"] | {"effective_on": steps[place - 1]["effective_on"]})
    return steps


def by(body: Body) -> str:
    """Who of the nine takes a decision."""
    if is_of_the_application(body):
        return "second officer"
    return "second approver" if body["type"] == "approve_establishment" else person_of(body)


@pytest.fixture
def case(agency: Agency) -> Case:
    """Everybody has signed in, and another center has been registered."""
    for name, actor in {**NINE, **FOREIGNERS}.items():
        agency.sign_in(name, actor)
    agency.decide("", commands()["register_center"] | OTHER, "the applicant of another center")
    agency.prove()
    applicant = agency.readers["applicant"]
    headers = {"Authorization": f"Bearer {applicant.token}", "Content-Type": "application/pdf"}
    kept = applicant.http.post(f"{API}/documents", content=PLAN, headers=headers)
    center = f"t-{uuid4().hex[:12]}"
    steps = steps_of(center, kept.json()["sha256"])
    reader = agency.readers["the applicant of another center"]
    told_anyway = "".join(answer.text for answer in [*reader.crawl(), reader.get(f"{API}/guideline")])
    written = {text for step in steps for text in texts_of(step) if text not in told_anyway}
    persons = {one for actor in NINE.values() for one in (actor.id, actor.name)}
    secrets = written | persons | {center, LEAD["uscc"], PLAN_TEXT}
    calendars = {name: agency.calendar_of(name) for name in FOREIGNERS}
    return Case(center, steps[0]["name_zh"], agency, steps, secrets, calendars)


def test_four_foreigners_look_into_every_address_of_a_center_and_find_what_is_public_alone(case: Case) -> None:
    readers, number = case.agency.readers, {body["type"]: str(body.get("document_number")) for body in case.steps}
    streams = {name: Stream(readers[name]) for name in (*FOREIGNERS, "officer")}
    for stream in streams.values():
        case.agency.closing.callback(stream.hang_up)
    on_the_register = {case.center, case.name, LEAD["name"], number["approve_construction"]}
    public: set[str] = set()
    assert len(case.secrets) > 60
    for before, last in STATIONS.items():
        case.lead_on(before)
        new = case.learn(INSIDERS if before in (None, "approve_construction") else ("applicant", "officer"))
        if before == "approve_construction":
            case.is_looked_at_by_the_nine_alone()
            case.is_decided_on_by_nobody_else()
            case.is_kept_from_its_parties([*texts_of(DELIBERATION), OPINION.format("application")])
        else:
            public |= on_the_register | case.commands_of("ConstructionApproved")
        if before is None:
            public |= {number["approve_establishment"]} | case.commands_of("CenterEstablished")
        case.is_nobody_elses(case.addresses if before is None else new, public)
        streams["officer"].until(f'"{last}"')
        for name in FOREIGNERS:
            received = Answer("", 200, streams[name].received)
            assert received.betrayed(case.hidden_from(name, public)) == [], name
    for name in FOREIGNERS.keys() - {OPERATOR}:
        streams[name].until('"CenterEstablished"')
