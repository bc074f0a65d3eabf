"""A file of reported centers, as far as it could be read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from importing.file_format import ReportedCenter
from importing.sheets.cells import reading_order
from importing.wrong_rows import WrongRow, in_order

_LAST_PART = re.compile(r"(?:\.[^.\[\]]+|\[[0-9]+\]|^[^.\[\]]+)$")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The rows that can be read, by their number in the file, and the faults of the rest.

    ``cells`` are the cells of a table behind the places of the rows, in the order in which they are read; none of a
    file of JSON. ``notes`` are to be known of the file, and no faults.
    """

    rows: dict[int, ReportedCenter]
    faults: tuple[WrongRow, ...]
    cells: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[WrongRow, ...] = ()

    def located(self, faults: Iterable[WrongRow]) -> list[WrongRow]:
        """The faults in their order, one for each place: that of the cell, where the file has cells."""
        found: dict[str, WrongRow] = {}
        for fault in faults:
            place = self.cell_of(fault.place)
            found.setdefault(place, WrongRow(place, fault.sentence))
        order = reading_order if self.cells else in_order
        return sorted(found.values(), key=lambda fault: order(fault.place))

    def cell_of(self, place: str) -> str:
        """The cell that holds a place, or that holds what it is a part of; the place itself, where there is none."""
        part = place
        while part and part not in self.cells:
            part = _LAST_PART.sub("", part, count=1)
        return self.cells.get(part, place)
