"""A parameter that there isn't is refused, with the nearest that there is: an answer that nothing narrowed would look
like the one that was asked for. What there is, the route itself declares.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError

from api.app_state import CurrentState
from api.http.caller_address import caller_address
from api.http.field_errors import wrong

MOST_NAMED = 10
"""Parameters that an answer says are none: to look for the nearest is work, and anybody may ask for it."""


async def known_parameters_alone(request: Request, app_state: CurrentState) -> None:
    """Raises ``RequestValidationError`` for parameters that the route doesn't declare. It is the first that is asked,
    before who sends them is known: what is wrong counts for the address from which it comes.
    """
    if not request.query_params:
        return
    known = sorted(set(declared_by(request.scope["route"].dependant)))
    if unknown := list(islice((name for name in request.query_params if name not in known), MOST_NAMED)):
        app_state.rate_limiter.count(caller_address(request))
        raise RequestValidationError([_unknown(name, known) for name in unknown])


def declared_by(dependant: Dependant) -> Iterator[str]:
    """The names of the query's parameters of a route, or of what it depends on."""
    yield from (field.alias for field in dependant.query_params)
    for further in dependant.dependencies:
        yield from declared_by(further)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word that was meant, as far as one can see."""
    found = get_close_matches(word.casefold(), list(known), n=1)
    return found[0] if found else None


def _unknown(name: str, known: list[str]) -> dict[str, Any]:
    zh, en = "没有这个参数", "There is no such parameter"
    if near := nearest(name, known):
        zh, en = f"{zh}；最接近的是“{near}”", f"{en}; the nearest is “{near}”"
    return wrong("extra_forbidden", "query", name, zh=zh, en=en)
