"""Whether somebody sits at the machine that an embedded installation runs on: nothing else identifies them there."""

import re

from fastapi import Request

from api.http.caller_address import caller_address
from api.http.problems import problem
from production import is_loopback

FORWARDED = re.compile(
    r"forwarded|x-forwarded(-.*)?|x-real-ip|via|(x-|x-cluster-|true-|fastly-)?client-ip|cf-connecting-ip|x-original-.*"
)
"""Headers of proxies, in lower case: behind one, everybody's requests come from the machine that it runs on."""
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+)(:\d+)?|\[(?P<address>[0-9a-f:.]+)\](:\d+)?", re.IGNORECASE)


def check_own_machine(request: Request) -> None:
    """The request comes from this machine, names it, and went through no proxy. Raises ``Problem`` 403."""
    if any(FORWARDED.fullmatch(name) for name in request.headers):
        raise problem("request_forwarded")
    if not is_loopback(caller_address(request)):
        raise problem("peer_foreign")
    if not is_loopback(_named_host(request.headers.get("host", ""))):
        raise problem("host_foreign")


def _named_host(header: str) -> str:
    """The host of a ``Host`` header; a page elsewhere may have had its own name lead to this machine."""
    found = _HOST.fullmatch(header)
    return (found["name"] or found["address"]) if found else ""
