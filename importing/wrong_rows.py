"""What is wrong in a file, named by its place and said in both languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from domain.kernel.base import Label
from domain.wording.shape_errors import shape_error


class WrongRow(NamedTuple):
    """One fault: the place, as ``centers[3].facts[0].date``, and what is wrong there."""

    place: str
    sentence: Label

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence.zh} / {self.sentence.en}"


class WrongRows(Exception):
    """The file is not as it should be; all its faults, in the order of their places. Nothing was written."""

    def __init__(self, rows: Iterable[WrongRow]) -> None:
        self.rows = tuple(rows)
        super().__init__("\n".join(map(str, self.rows)))


_FORMATS: Mapping[int | str, str] = {"date": "partial_day", "id": "slug", "predecessor": "slug"}
"""Fields whose type is read in several ways, by name: what is expected there, whichever way pydantic tried last."""


def place_of(location: Sequence[int | str]) -> str:
    """``("centers", 3, "date")`` as ``centers[3].date``; the whole file as ``$``."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return place.lstrip(".") or "$"


def in_order(place: str) -> list[tuple[int, str]]:
    """A key that sorts ``centers[10]`` after ``centers[9]``."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[\[\].]+", place)]


def wrong_rows(errors: Iterable[ErrorDetails], where: tuple[int | str, ...] = ()) -> list[WrongRow]:
    """One fault for each place below ``where``, however many ways pydantic tried to read it."""
    found: dict[str, WrongRow] = {}
    for error in errors:
        location = _without_branches((*where, *error["loc"]))
        place = place_of(location)
        found.setdefault(place, WrongRow(place, _sentence(location, error)))
    return list(found.values())


def _without_branches(location: Sequence[int | str]) -> Sequence[int | str]:
    """A date may be read in several ways; the place is the date's own."""
    return location[: location.index("date") + 1] if "date" in location else location


def _sentence(location: Sequence[int | str], error: ErrorDetails) -> Label:
    code, context = error["type"], error.get("ctx", {})
    name = location[-1] if location else ""
    if name in _FORMATS and code != "missing" and "zh" not in context:
        code = _FORMATS[name]
    return shape_error(code, context)


def wrong_file(code: str, **context: Any) -> WrongRow:
    """What is wrong with the file as a whole."""
    return WrongRow("$", shape_error(code, context))
