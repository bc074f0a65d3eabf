"""What goes wrong and what is well again stands in the log, each once, whoever asks and however often."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.kernel.base import Label
from health.checks import CHECKS
from health.report import Answer, Report, Trouble
from health.transitions import Transitions
from ledger.sqlite.recorder import path_of
from tests.api.house import House
from tests.api.serving import served_alone
from tests.logged import logged, of
from tests.temporal import until

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def report(seconds: int, **words: str) -> Report:
    """What was found so long after noon, a word by question."""
    found = {name: Answer([Trouble(word, Label(f"{word} 的说明", f"about {word}"))]) for name, word in words.items()}
    return Report(NOON + timedelta(seconds=seconds), {check.name: Answer() for check in CHECKS} | found)


def told_of(*reports: Report) -> list[str]:
    transitions = Transitions()
    with logged() as lines:
        for one in reports:
            transitions.take(one)
    return [line["message"] for line in of(lines, "hengxu.health")]


def test_what_goes_wrong_is_said_once_with_its_sentence_and_so_is_its_end() -> None:
    assert told_of(report(0), report(3, write="disk_full"), report(6, write="disk_full"), report(9), report(12)) == [
        "不正常：disk_full 的说明 / not well: about disk_full",
        "恢复正常：disk_full / over: disk_full",
    ]


def test_a_line_has_its_word_and_how_long_it_took() -> None:
    transitions = Transitions()
    with logged() as lines:
        transitions.take(report(0, write="disk_full"))
        transitions.take(report(42))
    began, ended = of(lines, "hengxu.health", word="disk_full")
    assert (began["level"], began["check"]) == ("WARNING", "write")
    assert (ended["level"], ended["seconds"]) == ("INFO", 42)


def test_what_several_questions_answer_is_said_once_and_over_when_all_are_answered_well() -> None:
    both, one = {"temporal": "temporal_away", "worker": "temporal_away"}, {"worker": "temporal_away"}
    assert len(told_of(report(0, **both), report(3, **one))) == 1
    assert len(told_of(report(0, **both), report(3, **one), report(6))) == 2


def test_nothing_is_over_because_nobody_can_tell() -> None:
    lines = told_of(
        report(0, worker="no_worker"),
        report(3, temporal="temporal_away"),
        report(6, worker="no_worker"),
        report(9),
    )
    assert [line.rpartition(": ")[2] for line in lines] == [
        "about no_worker",
        "about temporal_away",
        "temporal_away",
        "no_worker",
    ]


def test_what_goes_wrong_again_is_said_again() -> None:
    wrong = {"write": "ledger_locked"}
    assert len(told_of(report(0, **wrong), report(3), report(6, **wrong), report(9))) == 4


async def test_a_ledger_that_another_program_locks_is_logged_when_it_begins_and_ends(house: House) -> None:
    async def is_well() -> bool | None:
        return (await house.http.get("/readyz")).is_success or None

    await until(is_well)
    with logged() as lines:
        with closing(sqlite3.connect(path_of(house.settings.ledger.url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                assert (await house.http.get("/readyz")).status_code == 503
        await until(is_well)
    locked = of(lines, "hengxu.health", word="ledger_locked")
    assert [line["level"] for line in locked] == ["WARNING", "INFO"]
    assert not any("request_id" in line for line in locked)


@pytest.mark.real_time
async def test_a_program_looks_by_itself(tmp_path: Path) -> None:
    with served_alone(tmp_path) as served:

        async def logs_it() -> bool | None:
            return "word=temporal_away" in served.logged() or None

        await until(logs_it)
    assert served.logged().count("word=temporal_away") == 1
