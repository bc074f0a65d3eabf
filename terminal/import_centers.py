"""`hengxu import`: real histories into the ledger, and a workflow for each living center."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from temporalio.service import RPCError

from clock import utc_now
from domain.kernel.base import Label
from domain.wording.fields import label_of
from importing.center_lists import template, template_as_text
from importing.importer import ImportedRow, Importer, Outcome
from importing.read_file import ReadFile
from importing.reading import ids_by_name, read_centers
from importing.wrong_rows import WrongRow, WrongRows
from ledger.opening import open_ledger
from recovery.recovering import let_look_again, start_workflows
from settings import Settings
from temporal_client.client import check_settings, connect
from terminal import wording
from terminal.answers import DONE, NO, WRONG_USE, CommandError, print_error, print_json, print_line
from terminal.language import words
from terminal.layout import print_table
from terminal.new_file import write_new

PLANNED: dict[Outcome, Label] = {"new": wording.WOULD_BE_IMPORTED, "added": wording.WOULD_ADD_REPORTS}
WAIT_FOR_TEMPORAL = 10.0
"""Seconds after which Temporal counts as away."""
OUTCOMES: dict[Outcome, Label] = {
    "new": wording.IMPORTED,
    "added": wording.REPORTS_ADDED,
    "unchanged": wording.UNCHANGED,
    "differs": wording.LEFT_AS_IT_IS,
}


def import_centers(settings: Settings, file: Path, *, dry_run: bool, as_json: bool) -> int:
    """All of the file or nothing of it; what the ledger has stays as it is."""
    check_settings(settings)
    ledger = open_ledger(settings.ledger)
    try:
        intake = Importer(ledger, settings.policy, file.name, utc_now())
        reading = read_centers(file, ids_by_name(ledger))
        entries = intake.plan(reading)
        if not dry_run:
            intake.write(entries)
    except WrongRows as wrong:
        return _refuse(file, wrong.rows, as_json=as_json)
    finally:
        ledger.close()
    started = None if dry_run else asyncio.run(_start(settings, entries))
    _show(entries, reading, started, dry_run=dry_run, as_json=as_json)
    return NO if any(entry.outcome == "differs" for entry in entries) else DONE


def _refuse(file: Path, wrong: Sequence[WrongRow], *, as_json: bool) -> int:
    print_error(words(wording.NOTHING_IMPORTED(file=file, count=len(wrong))))
    if as_json:
        print_json({"errors": [{"place": row.place, **row.sentence._asdict()} for row in wrong]})
        return WRONG_USE
    for row in wrong:
        print_error(f"  {row.place}: {words(row.sentence)}")
    return WRONG_USE


async def _start(settings: Settings, entries: Sequence[ImportedRow]) -> int | None:
    """How many workflows wait now for the file's centers; ``None`` while Temporal is away."""
    living = [entry.living for entry in entries if entry.living is not None]
    try:
        async with asyncio.timeout(WAIT_FOR_TEMPORAL):
            client = await connect(settings)
            await let_look_again(client, [entry.center.center_id for entry in entries if entry.outcome == "added"])
        return await start_workflows(client, settings, living)
    except (RPCError, RuntimeError, TimeoutError):
        return None


def write_template(path: Path) -> int:
    """The workbook, or the text file, that somebody fills in; a file that is there already stays."""
    made = {".xlsx": template, ".csv": template_as_text}.get(path.suffix.casefold())
    if made is None:
        raise CommandError(wording.NO_TEMPLATE_OF_THIS_KIND(file=path))
    write_new(path, made)
    print_line(words(wording.TEMPLATE_WRITTEN(file=path)))
    return DONE


def _show(
    entries: Sequence[ImportedRow], reading: ReadFile, started: int | None, *, dry_run: bool, as_json: bool
) -> None:
    if as_json:
        notes = [{"place": note.place, **note.sentence._asdict()} for note in reading.notes]
        centers = [_item(entry) for entry in entries]
        print_json({"centers": centers, "notes": notes, "dry_run": dry_run, "workflows_started": started})
        return
    rows = [_row(entry, dry_run=dry_run) for entry in entries]
    print_table(words(wording.IMPORT), wording.IMPORT_COLUMNS, rows)
    for entry in entries:
        for difference in entry.differences:
            where = f"{entry.center.center_id}.{difference.place}".rstrip(".")
            ledger, file = words(wording.LEDGER), words(wording.FILE)
            print_line(f"{where}: {ledger} {difference.in_ledger} ≠ {file} {difference.in_file}")
        for doubt in entry.doubts:
            print_line(f"{entry.center.center_id}: {words(doubt)}")
    for note in reading.notes:
        print_line(f"{note.place}: {words(note.sentence)}")
    print_line(words(wording.DRY_RUN if dry_run else _of_workflows(started)))


def _of_workflows(started: int | None) -> Label:
    if started is None:
        return wording.WORKFLOWS_LATER
    return wording.WORKFLOWS_RUN(count=started)


def _item(entry: ImportedRow) -> dict[str, Any]:
    center = entry.center
    known = {"center_id": center.center_id, "name_zh": center.name_zh, "phase": center.phase.value}
    open_ = {"unknown": list(entry.unknown), "disputed": list(entry.disputed)}
    differences = [
        {"place": difference.place, "ledger": difference.in_ledger, "file": difference.in_file}
        for difference in entry.differences
    ]
    doubts = [doubt._asdict() for doubt in entry.doubts]
    own = {"outcome": entry.outcome, "command_id": entry.command_id, "doubts": doubts}
    return {**own, **known, **open_, "differences": differences}


def _row(entry: ImportedRow, *, dry_run: bool) -> tuple[str, ...]:
    item = _item(entry)
    outcome = PLANNED.get(entry.outcome, OUTCOMES[entry.outcome]) if dry_run else OUTCOMES[entry.outcome]
    phase = words(entry.center.phase.label)
    unknown, disputed = (
        ", ".join(words(label_of(None, one)) for one in item[name]) for name in ("unknown", "disputed")
    )
    return (item["center_id"], item["name_zh"], phase, words(outcome), unknown, disputed)
