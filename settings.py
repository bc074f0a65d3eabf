"""Everything that is set from outside, read from the environment once; names begin with ``HENGXU_``."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.guideline.policy import Policy
from ledger.proof.digests import check_sm3
from ledger.settings import LedgerSettings
from office.settings import OfficeSettings
from production import signs_of_production
from service_layer.envelope import Signer

DEFAULT_DATA = Path("hengxu-data")
OFFICE_CONNECTIONS = 4
"""Of one process to the store of sessions and reads, and threads that use them."""


class NoSigningKey(Exception):
    """The envelopes of decisions can be neither signed nor checked."""


class Settings(BaseSettings):
    """One installation. Instants are UTC, durations in seconds.

    An *embedded* installation keeps everything below ``data`` and serves this machine alone; a production one names a
    PostgreSQL ledger, a Temporal address, a signing key and an OIDC issuer.
    """

    model_config = SettingsConfigDict(env_prefix="HENGXU_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    data: Path = DEFAULT_DATA
    """The folder of an embedded installation."""
    ledger_url: str | None = None
    """``sqlite:///…`` or ``postgresql://…`` as the application role; left out, the SQLite file in ``data``."""
    ledger_owner_url: SecretStr | None = None
    """PostgreSQL as the owner role; only ``hengxu migrate`` uses it."""
    ledger_pool_size: int = Field(default=8, ge=1, le=100)
    """Connections to the ledger, and threads that use them."""
    office_url: str | None = None
    """``postgresql://…`` as the office's role, in the ledger's database; left out, a SQLite file in ``data``."""

    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_ui_url: str = "http://127.0.0.1:8233"
    task_queue: str = "hengxu"

    signing_key: SecretStr | None = None
    """The secret of the envelopes that carry decisions, at least 32 characters; embedded, a file in ``data``."""
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = Field(default=None, pattern=r"^(?i:https?)://")
    oidc_client_id: str | None = None
    """The console as the OIDC issuer knows it; left out, nobody signs in to the console by the issuer."""
    oidc_client_secret: SecretStr | None = None
    oidc_scope: str = "openid profile"

    host: str = "127.0.0.1"
    port: int = 8000
    url: str | None = None
    """Where people open the service, and commands reach it: ``https://…`` in production."""
    worker_health_port: int | None = None
    receipt_wait: float = Field(default=10.0, gt=0, le=60)
    """How long a request waits for its receipt before it answers 202."""
    body_limit: int = Field(default=1_000_000, ge=1_000)
    """Bytes of a request's body."""
    document_limit: int = Field(default=20_000_000, ge=1_000)
    """Bytes of a request that brings a document."""
    requests_per_minute: int = Field(default=6_000, ge=1)
    """Requests that one caller may make in a minute."""
    streams_at_once: int = Field(default=200, ge=1)
    """Streams of events that one API process keeps open at once."""
    streams_per_caller: int = Field(default=20, ge=1)
    """How many of them may be one caller's."""

    calendar_address_days: int = Field(default=365, ge=1, le=3_650)
    """Days for which a calendar address holds."""

    reads_kept_days: int = Field(default=183, ge=183)
    """Days for which the log of reads is kept, six months at least."""

    checkpoint_key: Path | None = None
    """The file of the key that signs checkpoints, verifier keys beside it; embedded, in ``data``."""
    checkpoint_name: str = Field(default="hengxu", pattern=r"^[^\s+]+$")
    """The log's name in its checkpoints, once its key is made: a host and path of the agency's own."""
    checkpoint_entries: int = Field(default=1_000, ge=10, le=100_000)
    """After so many entries a checkpoint is signed."""
    checkpoint_interval: float = Field(default=2.0, gt=0)
    """Seconds after which whatever is new comes under a checkpoint."""
    checkpoint_lag: float = Field(default=3_600.0, gt=0)
    """Seconds that an entry may be without a checkpoint, or a checkpoint not have reached its witness."""
    checkpoint_witness: str | None = None
    """A file, or an http(s) URL, in another trust domain, that takes each checkpoint."""
    sm3: bool = False
    """Whether digests are given in SM3 (GB/T 32905) beside SHA-256. Raises ``NoSM3`` where OpenSSL lacks it."""

    policy: Policy = Field(default_factory=Policy)
    """House rules, as JSON in ``HENGXU_POLICY``."""

    @field_validator("sm3")
    @classmethod
    def _has_sm3(cls, wanted: bool) -> bool:
        if wanted:
            check_sm3()
        return wanted

    @cached_property
    def ledger(self) -> LedgerSettings:
        """The ledger's own settings."""
        return LedgerSettings(
            url=self.ledger_url or f"sqlite:///{(self.data / 'ledger.sqlite3').absolute()}",
            owner_url=self.ledger_owner_url.get_secret_value() if self.ledger_owner_url else None,
            pool_size=self.ledger_pool_size,
        )

    @cached_property
    def office(self) -> OfficeSettings:
        """The settings of the store of sessions and reads."""
        return OfficeSettings(
            url=self.office_url or f"sqlite:///{(self.data / 'office.sqlite3').absolute()}",
            owner_url=self.ledger_owner_url.get_secret_value() if self.ledger_owner_url else None,
            pool_size=OFFICE_CONNECTIONS,
        )

    @property
    def public_url(self) -> str:
        """Where people open the service, without a slash at the end; never what a request calls it."""
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def signer(self) -> Signer:
        """Signs and checks the envelopes of decisions by the installation's key. Raises ``NoSigningKey``, and
        ``ValueError`` for a key that is too short.
        """
        if self.signing_key is None:
            raise NoSigningKey("HENGXU_SIGNING_KEY is not set: decisions can be neither signed nor checked.")
        return Signer(self.signing_key.get_secret_value())

    @property
    def checkpoint_key_path(self) -> Path:
        """The file of the key that signs checkpoints."""
        return self.checkpoint_key or self.data / "keys" / "checkpoint-key"

    @property
    def is_production(self) -> bool:
        """Whether anything shows that it is; identities then come from an OIDC issuer, from us never."""
        return any(signs_of_production(self))
