"""Opening the ledger that the settings name, only when its schema is this program's and nothing can be rewritten."""

from ledger.application import Ledger
from ledger.databases import recorder_of
from ledger.errors import LedgerNewer, LedgerNotMigrated, LedgerTopicsUnlisted
from ledger.registry import Registry, domain_registry
from ledger.settings import LedgerSettings


def open_ledger(settings: LedgerSettings, registry: Registry | None = None, *, guarded: bool = True) -> Ledger:
    """The ledger on SQLite or PostgreSQL, of the domain's events unless a registry is given. Whoever only verifies
    opens it even where its guards are gone (``guarded=False``).

    Raises LedgerNotMigrated, LedgerTopicsUnlisted, LedgerNewer, LedgerUnsafe or LedgerUnavailable, each with words on
    what to do.
    """
    recorder, registry = recorder_of(settings), registry or domain_registry()
    try:
        _check_step(recorder.schema_step(), len(recorder.STEPS))
        if guarded:
            recorder.check_safety()
            _check_topics(registry.topics - recorder.topics())
    except BaseException:
        recorder.close()
        raise
    return Ledger(recorder, registry, settings.cache_size)


def _check_step(found: int, known: int) -> None:
    if found < known:
        raise LedgerNotMigrated(found, known)
    if found > known:
        raise LedgerNewer(found, known)


def _check_topics(unlisted: frozenset[str]) -> None:
    if unlisted:
        raise LedgerTopicsUnlisted(unlisted)
