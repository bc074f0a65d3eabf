"""Putting a backup in place: looked at from all sides first, and what stood there before is kept under another name."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from backup.checking import Examined, KeptNotes, examine
from backup.errors import BackupError, LedgerIsThere, OfANewerRelease, OfAnotherDatabase
from backup.manifest import LEDGER_DUMP, LEDGER_FILE, OFFICE_FILE, POSTGRESQL, Advance, Manifest, copy_file, sync_path
from clock import utc_now
from domain.guideline.policy import Policy
from ledger.migrations import FOLDER_MODE, migrate
from ledger.opening import open_ledger
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import KeyFile
from ledger.proof.verify import Keyring
from ledger.settings import LedgerSettings
from ledger.sqlite.files import BESIDE, put_aside
from ledger.sqlite.recorder import connect, path_of, spoken
from ledger.sqlite.schema import STEPS
from office.opening import migrate_office
from office.sqlite import migrate_file
from service_layer.queries import catch_up
from settings import Settings

DRAFT = ".restoring"
"""How the name of a file ends that is not in place yet."""


class NotSound(BackupError):
    """What the backup holds is not what was signed; ``examined`` says what is wrong."""

    def __init__(self, examined: Examined) -> None:
        super().__init__(
            "备份中的台账未通过核验，未作任何改动：请用另一份备份",
            "the log in this backup does not pass its verification and nothing was touched: take another backup",
        )
        self.examined = examined


class Put(NamedTuple):
    """What was put in place: how it was examined, under which names what stood there is kept, and how many sessions of
    the backup's day were ended.
    """

    examined: Examined
    aside: tuple[str, ...]
    sessions: int


class Restoration(NamedTuple):
    """One backup on its way into an installation, by verifier ``keys`` that are held apart from it."""

    settings: Settings
    folder: Path
    manifest: Manifest
    keys: Keyring
    kept: KeptNotes

    def check_target(self, *, replace: bool) -> None:
        """Raises ``OfAnotherDatabase``, ``OfANewerRelease``, ``LedgerIsThere``."""
        made_of, ledger = self.manifest.database, self.settings.ledger
        if (made_of == POSTGRESQL) is ledger.is_sqlite:
            raise OfAnotherDatabase(made_of)
        if self.manifest.ledger.schema_step > _known_steps(ledger):
            raise OfANewerRelease(self.manifest.release)
        if ledger.is_sqlite and not replace and path_of(ledger.url).exists():
            raise LedgerIsThere(path_of(ledger.url).parent)

    def try_out(self, advance: Advance) -> Examined | None:
        """Look through the backup and put nothing in place. A dump is only read to its end: its log can be examined in
        a database alone. Raises ``BackupError``, ``LedgerError``, ``BadCheckpoint``.
        """
        if self.settings.ledger.is_sqlite:
            draft, examined = self._draft(advance)
            _remove(draft)
            return examined
        from backup.postgres import check_dump

        check_dump(self._owner_url(), self.folder / LEDGER_DUMP)
        return None

    def put_in_place(self, advance: Advance, *, replace: bool) -> Put:
        """All of it or nothing. Raises ``NotSound`` and other ``BackupError``, ``LedgerError``, ``BadCheckpoint``."""
        if self.settings.ledger.is_sqlite:
            return self._put_file(advance)
        return self._put_schemas(advance, replace=replace)

    def _put_file(self, advance: Advance) -> Put:
        draft, examined = self._draft(advance)
        if not examined.is_sound:
            _remove(draft)
            raise NotSound(examined)
        aside = _take_place(draft, path_of(self.settings.ledger.url))
        sessions = 0
        if self.manifest.file(OFFICE_FILE) and self.settings.office.is_sqlite:
            sessions, of_office = self._put_office()
            aside += of_office
        return Put(examined, aside, sessions)

    def _draft(self, advance: Advance) -> tuple[Path, Examined]:
        """The ledger beside where it belongs, brought up to date and examined."""
        draft = _fresh(path_of(self.settings.ledger.url))
        ledger = self.settings.ledger.model_copy(update={"url": f"sqlite:///{draft.absolute()}"})
        try:
            copy_file(self.folder / LEDGER_FILE, draft)
            return draft, self._examined(ledger, advance)
        except BaseException:
            _remove(draft)
            raise

    def _examined(self, ledger: LedgerSettings, advance: Advance) -> Examined:
        migrate(ledger)
        examined = examine(ledger, self.manifest, self.keys, self.kept, advance)
        if examined.is_sound:
            _catch_up(ledger, self.settings.policy)
        return examined

    def _put_office(self) -> tuple[int, tuple[str, ...]]:
        target = path_of(self.settings.office.url)
        draft = _fresh(target)
        copy_file(self.folder / OFFICE_FILE, draft)
        migrate_file(draft, self.settings.office.timeout)
        with spoken(), closing(connect(draft, self.settings.office.timeout)) as file:
            ended = file.execute("DELETE FROM sessions").rowcount
        return ended, _take_place(draft, target)

    def _put_schemas(self, advance: Advance, *, replace: bool) -> Put:
        from backup.postgres import check_dump, end_sessions, restored

        owner_url, source = self._owner_url(), self.folder / LEDGER_DUMP
        check_dump(owner_url, source)
        with restored(owner_url, source, self._roles(), utc_now(), replace=replace) as aside:
            examined = self._examined(self.settings.ledger, advance)
            if not examined.is_sound:
                raise NotSound(examined)
            if not self.settings.office.is_sqlite:
                migrate_office(self.settings.office, lambda _line: None)
            return Put(examined, aside, end_sessions(owner_url))

    def _owner_url(self) -> str:
        from ledger.postgres.migrations import app_role

        app_role(self.settings.ledger)  # says what is missing
        return self.settings.ledger.owner_url or ""

    def _roles(self) -> tuple[str, ...]:
        from psycopg.conninfo import conninfo_to_dict

        urls = [database.url for database in (self.settings.ledger, self.settings.office) if not database.is_sqlite]
        return tuple(str(role) for url in urls if (role := conninfo_to_dict(url).get("user")))


def put_last_aside(keys: KeyFile, entries: int, now: datetime) -> Path | None:
    """The last checkpoint that was signed here, where it is of more than ``entries``: until it is out of the way
    nothing is signed, which is for whoever accepts the loss to say. Under which name it is kept.
    """
    note = keys.last_note()
    try:
        if note is None or checkpoint.read(note, keys.verifier_keys()).size <= entries:
            return None
    except BadCheckpoint:
        return None
    return keys.last.rename(keys.last.with_name(f"{keys.last.name}.{now:%Y%m%dT%H%M%S.%fZ}"))


def _catch_up(settings: LedgerSettings, policy: Policy) -> None:
    with closing(open_ledger(settings)) as ledger:
        catch_up(ledger, policy)


def _known_steps(settings: LedgerSettings) -> int:
    if settings.is_sqlite:
        return len(STEPS)
    from ledger.postgres.schema import STEPS as OF_POSTGRESQL

    return len(OF_POSTGRESQL)


def _fresh(target: Path) -> Path:
    """Where a file waits; what an earlier attempt has left there is removed."""
    target.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    draft = target.with_name(target.name + DRAFT)
    _remove(draft)
    return draft


def _remove(file: Path) -> None:
    for ending in ("", *BESIDE):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).unlink()


def _take_place(draft: Path, target: Path) -> tuple[str, ...]:
    """The draft is what it should be from now on; what was there is kept, and its name given."""
    with spoken(), closing(sqlite3.connect(draft)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = (str(put_aside(target, utc_now())),) if target.exists() else ()
    for ending in BESIDE:
        with suppress(FileNotFoundError):  # of a database that was taken away without them
            target.with_name(target.name + ending).rename(target.with_name(f"{target.name}.orphan{ending}"))
    draft.rename(target)
    sync_path(target.parent)
    return aside
