"""The real thing: one Temporal server, a ledger, a worker in this process, and the API over ASGI."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.api.house import House, built
from tests.temporal import Server, running_server


@pytest.fixture(scope="session")
def temporal_server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
async def quiet_house(tmp_path: Path, temporal_server: Server) -> AsyncIterator[House]:
    """Everything but a worker."""
    async with built(tmp_path, temporal_server) as house:
        yield house


@pytest.fixture
async def house(quiet_house: House) -> AsyncIterator[House]:
    """Everything, a worker too."""
    async with quiet_house.installation.working():
        yield quiet_house
