"""Which recorder reads and appends where the settings say."""

from ledger.recorder import LedgerRecorder
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import SQLiteRecorder, path_of


def recorder_of(settings: LedgerSettings) -> LedgerRecorder:
    """The recorder on SQLite or PostgreSQL, nothing of whose schema was looked at yet. Raises LedgerNotMigrated,
    LedgerUnavailable.
    """
    if settings.is_sqlite:
        return SQLiteRecorder(path_of(settings.url), settings.timeout, settings.pool_size, read_only=settings.read_only)
    from ledger.postgres.recorder import PostgresRecorder

    return PostgresRecorder(settings)
