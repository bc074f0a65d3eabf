"""The register as it would have been: in force on a day, as known at an instant, as whoever asks sees it."""

import asyncio
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.resources.past import PastLists
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor
from ledger.read_model.queries import ReadModel
from service_layer.past_lists import Then, lists_then
from service_layer.reading import ledger_for
from tests.api.test_visibility import agency, settled
from tests.api.visibility import HIDDEN, NOW, PUBLIC, READERS, STRANGERS
from tests.temporal import until

BEFORE = NOW - timedelta(seconds=1)
"""Before anything was recorded."""


def test_what_was_in_force_on_a_day_is_what_each_center_says_of_it(tmp_path: Path) -> None:
    with settled(tmp_path, PUBLIC, HIDDEN) as ledger:
        lists = lists_then(ledger, Policy(), Then(as_of=date(2025, 9, 20)))
        seen = {item["center_id"]: item["phase"] for item in lists.find_centers().items}
        replayed = {name: ledger.replayed(name, as_of=date(2025, 9, 20)) for name in seen}
        assert seen == {name: center.phase.value for name, center in replayed.items() if center}
        assert seen[PUBLIC.center] == "incubation"
        assert lists.find_centers(phase="construction").total == 0
        assert ledger.read_model.find_centers(phase="construction").total == 1


def test_before_anything_was_recorded_nothing_was_known(tmp_path: Path) -> None:
    with settled(tmp_path, PUBLIC, HIDDEN) as ledger:
        assert lists_then(ledger, Policy(), Then(known_at=BEFORE)).find_centers().total == 0
        now = lists_then(ledger, Policy(), Then(known_at=NOW))
        assert now.find_centers(sort="-host").items == ledger.read_model.find_centers(sort="-host").items
        assert now.count_by("phase", "of_the_bureau") == ledger.read_model.count_by("phase", "of_the_bureau")
        assert now.find_clocks().items == ledger.read_model.find_clocks().items


@pytest.mark.parametrize("reader", ["lead", "joint", "superior body", "former party", *STRANGERS])
def test_nobody_sees_more_of_then_than_of_now(tmp_path: Path, reader: str) -> None:
    with settled(tmp_path, PUBLIC, HIDDEN) as ledger:
        seen = ledger_for(ledger, READERS[reader])
        then = {item["center_id"]: item for item in lists_then(seen, Policy(), Then(known_at=NOW)).find_centers().items}
        now = {item["center_id"]: item for item in seen.read_model.find_centers().items if item["view"] != "public"}
        by_leaving = dict.fromkeys(("version", "joint_parties")) if reader == "former party" else {}
        assert {name: item | by_leaving for name, item in then.items()} == {
            name: item | by_leaving for name, item in now.items()
        }
        assert lists_then(seen, Policy(), Then(known_at=NOW)).find_clocks().items == seen.read_model.find_clocks().items


async def test_whoever_asks_about_many_moments_keeps_nobody_else_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, may_go_on = list[Then](), threading.Event()

    def making(ledger: Any, policy: Policy, then: Then) -> ReadModel:
        made.append(then)
        assert may_go_on.wait(30)
        return lists_then(ledger, policy, then)

    monkeypatch.setattr("api.resources.past.lists_then", making)
    lists = PastLists()
    expert, officer = READERS[STRANGERS[0]], READERS["officer"]
    moments = [Then(as_of=date(2025, 9, day)) for day in range(1, 21)]

    with settled(tmp_path, PUBLIC) as ledger:

        async def ask(actor: Actor, then: Then) -> int:
            return await lists.ask(ledger, Policy(), actor, then, lambda found: found.find_centers().total)

        async def is_making() -> bool | None:
            return bool(made) or None

        async def two_wait() -> bool | None:
            return len(lists.made) >= 2 or None

        many = [asyncio.create_task(ask(expert, then)) for then in moments]
        await until(is_making)
        one = asyncio.create_task(ask(officer, Then(as_of=date(2025, 10, 1))))
        await until(two_wait)
        may_go_on.set()
        assert await one == 1
        await asyncio.gather(*many, return_exceptions=True)
        lists.close()
    assert len(made) <= 3


async def test_the_api_answers_for_a_day_and_an_instant_with_the_same_filters(tmp_path: Path) -> None:
    async with agency(tmp_path, PUBLIC, HIDDEN) as house:
        officer = READERS["officer"]
        then = await house.json("/centers?as_of=2025-09-20&phase=incubation", officer)
        assert PUBLIC.center in {item["center_id"] for item in then["items"]}
        before = f"{BEFORE:%Y-%m-%dT%H:%M:%SZ}"
        assert (await house.json(f"/centers?known_at={before}", officer))["total"] == 0
        assert await house.status("/centers?known_at=2026-03-01", officer) == 422
        for stranger in STRANGERS:
            found = (await house.json("/centers?as_of=2026-03-02", READERS[stranger]))["items"]
            assert {item["center_id"] for item in found} <= {"t-other"}
