"""Two releases side by side on PostgreSQL, a step of the schema in between, while people decide: nothing is refused,
and every decision is recorded once.
"""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import httpx
import psycopg
import pytest

from api.auth.tokens import EmbeddedIssuer
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.errors import LedgerNewer
from ledger.migrations import migrate
from ledger.postgres.schema import STEPS
from settings import Settings
from tests.ledger.conftest import running_postgres
from tests.lives import ACTORS, commands, confirming
from tests.temporal import Server, running_server, settings_for, until

pytestmark = [pytest.mark.slow, pytest.mark.real_time, pytest.mark.timeout(240)]

SAY = commands()
NEXT = ("-m", "tests.deploy.next_release")
ROOT = Path(__file__).parents[2]
CLIENTS = 3


class Program(NamedTuple):
    """A process of either release, the address at which it says whether it is ready, and what it says."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@dataclass
class House:
    """A ledger in PostgreSQL, a Temporal, and the programs of both releases. ``urls`` is what a proxy leads to."""

    settings: Settings
    urls: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    people: list[asyncio.Task[None]] = field(default_factory=list)

    def environment(self, port: int) -> dict[str, str]:
        settings = self.settings
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("HENGXU_")},
            "HENGXU_DATA": str(settings.data),
            "HENGXU_LEDGER_URL": settings.ledger.url,
            "HENGXU_LEDGER_OWNER_URL": str(settings.ledger.owner_url),
            "HENGXU_TEMPORAL_ADDRESS": settings.temporal_address,
            "HENGXU_TASK_QUEUE": settings.task_queue,
            "HENGXU_SIGNING_KEY": settings.signing_key.get_secret_value() if settings.signing_key else "",
            "HENGXU_PORT": str(port),
            "HENGXU_WORKER_HEALTH_PORT": str(port),
        }

    async def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of either release, once it has ended."""
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment(free_port()),
            capture_output=True,
            text=True,
            check=False,
        )

    @asynccontextmanager
    async def running(self, *words: str, ready: str = "/readyz") -> AsyncIterator[Program]:
        """A program that runs, ready."""
        port = free_port()
        log = self.settings.data / f"{port}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: ASYNC220 - it only starts
                [sys.executable, *words], cwd=ROOT, env=self.environment(port), stdout=file, stderr=file
            )
        program = Program(process, f"http://127.0.0.1:{port}", log)
        try:
            async with httpx.AsyncClient(trust_env=False) as http:

                async def is_ready() -> bool | None:
                    assert process.poll() is None, log.read_text(encoding="utf-8")
                    try:
                        return (await http.get(program.url + ready)).is_success or None
                    except httpx.TransportError:
                        return None

                await until(is_ready)
            yield program
        finally:
            if process.poll() is None:
                program.stop()

    async def decide_and_read(self, center: str) -> None:
        """Somebody decides about a center, and reads it, one after the other, until they are told to stop."""
        headers = {"Authorization": f"Bearer {EmbeddedIssuer(self.settings).issue(ACTORS[Role.APPLICANT])}"}
        async with httpx.AsyncClient(trust_env=False, headers=headers, timeout=30) as http:
            await self._post(http, "/centers", confirming(SAY["register_center"] | {"center_id": center}))
            while True:
                await self._post(http, f"/centers/{center}/decisions", SAY["submit_industry_research"])
                self.answers[(await http.get(f"{self.urls[0]}/api/v1/centers/{center}")).status_code] += 1

    async def _post(self, http: httpx.AsyncClient, path: str, body: object) -> None:
        key = uuid4().hex
        headers = {"Idempotency-Key": key, "Prefer": "wait=1"}
        answer = await http.post(f"{self.urls[0]}/api/v1{path}", json=body, headers=headers)
        self.answers[answer.status_code] += 1
        self.asked.append(key)

    async def until_asked(self, count: int) -> None:
        """Until so many more decisions have been asked for."""
        enough = len(self.asked) + count

        async def look() -> bool | None:
            assert not [person.exception() for person in self.people if person.done()]
            return len(self.asked) >= enough or None

        await until(look)

    def recorded(self) -> Counter[str]:
        """The command ids of all receipts, as often as they are there, but those of clocks."""
        with psycopg.connect(self.settings.ledger.url) as connection:
            found = connection.execute("SELECT command_id FROM ledger.receipts WHERE command_id NOT LIKE 'clock:%'")
            return Counter(command_id for (command_id,) in found)

    async def until_all_recorded(self) -> None:
        """Until whatever has been asked for by now is on record."""
        asked = set(self.asked)

        async def look() -> bool | None:
            return asked <= self.recorded().keys() or None

        await until(look)


@pytest.fixture(scope="module")
def temporal() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, temporal: Server) -> Iterator[House]:
    with running_postgres() as postgres, postgres.database("template0") as ledger:
        known = settings_for(tmp_path, temporal.address).model_dump(exclude_unset=True)
        named = {"ledger_url": ledger.url, "ledger_owner_url": ledger.owner_url}
        settings = Settings.model_validate(known | named)
        migrate(settings.ledger)
        yield House(settings)


async def test_releases_change_under_load_and_nothing_is_refused_or_recorded_twice(house: House) -> None:
    async with house.running("-m", "worker") as old_worker, house.running("-m", "cli", "serve") as old_api:
        house.urls = [old_api.url]
        house.people = [asyncio.create_task(house.decide_and_read(f"c-{place}")) for place in range(CLIENTS)]
        await house.until_asked(3 * CLIENTS)
        migrated = await house.command(*NEXT, "migrate")
        await house.until_asked(CLIENTS)
        between = len(house.asked)
        async with house.running(*NEXT, "worker"), house.running(*NEXT, "serve", ready="/livez") as new_api:
            old_worker.stop()
            await house.until_all_recorded()
            house.urls = [new_api.url]
            old_api.stop()
            await house.until_asked(3 * CLIENTS)
            again = await house.command(*NEXT, "migrate")
            for person in house.people:
                person.cancel()
            ended = await asyncio.gather(*house.people, return_exceptions=True)
            await house.until_all_recorded()
            compared = await house.command(*NEXT, "reconcile")
    assert all(isinstance(how, asyncio.CancelledError) for how in ended), ended
    assert set(house.answers) <= {200, 201, 202}, house.answers
    assert house.answers[200]
    assert set(house.recorded().values()) == {1}
    assert len(house.asked) >= between + 3 * CLIENTS
    assert "of the next release" in migrated.stdout
    assert (again.returncode, compared.returncode) == (0, 0), (again.stderr, compared.stdout)
    assert str(LedgerNewer(len(STEPS) + 1, len(STEPS))) in old_worker.log.read_text(encoding="utf-8")
