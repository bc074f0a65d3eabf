"""The office's store: made, brought up to date and opened where the settings say."""

from ledger.sqlite.recorder import path_of
from office.calendars import CalendarAddresses
from office.drafts import Drafts
from office.errors import OfficeNewer, OfficeNotMigrated
from office.reads import Reads
from office.schema import STEPS
from office.sessions import Sessions
from office.settings import OfficeSettings
from office.sqlite import Say, SQLiteStore, migrate_file
from office.store import Store
from office.uploads import Uploads


class Office:
    """Thread-safe and synchronous; every method of what it holds may raise ``OfficeError``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sessions = Sessions(store)
        self.calendars = CalendarAddresses(store)
        self.reads = Reads(store)
        self.uploads = Uploads(store)
        self.drafts = Drafts(store)

    def check_writable(self) -> None:
        """Raises ``OfficeError`` where nothing could be kept now."""
        self._store.check_writable()

    def close(self) -> None:
        """Gives up every connection."""
        self._store.close()


def migrate_office(settings: OfficeSettings, say: Say) -> list[str]:
    """Takes the steps that are still missing and gives their names. PostgreSQL needs ``owner_url``. ``say`` is told, in
    both languages, when a file is begun or begun anew. Raises ``OfficeError``.
    """
    if settings.is_sqlite:
        return migrate_file(path_of(settings.url), settings.timeout, say)
    from office.postgres import migrate_schema

    return migrate_schema(settings)


def open_office(settings: OfficeSettings) -> Office:
    """The office's store. A file that is missing is made; a schema in PostgreSQL is its owner's to make.

    Raises ``OfficeNotMigrated``, ``OfficeNewer``, ``OfficeUnavailable``.
    """
    if settings.is_sqlite:
        return Office(SQLiteStore(path_of(settings.url), settings.timeout, settings.pool_size))
    from office.postgres import PostgresStore

    store = PostgresStore(settings)
    try:
        _check_step(store.schema_step(), len(STEPS))
    except BaseException:
        store.close()
        raise
    return Office(store)


def _check_step(found: int, known: int) -> None:
    if found < known:
        raise OfficeNotMigrated(found, known)
    if found > known:
        raise OfficeNewer(found, known)
