"""What holds for any history, any order of it, any decision and any passing of time."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.center import Center
from domain.center_summary import summarize
from domain.context import Context
from domain.deadlines.clocks import _deadlines, deadlines
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.decider import DECISIONS, decide, evolve, fold
from domain.guideline.phases import BUILDING, SUPERVISED, Phase
from domain.guideline.policy import LONGEST_TERM, Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.housekeeping.correction import as_corrected
from domain.imported.unknowns import disputed, unknown
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import fold_on, replay
from domain.supervision.clock_facts import ClockFact, ReminderSent
from domain.values.partial_days import earliest
from domain.wording.refusals import REASONS
from domain.working_calendar.working_days import WorkingCalendar
from ledger.registry import domain_registry
from tests.domain.occasions import evaluated, heard_out, occasion, served, with_an_order
from tests.lives import (
    ACTORS,
    Body,
    Life,
    annual_report,
    command_of,
    commands,
    life_before,
    life_in,
    live,
    noon,
    path_to,
)

POLICY, CALENDAR = Policy(), WorkingCalendar()
T = TypeVar("T")


def unhurried(examples: int) -> settings:
    """So many examples, however busy the machine is."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def met_among(examples: st.SearchStrategy[T], sorts: Callable[[T], set[str]], count: int = 40) -> set[str]:
    """The sorts of examples that are met among so many, always the same: what a test says of all of them is said of
    nothing where none of a sort ever comes.
    """
    met: set[str] = set()

    @settings(unhurried(count), derandomize=True, database=None, phases=[hypothesis.Phase.generate])
    @given(examples)
    def look(example: T) -> None:
        met.update(sorts(example))

    look()
    return met


def sorts_of(events: Iterable[Event], sorts: Mapping[str, Callable[[Event], bool]]) -> set[str]:
    """Those of the sorts that one of the events is of."""
    found = list(events)
    return {sort for sort, is_one in sorts.items() if any(map(is_one, found))}


def instants(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Any second (UTC) from the first year to the last."""
    begin = datetime(first, 1, 1, tzinfo=UTC)
    length = datetime(last + 1, 1, 1, tzinfo=UTC) - begin
    return st.integers(0, int(length.total_seconds()) - 1).map(lambda passed: begin + timedelta(seconds=passed))


def a_life_with_everything() -> Life:
    """From the register through supervision, an order, a correction and several years of clocks."""
    life = life_in(Phase.OPERATION)
    life.pass_time(date(2023, 10, 1))
    found = {"title": "主任离职", "happened_on": "2023-09-28"}
    life.take(commands()["record_supervision"] | {"unreported_matter": found}).take(commands()["notify_major_matter"])
    served(life.take(commands()["order_rectification"]), "RectificationOrdered")
    life.take(commands()["commend"]).take(annual_report(2023))
    order = life.center.rectifications[0].id
    life.pass_time(date(2024, 7, 3))
    life.take(commands()["extend_rectification"] | {"rectification_id": order})
    life.take(commands()["report_rectification"] | {"rectification_id": order})
    life.take(commands()["judge_rectification"] | {"rectification_id": order, "outcome": "rejected"})
    heard_out(life, order).take(commands()["record_statement"])
    life.take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    life.pass_time(date(2026, 11, 23))
    life.take(commands()["amend_organisations"])
    return life.take(commands()["revoke_center"] | {"answer_to_statement": "不影响判定"})


def a_life_with_a_term_that_passed() -> Life:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2026, 8, 1))
    evaluated(life, new_term_ends_on="2027-05-01")
    life.pass_time(date(2028, 1, 1))
    return life


def an_imported_life() -> Life:
    facts = [
        {"kind": kind, "date": day, "certainty": "reported", "source": "报道"}
        for kind, day in (
            ("construction_approved", "2022-05"),
            ("alliance_formed", "2023"),
            ("accepted_on_site", "2024-01-01"),
            ("established", "2025"),
            ("target_completion", "2030"),
        )
    ]
    life = Life(now=noon(date(2026, 1, 10))).take(commands()["import_center"] | {"facts": facts})
    return life.take(commands()["complete_record"]).take(annual_report(2026), _anyone(Role.APPLICANT))


def _anyone(role: Role) -> Any:
    return ACTORS[role].model_copy(update={"anyone": True})


def an_undone_life() -> Life:
    """An exchange never took place; a revocation is undone with its ground; an order is withdrawn with its answer."""
    life = life_in(Phase.REVOKED)
    _undo(life, len(life.records) - 1, "entry_error")
    for kind in ("hold_exchange", "order_rectification"):
        life.take(commands()[kind])
        _undo(life, len(life.records), "entry_error")
    life.take(commands()["order_rectification"])
    order = {"rectification_id": life.center.rectifications[0].id}
    life.take(commands()["report_rectification"] | order)
    paper = {"document_number": "沪市监撤〔2023〕3号", "withdrawn_from": life.now.date().isoformat()}
    _undo(life, len(life.records) - 1, "withdrawn", **paper)
    return life.take({"type": "undo", "position": 2, "kind": "entry_error", "reason": "据书面材料"})


def a_life_given_up() -> Life:
    """Renamed, in acceptance taken back, of another scope before and after that, given up at the second attempt."""
    life = life_before("approve_establishment").take(commands()["rename_center"])
    for name in ("withdraw_acceptance_application", "apply_for_acceptance", "change_scope", "complete_self_inspection"):
        life.take(commands()[name])
    for name in ("relinquish", "take_back_relinquishment", "relinquish"):
        life.take(commands()[name])
    life.pass_time(date(2023, 12, 4))
    return life.take(commands()["record_relinquishment"])


def _undo(life: Life, position: int, kind: str, **paper: str) -> None:
    life.take({"type": "undo", "position": position, "kind": kind, "reason": "据书面材料", **paper})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})


HISTORIES: dict[str, Callable[[], Life]] = {
    "everything": a_life_with_everything,
    "a term that passed": a_life_with_a_term_that_passed,
    "declined": lambda: live([*path_to(Phase.APPLICATION)]).take(commands()["decline_construction"]),
    "imported": an_imported_life,
    "undone": an_undone_life,
    "given up": a_life_given_up,
}


@cache
def history(name: str) -> Sequence[Record[Event]]:
    return tuple(HISTORIES[name]().records)


some_history = st.sampled_from(sorted(HISTORIES)).map(history)


@st.composite
def shuffled_parts(draw: st.DrawFn) -> list[Record[Event]]:
    records = draw(some_history)
    kept = draw(st.lists(st.sampled_from(records), unique_by=lambda record: record.version, min_size=1))
    return [record.model_copy(update={"version": place}) for place, record in enumerate(kept, start=1)]


def read_everything(center: Center, now: datetime) -> None:
    """Whatever anybody asks of a center can be answered."""
    standing = summarize(center, POLICY, CALENDAR)
    assert standing.phase == center.phase
    assert {*unknown(center), *disputed(center)} >= set()


@unhurried(100)
@given(shuffled_parts())
def test_any_part_of_a_history_in_any_order_is_a_center(records: list[Record[Event]]) -> None:
    center = fold(None, records)
    assert center is not None
    assert center.version == len(records)
    read_everything(center, records[-1].recorded_at)


@unhurried(100)
@given(shuffled_parts())
def test_a_history_folded_at_once_is_what_it_is_event_by_event(records: list[Record[Event]]) -> None:
    center: Center | None = None
    for record in records:
        before = center and dict(vars(center))
        after = evolve(center, record)
        assert center is None or vars(center) == before
        center = after
    assert fold(None, records) == center
    assert type(fold(None, records)) is Center


@unhurried(100)
@given(some_history, st.dates(date(2010, 1, 1), date(2035, 1, 1)), instants(2020, 2030))
def test_any_history_is_read_as_of_any_day_and_as_known_at_any_instant(
    records: Sequence[Record[Event]], day: date, instant: datetime
) -> None:
    center = replay(records, as_of=day, known_at=instant)
    if center is not None:
        assert center.name_zh
        read_everything(center, instant)


@pytest.mark.parametrize("name", HISTORIES)
def test_folding_on_is_folding_at_once(name: str) -> None:
    records = history(name)
    step_by_step: Center | None = None
    for place, record in enumerate(records, start=1):
        step_by_step = replay(records[:place]) if record.event.AMENDS else fold_on(step_by_step, [record])
    assert step_by_step == replay(records)


@pytest.mark.parametrize("name", HISTORIES)
def test_what_is_stored_of_a_history_reads_back_the_same(name: str) -> None:
    registry = domain_registry()
    read = [registry.parse(*registry.dump(record)) for record in history(name)]
    assert [(vars(record) | {"position": 0}) for record in read] == [
        (vars(record) | {"position": 0}) for record in history(name)
    ]


@pytest.mark.parametrize("name", HISTORIES)
def test_folding_leaves_earlier_states_as_they_were(name: str) -> None:
    center: Center | None = None
    for record in history(name):
        before = center
        remembered = dict(vars(before)) if before else {}
        center = fold(before, [record])
        assert before is None or vars(before) == remembered


@st.composite
def any_point(draw: st.DrawFn) -> Center | None:
    records = draw(some_history)
    return replay(records[: draw(st.integers(0, len(records)))])


def odd(key: str, value: Any) -> st.SearchStrategy[Any]:
    """The value, or another of its kind at the edge of what is allowed, or past it."""
    kinds: list[tuple[bool, st.SearchStrategy[Any]]] = [
        (isinstance(value, bool), st.booleans()),
        (isinstance(value, int), st.integers(-(10**18), 10**18) | st.integers(1990, 2210)),
        (isinstance(value, list), st.sampled_from([value * 2, []]) if isinstance(value, list) else st.nothing()),
        (key.endswith("_on"), any_day),
        (key in ("stage", "verdict", "outcome"), st.sampled_from("guidance acceptance pass fail rejected".split())),
        (key.endswith("_id"), st.sampled_from(["r1", "m1", "c1", "expert-2"])),
    ]
    fitting = (strategy for fits, strategy in kinds if fits)
    return next(fitting, st.nothing()) | st.just(value)


@st.composite
def any_command(draw: st.DrawFn) -> Any:
    body: Body = draw(st.sampled_from([commands()[decision.type] for decision in DECISIONS]))
    varied = {key: value if key == "type" else draw(odd(key, value)) for key, value in body.items()}
    if draw(st.booleans()):
        varied["effective_on"] = draw(any_day)
    try:
        return command_of(varied)
    except ValidationError:
        return command_of(body)


@unhurried(200)
@given(
    any_point(),
    any_command(),
    st.sampled_from(sorted(Role)),
    instants(1990, 2190),
)
def test_any_decision_at_any_point_is_taken_or_refused(
    center: Center | None, command: Any, role: Role, instant: datetime
) -> None:
    for actor in (ACTORS[role], _anyone(DECISIONS_BY_COMMAND[type(command)])):
        decided = decide(command, center, Context(actor, instant, history=lambda: history("everything")))
        if isinstance(decided, Refusal):
            assert decided.code in REASONS
        else:
            assert decided
            after = fold(center, [_record(event, place) for place, event in enumerate(decided)])
            assert after is not None
            read_everything(after, instant)


DECISIONS_BY_COMMAND = {decision.command: decision.roles[0] for decision in DECISIONS}


def _record(event: Event, place: int) -> Record[Event]:
    on = event.took_effect_on(date(2023, 1, 1))
    return history("everything")[0].model_copy(update={"event": event, "effective_on": on, "version": 1000 + place})


@unhurried(100)
@given(st.integers(-100, 10_000), st.sampled_from((date(2023, 2, 28), None)))
def test_a_term_is_one_or_refused_and_asked_about_outside_the_bounds_of_the_policy(
    months: int, day: date | None
) -> None:
    life, body = _approving()
    decided = life.ask(body | {"term_months": months, "effective_on": day})
    assert isinstance(decided, Refusal) == (not 1 <= months <= LONGEST_TERM)
    asked = life.ask(body | {"term_months": months, "effective_on": day, "confirmed": None})
    assert isinstance(asked, Refusal) == (not 24 <= months <= 36)


@cache
def _approving() -> tuple[Life, Body]:
    life, body = occasion("approve_construction")
    return life, body


@unhurried(100)
@given(any_point())
def test_deadlines_and_alarms_are_sorted_and_always_the_same(center: Center | None) -> None:
    if center is None:
        return
    dues, pending = deadlines(center, POLICY, CALENDAR), scheduled_facts(center, POLICY, CALENDAR)
    days = [due.due_on or date.max for due in dues]
    assert days == sorted(days)
    assert [alarm.at for alarm in pending] == sorted(alarm.at for alarm in pending)
    assert len({alarm.key for alarm in pending}) == len(pending)
    _deadlines.cache_clear()
    assert (dues, pending) == (deadlines(center, POLICY, CALENDAR), scheduled_facts(center, POLICY, CALENDAR))


def clocked_life(kind: str) -> Life:
    if kind == "ordered":
        return with_an_order()[0]
    life = life_in(Phase[kind])
    if kind == "CONSTRUCTION":
        life.take(
            commands()["record_supervision"] | {"unreported_matter": {"title": "停电", "happened_on": "2023-03-01"}}
        )
    return life


any_day = st.dates(date(1890, 1, 1), date(2210, 12, 31)).map(str)
steps = st.lists(st.integers(1, 24 * 400), min_size=1, max_size=12)
kinds = st.sampled_from(["CONSTRUCTION", "ACCEPTANCE", "OPERATION", "ordered"])


@unhurried(40)
@given(kinds, steps)
def test_however_time_is_stepped_each_alarm_fires_once_and_the_same_days_pass(kind: str, hours: list[int]) -> None:
    stepped, at_once = clocked_life(kind), clocked_life(kind)
    for step in hours:
        stepped.pass_time_to(stepped.now + timedelta(hours=step))
    at_once.pass_time_to(stepped.now)
    facts = [_key(event) for event in stepped.events if isinstance(event, ClockFact)]
    assert len(facts) == len(set(facts))
    assert passed(stepped) == passed(at_once)


def _key(event: ClockFact) -> tuple[str, str, int]:
    return event.wire_name(), event.key, event.days_ahead if isinstance(event, ReminderSent) else 0


def passed(life: Life) -> set[tuple[str, str, int]]:
    """What passed, reminders aside: of those some are overtaken when nobody is there."""
    return {
        _key(event) for event in life.events if isinstance(event, ClockFact) and not isinstance(event, ReminderSent)
    }


@unhurried(40)
@given(kinds, steps, st.randoms(use_true_random=False))
def test_a_supervised_center_always_owes_exactly_one_report(kind: str, hours: list[int], chance: random.Random) -> None:
    life = clocked_life(kind)
    for step in hours:
        life.pass_time_to(life.now + timedelta(hours=step))
        if chance.random() < 0.5 and life.now.year not in life.center.reports:
            life.take(annual_report(life.now.year))
        assert life.center.phase in SUPERVISED
        dues = deadlines(life.center, life.policy, life.calendar)
        owed = [due for due in dues if due.kind is ClockKind.ANNUAL_REPORT and due.status is ClockStatus.OPEN]
        assert len(owed) == 1
        ends = [due for due in dues if due.kind is ClockKind.EVALUATION and due.status is ClockStatus.OPEN]
        assert len(ends) <= (life.center.phase in BUILDING)


@unhurried(60)
@given(some_history)
def test_whatever_is_met_was_met_on_the_day_of_something_on_record(records: Sequence[Record[Event]]) -> None:
    center = replay(records)
    assert center is not None
    days = {earliest(record.effective_on) for record in as_corrected(records)}
    for due in deadlines(center, POLICY, CALENDAR):
        assert (due.met_on is not None) == (due.status is ClockStatus.MET)
        assert due.met_on is None or due.met_on in days


@unhurried(40)
@given(kinds, steps)
def test_no_reminder_is_older_than_what_it_reminds_of(kind: str, hours: list[int]) -> None:
    life = clocked_life(kind)
    for step in hours:
        life.pass_time_to(life.now + timedelta(hours=step))
    known = {due.key: due.known_on for due in deadlines(life.center, life.policy, life.calendar)}
    for record in life.records:
        if isinstance(record.event, ReminderSent) and record.event.key in known:
            assert earliest(record.effective_on) >= known[record.event.key]
