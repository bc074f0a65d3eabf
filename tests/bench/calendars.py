"""The feed of all deadlines for a calendar program, made anew and asked for again, with a whole city of centers.

The yardstick is the same feed out of the library's own components, one for each entry.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from api.resources.calendar_feeds import FeedFilters, FeedQuestion
from api.resources.calendar_file import Feed, calendar_file
from domain.kernel.roles import Role
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.calendar_entries import Entries
from tests.bench.console import TODAY
from tests.bench.crowds import move_in
from tests.bench.measure import Finding, rate, rated_pairs
from tests.lives import ACTORS
from tests.temporal import settings_for

CENTERS = int(os.environ.get("HENGXU_BENCH_FEED_CENTERS", "3000"))
ROUNDS = 3
FEED = Feed("衡序时限", "zh", "https://hengxu.example", "/console/calendar")
EVERYTHING = FeedQuestion(FeedFilters())


def calendars() -> list[Finding]:
    """How often a second the feed can be made."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), "127.0.0.1:1")
        migrate(settings.ledger)
        with closing(open_ledger(settings.ledger)) as ledger:
            move_in(ledger, CENTERS, TODAY)
            return [_of_feed(ledger)]


def _of_feed(ledger: Ledger) -> Finding:
    def found() -> Entries:
        return EVERYTHING.find(ledger, ACTORS[Role.OFFICER])

    def once(make: Callable[[Entries], bytes]) -> float:
        return rate(1, lambda: make(found()))

    once(_by_components)
    pairs = [(once(lambda entries: calendar_file(entries, FEED)), once(_by_components)) for _ in range(ROUNDS)]
    what = f"feed of {CENTERS:,} centers, {len(found().entries):,} deadlines"
    return rated_pairs(what, "/s", pairs, against="the library's components")


def _by_components(found: Entries) -> bytes:
    calendar = Calendar()
    for entry in found.entries:
        modified, on = datetime.fromisoformat(entry.modified_at), date.fromisoformat(entry.due_on)
        properties: dict[str, Any] = {
            "uid": f"{entry.center_id}/{entry.key}@hengxu",
            "dtstamp": modified,
            "last-modified": modified,
            "sequence": entry.revision,
            "dtstart": on,
            "dtend": on + timedelta(days=1),
            "summary": f"{entry.kind}：{found.names[entry.center_id][0]}",
            "description": f"{entry.subject}\n{entry.status}",
            "categories": [entry.kind, entry.status],
        }
        event = Event()
        for name, value in properties.items():
            event.add(name, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
