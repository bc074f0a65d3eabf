"""The signs by which an installation is known to be one of production, and what it then has to say."""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from domain.kernel.base import Label
from ledger.settings import POSTGRESQL

if TYPE_CHECKING:
    from settings import Settings

PREFIX, OIDC = "HENGXU_", "oidc_"
GUARDED = (OIDC, "temporal_")
"""How the settings begin without which something stands open: who comes in, and what Temporal shows of it."""
IDENTITY = ("oidc_issuer", "oidc_audience")
"""What production needs to know who somebody is."""
OF_OTHERS = frozenset({"HENGXU_TOKEN", "HENGXU_PUBLISHED_PORT"})
"""Variables that a command reads, or Compose, and no installation does."""
OF_TEMPORAL = "TEMPORAL_"
"""How those begin that Temporal's own programs read, and Compose."""
OF_TESTS = ("HENGXU_TEST_", "HENGXU_BENCH_")
"""How those begin that tests and benches read."""
LIKENESS = 0.85
"""From which on one name is taken for a misspelling of another (difflib's ratio)."""


class IdentityMissing(ValueError):
    """An installation of production without the settings that name its OIDC issuer. ``sentence`` names both."""

    def __init__(self, signs: Iterable[str], missing: Iterable[str]) -> None:
        shown, lacking = ", ".join(signs), ", ".join(missing)
        self.sentence = Label(
            f"{shown} 表明这是生产环境，但未设置 {lacking}。请设置；若只在本机试用，请去掉前述各项",
            f"only production has {shown}, and this is not set: {lacking}. Set it; for a trial on this machine alone, "
            "remove the former",
        )
        super().__init__(f"{self.sentence.zh} / {self.sentence.en}")


class SettingUnknown(ValueError):
    """A variable that looks like one of the OIDC issuer's, or of Temporal's, and is none. ``sentence`` names it."""

    def __init__(self, names: Iterable[str]) -> None:
        unknown = ", ".join(names)
        meant = ", ".join(f"{variable(group)}*" for group in GUARDED)
        self.sentence = Label(
            f"没有 {unknown} 这项设置，疑为 {meant} 之误。请更正或去掉",
            f"there is no setting {unknown}; it seems to be meant for one of {meant}: correct or remove it",
        )
        super().__init__(f"{self.sentence.zh} / {self.sentence.en}")


def signs_of_production(settings: "Settings") -> Iterator[str]:
    """The variables by which these settings are those of production; none for an embedded installation."""
    issuers = (field for field in type(settings).model_fields if field.startswith(OIDC))
    yield from (variable(field) for field in issuers if _is_given(settings, field))
    yield from (variable(field) for field, shows in _SIGNS.items() if shows(settings))


def check_identity(settings: "Settings") -> None:
    """Raises ``IdentityMissing`` for production that doesn't say who tells who somebody is."""
    missing = [variable(field) for field in IDENTITY if not (getattr(settings, field) or "").strip()]
    if missing and settings.is_production:
        raise IdentityMissing(signs_of_production(settings), missing)


def unknown_variables(names: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    """The variables that are named as ours are, or look so, and are none: as they are written, and as they may be
    meant; nothing where they are like no other.

    Raises ``SettingUnknown`` where one looks like a setting of the OIDC issuer or of Temporal: nothing may start
    without it.
    """
    known = {variable(field) for field in fields} | OF_OTHERS
    others = (name for name in names if not name.startswith(OF_TEMPORAL))
    meant = {name: _meant(name.upper(), known) for name in others if name.upper() not in known}
    guarded = sorted(name for name, setting in meant.items() if setting.startswith(_GUARDED_VARIABLES))
    if guarded:
        raise SettingUnknown(guarded)
    return {name: setting for name, setting in meant.items() if _is_named_as_ours(name.upper())}


def _is_named_as_ours(name: str) -> bool:
    return name.startswith(PREFIX) and not name.startswith(OF_TESTS)


def _meant(name: str, known: Iterable[str]) -> str:
    if name.startswith(_GUARDED_VARIABLES):
        return name
    return next(iter(get_close_matches(name, known, 1, LIKENESS)), "")


def variable(field: str) -> str:
    """The environment's name of a setting."""
    return f"{PREFIX}{field.upper()}"


_GUARDED_VARIABLES = tuple(map(variable, GUARDED))


def is_loopback(host: str) -> bool:
    """Whether this is a name or address under which nobody but this machine reaches itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.lower() == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_public_address(url: str) -> bool:
    """Whether people open this address over TLS, or from another machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or not is_loopback(parts.hostname or "")
    except ValueError:
        return True


def is_remote_database(url: str) -> bool:
    """Whether this is a PostgreSQL that is reached neither by a socket nor by the loopback.

    What the address leaves open is filled in as libpq does (``PGHOST``, a service); one that libpq can't read counts
    as remote.
    """
    if not re.match(POSTGRESQL, url):
        return False
    try:
        named = conninfo_to_dict(url)
    except ProgrammingError:
        return True
    usual = {option.keyword.decode(): (option.val or b"").decode() for option in Conninfo.get_defaults()}
    given = usual | {name: str(value) for name, value in named.items() if value is not None}
    hosts = (given.get("hostaddr") or given.get("host") or "").split(",")
    return bool(given.get("service")) or not all(_is_on_this_machine(host) for host in hosts)


def _is_on_this_machine(host: str) -> bool:
    return not host or host.startswith(("/", "@")) or is_loopback(host)


def _is_given(settings: "Settings", field: str) -> bool:
    return field in settings.model_fields_set and getattr(settings, field) is not None


def _owner_url(settings: "Settings") -> str:
    return settings.ledger_owner_url.get_secret_value() if settings.ledger_owner_url else ""


_SIGNS: dict[str, Callable[["Settings"], bool]] = {
    "ledger_url": lambda settings: is_remote_database(settings.ledger_url or ""),
    "ledger_owner_url": lambda settings: is_remote_database(_owner_url(settings)),
    "office_url": lambda settings: is_remote_database(settings.office_url or ""),
    "host": lambda settings: not is_loopback(settings.host),
    "url": lambda settings: bool(settings.url) and is_public_address(settings.url or ""),
}
"""What shows it, beside any setting of the issuer's."""
