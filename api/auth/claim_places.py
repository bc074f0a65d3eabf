"""Where a token says something: dotted places in its claims, and the texts that stand there.

Identity providers nest what they say (``realm_access.roles``), list it as objects (``{"code": "officer"}``), or give
it a name with dots or an address for a name. A place is found whichever of its dots are steps: at each object the
longest name that it has counts. ``*`` stands for whatever name there is.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Claims = Mapping[str, Any]

NAMES_OF_OBJECTS = ("code", "name")
"""What an object that stands for a role, an organisation or a district is called by, the likelier first."""
LONGEST_FOUND = 300
"""Characters of what is told to have been found."""
_BETWEEN = re.compile("[,;，；、]")


def at_place(claims: Claims, place: str) -> list[Any]:
    """Everything that stands at the place; of a list each element, but of no list within a list."""
    return [each for value in _below(claims, place) for each in _elements(value)]


def texts_at(claims: Claims, place: str) -> tuple[str, ...]:
    """The texts that stand there, each once: of an object its code or else its name, of a whole number its digits; of
    anything else none.
    """
    return _once(_text(value) for value in at_place(claims, place))


def names_at(claims: Claims, place: str) -> tuple[str, ...]:
    """The same, and where a text stands there outside of any list, also what it lists with commas between."""
    listed = (piece for value in _below(claims, place) if isinstance(value, str) for piece in _BETWEEN.split(value))
    return _once((*texts_at(claims, place), *map(str.strip, listed)))


def shown(claims: Claims, places: Iterable[str]) -> str:
    """What stands at these places, for people to read; nothing where nothing does."""
    found = {place: at_place(claims, place) for place in places}
    text = "; ".join(f"{place}: {json.dumps(values, ensure_ascii=False)}" for place, values in found.items() if values)
    return text if len(text) <= LONGEST_FOUND else f"{text[:LONGEST_FOUND]}…"


def _below(value: Any, place: str) -> Iterator[Any]:
    """What stands there as it stands there, lists as lists."""
    if not place:
        yield value
    elif isinstance(value, list):
        for element in _elements(value):
            yield from _below(element, place)
    elif isinstance(value, Mapping):
        for name, rest in _steps(place):
            if name == "*" or name in value:
                for each in value.values() if name == "*" else (value[name],):
                    yield from _below(each, rest)
                return


def _elements(value: Any) -> list[Any]:
    return [each for each in value if not isinstance(each, list)] if isinstance(value, list) else [value]


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _steps(place: str) -> Iterator[tuple[str, str]]:
    """A first step, and the place from there on: the longest first."""
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        yield ".".join(parts[:length]), ".".join(parts[length:])


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return next((text for text in (_text_of_scalar(value.get(name)) for name in NAMES_OF_OBJECTS) if text), "")
    return _text_of_scalar(value)


def _text_of_scalar(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
