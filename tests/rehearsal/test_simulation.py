"""A center's future on the real server, in virtual time: the right words on the right days, then nothing remains."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from clock import today_in_shanghai
from domain.values.partial_days import add_months, end_of_day, start_of_day
from ledger.application import Ledger
from rehearsal.rehearsal_copy import RehearsalCopy, set_up
from rehearsal.results import Future
from rehearsal.script import ScriptStep, read_script
from rehearsal.simulation import RehearsalSpan, rehearse
from settings import Settings
from tests.lives import next_report

pytestmark = pytest.mark.real_time
CENTER = "sh-space-energy"


def today() -> date:
    return today_in_shanghai()


def days_of(future: Future, event: str, duty: str) -> list[date]:
    """The days on which that was recorded of that duty."""
    return [line.on for line in future.happenings if line.event == event and line.kind.en == duty]


async def play(ledger: Ledger, settings: Settings, years: int, *steps: ScriptStep) -> Future:
    (future,) = await rehearse(ledger, settings, [CENTER], RehearsalSpan.of_years(years), steps)
    return future


def script(folder: Path, *lines: str) -> list[ScriptStep]:
    file = folder / "script.yaml"
    file.write_text("".join(f"- {{{line}}}\n" for line in lines), encoding="utf-8")
    return read_script(file, today(), add_months(today(), 36))


async def test_when_nobody_acts_each_duty_is_reminded_and_missed_on_its_days(
    ledger: Ledger, settings: Settings
) -> None:
    head = ledger.head()
    future = await play(ledger, settings, 2)
    span = (future.first, future.last)
    a_day = timedelta(days=1)
    reports = [date(year, 11, 30) for year in range(span[0].year, span[1].year + 1)]
    assert days_of(future, "DeadlineMissed", "Annual report") == [
        day + a_day for day in reports if span[0] < day < span[1]
    ]
    new_years = [date(year, 1, 1) for year in range(span[0].year, span[1].year + 1)]
    followed_all_year = [day for day in new_years if span[0] <= day.replace(year=day.year - 1) and day <= span[1]]
    assert days_of(future, "DeadlineMissed", "Technical exchanges") == followed_all_year
    due = [
        date(year, 11, 30) - timedelta(days=days)
        for year in range(span[0].year, span[1].year + 1)
        for days in (30, 7, 1)
    ]
    reminded = days_of(future, "ReminderSent", "Annual report")
    assert [day for day in reminded if day > span[0]] == [day for day in due if span[0] < day <= span[1]]
    assert ledger.head() == head


async def test_a_play_has_a_server_of_its_own_however_the_real_one_is_reached(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HENGXU_TEMPORAL_TLS", "true")
    monkeypatch.setenv("HENGXU_TEMPORAL_API_KEY", "a key of elsewhere")
    monkeypatch.setenv("HENGXU_TEMPORAL_KEYS_FILE", str(settings.data / "no such file"))
    async with set_up(ledger, settings) as copy:
        await copy.enter(CENTER)
        assert (await copy.now(CENTER)).tzinfo is not None


async def test_what_is_missed_when_the_last_day_is_over_is_no_part_of_the_play(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    instants: list[datetime] = []
    let_pass = RehearsalCopy.let_pass

    async def watched(stage: RehearsalCopy, center_id: str, until: datetime) -> bool:
        instants.append(until)
        return await let_pass(stage, center_id, until)

    monkeypatch.setattr(RehearsalCopy, "let_pass", watched)
    span = RehearsalSpan(today(), next_report(today()))
    (future,) = await rehearse(ledger, settings, [CENTER], span)
    assert start_of_day(span.last) < instants[-1] < end_of_day(span.last)
    assert days_of(future, "DeadlineMissed", "Annual report") == []


async def test_a_term_that_nobody_knows_never_expires_and_says_so(ledger: Ledger, settings: Settings) -> None:
    future = await play(ledger, settings, 1)
    assert "TermExpired" not in future.counts
    assert "term_ends_on" in future.unknown
    assert [(over.key, over.latest < future.last) for over in future.certainly_over] == [("evaluation/unknown", True)]


async def test_a_script_is_followed_and_what_a_rule_refuses_is_shown_with_its_clause(
    ledger: Ledger, settings: Settings, tmp_path: Path
) -> None:
    term = today() + timedelta(days=120)
    days = [today() + timedelta(days=count) for count in (1, 2, 3)]
    steps = script(
        tmp_path,
        f"on: {days[0]}, role: officer, command: {{type: complete_record, term_ends_on: {term}, source: 批复, "
        "confirmed: {doubts: [end_of_term_unusual], reason: 批复如此}}",
        f"on: {days[1]}, role: applicant, command: {{type: appoint_director, name: 张主任}}",
        f"on: {days[2]}, role: auditor, command: {{type: commend, kinds: [publicity], reason: 无权}}",
    )
    future = await play(ledger, settings, 1, *steps)
    rows = [(line.on, line.event, line.clause) for line in future.happenings]
    assert (days[0], "RecordCompleted", "record") in rows
    assert (days[1], "DirectorAppointed", "4.1") in rows
    assert (days[2], "refused", "5.3") in rows
    assert (term - timedelta(days=90), "EvaluationOpened", "5.1") in rows
    assert (term + timedelta(days=1), "TermExpired", "5.1") in rows
    assert [line.on for line in future.happenings] == sorted(line.on for line in future.happenings)


async def test_after_its_end_a_center_is_asked_for_nothing_more(
    ledger: Ledger, settings: Settings, tmp_path: Path
) -> None:
    steps = script(
        tmp_path,
        f"on: {today() + timedelta(days=1)}, role: applicant, command: {{type: relinquish, reason: 业务调整}}",
        f"on: {today() + timedelta(days=2)}, role: approver, command: {{type: record_relinquishment, "
        f"document_number: 沪市监计量〔{(today() + timedelta(days=2)).year}〕9号}}",
        f"on: {today() + timedelta(days=3)}, role: applicant, command: {{type: appoint_director, name: 张主任}}",
    )
    future = await play(ledger, settings, 1, *steps)
    assert future.phase_after == "relinquished"
    assert future.happenings[-1].event == "not_played"
    assert days_of(future, "DeadlineMissed", "Annual report") == []


async def test_several_centers_are_played_side_by_side(ledger: Ledger, settings: Settings) -> None:
    centers = ["sh-beidou", "sh-space-energy", "sh-intelligent-lighting"]
    futures = await rehearse(ledger, settings, centers, RehearsalSpan.of_years(2))
    assert [future.center_id for future in futures] == centers
    assert all(future.counts["DeadlineMissed"] >= 2 for future in futures)
    assert futures[2].disputed == ("established_on",)


def test_nothing_of_a_rehearsal_remains(
    ledger: Ledger, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = children()
    asyncio.run(play(ledger, settings, 1))
    assert (list(scratch.iterdir()), children()) == ([], before)


def children() -> set[str]:
    """The process ids of everything that this process has started."""
    lists = Path("/proc/self/task").glob("*/children")
    return {pid for each in lists for pid in each.read_text(encoding="ascii").split()}
