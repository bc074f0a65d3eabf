"""What happens if nobody acts: a page that says it is no record, and the same as a rehearsal on the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clock import utc_now
from domain.deadlines.forecast import forecast
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from ledger.application import Ledger
from ledger.opening import open_ledger
from rehearsal.simulation import RehearsalSpan, rehearse
from service_layer.queries import center_now, working_calendar
from settings import Settings
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.writing import make_ledger


@pytest.fixture
def real_centers(tmp_path: Path) -> Iterator[tuple[Settings, Ledger]]:
    """A ledger with the real centers, imported now."""
    settings = Settings(data=tmp_path)
    make_ledger(settings.ledger)
    ledger = open_ledger(settings.ledger)
    intake = Importer(ledger, settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))
    yield settings, ledger
    ledger.close()


@pytest.mark.real_time
async def test_the_rules_alone_foresee_what_the_server_plays_in_virtual_time(
    real_centers: tuple[Settings, Ledger],
) -> None:
    settings, ledger = real_centers
    span = RehearsalSpan.of_years(2)
    center = center_now(ledger, "sh-space-energy")
    assert center is not None
    foreseen = forecast(center, settings.policy, working_calendar(ledger), utc_now(), span.last)
    (played,) = await rehearse(ledger, settings, [center.center_id], span)
    assert [(item.on, item.fact.wire_name(), item.clause, item.fact.kind.label) for item in foreseen.coming] == [
        (line.on, line.event, line.clause, line.kind) for line in played.happenings
    ]
    assert foreseen.after.phase == played.phase_after


async def test_the_page_says_that_nothing_of_it_is_on_record_and_records_nothing(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    await house.until_settled(center)
    head = house.installation.ledger.head()
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}/foresight?years=3"))
        assert "推演，不是记录。" in page.main.one("div", class_="notice").text
        assert len([item for item in page.main.all("h3") if item.text == "逾期未完成：年度筹建情况报送"]) == 3
        assert page.main.link("5 年") == f"/console/centers/{center}/foresight?years=5"
        assert page.main.link("五（二）") == "/console/guideline#clause-5.2"
    assert house.installation.ledger.head() == head


async def test_before_approval_to_construct_the_page_says_that_no_clock_runs(house: House) -> None:
    center = await house.register()
    async with browser_of(house, Role.APPLICANT, "en") as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}/foresight"))
        assert "No clock has anything to say in this time." in page.text
        assert "The clocks start with the approval to construct." in page.text


@pytest.mark.parametrize(("query", "status"), [("?years=6", 422), ("?years=0", 422), ("?years=soon", 422), ("", 404)])
async def test_only_one_to_five_years_of_a_center_that_there_is(quiet_house: House, query: str, status: int) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        Page.of(await browser.get(f"/console/centers/nowhere/foresight{query}"), status)
