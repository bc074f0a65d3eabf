"""The time machine: a center as it stood, two moments side by side, and the evidence to take along."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from clock import utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from evidence import verify
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import commands, confirming, path_to

BODIES = commands()


@pytest.fixture
async def center(house: House) -> str:
    """Approved to construct on 7 March 2023, and recorded today."""
    return await house.center_in(Phase.CONSTRUCTION)


async def test_a_center_is_shown_as_of_a_day_with_a_banner_and_nothing_to_decide(house: House, center: str) -> None:
    day = path_to(Phase.APPLICATION)[-1].body["effective_on"]
    async with browser_of(house, Role.APPLICANT) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}", params={"as_of": day}))
        assert "您看到的是过去的情况，不是现在。" in page.main.one("div", class_="then").text
        assert "申报评审 现处阶段" in page.text
        assert "批准筹建" not in page.main.one("section", class_="history").text
        assert not any("/decide/" in a.attributes["href"] for a in page.main.all("a"))
        assert not any("data-watch" in one.attributes for one in page.main.all("div"))
        assert page.main.link("回到现在") == f"/console/centers/{center}"


async def test_what_was_known_at_an_instant_is_asked_in_the_time_of_shanghai(house: House, center: str) -> None:
    before = (utc_now() + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    director = confirming(BODIES["appoint_director"] | {"effective_on": "2023-04-01"})
    assert (await house.decide(center, director)).status_code == 201
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}", params={"known_at": before}))
        assert "You are looking at the past" in page.text
        assert "Director appointed" not in page.main.one("section", class_="history").text
        now = Page.of(await browser.get(f"/console/centers/{center}"))
        assert "Director appointed" in now.main.one("section", class_="history").text


async def test_before_its_beginning_there_is_a_page_that_leads_back(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}?as_of=1999-12-31"), 404)
        assert page.main.one("h1").text == "当时台账尚无该中心的记录"
        assert page.main.link("回到现在") == f"/console/centers/{center}"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("as_of=yesterday", "as_of"),
        ("as_of=0001-01-01", "as_of"),
        ("as_of=2026-02-30", "as_of"),
        ("known_at=noon", "known_at"),
        ("known_at=9999-12-31", "known_at"),
        ("known_at=0001-01-01T00:00", "known_at"),
        ("known_at=9999-12-31T23:59:59-23:00", "known_at"),
    ],
)
async def test_what_is_no_day_or_instant_is_said_beside_its_field(
    house: House, center: str, query: str, field: str
) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        for path in (f"/console/centers/{center}", f"/console/centers/{center}/compare"):
            page = Page.of(await browser.get(f"{path}?{query}"), 422)
            summary = page.main.one("div", class_="error-summary")
            assert summary.one("a").attributes["href"] == f"#{field}"
            assert page.main.one("input", id=field).attributes["value"] == query.partition("=")[2]


async def test_two_moments_are_compared_field_by_field_with_the_events_that_did_it(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        answer = await browser.get(
            f"/console/centers/{center}/compare", params={"as_of": "2022-11-01", "to_as_of": "2023-03-07"}
        )
        rows = Page.of(answer).main.one("table").all("tr")
        phase = next(row for row in rows if row.all("th") and row.all("th")[0].text == "阶段")
        assert [cell.text for cell in phase.all("td")[:2]] == ["筹建培育", "筹建"]
        assert "批准筹建" in phase.all("td")[2].text
        assert "三（四）2" in phase.all("td")[2].text
        same = Page.of(await browser.get(f"/console/centers/{center}/compare"))
        assert "没有不同" in same.text


async def test_a_correction_is_shown_with_what_it_corrects(house: House, center: str) -> None:
    position = (await house.get(f"/centers/{center}/events")).json()["items"][0]["position"]
    proposed = await house.decide(center, BODIES["correct_record"] | {"position": position})
    assert proposed.status_code == 201, proposed.text
    pending = (await house.get(f"/centers/{center}")).json()["corrections"][0]["id"]
    before = utc_now()
    confirmed = await house.decide(center, BODIES["confirm_correction"] | {"correction_id": pending})
    assert confirmed.status_code == 201, confirmed.text
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}?all=yes"))
        first = page.main.one("li", id=f"event-{position}")
        assert "已更正" in first.text
        assert first.link("已更正").startswith("/console/events/")
        known = {"known_at": before.isoformat()}
        compared = Page.of(await browser.get(f"/console/centers/{center}/compare", params=known))
        name = next(row for row in compared.main.all("tr") if "名称" in row.text)
        assert "上海市海底电缆产业计量测试中心" in name.text
        assert "更正记录" in name.text


async def test_the_evidence_of_a_center_is_taken_along_and_checks_itself(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        Page.of(await browser.get(f"/console/centers/{center}/bundle.zip"), 404)
        house.prove()
        answer = await browser.get(f"/console/centers/{center}/bundle.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert f"{center}-evidence.zip" in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as bundle:
        assert set(bundle.namelist()) == {*verify.FILES, verify.MANIFEST}
