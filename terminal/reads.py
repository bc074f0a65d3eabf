"""`hengxu reads export`: who read what, as a file for whoever looks into it."""

import csv
import json
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

from api.exports.tables import MARK_OF_UTF8, defused_cell
from domain.values.partial_days import start_of_day
from ledger.migrations import FILE_MODE
from office.opening import open_office
from office.reads import Read, WhichReads
from settings import Settings
from terminal import wording
from terminal.answers import DONE, CommandError, print_json, print_line
from terminal.language import words

A_DAY = timedelta(days=1)


def export_reads(
    settings: Settings, out: Path, person: str | None, since: str | None, until: str | None, *, as_json: bool
) -> int:
    """The log of reads, the latest first, as ``.csv`` or as ``.jsonl`` (one JSON object a line); days are of
    Asia/Shanghai, both counted in.
    """
    if out.suffix not in WRITERS:
        raise CommandError(wording.READS_FORMAT(file=out, endings=", ".join(WRITERS)))
    which = WhichReads(
        person=person,
        since=start_of_day(_day(since)) if since else None,
        until=start_of_day(_day(until) + A_DAY) if until else None,
    )
    with closing(open_office(settings.office)) as office:
        try:
            out.touch(FILE_MODE)  # who read what is nobody else's to read
            with out.open("w", encoding="utf-8", newline="") as file:
                count = WRITERS[out.suffix](file, office.reads.all(which))
        except OSError as error:
            raise CommandError(wording.FILE_NOT_WRITTEN(file=out, reason=error.strerror)) from None
    if as_json:
        print_json({"reads": count, "file": str(out)})
    else:
        print_line(words(wording.READS_EXPORTED(count=count, file=out)))
    return DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(wording.NO_DAY(day=text)) from None


def _as_csv(file: TextIO, reads: Iterable[Read]) -> int:
    file.write(MARK_OF_UTF8)
    lines = csv.writer(file)
    lines.writerow(Read._fields)
    count = 0
    for count, read in enumerate(reads, start=1):  # noqa: B007 - how many there were
        lines.writerow([defused_cell(cell) for cell in _shown(read).values()])
    return count


def _as_json_lines(file: TextIO, reads: Iterable[Read]) -> int:
    count = 0
    for count, read in enumerate(reads, start=1):  # noqa: B007 - how many there were
        file.write(json.dumps(_shown(read), ensure_ascii=False) + "\n")
    return count


def _shown(read: Read) -> dict[str, str | int | None]:
    return read._asdict() | {"at": read.at.isoformat(timespec="milliseconds")}


WRITERS: dict[str, Callable[[TextIO, Iterable[Read]], int]] = {".csv": _as_csv, ".jsonl": _as_json_lines}
