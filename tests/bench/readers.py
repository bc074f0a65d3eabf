"""The lists as others than the bureau read them, next to the officer's, with a whole city of centers in the ledger.

Every center of the crowd has the same lead and district, so that these see as many rows as the officer, and a stranger
all that are public.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.queries import ReadModel
from tests.bench.console import CENTERS, TODAY
from tests.bench.crowds import move_in
from tests.bench.measure import Finding
from tests.lives import ACTORS, SUCCESSOR
from tests.temporal import settings_for

TURNS, WITHOUT = 40, 5
READERS = {
    "the lead": ACTORS[Role.APPLICANT],
    "the district": ACTORS[Role.DISTRICT],
    "a stranger": Actor(id="stranger", name="外人", role=Role.APPLICANT, org=SUCCESSOR["uscc"]),
}
LISTS: dict[str, Callable[[ReadModel, int], object]] = {
    "register": lambda lists, turn: lists.find_centers(cursor=None, limit=50 + turn % 2),
    "register by phase": lambda lists, turn: lists.find_centers(phase=list(Phase)[turn % len(Phase)].value),
    "register searched": lambda lists, turn: lists.find_centers(q=f"第{turn}"),
    "counts by phase": lambda lists, _turn: lists.count_by_phase(),
    "deadlines": lambda lists, turn: lists.find_clocks(limit=50 + turn % 2),
    "deadlines of a month": lambda lists, turn: lists.find_clocks(
        due_from=date(2023 + turn % 5, 3, 1), due_to=date(2023 + turn % 5, 3, 31), limit=100
    ),
    "history": lambda lists, turn: lists.find_lines(limit=50 + turn % 2),
}


def readers() -> list[Finding]:
    """How long each list takes, by reader: no list is to take more than half as long again as the officer's."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), "127.0.0.1:1")
        migrate(settings.ledger)
        with closing(open_ledger(settings.ledger)) as ledger:
            move_in(ledger, CENTERS, TODAY)
            return measured(ledger.read_model)


def measured(lists: ReadModel) -> list[Finding]:
    """Each list for each reader, in turn with the officer's."""
    return [
        _finding(f"{name}, {CENTERS:,} centers, to {reader}", lists, lists.seen_by(actor), ask)
        for name, ask in LISTS.items()
        for reader, actor in READERS.items()
    ]


def _finding(what: str, whole: ReadModel, seen: ReadModel, ask: Callable[[ReadModel, int], object]) -> Finding:
    pairs = [(_took(seen, turn, ask), _took(whole, turn, ask)) for turn in range(WITHOUT + TURNS)][WITHOUT:]
    theirs, officers = (1000 * median(pair[place] for pair in pairs) for place in (0, 1))
    return Finding(what, "ms", theirs, officers, "the officer's")


def _took(lists: ReadModel, turn: int, ask: Callable[[ReadModel, int], object]) -> float:
    start = time.perf_counter()
    ask(lists, turn)
    return time.perf_counter() - start
