"""Opening the ledger that the settings name, only when its schema is this program's and nothing can be rewritten."""

from ledger.application import Ledger
from ledger.databases import recorder_of
from ledger.errors import LedgerNewer, LedgerNotMigrated
from ledger.registry import Registry, domain_registry
from ledger.settings import LedgerSettings


def open_ledger(settings: LedgerSettings, registry: Registry | None = None, *, guarded: bool = True) -> Ledger:
    """The ledger on SQLite or PostgreSQL, of the domain's events unless a registry is given. Whoever only verifies
    opens it even where its guards are gone (``guarded=False``).

    Raises LedgerNotMigrated, LedgerNewer, LedgerUnsafe or LedgerUnavailable, each with words on what to do.
    """
    recorder = recorder_of(settings)
    try:
        _check_step(recorder.schema_step(), len(recorder.STEPS))
        if guarded:
            recorder.check_safety()
    except BaseException:
        recorder.close()
        raise
    return Ledger(recorder, registry or domain_registry(), settings.cache_size)


def _check_step(found: int, known: int) -> None:
    if found < known:
        raise LedgerNotMigrated(found, known)
    if found > known:
        raise LedgerNewer(found, known)
