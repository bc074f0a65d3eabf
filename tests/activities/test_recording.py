"""What Temporal asks for is one use case of the service layer, and the answer is where the stream stands after it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.testing import ActivityEnvironment

from activities.messages import PassTime, ReceivedSignal, RecordDecision
from activities.recording import RecordingActivities
from domain import work_items
from domain.center_summary import CenterSummary
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from service_layer.recording import DecisionRecorder
from tests.lives import path_to
from tests.service_layer.recorders import CENTER, NOW, REGISTRATION, envelope_of, opened, receipt
from workflows.state import WorkflowState

PATIENCE = 1_000
"""Hundredths of a second."""
LATER = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def activities(tmp_path: Path) -> Iterator[RecordingActivities]:
    with opened(tmp_path) as recorder:
        yield RecordingActivities(recorder)


def test_a_signal_is_recorded_and_answered_with_where_the_center_stands(activities: RecordingActivities) -> None:
    text = envelope_of(activities.recorder, REGISTRATION, Role.OFFICER, "c1").model_dump_json()
    word = ReceivedSignal(signal="decide", text=text, heard_at=NOW)
    answer = activities.record_decision(RecordDecision(stream=CENTER, word=word))
    assert receipt(activities.recorder, "c1").outcome == "recorded"
    assert answer is not None
    assert (answer.center_id, answer.version) == (CENTER, 1)
    again = PassTime(stream=CENTER, now=LATER)
    assert activities.record_passed_time(again) == ActivityEnvironment().run(activities.read_summary, again)


def test_a_refusal_is_told_in_the_answer_too_which_a_workflow_reads_as_the_summary_that_it_is(
    activities: RecordingActivities,
) -> None:
    for command_id in ("c1", "c2"):
        text = envelope_of(activities.recorder, REGISTRATION, Role.OFFICER, command_id).model_dump_json()
        word = ReceivedSignal(signal="decide", text=text, heard_at=NOW)
        answer = activities.record_decision(RecordDecision(stream=CENTER, word=word))
    [payload] = PydanticPayloadConverter().to_payloads([answer])
    assert json.loads(payload.data)["refusal"] == "center_exists"
    [read] = PydanticPayloadConverter().from_payloads([payload], [CenterSummary])
    assert read == activities.recorder.summary(CENTER)


@pytest.mark.parametrize("asked", ["record_decision", "record_passed_time", "read_summary"])
def test_what_temporal_takes_back_goes_on_to_its_end_and_leaves_no_lock_behind(asked: str) -> None:
    begun, go_on = Event(), Event()

    class Slow:
        """Records for as long as it is let."""

        def wait(self, *_request: object) -> None:
            begun.set()
            for _ in range(PATIENCE):
                if go_on.wait(0.01):
                    break

        receive = record_passed_time = refresh_rows = wait

        def is_superseded(self) -> bool:
            return False

        def summary(self, _stream: str) -> None:
            return None

    activities, environment = RecordingActivities(cast("DecisionRecorder", Slow())), ActivityEnvironment()
    request: RecordDecision | PassTime = PassTime(stream=CENTER, now=NOW)
    if asked == "record_decision":
        word = ReceivedSignal(signal="decide", text="", heard_at=NOW)
        request = RecordDecision(stream=CENTER, word=word)
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(environment.run, getattr(activities, asked), request)
        assert begun.wait(10)
        environment.cancel()
        go_on.set()
        assert running.result(10) is None


def test_of_a_center_that_nobody_knows_there_is_nothing_to_say(activities: RecordingActivities) -> None:
    asked = PassTime(stream="sh-nobody", now=NOW)
    assert activities.record_passed_time(asked) is None
    assert ActivityEnvironment().run(activities.read_summary, asked) is None


def test_what_a_center_waits_for_is_found_once_for_the_lists_and_for_its_workflow(
    activities: RecordingActivities,
) -> None:
    for place, step in enumerate(path_to(Phase.OPERATION)):
        text = envelope_of(activities.recorder, step.body, step.role, f"step-{place}").model_dump_json()
        work_items._work_items.cache_clear()
        activities.record_decision(
            RecordDecision(stream=CENTER, word=ReceivedSignal(signal="decide", text=text, heard_at=NOW))
        )
        assert receipt(activities.recorder, f"step-{place}").outcome == "recorded"
        assert work_items._work_items.cache_info().misses == 1


@pytest.mark.parametrize("message", [PassTime(stream=CENTER, now=NOW), WorkflowState(stream=CENTER)])
def test_what_is_sent_calls_the_stream_as_it_always_has(message: PassTime | WorkflowState) -> None:
    [payload] = PydanticPayloadConverter().to_payloads([message])
    assert json.loads(payload.data)["center_id"] == json.loads(message.model_dump_json())["center_id"] == CENTER
    assert PydanticPayloadConverter().from_payloads([payload], [type(message)]) == [message]
