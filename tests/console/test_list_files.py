"""Deadlines and work as files: what their pages list, by the same parameters, as whoever asks sees it."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from api.exports.list_files import KINDS
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.domain.test_entering_the_past import imported
from tests.lives import SUCCESSOR, life_in

STRANGER = Actor(id="stranger", name="外人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])


@pytest.fixture
def center(quiet_house: House) -> str:
    return quiet_house.take_up(life_in(Phase.CONSTRUCTION))


def rows_of(answer: httpx.Response, kind: str) -> list[dict[str, Any]]:
    """The rows of a file by their headings."""
    assert answer.status_code == 200
    if kind == "json":
        items: list[dict[str, Any]] = json.loads(answer.text)["items"]
        return items
    lines = list(_lines(answer, kind))
    headed = next(place for place, line in enumerate(lines) if line[0] == "中心名称")
    return [dict(zip(lines[headed], line, strict=True)) for line in lines[headed + 1 :]]


def _lines(answer: httpx.Response, kind: str) -> Iterator[list[Any]]:
    if kind == "csv":
        yield from csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
        return
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    yield from (list(line) for line in sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("kind", KINDS)
async def test_deadlines_leave_as_a_file_by_the_parameters_of_clocks_and_centers(
    quiet_house: House, center: str, kind: str
) -> None:
    path = f"/console/deadlines.{kind}"
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        every = rows_of(await browser.get(path), kind)
        assert len(every) == quiet_house.installation.ledger.read_model.find_clocks().total > 2
        reports = rows_of(await browser.get(f"{path}?kind=annual_report&district=pudong"), kind)
        assert 0 < len(reports) < len(every)
        assert rows_of(await browser.get(f"{path}?district=minhang"), kind) == []
        before = rows_of(await browser.get(f"{path}?known_at=2001-01-01T00:00:00Z"), kind)
        assert before == []
        assert "district" in Page.of(await browser.get(f"{path}?distrct=pudong"), 422).text
    async with browser_of(quiet_house, STRANGER) as browser:
        assert rows_of(await browser.get(path), kind) == []


@pytest.mark.parametrize("kind", KINDS)
async def test_the_work_list_leaves_as_a_file(quiet_house: House, center: str, kind: str) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/work"))
        name = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}[kind]
        rows = rows_of(await browser.get(page.main.link(name)), kind)
        assert len(rows) == len(page.main.all("a", class_="task")) > 0
        assert rows_of(await browser.get(f"/console/work.{kind}?assigned=true"), kind) == []
        assert "assigned" in Page.of(await browser.get(f"/console/work.{kind}?asigned=true"), 422).text
    async with browser_of(quiet_house, STRANGER) as browser:
        assert rows_of(await browser.get(f"/console/work.{kind}"), kind) == []


async def test_the_api_lists_the_clocks_of_the_centers_that_the_register_would_find(
    quiet_house: House, center: str
) -> None:
    for query, found in {"phase=construction": True, "phase=operation": False, f"center_id={center}": True}.items():
        answer = await quiet_house.get(f"/deadlines?{query}")
        assert (answer.json()["total"] > 0) is found, query
    wrong = await quiet_house.get("/deadlines?knd=annual_report", language="en")
    assert wrong.json()["errors"][0]["message"] == "There is no such parameter; the nearest is “kind”"
    assert (await quiet_house.get("/deadlines?sort=-host")).json()["items"][0]["center_id"] == center
    assert (await quiet_house.get("/deadlines?sort=hosts")).status_code == 422


WRONG = (
    ("centers", "overdue=perhaps", "有逾期", "Overdue"),
    ("work", "overdue=perhaps", "已逾期", "Overdue"),
    ("deadlines", "due_from=soon", "期限（自）", "Due on, from"),
    ("work", "phase=operaton", "阶段", "Phase"),
    ("centers", f"q={'长' * 201}", "名称、单位、人员或文号", "Name, organisation, person or document number"),
    ("centers", "known_at=then", "截至某时刻已记录的情况", "As recorded until an instant"),
)


@pytest.mark.parametrize(("name", "query", "zh", "en"), WRONG)
async def test_what_is_wrong_names_the_parameter_to_programs_and_what_it_is_called_to_people(
    quiet_house: House, name: str, query: str, zh: str, en: str
) -> None:
    parameter = query.partition("=")[0]
    answer = await quiet_house.get(f"/{name}?{query}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [parameter])
    for language, called in (("zh", zh), ("en", en)):
        async with browser_of(quiet_house, Role.OFFICER, language) as browser:
            for address in (f"/console/{name}", f"/console/{name}.csv"):
                page = Page.of(await browser.get(f"{address}?{query}"), 422)
                colon = "：" if language == "zh" else ": "
                assert called + colon in page.text
                assert parameter + colon not in page.text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_term_that_is_over_by_an_assumption_is_told_as_one_in_files_and_in_the_register(
    quiet_house: House, kind: str
) -> None:
    over = quiet_house.take_up(imported("2022-05", date(2026, 11, 20)))
    [duty] = (await quiet_house.get(f"/centers/{over}")).json()["certainly_over_duties"]
    assert (duty["latest"], duty["assumed"], duty["days_late"]) == ("2025-05-31", True, None)
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        [clock] = rows_of(await browser.get(f"/console/deadlines.{kind}?status=certainly_over"), kind)
        first, *_ = rows_of(await browser.get(f"/console/work.{kind}"), kind)
    if kind == "json":
        assert (clock["assumed"], first["assumed"], first["latest"]) == (True, True, "2025-05-31")
        return
    assert (clock["推定"], first["推定"], first["必已届满"]) == ("是", "是", "是")
    assert str(first["最晚"]).startswith("2025-05-31")
