"""Reading a file of reported centers: which rows are right, and everything that is wrong in the others."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.wording.shape_errors import shape_error
from importing.file_format import CentersFile, ReportedCenter
from importing.wrong_rows import WrongRow, WrongRows, place_of, wrong_file, wrong_rows

LARGEST_FILE = 50_000_000
"""Bytes."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The rows that can be read, by their number in the file, and the faults of the rest."""

    rows: dict[int, ReportedCenter]
    faults: tuple[WrongRow, ...]


def read_centers(path: Path) -> ReadFile:
    """The rows of the file. Raises ``WrongRows`` where the file as a whole cannot be read."""
    try:
        centers = CentersFile.model_validate(_load(path)).centers
    except ValidationError as wrong:
        raise WrongRows(wrong_rows(wrong.errors())) from None
    rows: dict[int, ReportedCenter] = {}
    faults: list[WrongRow] = list(_repeated_ids(centers))
    for number, row in enumerate(centers):
        try:
            rows[number] = ReportedCenter.model_validate(row)
        except ValidationError as wrong:
            faults += wrong_rows(wrong.errors(), ("centers", number))
    return ReadFile(rows, tuple(faults))


def _load(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise WrongRows([wrong_file("file_too_large")])
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant)
    except OSError as error:
        wrong = wrong_file("file_unreadable", reason=error.strerror)
    except UnicodeDecodeError:
        wrong = wrong_file("file_not_utf8")
    except json.JSONDecodeError as error:
        wrong = wrong_file("json_invalid_at", place=f"{error.lineno}:{error.colno}", reason=error.msg)
    except RecursionError:
        wrong = wrong_file("json_too_deep")
    raise WrongRows([wrong])


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise WrongRows([wrong_file("json_duplicate_key", name=twice)])
    return found


def _constant(name: str) -> Any:
    raise WrongRows([wrong_file("json_no_value", name=name)])


def _repeated_ids(centers: Sequence[Any]) -> Iterator[WrongRow]:
    first: dict[str, int] = {}
    for number, center in enumerate(centers):
        name = center.get("id") if isinstance(center, dict) else None
        if isinstance(name, str) and first.setdefault(name, number) != number:
            sentence = shape_error("id_repeated", {"name": name, "place": f"centers[{first[name]}]"})
            yield WrongRow(place_of(("centers", number, "id")), sentence)
