"""A workflow that went away while the installation runs is begun anew, and somebody is told."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from embedded.folder import DataFolder
from embedded.installation import Installation, Ports
from embedded.reports import written_down
from embedded.temporal import until_ready
from embedded.workflow_watch import WorkflowWatch
from ledger.application import Ledger
from ledger.errors import LedgerNewer
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from recovery.recovering import start_missing
from settings import Settings
from temporal_client.client import send_signal, workflow_id
from temporal_client.workflow_query import running_workflows
from tests.importing.test_seed import PHASES
from tests.temporal import Server, kept, running_server, until

OFTEN = 0.05
NEVER = 3600.0
LOST = ["sh-beidou", "sh-space-energy"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as found:
        yield found


@dataclass
class House:
    """The real centers on record, their Temporal, and what was said."""

    settings: Settings
    client: Client
    reports: list[str] = field(default_factory=list)

    def lives(self, every: float) -> WorkflowWatch:
        return WorkflowWatch(self.settings, self.reports.append, every)

    async def runs(self) -> dict[str, str | None]:
        """The run of every center's workflow; ``None`` for one that doesn't run."""
        return {center: await self._run(center) for center in PHASES}

    async def _run(self, center: str) -> str | None:
        found = await self.client.get_workflow_handle(workflow_id(center)).describe()
        return found.run_id if found.status is WorkflowExecutionStatus.RUNNING else None

    async def events(self) -> dict[str, int]:
        """How many events the workflow of each center has."""
        handles = {center: self.client.get_workflow_handle(workflow_id(center)) for center in PHASES}
        return {center: (await handle.describe()).history_length for center, handle in handles.items()}

    async def lose(self, *centers: str) -> None:
        for center in centers:
            await self.client.get_workflow_handle(workflow_id(center)).terminate()

    async def until_unlisted(self, *centers: str) -> None:
        """Temporal's lists lag behind a termination; a look that comes too early takes what is gone for running."""

        async def look() -> bool | None:
            listed = await running_workflows(self.client)
            return not listed.intersection(map(workflow_id, centers)) or None

        await until(look)

    async def until_said(self, *words: str) -> None:
        async def look() -> bool | None:
            return all(any(word in line for line in self.reports) for word in words) or None

        await until(look)


@pytest.fixture
async def house(server: Server, tmp_path: Path) -> AsyncIterator[House]:
    """All workflows wait; no worker runs."""
    folder = DataFolder(tmp_path / "data")
    folder.make()
    made = Installation(folder, Ports(18000, server.port, 18233), say=lambda _line: None)
    made.prepare_ledger(seed=True)
    found = House(made.settings, await until_ready(made.settings))
    assert await found.lives(NEVER).wake() == len(PHASES)
    yield found
    await found.lose(*(center for center, run in (await found.runs()).items() if run))


async def test_a_workflow_that_was_terminated_is_begun_anew_and_it_is_said(house: House) -> None:
    before = await house.runs()
    async with kept(house.lives(OFTEN)):
        await house.lose(*LOST)
        await house.until_said(*LOST)
    after = await house.runs()
    assert None not in after.values()
    assert {center for center in PHASES if before[center] != after[center]} == set(LOST)
    assert all("begun anew from the ledger" in line and "已由台账重新开始" in line for line in house.reports)


async def test_nothing_is_said_and_nobody_spoken_to_while_every_workflow_runs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    async def counted(client: Client, settings: Settings, ledger: Ledger, begun: Callable[[str], object]) -> None:
        nonlocal looks
        await start_missing(client, settings, ledger, begun)
        looks += 1

    async def twice() -> bool | None:
        return looks >= 2 or None

    monkeypatch.setattr("embedded.workflow_watch.start_missing", counted)
    before = await house.events()
    async with kept(house.lives(OFTEN)):
        await until(twice)
    assert await house.events() == before
    assert house.reports == []


async def test_what_temporal_lost_is_begun_anew_without_waiting_for_the_next_look(house: House) -> None:
    lives = house.lives(NEVER)
    await house.lose(*LOST)
    await house.until_unlisted(*LOST)
    async with kept(lives):
        lives.look_soon()
        await house.until_said(*LOST)
    assert "2 centers" in house.reports[0]
    assert None not in (await house.runs()).values()


async def test_a_ledger_that_refuses_is_named_and_looked_at_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([LedgerNewer(9, 8)])

    def refused_once(settings: LedgerSettings) -> Ledger:
        for refusal in refusals:
            raise refusal
        return open_ledger(settings)

    monkeypatch.setattr("embedded.workflow_watch.open_ledger", refused_once)
    await house.lose(*LOST)
    async with kept(house.lives(OFTEN)):
        await house.until_said(*LOST)
    assert house.reports[0] == str(LedgerNewer(9, 8))
    assert "begun anew" in house.reports[1]


def test_what_the_supervisor_says_is_written_down_with_its_instant(tmp_path: Path) -> None:
    reports: list[str] = []
    written_down(reports.append, tmp_path / "up.log")("一个 / one")
    (line,) = (tmp_path / "up.log").read_text(encoding="utf-8").splitlines()
    assert reports == ["一个 / one"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO hengxu\.up 一个 / one", line)


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    reports: list[str] = []
    written_down(reports.append, tmp_path / "none" / "up.log")("one")
    assert reports == ["one"]


async def stuck_without_end(_client: Client, _ledger: Ledger) -> list[str]:
    return ["center/sh-beidou"]


async def nobody_is_stuck(_client: Client, _ledger: Ledger) -> list[str]:
    return []


async def test_after_an_upgrade_every_center_is_asked_until_all_go_on_and_then_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.workflow_watch.stuck_workflows", stuck_without_end)
    for _ in range(2):
        await house.lives(NEVER).ask_after_an_upgrade()
    assert len(house.reports) == 2
    assert all("hengxu reset" in line and "sh-beidou" in line for line in house.reports)
    monkeypatch.setattr("embedded.workflow_watch.stuck_workflows", nobody_is_stuck)
    await house.lives(NEVER).ask_after_an_upgrade()
    monkeypatch.setattr("embedded.workflow_watch.stuck_workflows", stuck_without_end)
    await house.lives(NEVER).ask_after_an_upgrade()
    assert len(house.reports) == 2
    monkeypatch.setattr("embedded.workflow_code.version", lambda _package: "another")
    await house.lives(NEVER).ask_after_an_upgrade()
    assert len(house.reports) == 3


async def test_what_a_terminated_workflow_had_heard_is_sent_again_and_it_is_said(house: House) -> None:
    heard = await send_signal(house.client, house.settings, LOST[0], "decide", "accepted and not recorded")
    await heard.terminate()
    await house.until_unlisted(LOST[0])
    assert await house.lives(NEVER).wake() == len(PHASES)
    assert house.reports == [
        "中断的流程已受理而未记录的信号 1 个，已重新送达 / "
        "1 signals that ended runs had accepted and not recorded were sent again"
    ]
    handle = house.client.get_workflow_handle(workflow_id(LOST[0]))
    history = await handle.fetch_history()
    assert [event.HasField("workflow_execution_signaled_event_attributes") for event in history.events].count(True) == 1
