"""How far an instant is believed that came from elsewhere. The measure is the clock of the worker that records."""

from datetime import datetime, timedelta

from domain.kernel.refusals import Refusal

SKEW = timedelta(minutes=5)
"""How far the clocks of the installation's machines may be apart; what lies further ahead has not been yet."""
LONGEST_WAY = timedelta(days=30)
"""How long a decision may be on its way from whoever asks for it: longer than any outage, and no longer."""


def latest_believed(clock: datetime) -> datetime:
    """The last instant (UTC) that a clock which shows ``clock`` does not take for the future."""
    return clock + SKEW


def believed(instant: datetime, clock: datetime) -> datetime:
    """The instant itself as far as ``clock`` (UTC) bears it out; in place of one that lies ahead, or further back than
    any decision is on its way, or has no time zone, the clock's own.
    """
    if instant.tzinfo is None or not clock - LONGEST_WAY <= instant <= latest_believed(clock):
        return clock
    return instant


def check_sent(sent_at: datetime, clock: datetime) -> None:
    """A decision is taken within a set time of being asked for, and never before."""
    if sent_at > latest_believed(clock):
        raise Refusal("envelope_sent_ahead", "record", sent_at=sent_at)
    if sent_at < clock - LONGEST_WAY:
        raise Refusal("envelope_expired", "record", sent_at=sent_at, days=LONGEST_WAY.days)
