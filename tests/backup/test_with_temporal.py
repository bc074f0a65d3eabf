"""A production-like installation, restored from an older backup while Temporal runs on: the command says what Temporal
knows besides, and begins its workflows anew.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.temporal import until_ready
from ledger.opening import open_ledger
from recovery.differences import Disagreement
from recovery.lost_decisions import read_lost, send_again
from recovery.reconciling import Reconciliation
from settings import Settings
from tests.backup.conftest import House
from tests.embedded.service import ROOT, environment
from tests.lives import commands, confirming
from tests.temporal import Installation, Server, running_server

CENTER = "t-restored"


@pytest.fixture
def temporal_server() -> Iterator[Server]:
    with running_server() as server:
        yield server


async def installation_on(settings: Settings) -> Installation:
    return Installation(settings, await until_ready(settings), open_ledger(settings.ledger))


def hengxu(house: House, settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    known = environment() | house.environment | {"PATH": os.environ["PATH"]}
    known |= {"HENGXU_TEMPORAL_ADDRESS": settings.temporal_address, "HENGXU_TASK_QUEUE": settings.task_queue}
    command = [sys.executable, "-m", "cli", *words]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False, timeout=120)


async def test_a_restore_under_a_newer_temporal_tells_what_it_knows_and_waiting_decisions_work_again(
    postgres_house: House, temporal_server: Server, tmp_path: Path
) -> None:
    postgres_house.furnish()
    settings = postgres_house.settings.model_copy(
        update={"temporal_address": temporal_server.address, "task_queue": "restored"}
    )
    house = await installation_on(settings)
    async with house.working():
        await house.take(CENTER, confirming(commands()["register_center"] | {"center_id": CENTER}))
        backup = await asyncio.to_thread(postgres_house.back_up)
        (lost,) = await house.take(CENTER, commands()["submit_industry_research"])
        await house.settled(CENTER)
    house.ledger.close()

    restore = ("restore", str(backup), "--replace", "--json")
    refused = await asyncio.to_thread(hengxu, postgres_house, settings, *restore)
    assert refused.returncode == 1, refused.stderr
    assert json.loads(refused.stdout)["recorded_since"] == {"decisions": 1, "streams": [CENTER]}
    done = await asyncio.to_thread(hengxu, postgres_house, settings, *restore, "--accept-missing")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["workflows"]
    assert found["begun_anew"] == [CENTER]
    assert [decision["command_id"] for decision in found["lost"]] == [lost.command_id]
    assert "signature" not in done.stdout

    house = await installation_on(settings)
    async with house.working():
        kinds = {one.kind for one in await Reconciliation(house.ledger, house.client, settings.policy).differences()}
        assert kinds == {Disagreement.UNRECORDED}
        (sent,) = await send_again(house.client, settings, house.ledger, read_lost(Path(found["file"])))
        assert sent.receipt is not None
        assert sent.receipt.outcome == "recorded"
        await house.take(CENTER, commands()["record_support"])
        assert await Reconciliation(house.ledger, house.client, settings.policy).differences() == []
    house.ledger.close()
    postgres_house.prove()
    verified = await asyncio.to_thread(hengxu, postgres_house, settings, "audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
