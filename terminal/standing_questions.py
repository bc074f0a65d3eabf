"""What `hengxu doctor` asks of an installation before anything runs: settings, folder, keys, programs, ports, clock.

Whatever a running installation is asked besides stands in ``health/checks.py``. A new question is a row of
``QUESTIONS``. Nothing is written, so that a medium that can only be read, and a folder that isn't there, can be asked
about.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from clock import utc_now
from domain.kernel.base import Label
from embedded.folder import DataFolder, Endpoints, FolderError
from embedded.installation import Ports, PortTaken
from embedded.temporal import NoTemporal, executable
from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.sqlite.recorder import path_of
from production import IdentityMissing, SettingUnknown, check_identity, unknown_variables
from settings import NoSigningKey, Settings
from temporal_client.client import check_settings
from temporal_client.connection import ConnectionWrong
from temporal_client.payload_keys import PayloadKeysWrong
from terminal import wording
from terminal.answers import CommandError
from terminal.starting import check_scanner

OTHERS_MAY_READ = 0o077
CLOCKS_MAY_DIFFER = timedelta(seconds=5)


class Finding(NamedTuple):
    """One thing that is found: what it is and what to do about it. A ``note`` keeps nothing from working."""

    word: str
    sentence: Label
    is_note: bool = False


class Installed(NamedTuple):
    """What is asked about. ``running`` is where a service on the folder says that it answers, if it lives."""

    settings: Settings
    ports: Ports
    running: Endpoints | None

    @property
    def is_embedded(self) -> bool:
        """Whether everything lies in one folder of this machine."""
        return not self.settings.is_production

    @property
    def folder(self) -> Path:
        """The folder of an embedded installation."""
        return self.settings.data.absolute()

    @property
    def has_ledger(self) -> bool:
        """Whether there is a ledger that can be asked; one in PostgreSQL is taken to be."""
        ledger = self.settings.ledger
        return not ledger.is_sqlite or path_of(ledger.url).exists()

    @property
    def may_run(self) -> bool:
        """Whether a service is to be expected: what only it can answer is asked then."""
        return self.running is not None or not self.is_embedded


class Question(NamedTuple):
    """One question, and how it is answered."""

    name: str
    question: Label
    findings: Callable[[Installed], Iterator[Finding]]


def living(folder: DataFolder) -> Endpoints | None:
    """Where the service on this folder answers; ``None`` where its process is gone."""
    endpoints = folder.endpoints()
    if endpoints is None:
        return None
    try:
        os.kill(endpoints.pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return endpoints
    return endpoints


def nearest_folder(folder: Path) -> Path:
    """The folder, or the first above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _settings(installed: Installed) -> Iterator[Finding]:
    settings = installed.settings
    try:
        for name, meant in unknown_variables(os.environ, type(settings).model_fields).items():
            sentence = wording.NO_SETTING if meant else wording.NO_SUCH_SETTING
            yield Finding("setting_unknown", sentence(name=name, meant=meant), is_note=True)
        check_identity(settings)
        check_settings(settings)
        check_scanner(settings)
    except (IdentityMissing, SettingUnknown, PayloadKeysWrong, ConnectionWrong, CommandError) as wrong:
        yield Finding("settings_wrong", wrong.sentence)


def _folder(installed: Installed) -> Iterator[Finding]:
    folder = installed.folder
    if not installed.settings.ledger.is_sqlite:
        return
    if not folder.exists():
        yield Finding("folder_missing", wording.FOLDER_TO_BE_MADE(folder=folder), is_note=True)
        above = nearest_folder(folder)
        if not os.access(above, os.W_OK | os.X_OK):
            yield Finding("folder_not_made", wording.FOLDER_CANNOT_BE_MADE(folder=folder, above=above))
        return
    try:
        DataFolder(folder).check()
    except FolderError as wrong:
        yield Finding("folder_of_others", wrong.sentence)
        return
    if not os.access(folder, os.W_OK):
        yield Finding("folder_read_only", wording.FOLDER_READ_ONLY(folder=folder), is_note=True)
    elif remark := DataFolder(folder).remark():
        yield Finding("folder_open", remark)


def _keys(installed: Installed) -> Iterator[Finding]:
    settings, path = installed.settings, KeyFile(installed.settings.checkpoint_key_path)
    if settings.signing_key is not None:
        try:
            _ = settings.signer
        except (NoSigningKey, ValueError):
            yield Finding("signing_key_weak", wording.SIGNING_KEY_WEAK())
    elif settings.is_production:
        yield Finding("signing_key_missing", wording.SIGNING_KEY_MISSING())
    else:
        yield Finding("signing_key_to_be_made", wording.KEYS_TO_BE_MADE(), is_note=True)
    try:
        path.verifier_keys()
    except LedgerError as wrong:
        yield Finding(wrong.word, wrong.sentence)
    for file in (installed.folder / "signing-key", path.path):
        with suppress(OSError):
            if stat.S_IMODE(file.stat().st_mode) & OTHERS_MAY_READ:
                yield Finding("key_open", wording.KEY_OPEN(file=file))


def _programs(installed: Installed) -> Iterator[Finding]:
    if not installed.is_embedded:
        return
    try:
        executable()
    except NoTemporal as why:
        yield Finding("temporal_not_installed", wording.TEMPORAL_NOT_STARTED(why=why))
    except OSError as why:
        yield Finding("temporal_not_installed", wording.TEMPORAL_NOT_STARTED(why=why.strerror))


def _ports(installed: Installed) -> Iterator[Finding]:
    """Those of a service that runs are its own."""
    if installed.may_run:
        return
    try:
        installed.ports.check()
    except PortTaken as taken:
        yield Finding("port_taken", taken.sentence)


def _clock(installed: Installed) -> Iterator[Finding]:
    """Nothing on record is of the future."""
    if not installed.has_ledger:
        return
    with suppress(LedgerError), closing(open_ledger(installed.settings.ledger_to_read, guarded=False)) as ledger:
        last = ledger.log(ledger.head() - 1, 1)
        if last and last[0].recorded_at > utc_now() + CLOCKS_MAY_DIFFER:
            instant = last[0].recorded_at.isoformat(timespec="seconds")
            yield Finding("clock_behind", wording.CLOCK_BEHIND(instant=instant, now=f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"))


QUESTIONS: Sequence[Question] = (
    Question("settings", wording.ASK_SETTINGS, _settings),
    Question("folder", wording.ASK_FOLDER, _folder),
    Question("keys", wording.ASK_KEYS, _keys),
    Question("programs", wording.ASK_PROGRAMS, _programs),
    Question("ports", wording.ASK_PORTS, _ports),
    Question("clock", wording.ASK_CLOCK, _clock),
)
