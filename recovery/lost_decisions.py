"""Decisions that were acknowledged and are on record no more: kept in a file, and sent again under their ids."""

import asyncio
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationError
from temporalio.client import Client

from domain.kernel.base import Model
from ledger.application import Ledger
from ledger.receipts import Receipt
from service_layer.envelope import Envelope
from settings import Settings
from temporal_client.client import HeardSignal, send_signal

FILE_MODE = 0o600
WAIT = 10.0
"""Seconds after which the next one is sent, though nobody has answered."""
PAUSE = 0.05


class BadFile(Exception):
    """A line that names no lost decision; the argument is its number."""


class LostDecision(Model):
    """One decision: of which stream, under which id, by whom, in which role, and when it was sent (UTC).
    ``envelope`` is what its sender sent, with its signature. ``refusal`` is the code by which it was refused, as far as
    Temporal knows that it was; empty where no more than that is known.
    """

    stream: str
    command_id: str
    type: str
    actor_id: str
    actor_name: str
    role: str
    sent_at: datetime
    signal: str
    envelope: str
    refusal: Annotated[str | None, Field(exclude_if=lambda code: code is None)] = None

    @classmethod
    def of(cls, signal: HeardSignal, envelope: Envelope, refusal: str | None = None) -> "LostDecision":
        """As a workflow has heard and answered it."""
        content = envelope.content
        return cls(
            stream=envelope.stream,
            command_id=envelope.command_id,
            type=str(content.get("type", "")) if isinstance(content, dict) else "",
            actor_id=envelope.actor.id,
            actor_name=envelope.actor.name,
            role=envelope.actor.role.value,
            sent_at=envelope.sent_at,
            signal=signal.signal,
            envelope=signal.text,
            refusal=refusal,
        )


def write_down(file: Path, lost: Iterable[LostDecision]) -> None:
    """A new file, a line for each, its owner's alone and on the disk when this returns. Raises ``OSError``, also where
    one is there.
    """
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w", encoding="utf-8") as written:
        for decision in lost:
            written.write(json.dumps(decision.model_dump(mode="json"), ensure_ascii=False) + "\n")
        written.flush()
        os.fsync(written.fileno())


def read_lost(file: Path) -> list[LostDecision]:
    """What such a file holds, as it was sent. Raises ``BadFile``, ``OSError``."""
    with file.open(encoding="utf-8") as lines:
        return sorted(_read(lines), key=lambda decision: decision.sent_at)


def _read(lines: Iterable[str]) -> Iterator[LostDecision]:
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                yield LostDecision.model_validate_json(line)
        except ValidationError:
            raise BadFile(number) from None


class SentAgain(NamedTuple):
    """A decision and its receipt; ``None`` where nobody has answered in time, or where it was left alone: its sender
    knows that it was refused. ``was_there``: it had one already.
    """

    decision: LostDecision
    receipt: Receipt | None
    was_there: bool = False

    @property
    def was_left_alone(self) -> bool:
        """Whether it wasn't sent, as its sender was told that it is refused."""
        return self.receipt is None and self.decision.refusal is not None


async def send_again(
    client: Client, settings: Settings, ledger: Ledger, decisions: Sequence[LostDecision], wait: float = WAIT
) -> list[SentAgain]:
    """Send them as they were sent, one after the other, each after the answer to the last: one may rest on another.
    What has its receipt is left alone, so that whoever was interrupted does it again; and so is what was refused, which
    a rule might let pass now, against what its sender was told. ``wait`` is in seconds.

    Raises ``RPCError``, ``LedgerError``.
    """
    sent = []
    for decision in decisions:
        known = await asyncio.to_thread(ledger.receipt, decision.command_id)
        receipt = known
        if known is None and decision.refusal is None:
            await send_signal(client, settings, decision.stream, decision.signal, decision.envelope)
            receipt = await _answer(ledger, decision.command_id, wait)
        sent.append(SentAgain(decision, receipt, was_there=known is not None))
    return sent


async def _answer(ledger: Ledger, command_id: str, wait: float) -> Receipt | None:
    until = time.monotonic() + wait
    while time.monotonic() < until:
        if receipt := await asyncio.to_thread(ledger.receipt, command_id):
            return receipt
        await asyncio.sleep(PAUSE)
    return None
