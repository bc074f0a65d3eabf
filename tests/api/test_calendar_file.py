"""A file of deadlines, read again by another reader of the standard (RFC 5545, 7986)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from api.http.language import Language
from api.resources.calendar_file import LONGEST_LINE, Feed, calendar_file
from domain.guideline.vocabulary import ClockKind, ClockStatus
from ledger.read_model.calendar_entries import Entries, Entry
from ledger.read_model.index_rows import sortable
from ledger.read_model.rows import WITHDRAWN
from tests.domain.test_any_history import instants

FEED = Feed("衡序时限", "zh", "https://hengxu.example", "/console/calendar")
OPEN = Entry(
    center_id="sh-cables",
    key="annual_report/2026",
    kind="annual_report",
    due_on="2026-11-30",
    status="open",
    provisional=False,
    assumed=False,
    met_on=None,
    subject="",
    revision=0,
    modified_at="2026-03-01T04:05:06.789012Z",
)
NAMES = {"sh-cables": ("上海市海缆产业计量测试中心", "Shanghai Center of Submarine Cables")}
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120).map(str.strip)
DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 30)).map(date.isoformat)


def calendar(*entries: Entry, language: Language = "zh", feed: Feed = FEED) -> Any:
    """The file as a strict reader has it, which finds nothing wrong with it."""
    body = calendar_file(Entries(entries, NAMES), feed._replace(language=language))
    found: Any = Calendar.from_ical(body, multiple=True)
    (read,) = found
    assert [error for component in read.walk() for error in component.errors] == []
    return read


def events(*entries: Entry, language: Language = "zh") -> list[Any]:
    found: list[Any] = calendar(*entries, language=language).walk("VEVENT")
    assert len(found) == len(entries)
    return found


def texts(event: Any, *names: str) -> list[str]:
    return [str(event[name]) for name in names]


def test_a_file_says_what_it_is_and_when_to_ask_again() -> None:
    read = calendar(OPEN, feed=FEED._replace(name="衡序时限 · 浦东新区"))
    assert texts(read, "VERSION", "NAME", "X-WR-CALNAME", "URL") == [
        "2.0",
        *["衡序时限 · 浦东新区"] * 2,
        "https://hengxu.example/console/calendar",
    ]
    assert read["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert read["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(read["X-PUBLISHED-TTL"]) == "PT1H"
    assert read["LAST-MODIFIED"].dt == datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
    assert "METHOD" not in read


def test_an_event_says_when_and_how_often_its_deadline_was_changed_and_where_its_center_is_shown() -> None:
    (event,) = events(OPEN._replace(revision=3))
    assert texts(event, "UID", "SEQUENCE", "URL", "TRANSP") == [
        "sh-cables/annual_report/2026@hengxu",
        "3",
        "https://hengxu.example/console/centers/sh-cables",
        "TRANSPARENT",
    ]
    modified = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
    assert (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (modified, modified)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 30), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("language", "summary", "categories"),
    [
        ("zh", "年度筹建情况报送：上海市海缆产业计量测试中心", ["年度筹建情况报送", "未到期"]),
        ("en", "Annual report: Shanghai Center of Submarine Cables", ["Annual report", "Open"]),
    ],
)
def test_an_event_speaks_its_readers_language(language: Language, summary: str, categories: list[str]) -> None:
    (event,) = events(OPEN, language=language)
    assert str(event["SUMMARY"]) == summary
    assert event["CATEGORIES"].cats == categories


def test_a_center_without_an_english_name_goes_by_its_chinese_one() -> None:
    body = calendar_file(Entries([OPEN], {"sh-cables": ("海缆", None)}), FEED._replace(language="en"))
    read: Any = Calendar.from_ical(body)
    (event,) = read.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Annual report: 海缆"


@pytest.mark.parametrize(
    ("changes", "status", "zh", "en"),
    [
        ({"status": "open"}, "CONFIRMED", "年度筹建情况报送：", "Annual report: "),
        ({"status": "open", "provisional": True}, "TENTATIVE", "年度筹建情况报送：", "Annual report: "),
        ({"status": "met", "met_on": "2026-10-01"}, "CANCELLED", "已完成：", "Met: "),
        ({"status": "met", "met_on": "2026-11-30"}, "CONFIRMED", "已完成：", "Met: "),
        ({"status": "met", "met_on": "2026-12-02"}, "CONFIRMED", "已完成：", "Met: "),
        ({"status": "met", "met_on": "2026-10-01", "provisional": True}, "CANCELLED", "已完成：", "Met: "),
        ({"status": "missed"}, "CONFIRMED", "已逾期：", "Missed: "),
        ({"status": "not_on_record"}, "CONFIRMED", "未登记：", "Not on record: "),
        ({"status": "certainly_over", "provisional": True}, "TENTATIVE", "必已届满：", "Certainly over: "),
        (
            {"status": "fallen"},
            "CANCELLED",
            "不再需要（已失去依据）：",
            "No longer needed (it has lost its ground): ",
        ),
        ({"status": WITHDRAWN}, "CANCELLED", "不再需要：", "No longer needed: "),
        ({"status": WITHDRAWN, "provisional": True}, "CANCELLED", "不再需要：", "No longer needed: "),
    ],
)
def test_a_summary_says_what_has_become_of_a_duty_and_what_is_no_more_is_cancelled(
    changes: dict[str, Any], status: str, zh: str, en: str
) -> None:
    for language, words in (("zh", zh), ("en", en)):
        (event,) = events(OPEN._replace(**changes), language=language)  # type: ignore[arg-type]
        assert str(event["STATUS"]) == status
        assert str(event["SUMMARY"]).startswith(words)


def test_a_duty_that_was_done_says_on_which_day() -> None:
    for language, words in (("zh", "已完成（2026年10月1日）"), ("en", "Met (1 October 2026)")):
        (event,) = events(OPEN._replace(status="met", met_on="2026-10-01"), language=language)  # type: ignore[arg-type]
        assert str(event["DESCRIPTION"]).splitlines()[-1] == words


def test_a_provisional_day_says_that_it_may_move_while_it_may() -> None:
    for status, may_move in (("open", True), ("missed", True), (WITHDRAWN, False), ("certainly_over", False)):
        (event,) = events(OPEN._replace(status=status, provisional=True))
        assert ("暂定" in str(event["DESCRIPTION"])) == may_move


def test_a_term_that_is_certainly_over_says_since_when_at_the_latest() -> None:
    over = OPEN._replace(kind="evaluation", status="certainly_over", due_on="2026-05-17", provisional=True)
    for language, words in (
        ("zh", "最晚已于2026年5月17日届满，除非曾经延长"),
        ("en", "over since 17 May 2026 at the latest, unless it was extended"),
    ):
        (event,) = events(over, language=language)  # type: ignore[arg-type]
        assert words in str(event["DESCRIPTION"]).splitlines()
    (event,) = events(over._replace(assumed=True))
    assert "推定最晚已于2026年5月17日届满，除非曾经延长" in str(event["DESCRIPTION"]).splitlines()


def test_a_file_without_events_is_one_all_the_same() -> None:
    assert calendar().walk("VEVENT") == []


def entries_of(ids: Iterable[str]) -> st.SearchStrategy[Entry]:
    statuses = [status.value for status in ClockStatus if status is not ClockStatus.UNDATED]
    return st.builds(
        Entry,
        center_id=st.sampled_from(list(ids)),
        key=TEXTS.filter(bool),
        kind=st.sampled_from([kind.value for kind in ClockKind]),
        due_on=DAYS,
        status=st.sampled_from([*statuses, WITHDRAWN]),
        provisional=st.booleans(),
        assumed=st.booleans(),
        met_on=st.none() | DAYS,
        subject=TEXTS,
        revision=st.integers(0, 10_000),
        modified_at=instants(2020, 2099).map(sortable),
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(entries_of(NAMES), max_size=3), TEXTS, st.sampled_from(["zh", "en"]))
def test_whatever_is_written_another_reader_reads_the_same(entries: list[Entry], name: str, language: Language) -> None:
    names, feed = {"sh-cables": (name or "海缆", None)}, FEED._replace(language=language)
    body = calendar_file(Entries(entries, names), feed)
    assert body == calendar_file(Entries(entries, names), feed)
    assert all(len(line) <= LONGEST_LINE for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    read: Any = Calendar.from_ical(body)
    assert [error for component in read.walk() for error in component.errors] == []
    for event, entry in zip(read.walk("VEVENT"), entries, strict=True):
        assert str(event["UID"]) == f"{entry.center_id}/{entry.key}@hengxu"
        assert str(event["SUMMARY"]).endswith(name or "海缆")
        assert str(event["DESCRIPTION"]).startswith(entry.subject)
        assert event["DTSTART"].dt == date.fromisoformat(entry.due_on)
        assert event["SEQUENCE"] == entry.revision
