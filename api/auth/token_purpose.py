"""What a token was made for, as far as it says: an ID, refresh or logout token is no access token."""

from collections.abc import Mapping
from typing import Any

ACCESS_HEADERS = frozenset({"jwt", "at+jwt"})
"""Types of an access token's header (RFC 7519, RFC 9068)."""
PURPOSE_CLAIMS = ("typ", "token_use", "tokenType", "TokenType", "token_type")
"""Where providers say it: Keycloak, Cognito, Casdoor (two releases), others."""
ACCESS_PURPOSES = frozenset({"bearer", "access", "accesstoken", "at+jwt", "jwt"})
"""What they say there of an access token, in small letters and without signs between."""
OF_ID_TOKENS = ("nonce", "at_hash", "c_hash")
"""Claims of an ID token (OpenID Connect Core, 3.3.2.11): no proof, where the token says that it is an access token."""
OF_LOGOUT_TOKENS = ("events",)
"""Of a logout token, and of security events (RFC 8417)."""


def other_purpose(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """By what a token shows that it is no access token; nothing for one that may be."""
    kind = _plain(header.get("typ")).removeprefix("application/")
    if kind and kind not in ACCESS_HEADERS:
        return f"typ: {header['typ']!r:.80}"
    stated = {name: _plain(claims[name]) for name in PURPOSE_CLAIMS if claims.get(name) is not None}
    if other := next((name for name, purpose in stated.items() if purpose not in ACCESS_PURPOSES), None):
        return f"{other}: {claims[other]!r:.80}"
    is_access = bool(stated) or kind == "at+jwt"
    signs = OF_LOGOUT_TOKENS if is_access else (*OF_LOGOUT_TOKENS, *OF_ID_TOKENS)
    return next((name for name in signs if name in claims), "")


def _plain(stated: object) -> str:
    """In small letters, without the signs that stand between words; of anything but a text, what Python shows."""
    if stated is None:
        return ""
    text = stated if isinstance(stated, str) else repr(stated)
    return text.strip().casefold().replace("-", "").replace("_", "").replace(" ", "")
