"""Entry on behalf: a paper is handed in by somebody without an account, and the officer enters it."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Context
from domain.decider import DECISIONS, decide, why_not_open
from domain.decision import Decision
from domain.deputies.deputyships import Deputies
from domain.guideline.phases import Phase
from domain.incubation.messages import SupportGranted
from domain.kernel.messages import documents_in
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.management.messages import ExchangeHeld
from domain.values.organisations import JointParty
from domain.working_calendar.decider import EnteredNotices
from domain.working_calendar.decider import decide as decide_on_calendar
from domain.working_calendar.messages import EnterHolidayNotice
from ledger.registry import domain_registry
from tests.domain.deputies import TODAY, ZHAO, after, naming
from tests.domain.occasions import imported, occasion, under_construction
from tests.domain.test_working_calendar import NOTICE
from tests.lives import (
    ACTORS,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUPERIOR,
    Body,
    Life,
    annual_report,
    command_of,
    commands,
    document,
    handed_in,
    life_before,
    life_in,
)

OFFICER = ACTORS[Role.OFFICER]
DISTRICTS_OFFICE = "浦东新区市场监管局"
allowed = pytest.mark.parametrize(
    "decision", [decision for decision in DECISIONS if decision.on_behalf], ids=lambda decision: decision.type
)
not_allowed = pytest.mark.parametrize(
    "decision", [decision for decision in DECISIONS if not decision.on_behalf], ids=lambda decision: decision.type
)


def whose(decision: Decision) -> str:
    return str(LEAD["name"]) if Role.APPLICANT in decision.roles else DISTRICTS_OFFICE


def today(life: Life) -> date:
    return Context(OFFICER, life.now).today


def entered(decision: Decision) -> tuple[Life, Body]:
    """The decision on its occasion, as it is entered on behalf of those whose it is."""
    life, body = occasion(decision.type)
    return life, handed_in(body, today(life), whose(decision))


def names_of(decided: list[Event] | Refusal) -> list[str]:
    assert not isinstance(decided, Refusal), decided
    return [event.wire_name() for event in decided]


def refusal(life: Life, body: Body, role: Role = Role.OFFICER) -> Refusal:
    answer = life.ask(body, ACTORS[role].model_copy(update={"anyone": True}))
    assert isinstance(answer, Refusal), answer
    return answer


def test_what_an_applicant_or_a_district_decides_can_be_entered_on_behalf_and_nothing_else() -> None:
    """An expert's signature is their own, and the bureau enters nothing on its own behalf."""
    parties = {Role.APPLICANT, Role.DISTRICT}
    assert {row.type for row in DECISIONS if row.on_behalf} == {row.type for row in DECISIONS if parties & {*row.roles}}


@allowed
def test_the_officer_enters_it_for_those_whose_decision_it_is(decision: Decision) -> None:
    life, body = entered(decision)
    by_themselves = {name: part for name, part in body.items() if name != "on_behalf_of"}
    assert names_of(life.ask(body)) == names_of(life.ask(by_themselves))


@allowed
def test_nobody_else_enters_anything_on_behalf(decision: Decision) -> None:
    life, body = entered(decision)
    for role in set(Role) - {Role.OFFICER}:
        assert refusal(life, body, role) == Refusal("on_behalf_by_officer_alone", "house", role=role.value)


@not_allowed
def test_what_only_its_own_author_can_sign_is_not_entered_on_behalf(decision: Decision) -> None:
    life, body = entered(decision)
    assert refusal(life, body) == Refusal("not_entered_on_behalf", decision.clause)


def test_a_notice_of_working_days_is_entered_on_nobodys_behalf() -> None:
    command = EnterHolidayNotice.model_validate(handed_in({"notice": NOTICE}, "2023-11-20"))
    answer = decide_on_calendar(command, EnteredNotices(), Context(OFFICER, under_construction().now))
    assert answer == Refusal("not_entered_on_behalf", "5.2")


def test_the_record_says_whose_paper_it_was_and_when_it_came() -> None:
    life = under_construction()
    life.take(handed_in(commands()["hold_exchange"] | {"effective_on": "2023-10-10"}, "2023-10-12"))
    record = life.records[-1]
    assert isinstance(record.event, ExchangeHeld)
    assert (record.actor, record.effective_on) == (OFFICER, date(2023, 10, 10))
    assert record.on_behalf_of is not None
    assert (record.on_behalf_of.organisation, record.on_behalf_of.received_on) == (LEAD["name"], date(2023, 10, 12))
    assert life.center.exchanges == {2023: 1}


def test_a_paper_without_a_day_of_its_own_takes_effect_on_the_day_of_receipt() -> None:
    life = under_construction().take(handed_in(commands()["appoint_director"], "2023-10-12"))
    assert life.records[-1].effective_on == date(2023, 10, 12)


@pytest.mark.parametrize("spelling", [LEAD["name"], f" {LEAD['name'][:4]} {LEAD['name'][4:]}", LEAD["uscc"]])
def test_the_lead_is_known_by_its_name_in_any_spelling_and_by_its_code(spelling: str) -> None:
    life = under_construction()
    assert not isinstance(life.ask(handed_in(annual_report(2023), today(life), spelling)), Refusal)


def test_a_name_that_is_none_of_the_parties_is_refused_with_theirs() -> None:
    life = under_construction()
    wrong = handed_in(annual_report(2023), today(life), "上海市计量测试技术研究所")
    assert refusal(life, wrong) == Refusal(
        "handed_in_by_another", "5.2", organisation="上海市计量测试技术研究所", known=[LEAD["name"]]
    )


def test_a_joint_party_hands_in_what_any_party_may_and_the_lead_the_rest() -> None:
    life = under_construction()
    life.state = life.center.but(joint=(JointParty.model_validate(JOINT_PARTY),))
    exchange, report = (
        handed_in(body, today(life), PARTNER["name"]) for body in (commands()["hold_exchange"], annual_report(2023))
    )
    assert not isinstance(life.ask(exchange), Refusal)
    assert refusal(life, report).params["known"] == [LEAD["name"]]


@pytest.mark.parametrize("name", ["浦东新区", DISTRICTS_OFFICE, "浦东新区人民政府", "Pudong New Area"])
def test_a_districts_answer_is_handed_in_by_its_office_or_government(name: str) -> None:
    life, support = occasion("record_support")
    assert not isinstance(life.ask(handed_in(support, today(life), name)), Refusal)
    assert refusal(life, handed_in(support, today(life), "黄浦区")).params["known"] == [DISTRICTS_OFFICE]
    assert refusal(life, handed_in(support, today(life), LEAD["name"])).code == "handed_in_by_another"


def test_a_superior_bodys_consent_is_handed_in_by_the_body_that_the_paper_names() -> None:
    life, consent = occasion("record_consent")
    of_the_commission = consent | {"authority": "上海市国有资产监督管理委员会"}
    assert not isinstance(life.ask(handed_in(of_the_commission, today(life), of_the_commission["authority"])), Refusal)
    assert refusal(life, handed_in(consent, today(life), of_the_commission["authority"])).params["known"] == [
        DISTRICTS_OFFICE, consent["authority"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", [SUPERIOR["name"], SUPERIOR["uscc"]])
def test_a_superior_body_hands_in_its_own_answer_and_no_other(name: str) -> None:
    life = life_before("record_support", changes={"register_center": {"lead": LEAD | {"superior": SUPERIOR}}})
    life.take(handed_in(commands()["record_support"], today(life), name))
    answered = life.last(SupportGranted).answered_by
    assert answered is not None
    assert (answered.kind.value, answered.name) == ("superior_body", SUPERIOR["name"])
    asked = life_before("record_consent", changes={"register_center": {"lead": LEAD | {"superior": SUPERIOR}}})
    of_the_district = handed_in(commands()["record_consent"], today(asked), name)
    assert refusal(asked, of_the_district).code == "consent_of_another_authority"


def test_a_hearing_is_the_bureaus_and_a_statement_the_centers() -> None:
    life, statement = occasion("record_statement")
    assert not isinstance(life.ask(handed_in(statement | {"kind": "statement"}, today(life))), Refusal)
    hearing = handed_in(statement | {"kind": "hearing"}, today(life))
    assert refusal(life, hearing) == Refusal("not_entered_on_behalf", "5.3")


def test_an_officers_deputy_enters_papers_that_came_before_the_deputyship() -> None:
    """The entry is all that the deputy does of it."""
    life = under_construction(TODAY)
    deputy, officer = ({"id": one.id, "name": one.name} for one in (ZHAO, OFFICER))
    life.deputies = after(naming(role="officer", deputy=deputy, deputy_for=officer))
    before = TODAY - timedelta(days=60)
    exchange = handed_in(commands()["hold_exchange"] | {"effective_on": before}, before)
    life.take(exchange, ZHAO)
    record = life.records[-1]
    assert (record.actor.id, record.actor.role, record.effective_on) == (ZHAO.id, Role.OFFICER, before)
    reporting = next(row for row in DECISIONS if row.type == "hold_exchange")
    assert why_not_open(reporting, life.center, life.context(ZHAO), on_behalf=True) is None
    life.deputies = Deputies()
    assert life.ask(exchange, ZHAO) == Refusal("on_behalf_by_officer_alone", "house", role="approver")


def test_of_an_imported_center_the_host_hands_in_until_its_parties_are_known() -> None:
    life = imported()
    life.state = life.center.but(region="上海", host="上海精密计量测试研究所")
    assert not isinstance(life.ask(handed_in(annual_report(2023), today(life), "上海精密计量测试研究所")), Refusal)
    life.state = life.center.but(host=None)
    assert refusal(life, handed_in(annual_report(2023), today(life))) == Refusal("nobody_to_enter_for", "5.2")


def test_no_paper_was_received_on_a_day_to_come_or_before_its_own_day() -> None:
    life = under_construction()
    tomorrow = today(life) + timedelta(days=1)
    assert refusal(life, handed_in(annual_report(2023), tomorrow)) == Refusal(
        "effective_in_the_future", "record", effective_on=tomorrow, today=today(life), field="on_behalf_of.received_on"
    )
    dated = annual_report(2023, effective_on="2023-11-15")
    assert refusal(life, handed_in(dated, "2023-11-14")) == Refusal(
        "received_before_its_day", "house", received_on=date(2023, 11, 14), effective_on=date(2023, 11, 15)
    )
    assert not isinstance(life.ask(handed_in(dated, "2023-11-15")), Refusal)


def test_the_paper_comes_in_before_it_is_entered() -> None:
    life = under_construction()
    command = command_of(handed_in(annual_report(2023), today(life)))
    held: set[str] = set()
    context = Context(OFFICER, life.now, held=held.intersection)
    assert decide(command, life.center, context) == Refusal("handed_in_paper_not_held", "house", title="来件扫描件")
    held |= {named.sha256 for named in documents_in(command)}
    assert held == {document("来件扫描件", "f")["sha256"]}
    assert not isinstance(decide(command, life.center, context), Refusal)


def test_who_enters_papers_has_prepared_what_rests_on_them() -> None:
    """The officer who entered the consent doesn't approve the construction."""
    life, consent = occasion("record_consent")
    life.take(handed_in(consent, today(life), "浦东新区人民政府"))
    approving = life_before("approve_construction")
    approving.state = approving.center.but(acted={(OFFICER, "ConsentGiven"): 5})
    one = ACTORS[Role.APPROVER].model_copy(update={"id": OFFICER.id})
    answer = approving.ask(commands()["approve_construction"], one)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.params["other_role"]) == ("person_has_another_part", "officer")
    assert (OFFICER, "ConsentGiven") in life.center.acted


def test_an_applicant_of_the_center_enters_nothing_for_it_as_an_officer() -> None:
    life = under_construction()
    both = OFFICER.model_copy(update={"id": ACTORS[Role.APPLICANT].id})
    answer = life.ask(handed_in(annual_report(2023), today(life)), both)
    assert isinstance(answer, Refusal)
    assert answer.code == "person_has_another_part"


def test_a_record_reads_and_is_written_as_before_where_nothing_was_entered_on_behalf() -> None:
    life = under_construction().take(commands()["hold_exchange"])
    life.take(handed_in(commands()["hold_exchange"], "2023-10-12"))
    own, entered_for_them = life.records[-2:]
    registry = domain_registry()
    (topic, before), (_, now) = map(registry.dump, (own, entered_for_them))
    assert "on_behalf_of" not in json.loads(before)
    assert json.loads(now)["on_behalf_of"]["received_on"] == "2023-10-12"
    assert registry.parse(topic, before).on_behalf_of is None
    assert registry.parse(topic, now).on_behalf_of == entered_for_them.on_behalf_of


def test_it_is_open_to_an_officer_where_it_would_be_open_to_those_whose_it_is() -> None:
    reporting = next(row for row in DECISIONS if row.type == "submit_annual_report")
    life, early = under_construction(), life_in(Phase.INCUBATION)
    assert why_not_open(reporting, life.center, life.context(OFFICER), on_behalf=True) is None
    closed = why_not_open(reporting, early.center, early.context(OFFICER), on_behalf=True)
    assert closed is not None
    assert closed.code == "phase_not_open"
    own = why_not_open(reporting, life.center, life.context(OFFICER))
    assert own is not None
    assert own.code == "role_not_allowed"


def test_a_correction_decides_again_on_what_was_entered_on_behalf() -> None:
    """By the day of its paper, which no correction moves behind the day of receipt."""
    life = under_construction()
    life.take(handed_in(annual_report(2023, effective_on="2023-11-10"), "2023-11-15"))
    wrong = commands()["correct_record"] | {"position": life.position_of("AnnualReportSubmitted"), "corrected": {}}
    assert not isinstance(life.ask(wrong | {"corrected_effective_on": "2023-11-12"}), Refusal)
    answer = life.ask(wrong | {"corrected_effective_on": "2023-11-16"})
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.params["refused"]["code"]) == ("corrected_act_refused", "received_before_its_day")


@given(st.dates(date(2023, 3, 7), date(2023, 11, 20)), st.dates(date(2023, 3, 7), date(2023, 11, 20)))
def test_a_paper_is_entered_if_and_only_if_it_came_on_its_day_or_after_it(dated: date, received: date) -> None:
    body = handed_in(annual_report(2023, effective_on=dated), received)
    answer = LIFE.ask(body | {"confirmed": {"doubts": ["reported_early"], "reason": "已核对"}})
    assert isinstance(answer, Refusal) == (received < dated), answer


LIFE = under_construction()
