"""Where a database lies and how it is reached."""

from typing import TypeVar

from pydantic import ConfigDict, Field

from domain.kernel.base import Model

SQLITE = "^sqlite:///."
POSTGRESQL = "^postgres(ql)?://"
ANSWER_WITHIN = 8.0
"""Seconds that a statement of API or worker may take."""


class DatabaseSettings(Model):
    """``sqlite:////data/ledger.sqlite3`` (a file) or ``postgresql://app@host/db`` (the application role).

    ``owner_url`` is the PostgreSQL role that owns the schema, needed by migrations alone; ``app_role`` the role
    that works with it, by default the user of ``url``. ``pool_size`` bounds the connections of one process,
    ``timeout`` is in seconds, for a connection and for a lock; ``answer_within``, in seconds, bounds each statement in
    PostgreSQL, for whoever serves people: a long reading, such as a verification, has none.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    url: str = Field(repr=False, pattern=f"{SQLITE}|{POSTGRESQL}")
    owner_url: str | None = Field(default=None, repr=False, pattern=POSTGRESQL)
    app_role: str | None = None
    pool_size: int = Field(default=8, ge=1)
    timeout: float = Field(default=5.0, gt=0)
    answer_within: float | None = Field(default=None, gt=0)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.url.startswith("sqlite:")


class LedgerSettings(DatabaseSettings):
    """The ledger's database; its role may read and append. ``cache_size`` counts folded streams kept in memory;
    ``read_only`` is for whoever records nothing, and may find the file on a medium that nobody can write.
    """

    cache_size: int = Field(default=1024, ge=1)
    read_only: bool = False


SettingsOf = TypeVar("SettingsOf", bound=DatabaseSettings)


def in_service(settings: SettingsOf) -> SettingsOf:
    """The same database, for API and worker, which people wait for."""
    return settings.model_copy(update={"answer_within": ANSWER_WITHIN})
