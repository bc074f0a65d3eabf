"""Who has handed in the annual report of a year: known, missed, not due yet, or not on record here."""

from datetime import date
from typing import Any

import pytest

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from domain.values.districts import District
from ledger.application import Ledger
from ledger.errors import BadCursor
from ledger.read_model.annual_reports import AnnualReports, ReportingYear
from ledger.read_model.cursors import to_cursor
from ledger.read_model.pages import Page
from tests.domain.occasions import under_construction
from tests.domain.test_entering_the_past import imported
from tests.ledger.test_work import put
from tests.lives import ACTORS, LEAD, Life, annual_report, life_before, life_in

TODAY = date(2026, 11, 26)
Y2023, Y2026 = (ReportingYear(year, date(year, 11, 30)) for year in (2023, 2026))


def lived(until: date, *bodies: Any) -> Life:
    life = under_construction()
    for body in bodies:
        life.take(body)
    life.pass_time(until)
    return life


@pytest.fixture
def house(ledger: Ledger) -> Ledger:
    put(ledger, "in-time", lived(date(2023, 12, 2), annual_report(2023, effective_on="2023-11-20")))
    put(ledger, "late", lived(date(2023, 12, 5)).take(annual_report(2023, effective_on="2023-12-10")))
    put(ledger, "missing", lived(date(2023, 12, 2)))
    put(ledger, "reported-of", imported("2022-05", TODAY))
    put(ledger, "approved-later", imported("2024-05", TODAY))
    put(ledger, "elsewhere", imported("2022-05", TODAY), region="福建")
    put(ledger, "in-review", life_before("issue_review_report"))
    put(ledger, "withdrawn", life_in(Phase.WITHDRAWN))
    return ledger


def reports(ledger: Ledger, year: ReportingYear = Y2023, on: date = TODAY, **more: Any) -> Page:
    centers: dict[str, Any] = {name: more.pop(name) for name in ("district", "region", "q") if name in more}
    return ledger.read_model.annual_reports.find(year, centers, on=on, **more)


def rows(page: Page) -> list[tuple[Any, ...]]:
    names = ("center_id", "status", "due_on", "handed_in_on", "days_late")
    return [tuple(item[name] for name in names) for item in page.items]


def test_what_was_missed_stands_first_and_what_nobody_knows_is_neither_done_nor_missed(house: Ledger) -> None:
    assert rows(reports(house)) == [
        ("missing", "missed", "2023-11-30", None, 1092),
        ("reported-of", "not_on_record", "2023-11-30", None, 0),
        ("in-time", "met", "2023-11-30", "2023-11-20", 0),
        ("late", "met", "2023-11-30", "2023-12-10", 10),
    ]


def test_an_item_says_whose_center_it_is(house: Ledger) -> None:
    item = reports(house).items[0]
    assert (item["host"], item["district"], item["year"]) == (LEAD["name"], LEAD["district"], 2023)
    assert item["name_zh"] == "上海市海缆产业计量测试中心"


def test_how_many_have_each_status_is_counted_whichever_is_asked_for(house: Ledger) -> None:
    found: AnnualReports = house.read_model.annual_reports
    assert found.count(Y2023, {}, on=TODAY) == {"missed": 1, "not_on_record": 1, "met": 2}
    met = reports(house, status="met")
    assert ([row[0] for row in rows(met)], met.total) == (["in-time", "late"], 2)


def test_of_this_year_those_followed_here_are_open_and_of_a_year_to_come_nobody_is_listed(house: Ledger) -> None:
    assert {row[:2] for row in rows(reports(house, Y2026))} >= {("reported-of", "open"), ("approved-later", "open")}
    assert rows(reports(house, ReportingYear(2027, date(2027, 11, 30)))) == []


def test_where_reports_end_with_the_establishment_none_is_looked_for_of_established_centers(ledger: Ledger) -> None:
    put(ledger, "established", imported("2022-05", TODAY), phase=Phase.OPERATION)
    assert len(reports(ledger).items) == 1
    assert rows(reports(ledger, Y2023._replace(until_established=True))) == []


def test_districts_regions_and_words_narrow_both_the_known_and_the_unknown(house: Ledger) -> None:
    pudong = {row[0] for row in rows(reports(house, district=District.PUDONG))}
    assert pudong == {"missing", "in-time", "late"}
    assert rows(reports(house, region="福建")) == []
    assert {row[0] for row in rows(reports(house, region="上海"))} == {*pudong, "reported-of"}
    assert [row[0] for row in rows(reports(house, q="reported-of"))] == ["reported-of"]
    assert house.read_model.annual_reports.count(Y2023, {"district": "pudong"}, on=TODAY) == {"missed": 1, "met": 2}


def test_pages_follow_their_cursors(house: Ledger) -> None:
    whole, items, cursor = reports(house), [], None
    while True:
        page = reports(house, limit=1, cursor=cursor)
        items += page.items
        assert page.total == 4
        if (cursor := page.next_cursor) is None:
            break
    assert items == whole.items


@pytest.mark.parametrize("cursor", ["", "?", to_cursor(["x", "late"]), to_cursor(["1"])])
def test_a_cursor_that_no_page_gave_out_is_refused(ledger: Ledger, cursor: str) -> None:
    with pytest.raises(BadCursor):
        reports(ledger, cursor=cursor)


@pytest.mark.parametrize(
    ("reader", "count"),
    [
        (ACTORS[Role.DISTRICT], 3),
        (ACTORS[Role.DISTRICT].model_copy(update={"district": "xuhui"}), 0),
        (ACTORS[Role.APPLICANT], 3),
        (Actor(id="other", name="他人", role=Role.APPLICANT, org="91310000132203002T"), 0),
        (ACTORS[Role.OPERATOR], 0),
        (ACTORS[Role.AUDITOR], 4),
    ],
    ids=["own district", "another district", "lead", "stranger", "operator", "auditor"],
)
def test_everybody_is_listed_and_counted_the_centers_whose_record_they_see(
    house: Ledger, reader: Actor, count: int
) -> None:
    lists = house.read_model if reader.role is Role.AUDITOR else house.read_model.seen_by(reader)
    page = lists.annual_reports.find(Y2023, {}, on=TODAY)
    assert (len(page.items), page.total) == (count, count)
    assert sum(lists.annual_reports.count(Y2023, {}, on=TODAY).values()) == count
