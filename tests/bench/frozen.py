"""``python -m tests.bench.frozen``: twenty requests, and one for readiness, while PostgreSQL stands still (SIGSTOP)."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import httpx
from pydantic import SecretStr

from api.app import create_app
from domain.kernel.roles import Role
from ledger.migrations import migrate
from settings import Settings
from terminal.token import Bounds, issue
from tests.ledger.conftest import running_postgres
from tests.ledger.test_causes import frozen
from tests.temporal import KEY

REQUESTS = 20


async def frozen_database() -> None:
    """Says the status and the seconds of the longest of them."""
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        server.execute("CREATE DATABASE api OWNER hengxu_owner")
        ledger = server.settings("api")
        migrate(ledger)
        settings = Settings(
            data=Path(folder), ledger_url=ledger.url, temporal_address="127.0.0.1:1", signing_key=SecretStr(KEY)
        )
        app = create_app(settings)
        headers = {"Authorization": f"Bearer {issue(settings, Role.AUDITOR, Bounds(), 600)}"}
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://api", timeout=200, headers=headers) as http,
        ):

            async def ask(path: str) -> tuple[float, int]:
                began = time.perf_counter()
                answer = await http.get(path)
                return round(time.perf_counter() - began, 1), int(answer.status_code)

            await ask("/api/v1/centers")
            with frozen(server):
                *asked, ready = await asyncio.gather(*(ask("/api/v1/centers") for _ in range(REQUESTS)), ask("/readyz"))
            sys.stdout.write(f"longest {max(asked)}, readiness {ready}, afterwards {await ask('/api/v1/centers')}\n")


if __name__ == "__main__":
    asyncio.run(frozen_database())
