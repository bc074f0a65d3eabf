"""The database's guards against rewriting: triggers, and in PostgreSQL the functions through which alone one writes."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class Straying(StrEnum):
    """What became of a guard."""

    MISSING = "missing"
    ALTERED = "altered"
    """It is there, but says something else, or is switched off."""
    ADDED = "added"
    """No step of this program has made it: it may do anything to what is written."""


class Astray(NamedTuple):
    """A guard that is not as it was made."""

    name: str
    straying: Straying


def astray(wanted: Mapping[str, object], found: Iterable[tuple[str, object]]) -> list[Astray]:
    """The guards that differ from those wanted, by their names; two of one name are one too many."""
    seen: dict[str, Straying | None] = {}
    for name, made in found:
        if name not in wanted or name in seen:
            seen[name] = Straying.ADDED
        else:
            seen[name] = None if wanted[name] == made else Straying.ALTERED
    missing = dict.fromkeys(wanted.keys() - seen.keys(), Straying.MISSING)
    return [Astray(name, straying) for name, straying in sorted((seen | missing).items()) if straying]
