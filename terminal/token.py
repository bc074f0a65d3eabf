"""`hengxu token`: a short-lived token of the embedded issuer."""

from datetime import timedelta
from typing import NamedTuple

from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.values.districts import District
from domain.values.identifiers import check
from settings import Settings
from terminal import wording
from terminal.answers import DONE, CommandError, print_line
from terminal.starting import check_start


class Bounds(NamedTuple):
    """For whom the bearer speaks; without bounds, for anyone."""

    org: str | None = None
    district: str | None = None
    center: str | None = None
    subject: str | None = None
    name: str | None = None


def print_token(settings: Settings, role: Role, bounds: Bounds, ttl: int | None) -> int:
    """The token alone on standard output."""
    check_start(settings)
    _check(bounds)
    print_line(issue(settings, role, bounds, ttl))
    return DONE


def issue(settings: Settings, role: Role, bounds: Bounds, ttl: int | None) -> str:
    """A token, valid for ``ttl`` seconds or for the issuer's own time."""
    from api.auth.tokens import LIFETIME, EmbeddedIssuerRefused, issue_token

    lifetime = timedelta(seconds=ttl) if ttl else LIFETIME
    try:
        return issue_token(settings, role, lifetime=lifetime, **bounds._asdict())
    except EmbeddedIssuerRefused as refused:
        raise _no_issuer(settings, refused.sentence) from None


def _no_issuer(settings: Settings, reason: Label) -> CommandError:
    if settings.is_production:
        return CommandError(reason)
    return CommandError(wording.NO_SIGNING_KEY(folder=settings.data))


def _check(bounds: Bounds) -> None:
    if bounds.org is not None:
        try:
            check(bounds.org)
        except ValueError:
            raise CommandError(wording.NO_CREDIT_CODE(code=bounds.org)) from None
    if bounds.district is not None and bounds.district not in list(District):
        raise CommandError(wording.NO_DISTRICT(code=bounds.district, codes=", ".join(District)))
