"""What a bearer token says, once it is verified: by the embedded issuer, or by the agency's OIDC issuer."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import jwt
from pydantic import ValidationError

from api.auth.signing_keys import KeysUnavailable, KeyUnknown, PublishedKeys, fetch_keys
from api.auth.tokens import EmbeddedIssuer
from api.http.problems import problem
from domain.kernel.roles import PEOPLE, Actor
from domain.kernel.visible_text import shows_nothing
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import check
from production import check_identity
from settings import Settings

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="hengxu"'}
OIDC_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class Verifier(Protocol):
    """Reads a bearer token. Raises ``Problem``: 401 for a bad one, 403 without a role, 503 when nobody can tell."""

    async def actor(self, token: str) -> Actor:
        """The person or program that the token stands for."""

    async def trusts(self, key_id: str, /) -> bool:
        """Whether tokens that were signed with this key are still good; so they are while nobody can tell."""


class EmbeddedVerifier:
    """Tokens of the embedded issuer."""

    def __init__(self, issuer: EmbeddedIssuer) -> None:
        self._issuer = issuer

    async def actor(self, token: str) -> Actor:
        """As the token says, ``anyone`` included."""
        claims = _read(lambda: self._issuer.read(token))
        return actor_of(claims, anyone=claims.get("anyone") is True)

    async def trusts(self, _key_id: str, /) -> bool:
        """Its one key has no id."""
        return False


class OidcVerifier:
    """Access tokens of an OIDC issuer, by its published keys. Claims ``role`` or ``roles``, ``org``, ``district`` and
    ``center`` say for whom somebody acts; nobody ever acts for anyone.
    """

    def __init__(self, issuer: str, audience: str, keys: PublishedKeys) -> None:
        self._issuer, self._audience, self._keys = issuer, audience, keys

    async def actor(self, token: str) -> Actor:
        """The claims' subject, in its one role."""
        key = await self._key(_read(lambda: jwt.get_unverified_header(token)).get("kid", ""))
        return actor_of(_read(lambda: self._claims(token, key)), anyone=False)

    async def trusts(self, key_id: str, /) -> bool:
        """Whether the issuer has not withdrawn it."""
        try:
            await self._keys.key(key_id)
        except KeyUnknown:
            return False
        except KeysUnavailable:
            return True
        return True

    async def _key(self, key_id: str) -> jwt.PyJWK:
        try:
            return await self._keys.key(key_id)
        except KeyUnknown:
            raise problem("token_invalid", headers=CHALLENGE) from None
        except KeysUnavailable:
            raise problem("identity_unavailable") from None

    def _claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            OIDC_ALGORITHMS,
            audience=self._audience,
            issuer=self._issuer,
            options={"require": ["sub", "iss", "aud", "exp"]},
        )
        return claims


def _read(part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A part of the token, or the problem that the token has."""
    try:
        found = part()
    except jwt.ExpiredSignatureError:
        raise problem("token_expired", headers=CHALLENGE) from None
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise problem("token_invalid", headers=CHALLENGE) from None
    return found


def actor_of(claims: Mapping[str, Any], *, anyone: bool) -> Actor:
    """The actor that verified claims describe, their codes as the record has them; 403 when they name no role of ours,
    or several, 401 for an organisation that is no credit code and a subject of which nothing is to be seen.
    """
    try:
        named = Actor.model_validate(
            {
                "id": claims["sub"],
                "name": claims.get("name") or claims["sub"],
                "role": _role(claims),
                "org": claims.get("org"),
                "district": claims.get("district"),
                "center": claims.get("center"),
                "anyone": anyone,
            }
        )
    except (ValidationError, KeyError):
        raise problem("token_invalid", headers=CHALLENGE) from None
    if shows_nothing(named.id):
        raise problem("token_invalid", headers=CHALLENGE)
    return named.model_copy(update={"org": _org(named.org), **_codes(named)})


def _org(claimed: str | None) -> str | None:
    """Held to what holds on record, and no stricter: whoever speaks for an organisation there can sign in."""
    try:
        return check(claimed) if claimed is not None else None
    except ValueError:
        raise problem("token_organisation", headers=CHALLENGE) from None


def _codes(named: Actor) -> dict[str, str | None]:
    """The district's and the center's, which the record has in small letters without blanks."""
    codes = {"district": named.district, "center": named.center}
    return {name: comparing_form(code) if code is not None else None for name, code in codes.items()}


def _role(claims: Mapping[str, Any]) -> str:
    named = claims.get("roles") or claims.get("role") or ()
    named = [named] if isinstance(named, str) else named
    ours = [role.value for role in PEOPLE if isinstance(named, list | tuple) and role.value in named]
    if len(ours) != 1:
        raise problem("role_missing")
    return ours[0]


def verifier_for(settings: Settings) -> Verifier:
    """Production asks the OIDC issuer, an embedded installation its own. Raises ``IdentityMissing`` for half of a
    setting, ``EmbeddedIssuerRefused`` without a signing key.
    """
    check_identity(settings)
    if not settings.is_production:
        return EmbeddedVerifier(EmbeddedIssuer(settings))
    issuer, audience, url = settings.oidc_issuer or "", settings.oidc_audience or "", settings.oidc_jwks_url or ""
    return OidcVerifier(issuer, audience, PublishedKeys(partial(fetch_keys, url)))
