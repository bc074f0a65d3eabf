"""Whether lists show what holds now: progress is no trouble, standing still is one, and so are other house rules."""

from datetime import timedelta

import pytest

from clock import utc_now
from domain.guideline.policy import Policy
from domain.kernel.roles import Role
from health import checks
from recovery.remaking import Remaker
from tests.api.house import House, served
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.health.test_readiness import troubles_of

CHANGED = Policy(annual_report_month_day=(12, 20))


async def test_how_far_lists_are_made_anew_is_told_and_is_no_trouble(house: House) -> None:
    await house.register()
    settings = house.settings.model_copy(update={"policy": CHANGED})
    async with served(house.installation, settings) as after:
        ready = (await after.http.get("/readyz")).json()
        assert ready["remaking"] == {"left": 1, "of": 1}
        assert "hengxu_lists_left 1.0" in (await after.http.get("/metrics")).text
        async with browser_of(after, Role.OPERATOR, "en") as browser:
            assert "0 of 1 centers done" in Page.of(await browser.get("/console/operations")).main.text
        async with browser_of(after, Role.OFFICER, "en") as browser:
            for path in ("/console/centers", "/console/calendar", "/console/work", "/console/guideline"):
                assert "lists and deadlines are being made anew" in Page.of(await browser.get(path)).main.text, path
            for kind in ("csv", "xlsx", "json"):
                assert (await browser.get(f"/console/centers.{kind}")).status_code == 503
        remaker = Remaker(house.installation.client, settings, house.installation.ledger)
        await remaker.declare()
        async with browser_of(after, Role.OPERATOR, "en") as browser:
            page = Page.of(await browser.get("/console/operations"))
    assert "Month and day by whose end the annual report is due: 20 December" in page.main.text


async def test_that_nothing_is_made_anew_is_trouble(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "STANDS_STILL", timedelta())
    await house.register()
    settings = house.settings.model_copy(update={"policy": CHANGED})
    async with served(house.installation, settings) as after:
        await after.http.get("/readyz")
        troubles = await troubles_of(after)
    assert troubles["lists"] == ["lists_not_remade"]
    assert "lists show 1 centers by earlier house rules" in troubles["en"]


async def test_a_process_that_goes_by_other_house_rules_than_those_in_force_says_which(house: House) -> None:
    house.installation.ledger.read_model.bases.declare(CHANGED, utc_now())
    troubles = await troubles_of(house)
    assert troubles["lists"] == ["policy_differs"]
    assert "Month and day by whose end the annual report is due: 30 November rather than 20 December" in troubles["en"]
    assert "HENGXU_POLICY" in troubles["en"]
