"""What is public of the centers is shown to whoever is not signed in, where the installation says so, and no more."""

from urllib.parse import quote

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, with_settings
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.real_centers import imported


async def test_where_nobody_has_said_so_nothing_is_public(quiet_house: House) -> None:
    async with browser_of(quiet_house, None) as browser:
        for path in ("/console/public", "/console/public/centers/t-1"):
            assert (await browser.get(path)).status_code == 404
        assert "/console/public" not in (await browser.get("/console/sign-in")).text


async def test_centers_that_are_public_are_listed_with_their_official_acts_and_others_are_not_there(
    house: House,
) -> None:
    approved = await house.center_in(Phase.CONSTRUCTION)
    hidden = await house.register(name_zh="上海市未公开产业计量测试中心")
    async with with_settings(house, public_register=True) as public, browser_of(public, None) as browser:
        assert Page.of(await browser.get("/console/sign-in")).main.link("公开名录") == "/console/public"
        page = Page.of(await browser.get("/console/public"))
        assert page.main.one("table").all("a")[0].attributes["href"] == f"/console/public/centers/{approved}"
        assert "未公开" not in page.text
        center = Page.of(await browser.get(f"/console/public/centers/{approved}"))
        assert "批准筹建" in center.text
        assert "沪市监计量" in center.text
        assert "申报人" not in center.text
        assert {link.attributes["href"] for link in center.main.all("a")} == {"/console/public"}
        assert (await browser.get(f"/console/public/centers/{hidden}")).status_code == 404
        assert (await browser.get("/console/public/centers/nobody")).status_code == 404


async def test_the_public_list_is_narrowed_by_words_phase_and_district_in_either_language(house: House) -> None:
    await house.center_in(Phase.CONSTRUCTION)
    async with with_settings(house, public_register=True) as public, browser_of(public, None, "en") as browser:
        for asked, count in (
            ("", "1 center"),
            (f"?q={quote('海缆')}", "1 center"),
            (f"?q={quote('申报人')}", "0 centers"),
            ("?phase=construction&district=", "1 center"),
            ("?phase=operation", "0 centers"),
        ):
            page = Page.of(await browser.get(f"/console/public{asked}"))
            assert page.main.one("p", class_="list-head").text == count, asked
        assert (await browser.get("/console/public?fase=operation")).status_code == 422


async def test_each_address_has_its_pace(house: House) -> None:
    async with (
        with_settings(house, public_register=True, requests_per_minute=2) as public,
        browser_of(public, None) as browser,
    ):
        answers = [(await browser.get("/console/public")).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


async def test_a_district_that_nobody_has_told_is_unknown_on_every_list_and_no_region(quiet_house: House) -> None:
    imported(quiet_house)
    async with with_settings(quiet_house, public_register=True) as public, browser_of(public, Role.OFFICER) as browser:
        for path in ("/console/centers", "/console/deadlines?status=", "/console/public"):
            page = Page.of(await browser.get(path))
            cells = {cell.text for cell in page.main.all("td") if cell.attributes.get("data-label") == "所在区"}
            assert "不详" in cells, path
            assert "上海" not in cells, path
        one = Page.of(await browser.get("/console/public/centers/sh-space-energy"))
        facts = {fact.one("dt").text: fact.one("dd").text for fact in one.main.one("dl").all("div")}
        assert facts["所在区"] == "不详"
