"""Decisions a second from HTTP request to receipt, next to raw signals with a no-op activity on the same server.

Both sides do the same turn: so many centers, each with one decision under way at a time, the next when the last is
done. Ours is client, API and worker as three processes with a SQLite ledger that syncs every commit; the yardstick is
client and worker with nothing recorded anywhere, told over a local datagram socket that the activity has run.
"""

import asyncio
import json
import os
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from temporalio.client import Client, WorkflowHandle

from api.auth.tokens import issue_token
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.migrations import migrate
from settings import Settings
from tests.bench.bare_worker import BARE_QUEUE, BareLife
from tests.bench.measure import Finding, rated_pairs
from tests.bench.processes import connected, environment_of, running
from tests.lives import confirming
from tests.temporal import PATIENCE, running_server, settings_for, until

Turn = Callable[[], Awaitable[float]]
T = TypeVar("T")
CENTERS, DECISIONS_EACH = 16, 12
REGISTRATION = {
    "type": "register_center",
    "name_zh": "上海市海缆产业计量测试中心",
    "field": {"field": "high_end_equipment"},
    "industry_scope": "海底电缆的设计、制造、敷设与运维",
    "lead": {"name": "某计量院", "uscc": "123100004250000064", "kind": "metrology_institution", "district": "pudong"},
}
RESEARCH = {
    "type": "submit_industry_research",
    "scope": "海底电缆",
    "current_state": "现状",
    "trends_domestic": "国内趋势",
    "trends_abroad": "国外趋势",
    "gaps": [{"kind": "unmeasurable", "quantity": "长距离阻抗", "chain_position": "midstream", "plan": "研制装置"}],
    "first_plan": "初步计划",
}


def decisions() -> list[Finding]:
    """The comparison, in turn on one server."""
    return asyncio.run(_decisions())


async def _decisions() -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "temporal.sqlite3") as server:
        settings = settings_for(Path(folder), server.address)
        migrate(settings.ledger)
        client = await until(lambda: connected(settings))
        async with _ours(settings) as over_http, _bare(client, folder) as bare:
            pairs = [(await over_http(), await bare()) for _ in range(4)]
    return [rated_pairs("decision, HTTP to receipt", "/s", pairs[1:], against="raw signal + no-op activity", aim=0.8)]


@asynccontextmanager
async def _ours(settings: Settings) -> AsyncIterator[Turn]:
    port = free_port()
    environment = environment_of(settings, HENGXU_PORT=str(port), HENGXU_REQUESTS_PER_MINUTE="1000000")
    with running(environment, "-m", "worker"), running(environment, "-m", "cli", "serve"):
        headers = {"Authorization": f"Bearer {issue_token(settings, Role.OFFICER)}"}
        applicant = {"Authorization": f"Bearer {issue_token(settings, Role.APPLICANT)}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=PATIENCE) as http:
            await until(lambda: _answers(http))
            centers = [await _register(http, headers) for _ in range(CENTERS)]

            async def turn() -> float:
                return await _rate(lambda center: _decide(http, applicant, center), centers)

            yield turn


async def _answers(http: httpx.AsyncClient) -> bool | None:
    try:
        return (await http.get(f"{http.base_url.copy_with(path='/readyz')}")).is_success or None
    except httpx.TransportError:
        return None


async def _register(http: httpx.AsyncClient, headers: dict[str, str]) -> str:
    key = {"Idempotency-Key": uuid4().hex}

    async def recorded() -> str | None:
        answer = await http.post("/centers", json=confirming(REGISTRATION), headers=headers | key)
        answer.raise_for_status()
        return str(answer.json()["center_id"]) if answer.status_code == httpx.codes.CREATED else None

    return await until(recorded)


async def _decide(http: httpx.AsyncClient, headers: dict[str, str], center: str) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    answer = await http.post(f"/centers/{center}/decisions", json=RESEARCH, headers=headers | key)
    if answer.status_code != httpx.codes.CREATED:
        raise RuntimeError(answer.text)


@asynccontextmanager
async def _bare(client: Client, folder: str) -> AsyncIterator[Turn]:
    path = f"{folder}/done.socket"
    waiting: dict[str, asyncio.Future[None]] = {}

    class Done(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, _address: object) -> None:
            if (future := waiting.pop(data.decode(), None)) and not future.done():
                future.set_result(None)

    loop = asyncio.get_running_loop()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    listener.setblocking(False)
    transport, _ = await loop.create_datagram_endpoint(Done, sock=listener)
    target = client.service_client.config.target_host
    with running(os.environ, "-m", "tests.bench.bare_worker", target, path):
        handles = [
            await client.start_workflow(BareLife.run, id=f"bare/{place}", task_queue=BARE_QUEUE)
            for place in range(CENTERS)
        ]

        async def say(handle: WorkflowHandle[Any, Any]) -> None:
            word = uuid4().hex
            waiting[word] = loop.create_future()
            done = waiting[word]
            await handle.signal(BareLife.hear, json.dumps({"id": word, "text": json.dumps(RESEARCH)}))
            await done

        async def turn() -> float:
            return await _rate(say, handles)

        yield turn
    transport.close()


async def _rate(decide: Callable[[T], Awaitable[None]], centers: Sequence[T]) -> float:
    async def life(center: T) -> None:
        for _ in range(DECISIONS_EACH):
            await decide(center)

    start = time.perf_counter()
    await asyncio.gather(*(life(center) for center in centers))
    return CENTERS * DECISIONS_EACH / (time.perf_counter() - start)
