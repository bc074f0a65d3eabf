"""A center is renamed, serves another scope, takes its acceptance application back, and gives up."""

from datetime import date
from typing import Any

import pytest

from domain.center_summary import is_overdue, summarize
from domain.comparing import read_at
from domain.context import RegisteredCenter
from domain.deadlines.clocks import deadlines
from domain.guideline.phases import SUPERVISED, Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus, Stage
from domain.housekeeping.numbered_acts import numbered_acts
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import replay
from domain.supervision.clocks import is_term_over
from domain.values.comparing_form import comparing_form
from domain.values.points import Point
from domain.work_items import WorkItem, work_items
from tests.domain.occasions import evaluated, imported, under_construction, with_an_order
from tests.domain.test_doubts import Known, asked
from tests.domain.test_undoing import COURT, due, undone
from tests.lives import ACTORS, EXPERTS, Body, Life, annual_report, commands, life_before, life_in, noon

CABLES, MARINE = "上海市海缆产业计量测试中心", "上海市海洋电缆产业计量测试中心"


def of(name: str, **changes: Any) -> Body:
    return commands()[name] | changes


def awaited(life: Life, name: str) -> list[WorkItem]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return [item for item in work_items(life.center, dues, life.policy).open if item.decision.type == name]


# Renamed


def test_a_renamed_center_bears_its_former_name_on_the_days_before() -> None:
    life = under_construction().take(of("rename_center", effective_on="2023-11-01"))
    assert (life.center.name_zh, life.center.name_en) == (MARINE, None)
    for day, name in (("2023-10-31", CABLES), ("2023-11-01", MARINE)):
        then = replay(life.records, as_of=date.fromisoformat(day))
        assert then is not None
        assert then.name_zh == name
    (former,) = life.center.former_names
    assert (former.name_zh, former.until, str(former.number)) == (CABLES, date(2023, 11, 1), "沪市监计量〔2023〕310号")


def test_what_was_known_before_a_renaming_reads_with_the_former_name() -> None:
    life = under_construction()
    before = life.now
    life.now = noon(date(2023, 12, 1))
    life.take(of("rename_center"))
    assert read_at(life.records, Point(None, before)).center == replay(life.records[:-1])


def test_an_english_name_that_is_left_out_stays() -> None:
    life = under_construction().take(of("rename_center", name_en="Center of Marine Cables"))
    life.take(of("rename_center", name_zh=f"{MARINE}（筹）"))
    assert life.center.name_en == "Center of Marine Cables"


@pytest.mark.parametrize(
    "same",
    [{"name_zh": CABLES}, {"name_zh": f" {CABLES[:3]} {CABLES[3:]}"}, {"name_zh": CABLES, "name_en": "cables center"}],
)
def test_a_name_in_another_spelling_is_no_other_name(same: Body) -> None:
    life = life_in(Phase.CONSTRUCTION, changes={"register_center": {"name_en": "Cables Center"}})
    assert life.ask(of("rename_center", **same)) == Refusal("name_unchanged", "record")


def test_another_english_name_alone_is_a_renaming() -> None:
    life = under_construction().take(of("rename_center", name_zh=CABLES, name_en="Marine Cables"))
    assert (life.center.name_zh, life.center.name_en) == (CABLES, "Marine Cables")


def test_a_renaming_is_not_dated_before_the_last_one() -> None:
    life = under_construction().take(of("rename_center", effective_on="2023-11-01"))
    refused = life.ask(of("rename_center", name_zh=CABLES, effective_on="2023-10-31"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["event"]) == ("day_before_its_ground", "CenterRenamed")


def known(name: str, center_id: str = "sh-known") -> RegisteredCenter:
    return RegisteredCenter(center_id, name, comparing_form("别的单位"), None)


@pytest.mark.parametrize(
    ("register", "code"),
    [
        (Known(known(MARINE)), "name_on_register"),
        (Known(formerly={f"{MARINE} ": known("上海市光子产业计量测试中心")}), "name_borne_formerly"),
    ],
)
@pytest.mark.parametrize("name", ["rename_center", "register_center"])
def test_a_name_that_another_center_bears_or_bore_is_asked_about(register: Known, code: str, name: str) -> None:
    life = under_construction() if name == "rename_center" else Life()
    life.register = register
    body = of(name, name_zh=MARINE)
    assert asked(life, body) == [code]
    assert asked(life, body, code) == []


def test_its_own_names_are_none_of_another_center() -> None:
    life = under_construction().take(of("rename_center"))
    own = known(MARINE, life.center.center_id)
    life.register = Known(own, formerly={CABLES: own})
    assert asked(life, of("rename_center", name_zh=CABLES, document_number=None)) == []


def test_the_numbers_of_both_renamings_are_those_of_acts() -> None:
    life = under_construction().take(of("rename_center"))
    life.take(of("rename_center", name_zh=CABLES, document_number="沪市监计量〔2023〕320号"))
    renamed = [act.number for act in numbered_acts(life.center) if act.event == "CenterRenamed"]
    assert renamed == ["沪市监计量〔2023〕310号", "沪市监计量〔2023〕320号"]
    assert asked(life, of("change_scope", document_number="沪市监计量〔2023〕310号")) == ["number_borne"]


def test_a_renaming_that_is_undone_leaves_the_former_name() -> None:
    life = under_construction(date(2026, 6, 1)).take(of("rename_center"))
    life = undone(life, "CenterRenamed", kind="entry_error")
    assert (life.center.name_zh, life.center.former_names) == (CABLES, ())


def test_operators_read_the_present_name() -> None:
    life = under_construction().take(of("rename_center"))
    standing = summarize(life.center, life.policy, life.calendar)
    assert MARINE in standing.summary
    assert MARINE in standing.details
    assert CABLES not in standing.details


# Another scope


def test_a_center_serves_what_it_served_on_the_days_before_a_change_of_its_scope() -> None:
    life = under_construction().take(of("change_scope", effective_on="2023-11-01"))
    assert life.center.field is not None
    assert life.center.field.field == "new_marine_economy"
    then = replay(life.records, as_of=date(2023, 10, 31))
    assert then is not None
    assert then.field is not None
    assert (then.field.field, then.industry_scope) == ("high_end_equipment", "海底电缆的设计、制造、敷设与运维")
    (former,) = life.center.former_scopes
    assert (former.field, former.industry_scope, former.until) == (then.field, then.industry_scope, date(2023, 11, 1))


def test_what_is_left_out_of_a_change_stays() -> None:
    life = under_construction().take(of("change_scope", field=None))
    assert life.center.field is not None
    assert life.center.field.field == "high_end_equipment"
    life.take(of("change_scope", industry_scope=None))
    assert life.center.industry_scope == "海底电缆和海洋观测装备"


@pytest.mark.parametrize(
    "same",
    [
        {"field": None, "industry_scope": None},
        {"field": {"field": "high_end_equipment"}, "industry_scope": None},
        {"field": {"field": "high_end_equipment"}, "industry_scope": "海底电缆的设计、制造、敷设与运维 "},
    ],
)
def test_a_change_of_nothing_is_refused(same: Body) -> None:
    assert under_construction().ask(of("change_scope", **same)) == Refusal("scope_unchanged", "3.2")


def inspected(life: Life, day: str) -> Life:
    return life.take(of("complete_self_inspection", effective_on=day))


def ready(day: str) -> Life:
    """Ready to apply for acceptance since the self-inspection of that day; today is 20 November 2023."""
    life = under_construction().take(of("appoint_director", effective_on="2023-03-08"))
    return inspected(life.take(of("form_alliance", effective_on="2023-03-08")), day)


def test_a_self_inspection_before_a_change_of_the_scope_counts_no_more() -> None:
    life = ready("2023-11-01")
    assert awaited(life, "complete_self_inspection") == []
    life.take(of("change_scope", effective_on="2023-11-10"))
    assert life.center.self_inspection_conforms is None
    assert len(awaited(life, "complete_self_inspection")) == 1
    refusal = Refusal("self_inspection_of_another_scope", "3.5.2", date=date(2023, 11, 1), after=date(2023, 11, 10))
    assert life.ask(of("apply_for_acceptance")) == refusal
    inspected(life, "2023-11-10")
    assert awaited(life, "complete_self_inspection") == []
    assert not isinstance(life.ask(of("apply_for_acceptance")), Refusal)


def test_a_self_inspection_is_not_dated_before_the_change_that_asks_for_it() -> None:
    life = ready("2023-11-01").take(of("change_scope", effective_on="2023-11-10"))
    refused = life.ask(of("complete_self_inspection", effective_on="2023-11-09"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["event"]) == ("day_before_its_ground", "ScopeChanged")


def test_a_change_entered_after_the_self_inspection_of_a_later_day_leaves_it_standing() -> None:
    life = ready("2023-11-15").take(of("change_scope", effective_on="2023-11-10"))
    assert life.center.self_inspection_conforms is True
    assert not isinstance(life.ask(of("apply_for_acceptance")), Refusal)


def test_a_change_of_the_scope_in_acceptance_is_asked_about_and_leads_back_to_construction() -> None:
    life = life_before("approve_establishment")
    body = of("change_scope", document_number=None)
    assert asked(life, body) == ["scope_changed_in_acceptance"]
    life.take(body)
    center = life.center
    assert (center.phase, center.self_inspection_conforms, center.on_site) == (Phase.CONSTRUCTION, None, None)
    assert not center.revision_is_open
    life.take(of("complete_self_inspection")).take(of("apply_for_acceptance"))
    assert life.center.review(Stage.ACCEPTANCE).experts == ()


def test_an_acceptance_that_rests_on_a_self_inspection_after_the_change_goes_on() -> None:
    life = ready("2023-11-15").take(of("apply_for_acceptance"))
    body = of("change_scope", effective_on="2023-11-10", document_number=None)
    assert asked(life, body) == ["day_before_last_act"]
    assert life.take(body).center.phase is Phase.ACCEPTANCE


def test_an_imported_acceptance_rests_on_no_self_inspection_of_the_new_scope() -> None:
    on_site = {"kind": "accepted_on_site", "date": "2023-06-01", "certainty": "reported", "source": "报道"}
    life = Life(now=noon(date(2023, 11, 20))).take(of("import_center", facts=[on_site]))
    assert life.center.phase is Phase.ACCEPTANCE
    assert life.take(of("change_scope")).center.phase is Phase.CONSTRUCTION


def test_an_established_center_keeps_what_it_was_established_with() -> None:
    life = life_in(Phase.OPERATION).take(of("change_scope"))
    assert (life.center.phase, life.center.self_inspection_conforms) == (Phase.OPERATION, True)


def test_a_change_of_the_scope_leaves_a_panel_as_it_was() -> None:
    life = life_before("hold_review_meeting").take(of("change_scope"))
    assert [expert.id for expert in life.center.review(Stage.APPLICATION).experts] == [one["id"] for one in EXPERTS]
    assert life.center.review(Stage.APPLICATION).materials_complete


def test_a_change_of_the_scope_that_is_undone_leaves_the_acceptance_where_it_stood() -> None:
    life = life_before("approve_establishment")
    life.now = noon(date(2026, 6, 1))
    life = undone(life.take(of("change_scope")), "ScopeChanged", kind="entry_error")
    assert life.center.phase is Phase.ACCEPTANCE
    assert not isinstance(life.ask(of("approve_establishment", confirmed=CONFIRMED)), Refusal)


CONFIRMED: Body = {"doubts": ["established_soon", "established_after_term", "number_of_another_year"], "reason": "属实"}


# The acceptance application is taken back


def test_an_acceptance_application_is_taken_back_until_the_center_is_established() -> None:
    for life in (life_in(Phase.ACCEPTANCE), life_before("approve_establishment")):
        life.take(of("withdraw_acceptance_application"))
        assert (life.center.phase, life.center.on_site) == (Phase.CONSTRUCTION, None)
        assert life.center.self_inspection_conforms is True
        life.take(of("apply_for_acceptance"))
        assert life.center.review(Stage.ACCEPTANCE).experts == ()
        assert not life.center.revision_is_open


def test_another_application_is_not_dated_before_the_first_was_taken_back() -> None:
    life = life_in(Phase.ACCEPTANCE)
    life.now = noon(date(2023, 11, 20))
    life.take(of("withdraw_acceptance_application", effective_on="2023-11-10"))
    refused = life.ask(of("apply_for_acceptance", effective_on="2023-11-09"))
    assert isinstance(refused, Refusal)
    assert refused.params["event"] == "AcceptanceApplicationWithdrawn"


def test_a_term_that_ended_during_the_acceptance_is_over_once_the_application_is_taken_back() -> None:
    life = life_in(Phase.ACCEPTANCE)
    life.pass_time(date(2026, 1, 12))
    evaluated(life)
    life.pass_time(date(2026, 4, 1))
    assert not is_term_over(life.center)
    assert awaited(life, "evaluate_construction") == []
    life.take(of("withdraw_acceptance_application"))
    assert is_term_over(life.center)
    assert is_overdue(life.center, deadlines(life.center, life.policy, life.calendar))
    (item,) = awaited(life, "evaluate_construction")
    assert (item.role, item.overdue) == (Role.OFFICER, True)


# Given up


@pytest.mark.parametrize("phase", SUPERVISED)
def test_a_center_that_gives_up_after_its_approval_is_taken_off_by_the_approver_with_a_number(phase: Phase) -> None:
    life = life_in(phase)
    life.now = noon(date(2023, 11, 20))
    life.take(of("relinquish"))
    assert life.center.phase is phase
    (item,) = awaited(life, "record_relinquishment")
    assert (item.role, item.since, item.subject) == (Role.APPROVER, date(2023, 11, 20), "承建单位业务调整")
    life.take(of("record_relinquishment"))
    center = life.center
    assert (center.phase, center.ended_on) == (Phase.RELINQUISHED, date(2023, 11, 20))
    assert str(center.relinquishment_number) == "沪市监计量〔2023〕511号"
    assert [item.decision.type for item in work_items(center, (), life.policy).open] == ["record_service"]
    assert summarize(center, life.policy, life.calendar).ended


def test_nothing_is_recorded_that_the_lead_has_not_declared() -> None:
    life = under_construction()
    for name in ("record_relinquishment", "take_back_relinquishment"):
        assert life.ask(of(name)) == Refusal("no_relinquishment_declared", "house")


def test_a_center_declares_once_that_it_gives_up() -> None:
    life = under_construction().take(of("relinquish"))
    again = life.ask(of("relinquish"))
    assert again == Refusal("relinquishment_declared_already", "house", date=date(2023, 11, 20))


def test_a_declaration_is_taken_back_and_may_be_made_again() -> None:
    life = under_construction().take(of("relinquish")).take(of("take_back_relinquishment"))
    assert awaited(life, "record_relinquishment") == []
    assert life.ask(of("record_relinquishment")) == Refusal("no_relinquishment_declared", "house")
    assert life.take(of("relinquish")).center.relinquishment is not None


def test_what_is_recorded_is_not_dated_before_it_was_declared() -> None:
    life = under_construction().take(of("relinquish", effective_on="2023-11-10"))
    refused = life.ask(of("record_relinquishment", effective_on="2023-11-09"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["event"]) == ("day_before_its_ground", "RelinquishmentDeclared")


def test_a_number_that_the_center_s_approval_bears_is_asked_about() -> None:
    life = under_construction().take(of("relinquish"))
    assert asked(life, of("record_relinquishment", document_number="沪市监计量〔2023〕215号")) == ["number_borne"]


def test_giving_up_with_an_open_rectification_is_asked_about_and_ends_it() -> None:
    life, order = with_an_order()
    life.take(of("relinquish"))
    assert asked(life, of("record_relinquishment")) == ["relinquished_with_open_rectification"]
    life.take(of("record_relinquishment"))
    assert due(life, ClockKind.RECTIFICATION) == []
    refused = life.ask(of("report_rectification", rectification_id=order))
    assert isinstance(refused, Refusal)
    assert refused.code == "phase_not_open"


def test_giving_up_where_there_is_a_ground_to_revoke_is_asked_about() -> None:
    life = evaluated(under_construction(), outcome="revocation").take(of("relinquish"))
    assert asked(life, of("record_relinquishment")) == ["relinquished_with_ground_to_revoke"]
    assert asked(life, of("record_relinquishment"), "relinquished_with_ground_to_revoke") == []


def test_a_relinquishment_is_served_as_other_acts_are() -> None:
    life = life_in(Phase.RELINQUISHED)
    position = life.position_of("CenterRelinquished")
    life.take(of("record_service", position=position))
    assert list(life.center.served) == [position]
    assert work_items(life.center, (), life.policy).open == ()


def test_an_establishment_of_a_center_that_gives_up_is_asked_about() -> None:
    life = life_before("approve_establishment").take(of("relinquish"))
    assert "established_though_giving_up" in asked(life, of("approve_establishment"))


def test_duties_go_on_until_a_relinquishment_is_recorded_and_end_with_it() -> None:
    life = under_construction().take(of("relinquish"))
    life.pass_time(date(2023, 12, 4))
    assert due(life, ClockKind.ANNUAL_REPORT)[0] == (date(2023, 11, 30), ClockStatus.MISSED)
    life.take(of("record_relinquishment"))
    assert due(life, ClockKind.ANNUAL_REPORT) == [(date(2023, 11, 30), ClockStatus.MISSED)]
    assert not is_overdue(life.center, deadlines(life.center, life.policy, life.calendar))
    assert life.pass_time(date(2026, 11, 23)) == []


def relinquished(day: date) -> Life:
    life = life_in(Phase.RELINQUISHED)
    life.now = noon(day)
    return life


def test_a_relinquishment_that_a_court_annuls_leaves_the_center_where_it_stood() -> None:
    life = undone(relinquished(date(2026, 6, 1)), "CenterRelinquished", **COURT)
    assert (life.center.phase, life.center.ended_on) == (Phase.CONSTRUCTION, None)
    assert life.center.resumed_on == date(2026, 6, 1)
    assert len(awaited(life, "record_relinquishment")) == 1
    life.take(of("take_back_relinquishment")).take(annual_report(2026))
    assert 2026 in life.center.reports


def test_without_its_declaration_a_relinquishment_has_no_ground() -> None:
    life = undone(relinquished(date(2026, 6, 1)), "RelinquishmentDeclared", kind="entry_error")
    assert (life.center.phase, life.center.relinquishment) == (Phase.CONSTRUCTION, None)


def test_who_follows_a_relinquished_center_is_a_new_one_that_names_it() -> None:
    former = life_in(Phase.RELINQUISHED).center
    life = Life(register=Known(known(former.name_zh, former.center_id)))
    body = of("register_center", center_id="sh-cables-again", predecessor=former.center_id)
    assert asked(life, body) == ["name_on_register"]
    assert life.take(body).center.predecessor == former.center_id


def test_an_imported_center_is_given_up_by_the_lead_that_its_papers_name() -> None:
    life = imported()
    assert isinstance(life.ask(of("relinquish")), Refusal)
    life.take(of("complete_record", parties={"lead": of("register_center")["lead"]}))
    assert not isinstance(life.ask(of("relinquish"), ACTORS[Role.APPLICANT]), Refusal)
