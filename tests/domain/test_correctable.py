"""What is another person's act is not corrected: no verdict, opinion or finding, nor who signs, sits or leads."""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest

from domain.acceptance.messages import ChecklistItem
from domain.decider import DECISION_WITH, EFFECTS, EVENTS
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import EvaluationOutcome, RectificationOutcome, Stage, Verdict
from domain.housekeeping.correctable import CORRECTABLE, DAY, NOTHING, Way, following_in, reserved_in
from domain.housekeeping.messages import CorrectionProposed, RecordCorrected
from domain.imported.facts import DetailsReported, FactImported, ReportAdded
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.reviews.messages import Expert
from domain.supervision.messages import Finding, TermExtended
from domain.wording.refusals import explain
from tests.domain.occasions import evaluated, revoked
from tests.lives import ACTORS, Body, Life, annual_report, commands, life_before, life_in

JUDGMENTS = {Verdict, EvaluationOutcome, RectificationOutcome, Expert, Finding, ChecklistItem}
"""What a field holds that says somebody's judgment, or who sits on a panel."""
EACH_FIELD = [(event, name) for event, row in CORRECTABLE.items() for name in row.acts]


def failed() -> Life:
    """A review that ended with a report of the panel's lead: it failed."""
    return life_before("approve_construction", changes={"issue_review_report": {"verdict": "fail"}})


def propose(position: int, /, **corrected: Any) -> Body:
    return commands()["correct_record"] | {"position": position, "corrected": corrected}


def with_proposal_of_before(life: Life, event: str, **corrected: Any) -> Life:
    """A correction as it could be proposed before the rule was there."""
    position = life.position_of(event)
    proposed = CorrectionProposed(
        position=position,
        what_was_wrong="填写有误",
        corrected=corrected,
        correction_id="c-old",
        corrected_version=position,
    )
    life.record([proposed], ACTORS[Role.OFFICER], life.now.date())
    return life


def parts_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def test_a_verdict_is_not_turned_by_a_correction() -> None:
    life = failed()
    refusal = life.ask(propose(life.position_of("ReviewReportIssued"), verdict="pass"))
    assert refusal == Refusal(
        "correction_of_anothers_act", "3.4.2", event="ReviewReportIssued", reserved=["verdict"], way="declining"
    )
    assert isinstance(refusal, Refusal)
    _, detail = explain(refusal.code, refusal.params)
    assert detail.zh == (
        "“出具评审报告”记录中的结论是他人依职责作出的，不得以更正改变。"
        "可行的办法：由批准人不予批准筹建，重新申报后由新的专家组评审。"
    )
    assert "The way that is open: the approver declines, and a new application" in detail.en


def test_the_lead_of_a_panel_is_not_replaced_by_a_correction() -> None:
    life = life_before("issue_review_report")
    refusal = life.ask(propose(life.position_of("ExpertsAppointed"), lead="nobody"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["way"]) == ("correction_of_anothers_act", "new_panel")


def test_a_correction_is_refused_whole_when_one_of_its_fields_is_anothers_act() -> None:
    life = life_in(Phase.CONSTRUCTION)
    refusal = life.ask(propose(life.position_of("PreReviewHeld"), summary="另一概述", verdict="fail"))
    assert isinstance(refusal, Refusal)
    assert refusal.params["reserved"] == ["verdict"]


@pytest.mark.parametrize(("event", "name"), EACH_FIELD, ids=lambda part: getattr(part, "__name__", part))
def test_every_reserved_field_is_refused_with_the_clause_of_its_event(event: type[Event], name: str) -> None:
    life = life_in(Phase.INCUBATION)
    blank = event.model_construct()
    vars(blank).update(stage=Stage.APPLICATION, act_version=1, notice_id="n1", ground="evaluation")
    record = life.records[0].model_copy(update={"position": 2, "version": 2, "event": blank})
    life.records.append(record)
    refusal = life.ask(propose(2, **{name: "其他"}))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["reserved"]) == ("correction_of_anothers_act", [name])
    assert refusal.clause == record.event.clause
    assert refusal.clause in CLAUSES


def test_the_day_of_a_report_may_still_be_put_right() -> None:
    life = failed()
    right = propose(life.position_of("ReviewReportIssued")) | {"corrected_effective_on": "2023-02-27"}
    assert not isinstance(life.ask(right), Refusal)


def test_the_lead_organisation_of_a_registration_may_still_be_put_right() -> None:
    life = life_in(Phase.INCUBATION)
    lead = commands()["register_center"]["lead"] | {"name": "上海计量院"}
    assert not isinstance(life.ask(propose(1, lead=lead)), Refusal)


def test_a_pending_correction_of_anothers_act_is_not_confirmed() -> None:
    life = with_proposal_of_before(failed(), "ReviewReportIssued", verdict="pass")
    asked = commands()["confirm_correction"] | {"correction_id": "c-old"}
    assert life.ask(asked) == Refusal(
        "correction_only_turned_down",
        "3.4.2",
        correction="c-old",
        event="ReviewReportIssued",
        reserved=["verdict"],
        way="declining",
    )
    life.take(asked | {"verdict": "fail"})
    assert life.center.corrections == ()
    assert life.center.review(Stage.APPLICATION).verdict is Verdict.FAIL


def test_a_correction_of_anothers_act_that_was_confirmed_before_keeps_its_reading() -> None:
    life = with_proposal_of_before(failed(), "ReviewReportIssued", verdict="pass")
    confirmed = RecordCorrected(**life.center.corrections[0].content)
    life.record([confirmed], ACTORS[Role.APPROVER], life.now.date())
    assert life.center.review(Stage.APPLICATION).verdict is Verdict.PASS
    position = life.position_of("ReviewReportIssued")
    assert isinstance(life.ask(propose(position, verdict="fail")), Refusal)
    life.take(propose(position) | {"corrected_effective_on": "2023-02-27"})
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert life.center.review(Stage.APPLICATION).verdict is Verdict.PASS


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.wire_name())
def test_every_field_that_holds_a_judgment_or_a_panel_is_reserved(event: type[Event]) -> None:
    signed = {"expert_id", "opinion", "findings", "verdict", "outcome"}.intersection(event.model_fields)
    judged = {name for name, field in event.model_fields.items() if JUDGMENTS.intersection(_hashable(field.annotation))}
    found = reserved_in(event, event.model_fields)
    assert signed | judged <= set(found.fields if found else ())


def _hashable(annotation: Any) -> set[Any]:
    return {part for part in parts_of(annotation) if isinstance(part, type)}


@pytest.mark.parametrize(("event", "name"), EACH_FIELD, ids=lambda part: getattr(part, "__name__", part))
def test_a_reserved_field_is_one_of_its_event(event: type[Event], name: str) -> None:
    assert name in event.model_fields


def test_every_way_is_the_way_of_some_event_and_reads_in_both_languages() -> None:
    assert {row.way for row in CORRECTABLE.values() if row.way} == set(Way)
    assert all(all(way.label) for way in Way)


def test_every_kind_of_event_that_a_center_may_have_says_what_of_it_is_correctable() -> None:
    assert set(CORRECTABLE) == set(EFFECTS)


@pytest.mark.parametrize("event", CORRECTABLE, ids=lambda event: event.wire_name())
def test_what_is_correctable_is_a_field_of_the_event_and_no_other_persons_act(event: type[Event]) -> None:
    row = CORRECTABLE[event]
    assert set(row.fields) | set(row.acts) <= set(event.model_fields)
    assert not set(row.fields).intersection(row.acts)
    assert bool(row.acts) == bool(row.way)


@pytest.mark.parametrize("event", CORRECTABLE, ids=lambda event: event.wire_name())
def test_what_was_asked_for_is_correctable_or_an_act_and_what_follows_is_neither(event: type[Event]) -> None:
    """A field that no command says is reckoned or a name; one that names a part of the center stays."""
    row = CORRECTABLE[event]
    if event not in DECISION_WITH or event.ABOUT_A_RECORD:
        assert row == NOTHING
        return
    names = {event.PART, "matter_id"} - {""}
    asked = set(DECISION_WITH[event].command.model_fields) | ASKED_BY_ANOTHER_NAME.get(event, set())
    fields = set(event.model_fields).intersection(asked) - HEADER.get(event, frozenset({"documents", "note"}))
    assert fields - names <= set(row.fields) | set(row.acts)
    assert set(row.fields) <= fields


ASKED_BY_ANOTHER_NAME: dict[type[Event], set[str]] = {
    TermExtended: {"term_ends_on"},
    FactImported: set(FactImported.model_fields),
    ReportAdded: set(ReportAdded.model_fields),
    DetailsReported: set(DetailsReported.model_fields),
}
HEADER: dict[type[Event], frozenset[str]] = {FactImported: frozenset(), ReportAdded: frozenset()}
"""A reported fact has a note of its own."""


@pytest.mark.parametrize("event", CORRECTABLE, ids=lambda event: event.wire_name())
def test_of_every_field_a_correction_is_possible_or_refused_with_the_way_that_is_open(event: type[Event]) -> None:
    row = CORRECTABLE[event]
    for name in (*event.model_fields, DAY):
        answers = (name in row.fields or (name == DAY and row.day), reserved_in(event, [name]))
        assert [bool(answer) for answer in (*answers, following_in(event, [name]))].count(True) == 1


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("ConstructionApproved", "term_ends_on"),
        ("DeadlineMissed", "due_on"),
        ("TermExpired", "evaluated"),
        ("RectificationOrdered", "rectification_id"),
        ("AnnualReportSubmitted", "days_late"),
        ("ConstructionEvaluated", "days_late"),
        ("EvaluationDecided", "days_late"),
        ("CenterRevoked", "ground"),
    ],
)
def test_what_follows_is_not_corrected_by_itself(event: str, name: str) -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2026, 4, 1))
    life.take(annual_report(2026)).take(commands()["order_rectification"] | {"due_on": "2027-01-01"})
    revoked(evaluated(life, outcome="revocation"))
    refusal = life.ask(propose(life.position_of(event), **{name: "其他"}))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params) == ("correction_of_what_follows", {"event": event, "fields": [name]})
    assert refusal.clause in CLAUSES


def test_the_day_of_a_clocks_fact_follows_from_what_its_clock_counts() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2026, 4, 1))
    right = propose(life.position_of("TermExpired")) | {"corrected_effective_on": "2026-03-01"}
    refusal = life.ask(right)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["fields"]) == ("correction_of_what_follows", ["effective_on"])
    _, detail = explain(refusal.code, refusal.params)
    assert detail.zh.startswith("“筹建期满”记录中的生效日期由其他内容推算")


def test_a_pending_correction_of_what_follows_is_not_confirmed() -> None:
    life = with_proposal_of_before(life_in(Phase.CONSTRUCTION), "ConstructionApproved", term_ends_on="2073-03-07")
    refusal = life.ask(commands()["confirm_correction"] | {"correction_id": "c-old"})
    assert isinstance(refusal, Refusal)
    assert refusal.code == "correction_of_what_follows"
