"""The one-shot `temporal-namespace` of docker-compose.yml, run against a real Temporal server."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment

from embedded.temporal import dynamic_settings

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
PROGRAMS = Path(sys.executable).parent
pytestmark = pytest.mark.real_time


@pytest.fixture
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(PROGRAMS / "temporal"),
        dev_server_log_level="error",
        dev_server_extra_args=dynamic_settings(),
    ) as environment:
        yield environment


OF_THE_FIRST_RELEASE = {
    "CenterPhase": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "CenterField": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "CenterDistrict": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "NextDeadline": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "NextDeadlineKind": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Overdue": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
}
ADDED_LATER = {
    "OpenDeadlines": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "OverdueDeadlines": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "CertainlyOverDeadlines": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
}

LATER = """ \\
          --name OpenDeadlines --type KeywordList --name OverdueDeadlines --type KeywordList \\
          --name CertainlyOverDeadlines --type KeywordList"""


async def test_it_makes_the_namespace_with_every_search_attribute_and_may_be_repeated(
    temporal: WorkflowEnvironment,
) -> None:
    address = temporal.client.service_client.config.target_host
    assert [await run_the_one_shot(address) for _ in range(2)] == [0, 0]
    assert await custom_attributes(temporal) == OF_THE_FIRST_RELEASE | ADDED_LATER


async def test_it_brings_a_namespace_of_the_first_release_up_to_date(temporal: WorkflowEnvironment) -> None:
    address = temporal.client.service_client.config.target_host
    assert await run_the_one_shot(address, without=LATER) == 0
    assert await custom_attributes(temporal) == OF_THE_FIRST_RELEASE
    assert await run_the_one_shot(address) == 0
    assert await custom_attributes(temporal) == OF_THE_FIRST_RELEASE | ADDED_LATER


async def run_the_one_shot(address: str, without: str = "") -> int:
    service = yaml.safe_load(COMPOSE.read_text(encoding="utf-8").replace(without, ""))["services"]["temporal-namespace"]
    environment = {**service["environment"], "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "TEMPORAL_ADDRESS": address}
    process = await asyncio.create_subprocess_exec(*service["entrypoint"], *service["command"], env=environment)
    async with asyncio.timeout(60):
        return await process.wait()


async def custom_attributes(temporal: WorkflowEnvironment) -> dict[str, int]:
    listed = await temporal.client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace="hengxu")
    )
    return {name: kind for name, kind in listed.custom_attributes.items() if not name.startswith("Temporal")}
