"""What an operator may read beside a workflow names no person and repeats nothing that somebody typed."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHistory

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Role
from temporal_client.workflow_query import query_summary
from tests.domain.deputies import naming
from tests.lives import ACTORS, EXPERTS, commands, path_to
from tests.temporal import Installation
from tests.workflows.runs import details_of, runs_of

SAY = commands()
NAME = SAY["register_center"]["name_zh"]
"""A center's own name is public, and stands everywhere."""
OUR_OWN_WORDS = {"修订完成"}
"""Typed in these lives, and a term of the program too."""
PERSONS = {word for actor in ACTORS.values() if actor.role is not Role.SYSTEM for word in (actor.id, actor.name)}


async def shown_beside(client: Client, run: WorkflowHistory) -> list[str]:
    """Summaries and static details of all events, the memo, and the ids under which things are done."""
    shown: list[str] = []
    for event in run.events:
        user = event.user_metadata
        payloads = [getattr(user, name) for name in ("summary", "details") if user.HasField(name)]
        shown += map(str, await client.data_converter.decode(payloads))
        shown.append(str(event.activity_task_scheduled_event_attributes.activity_id))
        shown.append(str(event.workflow_execution_signaled_event_attributes.signal_name))
        assert not memo_of(event)
    return shown


def memo_of(event: HistoryEvent) -> Sequence[str]:
    begun, continued = (
        event.workflow_execution_started_event_attributes,
        event.workflow_execution_continued_as_new_event_attributes,
    )
    return [*begun.memo.fields, *continued.memo.fields]


def typed(value: Any) -> Iterator[str]:
    """Every text in a JSON value that isn't a code of ours."""
    if isinstance(value, dict):
        for part in value.values():
            yield from typed(part)
    elif isinstance(value, list):
        for part in value:
            yield from typed(part)
    elif isinstance(value, str) and (not value.isascii() or "-" in value) and not is_day(value):
        yield value


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


async def test_a_life_to_its_establishment_shows_no_person_and_no_text_that_was_typed(
    house: Installation, center: str
) -> None:
    register, *on = path_to(Phase.OPERATION)
    shown: list[str] = []
    async with house.working():
        await house.take(center, {**register.body, "center_id": center})
        for step in on:
            await house.take(center, step.body)
            await house.settled(center)
            shown.append(await details_of(house, center))
        for run in await runs_of(house, center):
            shown += await shown_beside(house.client, run)
        standing = await query_summary(house.client, f"center/{center}")
        described = await house.workflow(center).describe()
    assert standing is not None
    shown += [standing.model_dump_json(), str(described.typed_search_attributes)]
    persons = PERSONS | {expert[part] for expert in EXPERTS for part in ("id", "name")}
    assert any(NAME in text for text in shown)
    assert leaked(house, center, persons, shown) == set()


def leaked(house: Installation, stream: str, persons: set[str], shown: Sequence[str]) -> set[str]:
    """Who is named, and what was typed and is repeated, in what is shown beside a stream's workflow."""
    events = [json.loads(record.event.model_dump_json()) for record in house.ledger.history(stream)]
    texts = {text for event in events for text in typed(event)} - {NAME, stream} - OUR_OWN_WORDS
    assert texts
    found = " ".join(text.replace(NAME, "") for text in shown)
    return {word for word in texts | persons if word in found}


async def test_who_stands_in_for_whom_is_not_shown_beside_the_workflow_of_the_deputies(house: Installation) -> None:
    tomorrow = today_in_shanghai() + timedelta(days=1)
    named = naming(begins_on=tomorrow.isoformat(), ends_on=tomorrow.isoformat())
    async with house.working():
        await house.receipt(await house.send(house.letter(DEPUTIES, ACTORS[Role.APPROVER], named)))
        result = await house.workflow(DEPUTIES).result()
        details = await details_of(house, DEPUTIES)
        shown = [result, details]
        for run in await runs_of(house, DEPUTIES):
            shown += await shown_beside(house.client, run)
    assert "指定代理" in " ".join(shown)
    assert leaked(house, DEPUTIES, PERSONS, shown) == set()
