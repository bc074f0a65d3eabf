"""``GET /statistics/steps``: how long the bureau's steps took, as a list and as files."""

from collections.abc import Iterator
from csv import reader as csv_reader
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from api.exports.processing_times import REMARK
from api.exports.tables import MARK_OF_UTF8
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from tests.api.house import V1, House, assert_problem
from tests.console.readers import READERS, settle
from tests.lives import ACTORS, life_in

STEPS = "/statistics/steps"
MOMENTS: tuple[dict[str, str], ...] = ({}, {"as_of": "2023-06-30"}, {"known_at": "2023-03-01T00:00:00Z"})
MEMBERS = ("step", "clause", "year", "times", "median", "longest")


async def listed(house: House, caller: Role | Actor, **asked: Any) -> list[dict[str, Any]]:
    answer = await house.get(STEPS, caller, **asked)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert (page["next_cursor"], page["total"], page["being_remade"]) == (None, len(page["items"]), False)
    items: list[dict[str, Any]] = page["items"]
    return items


def _flat(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        for year in step["years"]:
            yield {"step": step["step"], "clause": step["clause"], **year}


@pytest.mark.parametrize("name", ["officer", "district", "superior", "other district"])
async def test_the_list_is_the_overviews_table_line_by_line(quiet_house: House, name: str) -> None:
    settle(quiet_house.installation.ledger, quiet_house.settings)
    caller = READERS[name].actor if name != "officer" else ACTORS[Role.OFFICER]
    for moment in MOMENTS:
        overview = (await quiet_house.get("/overview", caller, **moment)).json()
        items = await listed(quiet_house, caller, **moment)
        assert items == list(_flat(overview["processing_times"]))
        assert all(set(item) == set(MEMBERS) for item in items)
        assert items or name != "officer" or moment


async def test_it_is_narrowed_as_the_register_is(quiet_house: House) -> None:
    operating = quiet_house.take_up(life_in(Phase.OPERATION))
    building = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    steps = {item["step"]: item["times"] for item in await listed(quiet_house, Role.OFFICER)}
    assert (steps["guidance"], steps["acceptance"]) == (2, 1)
    built = {item["step"]: item["times"] for item in await listed(quiet_house, Role.OFFICER, center_id=building)}
    assert built["guidance"] == 1
    assert "acceptance" not in built
    assert await listed(quiet_house, Role.OFFICER, phase="operation") == await listed(
        quiet_house, Role.OFFICER, q=operating
    )
    assert await listed(quiet_house, Role.OFFICER, phase="incubation") == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_its_files_have_a_line_for_each_in_words(quiet_house: House, language: str) -> None:
    quiet_house.take_up(life_in(Phase.OPERATION))
    items = await listed(quiet_house, Role.OFFICER)
    chinese = language == "zh-CN"
    text = (await quiet_house.get(f"{STEPS}.csv", Role.OFFICER, language=language)).text
    lines = list(csv_reader(StringIO(text.removeprefix(MARK_OF_UTF8))))
    assert lines[0] == ["市局各环节用时" if chinese else "Processing times"]
    assert lines[3] == [REMARK.zh if chinese else REMARK.en], "whose time it is, and of what days"
    assert lines[-len(items)][:3] == [
        "现场指导" if chinese else "On-site guidance",
        "三（三）3" if chinese else "3.3.3",
        str(items[0]["year"]),
    ]
    assert [line[3:] for line in lines[-len(items) :]] == [
        [str(item["times"]), str(item["median"]), str(item["longest"])] for item in items
    ]
    book = load_workbook(BytesIO((await quiet_house.get(f"{STEPS}.xlsx", Role.OFFICER, language=language)).content))
    sheet = book.active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))[-len(items) :]
    assert [row[2:] for row in rows] == [tuple(item[name] for name in MEMBERS[2:]) for item in items]


async def test_a_file_says_what_it_was_asked(quiet_house: House) -> None:
    quiet_house.take_up(life_in(Phase.OPERATION))
    asked = {"district": "pudong", "as_of": "2025-12-31"}
    text = (await quiet_house.get(f"{STEPS}.csv", Role.OFFICER, **asked)).text
    assert "浦东新区" in text
    assert "截至2025-12-31的情况" in text


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.EXPERT, Role.OPERATOR])
async def test_who_oversees_nothing_is_answered_403(quiet_house: House, role: Role) -> None:
    for address in (STEPS, f"{STEPS}.csv", f"{STEPS}.xlsx"):
        assert_problem(await quiet_house.get(address, role), 403, "reading_not_allowed")
        known = quiet_house.bearer(role) | {"If-None-Match": "*"}
        assert_problem(await quiet_house.http.get(f"{V1}{address}", headers=known), 403, "reading_not_allowed")


@pytest.mark.parametrize("asked", ["sort=host", "limit=5", "step=guidance"])
async def test_what_it_cannot_be_asked_is_refused(quiet_house: House, asked: str) -> None:
    for address in (STEPS, f"{STEPS}.csv"):
        assert_problem(await quiet_house.get(f"{address}?{asked}", Role.OFFICER), 422, "request_invalid")
