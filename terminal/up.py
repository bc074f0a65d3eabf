"""`hengxu up`: what is said to whoever started everything."""

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from domain.kernel.roles import PEOPLE
from embedded.folder import DataFolder
from embedded.installation import Installation, Ports, up
from embedded.readiness import NotReady
from embedded.temporal import NoTemporal
from production import signs_of_production
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_error, print_line
from terminal.language import words, words_of
from terminal.layout import aligned, heading
from terminal.starting import check_scanner, check_start
from terminal.token import Bounds, issue

OWNER_ALONE = 0o077
"""The mask under which everything is made: of each file, whoever may look into its folder, its owner alone reads."""
SECOND_TERMINAL = ("list", "show sh-space-energy", "token officer", "doctor")
TOKEN_LIFE = 12 * 3600
"""Seconds that the printed tokens hold: a day's work."""


def run_all(settings: Settings, ports: Ports, *, seed: bool, tokens: bool) -> int:
    """Everything in the foreground, until Ctrl-C or SIGTERM. Tokens are printed only when asked for: output is kept."""
    check_start(settings)
    check_scanner(settings)
    if signs := ", ".join(signs_of_production(settings)):
        raise CommandError(wording.NOT_IN_PRODUCTION(signs=signs))
    if settings.temporal_speaks_tls:
        raise CommandError(wording.OWN_TEMPORAL_IN_PLAIN)
    folder = DataFolder(settings.data)
    folder.make()
    os.umask(OWNER_ALONE)
    if remark := folder.remark():
        say_if_heard(words(remark))
    with folder.held():
        folder.withdraw_endpoints()
        ports.check()
        return _run(Installation(folder, ports, say_if_heard), seed=seed, tokens=tokens)


def say_if_heard(line: str) -> None:
    """One line on standard output; nothing stops because nobody reads it any more."""
    with suppress(OSError):
        print_line(words_of(line))


def _run(installation: Installation, *, seed: bool, tokens: bool) -> int:
    count = installation.prepare_ledger(seed=seed)
    if count:
        say_if_heard(words(wording.SEEDED(count=count)))
    try:
        asyncio.run(up(installation, lambda: list(_welcome(installation.settings, tokens=tokens))))
    except NotReady as part:
        return _give_up(installation, words(wording.PART_NOT_STARTED(part=part)))
    except NoTemporal as why:
        return _give_up(installation, words(wording.TEMPORAL_NOT_STARTED(why=why)))
    say_if_heard(words(wording.STOPPED))
    return DONE


def _give_up(installation: Installation, sentence: str) -> int:
    print_error(sentence)
    for line in installation.last_lines():
        print_error(f"  {line}")
    return NO


def _welcome(settings: Settings, *, tokens: bool) -> Iterator[str]:
    shown = {name: getattr(settings, name) for name in ("url", "temporal_ui_url", "data")}
    rows = [(heading(what), address.format(**shown)) for what, address in wording.ADDRESSES]
    yield from aligned(rows)
    yield f"{words(wording.SECOND_TERMINAL)}:"
    yield from (f"  {line}" for line in second_terminal(settings))
    if tokens:
        yield from _tokens(settings)
    yield words(wording.READY)


def second_terminal(settings: Settings) -> Iterator[str]:
    """Commands about this very installation, as they can be copied into any other terminal."""
    command, data = _this_program(), shlex.quote(str(settings.data))
    yield from (f"{command} {what} --data {data}" for what in SECOND_TERMINAL)


def _this_program() -> str:
    """How a shell elsewhere calls it."""
    program = Path(sys.argv[0]).absolute()
    if program.suffix == ".py":
        return shlex.join([sys.executable, str(program)])
    found = shutil.which(program.name)
    return program.name if found and Path(found).samefile(program) else shlex.quote(str(program))


def _tokens(settings: Settings) -> Iterator[str]:
    yield words(wording.TOKENS(hours=TOKEN_LIFE // 3600))
    for role in PEOPLE:
        yield f"  {role.value} {role.label.zh} {issue(settings, role, Bounds(), TOKEN_LIFE)}"
