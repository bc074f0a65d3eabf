"""Instants as the office keeps them: texts of UTC that sort as they follow each other."""

from datetime import UTC, datetime


def kept(instant: datetime) -> str:
    """The instant as text, to the microsecond."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant_of(text: str) -> datetime:
    """The instant (UTC) that was kept."""
    return datetime.fromisoformat(text)
