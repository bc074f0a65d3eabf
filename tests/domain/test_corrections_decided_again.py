"""A correction is decided on again: its event as its decision would be, and what comes after it is named."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decider import DECIDER
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy, policy_under
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.consequences import ClockChange, Consequences, Due, consequences
from domain.housekeeping.correctable import CORRECTABLE
from domain.housekeeping.correction import as_corrected
from domain.housekeeping.deciding_again import Beside, Decided, decisions_in, refusal_of
from domain.housekeeping.messages import CorrectionContent
from domain.kernel.records import DecidedUnder
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.values.partial_days import earliest
from domain.wording.refusals import explain
from tests.domain.occasions import served
from tests.domain.test_any_history import a_life_with_everything, met_among, unhurried
from tests.domain.test_correctable import with_proposal_of_before
from tests.lives import ACTORS, EXPERTS, LEAD, Body, Life, annual_report, commands, confirming, life_in, noon

NOBODYS_HOUSE = [EXPERTS[0] | {"organisation": LEAD["name"]}]


def of(life: Life, event: str, **right: Any) -> Body:
    """A proposal to correct the last event of that kind."""
    content = {"position": life.position_of(event), "what_was_wrong": "填写有误", "corrected": {}}
    return commands()["correct_record"] | content | right


def refused(life: Life, body: Body) -> dict[str, Any]:
    """The rule's own refusal, which the refusal of the proposal names."""
    refusal = life.ask(confirming(body))
    assert isinstance(refusal, Refusal), refusal
    assert refusal.code == "corrected_act_refused", refusal
    rule: dict[str, Any] = refusal.params["refused"]
    assert refusal.clause == rule["clause"]
    return rule


@pytest.mark.parametrize("months", [12, 600])
def test_a_term_that_is_unusual_is_asked_about_as_in_an_approval(months: int) -> None:
    life = life_in(Phase.CONSTRUCTION)
    refusal = life.ask(of(life, "ConstructionApproved", corrected={"term_months": months}))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "needs_confirmation"
    assert [(doubt["code"], doubt["params"]["months"]) for doubt in refusal.params["doubts"]] == [
        ("term_unusual", months)
    ]


def test_a_meeting_without_the_departments_is_nothing_that_a_correction_makes() -> None:
    life = life_in(Phase.CONSTRUCTION)
    rule = refused(life, of(life, "ReviewMeetingHeld", corrected={"departments": []}))
    assert (rule["code"], rule["clause"]) == ("departments_missing", "3.4.2")


def test_an_approval_is_not_corrected_to_a_day_before_the_registration() -> None:
    life = life_in(Phase.CONSTRUCTION)
    rule = refused(life, of(life, "ConstructionApproved", corrected_effective_on="2019-03-07"))
    assert (rule["code"], rule["params"]["event"]) == ("day_before_its_ground", "ReviewReportIssued")


def test_an_exchange_is_not_corrected_to_1950() -> None:
    life = life_in(Phase.OPERATION)
    rule = refused(life, of(life, "ExchangeHeld", corrected_effective_on="1950-01-01"))
    assert (rule["code"], rule["clause"]) == ("day_before_its_ground", "4.2")


def test_of_an_evaluation_that_extended_the_term_neither_event_is_corrected_to_1950() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 7, 20))
    life.take(commands()["evaluate_construction"])
    life.now = noon(date(2023, 8, 1))
    life.take(commands()["decide_on_evaluation"] | {"new_term_ends_on": "2027-03-07"})
    for event in ("EvaluationDecided", "TermExtended"):
        assert refused(life, of(life, event, corrected_effective_on="1950-01-01"))["code"] == "day_before_its_ground"
        assert not isinstance(life.ask(confirming(of(life, event, corrected_effective_on="2023-07-31"))), Refusal)
    sooner = of(life, "TermExtended", corrected={"term_ends_on": "2026-03-01"})
    assert refused(life, sooner)["code"] == "extension_too_early"


def test_no_act_is_corrected_to_a_day_after_its_recording() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 8, 1))
    rule = refused(life, of(life, "ConstructionApproved", corrected_effective_on="2023-05-17"))
    assert (rule["code"], rule["params"]["today"]) == ("effective_in_the_future", "2023-03-07")


def test_the_refusal_says_the_rules_own_sentence_in_both_languages() -> None:
    life = life_in(Phase.CONSTRUCTION)
    refusal = life.ask(of(life, "ReviewMeetingHeld", corrected={"departments": []}))
    assert isinstance(refusal, Refusal)
    _, rule = explain("departments_missing", refusal.params["refused"]["params"])
    _, detail = explain(refusal.code, refusal.params)
    assert detail.zh == f"按记录当日的规定，更正后的“召开专家评审会”不能成立：{rule.zh}请核对后重新提出。"
    assert f"could not be as corrected: {rule.en} Check it" in detail.en


@pytest.mark.parametrize(
    ("event", "wrong", "code"),
    [
        ("ReviewMeetingHeld", {"departments": ()}, "departments_missing"),
        ("ApplicationSubmitted", {"consent_needed": True}, None),
    ],
)
def test_at_the_confirmation_it_is_decided_on_once_more(event: str, wrong: Body, code: str | None) -> None:
    life = with_proposal_of_before(life_in(Phase.CONSTRUCTION), event, **wrong)
    answer = life.ask(commands()["confirm_correction"] | {"correction_id": "c-old"})
    assert code == (answer.params["refused"]["code"] if isinstance(answer, Refusal) else None)


def test_a_panel_of_one_from_the_applicants_own_house_is_confirmed_by_nobody() -> None:
    life = with_proposal_of_before(life_in(Phase.CONSTRUCTION), "ExpertsAppointed", experts=NOBODYS_HOUSE)
    refusal = life.ask(commands()["confirm_correction"] | {"correction_id": "c-old"})
    assert isinstance(refusal, Refusal)
    assert refusal.code == "correction_only_turned_down"


def test_it_is_decided_on_by_the_numbers_of_the_day_on_which_it_was_recorded() -> None:
    """A house that today takes terms of 48 months for usual asks about one of that day, when it did not."""
    life = life_in(Phase.CONSTRUCTION)
    house = Policy(term_max_months=48)
    asked = of(life, "ConstructionApproved", corrected={"term_months": 48})
    life.policy = house
    refusal = life.ask(asked)
    assert isinstance(refusal, Refusal)
    assert refusal.params["doubts"][0]["params"]["maximum"] == 36
    life.policy = Policy()
    life.records = [record.model_copy(update={"decided_under": house.decided_under()}) for record in life.records]
    assert not isinstance(life.ask(asked), Refusal)


@pytest.mark.parametrize(
    "settings",
    [
        {"abolished_since": 3, "term_max_months": 48},
        {"panel_minimum": "three", "term_max_months": 48},
        {"unusual_days_back": 99_999, "term_max_months": 48},
    ],
)
def test_numbers_of_another_version_of_the_program_that_this_one_does_not_take_are_passed_over(
    settings: dict[str, Any],
) -> None:
    under = DecidedUnder(guideline="沪市监计量〔2023〕213号", policy=2, settings=settings)
    assert policy_under(under) == Policy(term_max_months=48, clocks_for_other_regions=True, panel_opinions_percent=0)
    life = life_in(Phase.CONSTRUCTION)
    life.records = [record.model_copy(update={"decided_under": under}) for record in life.records]
    assert not isinstance(life.ask(of(life, "ConstructionApproved", corrected={"term_months": 48})), Refusal)


def test_numbers_that_do_not_go_with_one_another_are_passed_over_too() -> None:
    under = DecidedUnder(guideline="沪市监计量〔2023〕213号", policy=3, settings={"term_min_months": 40})
    assert policy_under(under) == Policy()


def test_what_a_decision_broke_already_does_not_stand_in_the_way_of_putting_something_else_right() -> None:
    """By which numbers the oldest records were decided is not on record, and not every rule is as old as they are."""
    life = life_in(Phase.CONSTRUCTION).take(commands()["order_rectification"])
    order = life.records[-1]
    life.records[-1] = order.model_copy(update={"event": order.event.model_copy(update={"due_on": date(2023, 3, 1)})})
    problems = of(life, "RectificationOrdered", corrected={"problems": "设备未按期溯源"})
    assert not isinstance(life.ask(problems), Refusal)
    rule = refused(life, of(life, "RectificationOrdered", corrected={"due_on": "2023-02-01"}))
    assert rule["code"] == "due_date_not_ahead"


def test_a_doubt_that_the_corrected_day_raises_is_asked_and_one_that_was_there_is_not() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2025, 6, 2))
    life.take(commands()["hold_exchange"] | {"effective_on": "2025-06-01"})
    asked = of(life, "ExchangeHeld", corrected_effective_on="2023-06-01")
    refusal = life.ask(asked)
    assert isinstance(refusal, Refusal)
    assert [doubt["code"] for doubt in refusal.params["doubts"]] == ["day_long_ago"]
    assert not isinstance(life.ask(confirming(asked, "day_long_ago")), Refusal)
    life.take(asked).take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert not isinstance(life.ask(of(life, "ExchangeHeld", corrected={"topic": "海缆绝缘"})), Refusal)


def found(life: Life, body: Body) -> Consequences:
    proposal = CorrectionContent.model_validate(
        {name: body[name] for name in CorrectionContent.model_fields if name in body}
    )
    return consequences(life.records, proposal, life.policy, life.calendar, life.now)


def test_what_loses_its_ground_is_named_and_stands() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 6, 1))
    life.take(commands()["amend_organisations"] | {"effective_on": "2023-06-01"})
    late = life.records[1].model_copy(update={"recorded_at": noon(date(2022, 12, 30))})
    life.records[1] = late
    asked = of(life, "IndustryResearchSubmitted", corrected_effective_on="2022-12-20")
    assert not isinstance(life.ask(confirming(asked)), Refusal)
    (support,) = found(life, asked).losing_ground
    assert support.records[0].event.wire_name() == "SupportGranted"
    assert (support.refusal.code, support.refusal.clause) == ("day_before_its_ground", "3.3.2")
    life.take(asked).take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert life.center.support is True


def test_clocks_that_move_are_named_with_their_day_before_and_after() -> None:
    life = life_in(Phase.CONSTRUCTION)
    shorter = found(life, of(life, "ConstructionApproved", corrected={"term_months": 24}))
    assert [(change.key, change.before, change.after) for change in shorter.clocks] == [
        ("evaluation/2025-03-07", None, Due(date(2025, 3, 7), ClockStatus.OPEN, None)),
        ("evaluation/2026-03-07", Due(date(2026, 3, 7), ClockStatus.OPEN, None), None),
    ]
    assert [(change.path, change.before, change.after) for change in shorter.changes] == [
        ("terms", (date(2026, 3, 7),), (date(2025, 3, 7),))
    ]
    assert shorter.losing_ground == ()


def test_a_duty_that_is_missed_by_the_new_day_appears_as_missed_and_one_that_is_not_vanishes() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.take(commands()["order_rectification"] | {"due_on": "2023-06-30"})
    served(life, "RectificationOrdered")
    life.pass_time(date(2024, 1, 10))
    sooner = found(life, of(life, "RectificationOrdered", corrected={"due_on": "2023-05-30"}))
    missed, fallen, sooner_missed = (
        Due(date(2023, 6, 30), ClockStatus.MISSED, None),
        Due(date(2023, 6, 30), ClockStatus.FALLEN, None),
        Due(date(2023, 5, 30), ClockStatus.MISSED, None),
    )
    assert {(change.before, change.after) for change in sooner.clocks} == {(missed, sooner_missed), (None, fallen)}


def test_a_report_of_the_past_whose_day_is_put_right_is_met_on_another_day() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2024, 1, 10))
    life.take(commands()["begin_backfill"]).take(annual_report(2023)).take(commands()["finish_backfill"])
    (change,) = found(life, of(life, "AnnualReportSubmitted", corrected_effective_on="2023-11-28")).clocks
    assert isinstance(change, ClockChange)
    assert [due and due.met_on for due in (change.before, change.after)] == [date(2024, 1, 10), date(2023, 11, 28)]


def test_the_consequences_of_a_name_are_that_name_alone() -> None:
    life = life_in(Phase.CONSTRUCTION)
    only = found(life, commands()["correct_record"])
    assert [change.path for change in only.changes] == ["name_zh"]
    assert (only.clocks, only.losing_ground) == ((), ())


def test_of_one_field_one_correction_waits_at_a_time() -> None:
    life = life_in(Phase.INCUBATION).take(commands()["correct_record"])
    first = life.center.corrections[0].id
    again = commands()["correct_record"] | {"corrected": {"name_zh": "第三个名称", "name_en": "Third"}}
    waits = {"correction": first, "event": "CenterRegistered", "fields": ["name_zh"]}
    assert life.ask(again) == Refusal("correction_waits_already", "record", **waits)
    other = commands()["correct_record"] | {"corrected": {"name_en": "Third"}}
    assert not isinstance(life.ask(other), Refusal)


def test_of_the_day_of_one_event_one_correction_waits_at_a_time() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.take(of(life, "ConstructionApproved", corrected_effective_on="2023-03-01"))
    refusal = life.ask(of(life, "ConstructionApproved", corrected_effective_on="2023-03-02"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["fields"]) == ("correction_waits_already", ["effective_on"])


def test_its_proposer_takes_a_correction_back_and_another_may_then_be_proposed() -> None:
    life = life_in(Phase.INCUBATION).take(commands()["correct_record"])
    body = commands()["take_back_correction"] | {"correction_id": life.center.corrections[0].id}
    another = ACTORS[Role.OFFICER].model_copy(update={"id": "officer-2"})
    refusal = Refusal("correction_by_another_person", "record", correction=body["correction_id"])
    assert life.ask(body, another) == refusal
    life.take(body)
    assert (life.center.corrections, life.center.name_zh) == ((), "上海市海缆产业计量测试中心")
    assert not isinstance(life.ask(commands()["correct_record"]), Refusal)
    gone = Refusal("no_correction_proposed", "record")
    assert life.ask(commands()["confirm_correction"] | {"correction_id": body["correction_id"]}) == gone


@cache
def everything() -> Life:
    return a_life_with_everything()


OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "term_months": st.integers(1, 600),
    "due_on": st.dates(date(2022, 1, 1), date(2026, 1, 1)).map(str),
    "happened_on": st.dates(date(2022, 1, 1), date(2026, 1, 1)).map(str),
    "year": st.integers(2000, 2030),
    "cases": st.just([]),
    "departments": st.just([]),
    "consent_needed": st.booleans(),
    "name_zh": st.sampled_from(["另一名称", ""]),
    "lead": st.just(LEAD | {"uscc": "91310000132203001P"}),
}


@st.composite
def any_proposal(draw: st.DrawFn) -> Body:
    """A proposal that changes the day of a record, or one or two of its fields, or both."""
    open_to_it = [record for record in everything().records if CORRECTABLE[type(record.event)].day]
    record = draw(st.sampled_from(open_to_it))
    names = [name for name in CORRECTABLE[type(record.event)].fields if name in OTHERS]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=2)) if names else []
    corrected = {name: draw(OTHERS[name]) for name in chosen}
    moved = earliest(record.effective_on) + timedelta(days=draw(st.integers(-40, 10) | st.integers(-2000, 900)))
    right = {"corrected_effective_on": moved} if not chosen or draw(st.booleans()) else {}
    return commands()["correct_record"] | {"position": record.position, "corrected": corrected} | right


def a_copy_of_everything() -> Life:
    life = everything()
    return Life(now=life.now, records=list(life.records), state=life.state)


@unhurried(200)
@given(any_proposal())
def test_no_correction_is_accepted_whose_event_would_be_refused_as_a_decision(body: Body) -> None:
    life, asked = a_copy_of_everything(), confirming(body)
    if isinstance(life.ask(asked), Refusal):
        return
    life.take(asked)
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    read, beside = as_corrected(life.records), Beside(DECIDER, life.calendar)
    (own,) = (found for found in decisions_in(read, DECIDER) if holds(found, body["position"]))
    assert refusal_of(own, beside) is None


def answer_to(body: Body) -> set[str]:
    """By which rule such a proposal is refused, or what of the record is taken for corrected."""
    answer = a_copy_of_everything().ask(confirming(body))
    if not isinstance(answer, Refusal):
        return {"day" if "corrected_effective_on" in body else "fields alone"}
    return {answer.params["refused"]["code"] if answer.code == "corrected_act_refused" else answer.code}


def test_among_these_corrections_are_accepted_ones_and_ones_that_different_rules_refuse() -> None:
    met = met_among(any_proposal(), answer_to, 200)
    assert {"day", "fields alone", "day_before_its_ground", "effective_in_the_future"} <= met


def holds(found: Decided, position: int) -> bool:
    return any(record.position == position for record in found.records)
