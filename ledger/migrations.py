"""The schema, made and brought up to date by one command; running it again changes nothing."""

from collections.abc import Iterable
from contextlib import closing

from ledger.errors import LedgerUnavailable
from ledger.registry import Registry, domain_registry
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import connect, path_of, schema_step, spoken
from ledger.sqlite.schema import STEPS
from ledger.steps import take_steps

FOLDER_MODE, FILE_MODE = 0o700, 0o600
NOTE_STEP = "INSERT INTO schema_steps (step, name) VALUES (?, ?)"
LIST_TOPIC = "INSERT INTO topics (topic) VALUES (?) ON CONFLICT DO NOTHING"


def migrate(settings: LedgerSettings, registry: Registry | None = None) -> list[str]:
    """Takes the steps that are still missing and says their names; lists the topics of the registry, the domain's
    unless another is given, for the database takes no event of an unlisted one. PostgreSQL needs ``owner_url``.

    Raises LedgerNewer, LedgerUnavailable, LedgerUnsafe.
    """
    topics = (registry or domain_registry()).topics
    if settings.is_sqlite:
        return migrate_sqlite(settings, topics)
    from ledger.postgres.migrations import migrate_postgres

    return migrate_postgres(settings, topics)


def migrate_sqlite(settings: LedgerSettings, topics: Iterable[str]) -> list[str]:
    """Makes the file if there is none, its owner's alone and in write-ahead mode."""
    path = path_of(settings.url)
    try:
        path.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(FILE_MODE)  # what SQLite puts beside it takes this mode too
    except OSError as error:
        raise LedgerUnavailable(str(error)) from error
    with spoken(), closing(connect(path, settings.timeout, "rwc")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        names = take_steps(connection, STEPS, schema_step(connection), NOTE_STEP)
        connection.executemany(LIST_TOPIC, [(topic,) for topic in sorted(topics)])
        connection.execute("COMMIT")
        return names
