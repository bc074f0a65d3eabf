"""Addresses of the console."""

from urllib.parse import quote

HOME = "/console/work"


def own_path(path: str) -> str:
    """The path, if it is one of the console's; nobody is led elsewhere."""
    is_ours = path.startswith("/console/") and "\\" not in path
    return quote(path, safe="/?&=%:+,;@~!$'()*.-_") if is_ours else HOME
