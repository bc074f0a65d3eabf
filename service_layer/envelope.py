"""The signed envelope that carries a decision from the API through a signal to the ledger.

Nobody decides past the API: the signature covers the stream, the command id, the command's text, the actor, the
version that the caller expected and the instant of sending.
"""

import hashlib
import hmac
import json
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from pydantic import StringConstraints
from pydantic_core import from_json

from domain.kernel.base import Model
from domain.kernel.roles import Actor
from ledger.receipts import content_digest

MINIMUM_KEY_LENGTH = 32
WITHOUT_KEY = "unkeyed-"
"""How the id begins that a request is given which brought none: sent again, it is another one."""

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

    @cached_property
    def content(self) -> Any:
        """The command's JSON, parsed once, strictly (RFC 8259). Raises ``ValueError`` for what is none."""
        return from_json(self.command, allow_inf_nan=False)

    def digest(self) -> str:
        """The digest of what is asked."""
        return decision_digest(self.stream, self.content, self.actor)

    def digest_without_confirmation(self) -> str:
        """The digest of what is asked but for the doubts that are confirmed with it."""
        content = self.content
        if isinstance(content, dict):
            content = {name: value for name, value in content.items() if name != "confirmed"}
        return decision_digest(self.stream, content, self.actor)


def decision_digest(stream: str, content: Any, actor: Actor) -> str:
    """What was asked, by whom, of which center: the same id with another digest is another decision (SHA-256).

    ``content`` is the command's JSON as it was parsed.
    """
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return content_digest(stream, canonical.encode(), actor)


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
            _ = envelope.content
        except ValueError:  # pydantic's ValidationError is one
            raise BadEnvelope("envelope_unreadable") from None
        if envelope.stream != stream or not hmac.compare_digest(
            envelope.signature.encode(), self._signature(envelope).encode()
        ):
            raise BadEnvelope("signature_invalid")
        return envelope

    def _signature(self, envelope: Envelope) -> str:
        signed = envelope.model_dump_json(exclude={"signature"})
        return hmac.new(self._key, signed.encode(), hashlib.sha256).hexdigest()
