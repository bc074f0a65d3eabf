"""Tokens of the embedded issuer: short-lived, signed with a key of their own, never beside a real identity provider."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import jwt

from clock import utc_now
from domain.kernel.base import Label
from domain.kernel.roles import Actor, Role
from production import signs_of_production
from settings import Settings

ISSUER = "hengxu-embedded"
AUDIENCE = "hengxu-api"
ALGORITHM = "HS256"
LIFETIME = timedelta(hours=8)
"""A working day."""


class EmbeddedIssuerRefused(Exception):
    """The embedded issuer must not exist here: identities come from an OIDC issuer, or there is no signing key."""

    def __init__(self, zh: str, en: str) -> None:
        self.sentence = Label(zh, en)
        super().__init__(f"{zh} / {en}")


class EmbeddedIssuer:
    """Issues tokens and reads them. Raises ``EmbeddedIssuerRefused`` under production settings or without a key."""

    def __init__(self, settings: Settings) -> None:
        if signs := ", ".join(signs_of_production(settings)):
            raise EmbeddedIssuerRefused(
                f"{signs} 表明这是生产环境：令牌由 OIDC 签发，这里不签发",
                f"{signs}: this is a production installation; its tokens come from the OIDC issuer and never from here",
            )
        if settings.signing_key is None:
            raise EmbeddedIssuerRefused(
                "未设置 HENGXU_SIGNING_KEY，无法签发令牌", "HENGXU_SIGNING_KEY is not set: no token can be signed"
            )
        self._key = derived_key(settings.signing_key.get_secret_value())

    def issue(self, actor: Actor, lifetime: timedelta = LIFETIME) -> str:
        """A token for the actor, valid from now on for ``lifetime``."""
        now = utc_now()
        claims = actor.model_dump(mode="json", exclude={"id"}, exclude_none=True)
        return jwt.encode(
            {**claims, "sub": actor.id, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + lifetime},
            self._key,
            ALGORITHM,
        )

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a valid token. Raises ``jwt.InvalidTokenError``."""
        required = ["sub", "iss", "aud", "exp"]
        claims: dict[str, Any] = jwt.decode(
            token, self._key, [ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options={"require": required}
        )
        return claims


def derived_key(signing_key: str) -> bytes:
    """The tokens' key, from which the key of the envelopes cannot be found."""
    return hmac.new(signing_key.encode(), b"hengxu embedded tokens 1", hashlib.sha256).digest()


def issue_token(
    settings: Settings,
    role: Role,
    *,
    org: str | None = None,
    district: str | None = None,
    center: str | None = None,
    subject: str | None = None,
    name: str | None = None,
    lifetime: timedelta = LIFETIME,
) -> str:
    """A token for a role. Without an organisation, district or center, and for an expert without a subject, its bearer
    speaks for anyone. Raises ``EmbeddedIssuerRefused``, and ``ValueError`` for the clock's own role.
    """
    if role is Role.SYSTEM:
        raise ValueError("no token is ever issued for the clock")
    is_bound = any((org, district, center)) or (role is Role.EXPERT and subject is not None)
    actor = Actor(
        id=subject or role.value,
        name=name or role.label.zh,
        role=role,
        org=org,
        district=district,
        center=center,
        anyone=not is_bound,
    )
    return EmbeddedIssuer(settings).issue(actor, lifetime)
