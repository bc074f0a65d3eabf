"""No line that is logged holds what lets somebody in, whoever wrote it."""

import re

HIDDEN = "[hidden]"
_SECRETS = (
    (("bearer", "basic"), re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (("eyj",), re.compile(r"\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?"), HIDDEN),  # so a token (RFC 7519) begins, with {"
    (
        ("=",),
        re.compile(
            r"\b(key|code|state|nonce|token|access_token|id_token|refresh_token|client_secret|password)=[^&\s\"'<>]+",
            re.IGNORECASE,
        ),
        rf"\1={HIDDEN}",
    ),
    (("://",), re.compile(r"(://[^/\s:@]*):[^@/\s]+@"), rf"\1:{HIDDEN}@"),
)
"""Headers, tokens, parts of a query (a calendar's key, what an identity provider hands over), passwords in URLs; each
with what a text has in it, in lower case, where looking for it is worth the while.
"""


def without_secrets(text: str) -> str:
    """The text with each of them replaced."""
    lower = text.lower()
    for signs, pattern, instead in _SECRETS:
        if any(sign in lower for sign in signs):
            text = pattern.sub(instead, text)
    return text
