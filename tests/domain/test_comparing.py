"""Time travel on two axes: what was in force, by what was known; and what made the difference."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attributes import attributes
from domain.center import Center
from domain.comparing import Bearing, Change, Comparison, compare, read_at
from domain.decider import evolve
from domain.guideline.phases import Phase
from domain.housekeeping.messages import ActUndone, RecordCorrected
from domain.kernel.records import Event, PartialDay, Record
from domain.replay import replay
from domain.values.partial_days import earliest
from domain.values.points import Point, parse_point
from tests.domain.test_any_history import HISTORIES, history, instants, some_history, unhurried
from tests.domain.test_corrections import corrected_before_the_rule
from tests.domain.test_undoing import COURT, revoked, undone
from tests.lives import CENTER_ID, Body, Life, annual_report, commands, life_in, noon

days = st.dates(date(2021, 1, 1), date(2030, 1, 1))
points = st.builds(Point, st.none() | days, st.none() | instants(2021, 2029))


def correct(life: Life, position: int, **content: object) -> Life:
    life.take(commands()["correct_record"] | {"position": position, "corrected": {}} | content)
    return life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})


def version_of(life: Life, event: str) -> int:
    return next(record.version for record in life.records if record.event.wire_name() == event)


def corrected_in_june() -> Life:
    """Approved to construct in March 2023 for three years; in June it turns out that the paper says two."""
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 6, 15))
    return correct(life, version_of(life, "ConstructionApproved"), corrected={"term_months": 24})


def test_a_second_correction_changes_nothing_but_what_it_names() -> None:
    life = corrected_in_june()
    life.now = noon(date(2023, 7, 1))
    number = {"document_number": "沪市监计量〔2023〕88号"}
    correct(life, version_of(life, "ConstructionApproved"), corrected=number)
    found = compare(life.records, Point(known_at=noon(date(2023, 6, 30))), Point())
    assert {item.path for item in found.changes} == {"approval_number"}
    whole = compare(life.records, Point(known_at=noon(date(2023, 6, 1))), Point())
    assert {item.path for item in whole.changes} == {"approval_number", "terms"}


def change(found: Comparison, path: str) -> Change:
    (one,) = (item for item in found.changes if item.path == path)
    return one


def names(one: Change) -> list[str]:
    return [cause.record.event.wire_name() for cause in one.causes]


def naive(records: Sequence[Record[Event]], point: Point) -> Center | None:
    """Filter, then fold one by one: what ``replay`` says in other words."""
    known = [record for record in records if point.known_at is None or record.recorded_at <= point.known_at]
    counting = [record for record in known if _counts(record, known, point.as_of)]
    read = [_as_read(record, counting) for record in counting]
    on_record = bool(read) and (
        point.as_of is None or any(earliest(record.effective_on) <= point.as_of for record in read)
    )
    center: Center | None = None
    for record in read if on_record else []:
        if record.version == 1 or point.as_of is None or earliest(record.effective_on) <= point.as_of:
            center = evolve(center, record)
    is_before = point.as_of is not None and center is not None and point.as_of < (center.known_on or date.min)
    return center.but(looked_at=point.as_of) if center is not None and is_before else center


def _counts(record: Record[Event], known: Sequence[Record[Event]], as_of: date | None) -> bool:
    """Said plainly: no undoing that counts names it, save one that names a later day."""
    return not any(
        isinstance(later.event, ActUndone)
        and record.version in (*later.event.undone, *later.event.falls)
        and (as_of is None or later.event.withdrawn_from is None or later.event.withdrawn_from <= as_of)
        and _counts(later, known, as_of)
        for later in known[record.version :]
    )


def _as_read(record: Record[Event], known: Sequence[Record[Event]]) -> Record[Event]:
    content, stated = json.loads(record.event.model_dump_json()), set[str]()
    day: PartialDay | None = None
    for later in known:
        correction = later.event
        if isinstance(correction, RecordCorrected) and correction.corrected_version == record.version:
            stated |= set(correction.corrected)
            content |= correction.corrected
            day = correction.corrected_effective_on or day
    if day is None and not stated:
        return record
    event = type(record.event).model_validate_json(json.dumps(content))
    on = day or event.took_effect_on(record.effective_on)
    return record.model_copy(update={"event": event.reckoned_from(on, stated), "effective_on": on})


@unhurried(150)
@given(some_history, points)
def test_a_replay_is_a_naive_fold_of_the_records_that_count(records: Sequence[Record[Event]], point: Point) -> None:
    assert replay(records, as_of=point.as_of, known_at=point.known_at) == naive(records, point)


@st.composite
def corrected_lives(draw: st.DrawFn) -> Sequence[Record[Event]]:
    """A life with backdated decisions and corrections of days and contents, recorded at any later time."""
    life = life_in(Phase.CONSTRUCTION)
    for _ in range(draw(st.integers(1, 6))):
        life.now += timedelta(days=draw(st.integers(0, 40)), hours=draw(st.integers(0, 23)))
        back = life.now.date() - timedelta(days=draw(st.integers(1, 60)))
        approved_on = earliest(life.center.approved_on or back)
        action = draw(st.sampled_from(["exchange", "director", "day", "term", "end", "number"]))
        if action == "exchange":
            life.take(commands()["hold_exchange"] | {"effective_on": max(back, approved_on)})
        elif action == "director":
            life.take(commands()["appoint_director"] | {"effective_on": max(back, approved_on)})
        elif action == "day":
            corrected_before_the_rule(life, draw(st.integers(1, 19)), corrected_effective_on=back)
        else:
            rights: dict[str, Body] = {
                "term": {"term_months": draw(st.integers(24, 36))},
                "end": {"term_ends_on": f"2026-0{draw(st.integers(1, 9))}-17"},
                "number": {"document_number": f"沪市监计量〔2023〕{draw(st.integers(1, 999))}号"},
            }
            approval = version_of(life, "ConstructionApproved")
            corrected_before_the_rule(life, approval, corrected=rights[action])
    return life.records


@unhurried(60)
@given(corrected_lives(), points)
def test_backdated_and_corrected_records_replay_as_a_naive_fold_too(
    records: Sequence[Record[Event]], point: Point
) -> None:
    assert replay(records, as_of=point.as_of, known_at=point.known_at) == naive(records, point)


@unhurried(60)
@given(corrected_lives() | some_history, points, points)
def test_a_comparison_holds_all_that_differs_and_every_change_its_cause(
    records: Sequence[Record[Event]], a: Point, b: Point
) -> None:
    found = compare(records, a, b)
    assert found.before == replay(records, as_of=a.as_of, known_at=a.known_at)
    assert found.after == replay(records, as_of=b.as_of, known_at=b.known_at)
    changed = {item.path: item for item in found.changes}
    before, after = attributes(found.before), attributes(found.after)
    for path in before.keys() & after.keys():
        assert (before[path] != after[path]) == (path in changed)
    for item in found.changes:
        assert item.causes
        assert (item.before, item.after) == (before.get(item.path), after.get(item.path))


@unhurried(60)
@given(corrected_lives() | some_history, points, points)
def test_there_and_back_are_the_same_changes(records: Sequence[Record[Event]], a: Point, b: Point) -> None:
    onward, back = compare(records, a, b), compare(records, b, a)
    assert {(item.path, item.before, item.after) for item in onward.changes} == {
        (item.path, item.after, item.before) for item in back.changes
    }
    assert {item.path: names(item) for item in onward.changes} == {item.path: names(item) for item in back.changes}


@pytest.mark.parametrize("name", HISTORIES)
def test_nothing_differs_from_itself(name: str) -> None:
    assert compare(history(name), Point(), Point()).changes == ()


@pytest.mark.parametrize("name", HISTORIES)
def test_every_particular_that_is_stated_comes_from_an_event(name: str) -> None:
    reading = read_at(history(name), Point())
    assert reading.center == replay(history(name))
    assert {path for path, value in reading.attributes.items() if value} <= reading.origins.keys()


@pytest.mark.parametrize(
    ("point", "term"),
    [
        ("2023-04-01@2023-07-01", date(2025, 3, 7)),
        ("2023-04-01@2023-05-01", date(2026, 3, 7)),
        ("@2023-05-01", date(2026, 3, 7)),
        ("2023-04-01", date(2025, 3, 7)),
        ("now", date(2025, 3, 7)),
    ],
)
def test_a_correction_of_june_changes_april_as_known_in_july_and_not_as_known_in_may(point: str, term: date) -> None:
    day, instant = parse_point(point)
    center = replay(corrected_in_june().records, as_of=day, known_at=instant)
    assert center is not None
    assert center.term_ends_on == term


def test_the_correction_is_what_made_the_difference_and_it_names_what_it_corrects() -> None:
    found = compare(
        corrected_in_june().records, parse_point("2023-04-01@2023-05-01"), parse_point("2023-04-01@2023-07-01")
    )
    term = change(found, "terms")
    assert (term.before, term.after) == ((date(2026, 3, 7),), (date(2025, 3, 7),))
    (cause,) = term.causes
    assert (cause.record.event.wire_name(), cause.bearing) == ("RecordCorrected", Bearing.AFTER)
    assert cause.corrects is not None
    assert (cause.corrects.event.wire_name(), cause.corrects.event.clause) == ("ConstructionApproved", "3.4.2")
    assert [item.path for item in found.changes] == ["terms"]


def test_backwards_the_correction_no_longer_counts() -> None:
    found = compare(corrected_in_june().records, Point(), parse_point("@2023-05-01"))
    (cause,) = change(found, "terms").causes
    assert (cause.record.event.wire_name(), cause.bearing) == ("RecordCorrected", Bearing.BEFORE)


def test_a_backdated_decision_differs_by_what_was_known_alone() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 9, 1))
    life.take(commands()["appoint_director"] | {"effective_on": "2023-04-01"})
    found = compare(life.records, parse_point("2023-05-01@2023-05-01"), parse_point("2023-05-01"))
    assert [item.path for item in found.changes] == ["director", "director_since"]
    assert names(change(found, "director")) == ["DirectorAppointed"]
    assert compare(life.records, parse_point("2023-03-31"), parse_point("2023-03-31@2023-05-01")).changes == ()


def test_an_event_moved_to_another_day_is_named_with_its_correction() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2024, 1, 10))
    life.take(annual_report(2023))
    life.pass_time(date(2024, 2, 1))
    correct(life, version_of(life, "AnnualReportSubmitted"), corrected_effective_on="2023-11-28")
    found = compare(life.records, parse_point("2023-12-01@2024-01-15"), parse_point("2023-12-01"))
    assert names(change(found, "reports[2023].on")) == ["AnnualReportSubmitted", "RecordCorrected"]


def test_a_phase_is_reached_by_all_the_decisions_that_led_there() -> None:
    life = life_in(Phase.OPERATION)
    phase = change(compare(life.records, parse_point("2022-12-01"), Point()), "phase")
    assert (phase.before, phase.after) == (Phase.INCUBATION, Phase.OPERATION)
    assert names(phase) == ["ApplicationSubmitted", "ConstructionApproved", "AcceptanceApplied", "CenterEstablished"]
    assert [cause.record.event.clause for cause in phase.causes] == ["3.4.1", "3.4.2", "3.5.2", "3.5.3"]


def test_before_it_was_on_record_nothing_of_it_is_known() -> None:
    life = life_in(Phase.INCUBATION)
    found = compare(life.records, parse_point("2020-01-01"), Point())
    assert found.before is None
    assert (change(found, "phase").before, change(found, "phase").after) == (None, Phase.INCUBATION)
    assert names(change(found, "name_zh")) == ["CenterRegistered"]


def test_a_particular_comes_from_the_event_that_set_it_last() -> None:
    life = life_in(Phase.OPERATION)
    origin = read_at(life.records, Point()).origin("phase")
    assert origin is not None
    assert (origin.event.wire_name(), origin.center_id) == ("CenterEstablished", CENTER_ID)
    assert read_at(life.records, Point()).origin("evaluation") is None


def test_the_first_event_counts_although_it_took_effect_later() -> None:
    facts: Body = {"kind": "construction_approved", "date": "2022-05", "certainty": "reported", "source": "报道"}
    life = Life(now=noon(date(2026, 1, 10))).take(commands()["import_center"] | {"facts": [facts]})
    found = compare(life.records, parse_point("2022-04-30"), parse_point("2022-05-01"))
    assert found.before is None
    assert names(change(found, "approved_on")) == ["FactImported"]


def test_an_instant_between_two_decisions_knows_the_earlier_one() -> None:
    life = life_in(Phase.CONSTRUCTION)
    instants_known = sorted({record.recorded_at for record in life.records})
    first: datetime = instants_known[0]
    assert read_at(life.records, Point(known_at=first)).center == replay(
        [record for record in life.records if record.recorded_at == first]
    )


def test_an_undoing_is_what_made_the_difference_and_it_names_what_it_undoes() -> None:
    life = undone(revoked(), "CenterRevoked", **COURT)
    found = compare(life.records, parse_point("@2024-01-01"), Point())
    (cause,) = (one for one in change(found, "phase").causes if isinstance(one.record.event, ActUndone))
    assert cause.bearing is Bearing.AFTER
    assert cause.corrects is not None
    assert cause.corrects.event.wire_name() == "CenterRevoked"
    phase = change(found, "phase")
    assert (phase.before, phase.after) == (Phase.REVOKED, Phase.CONSTRUCTION)
