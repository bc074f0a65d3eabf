"""Register, deadlines and work by each kind of filter and order, files, and lists of then, of a whole city of centers.

Each list is asked in turn with the plain one, which is by id and narrowed by nothing.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from starlette.responses import StreamingResponse

from api.exports.asked import made_by
from api.exports.centers import FILE_COLUMNS, TITLE
from api.exports.list_files import ITEMS, KINDS, FileKind, ListFile
from api.resources.list_parameters import ListQuestion
from domain.guideline.policy import Policy
from domain.kernel.roles import Role
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.pages import Page
from ledger.read_model.queries import ReadModel
from service_layer.past_lists import Then, lists_then
from tests.bench.console import CENTERS, TODAY
from tests.bench.crowds import move_in
from tests.bench.measure import Finding
from tests.lives import ACTORS
from tests.temporal import settings_for

TURNS, WITHOUT, OF_FILES = 30, 5, 3
OFFICER = ACTORS[Role.OFFICER]
ASKED: dict[str, dict[str, Any]] = {
    "by phase": {"phase": "operation"},
    "of the bureau": {"of_the_bureau": True},
    "by words": {"q": "第99"},
    "by a host's words": {"host": "研究院"},
    "by approval day": {"approved_on_from": "2023-01-01", "approved_on_to": "2024-12-31"},
    "by kind of overdue duty": {"overdue_duties": "annual_report"},
    "certainly over": {"certainly_over": True},
    "without a director": {"missing": "director"},
    "sorted by a text": {"sort": "host"},
    "sorted by a day, last first": {"sort": "-next_due_on"},
    "sorted by a count": {"sort": "-certainly_over"},
    "filtered and sorted": {"district": "pudong", "phase": "construction", "sort": "-approved_on"},
}


DEADLINES: dict[str, dict[str, Any]] = {
    "by status": {"status": "missed"},
    "by district, latest first": {"district": "pudong", "sort": "-days_late"},
    "of a year, by words": {"duty": "2025"},
    "sorted by a text": {"sort": "host"},
    "of centers by the register": {"level": "municipal"},
}
WORK: dict[str, dict[str, Any]] = {
    "by district": {"district": "pudong"},
    "sorted by days late": {"sort": "-days_late"},
}


def lists() -> list[Finding]:
    """How long each takes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), "127.0.0.1:1")
        migrate(settings.ledger)
        with closing(open_ledger(settings.ledger)) as ledger:
            move_in(ledger, CENTERS, TODAY)
            return measured(ledger)


def measured(ledger: Ledger) -> list[Finding]:
    """Each list, each file, and the register of a day and of an instant."""
    model = ledger.read_model
    found = [_of_list(f"register {name}", model, asked) for name, asked in ASKED.items()]
    found += [
        _of(
            f"deadlines {name}",
            partial(model.deadlines.find, on=TODAY, **asked),
            partial(model.deadlines.find, on=TODAY),
        )
        for name, asked in DEADLINES.items()
    ]
    found += [
        _of(
            f"work {name}",
            partial(model.work.find, OFFICER, on=TODAY, **asked),
            partial(model.work.find, OFFICER, on=TODAY),
        )
        for name, asked in WORK.items()
    ]
    found += [_of_file(ledger, kind) for kind in KINDS]
    then = Then(as_of=date(2024, 3, 1))
    made: list[ReadModel] = []
    took = _seconds(lambda: made.append(lists_then(ledger, Policy(), then)))
    found.append(Finding(f"register of a day, {CENTERS:,} centers: made", "ms", 1000 * took))
    return [*found, _of_list("register of a day, once made: sorted by a text", made[0], {"sort": "host"})]


def _of_list(what: str, model: ReadModel, asked: dict[str, Any]) -> Finding:
    return _of(what, lambda: model.find_centers(**asked), model.find_centers)


def _of(what: str, asked: Callable[[], object], plain_list: Callable[[], object]) -> Finding:
    pairs = [(_seconds(asked), _seconds(plain_list)) for _ in range(WITHOUT + TURNS)][WITHOUT:]
    ours, plain = (1000 * median(pair[place] for pair in pairs) for place in (0, 1))
    return Finding(f"{what}, {CENTERS:,} centers", "ms", ours, plain, "the plain list")


def _of_file(ledger: Ledger, kind: FileKind) -> Finding:
    took = median(_seconds(lambda: asyncio.run(_written(ledger, kind))) for _ in range(OF_FILES))
    return Finding(f"file of {CENTERS:,} centers: {kind}", "ms", 1000 * took)


async def _written(ledger: Ledger, kind: FileKind) -> int:
    """How many characters or bytes the file has."""

    async def page_from(cursor: str | None) -> Page:
        return ledger.read_model.find_centers(limit=ITEMS, cursor=cursor)

    file = ListFile("centers", FILE_COLUMNS, made_by(ACTORS[Role.OFFICER], TITLE, ListQuestion({})))
    answer = await file.answer(kind, page_from, "zh")
    if not isinstance(answer, StreamingResponse):
        return len(answer.body)
    return sum([len(part) async for part in answer.body_iterator])


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
