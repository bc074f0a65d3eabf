"""3.5: construction, self-inspection, acceptance, establishment; and what 4 asks meanwhile."""

import pytest

from domain.guideline.phases import Phase
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from tests.lives import ACTORS, Life, commands, life_before, life_in

ITEMS = [{"item": "人员能力", "conforms": True}, {"item": "设备溯源", "conforms": False, "remark": "两台未送校"}]


def ready_but_for(*left_out: str) -> Life:
    """Ready to apply for acceptance, without these decisions."""
    life = life_in(Phase.CONSTRUCTION)
    for name in ("appoint_director", "form_alliance", "complete_self_inspection"):
        if name not in left_out:
            life.take(commands()[name])
    return life


def applying(life: Life) -> object:
    return life.ask(commands()["apply_for_acceptance"])


def test_an_alliance_is_formed_once_and_changed_after_that() -> None:
    life = life_in(Phase.CONSTRUCTION)
    assert life.ask(commands()["change_alliance"]) == Refusal("alliance_missing", "3.5.1")
    life.take(commands()["form_alliance"])
    assert life.ask(commands()["form_alliance"]) == Refusal("alliance_already_formed", "3.5.1")
    member = {"name": "上海海洋工程公司", "chain_position": "downstream"}
    life.take(commands()["change_alliance"] | {"members": [member]})
    assert [member.name for member in life.center.alliance] == ["上海海洋工程公司"]


def test_acceptance_is_applied_for_after_a_self_inspection() -> None:
    assert applying(ready_but_for("complete_self_inspection")) == Refusal("self_inspection_missing", "3.5.2")


def test_acceptance_is_not_applied_for_while_an_item_does_not_conform() -> None:
    life = ready_but_for().take(commands()["complete_self_inspection"] | {"items": ITEMS})
    assert applying(life) == Refusal("self_inspection_not_conforming", "3.5.2", items=["设备溯源"])
    assert not isinstance(applying(life.take(commands()["complete_self_inspection"])), Refusal)


def test_acceptance_is_not_applied_for_without_an_alliance() -> None:
    assert applying(ready_but_for("form_alliance")) == Refusal("alliance_missing", "3.5.1")


def test_acceptance_is_not_applied_for_without_a_director() -> None:
    assert applying(ready_but_for("appoint_director")) == Refusal("director_missing", "4.1")


def test_another_director_takes_the_place_of_the_first() -> None:
    life = ready_but_for().take(commands()["appoint_director"] | {"name": "刘主任"})
    assert life.center.director == "刘主任"


def test_the_panel_reports_on_complete_materials() -> None:
    life = life_before("complete_preliminary_review", "acceptance")
    refusal = Refusal("preliminary_review_not_completed", "3.5.3", stage="acceptance")
    assert life.ask(commands()["report_on_site_acceptance"]) == refusal


def test_the_on_site_acceptance_is_reported_by_the_panels_lead() -> None:
    life, report = life_before("report_on_site_acceptance"), commands()["report_on_site_acceptance"]
    not_lead = Refusal("expert_not_lead", "3.5.3", expert="expert-2", lead="expert-1")
    assert life.ask(report | {"expert_id": "expert-2"}) == not_lead
    stranger = Refusal("expert_not_on_panel", "3.5.3", expert="expert-9", stage="acceptance")
    assert life.ask(report | {"expert_id": "expert-9"}) == stranger
    impostor = ACTORS[Role.EXPERT].model_copy(update={"id": "expert-2"})
    assert life.ask(report, impostor) == Refusal("not_your_signature", "3.5.3", expert="expert-1")


def test_an_acceptance_has_one_report() -> None:
    life = life_before("submit_revision")
    refusal = Refusal("on_site_acceptance_reported", "3.5.3")
    assert life.ask(commands()["report_on_site_acceptance"]) == refusal


@pytest.mark.parametrize("name", ["submit_revision", "confirm_revision", "approve_establishment"])
def test_revision_and_establishment_follow_a_passed_acceptance_on_site(name: str) -> None:
    life = life_before("report_on_site_acceptance")
    assert life.ask(commands()[name]) == Refusal("on_site_acceptance_not_passed", "3.5.3")


def test_what_is_confirmed_was_submitted() -> None:
    assert life_before("submit_revision").ask(commands()["confirm_revision"]) == Refusal("revision_missing", "3.5.3")


def test_a_center_is_established_once_its_materials_are_revised() -> None:
    life = life_before("confirm_revision")
    assert life.ask(commands()["approve_establishment"]) == Refusal("revision_not_confirmed", "3.5.3")


def test_a_center_may_be_established_on_the_day_of_its_on_site_pass_once_its_revision_is_confirmed() -> None:
    life = life_before("report_on_site_acceptance")
    day = {"effective_on": life.now.date().isoformat()}
    for name in ("report_on_site_acceptance", "submit_revision", "confirm_revision", "approve_establishment"):
        life.take(commands()[name] | day)
    assert life.center.phase is Phase.OPERATION
    assert life.center.established_on == life.now.date()


def test_a_newer_revision_is_confirmed_anew() -> None:
    life = life_before("approve_establishment").take(commands()["submit_revision"])
    assert life.ask(commands()["approve_establishment"]) == Refusal("revision_not_confirmed", "3.5.3")


def test_a_failed_acceptance_leads_back_to_construction_and_to_a_new_self_inspection() -> None:
    failed = commands()["report_on_site_acceptance"] | {"verdict": "fail", "revisions": ["补充不确定度评定"]}
    life = life_before("report_on_site_acceptance").take(failed)
    assert life.center.phase is Phase.CONSTRUCTION
    assert applying(life) == Refusal("self_inspection_missing", "3.5.2")


def test_a_failed_acceptance_may_be_tried_again_from_its_start() -> None:
    failed = commands()["report_on_site_acceptance"] | {"verdict": "fail"}
    life = life_before("report_on_site_acceptance").take(failed)
    life.take(commands()["complete_self_inspection"]).take(commands()["apply_for_acceptance"])
    life.take(commands()["appoint_experts"] | {"stage": "acceptance"})
    for expert in ("expert-1", "expert-2"):
        life.take(commands()["give_opinion"] | {"stage": "acceptance", "expert_id": expert})
    life.take(commands()["complete_preliminary_review"] | {"stage": "acceptance"})
    for name in ("report_on_site_acceptance", "submit_revision", "confirm_revision", "approve_establishment"):
        life.take(commands()[name])
    assert life.center.phase is Phase.OPERATION


def test_the_whole_way_leaves_every_paper_on_record() -> None:
    center = life_in(Phase.OPERATION).center
    assert str(center.approval_number) == "沪市监计量〔2023〕215号"
    assert str(center.establishment_number) == "沪市监计量〔2023〕402号"
    assert (center.director, center.exchanges, center.alliance_name) == ("张主任", {2023: 2}, "海缆产业计量测试联盟")
    assert center.listing_updated_on is not None
    assert center.sharing_rules_on is not None


def test_the_duties_of_a_center_go_on_after_establishment() -> None:
    life = life_in(Phase.OPERATION)
    for name in ("change_alliance", "appoint_director", "hold_exchange", "update_listing", "adopt_sharing_rules"):
        life.take(commands()[name])
    assert life.center.exchanges == {2023: 3}
