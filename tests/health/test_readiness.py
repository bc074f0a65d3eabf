"""What keeps an installation from working is told by its cause: to programs by a word, to people with what to do."""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from domain.kernel.roles import Role
from health import workflow_sample
from health.checks import CHECKS
from health.workflow_sample import WorkflowSample
from ledger.proof.keys import KeyFile
from ledger.sqlite.recorder import path_of
from tests.api.house import House, assert_problem, built, served
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.disks import disk, fill
from tests.temporal import Server, until
from worker import trouble

GUIDE = Path(__file__).parents[2] / "docs" / "operations.md"


async def troubles_of(house: House) -> dict[str, Any]:
    """The words of what is wrong, by check, as ``/readyz`` has them; and its sentence under ``en``."""
    answer = await house.http.get("/readyz", headers={"Accept-Language": "en"})
    problem = assert_problem(answer, 503, "not_ready")
    return {**problem["params"]["checks"], "en": problem["detail"]}


async def is_well(house: House) -> bool:
    return (await house.http.get("/readyz")).status_code == 200


def test_every_check_stands_in_the_operators_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [check.name for check in CHECKS if f"| `{check.name}` |" not in guide] == []
    assert len({check.name for check in CHECKS}) == len(CHECKS)


async def test_where_all_is_well_every_check_says_so(house: House) -> None:
    await until(lambda: well_again(house))
    answer = (await house.http.get("/readyz")).json()
    assert answer["checks"] == {check.name: "ok" for check in CHECKS}
    assert (answer["status"], answer["temporal"], answer["ledger"]) == ("ok", "ok", "ok")
    metrics = (await house.http.get("/metrics")).text
    assert all(f'hengxu_ready{{check="{check.name}"}} 1.0' in metrics for check in CHECKS)
    assert "hengxu_workers 1.0" in metrics
    assert "hengxu_free_bytes{" in metrics


async def test_without_a_worker_nobody_is_told_that_all_is_well(quiet_house: House) -> None:
    found = await troubles_of(quiet_house)
    assert found["worker"] == ["no_worker"]
    assert "start a worker" in found["en"]
    assert 'hengxu_trouble{check="worker",word="no_worker"} 1.0' in (await quiet_house.http.get("/metrics")).text


async def test_a_ledger_that_another_program_keeps_locked_is_told(house: House) -> None:
    with closing(sqlite3.connect(path_of(house.settings.ledger.url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = await troubles_of(house)
        assert found["write"] == ["ledger_locked"]
        assert "find and end what has held it" in found["en"]
        async with browser_of(house, Role.OPERATOR, "en") as browser:
            page = Page.of(await browser.get("/console/operations"))
            assert "find and end what has held it" in page.main.one("div", class_="notice").text
            assert "ledger_locked" in page.text
    await until(lambda: well_again(house))


async def test_a_folder_that_was_moved_away_is_told_and_found_again(house: House) -> None:
    folder = house.settings.data
    await until(lambda: well_again(house))
    folder.rename(folder.with_name("elsewhere"))
    try:
        assert (await troubles_of(house))["write"] == ["ledger_moved"]
    finally:
        folder.with_name("elsewhere").rename(folder)
    await until(lambda: well_again(house))


async def test_a_removed_write_ahead_log_is_told_and_not_made_anew(house: House) -> None:
    await house.register()
    wal = house.settings.data / "ledger.sqlite3-wal"
    wal.unlink()
    found = await troubles_of(house)
    assert found["write"] == ["wal_gone"]
    assert "stop all services in order" in found["en"]
    assert not wal.exists()


async def test_a_full_disk_is_told_before_and_after_it_is_full(tmp_path: Path, temporal_server: Server) -> None:
    with disk(tmp_path / "small", "4m") as folder:
        async with built(folder, temporal_server) as house, house.installation.working():
            assert (await troubles_of(house))["space"] == ["space_low"]
            roomy = house.settings.model_copy(update={"least_space": 1000})
            async with served(house.installation, roomy) as same:
                await until(lambda: well_again(same))
                ballast = fill(folder)
                found = await troubles_of(same)
                assert (found["space"], found["write"]) == (["space_low"], ["disk_full"])
                assert "make room" in found["en"]
                ballast.unlink()
                await until(lambda: well_again(same))


async def test_an_office_that_keeps_nothing_is_told(house: House) -> None:
    await until(lambda: well_again(house))
    with closing(sqlite3.connect(path_of(house.settings.office.url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert (await troubles_of(house))["office"] == ["office_away"]


async def test_a_ledger_that_was_put_back_is_told_by_the_checkpoint_beside_the_key(
    quiet_house: House, tmp_path: Path
) -> None:
    house = quiet_house
    keys = KeyFile(house.settings.checkpoint_key_path)
    async with house.installation.working():
        await house.register()
        house.installation.ledger.proof.projection(keys, "hengxu").follow()
        with older(house, tmp_path / "yesterday"):
            await house.register()
            house.installation.ledger.proof.projection(keys, "hengxu").follow()
    async with alone_on_its_files(house) as same:
        found = await troubles_of(same)
        assert found["rollback"] == ["rolled_back"]
        assert "run hengxu audit verify" in found["en"]


@contextmanager
def older(house: House, copy: Path) -> Iterator[None]:
    """What is recorded meanwhile is gone from the file afterwards."""
    file = path_of(house.settings.ledger.url)
    with closing(sqlite3.connect(file)) as now, closing(sqlite3.connect(copy)) as then:
        now.backup(then)
    yield
    house.installation.ledger.close()
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    shutil.copy(copy, file)


@asynccontextmanager
async def alone_on_its_files(house: House) -> AsyncIterator[House]:
    """An API that opens the files itself."""
    app = create_app(house.settings)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        yield House(house.installation, http, app)


async def test_a_log_that_became_shorter_under_a_running_process_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.register()
    await until(lambda: well_again(house))
    proof = house.installation.ledger.proof
    monkeypatch.setattr(proof, "check_not_rolled_back", lambda signed: proof.ends()._replace(number=0))
    found = await troubles_of(house)
    assert found["rollback"] == ["rolled_back"]
    assert "has become shorter" in found["en"]


async def test_a_question_that_hangs_holds_nobody_and_is_asked_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, asked = threading.Event(), []

    def frozen() -> None:
        asked.append(1)
        hangs.wait(60)

    monkeypatch.setattr(house.installation.ledger, "readiness", frozen)
    monkeypatch.setattr(house.installation.ledger, "check_writable", frozen)
    house.app.state.installation.health._patience = 0.3
    async with asyncio.timeout(5):
        for _ in range(3):
            found = await troubles_of(house)
            assert found["ledger"] == ["ledger_silent"]
            assert "write" not in found
    assert len(asked) == 2
    hangs.set()
    await until(lambda: well_again(house))


async def well_again(house: House) -> bool | None:
    return await is_well(house) or None


async def test_a_report_is_good_for_a_while(house: House) -> None:
    health = house.app.state.installation.health
    health.kept = 60.0
    first = await health.report()
    assert await health.report() is first


async def test_a_worker_says_a_line_for_each_cause(quiet_house: House) -> None:
    line = await trouble(quiet_house.app.state.installation.health)
    assert line.startswith("no_worker: 没有 worker 在取任务")
    assert " / no worker takes tasks" in line


async def test_a_missing_workflow_is_told_and_begun_anew_by_a_worker(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow_sample, "AGAIN", 0.0)
    monkeypatch.setattr(workflow_sample, "EVERY", 0.0)
    monkeypatch.setattr(workflow_sample, "SETTLED", timedelta(seconds=-1))
    center = await house.register()
    await house.installation.settled(center)
    await house.installation.workflow(center).terminate("by a test")

    async def differs() -> bool | None:
        answer = await house.http.get("/readyz")
        return (answer.status_code == 503 and "workflows" in answer.json()["params"]["checks"]) or None

    await until(differs)
    assert f"center/{center}（没有运行中的流程）" in (await house.http.get("/readyz")).json()["detail"]
    ledger = house.installation.ledger
    mending = WorkflowSample(house.settings, house.installation.client, lambda: ledger, mend=True)

    async def mended() -> bool | None:
        await mending.look()
        return center in mending.begun_anew or None

    await until(mended)
    await mending.close()
    assert (await house.installation.workflow(center).describe()).status.name == "RUNNING"  # type: ignore[union-attr]
    await until(lambda: well_again(house))
