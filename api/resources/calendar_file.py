"""Deadlines as a file that calendar programs take: iCalendar (RFC 5545) with the properties of RFC 7986.

Nothing in it depends on when it is asked for: the same entries are the same file, byte for byte. Text is escaped and
lines are folded by the library; its components would take a hundred times as long for the tens of thousands of a city.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from icalendar import vText
from icalendar.parser import Contentline

from api.http.language import Language, say
from domain.guideline.clauses import CLAUSES, citation
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.values.partial_days import in_words
from domain.wording.deadlines import over_at_the_latest
from ledger.read_model.calendar_entries import Entries, Entry
from ledger.read_model.rows import WITHDRAWN

PROVISIONAL = Label("暂定：该年节假日安排尚未公布。", "Provisional: that year's working days are not published yet.")
NO_LONGER_NEEDED = Label("不再需要", "No longer needed")
OVER = {
    ClockStatus.FALLEN.value: Label("不再需要（已失去依据）", "No longer needed (it has lost its ground)"),
    WITHDRAWN: NO_LONGER_NEEDED,
}
"""How what is due no more is called in a summary; of any other that isn't open its status says so."""
ASK_AGAIN_AFTER = "PT1H"
"""How long a program may wait until it asks again, as RFC 5545 writes a duration."""
LONGEST_LINE = 75
"""Bytes of a line: what is as long is folded (RFC 5545, 3.1)."""
REMEMBERED = 16_384
"""Lines that are kept: many entries say the same, and each feed says again what the one before said."""
NOT_DATED = "1970-01-01T00:00:00.000000Z"


class Feed(NamedTuple):
    """What a file says of itself: its ``name``, the ``language`` of its reader, where the console is opened
    (``public_url``, without a slash at the end), and which of its pages (``path``) shows the same.
    """

    name: str
    language: Language
    public_url: str
    path: str


def calendar_file(found: Entries, feed: Feed) -> bytes:
    """Each entry as an event of its whole day. A provisional one is tentative, and so is one that is certainly over;
    what was done before its day, has fallen or is needed no more is cancelled, and says so.
    """
    modified = max((entry.modified_at for entry in found.entries), default="") or NOT_DATED
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hengxu//Deadlines//ZH",
        *(content_line(name, feed.name) for name in ("NAME", "X-WR-CALNAME")),
        "X-WR-TIMEZONE:Asia/Shanghai",
        f"LAST-MODIFIED:{_instant(modified)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN_AFTER}",
        f"X-PUBLISHED-TTL:{ASK_AGAIN_AFTER}",
        folded(f"URL:{feed.public_url}{feed.path}"),
        *_events(found, feed),
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def _events(found: Entries, feed: Feed) -> Iterator[str]:
    language = feed.language
    for entry in found.entries:
        zh, en = found.names.get(entry.center_id, (entry.center_id, None))
        name = zh if language == "zh" else en or zh
        path = f"{feed.public_url}/console/centers/{quote(entry.center_id, safe='')}"
        yield "\r\n".join(_event(entry, name, path, language))


def _event(entry: Entry, name: str, url: str, language: Language) -> Iterable[str]:
    kind, status, instant = entry.kind, entry.status, _instant(entry.modified_at or NOT_DATED)
    starts, ends = _days(entry.due_on)
    return (
        "BEGIN:VEVENT",
        content_line("UID", f"{entry.center_id}/{entry.key}@hengxu"),
        f"DTSTAMP:{instant}",
        f"LAST-MODIFIED:{instant}",
        f"SEQUENCE:{entry.revision}",
        f"DTSTART;VALUE=DATE:{starts}",
        f"DTEND;VALUE=DATE:{ends}",
        content_line("SUMMARY", f"{_heading(kind, status, language)}{name}"),
        _description(Said.of(entry), language),
        f"STATUS:{_status(entry)}",
        _categories(kind, status, language),
        "TRANSP:TRANSPARENT",
        folded(f"URL:{url}"),
        "END:VEVENT",
    )


@lru_cache(REMEMBERED)
def content_line(name: str, text: str) -> str:
    """A property whose value is a text."""
    return folded(f"{name}:{_escaped(text)}")


def folded(line: str) -> str:
    """A line, on several where it is too long."""
    if len(line.encode()) < LONGEST_LINE:
        return line
    return bytes(Contentline(line).to_ical()).decode()  # type: ignore[no-untyped-call]


def _escaped(text: str) -> str:
    return str(vText(text).to_ical().decode())


@lru_cache(REMEMBERED)
def _days(on: str) -> tuple[str, str]:
    """The day, and the one after it, with which an event of a whole day ends."""
    day = date.fromisoformat(on)
    return f"{day:%Y%m%d}", f"{day + timedelta(days=1):%Y%m%d}"


@lru_cache(REMEMBERED)
def _instant(at: str) -> str:
    return f"{at[:19].replace('-', '').replace(':', '')}Z"


@lru_cache(REMEMBERED)
def _heading(kind: str, status: str, language: Language) -> str:
    """What stands before the name of a center: the duty, and what has become of it."""
    state = OVER.get(status) or ClockStatus(status).label
    labels = (ClockKind(kind).label,) if status == ClockStatus.OPEN else (state, ClockKind(kind).label)
    colon = "：" if language == "zh" else ": "
    return "".join(f"{say(label, language)}{colon}" for label in labels)


@lru_cache(REMEMBERED)
def _categories(kind: str, status: str, language: Language) -> str:
    labels = (ClockKind(kind).label, state_label(status))
    return folded(f"CATEGORIES:{','.join(_escaped(say(label, language)) for label in labels)}")


def state_label(status: str) -> Label:
    """Where an entry stands, in words."""
    return NO_LONGER_NEEDED if status == WITHDRAWN else ClockStatus(status).label


def _status(entry: Entry) -> str:
    if entry.status in OVER or (entry.status == ClockStatus.MET and (entry.met_on or entry.due_on) < entry.due_on):
        return "CANCELLED"
    return "TENTATIVE" if entry.provisional else "CONFIRMED"


class Said(NamedTuple):
    """What is told of an entry besides its day and its center, which many have alike. ``over_since`` is the last
    possible day of one that is certainly over.
    """

    kind: str
    status: str
    subject: str
    met_on: str | None
    over_since: str | None
    assumed: bool
    is_provisional: bool

    @classmethod
    def of(cls, entry: Entry) -> "Said":
        """Of this one."""
        is_over = entry.status == ClockStatus.CERTAINLY_OVER
        is_provisional = bool(entry.provisional) and not is_over and entry.status not in OVER
        over_since = entry.due_on if is_over else None
        return cls(
            entry.kind, entry.status, entry.subject, entry.met_on, over_since, bool(entry.assumed), is_provisional
        )


@lru_cache(REMEMBERED)
def _description(entry: Said, language: Language) -> str:
    clause, state = CLAUSES[ClockKind(entry.kind).clause], state_label(entry.status)
    if entry.met_on is not None:
        on = in_words(date.fromisoformat(entry.met_on))
        state = Label(f"{state.zh}（{on.zh}）", f"{state.en} ({on.en})")
    over = over_at_the_latest(date.fromisoformat(entry.over_since), assumed=entry.assumed) if entry.over_since else None
    parts = [
        entry.subject,
        f"{say(citation(clause.number), language)} {say(clause.title, language)}",
        say(state, language),
        say(over, language) if over else "",
        say(PROVISIONAL, language) if entry.is_provisional else "",
    ]
    return content_line("DESCRIPTION", "\n".join(part for part in parts if part))
