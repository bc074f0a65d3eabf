"""From which address somebody calls: one answer for limits, the log of reads and signing in on one's own machine."""

import ipaddress

from starlette.requests import Request

UNKNOWN = "unknown"


def caller_address(request: Request) -> str:
    """The peer's address, or behind a trusted proxy the one that it forwards, which the server has put in its place.

    What a proxy passes on that is no address is nobody's: all such callers count as one. An IPv4 address that comes as
    one of IPv6 is the former.
    """
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return UNKNOWN
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
