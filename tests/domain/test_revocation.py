"""A center is revoked upon notice alone: on a ground that stands, after it was served, and once it was heard."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import EvaluationOutcome
from domain.housekeeping.consequences import consequences
from domain.housekeeping.messages import CorrectionProposed, UndoingProposed
from domain.housekeeping.service import ServiceRecorded
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.grounds import standing_grounds, standing_notice
from domain.supervision.messages import (
    CenterRevoked,
    EvaluationDecided,
    RectificationOrdered,
    RectificationRejected,
)
from domain.supervision.notice_messages import RevocationNoticed, StatementRecorded
from domain.supervision.revocation import end_of_statement_time
from domain.values.identifiers import DocumentNumber
from domain.values.partial_days import day_in_shanghai, earliest
from domain.work_items import work_items
from tests.domain.occasions import (
    evaluated,
    heard_out,
    noticed,
    rejected,
    revoked,
    under_construction,
    with_an_order,
)
from tests.domain.test_any_history import unhurried
from tests.domain.test_doubts import asked
from tests.lives import ACTORS, Body, Life, commands, confirming, life_in, noon, revocation

NUMBER = DocumentNumber(raw="沪市监计量〔2024〕88号")
NO_GROUND = Refusal("no_ground_for_revocation", "5.3")
NO_NOTICE = Refusal("notice_missing", "5.3")
NOTICE, SERVICE, REVOCATION = revocation()
A_DAY = timedelta(days=1)


def of(name: str, **changes: Any) -> Body:
    return commands()[name] | changes


def intended(day: date = date(2023, 11, 20)) -> Life:
    """A center of which revocation is intended, by its evaluation."""
    return evaluated(under_construction(day), outcome="revocation")


def grounds(life: Life) -> list[str]:
    return [ground.id for ground in standing_grounds(life.center)]


# On a ground that stands


@pytest.mark.parametrize("outcome", ["continued_support", "rectification"])
def test_no_other_outcome_of_an_evaluation_is_a_ground_of_revocation(outcome: str) -> None:
    life = evaluated(under_construction(), outcome=outcome)
    assert life.ask(NOTICE) == NO_GROUND
    assert life.ask(REVOCATION) == NO_GROUND


def test_an_intended_revocation_is_a_ground_until_a_later_evaluation() -> None:
    life = heard_out(intended())
    asked = life.ask(confirming(REVOCATION))
    assert asked == [CenterRevoked(document_number=NUMBER, reason="整改后仍达不到要求", ground="evaluation")]
    assert isinstance(asked, list)
    assert asked[0].clause == "5.1"
    assert evaluated(life).ask(REVOCATION) == NO_GROUND


def test_an_evaluation_of_the_construction_is_no_ground_once_the_center_is_established() -> None:
    life, established = intended(), life_in(Phase.OPERATION)
    established.state = established.center.but(evaluation=life.center.evaluation)
    assert established.ask(NOTICE) == NO_GROUND


def test_a_rejected_rectification_is_a_ground_and_the_revocation_rests_on_it() -> None:
    life = under_construction()
    order = rejected(life)
    assert revoked(life, order).last(CenterRevoked).ground == order
    assert life.center.phase is Phase.REVOKED


def test_an_order_that_is_not_answered_or_answered_late_is_no_ground_by_itself() -> None:
    life, order = with_an_order()
    life.now = noon(date(2024, 7, 1))
    assert life.ask(of("give_notice_of_revocation", ground=order)) == NO_GROUND
    life.take(of("report_rectification", rectification_id=order))
    assert life.ask(of("give_notice_of_revocation", ground=order)) == NO_GROUND


def test_continued_support_after_a_rejection_ends_its_ground() -> None:
    life = under_construction()
    order = rejected(life)
    assert grounds(life) == [order]
    assert grounds(evaluated(life)) == []
    assert evaluated(life, outcome="rectification").ask(of("give_notice_of_revocation", ground=order)) == NO_GROUND


def test_continued_support_of_a_day_before_the_rejection_does_not_end_its_ground() -> None:
    life = under_construction()
    order = rejected(life)
    assert grounds(life.take(of("evaluate_construction", effective_on="2023-11-19"))) == [order]


def test_an_order_that_gives_a_new_chance_ends_the_ground_of_the_rejected_one() -> None:
    life = under_construction()
    order = rejected(life)
    assert grounds(life.take(of("order_rectification", follows=order))) == []


def test_an_establishment_ends_the_ground_of_an_order_of_the_construction_and_of_none_after_it() -> None:
    life = life_in(Phase.ACCEPTANCE)
    built = rejected(life)
    assert grounds(life) == [built]
    established = life_in(Phase.OPERATION).center
    life.state = life.center.but(phase=Phase.OPERATION, established_on=life.now.date(), acted=established.acted)
    assert grounds(life) == []
    life.now += A_DAY
    after = rejected(life)
    assert grounds(life) == [after]


# Upon notice


def test_without_a_notice_nobody_is_revoked() -> None:
    assert intended().ask(REVOCATION) == NO_NOTICE


def test_a_notice_names_a_ground_that_stands() -> None:
    life = intended()
    refusal = Refusal("ground_does_not_stand", "5.3", named="r21", grounds=["evaluation"])
    assert life.ask(of("give_notice_of_revocation", ground="r21")) == refusal
    notice = life.take(NOTICE).last(RevocationNoticed)
    assert (notice.notice_id, notice.ground, notice.clause) == (f"n{len(life.records)}", "evaluation", "5.1")
    assert life.center.phase is Phase.CONSTRUCTION


def test_one_notice_stands_at_a_time() -> None:
    life = noticed(intended())
    assert life.center.notice is not None
    assert life.ask(NOTICE) == Refusal("notice_stands_already", "5.3", notice=life.center.notice.id)


def test_a_notice_whose_ground_has_fallen_is_void_and_a_new_ground_needs_a_new_notice() -> None:
    life = evaluated(heard_out(intended()))
    assert standing_notice(life.center) is None
    assert not [item for item in work_items(life.center, (), life.policy).open if "revo" in item.decision.type]
    assert life.ask(of("record_statement")) == NO_NOTICE
    assert evaluated(life, outcome="revocation").ask(REVOCATION) == NO_NOTICE
    assert not isinstance(life.ask(NOTICE), Refusal)


def test_a_notice_of_one_ground_does_not_lead_to_a_revocation_on_another() -> None:
    life = heard_out(intended())
    order = rejected(life)
    evaluated(life, outcome="rectification")
    assert grounds(life) == [order]
    assert life.ask(REVOCATION) == NO_NOTICE


# After service, and the time for a statement


def test_a_notice_that_was_not_served_leads_to_no_revocation() -> None:
    life = noticed(intended())
    life.now = noon(date(2024, 6, 1))
    assert life.ask(REVOCATION) == Refusal("notice_not_served", "5.3", notice=f"n{len(life.records)}")


def time_runs(first: date) -> Refusal:
    return Refusal("time_is_not_over", "5.3", decision="revoke_center", date=first)


def test_the_time_for_a_statement_is_five_working_days_from_the_day_after_service() -> None:
    """Served on Friday, 22 December 2023; 1 January is a holiday."""
    life = noticed(intended()).take(SERVICE | {"effective_on": "2023-12-22"})
    life.now = noon(date(2023, 12, 29))
    assert life.ask(REVOCATION) == time_runs(date(2023, 12, 30))
    life.now = noon(date(2024, 1, 3))
    assert life.ask(REVOCATION | {"effective_on": "2023-12-29"}) == time_runs(date(2023, 12, 30))
    assert not isinstance(life.ask(confirming(REVOCATION | {"effective_on": "2023-12-30"})), Refusal)


def test_a_house_sets_how_long_that_is() -> None:
    life = noticed(intended()).take(SERVICE | {"effective_on": "2023-12-22"})
    life.policy = Policy(statement_working_days=10)
    life.now = noon(date(2024, 1, 3))
    assert life.ask(REVOCATION) == time_runs(date(2024, 1, 9))


def test_a_time_that_runs_into_a_year_without_a_notice_of_holidays_is_not_over() -> None:
    life = noticed(intended(date(2030, 12, 30))).take(SERVICE)
    life.now = noon(date(2031, 3, 1))
    refusal = life.ask(REVOCATION)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["decision"]) == ("time_is_provisional", "revoke_center")


def test_a_day_of_service_that_is_corrected_takes_the_ground_from_a_revocation_within_the_time() -> None:
    life = noticed(intended())
    notified_on = life.now.date()
    life.now += timedelta(days=30)
    life.take(SERVICE | {"effective_on": notified_on.isoformat()}).take(REVOCATION)
    service = {"position": life.position_of("ServiceRecorded"), "what_was_wrong": "送达日期", "corrected": {}}
    life.take(of("correct_record") | service | {"corrected_effective_on": (life.now.date() - A_DAY).isoformat()})
    proposal = life.last(CorrectionProposed)
    [losing] = consequences(life.records, proposal, life.policy, life.calendar, life.now).losing_ground
    assert (losing.records[0].event.wire_name(), losing.refusal.code) == ("CenterRevoked", "time_is_not_over")


# Once it was heard


def test_a_statement_is_answered_with_the_revocation_and_nothing_else_is() -> None:
    life = heard_out(intended())
    answer = {"answer_to_statement": "设备虽已到位，量值溯源仍未完成"}
    assert "answer_without_statement" in asked(life, REVOCATION | answer)
    life.take(of("record_statement"))
    assert life.ask(REVOCATION) == Refusal("statement_unanswered", "5.3", statements=1)
    assert life.take(REVOCATION | answer).last(CenterRevoked).answer_to_statement == answer["answer_to_statement"]


def test_a_hearing_that_was_asked_for_is_held_first_and_answered() -> None:
    life = noticed(intended()).take(SERVICE)
    life.take(of("record_statement", kind="hearing_request", text="申请听证"), ACTORS[Role.APPLICANT])
    life.now += timedelta(days=30)
    assert life.ask(REVOCATION) == Refusal("hearing_not_held", "5.3", notice=life.last(StatementRecorded).notice_id)
    held = of("record_statement", kind="hearing", text="听证笔录", made_by="张主任")
    by_the_center = life.ask(held, ACTORS[Role.APPLICANT])
    assert by_the_center == Refusal("role_not_allowed", "5.3", role="applicant", allowed=["officer"])
    life.take(held)
    assert life.ask(REVOCATION) == Refusal("statement_unanswered", "5.3", statements=1)
    life.take(REVOCATION | {"answer_to_statement": "听证意见不予采纳"})


def test_a_hearing_is_asked_for_within_the_time_for_a_statement_and_held_unasked_at_any_time() -> None:
    life = noticed(intended()).take(SERVICE)
    request = of("record_statement", kind="hearing_request", text="申请听证")
    end = end_of_statement_time(life.center, life.calendar, life.policy.statement_working_days)
    assert end is not None
    life.now = noon(end.on)
    assert not isinstance(life.ask(request, ACTORS[Role.APPLICANT]), Refusal)
    life.now = noon(end.on + A_DAY)
    for day in ({}, {"effective_on": end.on.isoformat()}):
        too_late = life.ask(request | day, ACTORS[Role.APPLICANT])
        assert too_late == Refusal("hearing_asked_too_late", "5.3", due_on=end.on)
    life.take(of("record_statement", kind="hearing", text="听证笔录", made_by="张主任"))
    assert life.take(REVOCATION | {"answer_to_statement": "不予采纳"}).center.phase is Phase.REVOKED


def test_a_revocation_that_answers_a_statement_stands_where_that_is_undone() -> None:
    life = heard_out(intended()).take(of("record_statement"))
    statement = life.position_of("StatementRecorded")
    life.take(REVOCATION | {"answer_to_statement": "不予采纳"})
    life.take(of("undo", position=statement, kind="entry_error"))
    assert life.last(UndoingProposed).leaning == ()


@pytest.mark.parametrize("by", [Role.APPLICANT, Role.OFFICER])
def test_a_hearing_that_was_asked_for_and_is_waived_is_not_held(by: Role) -> None:
    life = noticed(intended()).take(SERVICE)
    life.take(of("record_statement", kind="hearing_request", text="申请听证"), ACTORS[Role.APPLICANT])
    life.now += timedelta(days=30)
    life.take(of("record_statement", kind="hearing_waived", text="撤回听证申请"), ACTORS[by])
    assert "answer_without_statement" in asked(life, REVOCATION | {"answer_to_statement": "不予采纳"})
    assert life.take(REVOCATION).center.phase is Phase.REVOKED


def test_a_statement_made_for_one_notice_is_not_asked_about_for_another() -> None:
    life = heard_out(intended()).take(of("record_statement"))
    evaluated(evaluated(life), outcome="revocation")
    assert revoked(life).last(CenterRevoked).answer_to_statement is None


# As it was


def before_notices(life: Life) -> Life:
    life.edition = 3
    return life


def test_before_there_were_notices_a_center_was_revoked_on_its_ground_at_once() -> None:
    assert before_notices(intended()).take(REVOCATION).last(CenterRevoked).ground == "evaluation"


def test_before_there_were_notices_an_order_not_reported_in_time_was_a_ground_from_the_day_after() -> None:
    life, order = with_an_order()
    before_notices(life).now = noon(date(2024, 6, 30))
    assert life.ask(REVOCATION) == NO_GROUND
    life.now = noon(date(2024, 7, 1))
    assert life.ask(REVOCATION | {"effective_on": "2024-06-30"}) == NO_GROUND
    assert life.take(REVOCATION).last(CenterRevoked).ground == order


def test_before_there_were_notices_a_late_report_took_the_ground_away_only_when_accepted() -> None:
    life, order = with_an_order()
    before_notices(life).now = noon(date(2024, 7, 2))
    life.take(of("report_rectification", rectification_id=order))
    assert not isinstance(life.ask(REVOCATION), Refusal)
    life.take(of("judge_rectification", rectification_id=order))
    assert life.ask(REVOCATION) == NO_GROUND


# Whatever is decided


LAWFUL: tuple[str, ...] = ("propose", "intend", "notice", "serve", "wait", "revoke")
WORDS: dict[str, Body] = {
    "propose": of("evaluate_construction", outcome="revocation"),
    "intend": of("decide_on_evaluation", outcome="revocation"),
    "support": of("decide_on_evaluation"),
    "order": of("order_rectification", due_on="2199-01-01"),
    "follow": of("order_rectification", due_on="2199-01-01", follows="{order}"),
    "report": of("report_rectification", rectification_id="{order}"),
    "accept": of("judge_rectification", rectification_id="{order}"),
    "reject": of("judge_rectification", rectification_id="{order}", outcome="rejected"),
    "notice": NOTICE,
    "notice of the order": NOTICE | {"ground": "{order}"},
    "serve": SERVICE,
    "serve the order": SERVICE | {"position": "RectificationOrdered"},
    "state": of("record_statement"),
    "ask for a hearing": of("record_statement", kind="hearing_request"),
    "hold a hearing": of("record_statement", kind="hearing"),
    "waive a hearing": of("record_statement", kind="hearing_waived"),
    "revoke": REVOCATION,
    "revoke with an answer": REVOCATION | {"answer_to_statement": "已答复"},
}
OF_AN_ORDER: tuple[str, ...] = (
    "order",
    "serve the order",
    "report",
    "reject",
    "notice of the order",
    "serve",
    "wait",
    "revoke",
)
ANY_WORD = st.sampled_from([*WORDS, "wait", "a day"])


@st.composite
def ways_to_a_revocation(draw: st.DrawFn) -> list[str]:
    """A lawful way, from which something is left out, and into which something else is put."""
    way = list(draw(st.sampled_from([LAWFUL, OF_AN_ORDER])))
    for _ in range(draw(st.integers(0, 2))):
        way.pop(draw(st.integers(0, len(way) - 1)))
    for _ in range(draw(st.integers(0, 4))):
        way.insert(draw(st.integers(0, len(way))), draw(ANY_WORD))
    return way


def decide_if_open(life: Life, word: str, back: int) -> None:
    """One decision, as many days back as it may be, if it is taken."""
    if word in ("wait", "a day"):
        life.now += timedelta(days=9 if word == "wait" else 1)
        return
    order = life.center.rectifications[-1].id if life.center.rectifications else "r0"
    named = {name: part.format(order=order) if part == "{order}" else part for name, part in WORDS[word].items()}
    body = confirming(named | {"effective_on": (day_in_shanghai(life.now) - timedelta(days=back)).isoformat()})
    if body.get("position") not in (None, *(one.wire_name() for one in life.events)):
        return
    if not isinstance(life.ask(body), Refusal):
        life.take(body)


def last(records: Sequence[Record[Event]], kind: type[Event], **has: Any) -> Record[Event] | None:
    of_kind = [record for record in records if isinstance(record.event, kind)]
    found = [record for record in of_kind if all(getattr(record.event, name) == one for name, one in has.items())]
    return found[-1] if found else None


def check_ground_stood(ground: str, before: Sequence[Record[Event]], noticed_at: int) -> None:
    """By the events alone: what gave the ground came before the notice, and nothing has ended it since."""
    if ground == "evaluation":
        given = last(before, EvaluationDecided)
        assert given is not None
        assert isinstance(given.event, EvaluationDecided)
        assert given.event.outcome is EvaluationOutcome.REVOCATION
    else:
        given = last(before, RectificationRejected, rectification_id=ground)
        assert given is not None
        assert last(before, RectificationOrdered, follows=ground) is None
        support = [
            (earliest(record.effective_on), record.version)
            for record in before
            if isinstance(record.event, EvaluationDecided) and record.event.outcome == "continued_support"
        ]
        assert not any(later > (earliest(given.effective_on), given.version) for later in support)
    assert given.version < noticed_at


@unhurried(400)
@given(ways_to_a_revocation(), st.lists(st.sampled_from([0, 0, 0, 1, 4]), min_size=12, max_size=12))
def test_whatever_is_decided_nobody_is_revoked_without_a_served_notice_its_time_and_a_ground(
    way: list[str], days_back: list[int]
) -> None:
    life = under_construction()
    life.now += timedelta(days=30)
    for word, back in zip(way, days_back, strict=False):
        if life.center.phase is not Phase.REVOKED:
            decide_if_open(life, word, back)
    end = last(life.records, CenterRevoked)
    event("revoked" if end else "not revoked")
    if end is None:
        return
    assert isinstance(end.event, CenterRevoked)
    before = life.records[: end.version - 1]
    notice = last(before, RevocationNoticed)
    assert notice is not None
    assert isinstance(notice.event, RevocationNoticed)
    assert notice.event.ground == end.event.ground
    check_ground_stood(end.event.ground, before, notice.version)
    served = last(before, ServiceRecorded, act_version=notice.version)
    assert served is not None
    over = life.calendar.add_working_days(earliest(served.effective_on), life.policy.statement_working_days)
    assert over.on < earliest(end.effective_on)
    since = (record.event for record in before if record.version > notice.version)
    kinds = [str(one.kind) for one in since if isinstance(one, StatementRecorded)]
    if "hearing_request" in kinds:
        assert {"hearing", "hearing_waived"}.intersection(kinds[kinds.index("hearing_request") :])
    if {"statement", "hearing"}.intersection(kinds):
        assert end.event.answer_to_statement is not None


@pytest.mark.parametrize("way", [LAWFUL, OF_AN_ORDER])
def test_the_ways_of_that_property_lead_to_a_revocation(way: Sequence[str]) -> None:
    life = under_construction()
    for word in way:
        decide_if_open(life, word, 0)
    assert life.center.phase is Phase.REVOKED
