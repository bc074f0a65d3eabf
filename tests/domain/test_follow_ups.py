"""5.3: a problem that supervision found, and what a district proposes, are work of the officer until followed up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.decider import decide
from domain.guideline.policy import POWERS_ASKED_SINCE
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.messages import SupervisionRecorded
from domain.values.organisations import JointParty
from domain.work_items import WorkItem, work_items
from tests.domain.occasions import under_construction, with_a_proposed_order
from tests.lives import ACTORS, JOINT_PARTY, PARTNER, Body, Life, command_of, commands, handed_in, taken_by

Raised = tuple[Life, str]
"""A life in which supervision has brought something before the bureau, and its id."""
PROBLEM = {"topic": "operation", "finding": "标准器逾期", "problem": True}


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def with_a_problem() -> Raised:
    life = under_construction().take(of("record_supervision", findings=[PROBLEM]))
    return life, life.center.supervision_issues[-1].id


def with_a_recommendation() -> Raised:
    life = under_construction().take(of("propose_recommendation"))
    return life, life.center.supervision_issues[-1].id


def awaited(life: Life, decision: str) -> list[WorkItem]:
    return [item for item in work_items(life.center, (), life.policy).open if item.decision.type == decision]


def subjects(life: Life, decision: str) -> list[tuple[str, str, date | None]]:
    return [(item.key, item.subject, item.since) for item in awaited(life, decision)]


def test_a_supervision_that_finds_a_problem_is_work_of_the_officer() -> None:
    life, problem = with_a_problem()
    assert subjects(life, "follow_up") == [(f"follow_up/{problem}", "标准器逾期", date(2023, 11, 20))]
    [item] = awaited(life, "follow_up")
    assert item.role is Role.OFFICER


def test_a_supervision_without_a_problem_leads_to_nothing() -> None:
    life = under_construction().take(of("record_supervision"))
    assert life.last(SupervisionRecorded).supervision_id is None
    assert awaited(life, "follow_up") == []
    assert life.ask(of("follow_up")) == Refusal("nothing_to_follow_up", "5.3")


def test_a_problem_that_was_recorded_before_it_was_asked_what_becomes_of_it_waits_for_nobody() -> None:
    life = under_construction()
    body = of("record_supervision", findings=[PROBLEM])
    decided = decide(
        command_of(body), life.center, replace(life.context(taken_by(body)), edition=POWERS_ASKED_SINCE - 1)
    )
    assert not isinstance(decided, Refusal)
    life.record(decided, ACTORS[Role.DISTRICT], date(2023, 11, 20))
    assert life.center.supervision_issues == ()


def test_what_a_district_proposes_is_work_of_the_officer() -> None:
    life, proposal = with_a_proposed_order()
    assert [key for key, *_ in subjects(life, "follow_up")] == [f"follow_up/{proposal}"]
    assert awaited(life, "order_rectification") == []


def test_the_district_of_each_party_may_propose() -> None:
    life = under_construction()
    life.state = life.center.but(joint=(JointParty.model_validate(JOINT_PARTY),))
    minhang = ACTORS[Role.DISTRICT].model_copy(update={"id": "district-2", "district": PARTNER["district"]})
    for name in ("propose_rectification", "propose_recommendation"):
        assert not isinstance(life.ask(of(name), minhang), Refusal)


@pytest.mark.parametrize("of_what", [with_a_problem, with_a_proposed_order])
def test_an_order_that_is_proposed_is_awaited_until_it_is_given(of_what: Callable[[], Raised]) -> None:
    life, about = of_what()
    life.take(of("follow_up", about=about, outcome="order_proposed"))
    assert awaited(life, "follow_up") == []
    assert [key for key, *_ in subjects(life, "order_rectification")] == [f"order_rectification/issue/{about}"]
    life.take(of("order_rectification", proposal_id=about))
    assert awaited(life, "order_rectification") == []
    answered = Refusal("followed_up_already", "5.3", about=about)
    assert life.ask(of("order_rectification", proposal_id=about)) == answered
    assert life.ask(of("follow_up", about=about)) == Refusal("nothing_to_follow_up", "5.3")


def test_an_order_that_names_no_proposal_is_asked_about_and_answers_none() -> None:
    life, about = with_a_problem()
    life.take(of("follow_up", about=about, outcome="order_proposed"))
    refusal = life.ask(of("order_rectification"))
    assert isinstance(refusal, Refusal)
    assert [(doubt["code"], doubt["params"]) for doubt in refusal.params["doubts"]] == [
        ("proposal_not_named", {"proposals": [about]})
    ]
    assert len(awaited(life.take(of("order_rectification")), "order_rectification")) == 1


def test_an_order_is_given_on_what_an_order_is_proposed_on() -> None:
    life, about = with_a_problem()
    assert life.ask(of("order_rectification", proposal_id="s99")) == Refusal("follow_up_unknown", "5.3", about="s99")
    refusal = Refusal("order_not_proposed", "5.3", about=about)
    assert life.ask(of("order_rectification", proposal_id=about)) == refusal


def test_who_followed_up_gives_no_order_on_it() -> None:
    life, about = with_a_problem()
    life.take(of("follow_up", about=about, outcome="order_proposed"))
    officer_as_approver = ACTORS[Role.APPROVER].model_copy(update={"id": ACTORS[Role.OFFICER].id})
    refusal = life.ask(of("order_rectification", proposal_id=about), officer_as_approver)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "person_has_another_part"


def test_an_officer_who_proposes_an_order_needs_no_follow_up() -> None:
    life = under_construction().take(of("propose_rectification"), ACTORS[Role.OFFICER])
    assert awaited(life, "follow_up") == []
    assert len(awaited(life, "order_rectification")) == 1


def test_a_proposal_takes_up_the_problem_on_which_it_rests() -> None:
    life, problem = with_a_problem()
    life.take(of("propose_rectification", basis=problem))
    proposal = life.center.supervision_issues[-1].id
    assert [key for key, *_ in subjects(life, "follow_up")] == [f"follow_up/{proposal}"]
    again = life.ask(of("propose_rectification", basis=problem))
    assert again == Refusal("followed_up_already", "5.3", about=problem)
    assert life.ask(of("follow_up", about=problem)) == again
    life.take(of("undo", position=life.position_of("RectificationProposed"), kind="entry_error"))
    life.take(of("confirm_undo", undoing_id=life.center.undoings[0].id))
    assert [key for key, *_ in subjects(life, "follow_up")] == [f"follow_up/{problem}"]


def test_a_proposal_rests_on_a_problem_that_supervision_found() -> None:
    life, proposal = with_a_proposed_order()
    for basis in (proposal, "s99"):
        refusal = Refusal("follow_up_unknown", "5.3", about=basis)
        assert life.ask(of("propose_rectification", basis=basis)) == refusal


def test_a_proposed_day_lies_ahead() -> None:
    refusal = Refusal("due_date_not_ahead", "5.3", due_on=date(2023, 11, 20), after=date(2023, 11, 20))
    assert under_construction().ask(of("propose_rectification", due_on="2023-11-20")) == refusal


def test_a_recommended_center_waits_for_its_commendation() -> None:
    life, about = with_a_recommendation()
    life.take(of("follow_up", about=about, outcome="recommended"))
    assert [key for key, *_ in subjects(life, "commend")] == [f"commend/issue/{about}"]
    assert awaited(life.take(of("commend")), "commend") == []


@pytest.mark.parametrize("outcome", ["handled", "no_action"])
def test_what_was_handled_or_not_taken_up_waits_for_nobody(outcome: str) -> None:
    life, about = with_a_problem()
    life.take(of("follow_up", about=about, outcome=outcome))
    assert awaited(life, "follow_up") == awaited(life, "order_rectification") == []


def test_the_officer_may_think_better_of_it_until_the_order_is_given() -> None:
    life, about = with_a_problem()
    for outcome in ("order_proposed", "handled"):
        life.take(of("follow_up", about=about, outcome=outcome))
    assert awaited(life, "order_rectification") == []


@pytest.mark.parametrize(
    ("of_what", "outcome", "allowed"),
    [
        (with_a_problem, "recommended", ["order_proposed", "handled", "no_action"]),
        (with_a_proposed_order, "recommended", ["order_proposed", "handled", "no_action"]),
        (with_a_recommendation, "order_proposed", ["recommended", "no_action"]),
        (with_a_recommendation, "handled", ["recommended", "no_action"]),
    ],
)
def test_nothing_becomes_of_it_that_belongs_to_another_kind(
    of_what: Callable[[], Raised], outcome: str, allowed: list[str]
) -> None:
    life, about = of_what()
    refusal = Refusal("outcome_of_another_kind", "5.3", outcome=outcome, allowed=allowed)
    assert life.ask(of("follow_up", about=about, outcome=outcome)) == refusal


def test_a_problem_that_nobody_knows_is_followed_up_by_nobody() -> None:
    life, _ = with_a_problem()
    assert life.ask(of("follow_up", about="s99")) == Refusal("follow_up_unknown", "5.3", about="s99")


def test_nothing_is_followed_up_before_it_was_found() -> None:
    life, about = with_a_problem()
    refusal = life.ask(of("follow_up", about=about, effective_on="2023-11-17"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["event"]) == ("day_before_its_ground", "SupervisionRecorded")


def test_a_districts_proposal_that_was_entered_on_behalf_is_followed_up_as_if_the_district_had_sent_it() -> None:
    life = under_construction()
    life.take(handed_in(of("propose_rectification"), life.now.date(), "浦东新区市场监管局"))
    [proposal] = life.center.supervision_issues
    assert proposal.outcome is None
    assert [item.key for item in awaited(life, "follow_up")] == [f"follow_up/{proposal.id}"]
    assert awaited(life, "order_rectification") == []
