"""Reading a file of reported centers: which rows are right, and everything that is wrong in the others."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.values.comparing_form import same_name
from domain.wording.shape_errors import shape_error
from importing.center_lists import IdOf, no_center, read_center_list
from importing.file_format import CentersFile, ReportedCenter
from importing.read_file import ReadFile
from importing.sheets.formats import looks_like_json
from importing.wrong_rows import WrongRow, WrongRows, place_of, wrong_file, wrong_rows
from ledger.application import Ledger

LARGEST_FILE = 50_000_000
"""Bytes."""


def ids_by_name(ledger: Ledger) -> IdOf:
    """Which center of the ledger has a name, in any spelling."""

    def id_of(name: str) -> str | None:
        found = ledger.read_model.lookups.centers_like(name)
        return next((one.center_id for one in found if same_name(one.name_zh, name)), None)

    return id_of


def read_centers(path: Path, id_of: IdOf = no_center) -> ReadFile:
    """The rows of a file of JSON, or of a workbook or text file that holds a list of centers.

    Raises ``WrongRows`` where the file as a whole cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise WrongRows([wrong_file("file_too_large")])
        return read_content(path.read_bytes(), path.name, id_of)
    except OSError as error:
        wrong = wrong_file("file_unreadable", reason=error.strerror)
    raise WrongRows([wrong])


def read_content(content: bytes, name: str, id_of: IdOf = no_center) -> ReadFile:
    """The rows of a file by its bytes; what is called ``.json`` is meant to be that. ``id_of`` knows the centers that
    are there, for a list that calls them by their names. Raises ``WrongRows``.
    """
    if name.casefold().endswith(".json") or looks_like_json(content):
        return _rows_of(_load(content))
    return read_center_list(content, name, id_of)


def _rows_of(content: Any) -> ReadFile:
    try:
        centers = CentersFile.model_validate(content).centers
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


def _load(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
        integer = partial(_integer, text)
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=integer)
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


def _integer(text: str, written: str) -> int:
    """Python reads no integer of thousands of digits, and doesn't say where it stands."""
    try:
        return int(written)
    except ValueError:
        raise json.JSONDecodeError("a number of too many digits", text, text.index(written)) from None


def _constant(name: str) -> Any:
    raise WrongRows([wrong_file("json_no_value", name=name)])


def _repeated_ids(centers: Sequence[Any]) -> Iterator[WrongRow]:
    first: dict[str, int] = {}
    for number, center in enumerate(centers):
        name = center.get("id") if isinstance(center, dict) else None
        if isinstance(name, str) and first.setdefault(name, number) != number:
            sentence = shape_error("id_repeated", {"name": name, "place": f"centers[{first[name]}]"})
            yield WrongRow(place_of(("centers", number, "id")), sentence)
