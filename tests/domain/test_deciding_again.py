"""What is on record is decided on again: back to the command that was asked, and that on the state before it."""

from datetime import date
from typing import Any

import pytest

from domain.decider import DECIDER, DECISION_WITH, DECISIONS, EFFECTS, EVENTS
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.housekeeping.correction import as_corrected
from domain.housekeeping.deciding_again import Beside, context_then, decided_again, decisions_in, refused_since
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.clock_facts import ClockFact
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import occasion, under_construction, with_an_order
from tests.lives import ACTORS, ROLE_OF, Body, Life, annual_report, command_of, commands, life_in, noon

AGAIN = Beside(DECIDER, WorkingCalendar())
OTHER_ANSWERS: list[tuple[str, Body]] = [
    ("record_support", {"granted": False, "reason": "产业基础不足"}),
    ("record_consent", {"given": False, "reason": "用地未落实"}),
    ("hold_pre_review", {"verdict": "fail"}),
    ("judge_rectification", {"outcome": "rejected"}),
    ("confirm_correction", {"verdict": "fail", "reason": "登记无误"}),
    ("evaluate_construction", {"new_term_ends_on": "2027-03-07"}),
    ("decide_on_evaluation", {"new_term_ends_on": "2027-03-07"}),
    ("decide_on_evaluation", {"outcome": "rectification"}),
    ("record_supervision", {"unreported_matter": {"title": "主任离职", "happened_on": "2023-09-01"}}),
    ("import_center", {"facts": []}),
]


def recorded(life: Life, body: Body) -> tuple[Record[Event], ...]:
    """The records of the decision, taken now."""
    before = len(life.records)
    life.take(body)
    return tuple(life.records[before:])


def taken_again(life: Life, own: tuple[Record[Event], ...]) -> list[Event] | Refusal:
    """What follows when it is taken again on what stood before it."""
    (decided,) = (decided for decided in decisions_in(life.records, DECIDER) if decided.records == own)
    context = context_then(own, decided.before, AGAIN)
    return DECIDER.decide(DECIDER.command_of(own), decided.center, context)


@pytest.mark.parametrize(
    ("name", "changes"),
    [*((decision.type, {}) for decision in DECISIONS), *OTHER_ANSWERS],
    ids=lambda part: part if isinstance(part, str) else "-".join(part),
)
def test_from_its_events_a_decision_is_found_and_gives_the_same_events_again(name: str, changes: Body) -> None:
    life, body = occasion(name)
    own = recorded(life, body | changes)
    assert taken_again(life, own) == [record.event for record in own]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.type)
def test_the_command_that_is_found_says_what_was_asked(decision: Decision) -> None:
    life, body = occasion(decision.type)
    asked = body | {"note": "据书面材料", "effective_on": life.now.date()}
    own = tuple(
        record.model_copy(update={"note": "据书面材料", "effective_on": life.now.date()})
        for record in recorded(life, asked)
    )
    found = DECIDER.command_of(own)
    aside = {"confirmed", *({"reason"} if decision.type in SAID_NOWHERE else ())}
    assert found.model_dump(exclude=aside) == command_of(asked).model_dump(exclude=aside)
    assert type(found).model_validate(found.model_dump()) == found


SAID_NOWHERE = {"confirm_correction"}
"""Why a correction is confirmed stands in no event."""


def test_a_matter_that_supervision_found_is_asked_about_by_its_id_and_one_told_first_is_not() -> None:
    life = under_construction()
    found = {"title": "主任离职", "happened_on": "2023-09-01"}
    life.take(commands()["record_supervision"] | {"unreported_matter": found})
    matter = life.center.major_matters[0].id
    notices = [
        recorded(life, commands()["notify_major_matter"] | found | {"matter_id": matter}),
        recorded(life, commands()["notify_major_matter"]),
    ]
    assert [DECIDER.command_of(own).model_dump()["matter_id"] for own in notices] == [matter, None]


def test_confirmed_doubts_are_confirmed_again() -> None:
    own = recorded(life_in(Phase.INCUBATION), commands()["amend_organisations"])
    asked = {"confirms": None, "doubts": [{"code": "day_long_ago", "clause": "house"}], "reason": "补录"}
    confirmed = Record[Event].model_validate(own[0].model_dump() | {"event": own[0].event, "confirmed": asked})
    command = DECIDER.command_of([confirmed])
    assert command.confirmed is not None
    assert (command.confirmed.doubts, command.confirmed.reason) == (("day_long_ago",), "补录")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.wire_name())
def test_every_event_but_a_clocks_follows_from_one_decision(event: type[Event]) -> None:
    rows = [decision for decision in DECISIONS if event in decision.events]
    nobodys = issubclass(event, ClockFact) or event not in EFFECTS
    assert rows == ([] if nobodys else [DECISION_WITH[event]])


@pytest.mark.parametrize("phase", Phase)
def test_a_history_is_decided_again_without_a_refusal(phase: Phase) -> None:
    life = life_in(phase)
    assert list(decided_again(life.records, AGAIN)) == []


def test_a_history_of_years_with_its_clocks_and_corrections_is_decided_again_without_a_refusal() -> None:
    life, order = with_an_order()
    life.take(annual_report(2023))
    life.pass_time(date(2025, 1, 10))
    life.take(commands()["report_rectification"] | {"rectification_id": order})
    life.take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert list(decided_again(as_corrected(life.records), AGAIN)) == []


def moved(life: Life, event: str, **changes: Any) -> list[Record[Event]]:
    """The history as it would read with this record changed."""
    return [
        record.model_copy(update=changes) if record.event.wire_name() == event else record for record in life.records
    ]


A_FORTNIGHT_LATER = {"effective_on": date(2022, 11, 22), "recorded_at": noon(date(2022, 11, 22))}


def test_what_rests_on_a_changed_day_is_refused_again_and_named_once() -> None:
    life = life_in(Phase.CONSTRUCTION)
    after = moved(life, "IndustryResearchSubmitted", **A_FORTNIGHT_LATER)
    refused = refused_since(life.records, after, AGAIN)
    assert [again.records[0].event.wire_name() for again in refused] == ["SupportGranted"]
    assert (refused[0].refusal.code, refused[0].refusal.clause) == ("day_before_its_ground", "3.3.2")


def test_what_was_refused_before_is_not_named() -> None:
    life = life_in(Phase.CONSTRUCTION)
    before = moved(life, "IndustryResearchSubmitted", **A_FORTNIGHT_LATER)
    assert len(list(decided_again(before, AGAIN))) == 1
    assert refused_since(before, before, AGAIN) == []


def test_what_comes_after_an_act_that_is_missing_loses_its_ground() -> None:
    life = life_in(Phase.CONSTRUCTION)
    without = [record for record in life.records if record.event.wire_name() != "ReviewReportIssued"]
    refused = refused_since(life.records, without, AGAIN)
    assert [(again.version, again.refusal.code) for again in refused] == [(20, "review_report_missing")]


def test_each_is_decided_again_by_the_numbers_of_its_own_day() -> None:
    life = life_in(Phase.CONSTRUCTION)
    under = life.policy.model_copy(update={"panel_minimum": 4}).decided_under()
    strict = [record.model_copy(update={"decided_under": under}) for record in life.records]
    assert {again.refusal.code for again in decided_again(strict, AGAIN)} == {"expert_panel_too_small"}


def test_a_decision_is_taken_again_by_whom_it_was_taken() -> None:
    life = life_in(Phase.INCUBATION)
    by_another = [record.model_copy(update={"actor": ACTORS[Role.AUDITOR]}) for record in life.records]
    assert [again.refusal.code for again in decided_again(by_another, AGAIN)] == ["role_not_allowed"]
    assert ROLE_OF["register_center"] is Role.APPLICANT
