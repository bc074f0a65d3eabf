"""What an imported center may have done before it was followed: what isn't on record of that is unknown, not undone."""

from collections.abc import Callable
from datetime import date

from domain.acceptance.messages import OnSiteAcceptanceReported, SelfInspectionCompleted
from domain.center import Center
from domain.deadlines.deadline import followed_since, watched_since
from domain.kernel.records import Event, fact_key

NOTHING_OF: dict[str, Callable[[Center], bool]] = {
    "director": lambda center: center.director is None and center.director_vacant_since is None,
    "alliance": lambda center: center.alliance_formed_on is None and center.alliance_dissolved_on is None,
    "self_inspection": lambda center: not _is_on_record(center, SelfInspectionCompleted, OnSiteAcceptanceReported),
    "revision": lambda center: not center.revision_submitted and not _is_on_record(center, OnSiteAcceptanceReported),
    "listing": lambda center: center.listing_updated_on is None and center.alliance_changed_on is None,
    "sharing_rules": lambda center: center.sharing_rules_on is None,
    "exchanges": lambda center: not center.exchange_days,
    "annual_reports": lambda center: not center.reports,
    "commendations": lambda center: center.commendations == 0,
}
"""By the name of what a center does once (3.5) or keeps up (4.1-4.4, 5.2, 5.3): whether nothing of it is on record. A
report that the acceptance passed doesn't say whether a revision was asked for.
"""


def _is_on_record(center: Center, *acts: type[Event]) -> bool:
    return any(fact_key(act) in center.days for act in acts)


def not_on_record(center: Center) -> tuple[str, ...]:
    """The names of what nothing is on record of, and may have been before the center was followed. Empty for one that
    this record has followed from the start.
    """
    if center.imported_from is None:
        return ()
    return tuple(name for name, is_nothing in NOTHING_OF.items() if is_nothing(center))


def followed_all_of_since(center: Center) -> int | None:
    """The first year of which all that an imported center did would be on record, since it was followed from the year's
    first day on; ``None`` for one that this record has followed from the start.
    """
    if center.imported_from is None:
        return None
    followed_from = _followed_from(center)
    return followed_from.year + (followed_from > date(followed_from.year, 1, 1))


def _followed_from(center: Center) -> date:
    return max(followed_since(center)[0], watched_since(center)[0])


def followed_from_within(center: Center, year: int) -> date | None:
    """The day from which this record follows an imported center, where that lies within the year: of what the center
    did in it before, nobody here knows. ``None`` for other years, and for one that it has followed from the start.
    """
    if center.imported_from is None:
        return None
    since = _followed_from(center)
    return since if since.year == year and since > date(year, 1, 1) else None
