"""3.4: from the application to the bureau's answer, and the panels that 3.3.3, 3.4.2 and 3.5.3 share."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.application.messages import ConsentGiven
from domain.decider import DECIDER
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import Stage
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.housekeeping.numbered_acts import numbered_acts
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.work_items import work_items
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import taken_before_powers
from tests.lives import (
    ACTORS,
    BY_SUPERIOR,
    EXPERTS,
    LEAD,
    PANEL,
    START,
    SUPERIOR,
    Body,
    Life,
    command_of,
    commands,
    life_before,
    life_in,
)

CLAUSES = {"guidance": "3.3.3", "application": "3.4.2", "acceptance": "3.5.3"}
every_stage = pytest.mark.parametrize("stage", CLAUSES)
stages_with_materials = pytest.mark.parametrize("stage", ["application", "acceptance"])


def of(name: str, stage: str, **changes: object) -> Body:
    return commands()[name] | {"stage": stage} | changes


def test_consent_is_recorded_where_the_application_says_that_it_is_needed() -> None:
    life = life_in(Phase.APPLICATION, {"submit_application": {"consent_needed": False}})
    assert life.ask(commands()["record_consent"]) == Refusal("consent_not_needed", "3.4.1")


def test_nothing_is_approved_without_the_needed_consent() -> None:
    life = life_before("approve_construction", changes={"record_consent": {"given": False, "reason": "暂不同意"}})
    assert life.ask(commands()["approve_construction"]) == Refusal("consent_missing", "3.4.1")
    life.take(commands()["record_consent"]).take(commands()["approve_construction"])
    assert life.center.phase is Phase.CONSTRUCTION


def test_the_bureau_too_may_find_that_consent_is_needed_and_the_approval_waits_for_it() -> None:
    life = life_before("approve_construction")
    life.state = life.center.but(consent_needed=False, consent=None, consented_by={})
    assert not isinstance(life.ask(commands()["approve_construction"]), Refusal)
    life.take(commands()["require_consent"])
    assert life.ask(commands()["require_consent"]) == Refusal("consent_needed_already", "3.4.1")
    assert [item.decision.type for item in work_items(life.center, (), life.policy).open] == ["record_consent"]
    assert life.ask(commands()["approve_construction"]) == Refusal("consent_missing", "3.4.1")
    life.take(commands()["record_consent"]).take(commands()["approve_construction"])


def test_consent_names_its_authority_and_its_paper() -> None:
    life = life_before("record_consent").take(commands()["record_consent"])
    given = life.events[-1].model_dump(mode="json")
    assert (given["authority_kind"], given["authority"]) == ("district_government", "浦东新区人民政府")
    assert given["document"]["title"] == "区人民政府同意函"
    for needed in ("authority_kind", "document"):
        with pytest.raises(ValidationError, match=needed):
            command_of({name: value for name, value in commands()["record_consent"].items() if name != needed})


CONSENT_OF_SUPERIOR = commands()["record_consent"] | {
    "authority_kind": "superior_body",
    "authority": SUPERIOR["name"],
}


def _below_a_superior_body() -> Life:
    return life_before("record_consent", changes={"register_center": {"lead": LEAD | {"superior": SUPERIOR}}})


def test_a_superior_body_consents_for_itself_and_not_for_the_district_government() -> None:
    life = _below_a_superior_body()
    refusal = Refusal("consent_of_another_authority", "3.4.1", name=SUPERIOR["name"])
    assert life.ask(commands()["record_consent"], BY_SUPERIOR) == refusal
    assert life.ask(CONSENT_OF_SUPERIOR | {"authority": "某局"}, BY_SUPERIOR) == refusal
    assert life.take(CONSENT_OF_SUPERIOR, BY_SUPERIOR).center.consent is True


def test_consent_of_one_of_the_two_authorities_is_enough_and_of_each_the_last_answer_counts() -> None:
    refused = commands()["record_consent"] | {"given": False, "reason": "用地未落实"}
    life = _below_a_superior_body().take(refused)
    assert life.center.consent is False
    assert life.take(CONSENT_OF_SUPERIOR, BY_SUPERIOR).center.consent is True
    assert life.take(refused).center.consent is True
    withdrawn = CONSENT_OF_SUPERIOR | {"given": False, "reason": "另有考虑"}
    assert life.take(withdrawn, BY_SUPERIOR).center.consent is False
    assert life.take(commands()["record_consent"]).center.consent is True


def test_an_answer_of_which_nobody_knows_whose_it_was_counts_until_the_next() -> None:
    life = life_before("record_consent")
    life.record([ConsentGiven(authority="浦东新区人民政府")], ACTORS[Role.DISTRICT], START)
    assert life.center.consent is True
    life.take(commands()["record_consent"] | {"given": False, "reason": "用地未落实"})
    assert life.center.consent is False


@every_stage
def test_a_panel_that_is_too_small_is_refused(stage: str) -> None:
    life = life_before("appoint_experts", stage)
    refusal = Refusal("expert_panel_too_small", CLAUSES[stage], size=2, minimum=3)
    assert life.ask(of("appoint_experts", stage, experts=EXPERTS[:2])) == refusal


@every_stage
def test_an_expert_counts_once(stage: str) -> None:
    life = life_before("appoint_experts", stage)
    twice = [*EXPERTS[:2], EXPERTS[0]]
    assert life.ask(of("appoint_experts", stage, experts=twice)) == Refusal("expert_listed_twice", CLAUSES[stage])


@every_stage
def test_the_lead_is_one_of_the_panel(stage: str) -> None:
    life = life_before("appoint_experts", stage)
    refusal = Refusal("lead_not_on_panel", CLAUSES[stage], lead="expert-9")
    assert life.ask(of("appoint_experts", stage, lead="expert-9")) == refusal


@pytest.mark.parametrize(
    "employer",
    [
        {"organisation": "某研究所", "uscc": LEAD["uscc"]},
        {"organisation": "某研究所", "uscc": f" {LEAD['uscc'].lower()} "},
        {"organisation": LEAD["name"]},
        {"organisation": "上海市 计量测试技术研究院"},
        {"organisation": "上海市计量测试技术研究院\u200b"},
        {"organisation": "上海市计\uf97e测试技术研究院"},
        {"organisation": "某研究所", "uscc": LEAD["uscc"].translate({0x30 + d: chr(0xFF10 + d) for d in range(10)})},
    ],
    ids=[
        "by its code",
        "by its code in other letters",
        "by its name",
        "by its name with a space",
        "by its name with an invisible sign",
        "by its name with a compatibility ideograph",
        "by its code in full width",
    ],
)
@every_stage
def test_no_expert_belongs_to_an_applying_organisation(stage: str, employer: Body) -> None:
    life = life_before("appoint_experts", stage)
    partial = {"id": "expert-4", "name": "吴专家", **employer}
    refusal = life.ask(of("appoint_experts", stage, experts=[*EXPERTS, partial]))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.clause) == ("expert_not_independent", CLAUSES[stage])
    assert refusal.params["expert"] == "吴专家"


def test_no_expert_belongs_to_a_joint_party_in_brackets_of_another_width() -> None:
    partner = {
        "name": "海缆（上海）公司",
        "uscc": "91310000132203002T",
        "kind": "leading_enterprise",
        "district": "pudong",
    }
    joint = {"organisation": partner, "tasks": "任务", "responsibilities": [{"area": "funds", "duty": "出资"}]}
    changes = {"register_center": {"joint": [joint], "cooperation_mechanism": "理事会"}}
    life = life_before("appoint_experts", "guidance", changes)
    partial = {"id": "expert-4", "name": "吴专家", "organisation": "海缆(上海)公司"}
    refusal = life.ask(of("appoint_experts", "guidance", experts=[*EXPERTS, partial]))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "expert_not_independent"


@every_stage
def test_an_expert_of_a_house_of_almost_the_same_name_is_independent(stage: str) -> None:
    life = life_before("appoint_experts", stage)
    other = {"id": "expert-4", "name": "吴专家", "organisation": "上海市计量测试技术研究所"}
    life.take(of("appoint_experts", stage, experts=[*EXPERTS, other]))


@every_stage
def test_no_panel_has_one_person_under_ids_that_only_look_otherwise(stage: str) -> None:
    life = life_before("appoint_experts", stage)
    for spelled in ("Expert-1", "expert-1\u200b", "ｅｘｐｅｒｔ－１", "expert -1"):
        twice = [*EXPERTS, EXPERTS[0] | {"id": spelled}]
        assert life.ask(of("appoint_experts", stage, experts=twice)) == Refusal("expert_listed_twice", CLAUSES[stage])


@pytest.mark.parametrize("spelled", ["Expert-1", "expert-1\u200b", "ｅｘｐｅｒｔ－１"])
def test_an_expert_signs_however_the_id_is_spelled_and_is_heard_under_the_panels(spelled: str) -> None:
    life = life_before("give_opinion", "application")
    signer = ACTORS[Role.EXPERT].model_copy(update={"id": spelled})
    life.take(of("give_opinion", "application"), signer)
    life.take(of("give_opinion", "application", expert_id=spelled))
    assert life.center.review(Stage.APPLICATION).heard == {"expert-1": 2}


def test_the_panels_lead_is_who_it_is_however_named() -> None:
    life = life_before("appoint_experts", "application")
    life.take(of("appoint_experts", "application", lead="EXPERT-1\u200b"))
    assert life.center.review(Stage.APPLICATION).lead == "expert-1"


def test_a_second_appointment_replaces_the_panel() -> None:
    life = life_before("give_opinion", "application")
    others = [expert | {"id": f"other-{place}"} for place, expert in enumerate(EXPERTS)]
    life.take(of("appoint_experts", "application", experts=others, lead="other-0"))
    refusal = Refusal("expert_not_on_panel", "3.4.2", expert="expert-1", stage="application")
    assert life.ask(of("give_opinion", "application")) == refusal


@pytest.mark.parametrize("name", ["appoint_experts", "give_opinion"])
@pytest.mark.parametrize(
    ("now", "named"),
    [(now, named) for now in CLAUSES for named in CLAUSES if now != named],
)
def test_a_review_belongs_to_the_phase_of_its_stage(name: str, now: str, named: str) -> None:
    life = life_before("give_opinion", now)
    phase = {"guidance": "incubation"}.get(now, now)
    refusal = Refusal("stage_not_open", CLAUSES[named], stage=named, phase=phase)
    assert life.ask(of(name, named)) == refusal


@every_stage
def test_nobody_gives_an_opinion_before_a_panel_is_appointed(stage: str) -> None:
    life = life_before("appoint_experts", stage)
    assert life.ask(of("give_opinion", stage)) == Refusal("panel_missing", CLAUSES[stage], stage=stage)


@every_stage
def test_an_expert_signs_for_nobody_else(stage: str) -> None:
    life = life_before("give_opinion", stage)
    refusal = Refusal("not_your_signature", CLAUSES[stage], expert="expert-2")
    assert life.ask(of("give_opinion", stage, expert_id="expert-2"), ACTORS[Role.EXPERT]) == refusal
    anyone = ACTORS[Role.EXPERT].model_copy(update={"anyone": True})
    assert not isinstance(life.ask(of("give_opinion", stage, expert_id="expert-2"), anyone), Refusal)


@every_stage
def test_only_members_of_the_panel_give_opinions(stage: str) -> None:
    life = life_before("give_opinion", stage)
    refusal = Refusal("expert_not_on_panel", CLAUSES[stage], expert="expert-9", stage=stage)
    assert life.ask(of("give_opinion", stage, expert_id="expert-9")) == refusal


@stages_with_materials
def test_rounds_of_supplement_repeat_until_the_materials_are_complete(stage: str) -> None:
    life = life_before("request_supplement", stage)
    for _ in range(3):
        life.take(of("request_supplement", stage)).take(of("submit_supplement", stage))
    life.take(of("complete_preliminary_review", stage))
    review = life.center.review(Stage(stage))
    assert (review.supplements, review.supplement_open, review.materials_complete) == (3, False, True)


@stages_with_materials
def test_one_round_is_open_at_a_time_and_closes_before_the_review(stage: str) -> None:
    life = life_before("request_supplement", stage).take(of("request_supplement", stage))
    refusal = Refusal("supplement_open", CLAUSES[stage], stage=stage)
    assert life.ask(of("request_supplement", stage)) == refusal
    assert life.ask(of("complete_preliminary_review", stage)) == refusal


@stages_with_materials
def test_what_was_not_asked_for_is_no_supplement(stage: str) -> None:
    life = life_before("request_supplement", stage)
    refusal = Refusal("no_supplement_requested", CLAUSES[stage], stage=stage)
    assert life.ask(of("submit_supplement", stage)) == refusal


@stages_with_materials
@pytest.mark.parametrize("name", ["request_supplement", "complete_preliminary_review"])
def test_complete_materials_are_not_reviewed_again(stage: str, name: str) -> None:
    life = life_before("complete_preliminary_review", stage).take(of("complete_preliminary_review", stage))
    assert life.ask(of(name, stage)) == Refusal("preliminary_review_completed", CLAUSES[stage], stage=stage)


@stages_with_materials
@pytest.mark.parametrize("name", ["request_supplement", "complete_preliminary_review"])
def test_a_review_needs_a_panel(stage: str, name: str) -> None:
    life = life_before("appoint_experts", stage)
    assert life.ask(of(name, stage)) == Refusal("panel_missing", CLAUSES[stage], stage=stage)


@stages_with_materials
def test_a_review_concludes_from_an_opinion(stage: str) -> None:
    life = life_before("give_opinion", stage)
    refusal = Refusal("opinion_missing", CLAUSES[stage], stage=stage)
    assert life.ask(of("complete_preliminary_review", stage)) == refusal


@pytest.mark.parametrize("name", ["request_supplement", "submit_supplement", "complete_preliminary_review"])
def test_materials_of_another_stage_are_not_open(name: str) -> None:
    life = life_before("request_supplement", "acceptance")
    if name == "submit_supplement":
        life.take(of("request_supplement", "acceptance"))
    refusal = Refusal("stage_not_open", "3.4.2", stage="application", phase="acceptance")
    assert life.ask(of(name, "application")) == refusal


@pytest.mark.parametrize("name", ["hold_review_meeting", "inspect_site"])
def test_the_panel_meets_and_goes_on_site_once_the_materials_are_complete(name: str) -> None:
    life = life_before("complete_preliminary_review", "application")
    refusal = Refusal("preliminary_review_not_completed", "3.4.2", stage="application")
    assert life.ask(commands()[name]) == refusal


def test_the_meeting_names_the_departments_that_took_part() -> None:
    life = life_before("hold_review_meeting")
    assert life.ask(commands()["hold_review_meeting"] | {"departments": []}) == Refusal("departments_missing", "3.4.2")


def test_the_report_rests_on_the_meeting_and_on_the_inspection() -> None:
    report = commands()["issue_review_report"]
    life = life_before("hold_review_meeting")
    assert life.ask(report) == Refusal("review_meeting_missing", "3.4.2")
    assert life.take(commands()["hold_review_meeting"]).ask(report) == Refusal("site_inspection_missing", "3.4.2")


def test_the_report_is_issued_by_the_panels_lead() -> None:
    life, report = life_before("issue_review_report"), commands()["issue_review_report"]
    second, ninth = "expert-2", "expert-9"
    not_lead = Refusal("expert_not_lead", "3.4.2", expert=second, lead=PANEL["lead"])
    assert life.ask(report | {"expert_id": second}) == not_lead
    stranger = Refusal("expert_not_on_panel", "3.4.2", expert=ninth, stage="application")
    assert life.ask(report | {"expert_id": ninth}) == stranger
    impostor = ACTORS[Role.EXPERT].model_copy(update={"id": second})
    assert life.ask(report, impostor) == Refusal("not_your_signature", "3.4.2", expert="expert-1")


@pytest.mark.parametrize("name", ["hold_review_meeting", "inspect_site", "issue_review_report"])
def test_a_review_ends_with_one_report(name: str) -> None:
    life = life_before("approve_construction")
    assert life.ask(commands()[name]) == Refusal("review_report_issued", "3.4.2")


def test_nothing_is_approved_before_the_report() -> None:
    life = life_before("issue_review_report")
    assert life.ask(commands()["approve_construction"]) == Refusal("review_report_missing", "3.4.2")


def test_who_did_not_pass_is_not_approved() -> None:
    life = life_before("approve_construction", changes={"issue_review_report": {"verdict": "fail"}})
    assert life.ask(commands()["approve_construction"]) == Refusal("review_not_passed", "3.4.2")


@pytest.mark.parametrize(
    ("months", "ends_on"), [(24, date(2025, 5, 17)), (30, date(2025, 11, 17)), (36, date(2026, 5, 17))]
)
def test_the_term_runs_two_to_three_years_from_the_date_of_issue(months: int, ends_on: date) -> None:
    changes = {"approve_construction": {"effective_on": "2023-05-17", "term_months": months}}
    assert life_in(Phase.CONSTRUCTION, changes).center.term_ends_on == ends_on


@pytest.mark.parametrize("months", [-1, 0, 601, 10**12])
def test_what_is_no_term_at_all_is_not_approved(months: int) -> None:
    life = life_before("approve_construction")
    refusal = Refusal("term_out_of_range", "3.5.1", months=months, minimum=1, maximum=600)
    assert life.ask(commands()["approve_construction"] | {"term_months": months}) == refusal


def test_a_declined_application_goes_back_to_incubation_and_may_be_tried_again() -> None:
    life = life_before("approve_construction", changes={"issue_review_report": {"verdict": "fail"}})
    life.take(commands()["decline_construction"])
    assert (life.center.phase, life.center.applied) == (Phase.INCUBATION, False)
    for name in "submit_application record_consent appoint_experts give_opinion".split():
        life.take(commands()[name])
    life.take(of("give_opinion", "application", expert_id="expert-2"))
    decided = "hold_review_meeting inspect_site issue_review_report approve_construction".split()
    for name in ("complete_preliminary_review", *decided):
        life.take(commands()[name])
    assert life.center.phase is Phase.CONSTRUCTION


def test_a_second_application_starts_its_review_from_nothing() -> None:
    life = life_before("approve_construction").take(commands()["decline_construction"])
    life.take(commands()["submit_application"])
    assert life.ask(commands()["approve_construction"]) == Refusal("review_report_missing", "3.4.2")
    assert life.ask(of("give_opinion", "application")) == Refusal("panel_missing", "3.4.2", stage="application")


@pytest.mark.parametrize("phase", [Phase.INCUBATION, Phase.APPLICATION])
def test_an_applicant_may_withdraw_before_approval(phase: Phase) -> None:
    life: Life = life_in(phase).take(commands()["withdraw"])
    assert life.center.phase is Phase.WITHDRAWN


@every_stage
def test_what_a_panel_does_rests_on_the_clause_of_its_stage(stage: str) -> None:
    life = life_before("give_opinion", stage).take(of("give_opinion", stage))
    assert [event.clause for event in life.events[-2:]] == [CLAUSES[stage]] * 2


def test_a_declination_bears_a_number_and_is_known_by_it() -> None:
    life = life_before("approve_construction").take(commands()["decline_construction"])
    number = commands()["decline_construction"]["document_number"]
    assert [(act.event, act.number) for act in numbered_acts(life.center)] == [("ConstructionDeclined", number)]


def test_an_application_that_an_earlier_release_declined_without_a_number_stays_declined() -> None:
    body = commands()["decline_construction"]
    life = taken_before_powers(life_before("approve_construction"), body, ACTORS[Role.APPROVER])
    assert (life.center.phase, list(numbered_acts(life.center))) == (Phase.INCUBATION, [])
    assert list(decided_again(life.records, Beside(DECIDER, WorkingCalendar()))) == []
