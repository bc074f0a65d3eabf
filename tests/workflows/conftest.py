"""One Temporal server for all tests of workflows; each test has a ledger, a task queue and centers of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.temporal import Installation, Server, installed, running_server


@pytest.fixture(scope="session")
def temporal_server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, temporal_server: Server) -> AsyncIterator[Installation]:
    """A ledger beside the server; no worker runs yet."""
    async with installed(tmp_path, temporal_server) as installation:
        yield installation


@pytest.fixture
def center() -> str:
    """The id of a center that no other test has heard of."""
    return f"c-{uuid4().hex[:12]}"
