"""5.1: the officer evaluates and proposes, the approver decides; what was decided at once before stands."""

from datetime import date

import pytest

from domain.deadlines.clocks import deadlines, has_fallen
from domain.decider import DECIDER
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus, EvaluationOutcome
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.clock_facts import TermExpired
from domain.supervision.messages import ConstructionEvaluated, EvaluationDecided
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import NOVEMBER, evaluated, taken_before_powers, under_construction
from tests.lives import ACTORS, Body, Life, commands, life_in, noon

UNDECIDED = Refusal("no_evaluation_proposed", "5.1")
END_OF_TERM = date(2026, 3, 7)


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def proposed(day: date = NOVEMBER, **changes: object) -> Life:
    return under_construction(day).take(of("evaluate_construction", **changes))


def names(events: object) -> list[str]:
    assert isinstance(events, list), events
    return [event.wire_name() for event in events]


def test_an_evaluation_proposes_and_decides_nothing() -> None:
    life = proposed(outcome="continued_support", new_term_ends_on="2027-03-07")
    event = life.last(ConstructionEvaluated)
    assert (event.proposed, event.new_term_ends_on) == (True, date(2027, 3, 7))
    assert (life.center.evaluation, life.center.terms) == (None, (END_OF_TERM,))
    waiting = life.center.evaluation_proposed
    assert waiting is not None
    assert (waiting.outcome, waiting.decided) == (EvaluationOutcome.CONTINUED_SUPPORT, False)


@pytest.mark.parametrize("outcome", EvaluationOutcome)
def test_the_approver_decides_on_the_outcome(outcome: EvaluationOutcome) -> None:
    life = proposed(outcome=outcome).take(of("decide_on_evaluation", outcome=outcome))
    decided = life.center.evaluation
    assert decided is not None
    assert (decided.outcome, decided.on, decided.version) == (outcome, NOVEMBER, len(life.records))
    assert decided.decided
    assert life.center.evaluation_proposed is None
    assert life.center.phase is Phase.CONSTRUCTION, "intended revocation revokes nothing"


def test_the_approver_may_decide_otherwise_than_proposed() -> None:
    life = proposed(outcome="revocation").take(of("decide_on_evaluation", outcome="rectification"))
    assert life.center.evaluation is not None
    assert life.center.evaluation.outcome is EvaluationOutcome.RECTIFICATION


def test_continued_support_may_carry_a_new_end_of_term() -> None:
    life = evaluated(under_construction(), new_term_ends_on="2027-03-07")
    assert [event.wire_name() for event in life.events[-2:]] == ["EvaluationDecided", "TermExtended"]
    assert life.center.terms == (END_OF_TERM, date(2027, 3, 7))


def test_nothing_is_decided_that_was_not_proposed_or_is_decided_already() -> None:
    life = under_construction()
    assert life.ask(commands()["decide_on_evaluation"]) == UNDECIDED
    assert evaluated(life).ask(commands()["decide_on_evaluation"]) == UNDECIDED


def test_an_evaluation_of_the_same_day_replaces_the_one_that_waits() -> None:
    life = proposed(outcome="revocation").take(commands()["evaluate_construction"])
    life.take(commands()["decide_on_evaluation"])
    assert life.center.evaluation is not None
    assert life.center.evaluation.outcome is EvaluationOutcome.CONTINUED_SUPPORT


def test_what_was_decided_stands_until_something_else_is_decided() -> None:
    life = evaluated(under_construction(), outcome="rectification").take(commands()["evaluate_construction"])
    assert life.center.evaluation is not None
    assert life.center.evaluation.outcome is EvaluationOutcome.RECTIFICATION


def test_a_center_that_put_things_right_is_evaluated_again() -> None:
    life = evaluated(under_construction(), outcome="rectification").take(commands()["order_rectification"])
    order = {"rectification_id": life.center.rectifications[0].id}
    life.take(of("report_rectification", **order)).take(of("judge_rectification", **order))
    assert evaluated(life).center.evaluation == life.center.evaluation
    assert life.center.evaluation is not None
    assert life.center.evaluation.outcome is EvaluationOutcome.CONTINUED_SUPPORT


@pytest.mark.parametrize("name", ["evaluate_construction", "decide_on_evaluation"])
@pytest.mark.parametrize("outcome", ["rectification", "revocation"])
def test_a_new_end_of_term_goes_with_continued_support_alone(name: str, outcome: str) -> None:
    body = of(name, outcome=outcome, new_term_ends_on="2027-03-07")
    assert proposed().ask(body) == Refusal("extension_without_support", "5.1", outcome=outcome)


@pytest.mark.parametrize("name", ["evaluate_construction", "decide_on_evaluation"])
@pytest.mark.parametrize("new_end", ["2026-03-07", "2025-01-01"])
def test_an_extension_leads_past_the_former_end(name: str, new_end: str) -> None:
    refusal = Refusal("extension_too_early", "5.1", new_term_ends_on=date.fromisoformat(new_end), after=END_OF_TERM)
    assert proposed().ask(of(name, new_term_ends_on=new_end)) == refusal


@pytest.mark.parametrize("name", ["evaluate_construction", "decide_on_evaluation"])
def test_an_extension_after_the_term_leads_past_its_own_day(name: str) -> None:
    life = proposed(date(2026, 6, 1))
    refused = life.ask(of(name, new_term_ends_on="2026-06-01"))
    assert refused == Refusal("extension_too_early", "5.1", new_term_ends_on=date(2026, 6, 1), after=date(2026, 6, 1))


def test_an_evaluation_after_the_term_says_how_late_it_is_and_so_does_the_decision() -> None:
    life = proposed(date(2026, 3, 17))
    assert life.last(ConstructionEvaluated).days_late == 10
    life.now = noon(date(2026, 3, 20))
    assert life.take(commands()["decide_on_evaluation"]).last(EvaluationDecided).days_late == 13


def evaluation_of(life: Life) -> list[tuple[date | None, ClockStatus]]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return [(due.due_on, due.status) for due in dues if due.kind is ClockKind.EVALUATION]


def test_the_evaluation_meets_its_clock_whenever_it_is_decided_on() -> None:
    life = proposed(date(2026, 3, 1))
    assert evaluation_of(life) == [(END_OF_TERM, ClockStatus.MET)]


def test_an_evaluation_long_before_the_end_of_the_term_meets_its_clock_once_it_is_confirmed() -> None:
    asked = under_construction().ask(commands()["evaluate_construction"])
    assert isinstance(asked, Refusal)
    assert [doubt["code"] for doubt in asked.params["doubts"]] == ["evaluated_early"]
    assert evaluation_of(proposed()) == [(END_OF_TERM, ClockStatus.MET)]


@pytest.mark.parametrize(("decided_on", "falls"), [(date(2026, 3, 7), True), (date(2026, 3, 20), False)])
def test_that_a_term_ended_is_true_unless_it_was_extended_by_then(decided_on: date, *, falls: bool) -> None:
    """It was evaluated in time, and the paper of the extension is entered late."""
    life = proposed(date(2026, 2, 1))
    life.pass_time(date(2026, 3, 25))
    paper = {"effective_on": decided_on.isoformat(), "new_term_ends_on": "2027-03-07"}
    life.take(of("decide_on_evaluation", **paper))
    (expired,) = (record for record in life.records if isinstance(record.event, TermExpired))
    assert has_fallen(expired, life.center, life.policy, life.calendar) is falls  # type: ignore[arg-type]


def test_before_powers_were_asked_the_officers_evaluation_was_the_decision() -> None:
    body = of("evaluate_construction", new_term_ends_on="2027-03-07")
    life = taken_before_powers(under_construction(), body, ACTORS[Role.OFFICER])
    assert [event.wire_name() for event in life.events[-2:]] == ["ConstructionEvaluated", "TermExtended"]
    decided = life.center.evaluation
    assert decided is not None
    assert (decided.outcome, decided.decided) == (EvaluationOutcome.CONTINUED_SUPPORT, True)
    assert (life.center.evaluation_proposed, life.center.term_ends_on) == (None, date(2027, 3, 7))
    assert life.ask(commands()["decide_on_evaluation"]) == UNDECIDED
    assert list(decided_again(life.records, Beside(DECIDER, WorkingCalendar()))) == []


def test_no_established_center_is_evaluated_or_decided_on() -> None:
    life = life_in(Phase.OPERATION)
    for name in ("evaluate_construction", "decide_on_evaluation"):
        refused = life.ask(commands()[name])
        assert isinstance(refused, Refusal)
        assert refused.code == "phase_not_open"
