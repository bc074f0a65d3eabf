"""Each reader follows every link of every page that they are offered: all of them open, and none tells what is not
theirs.
"""

import csv
import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import parse_qsl, urljoin, urlsplit
from zipfile import ZipFile

import httpx
import pytest

from api.app import create_app
from api.app_state import AppState
from api.auth.tokens import LIFETIME
from api.console.frame.session.sessions import COOKIE, PATH
from clock import utc_now
from tests.console.readers import (
    ESTABLISHED,
    HIDDEN,
    IMPORTED,
    IN_ACCEPTANCE,
    IN_REVIEW,
    NAMES,
    READERS,
    REVOKED,
    TAKEN_OVER,
    ReaderCase,
    Settled,
    settled_in,
)

LINK = re.compile(r'(?:href|data-watch|formaction)="([^"]*)"')
NOT_FOLLOWED = re.compile(r"/console/(static|language|sign-out|sign-in)|/docs|/metrics|/readyz")
UNTOLD: tuple[str, ...] = (
    *("统一社会信用代码", "联合承建单位", "中心主任", "有逾期", "逾期事项", "最早逾期于", "逾期天数", "必已届满"),
    *("最近时限", "期限", "期满日性质", "筹建期满日", "最早期满日", "最晚期满日", "待定更正", "记录数"),
)
"""What a public line of the register doesn't say, by its headings."""
EVENTS_OF_THE_BUREAU = 25
"""Pages of events that one who sees all of them looks at."""
MANY = 100_000


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    with settled_in(tmp_path_factory.mktemp("settled"), requests_per_minute=MANY) as found:
        yield found


class Visit:
    """A browser in which one of the readers is signed in, and all the addresses that they were offered."""

    def __init__(self, http: httpx.AsyncClient, reader: ReaderCase) -> None:
        self.http, self.reader = http, reader
        self.answers: dict[str, httpx.Response] = {}
        self.offered_on: dict[str, str] = {}

    async def go(self, address: str) -> httpx.Response:
        if address not in self.answers:
            self.answers[address] = await self.http.get(address)
        return self.answers[address]

    async def crawl(self, *starts: str) -> None:
        """Opens every address that a page offers, each of the same shape once."""
        waiting, shapes = list(starts), set()
        events = 0
        while waiting:
            address = waiting.pop(0)
            path, query = urlsplit(address).path, urlsplit(address).query
            shape = (path, frozenset(name for name, _ in parse_qsl(query, keep_blank_values=True)))
            if shape in shapes:
                continue
            shapes.add(shape)
            if not self.reader.unseen and path.startswith("/console/events/"):
                events += 1
                if events > EVENTS_OF_THE_BUREAU:
                    continue
            answer = await self.go(address)
            if answer.headers.get("content-type", "").startswith("text/html"):
                for found in self._links(answer):
                    self.offered_on.setdefault(found, address)
                    waiting.append(found)

    def _links(self, answer: httpx.Response) -> Iterator[str]:
        for link in filter(lambda one: not one.startswith("#"), LINK.findall(answer.text)):
            whole = urlsplit(urljoin(str(answer.url), unescape(link)))
            if whole.netloc == "127.0.0.1" and not NOT_FOLLOWED.match(whole.path):
                yield whole._replace(scheme="", netloc="", fragment="").geturl()

    @property
    def dead(self) -> dict[str, tuple[int, str]]:
        """What was offered and doesn't open, with the page that offers it."""
        return {
            address: (answer.status_code, self.offered_on[address])
            for address, answer in self.answers.items()
            if answer.status_code >= 400 and address in self.offered_on
        }

    @property
    def disclosed(self) -> dict[str, set[str]]:
        """By address, what they may not learn and do. Bundles have tests of their own."""
        return {
            address: found
            for address, answer in self.answers.items()
            if not urlsplit(address).path.endswith("bundle.zip")
            and answer.status_code != 404  # which repeats the address
            and (found := {marker for marker in self.reader.unseen if marker in words_of(answer)})
        }


def words_of(answer: httpx.Response) -> str:
    """All text of an answer, an Excel file's too."""
    if "spreadsheetml" not in answer.headers.get("content-type", ""):
        return unescape(answer.text)
    with ZipFile(BytesIO(answer.content)) as parts:
        return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.fixture
async def visit(settled: Settled, request: pytest.FixtureRequest) -> AsyncIterator[Visit]:
    reader = READERS[request.param]
    app = create_app(settled.settings, settled.ledger)
    async with app.router.lifespan_context(app):
        app_state: AppState = app.state.installation
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as http:
            session = app_state.office.get().sessions.begin(reader.actor, utc_now() + LIFETIME)
            http.cookies.set(COOKIE, session, "127.0.0.1", PATH)
            yield Visit(http, reader)


def every(*readers: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("visit", readers or list(READERS), indirect=True)


@every()
async def test_every_page_that_is_offered_opens_and_none_tells_what_is_not_the_readers(visit: Visit) -> None:
    await visit.crawl("/console/work", *(f"/console/centers/{center}" for center in NAMES))
    assert len(visit.answers) > len(NAMES) + 2
    assert {address: answer.status_code for address, answer in visit.answers.items() if answer.is_server_error} == {}
    assert visit.dead == {}
    assert visit.disclosed == {}


CLOSED_PAGES = ("", "/compare", "/foresight", "/version", "/bundle.zip", "/decide/withdraw", "/decide/give_opinion")


def nowhere(answer: httpx.Response, center: str) -> str:
    """The page without the id that was asked for, and without the instant at which it was made."""
    made = re.compile(r"data-letterhead=\"[^\"]*\"|<time datetime=\"[^\"]*\">[^<]*</time>")
    return made.sub("", answer.text).replace(center, "")


@every("other applicant", "other district", "other expert", "former", "operator")
async def test_a_center_that_is_not_public_is_not_there_for_who_has_no_part_in_it(visit: Visit) -> None:
    for center in (HIDDEN, IN_REVIEW):
        for page in CLOSED_PAGES:
            known, unknown = (
                await visit.go(f"/console/centers/{center}{page}"),
                await visit.go(f"/console/centers/c-nowhere{page}"),
            )
            assert known.status_code in {403, 404}, page
            assert (known.status_code, nowhere(known, center)) == (unknown.status_code, nowhere(unknown, "c-nowhere"))


@every("other applicant")
async def test_who_has_no_part_in_a_public_center_reads_its_page_of_the_register(visit: Visit) -> None:
    for center in (IN_ACCEPTANCE, ESTABLISHED, REVOKED, IMPORTED, TAKEN_OVER):
        page = await visit.go(f"/console/centers/{center}")
        assert page.status_code == 200
        assert "这是公开名录中的内容" in page.text
        assert NAMES[center] in page.text
        for beside in CLOSED_PAGES[1:]:
            assert (await visit.go(f"/console/centers/{center}{beside}")).status_code in {403, 404}, beside
        assert (await visit.go(f"/console/centers/{center}?as_of=2023-01-01")).status_code == 404
    assert "沪市监计量〔2024〕88号" in (await visit.go(f"/console/centers/{REVOKED}")).text


@every("former")
async def test_a_former_party_reads_the_center_as_it_stood_when_it_left(visit: Visit) -> None:
    page = (await visit.go(f"/console/centers/{TAKEN_OVER}")).text
    assert "本页是截至退出时（" in page
    assert "可办理的事项" not in page
    assert "海缆寿命评价" not in page  # an exchange that was held after it had left
    for beside in ("/compare", "/foresight", "/decide/hold_exchange"):
        assert (await visit.go(f"/console/centers/{TAKEN_OVER}{beside}")).status_code == 404


@every("lead", "joint", "district", "superior")
async def test_of_a_review_in_progress_the_page_says_that_it_is_not_public_yet(visit: Visit) -> None:
    page = (await visit.go(f"/console/centers/{IN_REVIEW}")).text
    assert "专家组成员、意见和评审情况，评审办结后公开。" in page
    assert "陈专家" in page  # of the guidance that is concluded
    assert "不注明意见由哪位专家提出。" in page
    assert "意见 0 条" not in page


@every("member")
async def test_a_member_of_the_panel_reads_the_dossier_and_what_they_said_themselves(visit: Visit) -> None:
    page = (await visit.go(f"/console/centers/{IN_REVIEW}")).text
    assert "密专家乙" in page
    assert "其他专家的意见，评审办结后公开。" in page
    assert "密意见" in page


@every("other applicant", "lead", "member", "district", "former")
async def test_nothing_that_is_not_theirs_is_found_or_counted(visit: Visit) -> None:
    for marker in visit.reader.unseen:
        for listed in ("centers", "history"):
            found = await visit.http.get(f"/console/{listed}.json", params={"q": marker})
            assert found.json()["total"] == 0, (listed, marker)
        assert (await visit.http.get("/console/history.json", params={"actor": marker})).json()["total"] == 0


@every("other applicant")
async def test_an_official_act_is_the_bureaus_and_no_persons_to_the_public(visit: Visit) -> None:
    acts = (await visit.http.get("/console/history.json", params={"center": ESTABLISHED})).json()
    assert acts["total"] > 0
    assert {line["actor_name"] for line in acts["items"]} == {"上海市市场监督管理局"}
    by_name = await visit.http.get("/console/history.json", params={"actor": "王审批"})
    assert by_name.json()["total"] == 0


@every("other applicant", "lead")
async def test_of_a_public_line_the_register_says_nothing_of_what_is_due(visit: Visit) -> None:
    for overdue in ("true", "false"):
        found = (await visit.http.get("/console/centers.json", params={"overdue": overdue})).json()
        assert {item["view"] for item in found["items"]} <= {"record"}
    lines = list(csv.reader(StringIO((await visit.go("/console/centers.csv")).text)))
    (headings,) = [line for line in lines if line[0] == "中心名称"]
    (revoked,) = [dict(zip(headings, line, strict=True)) for line in lines if line[0] == NAMES[REVOKED]]
    assert revoked["所见范围"] == "公开信息"
    assert {revoked[name] for name in UNTOLD} == {"—"}
    page = (await visit.go("/console/centers")).text
    assert "公开信息" in page


@every("operator")
async def test_an_operator_is_told_that_content_is_not_theirs(visit: Visit) -> None:
    for path in ("centers", "centers.csv", "centers.xlsx", "centers.json", "calendar", "history", "history.json"):
        answer = await visit.go(f"/console/{path}")
        assert answer.status_code == 403
        assert "运维不查阅业务内容" in answer.text
    for path in (f"centers/{ESTABLISHED}", "events/1", "events/1/bytes", f"centers/{ESTABLISHED}/bundle.zip"):
        assert (await visit.go(f"/console/{path}")).status_code == 404, path


@every("lead", "district", "member", "operator")
async def test_deputies_are_the_bureaus_to_read(visit: Visit) -> None:
    assert (await visit.go("/console/deputies")).status_code == 403
    assert "/console/deputies" not in (await visit.go("/console/work")).text
