"""The receipt: what became of one decision, found by its command id."""

import hashlib
from datetime import datetime
from typing import Any, Literal

from domain.kernel.base import Model
from domain.kernel.roles import Actor


class EventRef(Model):
    """One event that the decision brought about. ``position`` is 0 until it is read back from the ledger."""

    position: int = 0
    version: int
    type: str
    clause: str


class RefusalNote(Model):
    """Why the decision was refused: a stable code, the clause that says no, and what fills its sentence."""

    code: str
    clause: str | None = None
    params: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []


class Receipt(Model):
    """The lasting answer to one command. ``center_id`` is the stored name of its stream, ``version`` the stream's after
    it; ``recorded_at`` an instant in UTC; ``documents_held`` the SHA-256 of those files it names that the house held by
    then: they can't be gone later.

    Its stored bytes name events by stream and version, which are final before they are written; positions are
    added when it is read.
    """

    command_id: str
    outcome: Literal["recorded", "refused"]
    center_id: str
    version: int
    command_type: str
    actor: Actor | None
    recorded_at: datetime
    content_sha256: str
    events: list[EventRef] = []
    refusal: RefusalNote | None = None
    documents_held: list[str] = []

    def to_bytes(self) -> bytes:
        """The bytes that are stored and never change."""
        return self.__pydantic_serializer__.to_json(self, exclude=_UNTIL_READ if self.documents_held else _NONE_HELD)

    @classmethod
    def from_bytes(cls, body: bytes, last_position: int | None = None) -> "Receipt":
        """Reads stored bytes; ``last_position`` is where the last of its events stands in the ledger."""
        receipt: Receipt = cls.__pydantic_validator__.validate_json(body)
        return receipt.at(last_position) if receipt.events and last_position else receipt

    def at(self, last_position: int) -> "Receipt":
        """The same receipt with its events' positions; events of one decision stand side by side."""
        events = [
            EventRef.model_construct(**{**vars(ref), "position": last_position - self.version + ref.version})
            for ref in self.events
        ]
        return self.model_copy(update={"events": events})


_UNTIL_READ: Any = {"events": {"__all__": {"position"}}}
_NONE_HELD: Any = {**_UNTIL_READ, "documents_held": True}


def content_digest(stream: str, command: bytes, actor: Actor | None) -> str:
    """SHA-256, in hex, of what was asked: the stream, the command's JSON and who asked, each framed by its length.

    Who asked is a person in a role; a token renewed meanwhile is the same person.
    """
    asker = b"" if actor is None else f"{actor.role.value}:{actor.id}".encode()
    digest = hashlib.sha256()
    for part in (stream.encode(), command, asker):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
