"""Where a database lies and how it is reached."""

from pydantic import ConfigDict, Field

from domain.kernel.base import Model

SQLITE = "^sqlite:///."
POSTGRESQL = "^postgres(ql)?://"


class DatabaseSettings(Model):
    """``sqlite:////data/ledger.sqlite3`` (a file) or ``postgresql://app@host/db`` (the application role).

    ``owner_url`` is the PostgreSQL role that owns the schema, needed by migrations alone; ``app_role`` the role
    that works with it, by default the user of ``url``. ``pool_size`` bounds the connections of one process,
    ``timeout`` is in seconds, for a connection and for a lock.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    url: str = Field(repr=False, pattern=f"{SQLITE}|{POSTGRESQL}")
    owner_url: str | None = Field(default=None, repr=False, pattern=POSTGRESQL)
    app_role: str | None = None
    pool_size: int = Field(default=8, ge=1)
    timeout: float = Field(default=5.0, gt=0)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.url.startswith("sqlite:")


class LedgerSettings(DatabaseSettings):
    """The ledger's database; its role may read and append. ``cache_size`` counts folded streams kept in memory."""

    cache_size: int = Field(default=1024, ge=1)
