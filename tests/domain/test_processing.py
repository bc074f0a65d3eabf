"""How long the bureau's own steps took: only where the days between which each was taken are on record."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.center import Center
from domain.decider import EVENTS, evolve, fold
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.processing import BOUNDING, STEPS, Processing, ProcessingStep, ProcessingTime
from domain.replay import replay
from domain.visibility.relations import Relation
from domain.visibility.seen import Reader, center_seen
from tests.domain.test_corrections import corrected
from tests.domain.test_entering_the_past import imported
from tests.lives import ACTORS, START, Life, commands, life_before, life_in, path_to


def times(center: Center) -> dict[ProcessingStep, list[int]]:
    found: dict[ProcessingStep, list[int]] = {}
    for one in center.processing.done:
        found.setdefault(one.step, []).append(one.days)
    return found


def test_every_step_has_a_clause_a_beginning_and_an_end() -> None:
    assert [one.step for one in STEPS] == list(ProcessingStep)
    for one in STEPS:
        assert one.step.clause in CLAUSES
        assert one.begins
        assert one.ends
    assert frozenset(EVENTS) >= BOUNDING


def test_a_life_to_its_establishment_has_taken_each_step_of_the_way_once() -> None:
    center = life_in(Phase.OPERATION).center
    assert times(center) == {
        ProcessingStep.GUIDANCE: [21],
        ProcessingStep.APPLICATION_CHECKED: [42],
        ProcessingStep.APPLICATION_REVIEWED: [21],
        ProcessingStep.APPLICATION_DECIDED: [7],
        ProcessingStep.APPLICATION: [70],
        ProcessingStep.ACCEPTANCE_CHECKED: [35],
        ProcessingStep.ACCEPTED_ON_SITE: [7],
        ProcessingStep.REVISION_CONFIRMED: [7],
        ProcessingStep.ESTABLISHED: [7],
        ProcessingStep.ACCEPTANCE: [63],
    }
    assert center.processing.begun == {}


def test_a_step_that_is_before_the_bureau_takes_no_time_yet() -> None:
    center = life_in(Phase.APPLICATION).center
    assert ProcessingStep.APPLICATION_CHECKED not in times(center)
    assert center.processing.begun[ProcessingStep.APPLICATION_CHECKED, ""] == center.days["ApplicationSubmitted"]


def test_what_comes_before_the_bureau_again_counts_from_the_last_time() -> None:
    life = life_before("confirm_revision")
    later = life.now.date() + timedelta(days=10)
    life.take(commands()["submit_revision"] | {"effective_on": str(later)})
    life.take(commands()["confirm_revision"] | {"effective_on": str(later + timedelta(days=3))})
    assert times(life.center)[ProcessingStep.REVISION_CONFIRMED] == [3]


def test_what_is_decided_on_the_day_on_which_it_came_took_no_days() -> None:
    life = life_before("confirm_revision")
    life.take(commands()["confirm_revision"] | {"effective_on": str(life.now.date())})
    assert times(life.center)[ProcessingStep.REVISION_CONFIRMED] == [0]


def test_a_declined_application_is_processed_too_and_another_one_anew() -> None:
    life = life_before("approve_construction").take(commands()["decline_construction"])
    assert len(times(life.center)[ProcessingStep.APPLICATION]) == 1
    for body in (step.body for step in path_to(Phase.CONSTRUCTION)[-13:]):
        life.take({name: value for name, value in body.items() if name != "effective_on"})
    assert times(life.center)[ProcessingStep.APPLICATION][1:] == [0]


def test_each_order_of_rectification_is_judged_on_its_own() -> None:
    life = life_in(Phase.CONSTRUCTION)
    for number in (71, 72):
        ordered = commands()["order_rectification"] | {"document_number": f"沪市监计量〔2023〕{number}号"}
        life.take(ordered | {"problems": f"问题{number}"})
    first, second = life.center.rectifications
    for order in (first, second):
        life.take(
            commands()["record_service"]
            | {"position": next(one.position for one in life.records if one.version == order.version)}
        )
    days = [life.now.date() + timedelta(days=count) for count in (1, 2, 5, 9)]
    for body, of, on in (
        ("report_rectification", second, days[0]),
        ("report_rectification", first, days[1]),
        ("judge_rectification", first, days[2]),
        ("judge_rectification", second, days[3]),
    ):
        life.take(commands()[body] | {"rectification_id": of.id, "effective_on": str(on)})
    found = [(one.part, one.days) for one in life.center.processing.done if one.step == "rectification_judged"]
    assert found == [(first.id, 3), (second.id, 8)]


def test_a_corrected_day_changes_how_long_it_took() -> None:
    life = life_in(Phase.OPERATION)
    position = life.position_of("RevisionSubmitted")
    on = life.center.days["RevisionConfirmed"]
    assert isinstance(on, date)
    corrected(life, position=position, corrected={}, corrected_effective_on=str(on - timedelta(days=9)))
    assert times(life.center)[ProcessingStep.REVISION_CONFIRMED] == [9]


def test_as_known_at_an_instant_there_is_only_what_was_done_then() -> None:
    life = life_in(Phase.OPERATION)
    review = next(one.recorded_at for one in life.records if one.event.wire_name() == "ReviewReportIssued")
    then = replay(life.records, known_at=review)
    assert then is not None
    assert list(times(then)) == [
        ProcessingStep.GUIDANCE,
        ProcessingStep.APPLICATION_CHECKED,
        ProcessingStep.APPLICATION_REVIEWED,
    ]


def test_an_import_tells_no_time_that_anything_took() -> None:
    assert imported("2022-05", date(2026, 11, 20)).center.processing == Processing()
    assert imported("2022-05-17", date(2026, 11, 20)).center.processing == Processing()


@pytest.mark.parametrize("day", ["2022-12", "2022"])
def test_a_day_that_is_not_known_as_one_tells_no_time(day: str) -> None:
    life = life_in(Phase.CONSTRUCTION)
    vague = [
        record.model_copy(update={"effective_on": day})
        if record.event.wire_name() == "ApplicationSubmitted"
        else record
        for record in life.records
    ]
    center = fold(None, vague)
    assert center is not None
    found = times(center)
    assert ProcessingStep.APPLICATION not in found
    assert ProcessingStep.APPLICATION_CHECKED not in found
    assert found[ProcessingStep.APPLICATION_DECIDED] == [7]


def test_supervisors_learn_of_an_expert_review_once_the_bureau_has_decided() -> None:
    reader = Reader(ACTORS[Role.DISTRICT], Relation.SUPERVISOR)
    deliberating = life_before("approve_construction").center
    assert ProcessingStep.APPLICATION_REVIEWED in times(deliberating)
    seen = center_seen(deliberating, reader)
    assert ProcessingStep.APPLICATION_REVIEWED not in times(seen)
    assert seen.processing.begun == {}
    assert ProcessingStep.APPLICATION_REVIEWED in times(center_seen(life_in(Phase.CONSTRUCTION).center, reader))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 400)), max_size=12))
def test_in_whatever_order_acts_are_recorded_no_time_is_negative_and_none_has_one_bound(
    acts: list[tuple[int, int]],
) -> None:
    ones = [record for record in LIFE.records if type(record.event) in BOUNDING]
    found = Processing()
    for version, (which, after) in enumerate(acts, start=1):
        record = ones[which % len(ones)]
        on = START + timedelta(days=after)
        found = found.after(record.model_copy(update={"effective_on": on, "version": version}))
    for one in found.done:
        assert one.days >= 0
        bounds = next(bounds for bounds in STEPS if bounds.step is one.step)
        ended = ones[acts[one.version - 1][0] % len(ones)].event
        assert any(bound.is_passed_by(ended) for bound in bounds.ends)
    assert all(isinstance(one, ProcessingTime) for one in found.done)


def test_one_record_at_a_time_comes_to_the_same_as_the_whole() -> None:
    center: Center | None = None
    for record in LIFE.records:
        center = evolve(center, record)
    assert center is not None
    assert center.processing == LIFE.center.processing


LIFE: Life = life_in(Phase.OPERATION)
