"""The database's guards against rewriting: triggers, and in PostgreSQL the functions through which alone one writes."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class Deviation(StrEnum):
    """What became of a guard."""

    MISSING = "missing"
    ALTERED = "altered"
    """It is there, but says something else, or is switched off."""
    ADDED = "added"
    """No step of this program has made it: it may do anything to what is written."""


class GuardDeviation(NamedTuple):
    """A guard that is not as it was made."""

    name: str
    straying: Deviation


def deviations(wanted: Mapping[str, object], found: Iterable[tuple[str, object]]) -> list[GuardDeviation]:
    """The guards that differ from those wanted, by their names; two of one name are one too many."""
    seen: dict[str, Deviation | None] = {}
    for name, made in found:
        if name not in wanted or name in seen:
            seen[name] = Deviation.ADDED
        else:
            seen[name] = None if wanted[name] == made else Deviation.ALTERED
    missing = dict.fromkeys(wanted.keys() - seen.keys(), Deviation.MISSING)
    return [GuardDeviation(name, straying) for name, straying in sorted((seen | missing).items()) if straying]
