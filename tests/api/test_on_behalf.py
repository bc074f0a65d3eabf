"""A paper that was handed in, entered by the officer over HTTP, and what every reader is told of it."""

from datetime import date, timedelta

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import V1, House, assert_problem
from tests.lives import ACTORS, LEAD, Body, annual_report, commands, handed_in

SCAN = "来件扫描件，盖有收文章".encode()


async def sent_in(house: House, body: Body, by: str = LEAD["name"], received_on: date | None = None) -> Body:
    """The body as it is entered on behalf, once its paper is kept."""
    answer = await house.http.post(f"{V1}/documents", content=SCAN, headers=house.bearer(Role.OFFICER))
    found = handed_in(body, received_on or today_in_shanghai(), by)
    paper = {"sha256": answer.json()["sha256"], "title": "年度报告（盖章）"}
    return found | {"on_behalf_of": found["on_behalf_of"] | {"document": paper}}


async def test_a_paper_is_entered_for_the_lead_and_the_event_says_whose_it_is_and_when_it_came(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    yesterday = today_in_shanghai() - timedelta(days=1)
    body = await sent_in(house, annual_report(yesterday.year), received_on=yesterday)
    unkept = handed_in(annual_report(yesterday.year), yesterday)
    assert_problem(await house.decide(center, unkept), 409, "handed_in_paper_not_held")
    answer = await house.decide(center, body | {"confirmed": {"doubts": ["reported_early"], "reason": "已核对"}})
    assert answer.status_code == 201, answer.text
    assert answer.json()["documents_held"] == [body["on_behalf_of"]["document"]["sha256"]]
    event = (await house.get(f"/centers/{center}/events", order="recorded", limit=200)).json()["items"][-1]
    assert event["on_behalf_of"] == body["on_behalf_of"]
    assert (event["role"], event["actor"]["name"]) == ("officer", ACTORS[Role.OFFICER].name)
    assert (event["effective_on"], event["data"]["handed_in_on"]) == (str(yesterday), str(yesterday))


async def test_whose_paper_it_can_be_is_told_with_code_and_clause(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    exchange = commands()["hold_exchange"]
    stranger = await sent_in(house, exchange, by="上海市计量院")
    problem = assert_problem(await house.decide(center, stranger), 422, "handed_in_by_another")
    assert (problem["clause"], problem["params"]["known"]) == ("4.2", [LEAD["name"]])
    mine = await sent_in(house, exchange)
    for caller, code, clause in (
        (Role.APPLICANT, "on_behalf_by_officer_alone", "house"),
        (Role.APPROVER, "on_behalf_by_officer_alone", "house"),
    ):
        refused = assert_problem(await house.decide(center, mine, ACTORS[caller]), 403, code)
        assert refused["clause"] == clause
    bureaus = await sent_in(house, commands()["order_rectification"] | {"due_on": "2199-01-01"})
    assert_problem(await house.decide(center, bureaus), 403, "not_entered_on_behalf")
    assert_problem(await house.decide(center, exchange, Role.OFFICER), 403, "role_not_allowed")


async def test_actions_tell_an_officer_what_may_be_entered_on_behalf_apart_from_their_own(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    found = (await house.get(f"/centers/{center}/actions", Role.OFFICER)).json()["items"]
    own = {item["type"] for item in found if item["open"]}
    entered = {item["type"] for item in found if item["open_on_behalf"]}
    assert {"submit_annual_report", "notify_major_matter", "hold_exchange"} <= entered - own
    assert {"commend", "evaluate_construction"} <= own - entered
    assert "record_supervision" in own & entered
    of_others = (await house.get(f"/centers/{center}/actions", Role.APPLICANT)).json()["items"]
    assert not any(item["open_on_behalf"] for item in of_others)
    body = next(item["body"] for item in found if item["type"] == "submit_annual_report")
    assert set(body["$defs"]["OnBehalfOf"]["required"]) == {"organisation", "received_on", "document"}
