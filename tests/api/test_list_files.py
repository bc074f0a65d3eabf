"""The API's lists as files: what the console's files have, by the parameters of the lists, for whoever has a token."""

from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest

from api.exports import asked, routes
from api.exports.routes import EXPORTED, MEDIA_TYPES
from domain.guideline.phases import Phase
from domain.kernel.roles import PEOPLE, Actor, Role
from tests.api.house import V1, House, assert_problem
from tests.console.conftest import browser_of
from tests.lives import SUCCESSOR, life_in

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
QUESTIONS = {
    "centers": ("", "?phase=construction&sort=-host", "?known_at=2020-01-01T00:00:00Z"),
    "deadlines": ("", "?kind=annual_report&sort=-host"),
    "work": ("", "?assigned=true"),
}
READING = [Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.DISTRICT, Role.APPLICANT, Role.EXPERT]
ADDRESSES = [f"{name}.{kind}" for name in EXPORTED for kind in MEDIA_TYPES]
STRANGER = Actor(id="stranger", name="外人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])


def content_of(answer: httpx.Response) -> dict[str, bytes]:
    """What a file holds; a workbook's parts by name, without the instant at which it was written."""
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"].startswith("text/csv"):
        return {"csv": answer.content}
    with ZipFile(BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


async def ask_again(house: House, address: str, answer: httpx.Response) -> httpx.Response:
    """The same once more, by the tag of what came."""
    known = {"If-None-Match": answer.headers["etag"], "Accept-Language": "zh-CN"}
    return await house.http.get(f"{V1}/{address}", headers=house.bearer(Role.AUDITOR) | known)


@pytest.mark.parametrize("reader", [*READING, STRANGER], ids=str)
async def test_a_file_of_the_api_is_the_consoles_byte_for_byte(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch, reader: Role | Actor
) -> None:
    monkeypatch.setattr(asked, "utc_now", lambda: NOON)
    quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(quiet_house, reader) as browser:
        for name, questions in QUESTIONS.items():
            for question in questions:
                for kind, media_type in MEDIA_TYPES.items():
                    own = await quiet_house.get(f"/{name}.{kind}{question}", reader)
                    shown = await browser.get(f"/console/{name}.{kind}{question}")
                    assert content_of(own) == content_of(shown)
                    assert own.headers["content-type"].startswith(media_type)
                    assert own.headers["content-disposition"] == f'attachment; filename="{name}.{kind}"'


async def test_a_file_speaks_the_language_that_is_asked_for(quiet_house: House) -> None:
    quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    chinese = await quiet_house.get("/centers.csv", language="zh-CN")
    english = await quiet_house.get("/centers.csv", language="en")
    assert "产业计量测试中心名录" in chinese.text
    assert "Register of metrology centers" in english.text


async def test_no_cell_of_a_file_is_a_formula(quiet_house: House) -> None:
    reader = Actor(id="officer-1", name="=1+1", role=Role.OFFICER)
    lines = (await quiet_house.get("/centers.csv", reader)).text.splitlines()
    assert any(line.lstrip('"').startswith("'=1+1（") for line in lines)
    assert not any(line.lstrip('"').startswith("=") for line in lines)


@pytest.mark.parametrize("name", EXPORTED)
async def test_a_parameter_that_there_is_not_is_refused(quiet_house: House, name: str) -> None:
    for kind in MEDIA_TYPES:
        assert_problem(await quiet_house.get(f"/{name}.{kind}?distrct=pudong"), 422, "request_invalid")
        assert_problem(await quiet_house.get(f"/{name}.{kind}?limit=5"), 422, "request_invalid")


@pytest.mark.parametrize("role", sorted(PEOPLE))
async def test_who_runs_the_system_has_files_without_a_line(quiet_house: House, role: Role) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    for name in QUESTIONS:
        answer = await quiet_house.get(f"/{name}.csv", role)
        assert answer.status_code == 200
        assert role is not Role.OPERATOR or center not in answer.text


async def test_a_file_is_sent_again_only_where_something_was_recorded_since(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    first = {address: await quiet_house.get(f"/{address}") for address in ADDRESSES}
    monkeypatch.setattr(asked, "utc_now", lambda: NOON)
    for address, answer in first.items():
        assert answer.headers["cache-control"] == "private, no-cache"
        again = await ask_again(quiet_house, address, answer)
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["etag"] == answer.headers["etag"]
    quiet_house.take_up(life_in(Phase.OPERATION))
    for address, answer in first.items():
        now = await ask_again(quiet_house, address, answer)
        assert now.status_code == 200, address
        assert now.headers["etag"] != answer.headers["etag"]


async def test_the_tag_of_a_file_is_that_of_its_question_its_language_its_reader_and_its_day(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_by: tuple[tuple[str, Role | Actor, str], ...] = (
        ("/centers.csv", Role.AUDITOR, "zh"),
        ("/centers.csv", Role.AUDITOR, "en"),
        ("/centers.xlsx", Role.AUDITOR, "zh"),
        ("/centers.csv?phase=construction", Role.AUDITOR, "zh"),
        ("/centers.csv", STRANGER, "zh"),
    )
    tags = [(await quiet_house.get(*question)).headers["etag"] for question in asked_by]
    monkeypatch.setattr(routes, "today_in_shanghai", lambda: date(2031, 5, 17))
    tags.append((await quiet_house.get("/centers.csv", language="zh")).headers["etag"])
    assert len(set(tags)) == len(tags)
