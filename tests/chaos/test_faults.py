"""What is planned and done to installations, where that can be seen without one."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from domain.kernel.roles import Role
from ledger.opening import open_ledger
from tests.chaos.answers import Answer, Asked
from tests.chaos.faults import FAULTS, Planned, faults_on, is_all_answered, schedule
from tests.chaos.installations import INSTALLATIONS, Embedded
from tests.chaos.lost_commit import TakenAway, commits, take_last_receipt_away
from tests.chaos.oracle import Outcome, Restored
from tests.chaos.report import summary, table
from tests.chaos.rounds import Life, Round, in_force
from tests.ledger.conftest import migrated_file
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide
from tests.lives import ACTORS


@pytest.mark.parametrize("name", INSTALLATIONS)
def test_the_same_seed_plans_the_same_faults_and_another_seed_others(name: str) -> None:
    faults = faults_on(name)
    assert schedule(faults, Random(7), 20) == schedule(faults, Random(7), 20)
    assert schedule(faults, Random(7), 20) != schedule(faults, Random(8), 20)


@pytest.mark.parametrize("name", INSTALLATIONS)
def test_each_kind_of_fault_comes_in_its_turn_and_one_that_spoils_the_ledger_at_the_end(name: str) -> None:
    faults = faults_on(name)
    planned = schedule(faults, Random(3), len(faults))
    assert {one.fault for plan in planned for one in plan} == set(faults)
    assert not [plan for plan in planned[:-1] for one in plan if one.fault.spoils]
    assert {len(plan) for plan in planned} == {1, 2}
    assert all(len(plan) == 1 for plan in planned if plan[0].fault.alone)


@pytest.mark.parametrize("name", INSTALLATIONS)
def test_no_fault_that_lasts_meets_itself_and_one_that_another_could_prevent_comes_first(name: str) -> None:
    pairs = [plan for plan in schedule(faults_on(name), Random(5), 2_000) if len(plan) > 1]
    assert not [outer for outer, inner in pairs if outer.fault is inner.fault and outer.seconds]
    assert not [outer for outer, inner in pairs if inner.fault.outermost]
    assert [outer for outer, inner in pairs if outer.fault.outermost]


def test_one_kind_alone_is_planned_as_often_as_asked_for() -> None:
    for fault in FAULTS:
        planned = schedule([fault], Random(1), 5)
        assert [{one.fault for one in plan} for plan in planned] == [{fault}] * 5


def test_every_fault_has_a_name_of_its_own_and_an_installation_that_it_can_happen_to() -> None:
    assert Counter(fault.name for fault in FAULTS).most_common(1)[0][1] == 1
    assert all(fault.on and fault.on <= set(INSTALLATIONS) for fault in FAULTS)
    assert [fault.name for fault in faults_on("embedded", ["kill-api", "kill-postgresql"])] == ["kill-api"]


async def test_a_fault_that_cannot_be_brought_about_is_a_finding_and_ends_no_run(tmp_path: Path) -> None:
    house, (fill,) = Embedded(tmp_path), faults_on("embedded", ["fill-disk"])
    moments: list[tuple[Planned, float]] = []
    async with in_force(house, Planned(fill, after=0, seconds=1), Random(1), moments):
        pass
    assert "fill-disk could not be brought about" in "".join(house.unforeseen)
    assert [one.fault for one, _ in moments] == [fill]


def crashed(folder: Path) -> Path:
    """A ledger of three decisions as a crash leaves it."""
    ledger = open_ledger(migrated_file(folder), REGISTRY)
    with closing(ledger):
        decide(ledger, "ic", Opened(name_zh="一"), command_id="first")
        for base, key in enumerate(("second", "third"), 1):
            decide(ledger, "ic", Renamed(name_zh=key), base=base, command_id=key)
        (left := folder / "left").mkdir()
        for file in folder.glob("ledger.sqlite3*"):
            shutil.copy(file, left)
    return left / "ledger.sqlite3"


def test_the_last_decision_is_taken_away_as_if_its_commit_had_not_reached_the_disk(tmp_path: Path) -> None:
    ledger = crashed(tmp_path)
    assert take_last_receipt_away(ledger) == TakenAway(frozenset({"third"}), checkpoint=False)
    assert take_last_receipt_away(ledger).receipts == {"second"}
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("SELECT command_id FROM receipts").fetchall() == [("first",)]
        assert connection.execute("SELECT max(version) FROM events").fetchone() == (1,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nothing_is_taken_away_of_a_ledger_that_was_closed_in_order(tmp_path: Path) -> None:
    ledger = crashed(tmp_path)
    with closing(sqlite3.connect(ledger)) as connection:
        assert connection.execute("SELECT count(*) FROM receipts").fetchone() == (3,)
    assert take_last_receipt_away(ledger) == TakenAway()
    assert commits(b"") == []


def test_the_report_counts_what_was_asked_acknowledged_lost_and_how_long_it_took() -> None:
    actor = ACTORS[Role.OFFICER]
    recorded = Answer(0.0, 2.04, 201, {"command_id": "a"})
    asked = [
        Asked("a", actor, "/centers", {"type": "register_center"}, [Answer(0.0, 9.0, 202, {}), recorded, recorded]),
        Asked("b", actor, "/centers", {"type": "register_center"}, [Answer(0.0, 0.1, 500, {})]),
        Asked("c", actor, "/centers/c", None, [Answer(0.0, 0.1, 200, {})]),
    ]
    rounds = [Round(1, [Restored("kill-api", 0, seconds)], {}) for seconds in (1.0, 2.0, 6.0)]
    rounds += [
        Round(2, [Restored("kill-api", 0, 20.0), Restored("fill-disk", 9, 3.0)], {}),
        Round(3, [Restored("kill-worker", 0, None)], {"lost": ["a"], "faults": ["b"]}),
    ]
    found = summary([Life("embedded", 7, Path(), rounds, asked)])
    assert {name: found[name] for name in ("rounds", "asked", "acknowledged", "lost", "doubled")} == {
        "rounds": 5,
        "asked": 2,
        "acknowledged": 1,
        "lost": 1,
        "doubled": 0,
    }
    assert (found["accepted_first"], found["sent_again"], found["answered_5xx_but_503"]) == (1, 2, 1)
    assert (found["longest_answer_seconds"], found["longest_until_recorded_seconds"]) == (9.0, 2.0)
    assert [(one["seed"], one["round"]) for one in found["failed"]] == [(7, 3)]
    assert found["faults"]["kill-api@embedded"] == {
        "count": 4,
        "alone": 3,
        "never": 0,
        "median": 2.0,
        "worst": 6.0,
    }
    assert "| kill-worker on embedded | 1 | 1 | –, never × 1 | –, never × 1 |" in table(found)
    assert "| fill-disk on embedded | 1 | 0 | – | – |" in table(found)


def test_a_lost_decision_that_a_rule_refuses_when_it_is_sent_again_is_answered_and_one_without_receipt_is_not() -> None:
    refused = '[{"command_id": "c1", "outcome": "refused", "code": "wrong_phase", "was_on_record": false}]'
    assert is_all_answered(Outcome(1, refused))
    assert not is_all_answered(Outcome(1, refused.replace("refused", "pending")))
    assert not is_all_answered(Outcome(1, "the service is away"))
