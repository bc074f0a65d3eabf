"""The signed envelope that carries a decision from the API through a signal to the ledger.

Nobody decides past the API: the signature covers the stream, the command id, the command's text, the actor, the
version that the caller expected and the instant of sending.
"""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from domain.kernel.base import Model
from domain.kernel.roles import Actor
from ledger.receipts import content_digest

MINIMUM_KEY_LENGTH = 32


CommandId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]
"""What names a command once and for all: visible ASCII, as an ``Idempotency-Key`` is."""


class BadEnvelope(Exception):
    """What came in is no envelope of ours; ``code`` says why: ``envelope_unreadable`` or ``signature_invalid``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Envelope(Model):
    """One decision on its way. ``command`` is the command's JSON text, kept to the letter."""

    stream: str
    command_id: CommandId
    command: str
    actor: Actor
    expected_version: int | None = None
    sent_at: datetime
    signature: str = ""

    def digest(self) -> str:
        """What was asked, by whom, of which center: the same id with another digest is another decision (SHA-256)."""
        said = json.dumps(json.loads(self.command), sort_keys=True, separators=(",", ":"))
        return content_digest(self.stream, said.encode(), self.actor)


class Signer:
    """Signs and checks envelopes with one secret (HMAC-SHA256)."""

    def __init__(self, key: str) -> None:
        if len(key) < MINIMUM_KEY_LENGTH:
            raise ValueError(f"The signing key needs {MINIMUM_KEY_LENGTH} characters or more; it has {len(key)}.")
        self._key = key.encode()

    def sign(self, envelope: Envelope) -> Envelope:
        """The same envelope with its signature."""
        return envelope.model_copy(update={"signature": self._signature(envelope)})

    def open(self, text: str, stream: str) -> Envelope:
        """The envelope in ``text``, if it is one, is ours, and was sent to ``stream``; ``BadEnvelope`` otherwise."""
        try:
            envelope = Envelope.model_validate_json(text)
            json.loads(envelope.command)
        except (ValidationError, ValueError, RecursionError):
            raise BadEnvelope("envelope_unreadable") from None
        if envelope.stream != stream or not hmac.compare_digest(
            envelope.signature.encode(), self._signature(envelope).encode()
        ):
            raise BadEnvelope("signature_invalid")
        return envelope

    def _signature(self, envelope: Envelope) -> str:
        signed = envelope.model_dump_json(exclude={"signature"})
        return hmac.new(self._key, signed.encode(), hashlib.sha256).hexdigest()
