"""What whoever asks may read: the one way from a route to the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends

from api.app_state import AppState, CurrentState
from api.auth.identity import Reader
from api.http.problems import problem
from domain.kernel.roles import Actor
from ledger.application import Ledger
from service_layer.reading import ReadableLedger, ledger_for
from service_layer.remaking import is_being_remade

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


@dataclass(frozen=True)
class ListReading(Reading):
    """Somebody who reads lists, and whether these may still be by earlier house rules or working days: they are made
    anew then, and what they say is not taken for what holds.
    """

    being_remade: bool


async def lists_are_being_remade(app_state: AppState) -> bool:
    """Whether lists may show now what no longer holds."""
    return await app_state.read(is_being_remade, app_state.settings.policy)


async def check_lists(app_state: AppState) -> None:
    """Raises ``Problem`` 503 while lists are being made anew: a file or a calendar lives on, and can't say so."""
    if await lists_are_being_remade(app_state):
        raise problem("lists_being_remade")


async def _list_reading(app_state: CurrentState, reader: Reader) -> ListReading:
    return ListReading(app_state, reader, await lists_are_being_remade(app_state))


async def _file_reading(app_state: CurrentState, reader: Reader) -> Reading:
    await check_lists(app_state)
    return Reading(app_state, reader)


async def _reading(app_state: CurrentState, reader: Reader) -> Reading:
    return Reading(app_state, reader)


CurrentReading = Annotated[Reading, Depends(_reading)]
CurrentListReading = Annotated[ListReading, Depends(_list_reading)]
"""For lists of what stands in the read model, which say whether they are being made anew."""
CurrentFileReading = Annotated[Reading, Depends(_file_reading)]
"""For what is made of such lists and lives on elsewhere, which waits meanwhile."""
