"""Which signals of one run were recorded, and which were refused, read from its history: where the ledger has lost the
receipt, nothing else tells it any more, and to send again what somebody was refused could record it after all.
"""

from collections.abc import Sequence
from typing import Any

from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from activities.messages import RECORD_DECISION

NOT_FOUNDED = ""
"""The code where a decision left no stream behind: what founds one was refused, and by which code isn't told."""


class AnsweredSignals:
    """One history, event by event. ``recorded`` counts the signals whose recording has ended; ``codes`` has by the
    payload of each refused one by which code, but for what a release answered that didn't tell yet.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.recorded = 0
        self.codes: dict[str, str] = {}
        self._asked: dict[int, str] = {}

    async def take(self, event: HistoryEvent) -> None:
        """What this event tells."""
        match event.event_type:
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                scheduled = event.activity_task_scheduled_event_attributes
                if scheduled.activity_type.name == RECORD_DECISION:
                    self._asked[event.event_id] = _text(await decoded(self._client, scheduled.input))
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                done = event.activity_task_completed_event_attributes
                if done.scheduled_event_id in self._asked:
                    self.recorded += 1
                    self._answered(self._asked[done.scheduled_event_id], await decoded(self._client, done.result))
            case _:
                pass

    def _answered(self, text: str, given: Sequence[Any]) -> None:
        code = _refusal(given)
        if code is None:
            self.codes.pop(text, None)
        else:
            self.codes[text] = code


def _text(given: Sequence[Any]) -> str:
    signal = given[0].get("word") if given and isinstance(given[0], dict) else None
    text = signal.get("text") if isinstance(signal, dict) else None
    return text if isinstance(text, str) else ""


def _refusal(given: Sequence[Any]) -> str | None:
    if not given:
        return None
    if given[0] is None:
        return NOT_FOUNDED
    code = given[0].get("refusal") if isinstance(given[0], dict) else None
    return code if isinstance(code, str) else None


async def decoded(client: Client, payloads: Payloads) -> Sequence[Any]:
    """Nothing where it can't be read: nobody of ours has written it, or the key is not at hand."""
    try:
        return await client.data_converter.decode(payloads.payloads)
    except (RuntimeError, ValueError, TypeError, KeyError):
        return ()
