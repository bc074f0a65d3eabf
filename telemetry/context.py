"""What is known of the request or the task at hand: every line that is logged meanwhile carries it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})

_KNOWN: ContextVar[dict[str, str] | None] = ContextVar("known", default=None)


@contextmanager
def log_context(**fields: str) -> Iterator[Mapping[str, str]]:
    """From here to the end these fields are known, and what ``add_to_log_context`` adds. Afterwards nothing is, also in
    tasks that were begun meanwhile and go on: they are no longer about this request.
    """
    known = dict(fields)
    token = _KNOWN.set(known)
    try:
        yield known
    finally:
        _KNOWN.reset(token)
        known.clear()


def add_to_log_context(**fields: str | None) -> None:
    """This much more is known; what is ``None`` is left out. Does nothing where no context is open."""
    if (known := _KNOWN.get()) is not None:
        known.update({name: value for name, value in fields.items() if value is not None})


def known_fields() -> Mapping[str, str]:
    """What is known now."""
    return _KNOWN.get() or NOTHING
