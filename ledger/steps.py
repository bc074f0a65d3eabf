"""What a migration step is."""

from typing import NamedTuple


class Step(NamedTuple):
    """One migration. Its number is its place in the list, from 1; once released it never changes."""

    name: str
    statements: tuple[str, ...]
