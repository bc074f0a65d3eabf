"""Addresses of the console."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

HOME = "/console/work"


def own_path(path: str) -> str:
    """The path, if it is one of the console's; nobody is led elsewhere."""
    is_ours = path.startswith("/console/") and "\\" not in path
    return quote(path, safe="/?&=%:+,;@~!$'()*.-_") if is_ours else HOME


def with_query(path: str, asked: Mapping[str, Any]) -> str:
    """The path with what is asked of it; what nobody asked for is left out."""
    text = urlencode({name: _spelled(value) for name, value in asked.items() if value is not None})
    return f"{path}?{text}" if text else path


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
