"""Nothing is rewritten: an act that is undone counts no more, and both truths stay readable."""

from datetime import date
from typing import Any

import pytest

from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.decider import DECIDER
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus, UndoingEffect, UndoingKind
from domain.housekeeping.correction import as_read
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.housekeeping.messages import ActFoundUnlawful, ActUndone, UndoingProposed
from domain.housekeeping.undoing import UNDOINGS
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import replay
from domain.supervision.messages import EvaluationDecided, TermExtended
from domain.values.identifiers import DocumentNumber
from domain.wording.refusals import explain
from domain.work_items import work_items
from tests.domain.occasions import evaluated, heard_out, served
from tests.lives import ACTORS, Body, Life, annual_report, commands, life_in, noon

OWN: Body = {"document_number": "沪市监撤〔2026〕3号"}
COURT: Body = {
    "kind": "judgment",
    "effect": "annuls",
    "deciding_body": "上海市第一中级人民法院",
    "deciding_number": "（2026）沪01行初12号",
    "served_on": "2026-05-18",
    "reason": "作出撤销决定前未听取陈述",
}
ABOVE: Body = {
    "kind": "reconsideration",
    "effect": "annuls",
    "deciding_body": "上海市人民政府",
    "deciding_number": "沪府复〔2026〕8号",
    "served_on": "2026-05-18",
    "reason": "事实不清",
}


def proposal(life: Life, event: str, **changes: Any) -> Body:
    body = {name: value for name, value in commands()["undo"].items() if name != "effect"}
    return {**body, "position": life.position_of(event), **changes}


def confirmation(life: Life, **changes: Any) -> Body:
    return commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id} | changes


def undone(life: Life, event: str, *, stands: tuple[int, ...] = (), **changes: Any) -> Life:
    life.take(proposal(life, event, **changes))
    return life.take(confirmation(life, stands=stands))


def due(life: Life, kind: ClockKind) -> list[tuple[date | None, ClockStatus]]:
    found = deadlines(life.center, life.policy, life.calendar)
    return [(deadline.due_on, deadline.status) for deadline in found if deadline.kind is kind]


def revoked(day: date = date(2026, 6, 1)) -> Life:
    """A center that was revoked upon an evaluation in the spring of 2023; today is ``day``."""
    life = life_in(Phase.REVOKED)
    life.now = noon(day)
    return life


def without_undoings(center: Center | None) -> dict[str, Any]:
    """The center but for the length of its record and what it says of undoings."""
    assert center is not None
    apart = {"version", "days", "last_day", "acted", "undone", "undoings", "resumed_on"}
    return {name: value for name, value in vars(center).items() if name not in apart}


# Five different acts


@pytest.mark.parametrize("kind", UndoingKind)
def test_each_of_the_five_acts_has_its_row(kind: UndoingKind) -> None:
    assert UNDOINGS[kind].kind is kind
    assert UNDOINGS[kind].effects


def test_an_entry_error_has_no_number() -> None:
    life = life_in(Phase.CONSTRUCTION).take(commands()["hold_exchange"])
    refused = life.ask(proposal(life, "ExchangeHeld", **OWN))
    assert refused == Refusal("undoing_of_another_kind", "record", kind="entry_error", fields=["document_number"])


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("withdrawn_ab_initio", ["document_number"]),
        ("withdrawn", ["document_number", "withdrawn_from"]),
        ("reconsideration", ["deciding_body", "deciding_number", "served_on"]),
        ("judgment", ["deciding_body", "deciding_number", "served_on"]),
    ],
)
def test_an_undoing_names_what_its_kind_has(kind: str, missing: list[str]) -> None:
    life = revoked()
    effect = {"effect": "annuls"} if kind in ("reconsideration", "judgment") else {}
    refused = life.ask(proposal(life, "CenterRevoked", kind=kind, **effect))
    assert refused == Refusal("undoing_incomplete", "record", kind=kind, fields=missing)
    assert isinstance(refused, Refusal)
    zh, _ = explain("undoing_incomplete", refused.params)[1]
    assert UndoingKind(kind).label.zh in zh


def test_what_another_decides_says_what_it_does_to_the_act_and_what_the_bureau_decides_leaves_no_choice() -> None:
    life = revoked()
    refused = life.ask(proposal(life, "CenterRevoked", **COURT | {"effect": None}))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["effects"]) == (
        "undoing_effect_wrong",
        ["annuls", "changes", "confirms_unlawful"],
    )
    refused = life.ask(proposal(life, "CenterRevoked", effect="changes"))
    assert isinstance(refused, Refusal)
    assert refused.code == "undoing_effect_wrong"


def test_the_bureaus_own_number_is_a_document_number_and_a_courts_is_kept_in_its_own_form() -> None:
    life = undone(revoked(), "CenterRevoked", **COURT)
    event = life.last(ActUndone)
    assert (event.deciding_number, event.document_number) == ("（2026）沪01行初12号", None)
    life = undone(revoked(), "CenterRevoked", kind="withdrawn_ab_initio", **OWN)
    assert life.last(ActUndone).document_number == DocumentNumber(raw="沪市监撤〔2026〕3号")


# Who


def test_a_proposal_changes_nothing_yet_and_waits_for_the_approver() -> None:
    life = revoked()
    before = life.center
    life.take(proposal(life, "CenterRevoked", **COURT))
    assert without_undoings(life.center) == without_undoings(before)
    (item,) = (item for item in work_items(life.center, (), life.policy).open if item.decision.type == "confirm_undo")
    assert (item.role, item.subject) == (Role.APPROVER, COURT["reason"])


def test_whoever_proposed_does_not_confirm() -> None:
    life = revoked()
    life.take(proposal(life, "CenterRevoked", **COURT))
    alike = ACTORS[Role.APPROVER].model_copy(update={"id": ACTORS[Role.OFFICER].id})
    undoing = life.center.undoings[0].id
    assert life.ask(confirmation(life), alike) == Refusal("undoing_by_the_same_person", "record", undoing=undoing)


def test_an_undoing_that_is_turned_down_changes_nothing() -> None:
    life = revoked()
    before = life.center
    life.take(proposal(life, "CenterRevoked", **COURT))
    life.take(confirmation(life, verdict="fail", reason="尚未送达"))
    assert without_undoings(life.center) == without_undoings(before)
    assert (life.center.undoings, life.events[-1].wire_name()) == ((), "UndoingTurnedDown")


def test_one_proposal_waits_for_an_act_at_a_time() -> None:
    life = revoked()
    life.take(proposal(life, "CenterRevoked", **COURT))
    refused = life.ask(proposal(life, "CenterRevoked", **ABOVE))
    assert refused == Refusal("undoing_proposed_already", "record", undoing=life.center.undoings[0].id)


def test_what_is_confirmed_was_proposed() -> None:
    life = revoked()
    assert life.ask(commands()["confirm_undo"]) == Refusal("no_undoing_proposed", "record")
    life.take(proposal(life, "CenterRevoked", **COURT))
    assert life.ask(confirmation(life, undoing_id="u99")) == Refusal("undoing_unknown", "record", undoing="u99")


# What


def test_a_clocks_fact_is_not_undone() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2024, 1, 10))
    position = life.position_of("DeadlineMissed")
    refused = life.ask(proposal(life, "DeadlineMissed"))
    assert refused == Refusal("undoing_of_a_clock_fact", "record", position=position, event="DeadlineMissed")


@pytest.mark.parametrize("event", ["UndoingProposed", "UndoingTurnedDown"])
def test_a_proposal_and_its_refusal_are_not_undone(event: str) -> None:
    life = revoked()
    life.take(proposal(life, "CenterRevoked", **COURT))
    if event == "UndoingTurnedDown":
        life.take(confirmation(life, verdict="fail"))
    refused = life.ask(proposal(life, event))
    assert isinstance(refused, Refusal)
    assert refused.code == "undoing_of_a_proposal"


def test_what_a_center_begins_with_is_not_undone() -> None:
    life = life_in(Phase.INCUBATION)
    refused = life.ask(proposal(life, "CenterRegistered"))
    assert isinstance(refused, Refusal)
    assert refused.code == "undoing_of_the_beginning"


def test_what_counts_no_more_is_neither_undone_again_nor_corrected() -> None:
    life = undone(revoked(), "CenterRevoked", **COURT)
    position = life.position_of("CenterRevoked")
    again = life.ask(proposal(life, "CenterRevoked", **ABOVE))
    assert again == Refusal("undone_already", "record", position=position, event="CenterRevoked")
    corrected = life.ask(commands()["correct_record"] | {"position": position, "corrected": {"reason": "别的"}})
    assert corrected == Refusal("correction_of_what_is_undone", "record", position=position, event="CenterRevoked")


def test_an_imported_fact_is_undone_by_itself_though_one_import_brought_many() -> None:
    facts = [
        {"kind": "construction_approved", "date": day, "certainty": "reported", "source": "报道"}
        for day in ("2022-05-11", "2023-05-11")
    ]
    life = Life(now=noon(date(2026, 1, 10))).take(commands()["import_center"] | {"facts": facts})
    life.take(commands()["undo"] | {"position": 2, "reason": "报道的是另一个中心"})
    life.take(confirmation(life))
    assert life.last(ActUndone).undone == (2,)
    assert life.center.approved_on == date(2023, 5, 11)


def test_a_decision_that_recorded_several_things_falls_whole() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.take(commands()["evaluate_construction"])
    before = life.center
    life.take(commands()["decide_on_evaluation"] | {"new_term_ends_on": "2027-03-07"})
    assert [type(event) for event in life.events[-2:]] == [EvaluationDecided, TermExtended]
    undone(life, "EvaluationDecided")
    assert without_undoings(life.center) == without_undoings(before)


# Days


def test_no_act_is_undone_before_its_own_day() -> None:
    life = revoked()
    day = next(record.effective_on for record in life.records if record.event.wire_name() == "CenterRevoked")
    refused = life.ask(proposal(life, "CenterRevoked", effective_on="2023-01-01", **COURT))
    assert refused == Refusal(
        "day_before_its_ground",
        "record",
        decision="undo",
        effective_on=date(2023, 1, 1),
        event="CenterRevoked",
        after=day,
    )


def test_a_judgment_is_served_on_its_day_or_later_and_not_in_the_future() -> None:
    life = revoked()
    early = life.ask(proposal(life, "CenterRevoked", effective_on="2026-05-20", **COURT))
    assert isinstance(early, Refusal)
    assert (early.code, early.params["effective_on"]) == ("served_before_its_day", date(2026, 5, 20))
    assert not isinstance(life.ask(proposal(life, "CenterRevoked", effective_on="2026-05-18", **COURT)), Refusal)
    ahead = life.ask(proposal(life, "CenterRevoked", **COURT | {"served_on": "2026-06-02"}))
    assert isinstance(ahead, Refusal)
    assert (ahead.code, ahead.params["field"]) == ("effective_in_the_future", "served_on")


# How it reads


@pytest.mark.parametrize("decided", [COURT, ABOVE], ids=lambda decided: str(decided["kind"]))
def test_a_center_whose_revocation_another_annuls_stands_where_it_stood_with_its_clocks(decided: Body) -> None:
    life = life_in(Phase.CONSTRUCTION)
    heard_out(evaluated(life, outcome="revocation"))
    before, clocks = life.center, deadlines(life.center, life.policy, life.calendar)
    life.take(commands()["revoke_center"])
    life.now = noon(date(2026, 6, 1))
    undone(life, "CenterRevoked", **decided)
    assert without_undoings(life.center) == without_undoings(before)
    assert life.center.phase is Phase.CONSTRUCTION
    awaited = {deadline.key for deadline in clocks} - {"annual_report/2023", "exchanges/2024"}
    assert awaited <= {deadline.key for deadline in deadlines(life.center, life.policy, life.calendar)}
    life.take(annual_report(2026))
    assert 2026 in life.center.reports


def test_no_miss_is_recorded_of_a_day_on_which_the_center_stood_revoked() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(date(2023, 12, 5))
    assert due(life, ClockKind.ANNUAL_REPORT)[0] == (date(2023, 11, 30), ClockStatus.MISSED)
    heard_out(evaluated(life, outcome="revocation")).take(commands()["revoke_center"])
    life.now = noon(date(2026, 6, 1))
    undone(life, "CenterRevoked", **COURT)
    life.pass_time(date(2026, 12, 5))
    assert due(life, ClockKind.ANNUAL_REPORT) == [
        (date(2023, 11, 30), ClockStatus.MISSED),
        (date(2024, 11, 30), ClockStatus.NOT_ON_RECORD),
        (date(2025, 11, 30), ClockStatus.NOT_ON_RECORD),
        (date(2026, 11, 30), ClockStatus.MISSED),
        (date(2027, 11, 30), ClockStatus.OPEN),
    ]


def test_an_exchange_that_never_took_place_leaves_its_duty_open() -> None:
    life = life_in(Phase.CONSTRUCTION)
    for day in ("2024-03-01", "2024-04-01"):
        life.take(commands()["hold_exchange"] | {"effective_on": day})
    assert due(life, ClockKind.EXCHANGES)[0] == (date(2024, 12, 31), ClockStatus.MET)
    undone(life, "ExchangeHeld")
    assert due(life, ClockKind.EXCHANGES) == [(date(2024, 12, 31), ClockStatus.OPEN)]
    life.pass_time(date(2025, 1, 2))
    assert due(life, ClockKind.EXCHANGES)[0] == (date(2024, 12, 31), ClockStatus.MISSED)


def test_a_report_for_the_wrong_center_is_owed_again_and_may_be_handed_in() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2023, 11, 20))
    life.take(annual_report(2023))
    undone(life, "AnnualReportSubmitted", reason="属另一中心")
    assert due(life, ClockKind.ANNUAL_REPORT) == [(date(2023, 11, 30), ClockStatus.OPEN)]
    assert not isinstance(life.ask(annual_report(2023)), Refusal)


def test_a_judgment_of_a_rectification_falls_and_is_given_anew() -> None:
    life = served(life_in(Phase.CONSTRUCTION).take(commands()["order_rectification"]), "RectificationOrdered")
    order = {"rectification_id": life.center.rectifications[0].id}
    life.take(commands()["report_rectification"] | order)
    life.take(commands()["judge_rectification"] | order | {"outcome": "rejected"})
    life.now = noon(date(2026, 6, 1))
    undone(life, "RectificationRejected", **ABOVE)
    assert life.center.rectifications[0].status == "reported"
    life.take(commands()["judge_rectification"] | order)
    assert life.center.rectifications[0].status == "accepted"


def test_an_approval_given_by_mistake_is_withdrawn_the_same_day_under_the_bureaus_own_number() -> None:
    life = life_in(Phase.CONSTRUCTION)
    undone(life, "ConstructionApproved", kind="withdrawn_ab_initio", **OWN)
    assert (life.center.phase, life.center.approved_on) == (Phase.APPLICATION, None)
    assert due(life, ClockKind.ANNUAL_REPORT) == []


def test_an_approval_that_was_recorded_for_the_wrong_center_falls_without_a_number() -> None:
    life = life_in(Phase.CONSTRUCTION)
    undone(life, "ConstructionApproved", reason="批复的是另一中心")
    assert (life.center.phase, life.center.approved_on, life.center.approval_number) == (Phase.APPLICATION, None, None)
    assert due(life, ClockKind.ANNUAL_REPORT) == []


def test_what_is_withdrawn_from_a_day_on_counts_on_the_days_before_it() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(date(2025, 6, 1))
    undone(life, "ConstructionApproved", kind="withdrawn", withdrawn_from="2025-05-01", **OWN)
    assert life.center.phase is Phase.APPLICATION
    for day, phase in (("2025-04-30", Phase.CONSTRUCTION), ("2025-05-01", Phase.APPLICATION)):
        center = replay(life.records, as_of=date.fromisoformat(day))
        assert center is not None
        assert center.phase is phase


def test_what_is_void_from_the_beginning_counts_on_no_day_and_what_was_known_stays_known() -> None:
    life = revoked()
    then = life.now
    life.now = noon(date(2026, 6, 20))
    undone(life, "CenterRevoked", **COURT)
    in_2024, known_before = replay(life.records, as_of=date(2024, 1, 1)), replay(life.records, known_at=then)
    assert in_2024 is not None
    assert in_2024.phase is Phase.CONSTRUCTION
    assert known_before is not None
    assert known_before.phase is Phase.REVOKED


def test_an_act_found_unlawful_stands_and_the_finding_is_on_record() -> None:
    life = revoked()
    before = life.center
    undone(life, "CenterRevoked", **COURT | {"effect": "confirms_unlawful"})
    assert without_undoings(life.center) == without_undoings(before)
    assert life.last(ActFoundUnlawful).effect is UndoingEffect.CONFIRMS_UNLAWFUL
    assert life.center.undone[0].effect is UndoingEffect.CONFIRMS_UNLAWFUL


def test_an_annulment_that_is_annulled_leaves_the_act_as_it_was() -> None:
    life = revoked()
    phases = [undone(life, "CenterRevoked", **ABOVE).center.phase]
    phases += [undone(life, "ActUndone", **COURT | {"served_on": "2026-06-01"}).center.phase for _ in range(2)]
    assert phases == [Phase.CONSTRUCTION, Phase.REVOKED, Phase.CONSTRUCTION]
    assert life.center.undoings == ()
    assert [act.position for act in life.center.undone] == [life.position_of("CenterRevoked"), len(life.records) - 2]


def test_a_correction_that_is_undone_corrects_nothing() -> None:
    life = life_in(Phase.INCUBATION)
    before = life.center.name_zh
    life.take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    undone(life, "RecordCorrected")
    assert (life.center.name_zh, life.center.corrections) == (before, ())


def test_a_correction_of_what_is_undone_is_moot_whether_it_was_confirmed_or_waits() -> None:
    before = life_in(Phase.CONSTRUCTION).center
    life = life_in(Phase.CONSTRUCTION).take(commands()["hold_exchange"])
    position = life.position_of("ExchangeHeld")
    correction = {"position": position, "corrected": {"topic": "海缆绝缘"}}
    life.take(commands()["correct_record"] | correction)
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    life.take(commands()["correct_record"] | correction | {"corrected": {"summary": "线上互动"}})
    waiting = commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id}
    undone(life, "ExchangeHeld")
    refusal = Refusal("correction_of_what_is_undone", "record", position=position, event="ExchangeHeld")
    assert life.ask(waiting) == refusal
    life.take(waiting | {"verdict": "fail", "reason": "原记录已失效"})
    assert (life.center.corrections, without_undoings(life.center)) == ((), without_undoings(before))


@pytest.mark.parametrize("phase", [Phase.WITHDRAWN, Phase.REVOKED])
def test_undoing_and_corrections_stay_open_after_the_end(phase: Phase) -> None:
    life = life_in(phase)
    assert not isinstance(life.ask(commands()["correct_record"]), Refusal)
    life.take(commands()["undo"] | {"position": len(life.records)})
    assert not isinstance(life.ask(confirmation(life)), Refusal)


def test_nothing_is_rewritten() -> None:
    life = revoked()
    written = [record.model_dump_json() for record in life.records]
    undone(life, "CenterRevoked", **COURT)
    assert [record.model_dump_json() for record in life.records[:-2]] == written
    assert isinstance(life.events[-2], UndoingProposed)


# What leaned on it


def annulled(life: Life, event: str, stands: tuple[int, ...] = ()) -> ActUndone:
    life.now = noon(date(2026, 6, 1))
    undone(life, event, stands=stands, **COURT)
    return life.last(ActUndone)


def names(life: Life, versions: tuple[int, ...]) -> list[str]:
    return [life.events[version - 1].wire_name() for version in versions]


def test_what_leaned_on_an_act_is_named_with_the_proposal_and_falls_with_it() -> None:
    life = life_in(Phase.REVOKED)
    life.take(proposal(life, "ConstructionEvaluated"))
    leaning = ["EvaluationDecided", "RevocationNoticed", "ServiceRecorded", "CenterRevoked"]
    assert names(life, life.last(UndoingProposed).leaning) == leaning
    life.take(confirmation(life))
    assert names(life, life.last(ActUndone).falls) == leaning
    assert (life.center.phase, life.center.evaluation) == (Phase.CONSTRUCTION, None)


def test_it_stands_where_the_approver_says_so_and_the_record_says_that_he_did() -> None:
    life = life_in(Phase.REVOKED)
    leaning = ["RevocationNoticed", "ServiceRecorded", "CenterRevoked"]
    event = annulled(life, "EvaluationDecided", stands=tuple(map(life.position_of, leaning)))
    assert (event.falls, names(life, event.stands)) == ((), leaning)
    assert (life.center.phase, life.center.evaluation) == (Phase.REVOKED, None)


def test_what_rests_on_what_falls_falls_too_and_what_rests_on_what_stands_stands() -> None:
    life = served(life_in(Phase.CONSTRUCTION).take(commands()["order_rectification"]), "RectificationOrdered")
    order = {"rectification_id": life.center.rectifications[0].id}
    life.take(commands()["report_rectification"] | order)
    life.take(commands()["judge_rectification"] | order | {"outcome": "rejected"})
    heard_out(life, order["rectification_id"]).take(commands()["revoke_center"])
    reported = life.position_of("RectificationReported")
    life.take(proposal(life, "RectificationOrdered", **ABOVE | {"served_on": "2023-03-07"}))
    leaning = names(life, life.last(UndoingProposed).leaning)
    assert leaning == [
        "ServiceRecorded",
        "RectificationReported",
        "RectificationRejected",
        "RevocationNoticed",
        "ServiceRecorded",
        "CenterRevoked",
    ]
    life.take(confirmation(life, stands=[life.position_of("RectificationRejected")]))
    event = life.last(ActUndone)
    assert names(life, event.falls)[:2] == ["ServiceRecorded", "RectificationReported"]
    assert "RectificationRejected" not in names(life, event.falls)
    assert reported in event.falls


def test_what_does_not_lean_on_the_act_cannot_be_named_to_stand() -> None:
    life = life_in(Phase.REVOKED)
    life.take(proposal(life, "ConstructionEvaluated"))
    refused = life.ask(confirmation(life, stands=[1]))
    assert refused == Refusal("stands_without_leaning", "record", versions=[1])


def test_what_leaned_on_an_approval_falls_with_it_and_the_review_before_it_stays() -> None:
    life = life_in(Phase.OPERATION)
    event = annulled(life, "ConstructionApproved")
    fallen = names(life, event.falls)
    assert {"DirectorAppointed", "AllianceFormed", "CenterEstablished"} <= set(fallen)
    assert "ReviewReportIssued" not in fallen
    assert (life.center.phase, life.center.director) == (Phase.APPLICATION, None)


def test_when_an_undoing_falls_what_was_decided_in_its_place_falls_with_it() -> None:
    life = life_in(Phase.CONSTRUCTION)
    number = life.center.approval_number
    undone(life, "ConstructionApproved", kind="withdrawn_ab_initio", **OWN)
    life.take(commands()["approve_construction"] | {"document_number": "沪市监计量〔2023〕300号"})
    undone(life, "ActUndone", reason="撤错了")
    assert names(life, life.last(ActUndone).falls) == ["ConstructionApproved"]
    assert life.center.approval_number == number


def test_what_stands_after_an_undoing_is_what_would_be_decided_today() -> None:
    life = life_in(Phase.OPERATION)
    annulled(life, "ConstructionApproved")
    assert not list(decided_again(as_read(life.records), Beside(DECIDER, life.calendar)))
