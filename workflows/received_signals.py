"""How a workflow receives: any signal, under any name, with anything in it, is kept to be recorded."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime

from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from activities.messages import ReceivedSignal
from domain.decider import LABELS
from domain.kernel.base import Label
from telemetry.tracing import traceparent

_TYPE = re.compile(r'(?<!\\)"type"\s*:\s*"([a-z_]{1,64})"')
"""A command's type in its JSON; within a text its quotes are escaped. The command is parsed where it is recorded."""

LONGEST_ENVELOPE = 1_900_000
"""Bytes of an envelope that is kept whole: more than the API sends, less than an activity can be given (2 MiB)."""
LONGEST_SHOWN = 64 * 1024
"""Characters that are kept of anything else."""


def received_signal(signal: str, payloads: Sequence[RawValue], heard_at: datetime) -> ReceivedSignal:
    """A signal as it arrived; what can't be read is kept as far as it can be shown. ``heard_at`` is UTC."""
    text = "\n".join(_text(raw.payload) for raw in payloads)
    return ReceivedSignal(signal=signal, text=text, heard_at=heard_at, traceparent=traceparent())


def _text(payload: Payload) -> str:
    text = _json_string(payload)
    return _shown(payload.data) if text is None else text


def _json_string(payload: Payload) -> str | None:
    """The text inside a JSON string; ``None`` for any other payload, and for one too long to carry.

    Only a payload that begins as a string is parsed, so that no nesting can exhaust the parser.
    """
    if len(payload.data) > LONGEST_ENVELOPE or not payload.data.startswith(b'"'):
        return None
    try:
        return _writable(str(json.loads(payload.data)))
    except ValueError:
        return None


def _shown(data: bytes) -> str:
    """The bytes as text, unreadable ones escaped; of a long text the beginning, with its length and SHA-256."""
    beginning = data[: LONGEST_SHOWN + 1].decode(errors="backslashreplace")
    if len(beginning) <= LONGEST_SHOWN:
        return beginning
    return f"{beginning[:LONGEST_SHOWN]}\n… {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}"


def _writable(text: str) -> str:
    """The text without lone surrogates, which JSON can carry and UTF-8 can't."""
    return text.encode(errors="backslashreplace").decode()


def named_decision(word: ReceivedSignal) -> Label | None:
    """The decision that the envelope says it carries, for a line that operators read; ``None`` where it says none.

    Nobody has checked the signature yet: nothing may follow from it, and nothing but a term of our own is shown. What
    is parsed is no longer than what ``received_signal`` keeps.
    """
    try:
        found = _TYPE.search(_member(word.text, "command"))
    except (ValueError, RecursionError):
        return None
    return LABELS.get(found[1]) if found else None


def _member(text: str, name: str) -> str:
    """A text in a JSON object; nothing where there is none."""
    parsed = json.loads(text) if text.startswith("{") else None
    found = parsed.get(name) if isinstance(parsed, dict) else None
    return found if isinstance(found, str) else ""
