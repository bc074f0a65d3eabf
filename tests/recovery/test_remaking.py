"""A changed policy has one answer: lists, pages, Temporal and ``hengxu reconcile`` follow it by themselves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clock import today_in_shanghai, utc_now
from domain.center_summary import CenterSummary, summarize
from domain.deadlines.clocks import deadlines
from domain.guideline.phases import LIVING, Phase
from domain.guideline.policy import Policy
from domain.kernel.messages import BUREAU_STREAMS, CALENDAR
from domain.kernel.roles import Role
from embedded.installation import SEED
from embedded.temporal import until_ready
from importing.importer import Importer
from importing.reading import read_centers
from ledger.application import Ledger
from ledger.read_model.bases import basis_of
from ledger.read_model.center_item import deadline_item
from recovery.reconciling import NoWorker, Reconciliation
from recovery.recovering import living_centers, start_workflows
from recovery.remaking import Remaker
from service_layer.queries import center_now, working_calendar
from service_layer.remaking import is_being_remade, remaking
from temporal_client.workflow_query import NoAnswer, NotRunning, query_summary
from tests.api.house import House, served
from tests.ledger.conftest import Server as Postgres
from tests.ledger.conftest import running_postgres
from tests.lives import commands, path_to
from tests.temporal import Installation, Server, installed, kept, running_server, until
from workflows.visibility import NEXT_DEADLINE, OPEN_DEADLINES

STANDARD = Policy()
CHANGED = Policy(annual_report_month_day=(12, 20), clocks_for_other_regions=True)
SOON = 0.05
"""Seconds between two looks of a worker in these tests."""
SAY = commands()


@pytest.fixture
def temporal_server() -> Iterator[Server]:
    """One for each test: real centers have the same ids in all of them."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path, temporal_server: Server) -> AsyncIterator[Installation]:
    """The real centers that ship, as they are after an import; no worker runs yet."""
    if request.param == "sqlite":
        async with installed(tmp_path, temporal_server) as house:
            take_up_real_centers(house)
            yield house
    else:
        with request.getfixturevalue("postgres").database() as database:
            async with installed(tmp_path, temporal_server, database=database) as house:
                take_up_real_centers(house)
                yield house


def take_up_real_centers(house: Installation) -> None:
    intake = Importer(house.ledger, house.settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))


def under(house: Installation, policy: Policy) -> Installation:
    """The same house, for a program that is set to go by this policy."""
    return replace(house, settings=house.settings.model_copy(update={"policy": policy}))


def remaker(house: Installation) -> Remaker:
    return Remaker(house.client, house.settings, house.ledger, every=SOON)


@asynccontextmanager
async def worker_under(house: Installation, policy: Policy) -> AsyncIterator[Installation]:
    """A worker that goes by this policy, as ``python -m worker`` runs it: with a connection of its own."""
    set_otherwise = replace(under(house, policy), client=await until_ready(house.settings))
    async with set_otherwise.working(), kept(remaker(set_otherwise)):
        yield set_otherwise


def centers_of(ledger: Ledger) -> list[str]:
    return [stream for stream in ledger.streams() if stream not in BUREAU_STREAMS]


Clocks = set[tuple[str, str, str | None, str]]


def clocks(items: list[dict[str, Any]]) -> Clocks:
    return {(item["center_id"], item["key"], item["due_on"], item["status"]) for item in items}


def reckoned(ledger: Ledger, policy: Policy) -> Clocks:
    """What the log comes to by this policy."""
    calendar = working_calendar(ledger)
    found = [(center_now(ledger, name), name) for name in centers_of(ledger)]
    items = [deadline_item(center, due) for center, _ in found if center for due in deadlines(center, policy, calendar)]
    return clocks([item.model_dump(mode="json") for item in items])


async def what_disagrees(house: Installation, api: House) -> str | None:
    """The first that goes by another policy than the house."""
    policy, ledger = house.settings.policy, house.ledger
    listed = (await api.get("/deadlines", limit=1000)).json()
    if listed["being_remade"] or clocks(listed["items"]) != reckoned(ledger, policy):
        return "list of deadlines"
    for name in centers_of(ledger):
        center = center_now(ledger, name)
        assert center is not None
        page = (await api.get(f"/centers/{name}")).json()
        if clocks(page["deadlines"]) != {one for one in clocks(listed["items"]) if one[0] == name}:
            return f"page of {name}"
        if center.phase in LIVING and (other := await shown_otherwise(house, summarized(house, name))):
            return other
    try:
        found = await Reconciliation(ledger, house.client, policy, patience=0).differences()
    except NoWorker:
        return "reconcile"
    return f"reconcile: {found}" if found else None


def summarized(house: Installation, name: str) -> CenterSummary:
    center = center_now(house.ledger, name)
    assert center is not None
    return summarize(center, house.settings.policy, working_calendar(house.ledger))


async def shown_otherwise(house: Installation, ours: CenterSummary) -> str | None:
    """What its workflow waits for and shows to operators, where it is something else."""
    workflow = house.workflow(ours.center_id)
    standing = None
    with suppress(NoAnswer, NotRunning):  # it was handed from one worker to another just now
        standing = await query_summary(house.client, workflow.id)
    if standing is None:
        return f"silent workflow of {ours.center_id}"
    shown = (await workflow.describe()).typed_search_attributes
    if (standing.details, standing.wake_at) != (ours.details, ours.wake_at):
        return f"workflow of {ours.center_id}"
    attributes = (shown.get(NEXT_DEADLINE), tuple(shown.get(OPEN_DEADLINES) or ()))
    return f"search attributes of {ours.center_id}" if attributes != (ours.next_due_at, ours.open_deadlines) else None


async def until_all_agree(house: Installation, patience: float = 60.0) -> None:
    last: str | None = ""

    async def look() -> bool | None:
        nonlocal last
        last = await what_disagrees(house, api)
        return True if last is None else None

    async with served(house) as api:
        try:
            await until(look, patience)
        except TimeoutError:
            pytest.fail(f"disagrees still: {last}")


async def test_a_changed_policy_is_followed_by_lists_pages_workflows_and_reconcile(house: Installation) -> None:
    async with worker_under(house, STANDARD) as before:
        await start_workflows(house.client, house.settings, living_centers(house.ledger))
        await until_all_agree(before)
    assert reckoned(house.ledger, STANDARD) != reckoned(house.ledger, CHANGED)
    async with worker_under(house, CHANGED) as after:
        await until_all_agree(after)
        in_force = house.ledger.read_model.bases.in_force()
    assert in_force is not None
    assert in_force.settings == {"annual_report_month_day": [12, 20], "clocks_for_other_regions": True}


async def test_while_an_earlier_worker_still_runs_the_one_that_declared_last_is_followed(house: Installation) -> None:
    async with worker_under(house, STANDARD) as before:
        await start_workflows(house.client, house.settings, living_centers(house.ledger))
        await until_all_agree(before)
        async with worker_under(house, CHANGED) as after:
            await until(lambda: declared(house, CHANGED))
            await until_all_agree(after)


async def test_while_lists_are_made_anew_they_say_so_and_files_wait(house: Installation) -> None:
    after = under(house, CHANGED)
    async with served(after) as api:
        listed = (await api.get("/deadlines")).json()
        register = (await api.get("/centers")).json()
        file = await api.get("/deadlines.ics")
        ready = (await api.http.get("/readyz")).json()
        for name in centers_of(house.ledger):
            await remaker(after)._remake(name)
        assert (await api.get("/deadlines")).json()["being_remade"] is False
        assert (await api.get("/deadlines.ics")).status_code == 200
    assert (listed["being_remade"], register["being_remade"]) == (True, True)
    assert (file.status_code, file.json()["code"], "Retry-After" in file.headers) == (503, "lists_being_remade", True)
    assert "policy_differs" not in str(ready)


async def test_what_is_broken_off_is_gone_on_with_and_no_center_is_left_out(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = under(house, CHANGED)
    notified: list[str] = []

    async def tell(_client: object, center: str) -> bool:
        notified.append(center)
        if len(notified) == 6:
            raise asyncio.CancelledError
        return False

    monkeypatch.setattr("recovery.remaking.notify_of_calendar", tell)
    dying = remaker(after)
    await dying.declare()
    assert await dying.look() == 0
    with pytest.raises(asyncio.CancelledError):
        await dying.look()
    assert remaking(house.ledger, CHANGED) == (7, 12)
    next_one = remaker(after)
    assert (await next_one.look(), await next_one.look()) == (0, 7)
    assert sorted(set(notified)) == centers_of(house.ledger)
    assert not is_being_remade(house.ledger, CHANGED)


async def test_people_who_decide_meanwhile_hold_nothing_up(house: Installation) -> None:
    after = under(house, CHANGED)
    remaking_worker = remaker(after)
    await remaking_worker.declare()
    assert await remaking_worker.look() == 0
    for name in centers_of(house.ledger)[:2]:
        await remaker(after)._remake(name)
    assert await remaking_worker.look() == 10


async def test_what_somebody_else_is_at_is_left_to_them(house: Installation) -> None:
    after = under(house, CHANGED)
    first, second = remaker(after), remaker(after)
    await first.declare()
    await second.look()
    for name in centers_of(house.ledger)[:3]:
        await first._remake(name)
    assert await second.look() == 0
    assert remaking(house.ledger, CHANGED).left == 9
    assert await second.look() == 9


async def test_two_workers_with_different_house_rules_dont_fight(house: Installation) -> None:
    async with house.working(), kept(remaker(under(house, STANDARD))):
        bases, calendar = house.ledger.read_model.bases, working_calendar(house.ledger)
        await until(lambda: declared(house, STANDARD))
        last = remaker(under(house, CHANGED))
        async with kept(last):
            await until(lambda: all_of(house, CHANGED))
            written = house.ledger.read_model.find_clocks(limit=1000)
            await asyncio.sleep(10 * SOON)
            assert house.ledger.read_model.find_clocks(limit=1000) == written
            assert not bases.is_of_another(basis_of(CHANGED, calendar))
            center = "sh-made-meanwhile"
            house.record(center, {**SAY["register_center"], "center_id": center})
            assert bases.of_center(center) == basis_of(STANDARD, calendar)
            await until(lambda: all_of(house, CHANGED))


async def declared(house: Installation, policy: Policy) -> bool | None:
    found = await asyncio.to_thread(house.ledger.read_model.bases.in_force)
    return True if found and found.settings == policy.decided_under().settings else None


async def all_of(house: Installation, policy: Policy) -> bool | None:
    return None if await asyncio.to_thread(is_being_remade, house.ledger, policy) else True


async def test_a_notice_reaches_centers_that_have_ended_too(house: Installation) -> None:
    year = today_in_shanghai().year + 5
    center = "sh-ended"
    for step in path_to(Phase.WITHDRAWN):
        house.record(center, {**step.body, "center_id": center} if "center_id" in step.body else step.body)
    notice = {"year": year, "number": f"国办发明电〔{year - 1}〕7号", "issued_on": str(date(year - 1, 11, 20))}
    async with worker_under(house, STANDARD):
        await house.decide(
            CALENDAR,
            Role.OFFICER,
            type="enter_holiday_notice",
            notice={**notice, "holidays": [str(date(year, 1, 1))]},
        )
        await until(lambda: all_of(house, STANDARD))
    expected = basis_of(STANDARD, working_calendar(house.ledger))
    assert house.ledger.read_model.bases.of_center(center) == expected
