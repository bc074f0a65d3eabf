"""No line that is logged holds what lets somebody in, whoever wrote it."""

import re

HIDDEN = "[hidden]"
_SECRETS = (
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?"), HIDDEN),  # a token (RFC 7519) begins so, for it begins with {"
    (
        re.compile(
            r"\b(key|code|state|nonce|token|access_token|id_token|refresh_token|client_secret|password)=[^&\s\"'<>]+",
            re.IGNORECASE,
        ),
        rf"\1={HIDDEN}",
    ),
    (re.compile(r"(://[^/\s:@]*):[^@/\s]+@"), rf"\1:{HIDDEN}@"),
)
"""Headers, tokens, parts of a query (a calendar's key, what an identity provider hands over), passwords in URLs."""


def without_secrets(text: str) -> str:
    """The text with each of them replaced."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text
