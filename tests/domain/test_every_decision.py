"""What holds for every decision alike: it can be taken, by its own roles, for its own centers, in its own phases."""

from datetime import date, timedelta

import pytest

from domain.decider import DECISIONS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind
from domain.kernel.refusals import Refusal
from domain.kernel.roles import CLOCK, Actor, Role
from domain.powers.access import is_theirs
from domain.supervision.clock_facts import ReminderSent
from domain.values.organisations import JointParty
from domain.work_items import work_items
from tests.domain.occasions import Occasion, imported, occasion, under_construction
from tests.lives import ACTORS, JOINT_PARTY, LEAD, PARTNER, Body, Life, commands, life_before, life_in, noon

ONE_OF_SEVERAL = {
    "record_support": ["SupportGranted"],
    "record_consent": ["ConsentGiven"],
    "decide_on_evaluation": ["EvaluationDecided"],
    "judge_rectification": ["RectificationAccepted"],
    "confirm_correction": ["RecordCorrected"],
    "confirm_undo": ["ActUndone"],
}
"""What follows on its occasion from a decision of which not every event of its row follows at once."""

every_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.type)
every_decision_of_a_center = pytest.mark.parametrize(
    "decision", [decision for decision in DECISIONS if decision.phases], ids=lambda decision: decision.type
)
STRANGERS = {
    Role.APPLICANT: Actor(id="stranger", name="其他单位", role=Role.APPLICANT, org="1231000040000000X8"),
    Role.DISTRICT: Actor(id="stranger", name="其他区局", role=Role.DISTRICT, district="chongming"),
}


@every_decision
def test_on_its_occasion_the_decision_is_taken(decision: Decision) -> None:
    life, body = occasion(decision.type)
    decided = life.ask(body)
    assert not isinstance(decided, Refusal), decided
    row = [event.wire_name() for event in decision.events]
    follows = ONE_OF_SEVERAL.get(decision.type, row)
    assert [event.wire_name() for event in decided] == follows
    assert set(follows) <= set(row)


@every_decision
def test_nobody_of_another_role_takes_it(decision: Decision) -> None:
    life, body = occasion(decision.type)
    for role in set(Role) - set(decision.roles):
        anyone = ACTORS[role].model_copy(update={"anyone": True})
        allowed = [own.value for own in decision.roles]
        assert life.ask(body, anyone) == Refusal("role_not_allowed", decision.clause, role=role.value, allowed=allowed)


@pytest.mark.parametrize(
    "decision",
    [decision for decision in DECISIONS if set(decision.roles) <= set(STRANGERS)],
    ids=lambda decision: decision.type,
)
def test_nobody_takes_it_for_a_center_that_is_not_theirs(decision: Decision) -> None:
    life, body = occasion(decision.type)
    stranger = STRANGERS[decision.roles[0]]
    center_id = life.state.center_id if life.state else ""
    refusal = Refusal("center_not_yours", "record", center_id=center_id, role=stranger.role.value)
    assert life.ask(body, stranger) == refusal


@every_decision_of_a_center
def test_in_a_phase_of_others_it_is_refused(decision: Decision) -> None:
    _, body = occasion(decision.type)
    for phase in set(Phase) - set(decision.phases):
        allowed = [own.value for own in decision.phases]
        refusal = Refusal("phase_not_open", decision.clause, phase=phase.value, allowed=allowed)
        assert life_in(phase).ask(body) == refusal


@every_decision
def test_it_takes_effect_on_no_day_that_has_not_come(decision: Decision) -> None:
    life, body = occasion(decision.type)
    today = life.now.date()
    tomorrow = today + timedelta(days=1)
    refusal = Refusal("effective_in_the_future", "record", effective_on=tomorrow, today=today)
    assert life.ask(body | {"effective_on": tomorrow}) == refusal
    assert not isinstance(life.ask(body | {"effective_on": today}), Refusal)


@every_decision_of_a_center
def test_a_reminder_changes_nothing_in_what_follows_from_it(decision: Decision) -> None:
    reminded, not_reminded = occasion(decision.type), occasion(decision.type)
    reminder = ReminderSent(
        key="annual_report/2031", kind=ClockKind.ANNUAL_REPORT, due_on=date(2031, 11, 30), days_ahead=7
    )
    reminded.life.record([reminder], CLOCK, date(2031, 11, 23))
    assert in_substance(reminded) == in_substance(not_reminded)


def in_substance(occasion: Occasion) -> list[tuple[str, Body]]:
    """What is decided, without the names that orders, matters and corrections have after the version."""
    decided = occasion.life.ask(occasion.body)
    assert not isinstance(decided, Refusal), decided
    numbered = {"rectification_id", "matter_id", "correction_id", "undoing_id", "notice_id", "proposal_id"}
    return [(event.wire_name(), event.model_dump(exclude=numbered)) for event in decided]


@every_decision_of_a_center
def test_it_needs_a_center(decision: Decision) -> None:
    assert Life().ask(commands()[decision.type]) == Refusal("center_unknown", decision.clause)


@pytest.mark.parametrize("name", ["register_center", "import_center"])
def test_a_center_begins_once(name: str) -> None:
    life = life_in(Phase.INCUBATION)
    refusal = life.ask(commands()[name])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params) == ("center_exists", {"center_id": life.center.center_id})


def test_the_day_in_shanghai_is_the_day_that_counts() -> None:
    """At 17:00 UTC it is the next day in Shanghai already."""
    life = life_in(Phase.INCUBATION)
    life.now = noon(date(2026, 11, 23)).replace(hour=17)
    assert not isinstance(life.ask(commands()["withdraw"] | {"effective_on": "2026-11-24"}), Refusal)


def test_an_import_is_nothing_that_people_take_over_the_api() -> None:
    assert "import_center" not in {decision.type for decision in PEOPLE_DECIDE}


def bound(role: Role, **bounds: str | bool) -> Actor:
    return Actor(id="somebody", name="某人", role=role).model_copy(update=bounds)


def test_a_joint_party_decides_for_its_center_too() -> None:
    joint = [{"organisation": PARTNER, "tasks": "任务", "responsibilities": [{"area": "funds", "duty": "出资"}]}]
    life = Life().take(commands()["register_center"] | {"joint": joint, "cooperation_mechanism": "理事会"})
    assert is_theirs(life.center, bound(Role.APPLICANT, org=PARTNER["uscc"]))


def test_an_imported_center_without_known_parties_is_no_applicants() -> None:
    assert not is_theirs(imported().center, ACTORS[Role.APPLICANT])
    assert not is_theirs(imported().center, ACTORS[Role.DISTRICT])


def test_a_token_bound_to_one_center_is_good_for_that_one_alone() -> None:
    life = under_construction()
    for role in (Role.APPLICANT, Role.DISTRICT, Role.OFFICER):
        assert is_theirs(life.center, bound(role, center=life.center.center_id))
        assert not is_theirs(life.center, bound(role, center="another"))
        assert not is_theirs(life.center, bound(role, center="another", anyone=True))


def test_a_token_bound_to_a_center_and_to_a_strange_organisation_is_good_for_nothing() -> None:
    life = under_construction()
    assert not is_theirs(life.center, bound(Role.APPLICANT, center=life.center.center_id, org=PARTNER["uscc"]))


def test_a_token_bound_to_a_center_registers_that_one_alone() -> None:
    body = commands()["register_center"]
    mine = bound(Role.APPLICANT, center=body["center_id"], org=LEAD["uscc"])
    assert not isinstance(Life().ask(body, mine), Refusal)
    assert isinstance(Life().ask(body | {"center_id": "another"}, mine), Refusal)


def test_an_unbound_token_of_the_embedded_issuer_speaks_for_everyone() -> None:
    life = life_before("record_support")
    assert not isinstance(life.ask(commands()["record_support"], bound(Role.DISTRICT, anyone=True)), Refusal)


def test_without_bounds_or_claims_an_applicant_has_no_center() -> None:
    assert not is_theirs(under_construction().center, bound(Role.APPLICANT))


def test_no_decision_is_open_after_the_end_but_those_on_the_record() -> None:
    life = life_in(Phase.REVOKED)
    [item] = work_items(life.center, (), life.policy).open
    assert item.decision.type == "record_service"
    assert not isinstance(life.ask(commands()["correct_record"]), Refusal)


@pytest.mark.parametrize(
    "decision",
    [decision for decision in DECISIONS if Role.APPLICANT in decision.roles and decision.phases],
    ids=lambda decision: decision.type,
)
def test_the_lead_alone_speaks_for_the_center_unless_any_party_may(decision: Decision) -> None:
    life, body = occasion(decision.type)
    life.state = life.center.but(joint=(JointParty.model_validate(JOINT_PARTY),))
    refusal = life.ask(body, bound(Role.APPLICANT, org=PARTNER["uscc"]))
    is_refused = isinstance(refusal, Refusal) and refusal.code == "applicant_not_lead"
    assert is_refused is not decision.of_any_party
