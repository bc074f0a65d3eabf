"""What a form leaves blank is not asked about."""

from pydantic import BeforeValidator


def _nothing(given: object) -> object:
    return None if isinstance(given, str) and not given.strip() else given


BLANK_IS_NONE = BeforeValidator(_nothing)
"""A form sends what was left open as an empty text."""
