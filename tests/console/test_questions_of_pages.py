"""No page asks the store more than twenty questions, however many centers, papers and lines it shows."""

from collections.abc import Iterator
from datetime import date

import pytest

from clock import utc_now
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind
from domain.kernel.messages import DocumentRef
from domain.kernel.roles import Role
from domain.management.messages import ExchangeHeld
from domain.supervision.clock_facts import ReminderSent
from ledger.application import Ledger
from service_layer.deciding import context_of
from service_layer.entries import Beside, RequestedDecision, entry_of, records_of
from service_layer.stream_types import stream_type_of
from tests.bench.crowds import move_in
from tests.console.asked import counting, tracing
from tests.console.every_page import EVERY_PAGE, ConsolePage, looking
from tests.console.readers import Settled, settled_in
from tests.lives import ACTORS
from tests.writing import NO_DIGEST, write

MOST_QUESTIONS = 20
CENTERS, LINES, PAPERS = 60, 50, 12
PAPER = "观摩记录"
UNTIL = date(2026, 11, 23)
LAST = f"crowd-{CENTERS - 1:05}"
CENTER = "/centers/{center_id}"


def _of_many(ledger: Ledger) -> None:
    """Centers under every clock; each with a file from somebody else beside its last decision, with so many papers,
    and then a reminder: no two of the last lines are about the same.
    """
    move_in(ledger, CENTERS, UNTIL, (Phase.CONSTRUCTION, Phase.OPERATION))
    centers = [f"crowd-{number:05}" for number in range(CENTERS)]
    for center in centers:
        _decide_with_papers(ledger, center)
    for center in centers:
        fact = ReminderSent(key="annual_report/2026", kind=ClockKind.ANNUAL_REPORT, due_on=UNTIL, days_ahead=30)
        write(ledger, center, fact, command_id=f"remind-{center}", now=utc_now(), effective_on=UNTIL)


def _decide_with_papers(ledger: Ledger, center: str) -> None:
    papers = []
    for place in range(PAPERS):
        title = f"{PAPER}{place}"
        kept, _ = ledger.documents.keep(f"{center} {title}".encode(), "text/plain", title, "officer-2")
        papers.append(DocumentRef(sha256=kept.sha256, title=title))
    state, version = ledger.current(center, stream_type_of(center).fold)
    actor, now = ACTORS[Role.OFFICER], utc_now()
    requested = RequestedDecision(center, f"exchange-{center}", "hold_exchange", actor, NO_DIGEST, now)
    event = ExchangeHeld(topic="海缆寿命评价", summary="现场互动")
    records = records_of(requested, [event], version, UNTIL, Beside(documents=tuple(papers)))
    entry = entry_of(requested, records, state, context_of(ledger, Policy(), center, actor, now))
    ledger.append(*entry)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    with tracing(), settled_in(tmp_path_factory.mktemp("crowded"), _of_many, public_register=True) as found:
        yield found


def _of_papers(ledger: Ledger) -> str:
    return f"/events/{ledger.history(LAST)[-2].position}"


EVERYBODY = (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.APPLICANT, Role.DISTRICT, Role.EXPERT)
OVERSEEING = (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.DISTRICT)
FULL_PAGES = (
    *(
        ConsolePage(path.partition("?")[0], role, path)
        for path in (
            "/history",
            "/history?type=ReminderSent",
            f"/history?q={PAPER}",
            f"/search?q={PAPER}",
            "/search?q=crowd",
            "/centers",
            "/centers?sort=-next_due_on",
            "/deadlines?status=",
            "/annual-reports",
            "/calendar?month=2026-11",
            "/work",
        )
        for role in EVERYBODY
    ),
    *(ConsolePage("/overview", role, "/overview") for role in OVERSEEING),
    *(
        ConsolePage(route, role, address)
        for route, address in (
            (CENTER, f"/centers/{LAST}"),
            ("/events/{position}", _of_papers),
            ("/receipts/{command_id}", f"/receipts/exchange-{LAST}"),
        )
        for role in (Role.OFFICER, Role.AUDITOR, Role.APPLICANT, Role.DISTRICT)
    ),
    ConsolePage("/reports", Role.OFFICER, "/reports?year=2026"),
)
"""Where lists are full, for everybody who sees them."""


async def test_no_page_asks_the_store_more_than_twenty_questions(crowded: Settled) -> None:
    """Each is looked at once, and nothing is remembered of it before."""
    found: dict[str, list[str]] = {}
    async with looking(crowded, "zh", counting) as look:
        for page in (*EVERY_PAGE, *FULL_PAGES):
            answer = await look(page)
            assert answer.status_code == 200, (str(page), page.at(crowded.ledger))
            asked: list[str] = answer.extensions["meanwhile"]
            assert asked or page.role is None, str(page)
            found[f"{page} {page.at(crowded.ledger)}"] = asked
    too_many = {page: asked for page, asked in found.items() if len(asked) > MOST_QUESTIONS}
    assert {page: len(asked) for page, asked in too_many.items()} == {}


async def test_the_lists_of_that_house_are_full_and_of_many_centers(crowded: Settled) -> None:
    ledger = crowded.ledger
    lines = ledger.read_model.find_lines(limit=LINES).items
    assert len({line["stream"] for line in lines}) == LINES
    assert {line["type"] for line in lines} == {ReminderSent.wire_name()}
    async with looking(crowded, "zh") as look:
        for role in (Role.AUDITOR, Role.APPLICANT, Role.DISTRICT):
            page = await look(ConsolePage("/history", role, "/history?type=ReminderSent"))
            assert page.text.count("/console/events/") == LINES, role
            page = await look(ConsolePage("/search", role, f"/search?q={PAPER}"))
            assert page.text.count(f"{PAPER}11") > 1, role
