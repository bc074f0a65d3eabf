"""The bureau decides about Shanghai's municipal centers alone; of all others the record is kept true (5.3)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.center_details import describe
from domain.deadlines.clocks import deadlines, has_fallen
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.decider import DECIDER, DECISIONS, PEOPLE_DECIDE, why_not_open
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy, policy_under
from domain.guideline.vocabulary import ClockStatus, Level
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.imported.unknowns import possible_term
from domain.kernel.records import DecidedUnder, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.powers.authority import Authority, authority_of
from domain.wording.refusals import explain
from domain.work_items import work_items
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import occasion
from tests.domain.test_doubts import Known, center
from tests.domain.test_fallen import clock_records
from tests.lives import ACTORS, Body, Life, commands, document, life_in, noon

FUJIAN = {"level": "national", "region": "福建"}
OF_OTHERS: list[Body] = [
    FUJIAN,
    {"level": "national", "region": "上海"},
    {"level": "provincial", "region": "广东"},
    {"level": "municipal", "region": "湖南"},
]
every_other = pytest.mark.parametrize("whose", OF_OTHERS, ids=lambda whose: f"{whose['level']}-{whose['region']}")
KEEPS_THE_RECORD_TRUE = {
    "import_center",
    "complete_record",
    "add_reports",
    "amend_organisations",
    "record_merger",
    "rename_center",
    "correct_record",
    "confirm_correction",
    "take_back_correction",
    "undo",
    "confirm_undo",
    "finish_backfill",
}


def imported(**changes: Any) -> Life:
    """Approved in May 2022, as was reported; taken up in November 2023."""
    return Life(now=noon(date(2023, 11, 6))).take(commands()["import_center"] | changes)


def refusal_about(**whose: str) -> Refusal:
    return Refusal("center_of_another_authority", "5.3", authority=whose)


def stamped(life: Life, edition: int) -> list[Record[Any]]:
    """Its records as they are written under an edition of the house's numbers."""
    under = DecidedUnder(guideline="沪市监计量〔2023〕213号", policy=edition)
    return [record.model_copy(update={"decided_under": under}) for record in life.records]


# To whom it belongs


@pytest.mark.parametrize(
    ("level", "region", "name"),
    [
        (Level.MUNICIPAL, "上海", "上海市市场监督管理局"),
        (Level.MUNICIPAL, " 上海市", "上海市市场监督管理局"),
        (Level.PROVINCIAL, "上海", "上海市市场监督管理局"),
        (Level.NATIONAL, "上海", "国家市场监督管理总局"),
        (Level.NATIONAL, "福建", "国家市场监督管理总局"),
        (Level.PROVINCIAL, "广东", "广东省级市场监督管理部门"),
        (Level.MUNICIPAL, "湖南", "湖南市级市场监督管理部门"),
    ],
)
def test_a_center_belongs_to_an_authority_by_its_level_and_its_region(level: Level, region: str, name: str) -> None:
    authority = Authority(level, region)
    assert authority.label.zh == name
    assert authority.is_the_bureau == name.startswith("上海")
    assert authority.label.en


@given(st.sampled_from(Level), st.text(min_size=1, max_size=20))
def test_whatever_a_region_is_called_no_national_center_is_the_bureaus(level: Level, region: str) -> None:
    authority = Authority(level, region)
    assert all(authority.label)
    assert not (authority.is_the_bureau and level is Level.NATIONAL)


def test_a_registered_center_is_the_bureaus_own() -> None:
    assert authority_of(life_in(Phase.INCUBATION).center).is_the_bureau


# Who decides


def test_what_keeps_the_record_true_is_open_about_centers_of_any_authority_and_nothing_else() -> None:
    assert {row.type for row in DECISIONS if row.of_any_authority} == KEEPS_THE_RECORD_TRUE


@every_other
@pytest.mark.parametrize("row", [row for row in PEOPLE_DECIDE if row.phases], ids=lambda row: str(row.type))
def test_no_decision_of_the_guideline_is_taken_about_a_center_of_another_authority(row: Decision, whose: Body) -> None:
    life, body = occasion(row.type)
    of_another = life.center.but(level=Level(whose["level"]), region=whose["region"])
    life.state = of_another
    for role in row.roles:
        actor = ACTORS[role].model_copy(update={"anyone": True})
        refused, is_refused = refusal_about(**whose), row.type not in KEEPS_THE_RECORD_TRUE
        assert (life.ask(body, actor) == refused) == is_refused
        assert (why_not_open(row, of_another, life.context(actor)) == refused) == is_refused


def test_whoever_has_another_role_is_refused_for_the_role_first() -> None:
    refusal = imported(**FUJIAN).ask(commands()["revoke_center"], ACTORS[Role.OFFICER])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "role_not_allowed"


@pytest.mark.parametrize(
    ("whose", "zh", "en"),
    [
        (FUJIAN, "国家市场监督管理总局", "State Administration for Market Regulation"),
        ({"level": "provincial", "region": "广东"}, "广东省级市场监督管理部门", "provincial market regulator of 广东"),
    ],
)
def test_the_refusal_names_the_authority_and_what_can_be_done(whose: Body, zh: str, en: str) -> None:
    _, sentence = explain("center_of_another_authority", {"authority": whose})
    assert zh in sentence.zh
    assert "更正" in sentence.zh
    assert en in sentence.en
    assert "corrected" in sentence.en


@pytest.mark.parametrize("stored", [None, "国家级", {}, {"level": "imperial", "region": "福建"}, ["national"]])
def test_a_refusal_of_another_release_is_read_whatever_it_says_of_the_authority(stored: Any) -> None:
    _, sentence = explain("center_of_another_authority", {"authority": stored})
    assert sentence.zh
    assert sentence.en


# No clock, no duty, no work


@every_other
def test_no_clock_runs_for_a_center_of_another_authority_and_nothing_is_awaited_of_it(whose: Body) -> None:
    life = imported(**whose)
    assert deadlines(life.center, life.policy, life.calendar) == []
    assert scheduled_facts(life.center, life.policy, life.calendar) == []
    assert life.pass_time(date(2027, 1, 4)) == []
    assert work_items(life.center, [], life.policy) == ((), None)


def test_the_same_center_of_shanghai_has_its_clocks_and_its_work() -> None:
    life = imported()
    assert life.pass_time(date(2024, 1, 4))
    assert work_items(life.center, deadlines(life.center, life.policy, life.calendar), life.policy).open


def test_a_house_may_let_the_clocks_count_for_others_as_it_did_and_awaits_nothing_all_the_same() -> None:
    life = imported(**FUJIAN)
    dues = deadlines(life.center, Policy(clocks_for_other_regions=True), life.calendar)
    assert dues
    assert work_items(life.center, dues, life.policy) == ((), None)


@pytest.mark.parametrize(("edition", "counts"), [(1, True), (2, True), (3, False)])
def test_an_earlier_edition_let_clocks_count_for_others(edition: int, *, counts: bool) -> None:
    under = DecidedUnder(guideline="沪市监计量〔2023〕213号", policy=edition)
    assert policy_under(under).clocks_for_other_regions is counts


def test_what_was_recorded_as_missed_against_it_has_fallen() -> None:
    life = imported(**FUJIAN)
    life.policy = Policy(clocks_for_other_regions=True)
    life.pass_time(date(2024, 1, 4))
    facts = clock_records(life)
    missed = {due.status for due in deadlines(life.center, life.policy, life.calendar)}
    assert ClockStatus.MISSED in missed
    dues = deadlines(life.center, Policy(), life.calendar)
    assert {due.status for due in dues} == {ClockStatus.FALLEN}
    assert {due.due_on for due in dues} == {fact.event.due_on for fact in facts}
    assert all(has_fallen(fact, life.center, Policy(), life.calendar) for fact in facts)


def test_what_is_proposed_of_its_record_waits_for_confirmation() -> None:
    life = imported(**FUJIAN).take(commands()["correct_record"])
    [item] = work_items(life.center, [], life.policy).open
    assert (item.decision.type, item.role) == ("confirm_correction", Role.APPROVER)


def test_the_guidelines_term_says_nothing_about_it() -> None:
    life = imported(
        **FUJIAN,
        facts=[{"kind": "construction_approved", "date": "2022-05-09", "certainty": "reported", "source": "报道"}],
    )
    assert possible_term(life.center, life.policy) is None
    papers = commands()["complete_record"] | {"term_ends_on": "2032-05-09"}
    assert not isinstance(life.ask(papers), Refusal)
    assert isinstance(imported().ask(papers), Refusal)


def test_operators_read_to_whom_it_belongs() -> None:
    of_another, own = imported(**FUJIAN).center, imported().center
    assert "国家市场监督管理总局 the State Administration" in describe(
        of_another, [], work_items(of_another, [], Policy())
    )
    assert "主管机关" not in describe(own, [], work_items(own, [], Policy()))


# What is kept true


@every_other
def test_its_record_is_completed_amended_and_corrected(whose: Body) -> None:
    life = imported(**whose)
    life.take(commands()["complete_record"]).take(commands()["amend_organisations"])
    life.take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert (life.center.name_en, life.center.host) == ("Shanghai Center of Submarine Cables", "上海计量院")
    assert life.center.name_zh == "上海市海底电缆产业计量测试中心"


def correcting(**corrected: str) -> Body:
    return commands()["correct_record"] | {"what_was_wrong": "级别有误", "corrected": corrected}


@pytest.mark.parametrize(("field", "right"), [("level", "municipal"), ("region", "上海")])
def test_a_level_or_a_region_typed_wrongly_at_import_is_corrected_with_its_paper(field: str, right: str) -> None:
    life = imported(**({"level": "national"} if field == "level" else {"region": "福建"}))
    without = Refusal("correction_without_paper", "record", event="CenterImported", fields=[field])
    assert life.ask(correcting(**{field: right})) == without
    life.take(correcting(**{field: right}) | {"documents": [document("批复")]})
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert authority_of(life.center).is_the_bureau
    assert deadlines(life.center, life.policy, life.calendar)


@pytest.mark.parametrize(("edition", "loses"), [(2, False), (3, True)])
def test_what_was_decided_about_a_center_loses_its_ground_with_its_level_but_not_what_was_before_anybody_asked(
    edition: int, *, loses: bool
) -> None:
    life = imported()
    life.take(commands()["commend"])
    imported_as, commended = stamped(life, edition)[0], stamped(life, edition)[1:]
    national = imported_as.model_copy(update={"event": imported_as.event.model_copy(update={"level": Level.NATIONAL})})
    refused = list(decided_again([national, *commended], Beside(DECIDER, WorkingCalendar())))
    assert [again.refusal for again in refused] == ([refusal_about(level="national", region="上海")] if loses else [])


# A center that rises


@pytest.mark.parametrize("level", ["national", "provincial"])
@pytest.mark.parametrize("role", [Role.APPLICANT, Role.OFFICER])
def test_a_municipal_center_alone_is_registered_and_the_way_of_cultivation_is_named(level: str, role: Role) -> None:
    registration = commands()["register_center"] | {"level": level}
    assert Life().ask(registration, ACTORS[role]) == Refusal("registered_at_another_level", "5.3", level=level)
    _, sentence = explain("registered_at_another_level", {"level": level})
    assert "培育" in sentence.zh
    assert "cultivation" in sentence.en


def test_no_correction_makes_a_registered_center_a_national_one() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.records = stamped(life, 3)
    refusal = life.ask(correcting(level="national") | {"documents": [document("批复")]})
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["refused"]["code"]) == ("corrected_act_refused", "registered_at_another_level")


def test_a_center_that_rose_is_a_new_one_that_names_its_predecessor() -> None:
    assert imported(level="national", predecessor="sh-before").center.predecessor == "sh-before"


def test_a_center_that_was_withdrawn_comes_back_as_another_that_names_it() -> None:
    known = Known(center())
    life = Life(register=known).take(commands()["register_center"] | {"predecessor": "sh-known"})
    assert life.center.predecessor == "sh-known"
    assert life.records[0].confirmed is None


def test_a_predecessor_that_nobody_knows_is_asked_about() -> None:
    refusal = Life().ask(commands()["register_center"] | {"predecessor": "sh-unheard-of"})
    assert isinstance(refusal, Refusal)
    assert [doubt["code"] for doubt in refusal.params["doubts"]] == ["predecessor_not_on_register"]


@pytest.mark.parametrize("begins", ["register_center", "import_center"])
def test_no_center_is_its_own_predecessor(begins: str) -> None:
    body = commands()[begins]
    own = Refusal("predecessor_is_itself", "record", center_id=body["center_id"])
    assert Life(now=noon(date(2023, 11, 6))).ask(body | {"predecessor": body["center_id"]}) == own
