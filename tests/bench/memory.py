"""Memory of a worker that holds 1,000 waiting centers, next to the same worker holding none."""

import asyncio
import os
import tempfile
from pathlib import Path

from temporalio.client import Client

from clock import utc_now
from domain.imported.facts import ImportCenter
from ledger.application import Entry, Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from settings import Settings
from temporal_client.client import ensure_running
from tests.bench.measure import Finding
from tests.bench.processes import connected, environment_of, running
from tests.temporal import running_server, settings_for, until
from tests.writing import import_entry

CENTERS = 1_000
AT_A_TIME = 20
PATIENCE = 300.0
"""Seconds within which all centers have to wait."""
MEGABYTE = 1_000_000


def memory() -> list[Finding]:
    """Resident memory of the worker, before and after."""
    return asyncio.run(_memory())


async def _memory() -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "temporal.sqlite3") as server:
        settings = settings_for(Path(folder), server.address)
        migrate(settings.ledger)
        ids = take_up(settings)
        client = await until(lambda: connected(settings))
        with running(environment_of(settings), "-m", "worker") as worker:
            before = await _settled(client, settings, worker.pid, ids[:1])
            after = await _settled(client, settings, worker.pid, ids)
    return [
        Finding(f"worker with {CENTERS:,} waiting centers", "MB", after, before, "with one"),
        Finding("memory for each waiting center", "kB", (after - before) * 1000 / (CENTERS - 1)),
    ]


def take_up(settings: Settings) -> list[str]:
    """So many centers into the ledger, all under construction; their ids."""
    ledger = open_ledger(settings.ledger)
    ids = [f"bench-{place:04}" for place in range(CENTERS)]
    ledger.append_all([_entry(ledger, center_id) for center_id in ids])
    ledger.close()
    return ids


def _entry(ledger: Ledger, center_id: str) -> Entry:
    fact = {"kind": "construction_approved", "date": "2026-05-17", "certainty": "reported", "source": "bench"}
    command = ImportCenter.model_validate(
        {
            "center_id": center_id,
            "name_zh": f"上海市基准{center_id}产业计量测试中心",
            "level": "municipal",
            "region": "上海",
            "field": "aerospace",
            "source": "bench",
            "facts": [fact],
        }
    )
    return import_entry(ledger, command, utc_now())


async def _settled(client: Client, settings: Settings, worker: int, ids: list[str]) -> float:
    gate = asyncio.Semaphore(AT_A_TIME)

    async def begin(center_id: str) -> None:
        async with gate:
            await ensure_running(client, settings, center_id)

    await asyncio.gather(*map(begin, ids))
    await until(lambda: _all_wait(client, len(ids)), PATIENCE)
    return resident(worker) / MEGABYTE


async def _all_wait(client: Client, count: int) -> bool | None:
    found = await client.count_workflows("CenterPhase = 'construction' AND ExecutionStatus = 'Running'")
    return found.count >= count or None


def resident(process: int) -> int:
    """Bytes that a process holds in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
