"""What whoever asks may read: the one way from a route to the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends

from api.app_state import AppState, CurrentState
from api.auth.identity import Reader
from domain.kernel.roles import Actor
from ledger.application import Ledger
from service_layer.reading import ReadableLedger, ledger_for

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """Somebody who reads, and the process that answers them."""

    app_state: AppState
    actor: Actor

    async def ask(self, question: Callable[Concatenate[ReadableLedger, P], T], *given: P.args, **named: P.kwargs) -> T:
        """What ``question(ledger, …)`` answers of the ledger as they see it."""
        return await ask_as(self.app_state, self.actor, question, *given, **named)


async def ask_as(
    app_state: AppState,
    actor: Actor,
    question: Callable[Concatenate[ReadableLedger, P], T],
    *given: P.args,
    **named: P.kwargs,
) -> T:
    """What ``question(ledger, …)`` answers of the ledger as the actor sees it."""

    def asked(ledger: Ledger) -> Any:
        return question(ledger_for(ledger, actor), *given, **named)

    answer: T = await app_state.read(asked)
    return answer


async def _reading(app_state: CurrentState, reader: Reader) -> Reading:
    return Reading(app_state, reader)


CurrentReading = Annotated[Reading, Depends(_reading)]
