"""Feeds of deadlines over HTTP: whose, of which centers, which kinds; and that nothing is sent twice."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from icalendar import Calendar

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from domain.values.districts import District
from tests.api.house import House, assert_problem
from tests.domain.occasions import under_construction, with_a_served_order
from tests.lives import ACTORS, PARTNER, commands, confirming, life_in


def events_of(answer: Response) -> dict[str, Any]:
    """By their names, the events of a feed; it is a good one."""
    assert answer.status_code == 200, answer.text
    calendar: Any = Calendar.from_ical(answer.content)
    assert [error for component in calendar.walk() for error in component.errors] == []
    found = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def kinds_of(answer: Response) -> set[str]:
    return {uid.split("/")[1] for uid in events_of(answer)}


def centers_of(answer: Response) -> set[str]:
    return {uid.split("/")[0] for uid in events_of(answer)}


async def test_the_same_feed_is_the_same_file_and_is_sent_once(house: House) -> None:
    center = house.take_up(under_construction())
    for path in ("/deadlines.ics", f"/centers/{center}/deadlines.ics", "/deadlines.ics?kind=evaluation"):
        first, again = await house.get(path), await house.get(path)
        assert first.content == again.content
        tag = first.headers["ETag"]
        assert again.headers["ETag"] == tag
        known = await house.http.get(
            f"/api/v1{path}", headers={**house.bearer(Role.AUDITOR), "If-None-Match": f'"other", {tag}'}
        )
        assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", tag)
        assert known.headers["Cache-Control"] == "private, no-cache"


async def test_a_feed_of_one_center_is_as_it_was_while_others_are_decided_about(house: House) -> None:
    center = house.take_up(under_construction())
    path = f"/api/v1/centers/{center}/deadlines.ics"
    tag = (await house.http.get(path, headers=house.bearer(Role.AUDITOR))).headers["ETag"]
    house.take_up(life_in(Phase.OPERATION))
    known = await house.http.get(path, headers={**house.bearer(Role.AUDITOR), "If-None-Match": tag})
    assert known.status_code == 304
    in_english = {**house.bearer(Role.AUDITOR), "If-None-Match": tag, "Accept-Language": "en"}
    assert (await house.http.get(path, headers=in_english)).status_code == 200


async def test_a_day_that_is_moved_keeps_its_name_and_its_revision_goes_up(house: House) -> None:
    life, order = with_a_served_order()
    center = house.take_up(life)
    path, uid = f"/centers/{center}/deadlines.ics", f"{center}/rectification/{order}@hengxu"
    before = await house.get(path)
    moved = commands()["extend_rectification"] | {"rectification_id": order, "due_on": "2035-09-30"}
    answer = await house.decide(center, confirming(moved))
    assert answer.status_code == 201, answer.text
    after = await house.get(path)
    old, new = events_of(before)[uid], events_of(after)[uid]
    assert new["DTSTART"].dt == date(2035, 9, 30)
    assert new["SEQUENCE"] == old["SEQUENCE"] + 1
    assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt
    recorded = answer.json()["recorded_at"][:19]
    assert f"{new['LAST-MODIFIED'].dt:%Y-%m-%dT%H:%M:%S}" == recorded
    others = events_of(before).keys() - {uid}
    assert {name: events_of(after)[name].to_ical() for name in others} == {
        name: events_of(before)[name].to_ical() for name in others
    }


async def test_what_a_center_owes_no_more_is_cancelled_and_stays(house: House) -> None:
    building = house.take_up(under_construction())
    before = events_of(await house.get(f"/centers/{building}/deadlines.ics"))
    for name in ("relinquish", "record_relinquishment"):
        answer = await house.decide(building, confirming(commands()[name]))
        assert answer.status_code == 201, answer.text
    after = events_of(await house.get(f"/centers/{building}/deadlines.ics"))
    assert before.keys() <= after.keys()
    withdrawn = [event for event in after.values() if str(event["SUMMARY"]).startswith("不再需要")]
    assert withdrawn
    assert {str(event["STATUS"]) for event in withdrawn} == {"CANCELLED"}


async def test_a_feed_is_of_some_kinds_of_a_district_or_of_a_status(house: House) -> None:
    center = house.take_up(under_construction())
    elsewhere = under_construction()
    lead = elsewhere.center.lead
    assert lead is not None
    elsewhere.state = elsewhere.center.but(lead=lead.model_copy(update={"district": District.MINHANG}))
    other = house.take_up(elsewhere)
    assert centers_of(await house.get("/deadlines.ics")) == {center, other}
    assert centers_of(await house.get("/deadlines.ics?district=minhang")) == {other}
    assert kinds_of(await house.get("/deadlines.ics?kind=evaluation")) == {"evaluation"}
    both = "/deadlines.ics?kind=evaluation&kind=exchanges"
    assert kinds_of(await house.get(both)) == {"evaluation", "exchanges"}
    missed = events_of(await house.get("/deadlines.ics?status=missed"))
    assert {str(event["SUMMARY"]).partition("：")[0] for event in missed.values()} == {"已逾期"}


async def test_what_waits_for_somebody_is_what_their_role_answers(house: House) -> None:
    house.take_up(life_in(Phase.OPERATION))
    building = house.take_up(under_construction())
    for actor, kinds in (
        (Role.APPLICANT, {"annual_report", "exchanges"}),
        (Role.OFFICER, {"evaluation", "annual_report", "exchanges"}),
        (Role.AUDITOR, set()),
    ):
        assert kinds_of(await house.get("/deadlines.ics?mine=true", actor)) == kinds
    overdue = events_of(await house.get("/deadlines.ics?mine=true&kind=annual_report", Role.OFFICER))
    assert {str(event["SUMMARY"]).partition("：")[0] for event in overdue.values()} == {"已逾期"}
    assert centers_of(await house.get("/deadlines.ics?mine=true&kind=evaluation", Role.OFFICER)) >= {building}
    stranger = Actor(id="a-2", name="外人", role=Role.APPLICANT, org=PARTNER["uscc"])
    assert kinds_of(await house.get("/deadlines.ics?mine=true", stranger)) == set()


async def test_what_is_in_somebodys_hands_is_of_their_centers(house: House) -> None:
    life = under_construction()
    ours = house.take_up(life.take(commands()["assign_officer"]))
    house.take_up(under_construction())
    assert centers_of(await house.get("/deadlines.ics?assigned=true", Role.OFFICER)) == {ours}
    colleague = ACTORS[Role.OFFICER].model_copy(update={"id": "officer-9"})
    assert centers_of(await house.get("/deadlines.ics?assigned=true", colleague)) == set()


@pytest.mark.parametrize(
    ("query", "language", "name"),
    [
        ("", "zh", "衡序时限"),
        ("?district=pudong&kind=annual_report", "zh", "衡序时限 · 浦东新区 · 年度筹建情况报送"),
        ("?district=pudong&kind=annual_report", "en", "Hengxu deadlines · Pudong New Area · Annual report"),
        ("?mine=true", "zh", "衡序时限 · 待李经办办理"),
        ("?assigned=true&status=missed", "en", "Hengxu deadlines · centers in the hands of 李经办 · Missed"),
        ("?q=海缆", "zh", "衡序时限 · 部分中心"),
    ],
)
async def test_a_feed_is_called_what_it_is(house: House, query: str, language: str, name: str) -> None:
    answer = await house.get(f"/deadlines.ics{query}", Role.OFFICER, language=language)
    calendar: Any = Calendar.from_ical(answer.content)
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == (name, name)


async def test_a_feed_of_one_center_bears_its_name_and_leads_to_its_page(house: House) -> None:
    center = house.take_up(under_construction())
    calendar: Any = Calendar.from_ical((await house.get(f"/centers/{center}/deadlines.ics")).content)
    assert str(calendar["NAME"]) == "衡序时限 · 上海市海缆产业计量测试中心"
    page = f"{house.settings.public_url}/console/centers/{center}"
    assert str(calendar["URL"]) == page
    assert {str(event["URL"]) for event in calendar.walk("VEVENT")} == {page}


async def test_a_parameter_that_there_is_not_is_refused_with_the_nearest(quiet_house: House) -> None:
    problem = assert_problem(await quiet_house.get("/deadlines.ics?distrct=pudong"), 422, "request_invalid")
    assert "district" in str(problem)
    assert_problem(await quiet_house.get("/deadlines.ics?kind=nothing"), 422, "request_invalid")
    assert_problem(await quiet_house.get("/deadlines.ics?as_of=2026-01-01"), 422, "request_invalid")


async def test_an_address_says_what_it_is_of(quiet_house: House) -> None:
    wanted = {"note": "年报", "kinds": ["annual_report", "exchanges"], "district": "pudong", "mine": True}
    answer = await quiet_house.post("/calendar/addresses", wanted, Role.OFFICER)
    assert answer.status_code == 201, answer.text
    query: dict[str, Any] = parse_qs(urlsplit(answer.json()["url"]).query)
    assert {name: query[name] for name in ("kind", "district", "mine")} == {
        "kind": ["annual_report", "exchanges"],
        "district": ["pudong"],
        "mine": ["true"],
    }
    read = await quiet_house.http.get(answer.json()["url"])
    calendar: Any = Calendar.from_ical(read.content)
    assert str(calendar["NAME"]) == ("衡序时限 · 待李经办办理 · 浦东新区 · 年度筹建情况报送 · 技术交流与互动活动")
    known = await quiet_house.http.get(answer.json()["url"], headers={"If-None-Match": read.headers["ETag"]})
    assert known.status_code == 304
