"""Everything that is set from outside, read from the environment once; names begin with ``HENGXU_``."""

import ipaddress
import json
import shlex
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode, SettingsConfigDict

from domain.guideline.policy import Policy
from domain.kernel.roles import PEOPLE, Role
from domain.values.districts import District
from domain.values.identifiers import check
from ledger.errors import LedgerError
from ledger.proof.digests import check_sm3
from ledger.proof.keys import VerifierKey
from ledger.proof.schemes import COSIGNATURE
from ledger.settings import LedgerSettings
from office.drafts import MOST_BYTES
from office.settings import OfficeSettings
from production import signs_of_production
from service_layer.envelope import Signer
from telemetry.settings import LogSettings

TRACES_PATH = "/v1/traces"
"""Where a collector takes traces (OTLP over HTTP), unless it says otherwise."""
ORIGIN = "https://portal.example"
COLLECTOR = f"http(s)://HOST:PORT{TRACES_PATH}"
"""What an address of one looks like."""
DEFAULT_DATA = Path("hengxu-data")
OFFICE_CONNECTIONS = 4
"""Of one process to the store of sessions and reads, and threads that use them."""


class NoSigningKey(Exception):
    """The envelopes of decisions can be neither signed nor checked."""


def _listed(given: Any) -> Any:
    """The places that a text lists with commas between them, as a shell and an ``.env`` file like it."""
    return [place.strip() for place in given.split(",") if place.strip()] if isinstance(given, str) else given


def _words(given: Any) -> Any:
    """The words of a command. Raises ``ValueError`` for a quotation that doesn't end."""
    return shlex.split(given) if isinstance(given, str) else given


def _object(given: Any) -> Any:
    """The object that a JSON text is; no text at all is an empty one. Raises ``ValueError``, also for a name that
    stands twice.
    """
    if not isinstance(given, str):
        return given
    return json.loads(given, object_pairs_hook=_once) if given.strip() else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _witness_key(given: str) -> str:
    """Itself, where it is the verifier key of a witness. Raises ``ValueError``."""
    with suppress(LedgerError):
        if (key := VerifierKey.known(given)) and key.scheme is COSIGNATURE:
            return given
    raise ValueError("a witness's verifier key is <name>+<id in hex>+<base64 of 04 and key> (C2SP tlog-cosignature)")


def _network(given: str) -> str:
    """An address, or a network of them, as it is always written. Raises ``ValueError``, also for all there are."""
    network = ipaddress.ip_network(given)
    if network.prefixlen == 0:
        raise ValueError("nobody could be told apart")
    return str(network)


def _origin(given: str) -> str:
    """A scheme with a host, as a browser says where a page is from. Raises ``ValueError``, also for all there are."""
    parts = urlsplit(given)
    if not _is_http(given) or given != f"{parts.scheme}://{parts.netloc}":
        raise PydanticCustomError("origin", "it has to be an origin, as {expected}", {"expected": ORIGIN})
    return given.lower()


def _collector(given: str) -> str:
    """The address to which traces are sent, with OTLP's own path where none is named. Raises ``ValueError``."""
    if not _is_http(given):
        raise PydanticCustomError("collector", "it has to be {expected}", {"expected": COLLECTOR})
    parts = urlsplit(given)
    return given if parts.path.strip("/") else urlunsplit(parts._replace(path=TRACES_PATH))


def _is_http(url: str) -> bool:
    with suppress(ValueError):
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    return False


def _of_people(role: Role) -> Role:
    if role not in PEOPLE:
        raise ValueError(f"no token is ever taken for {role}")
    return role


ClaimPlaces = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Where a token may say something, the likeliest place first."""
RoleOfPeople = Annotated[Role, AfterValidator(_of_people)]
Origin = Annotated[str, AfterValidator(_origin)]
TrustedNetwork = Annotated[str, AfterValidator(_network)]
CreditCode = Annotated[str, AfterValidator(check)]
OrNothing = BeforeValidator(lambda given: given or None)
"""An empty text, which Compose hands over for what nobody has set, is nothing."""


class Settings(LogSettings):
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
    """PostgreSQL as the owner role; only ``hengxu migrate`` and ``hengxu restore`` use it."""
    ledger_pool_size: int = Field(default=8, ge=1, le=100)
    """Connections to the ledger, and threads that use them."""
    backup_url: SecretStr | None = None
    """``postgresql://…`` as a role that may read everything, for backups; left out, the owner's."""
    office_url: str | None = None
    """``postgresql://…`` as the office's role, in the ledger's database; left out, a SQLite file in ``data``."""

    temporal_address: str = "127.0.0.1:7233"
    """Where Temporal answers."""
    temporal_namespace: str = "default"
    """The namespace in which the workflows live."""
    temporal_keys_file: Path | None = None
    """The keys by which what Temporal keeps is encrypted, one a line, the first for what is new; left out, in plain."""
    temporal_tls: bool = False
    """Whether Temporal is reached by TLS; it is, too, where any of the following is set."""
    temporal_tls_ca: Path | None = None
    """The authorities (PEM) that may have issued Temporal's certificate; left out, those of this machine."""
    temporal_tls_certificate: Path | None = None
    """The certificate (PEM) by which this installation shows itself to Temporal."""
    temporal_tls_key: Path | None = None
    """Its key (PEM), readable by its owner alone."""
    temporal_tls_server_name: str | None = Field(default=None, min_length=1)
    """The name in Temporal's certificate, where it isn't that of the address."""
    temporal_api_key: Annotated[SecretStr, Field(min_length=1)] | None = None
    """The API key by which Temporal lets this installation in."""
    temporal_ui_url: str = "http://127.0.0.1:8233"
    """Where operators open Temporal's pages."""
    task_queue: str = "hengxu"
    """The queue from which workers of this installation take tasks."""

    signing_key: SecretStr | None = None
    """The secret of the envelopes that carry decisions, at least 32 characters; embedded, a file in ``data``."""
    oidc_issuer: str | None = None
    """Who signs the access tokens, with or without a slash at the end."""
    oidc_audience: str | None = None
    """For whom they have to be: a token is taken if this is one of its audiences (``aud``)."""
    oidc_jwks_url: Annotated[Annotated[str, Field(pattern=r"^(?i:https?)://")] | None, OrNothing] = None
    """Where the issuer's keys are; left out, where the issuer's own description (discovery) says."""
    oidc_client_id: str | None = None
    """The console as the OIDC issuer knows it; left out, nobody signs in to the console by the issuer."""
    oidc_client_secret: SecretStr | None = None
    """The console's secret there, if it has one."""
    oidc_scope: str = "openid profile"
    """What the console asks for."""
    oidc_leeway: float = Field(default=60.0, ge=0, le=600)
    """Seconds by which the issuer's clock may differ from ours."""
    oidc_longest_lifetime: int = Field(default=2_678_400, ge=60)
    """Seconds from now; a token that says it holds for longer is refused (31 days)."""
    oidc_userinfo: bool = False
    """Whether what a token doesn't say is asked of the issuer's userinfo endpoint."""
    oidc_role_claims: Annotated[ClaimPlaces, Field(min_length=1)] = ("roles", "role")
    """Where tokens say the role, such as ``realm_access.roles``; the first place that names one of ours counts."""
    oidc_role_values: Annotated[dict[str, RoleOfPeople], NoDecode, BeforeValidator(_object)] = {}
    """What they say for which role (JSON: ``{"市局经办": "officer"}``); where it is set, nothing else names a role."""
    oidc_org_claims: ClaimPlaces = ("org",)
    """Where they say the unified social credit code of the organisation, or its name."""
    oidc_org_values: Annotated[dict[str, CreditCode], NoDecode, BeforeValidator(_object)] = {}
    """Which credit code belongs to a name that stands there (JSON), superior bodies among them."""
    oidc_district_claims: ClaimPlaces = ("district",)
    """Where they say the district: its code here, its name, or its code in GB/T 2260."""
    oidc_district_values: Annotated[dict[str, District], NoDecode, BeforeValidator(_object)] = {}
    """Which district is meant by what else stands there (JSON)."""
    oidc_center_claims: ClaimPlaces = ("center",)
    """Where they name the one center to which somebody is bound."""
    oidc_name_claims: ClaimPlaces = ("name",)
    """Where they say the person's name; the first place that says one counts, and ``sub`` where none does."""

    host: str = "127.0.0.1"
    """The address on which API and the worker's health listen."""
    port: int = 8000
    """The API's port."""
    url: str | None = None
    """Where people open the service, and commands reach it: ``https://…`` in production."""
    trusted_proxies: Annotated[tuple[TrustedNetwork, ...], NoDecode, BeforeValidator(_listed)] = ()
    """The proxies in front (addresses, networks) whose ``X-Forwarded-For`` says who calls; left out, nobody's does."""
    log_requests: bool = False
    """Whether the API logs every request: by whom asked, which path (never what follows its ``?``), answered how."""
    traces_endpoint: Annotated[Annotated[str, AfterValidator(_collector)] | None, OrNothing] = None
    """The collector (OTLP over HTTP, ``http(s)://HOST:PORT``) to which API and worker send traces of requests and what
    follows from them; left out, none is made.
    """
    traces_ratio: float = Field(default=1.0, ge=0, le=1)
    """The share of requests whose traces are sent, from 0 to 1."""
    temporal_metrics_port: int | None = Field(default=None, ge=1, le=65_535)
    """The worker's port, beside its health, for what Temporal's SDK measures; left out, it measures nothing."""
    least_space: int = Field(default=200_000_000, ge=0)
    """Bytes that have to be free where ledger, office and keys lie; with fewer ``/readyz`` says so."""
    worker_health_port: int | None = None
    """The port of the worker's health; left out, it has none."""
    receipt_wait: float = Field(default=10.0, gt=0, le=60)
    """How long a request waits for its receipt before it answers 202."""
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Origins whose pages may call the API from a browser, as `https://portal.example`; none where it is left out."""
    public_register: bool = False
    """Whether what is public of the centers is shown to whoever is not signed in, below `/console/public`."""
    body_limit: int = Field(default=1_000_000, ge=1_000)
    """Bytes of a request's body."""
    document_limit: int = Field(default=20_000_000, ge=1_000)
    """Bytes of a request that brings a document."""
    document_waiting_limit: int = Field(default=500_000_000, ge=1_000)
    """Bytes of one person's documents that no recorded decision names yet."""
    document_daily_limit: int = Field(default=2_000_000_000, ge=1_000)
    """Bytes of documents that one person may send in within 24 hours."""
    document_total_limit: int = Field(default=100_000_000_000, ge=1_000)
    """Bytes of all documents that are held; none comes in beyond that."""
    document_free_space: int = Field(default=1_000_000_000, ge=0)
    """Bytes that stay free on the disk of a SQLite ledger when a document comes in."""
    document_orphan_days: int = Field(default=90, ge=31)
    """Days after which a document is removed that no decision names; a decision may be on its way for 30."""
    document_scan_command: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = ()
    """The command, as a shell reads it, that gets each new document on its standard input and ends with 0 (clean) or 1
    (infected); after anything else none is taken. Left out, nothing is scanned."""
    document_scan_timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds that it may take."""
    receive_seconds: float = Field(default=20.0, gt=0, le=600)
    """Seconds in which a request's head has to come, and its body, with one more for each 1000 bytes of it."""
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

    drafts_limit: int = Field(default=MOST_BYTES, ge=100_000)
    """Bytes of all drafts of one person in one role."""
    drafts_kept_days: int = Field(default=30, ge=1, le=366)
    """Days for which a draft of a decision is kept after it was last changed."""

    backup_folder: Path | None = None
    """Where `hengxu backup --scheduled` puts backups; left out, `backups` in ``data``."""
    backup_every: float = Field(default=86_400.0, ge=60)
    """Seconds between two of them; one that is late by as much again is told by `hengxu backup --check`."""
    backups_kept: int = Field(default=14, ge=1)
    """How many of them are kept; older ones are deleted."""

    checkpoint_key: Path | None = None
    """The file of the key that signs checkpoints, verifier keys beside it; embedded, in ``data``."""
    checkpoint_name: str | None = Field(default=None, pattern=r"^[^\s+]+$")
    """The log's name in its checkpoints, once its key is made: a host and path of the agency's own, without a scheme.
    Left out, a name that no other log has, under the host of ``url``.
    """
    checkpoint_entries: int = Field(default=1_000, ge=10, le=100_000)
    """After so many entries a checkpoint is signed."""
    checkpoint_interval: float = Field(default=2.0, gt=0)
    """Seconds after which whatever is new comes under a checkpoint."""
    checkpoint_lag: float = Field(default=3_600.0, gt=0)
    """Seconds that an entry may be without a checkpoint, or a checkpoint not have reached its witness."""
    checkpoint_witness: str | None = None
    """A file, or an http(s) URL, in another trust domain, that takes each checkpoint."""
    checkpoint_witness_verifier: Annotated[Annotated[str, AfterValidator(_witness_key)] | None, OrNothing] = None
    """The key of a witness that signs checkpoints (C2SP tlog-witness); the URL is then its submission prefix."""
    proofs_public: bool = False
    """Whether anybody may read checkpoints and their proofs without signing in: hashes, and never an entry."""
    sm3: bool = False
    """Whether digests are given in SM3 (GB/T 32905) beside SHA-256. Raises ``NoSM3`` where OpenSSL lacks it."""

    policy: Annotated[Policy, NoDecode, BeforeValidator(_object)] = Field(default_factory=Policy)
    """House rules (JSON)."""

    @property
    def witness_key(self) -> VerifierKey | None:
        """The witness's key, where it signs."""
        return VerifierKey.parse(self.checkpoint_witness_verifier) if self.checkpoint_witness_verifier else None

    @cached_property
    def log_name(self) -> str:
        """The name that a new log gets."""
        host = urlsplit(self.url or "").hostname or "localhost"
        return self.checkpoint_name or f"{host}/hengxu/{token_hex(6)}"

    @model_validator(mode="after")
    def _witness_is_reached(self) -> "Settings":
        if self.checkpoint_witness_verifier and urlsplit(self.checkpoint_witness or "").scheme not in {"http", "https"}:
            raise ValueError("HENGXU_CHECKPOINT_WITNESS_VERIFIER needs HENGXU_CHECKPOINT_WITNESS, its http(s) URL")
        return self

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

    @property
    def ledger_to_read(self) -> LedgerSettings:
        """The ledger's settings for whoever records nothing: it may lie on a medium that nobody can write."""
        return self.ledger.model_copy(update={"read_only": True})

    @cached_property
    def office(self) -> OfficeSettings:
        """The settings of the store of sessions and reads."""
        return OfficeSettings(
            url=self.office_url or f"sqlite:///{(self.data / 'office.sqlite3').absolute()}",
            owner_url=self.ledger_owner_url.get_secret_value() if self.ledger_owner_url else None,
            pool_size=OFFICE_CONNECTIONS,
        )

    @property
    def temporal_speaks_tls(self) -> bool:
        """Whether anything asks for TLS; none of it is ever sent in plain."""
        return self.temporal_tls or any(
            part is not None
            for part in (
                self.temporal_tls_ca,
                self.temporal_tls_certificate,
                self.temporal_tls_key,
                self.temporal_tls_server_name,
                self.temporal_api_key,
            )
        )

    @property
    def backups(self) -> Path:
        """The folder of scheduled backups."""
        return self.backup_folder or self.data / "backups"

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

    @property
    def offers_sign_in(self) -> bool:
        """Whether people come in to the console by an identity provider."""
        return self.oidc_issuer is not None and self.oidc_client_id is not None
