"""A house of its own for each test of recovery: its Temporal is going to be lost."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from embedded.temporal import until_ready
from ledger.opening import open_ledger
from recovery.bounded_concurrency import with_bounded_concurrency
from recovery.differences import Difference
from recovery.reconciling import Reconciliation
from recovery.recovering import living_centers, start_workflows
from settings import Settings
from tests.lives import Body, path_to
from tests.temporal import Installation, Server, installed, start_server

PHASES = (Phase.INCUBATION, Phase.APPLICATION, Phase.CONSTRUCTION, Phase.ACCEPTANCE, Phase.OPERATION, Phase.WITHDRAWN)
"""The phases that the centers of a town are in, one after the other, and then again."""
HEADSTART = timedelta(days=400)


@dataclass
class Town:
    """Centers in many phases, their ledger, and a Temporal that can be lost. ``house`` is what stands now."""

    house: Installation
    server: Server
    store: Path

    @property
    def living(self) -> list[str]:
        return [center_id for center_id, _ in living_centers(self.house.ledger)]

    async def settle(self, count: int) -> None:
        """So many centers, in each phase one after the other, by the path that people take; once all of them wait."""
        await with_bounded_concurrency(range(count), lambda place: self.house.take(name(place), *bodies_of(place)))
        await self.settled()

    async def settled(self) -> None:
        """Once every workflow waits."""
        await with_bounded_concurrency(self.living, self.house.settled)

    async def live_until(self, instant: datetime) -> None:
        """Virtual time passes for every living center, some at a time."""
        await with_bounded_concurrency(self.living, lambda center: self.house.skip_to(center, instant))
        await self.settled()

    async def lose_temporal(self) -> None:
        """The server is gone with everything it knew; an empty one starts at the same address."""
        self.server.kill()
        for file in self.store.parent.glob(f"{self.store.name}*"):
            file.unlink()
        self.server = start_server(self.store, self.server.port)
        self.house = replace(self.house, client=await until_ready(self.house.settings))

    async def recover(self) -> int:
        return await start_workflows(self.house.client, self.house.settings, living_centers(self.house.ledger))

    async def reconcile(self, patience: float = 20.0) -> list[Difference]:
        house = self.house
        return await Reconciliation(house.ledger, house.client, house.settings.policy, patience).differences()

    async def run_ids(self) -> dict[str, str]:
        return {center: (await self.house.workflow(center).describe()).run_id for center in self.living}


def name(place: int) -> str:
    return f"c-{place:03}"


def bodies_of(place: int) -> list[Body]:
    """The decisions of the center of that number; each began on a day of its own."""
    start = today_in_shanghai() - HEADSTART - timedelta(days=11 * (place % 60))
    steps = path_to(PHASES[place % len(PHASES)], start)
    return [steps[0].body | {"center_id": name(place)}, *(step.body for step in steps[1:])]


@asynccontextmanager
async def a_copy_of(town: Town, folder: Path) -> AsyncIterator[Town]:
    """The same town, its ledger and its Temporal copied; both go on from here."""
    town.server.stop()
    shutil.copytree(town.store.parent, folder)
    town.server = start_server(town.store, town.server.port)
    store = folder / town.store.name
    server = start_server(store)
    known = town.house.settings.model_dump()
    settings = Settings.model_validate(known | {"data": folder, "temporal_address": server.address})
    ledger = open_ledger(settings.ledger)
    try:
        yield Town(Installation(settings, await until_ready(settings), ledger), server, store)
    finally:
        ledger.close()
        server.stop()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    store = tmp_path / "town" / "temporal.sqlite3"
    store.parent.mkdir()
    server = start_server(store)
    async with installed(store.parent, server) as house:
        opened = Town(house, server, store)
        try:
            yield opened
        finally:
            opened.server.stop()
