"""What is another person's act is not corrected: no verdict, opinion or finding, nor who signs, sits or leads."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from domain.acceptance.messages import ChecklistItem
from domain.decider import EVENTS
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import EvaluationOutcome, RectificationOutcome, Stage, Verdict
from domain.housekeeping.messages import CorrectionProposed, RecordCorrected
from domain.housekeeping.reserved import RESERVED, Way, reserved_in
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.reviews.messages import Expert
from domain.supervision.messages import Finding
from domain.wording.refusals import explain
from tests.lives import ACTORS, START, Body, Life, commands, life_before, life_in

JUDGMENTS = {Verdict, EvaluationOutcome, RectificationOutcome, Expert, Finding, ChecklistItem}
"""What a field holds that says somebody's judgment, or who sits on a panel."""
EACH_FIELD = [(event, name) for event, row in RESERVED.items() for name in row.fields]


def failed() -> Life:
    """A review that ended with a report of the panel's lead: it failed."""
    return life_before("approve_construction", changes={"issue_review_report": {"verdict": "fail"}})


def position_of(life: Life, event: str) -> int:
    return next(record.position for record in reversed(life.records) if record.event.wire_name() == event)


def propose(position: int, **corrected: Any) -> Body:
    return commands()["correct_record"] | {"position": position, "corrected": corrected}


def with_proposal_of_before(life: Life, event: str, **corrected: Any) -> Life:
    """A correction as it could be proposed before the rule was there."""
    position = position_of(life, event)
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
    refusal = life.ask(propose(position_of(life, "ReviewReportIssued"), verdict="pass"))
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
    refusal = life.ask(propose(position_of(life, "ExpertsAppointed"), lead="nobody"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["way"]) == ("correction_of_anothers_act", "new_panel")


def test_a_correction_is_refused_whole_when_one_of_its_fields_is_anothers_act() -> None:
    life = life_in(Phase.CONSTRUCTION)
    refusal = life.ask(propose(position_of(life, "PreReviewHeld"), summary="另一概述", verdict="fail"))
    assert isinstance(refusal, Refusal)
    assert refusal.params["reserved"] == ["verdict"]


@pytest.mark.parametrize(("event", "name"), EACH_FIELD, ids=lambda part: getattr(part, "__name__", part))
def test_every_reserved_field_is_refused_with_the_clause_of_its_event(event: type[Event], name: str) -> None:
    life = life_in(Phase.INCUBATION)
    blank = event.model_construct()
    vars(blank)["stage"] = Stage.APPLICATION
    record = life.records[0].model_copy(update={"position": 2, "version": 2, "event": blank})
    life.records.append(record)
    refusal = life.ask(propose(2, **{name: "其他"}))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["reserved"]) == ("correction_of_anothers_act", [name])
    assert refusal.clause == record.event.clause
    assert refusal.clause in CLAUSES


def test_the_day_of_a_report_may_still_be_put_right() -> None:
    life = failed()
    right = propose(position_of(life, "ReviewReportIssued")) | {"corrected_effective_on": START}
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
    position = position_of(life, "ReviewReportIssued")
    assert isinstance(life.ask(propose(position, verdict="fail")), Refusal)
    life.take(propose(position) | {"corrected_effective_on": START})
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
    assert {row.way for row in RESERVED.values()} == set(Way)
    assert all(all(way.label) for way in Way)
