"""A log as it is written at fixed instants: the real desk decides, and the clocks run when they are told to."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from heapq import heapify, heappop, heappush
from typing import Any

from domain.center import Center
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor
from ledger.application import Ledger
from ledger.receipts import Receipt
from ledger.recorder import NewDocument
from service_layer.envelope import Envelope, Signer
from service_layer.queries import center_now
from service_layer.recording import DecisionRecorder, Delivery
from temporal_client.client import DECIDE, SIGNAL_OF
from tests.lives import Body, confirming, noon, placed, taken_by

KEY = "0123456789abcdef" * 4
"""Signs the envelopes of these logs alone."""
A_SECOND = timedelta(seconds=1)
Telling = Iterator[date]
"""A story under way: it names the day (Asia/Shanghai) on which it goes on."""


def tell(log: "Chronicle", stories: Iterable[Telling]) -> None:
    """All stories to their ends, each going on at noon of the days that it names."""
    waiting = [(day, place, story) for place, story in enumerate(stories) if (day := next(story, None))]
    heapify(waiting)
    while waiting:
        day, place, story = heappop(waiting)
        log.now = max(log.now, noon(day))
        if (then := next(story, None)) is not None:
            heappush(waiting, (then, place, story))


@dataclass
class Chronicle:
    """One log. ``now`` (UTC) moves a second with each word, and never back; command ids count the words."""

    ledger: Ledger
    now: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    words: int = 0
    signer: Signer = field(default_factory=lambda: Signer(KEY))

    @property
    def desk(self) -> DecisionRecorder:
        """Where words become decisions, by the policy as it is delivered and the log's own clock."""
        return DecisionRecorder(self.ledger, self.signer, Policy(), lambda: self.now)

    def hear(self, stream: str, signal: str, text: str) -> None:
        """A signal as it arrives, whatever it is."""
        self.now += A_SECOND
        self.desk.receive(Delivery(stream, signal, text, self.now))

    def envelope(self, stream: str, body: Any, by: Actor, **more: Any) -> Envelope:
        """A signed envelope; ``more`` may name its command id and the version that is expected."""
        self.words += 1
        named = {"command_id": f"word-{self.words:04}"} | more
        command = json.dumps(body, ensure_ascii=False)
        envelope = Envelope.model_validate(
            {"stream": stream, "command": command, "actor": by, "sent_at": self.now, **named}
        )
        return self.signer.sign(envelope)

    def ask(self, stream: str, body: Body, by: Actor | None = None, **more: Any) -> Receipt:
        """A decision, by whom it belongs to unless ``by`` says otherwise; recorded or refused."""
        body = placed(body, lambda event: self.position(stream, event))
        envelope = self.envelope(stream, body, by or taken_by(body), **more)
        self.hear(stream, SIGNAL_OF.get(body["type"], DECIDE), envelope.model_dump_json())
        receipt = self.ledger.receipt(envelope.command_id)
        assert receipt is not None
        return receipt

    def take(self, stream: str, body: Body, by: Actor | None = None) -> Receipt:
        """A decision that every release takes, with whatever is unusual about it confirmed."""
        receipt = self.ask(stream, confirming(body), by)
        assert receipt.outcome == "recorded", (stream, body, receipt.refusal)
        return receipt

    def either(self, stream: str, odd: Body, plain: Body, by: Actor | None = None) -> Receipt:
        """A decision that 0.1.0 takes; where a later release refuses it, one in its stead so that the story goes on."""
        receipt = self.ask(stream, odd, by)
        return receipt if receipt.outcome == "recorded" else self.take(stream, plain, by)

    def pass_time(self, *centers: str, times: int = 20) -> None:
        """The workers are up again: what the clocks of these centers have to say by now is recorded, so often at most
        as a workflow would have woken.
        """
        for center in centers:
            self.now += A_SECOND
            for _ in range(times):
                self.desk.record_passed_time(center, self.now)

    def keep(self, content: bytes, title: str) -> None:
        """A file comes in."""
        added_at = self.now.isoformat(timespec="milliseconds")
        self.ledger.documents._recorder.keep_document(
            NewDocument(sha256(content).hexdigest(), "application/pdf", title, "officer-1", added_at, content)
        )

    def center(self, center_id: str) -> Center:
        """A center as it stands."""
        center = center_now(self.ledger, center_id)
        assert center is not None
        return center

    def position(self, center_id: str, event: str) -> int:
        """Where in the log the center's last event of that name stands."""
        return [r.position for r in self.ledger.history(center_id) if r.event.wire_name() == event][-1]
