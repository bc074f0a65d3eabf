"""`hengxu doctor`: whether an installation can work, running or not, and what to mend."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Never, Protocol, TypeVar

from pydantic import ValidationError
from rich.cells import cell_len

from domain.kernel.base import Label
from embedded.discovery import found_settings
from embedded.folder import DataFolder
from embedded.installation import Ports
from health.checks import CHECKS, Parts, space_in
from health.monitor import Health
from health.report import Report
from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.sqlite.recorder import path_of
from office.errors import OfficeError
from office.opening import open_office
from settings import Settings
from temporal_client.client import connect
from terminal import wording
from terminal.answers import DONE, NO, print_json, print_line, what_is_wrong
from terminal.language import words
from terminal.layout import fitting
from terminal.standing_questions import QUESTIONS, Finding, Installed, living, nearest_folder

OF_A_SERVICE = frozenset({"temporal", "worker", "workflows", "lists", "progress", "proof"})
"""Questions of ``health/checks.py`` that nobody can answer well while nothing runs."""
OF_THE_OFFICE, OF_THE_DISK = "office", "space"


class Closable(Protocol):
    """What is opened and closed."""

    def close(self) -> None:
        """Gives up what it holds."""


S = TypeVar("S", bound=Closable)


class Standing(StrEnum):
    """How one question stands."""

    WELL = "well"
    NOTE = "note"
    AMISS = "amiss"
    NOT_ASKED = "not_asked"


MARKS: Mapping[Standing, Label] = {
    Standing.WELL: wording.MARK_WELL,
    Standing.NOTE: wording.MARK_NOTE,
    Standing.AMISS: wording.MARK_AMISS,
    Standing.NOT_ASKED: wording.MARK_NOT_ASKED,
}


class Answered(NamedTuple):
    """One question with what was found."""

    name: str
    question: Label
    standing: Standing
    findings: Sequence[Finding] = ()


def examine(data: Path | None, temporal_port: int, ui_port: int, *, as_json: bool) -> int:
    """Ask everything; 1 where something is to be mended. Nothing is changed."""
    answered = list(_answers(data, temporal_port, ui_port))
    is_amiss = any(one.standing is Standing.AMISS for one in answered)
    if as_json:
        print_json({"well": not is_amiss, "checks": [_item(one) for one in answered]})
        return NO if is_amiss else DONE
    for one in answered:
        _say(one)
    amiss = sum(one.standing is Standing.AMISS for one in answered)
    print_line(words(wording.TO_BE_MENDED(count=amiss) if amiss else wording.ALL_WELL))
    return NO if is_amiss else DONE


def _answers(data: Path | None, temporal_port: int, ui_port: int) -> Iterator[Answered]:
    try:
        settings = found_settings(data)
    except ValidationError as wrong:
        finding = Finding("settings_wrong", what_is_wrong(wrong))
        yield from _nothing_else(finding)
        return
    except OSError as error:
        yield from _nothing_else(Finding("settings_unreadable", wording.CANNOT_READ_OR_WRITE(what=error)))
        return
    ports = Ports(settings.port, temporal_port, ui_port)
    installed = Installed(settings, ports, living(DataFolder(settings.data)))
    yield from (_answered(one.name, one.question, list(one.findings(installed))) for one in QUESTIONS)
    yield from _of_health(installed)


def _nothing_else(finding: Finding) -> Iterator[Answered]:
    """Without settings nothing else can be asked."""
    yield Answered("settings", wording.ASK_SETTINGS, Standing.AMISS, [finding])
    others = [(one.name, one.question) for one in QUESTIONS[1:]] + [(one.name, one.question) for one in CHECKS]
    for name, question in others:
        yield Answered(name, question, Standing.NOT_ASKED)


def _answered(name: str, question: Label, findings: Sequence[Finding]) -> Answered:
    amiss, note = any(not one.is_note for one in findings), bool(findings)
    return Answered(name, question, Standing.AMISS if amiss else Standing.NOTE if note else Standing.WELL, findings)


def _of_health(installed: Installed) -> Iterator[Answered]:
    """The questions of a running installation, as far as they can be answered."""
    asked = {check.name for check in CHECKS if _can_be_asked(check.name, installed)}
    report = asyncio.run(_report(installed)) if asked else None
    for check in CHECKS:
        if report is None and check.name == OF_THE_DISK and installed.is_embedded:
            troubles = space_in([nearest_folder(installed.folder)], installed.settings.least_space).troubles
            yield _answered(check.name, check.question, [Finding(*trouble) for trouble in troubles])
            continue
        if report is None or check.name not in asked:
            yield Answered(check.name, check.question, Standing.NOT_ASKED)
            continue
        is_note = check.name == "write" and not _is_writable(installed)
        findings = [Finding(trouble.word, trouble.sentence, is_note) for trouble in report.of(check.name)]
        yield _answered(check.name, check.question, findings)


def _can_be_asked(name: str, installed: Installed) -> bool:
    if name == OF_THE_OFFICE and not (_has_office(installed.settings) and _is_writable(installed)):
        return False
    return installed.has_ledger and (installed.may_run or name not in OF_A_SERVICE)


def _is_writable(installed: Installed) -> bool:
    """Of a medium that can only be read the ledger can be read all the same."""
    return not installed.settings.ledger.is_sqlite or os.access(installed.folder, os.W_OK)


def _has_office(settings: Settings) -> bool:
    """Asking after a store that isn't there would make it."""
    return not settings.office.is_sqlite or path_of(settings.office.url).exists()


async def _report(installed: Installed) -> Report:
    settings = installed.settings
    client = await connect(settings, "doctor", lazy=True)
    with ExitStack() as opened:
        chosen = settings.ledger if _is_writable(installed) else settings.ledger_to_read
        ledger = _store(opened, lambda: open_ledger(chosen), LedgerError)
        asks_office = _can_be_asked(OF_THE_OFFICE, installed)
        office = _store(opened, lambda: open_office(settings.office), OfficeError) if asks_office else None
        health = Health(Parts(settings, client, ledger, office))
        try:
            return await health.look()
        finally:
            await health.aclose()


def _store(opened: ExitStack, opening: Callable[[], S], trouble: type[Exception]) -> Callable[[], S]:
    """What gives the store to whoever asks it, or the reason for which there is none."""
    try:
        store = opened.enter_context(closing(opening()))
    except trouble as error:
        return partial(_away, error)
    return lambda: store


def _away(error: Exception) -> Never:
    raise error


def _item(one: Answered) -> dict[str, Any]:
    findings = [{"word": found.word, "note": found.is_note, **found.sentence._asdict()} for found in one.findings]
    return {"name": one.name, "question": one.question._asdict(), "standing": one.standing.value, "findings": findings}


def _say(one: Answered) -> None:
    width = max(cell_len(words(mark)) for mark in MARKS.values())
    mark = words(MARKS[one.standing])
    for line in fitting(f"{mark}{' ' * (width - cell_len(mark))}  {words(one.question)}"):
        print_line(line)
    for found in one.findings:
        for line in fitting(f"    {words(found.sentence)}"):
            print_line(line)
