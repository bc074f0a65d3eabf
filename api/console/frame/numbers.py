"""Numbers as pages send them back: a version, a year, how many rows there are, the place of one."""

import re

GREATEST = 999_999_999
_NUMBER = re.compile(r"[0-9]+")


def number_in(text: str) -> int | None:
    """The number, ``GREATEST`` in place of any that is greater; ``None`` for any other text."""
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if len(text) <= len(str(GREATEST)) else GREATEST
