"""What a bearer token says, once it is verified: by the embedded issuer, or by the agency's OIDC issuer."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

import jwt
from jwt.types import Options
from pydantic import ValidationError

from api.auth.challenge import CHALLENGE
from api.auth.claim_places import shown
from api.auth.claims import ClaimReader, Identity, chosen_role
from api.auth.discovery import Discovery, ProviderUnavailable
from api.auth.signing_keys import KeySet, KeysUnavailable, KeyUnknown, PublishedKeys, fetch_keys
from api.auth.token_purpose import other_purpose
from api.auth.tokens import EmbeddedIssuer
from api.auth.userinfo import TokenRejected, UserInfo
from api.http.problems import Problem, problem
from clock import unix_now
from domain.kernel.roles import PEOPLE, Actor
from domain.kernel.visible_text import shows_nothing
from domain.values.comparing_form import comparing_form
from domain.values.identifiers import check
from production import check_identity
from settings import Settings

log = logging.getLogger("hengxu.api")

OIDC_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CHECKS: Options = {
    "require": ["sub", "iss", "aud", "exp"],
    "verify_sub": False,  # some providers number people
    "enforce_minimum_key_length": True,
}
LEEWAY = 60.0
"""Seconds by which clocks differ."""
LONGEST_LIFETIME = 31 * 24 * 3600.0
"""Seconds."""


class Verifier(Protocol):
    """Reads a bearer token. Raises ``Problem``: 401 for a bad one, 403 without a role, 503 when nobody can tell."""

    async def actor(self, token: str, role: str | None = None) -> Actor:
        """The person or program that the token stands for, in the role that they ask for; see ``chosen_role``."""

    async def trusts(self, key_id: str, /) -> bool:
        """Whether tokens that were signed with this key are still good; so they are while nobody can tell."""


class EmbeddedVerifier:
    """Tokens of the embedded issuer."""

    def __init__(self, issuer: EmbeddedIssuer) -> None:
        self._issuer = issuer

    async def actor(self, token: str, role: str | None = None) -> Actor:
        """As the token says, ``anyone`` included."""
        claims = _read(lambda: self._issuer.read(token))
        actor = actor_of(claims, anyone=claims.get("anyone") is True)
        chosen_role((actor.role,), role)
        return actor

    async def trusts(self, _key_id: str, /) -> bool:
        """Its one key has no id."""
        return False


class OidcVerifier:
    """Access tokens of an OIDC issuer, by its published keys; nobody ever acts for anyone.

    ``leeway`` is in seconds, and so is ``longest_lifetime``, from now on. ``user_info`` completes what tokens leave
    open, where it is asked for.
    """

    def __init__(
        self,
        issuer: str,
        audience: str,
        keys: PublishedKeys,
        *,
        claims: ClaimReader | None = None,
        leeway: float = LEEWAY,
        longest_lifetime: float = LONGEST_LIFETIME,
        discovery: Discovery | None = None,
        user_info: UserInfo | None = None,
    ) -> None:
        self._issuers = {issuer.rstrip("/"), f"{issuer.rstrip('/')}/"}
        self._audience, self._keys, self._claims = audience, keys, claims or ClaimReader()
        self._leeway, self._longest_lifetime = leeway, longest_lifetime
        self.discovery, self._user_info = discovery or Discovery(issuer), user_info

    async def actor(self, token: str, role: str | None = None) -> Actor:
        """The claims' subject, in the role asked for or in its only one."""
        return (await self.identity(token)).acting(role)

    async def trusts(self, key_id: str, /) -> bool:
        """Whether the issuer has not withdrawn it; one without an id is whichever it publishes alone."""
        try:
            await self._keys.key(key_id or None)
        except KeyUnknown:
            return False
        except KeysUnavailable:
            return True
        return True

    async def identity(self, token: str) -> Identity:
        """The claims' subject, in all its roles. What of them is of no use is told in the log too."""
        header, claims = await self._verified(token, self._audience)
        try:
            if purpose := other_purpose(header, claims):
                raise problem("token_purpose", found=purpose, headers=CHALLENGE)
            return self._claims.identity(await self._completed(token, claims))
        except Problem as unmapped:
            log.warning("A token of %.100s is not taken: %s", ascii(claims["sub"]), unmapped.detail.en)
            raise

    async def check_id_token(self, token: str, client_id: str, nonce: str, access_token: str) -> None:
        """The ID token belongs to the sign-in that sent the nonce, and to the access token, which was verified before.
        Raises ``Problem`` 403.
        """
        try:
            _, claims = await self._verified(token, client_id)
        except Problem as why:
            if why.code == "identity_unavailable":
                raise
            raise problem("sign_in_refused", reason=f"ID token: {why.detail.en}") from None
        subject = jwt.decode(access_token, options={"verify_signature": False})["sub"]
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
            raise problem("sign_in_refused", reason="the nonce of the ID token is not the one that was sent")
        if str(claims["sub"]) != str(subject):
            raise problem("sign_in_refused", reason="ID token and access token are of two subjects")

    async def _verified(self, token: str, audience: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims, once the issuer has signed them, now, for this audience."""
        header = _read(lambda: jwt.get_unverified_header(token))
        key = await self._key(header.get("kid"))
        return header, _read(lambda: self._checked(token, key, audience))

    async def _key(self, key_id: str | None) -> jwt.PyJWK:
        try:
            return await self._keys.key(key_id)
        except KeyUnknown:
            raise problem("token_invalid", headers=CHALLENGE) from None
        except KeysUnavailable:
            raise problem("identity_unavailable") from None

    def _checked(self, token: str, key: jwt.PyJWK, audience: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                OIDC_ALGORITHMS,
                audience=audience,
                issuer=self._issuers,
                leeway=self._leeway,
                options=CHECKS,
            )
        except jwt.InvalidAudienceError:
            raise _foreign("token_audience", token, "aud", [audience]) from None
        except jwt.InvalidIssuerError:
            raise _foreign("token_issuer", token, "iss", self._issuers) from None
        self._check_lifetime(claims["exp"])
        return claims

    def _check_lifetime(self, expires: object) -> None:
        """A day is a number (RFC 7519), and not so far ahead that it must be a mistake."""
        if isinstance(expires, bool) or not isinstance(expires, int | float):
            raise problem("token_invalid", headers=CHALLENGE)
        if expires > unix_now() + self._longest_lifetime:
            raise problem("token_lifetime", days=int(self._longest_lifetime // 86_400), headers=CHALLENGE)

    async def _completed(self, token: str, claims: dict[str, Any]) -> Mapping[str, Any]:
        if self._user_info is None:
            return claims
        try:
            return await self._user_info.completed(token, claims)
        except TokenRejected:
            raise problem("token_invalid", headers=CHALLENGE) from None
        except ProviderUnavailable:
            raise problem("identity_unavailable") from None


def _foreign(code: str, token: str, claim: str, expected: Iterable[str]) -> Problem:
    """A token that the issuer has signed for somebody else, or under another name."""
    claims = jwt.decode(token, options={"verify_signature": False})
    found = shown(claims, [claim]) or f"{claim}: –"
    log.warning("A token of the OIDC issuer is not taken: %s, expected %s", found, min(expected))
    return problem(code, found=found, expected=min(expected), headers=CHALLENGE)


def _read(part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A part of the token, or the problem that the token has."""
    try:
        found = part()
    except jwt.ExpiredSignatureError:
        raise problem("token_expired", headers=CHALLENGE) from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):  # TypeError: an algorithm of another kind of key
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
        found = shown({"org": claimed}, ["org"])
        raise problem("token_organisation", looked="org", found_zh=found, found_en=found, headers=CHALLENGE) from None


def _codes(named: Actor) -> dict[str, str | None]:
    """The district's and the center's, which the record has in small letters without blanks."""
    codes = {"district": named.district, "center": named.center}
    return {name: comparing_form(code) if code is not None else None for name, code in codes.items()}


def _role(claims: Mapping[str, Any]) -> str:
    named = claims.get("roles") or claims.get("role") or ()
    named = [named] if isinstance(named, str) else named
    ours = [role.value for role in PEOPLE if isinstance(named, list | tuple) and role.value in named]
    if len(ours) != 1:
        found = shown(claims, ("roles", "role")) or "–"
        raise problem("role_missing", looked="roles, role", found_zh=found, found_en=found)
    return ours[0]


def verifier_for(settings: Settings) -> Verifier:
    """Production asks the OIDC issuer, an embedded installation its own. Raises ``IdentityMissing`` for half of a
    setting, ``EmbeddedIssuerRefused`` without a signing key.
    """
    check_identity(settings)
    if not settings.is_production:
        return EmbeddedVerifier(EmbeddedIssuer(settings))
    discovery = Discovery(settings.oidc_issuer or "")
    return OidcVerifier(
        settings.oidc_issuer or "",
        settings.oidc_audience or "",
        PublishedKeys(partial(fetch_keys, settings.oidc_jwks_url) if settings.oidc_jwks_url else discovered(discovery)),
        claims=ClaimReader.of(settings),
        leeway=settings.oidc_leeway,
        longest_lifetime=settings.oidc_longest_lifetime,
        discovery=discovery,
        user_info=UserInfo(discovery) if settings.oidc_userinfo else None,
    )


def discovered(discovery: Discovery) -> Callable[[], Awaitable[KeySet]]:
    """Fetches the keys from where the issuer's description says that they are."""

    async def fetch() -> KeySet:
        return await fetch_keys(await discovery.jwks_uri())

    return fetch
