"""A real installation for one test: the Temporal server, a SQLite ledger, a worker, and people who speak to them."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar
from uuid import uuid4

from pydantic import SecretStr, TypeAdapter
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper

from clock import utc_now
from domain.kernel.messages import CALENDAR
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor, Role
from embedded.ports import free_port
from embedded.temporal import command_line, executable, until_ready
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.receipts import Receipt
from ledger.settings import LedgerSettings
from recovery.remaking import Remaker
from rehearsal.rehearsal_copy import virtual_now
from service_layer.envelope import Envelope, Signer
from service_layer.queries import working_calendar
from service_layer.recording import DecisionRecorder, Delivery
from settings import Settings
from temporal_client.client import DECIDE, SIGNAL_OF, send_signal, workflow_id
from temporal_client.payload_keys import PayloadKey
from tests.lives import Body, confirming, placed, taken_by
from tests.writing import make_ledger
from worker import build_worker

T = TypeVar("T")

KEY = "a signing key that only tests know, and long enough"
PATIENCE = 60.0
"""Seconds after which a test stops waiting."""
SOON = 0.05
"""Seconds between two looks at whether lists and workflows have to be made anew."""
TIMERS_AT_ONCE = '--dynamic-config-value=history.timerProcessorMaxTimeShift="1ms"'
"""Otherwise the server fires a timer up to a second late, which is most of what virtual years would take."""
FIRST_TASK = 4
"""Events of a run whose first task is done; Temporal lets a run that follows within a second wait before that."""
ANY: TypeAdapter[Any] = TypeAdapter(Any)


def anyone(role: Role) -> Actor:
    """Somebody of that role who may speak for every organisation."""
    return Actor(id=f"{role.value}-1", name=role.label.en, role=role, anyone=True)


async def until(look: Callable[[], Awaitable[T | None]], patience: float = PATIENCE) -> T:
    """What ``look`` finds, once it finds something."""
    async with asyncio.timeout(patience):
        while True:
            if (found := await look()) is not None:
                return found
            await asyncio.sleep(0.02)


@dataclass(frozen=True)
class Server:
    """A Temporal server that runs; ``store=None`` keeps everything in memory."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


def start_server(store: Path | None = None, port: int | None = None) -> Server:
    port = port or free_port()
    command = [*command_line(executable(), store, port=port, ui_port=None), TIMERS_AT_ONCE]
    return Server(port, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))


@contextmanager
def running_server(store: Path | None = None) -> Iterator[Server]:
    """Gone at the end with what it kept in memory; one with a store is told to stop and closes it."""
    server = start_server(store)
    try:
        yield server
    finally:
        server.stop() if store else server.kill()


def settings_for(data: Path, address: str, keys: Path | None = None) -> Settings:
    """A task queue of its own, so that tests on one server don't meet. ``keys`` encrypt what Temporal keeps."""
    return Settings(
        data=data,
        temporal_address=address,
        temporal_keys_file=keys,
        task_queue=f"test-{uuid4().hex}",
        signing_key=SecretStr(KEY),
    )


def write_keys(file: Path, *keys: PayloadKey) -> Path:
    """A file of keys, as production has one."""
    file.touch(0o600)
    file.write_text("".join(f"{key}\n" for key in keys), encoding="utf-8")
    return file


@dataclass(frozen=True)
class Installation:
    """What the tests hold in their hands. ``client`` and ``ledger`` are the real ones; ``ahead`` is how far the time of
    a stream's workflow has run ahead of the machine's.
    """

    settings: Settings
    client: Client
    ledger: Ledger
    ahead: dict[str, timedelta] = field(default_factory=dict)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """A worker in this process, which lives in the time of each workflow."""
        async with build_worker(self.client, self.settings, self.ledger, virtual_now):
            yield

    @asynccontextmanager
    async def remaking(self) -> AsyncIterator[None]:
        """What each worker does beside: centers hear of other working days, and lists follow."""
        async with kept(Remaker(self.client, self.settings, self.ledger, every=SOON)):
            yield

    def letter(self, stream: str, actor: Actor, command: Mapping[str, Any], command_id: str | None = None) -> Envelope:
        """A signed envelope, sent now in the stream's time."""
        body = placed(dict(command), lambda event: self.position_of(stream, event))
        envelope = Envelope(
            stream=stream,
            command_id=command_id or uuid4().hex,
            command=ANY.dump_json(body).decode(),
            actor=actor,
            sent_at=utc_now() + self.ahead.get(stream, timedelta()),
        )
        return Signer(KEY).sign(envelope)

    async def send(self, envelope: Envelope, signal: str = DECIDE) -> str:
        await send_signal(self.client, self.settings, envelope.stream, signal, envelope.model_dump_json())
        return envelope.command_id

    async def say(self, stream: str, role: Role, signal: str = DECIDE, **command: Any) -> str:
        """Send a decision; its command id."""
        return await self.send(self.letter(stream, anyone(role), command), signal)

    async def decide(self, stream: str, role: Role, signal: str = DECIDE, **command: Any) -> Receipt:
        """Send a decision with its doubts confirmed, wait for its receipt, and expect it to be recorded."""
        receipt = await self.receipt(await self.say(stream, role, signal, **confirming(command)))
        assert receipt.outcome == "recorded", receipt.refusal
        return receipt

    async def take(self, stream: str, *bodies: Body) -> list[Receipt]:
        """Take decisions one after the other, each by whom it belongs to and by the signal that the field names."""
        return [await self._take(stream, body) for body in bodies]

    def publish_working_days(self, *years: int) -> None:
        """The holiday notices of these years are on record, where they are not published already: whatever day it is,
        working days are counted through them. No workflow is told.
        """
        recorder = DecisionRecorder(self.ledger, Signer(KEY), self.settings.policy, utc_now)
        for year in years:
            if not working_calendar(self.ledger).is_published(year):
                holidays = {"year": year, "number": f"国办发明电〔{year - 1}〕7号", "issued_on": f"{year - 1}-11-20"}
                notice = {"type": "enter_holiday_notice", "notice": {**holidays, "holidays": [f"{year}-01-01"]}}
                letter = self.letter(CALENDAR, anyone(Role.OFFICER), confirming(notice))
                receipt = recorder.receive(Delivery(CALENDAR, DECIDE, letter.model_dump_json(), letter.sent_at))
                assert receipt.outcome == "recorded", receipt.refusal

    def position_of(self, stream: str, event: str) -> int:
        """Where in the log the stream's last event of that name stands."""
        return next(r.position for r in reversed(self.ledger.history(stream)) if r.event.wire_name() == event)

    def record(self, stream: str, body: Body) -> Receipt:
        """Take a decision as a worker records it; a workflow begins with the next one that is sent."""
        letter = self.letter(stream, taken_by(body), confirming(body))
        recorder = DecisionRecorder(self.ledger, Signer(KEY), self.settings.policy, utc_now)
        signal = SIGNAL_OF.get(body["type"], DECIDE)
        receipt = recorder.receive(Delivery(stream, signal, letter.model_dump_json(), letter.sent_at))
        assert receipt.outcome == "recorded", receipt.refusal
        return receipt

    async def _take(self, stream: str, body: Body) -> Receipt:
        actor, signal = taken_by(body), SIGNAL_OF.get(body["type"], DECIDE)
        receipt = await self.receipt(await self.send(self.letter(stream, actor, confirming(body)), signal))
        assert receipt.outcome == "recorded", receipt.refusal
        return receipt

    async def receipt(self, command_id: str) -> Receipt:
        async def look() -> Receipt | None:
            return self.ledger.receipt(command_id)

        return await until(look)

    async def receipts(self, count: int) -> list[Receipt]:
        """The receipts of the whole ledger in their order, once there are so many."""

        async def look() -> list[Receipt] | None:
            stored = self.ledger.stored_receipts(limit=count + 1)
            return [Receipt.from_bytes(row.body, 0) for row in stored] if len(stored) >= count else None

        return await until(look)

    async def until_event(self, stream: str, name: str, count: int = 1) -> Record[Event]:
        """The record of the ``count``-th event of that name, once it is there."""

        async def look() -> Record[Event] | None:
            found = [record for record in self.ledger.history(stream) if type(record.event).__name__ == name]
            return found[count - 1] if len(found) >= count else None

        return await until(look)

    def workflow(self, stream: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(workflow_id(stream))

    async def settled(self, stream: str) -> None:
        """Once the workflow has taken in everything that was recorded, and waits."""

        async def look() -> bool | None:
            now = (await self.workflow(stream).describe()).raw_description
            has_begun = now.workflow_execution_info.history_length >= FIRST_TASK
            is_busy = bool(now.pending_activities) or now.HasField("pending_workflow_task")
            return True if has_begun and not is_busy else None

        await until(look)

    async def skip_to(self, stream: str, instant: datetime) -> None:
        """Let virtual time pass for one workflow, until an instant (UTC)."""
        await TimeSkipper(self.client).fast_forward(self.workflow(stream), instant - await self.now(stream))
        self.ahead[stream] = await self.now(stream) - utc_now()

    async def now(self, stream: str) -> datetime:
        return await TimeSkipper(self.client).get_current_time(self.workflow(stream))


@asynccontextmanager
async def installed(
    data: Path, server: Server, keys: Path | None = None, database: LedgerSettings | None = None
) -> AsyncIterator[Installation]:
    """A fresh ledger beside the server: a file, or in an empty ``database`` that the settings don't name."""
    settings = settings_for(data, server.address, keys)
    if database is None:
        make_ledger(settings.ledger)
    else:
        migrate(database)
    ledger = open_ledger(database or settings.ledger)
    try:
        yield Installation(settings, await until_ready(settings), ledger)
    finally:
        ledger.close()


class Keeper(Protocol):
    """What goes on for as long as it is let."""

    async def keep(self) -> NoReturn:
        """Go on."""


@asynccontextmanager
async def kept(keeper: Keeper) -> AsyncIterator[None]:
    """It goes on beside what is done meanwhile."""
    task = asyncio.create_task(keeper.keep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
