"""A namespace without the later search attributes blocks no center; once it knows them, they are put up."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from domain.guideline.phases import Phase
from embedded.temporal import until_ready
from ledger.migrations import migrate
from ledger.opening import open_ledger
from temporal_client.client import connect
from temporal_client.search_attributes import add_search_attributes, missing_search_attributes
from tests.lives import commands, path_to
from tests.temporal import Installation, Server, settings_for, until
from workflows.visibility import LATER_ATTRIBUTES, OPEN_DEADLINES, PHASE, SEARCH_ATTRIBUTES

SAY = commands()
RETENTION = Duration(seconds=3 * 24 * 3600)
EARLIER = [key for key in SEARCH_ATTRIBUTES if key not in LATER_ATTRIBUTES]


async def add(client: Client, keys: Sequence[SearchAttributeKey[Any]]) -> None:
    """Once the namespace takes them: the server knows a new one a moment after it was made."""

    async def tried() -> bool | None:
        try:
            await add_search_attributes(client, keys)
        except RPCError:
            return None
        return True

    await until(tried)


async def until_missing(client: Client, count: int) -> None:
    async def look() -> bool | None:
        return True if len(await missing_search_attributes(client)) == count else None

    await until(look)


@pytest.fixture
async def older(tmp_path: Path, temporal_server: Server) -> AsyncIterator[Installation]:
    """A house in a namespace as the first release made it."""
    namespace = f"older-{uuid4().hex[:8]}"
    settings = settings_for(tmp_path, temporal_server.address)
    await (await until_ready(settings)).workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=RETENTION)
    )
    settings = settings.model_copy(update={"temporal_namespace": namespace})

    async def connected() -> Client | None:
        try:
            return await connect(settings)
        except (RPCError, RuntimeError):
            return None

    client = await until(connected)
    await add(client, EARLIER)
    await until_missing(client, len(LATER_ATTRIBUTES))
    migrate(settings.ledger)
    ledger = open_ledger(settings.ledger)
    try:
        yield Installation(settings, client, ledger)
    finally:
        ledger.close()


async def test_a_namespace_of_the_first_release_blocks_no_center_and_takes_the_attributes_once_it_knows_them(
    older: Installation, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.search_attributes.ASK_AGAIN_AFTER", 0.0)
    register, *on = path_to(Phase.CONSTRUCTION)
    async with older.working():
        await older.take(center, {**register.body, "center_id": center}, *(step.body for step in on))
        await older.settled(center)
        before = (await older.workflow(center).describe()).typed_search_attributes
        await add(older.client, LATER_ATTRIBUTES)
        await until_missing(older.client, 0)
        await older.take(center, SAY["appoint_director"])
        await older.settled(center)
        after = (await older.workflow(center).describe()).typed_search_attributes
    assert (before[PHASE], before.get(OPEN_DEADLINES)) == ("construction", None)
    assert "annual_report" in after[OPEN_DEADLINES]
