"""Service at the desk: from an act's page to the form with the act chosen, and back from the service to its act."""

import pytest

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.domain.occasions import heard_out, rejected, under_construction
from tests.lives import commands, confirming


async def test_the_page_of_an_act_leads_to_its_service_and_says_when_it_was(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    position = house.installation.position_of(center, "CenterRevoked")
    async with browser_of(house, Role.OFFICER) as browser:
        event = Page.of(await browser.get(f"/console/events/{position}"))
        assert "送达未登记" in event.main.text
        form = (await browser.get(event.main.link("记录送达"))).text
        assert f'<option value="{position}" selected>' in form
        assert "待送达" in form
        assert f'value="{commands()["record_service"]["recipient"]}"' in form
        served = confirming(commands()["record_service"] | {"position": position})
        assert (await house.decide(center, served)).status_code == 201
        event = Page.of(await browser.get(f"/console/events/{position}"))
        service = house.installation.position_of(center, "ServiceRecorded")
        assert "送达未登记" not in event.main.text
        assert f'href="/console/events/{service}"' in (await browser.get(f"/console/events/{position}")).text
        leads_back = Page.of(await browser.get(f"/console/events/{service}")).main.link(f"第 {position} 号事件")
    assert leads_back == f"/console/events/{position}"


async def test_the_page_of_a_center_shows_the_notice_of_its_revocation(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    async with browser_of(house, Role.AUDITOR) as browser:
        page = (await browser.get(f"/console/centers/{center}")).text
    assert 'id="notice"' in page
    assert "送达于" in page


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "撤销中心资格"), ("en", "Center revoked")])
async def test_what_waits_for_its_service_is_called_in_the_language_of_the_page(
    house: House, language: str, words: str
) -> None:
    center = await house.center_in(Phase.REVOKED)
    async with browser_of(house, Role.OFFICER, language) as browser:
        for path in ("/console/work", f"/console/centers/{center}"):
            subjects = [p.text for p in Page.of(await browser.get(path)).main.all("p", class_="quiet")]
            assert words in subjects


@pytest.mark.parametrize(
    ("event", "language", "words", "code"),
    [
        ("ServiceRecorded", "zh-CN", "所送达的决定 拟撤销告知", "RevocationNoticed"),
        ("ServiceRecorded", "en", "Act that was served Notice of revocation", "RevocationNoticed"),
        ("RevocationNoticed", "zh-CN", "拟撤销的依据 筹建情况总结评估", "evaluation"),
    ],
)
async def test_an_act_and_a_ground_are_told_by_their_names_and_not_by_their_codes(
    house: House, event: str, language: str, words: str, code: str
) -> None:
    center = await house.center_in(Phase.REVOKED)
    position = house.installation.position_of(center, event)
    async with browser_of(house, Role.AUDITOR, language) as browser:
        contents = Page.of(await browser.get(f"/console/events/{position}")).main.all("dl", class_="summary")[0].text
    assert words in contents
    assert code not in contents


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "整改不合格：设备未溯源"), ("en", "Rectification rejected: 设备未溯源")]
)
async def test_the_form_of_a_revocation_shows_the_order_that_was_rejected_and_the_statement_to_answer(
    house: House, language: str, words: str
) -> None:
    life = under_construction()
    heard_out(life, rejected(life)).take(commands()["record_statement"])
    center = house.take_up(life)
    async with browser_of(house, Role.APPROVER, language) as browser:
        form = Page.of(await browser.get(f"/console/centers/{center}/decide/revoke_center")).main
        page = Page.of(await browser.get(f"/console/centers/{center}")).main
    assert words in form.one("section", **{"aria-labelledby": "noticed"}).text
    assert words in page.one("section", **{"aria-labelledby": "notice"}).text
    assert form.one("blockquote").text == commands()["record_statement"]["text"]
    label = form.one("label", for_="q-answer_to_statement").text
    assert "选填" not in label
    assert "optional" not in label
