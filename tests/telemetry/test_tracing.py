"""One decision is one trace, from the request through signal and activity to the commit, and says no more than ids."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from opentelemetry.trace import StatusCode
from starlette.types import Message, Send
from temporalio.api.common.v1 import Header, Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.messages import ReceivedSignal
from api.http.request_log import BY_TRUSTED_PROXY
from api.http.tracing import RequestSpans
from clock import utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.application import Ledger
from telemetry import spans
from telemetry.tracing import span, trace_id, traceparent, traces, tracing
from temporal_client.client import DECIDE, workflow_id
from temporal_client.payload_keys import PayloadKey
from temporal_client.payloads import ENCRYPTED, converter_with
from temporal_client.tracing import DecisionTraces, traced_runner
from temporal_client.workflow_query import query_summary
from tests.api.conftest import temporal_server
from tests.api.house import V1, House, assert_problem, served
from tests.histories.test_replay import RELEASES, each, recorded_at
from tests.lives import commands, confirming, path_to
from tests.logged import logged, of
from tests.telemetry.collector import Collector, Span, collecting, line_to
from tests.temporal import Server, installed, until, write_keys
from tests.workflows.runs import runs_of
from workflows.calendar_keeper import CalendarKeeper
from workflows.center_life import CenterLife
from workflows.deputies_keeper import DeputiesKeeper
from workflows.state import WorkflowState

__all__ = ["temporal_server"]

SAY = commands()
KEY = PayloadKey("k", b"k" * 32)
HEADER = "_tracer-data"
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
MARKER = "zhang-san-13912345678"
"""What nobody but the house may read, wherever it is written."""
DECISION = [
    "POST /api/v1/centers/{center_id}/decisions",
    "SignalWorkflow:decide",
    "HandleSignal:decide",
    "StartActivity:record_decision",
    "RunActivity:record_decision",
    "commit",
]


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as found:
        yield found


@contextmanager
def traced(collector: Collector, ratio: float = 1.0) -> Iterator[None]:
    with tracing(f"{collector.endpoint}/v1/traces", ratio, "hengxu-test"):
        yield


@asynccontextmanager
async def working(data: Path, server: Server, keys: Path | None = None) -> AsyncIterator[House]:
    async with installed(data, server, keys) as installation, served(installation) as house, installation.working():
        yield house


async def research(house: House, center: str, **headers: str) -> str:
    """A decision with the marker wherever a caller can write; the id of its command."""
    body = confirming(SAY["submit_industry_research"] | {"first_plan": MARKER})
    command_id = uuid4().hex
    sent = house.bearer(Role.APPLICANT) | headers | {"Idempotency-Key": command_id, "User-Agent": MARKER}
    path = f"{V1}/centers/{center}/decisions"
    answer = await house.http.post(path, json=body, headers=sent)
    assert answer.status_code == 201, answer.text
    return command_id


async def arrived(collector: Collector, name: str) -> list[Span]:
    """All spans of the traces in which one of that name is, once it has arrived and nothing more comes."""

    async def look() -> list[Span] | None:
        return collector.trace_of(name) or None

    return await until(look)


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["plain", "encrypted"])
async def test_a_decision_is_one_trace_from_its_caller_to_the_commit(
    tmp_path: Path, temporal_server: Server, collector: Collector, keys: tuple[PayloadKey, ...]
) -> None:
    file = write_keys(tmp_path / "keys", *keys) if keys else None
    with traced(collector):
        async with working(tmp_path, temporal_server, file) as house:
            center = await house.register(name_zh=f"{SAY['register_center']['name_zh']}{MARKER}")
            context = {"traceparent": f"00-{TRACE}-{CALLER}-01", "tracestate": f"x={MARKER}", "baggage": f"x={MARKER}"}
            command_id = await research(house, center, **context)
            (run,) = await runs_of(house.installation, center)
    found = [one for one in collector.spans if one.trace == TRACE]
    assert line_to(found, "commit") == DECISION
    assert [one.parent for one in found if one.name == DECISION[0]] == [CALLER]
    (commit,) = [one for one in found if one.name == "commit"]
    assert commit.attributes == {
        "hengxu.center_id": center,
        "hengxu.command_id": command_id,
        "hengxu.command_type": "submit_industry_research",
        "hengxu.outcome": "recorded",
        "hengxu.role": "applicant",
        "hengxu.events": 1,
        "hengxu.position": 2,
    }
    (request,) = [one for one in found if one.name == DECISION[0]]
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": "/api/v1/centers/{center_id}/decisions",
        "http.response.status_code": 201,
        "hengxu.center_id": center,
        "hengxu.command_id": command_id,
        "hengxu.role": "applicant",
    }
    assert not any(MARKER.encode() in body for body in collector.bodies)
    headers = [event.workflow_execution_signaled_event_attributes.header for event in run.events]
    signaled = [header.fields[HEADER] for header in headers if header.fields]
    assert len(signaled) == 2
    assert all(json.loads(header.data).keys() == {"traceparent"} for header in signaled)
    inputs = [payload for event in run.events for payload in _inputs(event)]
    assert {payload.metadata["encoding"] == ENCRYPTED for payload in inputs} == {bool(keys)}


def _inputs(event: object) -> list[Payload]:
    return [*event.activity_task_scheduled_event_attributes.input.payloads]  # type: ignore[attr-defined]


async def test_the_decision_that_begins_a_workflow_is_one_trace_too(
    tmp_path: Path, temporal_server: Server, collector: Collector
) -> None:
    with traced(collector):
        async with working(tmp_path, temporal_server) as house:
            await house.register()
    found = collector.trace_of("POST /api/v1/centers")
    begun = ["SignalWithStartWorkflow:CenterLife" if name == DECISION[1] else name for name in DECISION[1:]]
    assert line_to(found, "commit") == ["POST /api/v1/centers", *begun]


async def test_each_decision_of_a_center_is_a_trace_of_its_own(
    tmp_path: Path, temporal_server: Server, collector: Collector
) -> None:
    with traced(collector):
        async with working(tmp_path, temporal_server) as house:
            center = await house.register()
            for _ in range(2):
                await research(house, center)
    commits = [one for one in collector.spans if one.name == "commit"]
    assert len(commits) == 3
    assert len({one.trace for one in commits}) == 3


async def test_off_nothing_is_sent_and_no_header_goes_along(
    tmp_path: Path, temporal_server: Server, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    async with working(tmp_path, temporal_server) as house:
        center = await house.register()
        await research(house, center, traceparent=f"00-{TRACE}-{CALLER}-01")
        (run,) = await runs_of(house.installation, center)
    kept = b"".join(event.SerializeToString() for event in run.events)
    assert traces() is None
    assert HEADER.encode() not in kept
    assert b"traceparent" not in kept
    assert collector.bodies == []


async def test_a_decision_that_is_handed_over_to_the_next_run_stays_in_its_trace(
    tmp_path: Path, temporal_server: Server, collector: Collector
) -> None:
    *before, last, approval = path_to(Phase.CONSTRUCTION)
    late = "submit_industry_research"
    with traced(collector):
        async with installed(tmp_path, temporal_server) as installation, served(installation) as house:
            center = house.center_after(before)
            async with installation.working():
                assert (await house.decide(center, last.body)).status_code == 201
                await installation.settled(center)
            for body in (approval.body, confirming(SAY[late])):
                assert (await house.decide(center, body, key=body["type"], Prefer="wait=0")).status_code == 202
            async with installation.working():
                await installation.receipt(late)
                await installation.settled(center)
            assert len(await runs_of(installation, center)) == 2
    commits = [one for one in collector.spans if one.name == "commit"]
    (trace,) = [one.trace for one in commits if one.attributes["hengxu.command_id"] == late]
    assert line_to([one for one in collector.spans if one.trace == trace], "commit") == DECISION


def test_what_is_handed_over_bears_a_trace_only_where_it_has_one() -> None:
    plain = ReceivedSignal(signal=DECIDE, text="{}", heard_at=utc_now())
    waiting = plain.model_copy(update={"traceparent": f"00-{TRACE}-{CALLER}-01"})
    state = WorkflowState(stream="c", inbox=(plain, waiting)).model_dump_json()
    assert state.count("traceparent") == 1
    assert WorkflowState.model_validate_json(state).inbox == (plain, waiting)


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
async def test_a_center_that_runs_since_a_release_goes_on_with_traces(release: Path, collector: Collector) -> None:
    with traced(collector):
        failures = await replayed(list(recorded_at(release).values()), data_converter_keys=[])
    assert failures == {}
    assert collector.spans == []


async def test_what_was_done_with_traces_is_done_again_with_and_without(
    tmp_path: Path, temporal_server: Server, collector: Collector
) -> None:
    with traced(collector):
        async with working(tmp_path, temporal_server) as house:
            center = await house.register()
            await research(house, center)
            handle = house.installation.workflow(center)
            history = await handle.fetch_history()
        assert await replayed([history], data_converter_keys=[]) == {}
    replayer = Replayer(workflows=[CenterLife], data_converter=converter_with([]))
    assert (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure is None


async def replayed(histories: list[WorkflowHistory], data_converter_keys: list[PayloadKey]) -> dict[str, Exception]:
    collected = traces()
    assert collected is not None
    replayer = Replayer(
        workflows=[CenterLife, CalendarKeeper, DeputiesKeeper],
        data_converter=converter_with(data_converter_keys),
        interceptors=[DecisionTraces(collected)],
        workflow_runner=traced_runner(),
    )
    done = await replayer.replay_workflows(each(histories), raise_on_replay_failure=False)
    return dict(done.replay_failures)


NO_CONTEXT = [
    Payload(metadata={"encoding": b"json/plain"}, data=b"\xff"),
    Payload(metadata={"encoding": b"json/plain"}, data=b'["traceparent"]'),
    Payload(metadata={"encoding": b"json/plain"}, data=b'{"traceparent": 7}'),
    Payload(metadata={"encoding": b"json/plain"}, data=b"[" * 100_000),
    Payload(metadata={"encoding": ENCRYPTED}, data=b"nobody has the key"),
    Payload(metadata={"encoding": b"json/plain"}, data=b'{"traceparent": "00-nonsense-01"}'),
]


async def test_no_header_of_a_signal_stops_a_center(
    tmp_path: Path, temporal_server: Server, collector: Collector
) -> None:
    with traced(collector):
        async with working(tmp_path, temporal_server) as house:
            center, client = await house.register(), house.installation.client
            for header in NO_CONTEXT:
                await client.workflow_service.signal_workflow_execution(
                    SignalWorkflowExecutionRequest(
                        namespace=client.namespace,
                        workflow_execution=WorkflowExecution(workflow_id=workflow_id(center)),
                        signal_name=f"{MARKER}-{uuid4().hex}",
                        header=Header(fields={HEADER: header}),
                    )
                )
            await research(house, center)
            receipts = await house.installation.receipts(2 + len(NO_CONTEXT))
    assert [receipt.outcome for receipt in receipts].count("refused") == len(NO_CONTEXT)
    strays = [one for one in collector.spans if one.attributes.get("hengxu.outcome") == "refused"]
    assert len(strays) == len(NO_CONTEXT)
    assert not any(MARKER.encode() in body for body in collector.bodies)


@pytest.mark.parametrize(
    ("ratio", "trusted", "flag", "is_sent"),
    [
        (1.0, False, "00", True),
        (0.0, False, "01", False),
        (1.0, True, "00", False),
        (0.0, True, "01", True),
        (0.0, False, None, False),
    ],
    ids=["a stranger can't hide", "a stranger can't ask", "a proxy of ours can", "a proxy of ours asks", "no caller"],
)
async def test_whose_word_it_is_that_a_trace_is_sent(
    collector: Collector, ratio: float, trusted: bool, flag: str | None, is_sent: bool
) -> None:
    with traced(collector, ratio):
        collected = traces()
        assert collected is not None
        with collected.request(f"00-{TRACE}-{CALLER}-{flag}" if flag else None, trusted=trusted), span("commit"):
            assert (trace_id() == TRACE) is is_sent
            handed_on = traceparent()
    assert handed_on is not None
    assert handed_on.startswith(f"00-{TRACE}-") is (flag is not None)
    assert bool(int(handed_on[-2:], 16) & 1) is is_sent
    assert sorted(one.name for one in collector.spans) == (["commit", "request"] if is_sent else [])


@pytest.mark.parametrize("state", [{}, {BY_TRUSTED_PROXY: True}], ids=["a stranger", "a proxy of ours"])
async def test_a_caller_asks_for_a_trace_through_a_proxy_of_ours_alone(
    collector: Collector, state: dict[str, bool]
) -> None:
    async def answered(_scope: object, _receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def nothing(_message: Message | None = None) -> Message:
        return {}

    headers = [(b"traceparent", f"00-{TRACE}-{CALLER}-01".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "state": state, "headers": headers}
    with traced(collector, 0.0):
        collected = traces()
        assert collected is not None
        await RequestSpans(answered, collected)(scope, nothing, nothing)  # type: ignore[arg-type]
    assert [one.trace for one in collector.spans] == [TRACE] * len(state)


async def test_what_health_asks_all_the_time_begins_no_trace(
    tmp_path: Path, temporal_server: Server, collector: Collector
) -> None:
    with traced(collector):
        async with working(tmp_path, temporal_server) as house:
            center = await house.register()
            await house.installation.settled(center)
            before = await arrived(collector, "commit")
            for path in ("/livez", "/readyz", "/metrics"):
                assert (await house.http.get(path)).status_code == 200
            assert await query_summary(house.installation.client, workflow_id(center)) is not None
    assert {one.trace for one in collector.spans} == {one.trace for one in before}


async def test_a_request_is_called_by_its_route_and_its_failure_is_told(
    tmp_path: Path, temporal_server: Server, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(MARKER)

    with traced(collector):
        async with working(tmp_path, temporal_server) as house:
            assert_problem(await house.get(f"/centers/{MARKER.upper()}"), 404, "center_unknown")
            assert (await house.http.get(f"/console/{MARKER}?key={MARKER}")).status_code == 404
            assert (await house.http.request(MARKER, "/api/v1/centers")).status_code == 405
            monkeypatch.setattr(Ledger, "receipt", broken)
            assert (await house.get(f"/receipts/{MARKER}")).status_code == 503
    requests = {one.name: one for one in collector.spans}
    assert requests.keys() >= {"GET /api/v1/centers/{center_id}", "GET", "GET /api/v1/receipts/{command_id}"}
    assert {one.attributes["http.request.method"] for one in requests.values()} == {"GET", "_OTHER"}
    assert [one.name for one in requests.values() if one.failed] == ["GET /api/v1/receipts/{command_id}"]
    assert not any(MARKER.encode() in body.lower() for body in collector.bodies)


async def test_of_an_error_its_type_alone_goes_out(collector: Collector) -> None:
    with traced(collector), pytest.raises(ValueError, match=MARKER), span("commit", center="c"):
        raise ValueError(MARKER)
    (failed,) = collector.spans
    assert failed.failed
    assert failed.attributes == {"hengxu.center_id": "c", "error.type": "ValueError"}
    assert MARKER.encode() not in collector.bodies[0]


async def test_whatever_else_anybody_writes_onto_a_span_stays_in_the_house(collector: Collector) -> None:
    with traced(collector):
        collected = traces()
        assert collected is not None
        with collected.tracer.start_as_current_span("commit", attributes={"url.query": MARKER}) as made:
            made.set_attributes({"hengxu.role": "officer", "exception.message": MARKER})
            made.add_event(MARKER, {"note": MARKER})
            made.set_status(StatusCode.ERROR, MARKER)
            made.add_link(made.get_span_context(), {"note": MARKER})
    (sent,) = collector.spans
    assert (sent.failed, sent.attributes) == (True, {"hengxu.role": "officer"})
    assert MARKER.encode() not in collector.bodies[0]


async def test_lines_of_api_and_worker_name_the_trace(
    tmp_path: Path, temporal_server: Server, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Ledger.append

    def noting(ledger: Ledger, *entry: object) -> object:
        logging.getLogger("hengxu.test").info("recording")
        return append(ledger, *entry)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "append", noting)
    with traced(collector), logged() as lines:
        async with installed(tmp_path, temporal_server) as installation:
            every = installation.settings.model_copy(update={"log_requests": True})
            async with served(installation, every) as house, installation.working():
                center = await house.register()
                lines.clear()
                await research(house, center, traceparent=f"00-{TRACE}-{CALLER}-01")
    assert of(lines, "hengxu.test", trace_id=TRACE, center=center) != []
    assert of(lines, "hengxu.requests", trace_id=TRACE, status=201) != []


async def test_a_collector_that_is_gone_fails_no_decision_and_is_logged_once(
    tmp_path: Path, temporal_server: Server
) -> None:
    with logged() as lines, tracing(f"http://127.0.0.1:{free_port()}/v1/traces", 1.0, "hengxu-test"):
        async with working(tmp_path, temporal_server) as house:
            center = await house.register()
            for _ in range(3):
                await research(house, center)

            async def look() -> bool | None:
                return bool(of(lines, "hengxu.traces")) or None

            await until(look)
    (away,) = of(lines, "hengxu.traces")
    assert "链路追踪收集端" in away["message"]
    assert re.search(r"is away and is tried again: [^:]+: Failed to establish .*refused$", away["message"])
    assert [line for line in lines if line["logger"].startswith("opentelemetry")] == []


async def test_a_collector_that_is_back_is_logged(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    collector.status = 400
    with logged() as lines, traced(collector):
        for status, word in ((400, "away"), (200, "back")):
            collector.status = status
            with span("commit"):
                pass

            async def look(word: str = word) -> bool | None:
                return any(word in line["message"] for line in of(lines, "hengxu.traces")) or None

            await until(look)
    assert [line["level"] for line in of(lines, "hengxu.traces")] == ["WARNING", "INFO"]
    assert "400" in of(lines, "hengxu.traces")[0]["message"]


async def test_a_program_ends_though_the_collector_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "ANSWER_WITHIN", 3_600.0)
    monkeypatch.setattr(spans, "END_WITHIN", 0.2)
    asked, ended = asyncio.Event(), asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await ended.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with tracing(f"http://127.0.0.1:{port}/v1/traces", 1.0, "hengxu-test"):
            with span("commit"):
                pass
            await asked.wait()
            with span("commit"):
                pass
        assert traces() is None
        assert not ended.is_set()
        ended.set()
