"""Reading: the register, a center now and then, its history, its clocks, and the guideline as data."""

import re
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar

from clock import today_in_shanghai, utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem
from tests.lives import commands, confirming

BODIES = commands()
NAMED = {"center_id", "name_zh", "name_en", "phase", "field", "district", "level", "version"}
"""What the list of centers promises to other programs."""

CHINESE = re.compile(r"[一-鿿]")


async def items(house: House, path: str, **params: Any) -> list[dict[str, Any]]:
    """Every item of a list, page by page."""
    found, cursor = [], None
    while True:
        answer = await house.get(path, **params, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if (cursor := page["next_cursor"]) is None:
            return found


async def test_the_register_is_filtered_and_paged(house: House) -> None:
    ids = sorted([await house.register() for _ in range(3)])
    other = await house.register(name_zh="上海市光子芯片产业计量测试中心", field={"field": "photonic_chips"})
    assert [item["center_id"] for item in await items(house, "/centers", limit=2)] == sorted([*ids, other])
    assert [item["center_id"] for item in await items(house, "/centers", field="photonic_chips")] == [other]
    assert [item["center_id"] for item in await items(house, "/centers", q="光子")] == [other]
    assert [item["center_id"] for item in await items(house, "/centers", q="产业 光\u200b子")] == [other]
    assert await items(house, "/centers", q="光子 海缆") == []
    assert await items(house, "/centers", phase="operation") == []
    assert await items(house, "/centers", district="xuhui") == []
    page = (await house.get("/centers", limit=1, district="pudong", overdue="false")).json()
    assert page["total"] == 4
    assert set(page["items"][0]) >= NAMED
    assert page["items"][0]["disputed"] == page["items"][0]["unknown"] == []


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("/centers", {"phase": "heaven"}, "request_invalid"),
        ("/centers", {"field": "x"}, "request_invalid"),
        ("/centers", {"overdue": "perhaps"}, "request_invalid"),
        ("/centers", {"limit": "0"}, "request_invalid"),
        ("/centers", {"limit": "1001"}, "request_invalid"),
        ("/centers", {"limit": "many"}, "request_invalid"),
        ("/centers", {"q": "q" * 201}, "request_invalid"),
        ("/centers", {"cursor": "nonsense"}, "cursor_invalid"),
        ("/centers", {"cursor": "中"}, "cursor_invalid"),
        ("/events", {"after": "-1"}, "request_invalid"),
        ("/events", {"after": str(2**63)}, "request_invalid"),
        ("/events", {"cursor": "WyItMSJd"}, "cursor_invalid"),
        ("/events", {"cursor": "WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OSJd"}, "cursor_invalid"),
        ("/deadlines", {"kind": "x"}, "request_invalid"),
        ("/deadlines", {"status": "x"}, "request_invalid"),
        ("/deadlines", {"due_from": "2026-02-30"}, "request_invalid"),
        ("/deadlines.ics", {"due_to": "20260230"}, "request_invalid"),
        ("/centers/c-1", {"as_of": "yesterday"}, "request_invalid"),
        ("/centers/c-1", {"as_of": "0000-01-01"}, "request_invalid"),
        ("/centers/c-1", {"known_at": "2026-01-01T00:00:00"}, "request_invalid"),
    ],
)
async def test_a_question_that_is_none_is_named(
    quiet_house: House, path: str, params: dict[str, Any], code: str
) -> None:
    for language in ("zh-CN", "en"):
        problem = assert_problem(await quiet_house.get(path, language=language, **params), 422, code)
        if code == "request_invalid":
            (error,) = problem["errors"]
            assert error["field"] == next(iter(params))
            assert bool(CHINESE.search(error["message"])) == (language != "en")


@pytest.mark.parametrize("tail", ["", "/events", "/actions", "/deadlines", "/deadlines.ics"])
@pytest.mark.parametrize("center", ["nobody-knows-it", "calendar", "%00", "a" * 5_000, "%F0%9F%98%80", "中心"])
async def test_a_center_that_nobody_knows_is_not_found(quiet_house: House, center: str, tail: str) -> None:
    assert_problem(await quiet_house.get(f"/centers/{center}{tail}"), 404, "center_unknown")


@pytest.mark.parametrize("command_id", ["never-sent", "%00", "a" * 5_000, "中", "%F0%9F%98%80"])
async def test_a_receipt_that_nobody_wrote_is_not_found(quiet_house: House, command_id: str) -> None:
    assert_problem(await quiet_house.get(f"/receipts/{command_id}"), 404, "receipt_unknown")


@pytest.mark.parametrize("accepted", ["", "c-1", "c-1:", "c-1:00", "c-1:中", ":"])
async def test_a_forged_proof_makes_nothing_pending(quiet_house: House, accepted: str) -> None:
    assert_problem(await quiet_house.get("/receipts/never-sent", accepted=accepted), 404, "receipt_unknown")


@pytest.mark.parametrize("path", ["/nothing", "/centers/", "/centers/c-1/nothing", "/api", "//", "/receipts/a%0Ab"])
async def test_an_address_without_anything_is_a_problem(quiet_house: House, path: str) -> None:
    assert_problem(await quiet_house.get(path), 404, "not_found")


async def test_a_method_that_is_not_taken_is_a_problem(quiet_house: House) -> None:
    answer = await quiet_house.http.delete("/api/v1/centers", headers=quiet_house.bearer(Role.OFFICER))
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"]


async def test_a_history_is_paged_oldest_first_with_its_positions(house: House) -> None:
    center = await house.register()
    await house.register()
    for name in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        await house.decide(center, BODIES[name] | {"note": "批注", "documents": []})
    events = await items(house, f"/centers/{center}/events", limit=2)
    assert [event["version"] for event in events] == [1, 2, 3, 4]
    assert [event["position"] for event in events] == [1, 3, 4, 5]
    assert {"position", "version", "type", "clause", "effective_on", "recorded_at", "actor", "role", "data"} <= set(
        events[0]
    )
    assert (events[1]["role"], events[1]["note"], events[1]["precision"]) == ("applicant", "批注", "day")
    assert events[1]["data"]["scope"] == "海缆"
    log = await items(house, "/events", limit=2)
    assert [event["position"] for event in log] == [1, 2, 3, 4, 5]
    after = (await house.get("/events", after=3)).json()["items"]
    assert [event["position"] for event in after] == [4, 5]
    assert (await house.get("/events", after=5)).json() == {"items": [], "next_cursor": None}


async def test_a_center_is_read_as_of_a_day_and_as_known_at_an_instant(house: House) -> None:
    before = utc_now().isoformat()
    center = await house.center_in(Phase.CONSTRUCTION)
    now = (await house.get(f"/centers/{center}")).json()
    assert (now["phase"], now["term_range"]) == ("construction", None)
    assert now["term_ends_on"] == now["terms"][-1]
    approved_on = now["approved_on"]["on"]
    then = (await house.get(f"/centers/{center}", as_of="2022-11-10")).json()
    assert (then["phase"], then["approved_on"], then["version"]) == ("incubation", None, 2)
    on_the_day = (await house.get(f"/centers/{center}", as_of=approved_on)).json()
    assert (on_the_day["phase"], on_the_day["version"]) == ("construction", now["version"] - _passed(now, on_the_day))
    assert_problem(await house.get(f"/centers/{center}", as_of="2022-10-31"), 404, "center_unknown_then")
    assert_problem(await house.get(f"/centers/{center}", known_at=before), 404, "center_unknown_then")
    known = await house.get(f"/centers/{center}", known_at=utc_now().isoformat(), as_of="2022-11-10")
    assert known.json() == then


def _passed(now: dict[str, Any], then: dict[str, Any]) -> int:
    return int(now["version"]) - int(then["version"])


async def test_a_joint_center_shows_who_answers_for_what(house: House) -> None:
    body = BODIES["register_center"]
    partner = {"name": "上海海缆制造有限公司", "uscc": "91310000132203002T", "kind": "leading_enterprise"}
    joint = {
        "organisation": partner | {"district": "minhang"},
        "tasks": "试验平台",
        "responsibilities": [{"area": "equipment", "duty": "提供试验装备"}],
    }
    center = await house.register(joint=[joint], cooperation_mechanism="联席会议")
    organisations = (await house.get(f"/centers/{center}")).json()["organisations"]
    assert organisations["lead"]["uscc"] == body["lead"]["uscc"]
    lead, other = organisations["responsibility_matrix"]
    assert lead["lead"]
    assert other["areas"] == {
        "personnel": None,
        "funds": None,
        "equipment": "提供试验装备",
        "projects": None,
        "intellectual_property": None,
    }


async def test_clocks_are_listed_filtered_and_subscribed_to(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    matter = BODIES["notify_major_matter"] | {"happened_on": _today()}
    assert (await house.decide(center, matter)).status_code == 201
    await house.until_settled(center)
    clocks = await items(house, f"/centers/{center}/deadlines", limit=2)
    assert {"kind", "clause", "due_on", "status", "provisional", "center_id"} <= set(clocks[0])
    assert [clock["due_on"] for clock in clocks] == sorted(clock["due_on"] for clock in clocks)
    listed = await items(house, "/deadlines")
    assert clocks == [{name: line[name] for name in clocks[0]} for line in listed]
    met = await items(house, "/deadlines", status="met", kind="major_matter")
    assert [clock["met_on"] for clock in met] == [_today()]
    assert await items(house, "/deadlines", due_from="2100-01-01") == []
    answer = await house.get(f"/centers/{center}/deadlines.ics", language="en")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = in_calendar(answer.content)
    assert [event["DTSTART"].dt.isoformat() for event in events] == [clock["due_on"] for clock in clocks]
    assert all(event["UID"].startswith(center) for event in events)


async def test_a_years_exchanges_are_met_on_the_day_of_the_second_everywhere(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    for day in ("2024-05-06", "2024-03-01"):
        exchange = confirming(BODIES["hold_exchange"] | {"effective_on": day})
        assert (await house.decide(center, exchange)).status_code == 201
    await house.until_settled(center)
    (met,) = await items(house, f"/centers/{center}/deadlines", kind="exchanges", status="met")
    assert (met["due_on"], met["met_on"]) == ("2024-12-31", "2024-05-06")
    page = (await house.get(f"/centers/{center}")).json()
    assert page["commitments"]["exchanges"]["2024"] == 2
    for language, words in (("zh-CN", "已完成（2024年5月6日）"), ("en", "Met (6 May 2024)")):
        answer = await house.get(f"/centers/{center}/deadlines.ics", language=language, kind="exchanges", status="met")
        (event,) = in_calendar(answer.content)
        assert words in event["DESCRIPTION"]


def in_calendar(text: bytes) -> list[Any]:
    """The events of a calendar."""
    calendar: Any = Calendar.from_ical(text.decode())
    events: list[Any] = calendar.walk("VEVENT")
    return events


def _today() -> str:
    return today_in_shanghai().isoformat()


async def test_the_guideline_is_data(quiet_house: House) -> None:
    guideline = (await quiet_house.get("/guideline")).json()
    assert guideline["number"] == "沪市监计量〔2023〕213号"
    assert {decision["type"] for decision in guideline["decisions"]} == set(BODIES) - {"import_center"}
    assert len(guideline["districts"]) == 18
    clauses = {clause["number"] for clause in guideline["clauses"]}
    for table in ("decisions", "events", "policy", "fields"):
        assert {row["clause"] for row in guideline[table]} <= clauses
    assert {rule["name"]: rule["value"] for rule in guideline["policy"]}["annual_report_month_day"] == [11, 30]
    assert [phase["code"] for phase in guideline["phases"]] == [phase.value for phase in Phase]


async def test_what_is_measured_names_no_center(house: House) -> None:
    center, key = await house.register(), uuid4().hex
    await house.decide(center, BODIES["record_support"], key=key)
    measured = (await house.http.get("/metrics")).text
    assert 'hengxu_decisions_total{outcome="refused",type="record_support"} 1.0' in measured
    assert "hengxu_receipt_seconds_count 2.0" in measured
    assert 'hengxu_requests_total{operation="decide",status="409"} 1.0' in measured
    assert center not in measured
