"""Operations: how the parts are, how far the proof lags, and where each workflow is shown. For operators alone."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from domain.kernel.roles import PEOPLE, Role
from embedded.ports import free_port
from temporal_client.failing_workflows import FailingWorkflow
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import commands


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.OPERATOR])
async def test_whoever_does_not_run_the_system_is_told_that_it_is_not_theirs(quiet_house: House, role: Role) -> None:
    async with browser_of(quiet_house, role) as browser:
        page = Page.of(await browser.get("/console/operations"), 403)
        assert "运行状况" not in page.root.text


async def test_every_part_says_how_it_is_and_each_workflow_leads_to_its_page(house: House) -> None:
    center = await house.register()
    house.prove()
    async with browser_of(house, Role.OPERATOR) as browser:
        page = Page.of(await browser.get("/console/operations"))
        assert "各部件工作正常。" in page.text
        assert "1 个在取任务" in page.text
        link = urlsplit(page.main.link(f"center/{center}"))
        assert link.path == f"/namespaces/default/workflows/center%2F{center}"
        assert page.main.link("监测指标") == "/metrics"
        checkpoint = house.installation.ledger.proof.checkpoint()
        assert f"{checkpoint.size} 条" in page.text


async def test_workflows_are_listed_from_an_id_on_and_nothing_of_what_is_in_them(house: House) -> None:
    center = await house.register()
    async with browser_of(house, Role.OPERATOR, "en") as browser:
        found = Page.of(await browser.get(f"/console/operations?q={center}"))
        (row,) = found.main.one("tbody").all("tr")
        assert center in row.text
        assert commands()["register_center"]["name_zh"] not in found.root.text
        assert "No center matches." in Page.of(await browser.get("/console/operations?q=u")).text
        assert "No center matches." in Page.of(await browser.get("/console/operations?q=海缆")).text


async def test_without_a_worker_the_page_says_what_that_means(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OPERATOR, "en") as browser:
        page = Page.of(await browser.get("/console/operations"))
        assert "no worker takes tasks" in page.main.one("div", class_="notice").text
        assert "No checkpoint yet" in page.text


async def test_while_temporal_is_away_the_page_says_so_and_shows_the_rest(quiet_house: House) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    away = quiet_house.settings.model_copy(update={"temporal_address": nowhere})
    app = create_app(away, quiet_house.installation.ledger)
    async with app.router.lifespan_context(app), browser_of(replace(quiet_house, app=app), Role.OPERATOR) as browser:
        page = Page.of(await browser.get("/console/operations"))
        assert f"Temporal（{nowhere}）没有应答" in page.main.one("div", class_="notice").text
        assert "库结构" in page.text


async def test_a_workflow_that_cannot_go_on_is_named_with_what_to_do_and_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object) -> list[FailingWorkflow]:
        return [FailingWorkflow("center/c-1", "c-1", "cause=WorkflowTaskFailedCauseNonDeterministicError")]

    monkeypatch.setattr("health.checks.failing_workflows", failing)
    async with browser_of(house, Role.OPERATOR, "en") as browser:
        page = Page.of(await browser.get("/console/operations"))
        notice = page.main.one("div", class_="notice").text
        assert "1 workflows can't go on, and what is sent to them waits: center/c-1; run hengxu reset" in notice
        assert 'hengxu_trouble{check="progress",word="workflow_stuck"} 1.0' in (await browser.get("/metrics")).text
