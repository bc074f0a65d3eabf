"""Centers that lived before this record: what is known, what is disputed, what stays unknown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.deadlines.clocks import deadlines
from domain.end_of_term import TermBasis, end_of_term
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus, Level
from domain.imported.known_phases import known_phases
from domain.imported.not_on_record import NOTHING_OF, not_on_record
from domain.imported.unknowns import PossibleTerm, disputed, is_approximate, possible_term, readings_of, unknown
from domain.kernel.records import Within
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.replay import replay
from domain.supervision.clock_facts import DeadlineMissed
from domain.values.partial_days import in_words
from domain.work_items import work_items
from tests.lives import ACTORS, LEAD, Body, Life, commands, noon

TODAY = date(2026, 11, 23)
MONTH_OF_APPROVAL: Body = {
    "kind": "construction_approved",
    "date": "2022-05",
    "certainty": "approximate",
    "source": "报道",
}
NEVER_REPORTED = ("approval_number", "name_en", "parties")


def fact(kind: str, day: str, certainty: str = "reported") -> Body:
    return {"kind": kind, "date": day, "certainty": certainty, "source": "报道"}


def imported(*facts: Body, **changes: object) -> Life:
    return Life(now=noon(TODAY)).take(commands()["import_center"] | {"host": "某院", "facts": facts} | changes)


REAL: dict[str, tuple[Life, Phase, set[str], set[str]]] = {
    "智慧照明: two reports of an establishment three years apart": (
        imported(
            fact("established", "2021-05-11", "disputed"),
            fact("established", "2024-05-13", "disputed"),
            host=None,
            field="other",
        ),
        Phase.OPERATION,
        {"host", "field_in_words", "approved_on", "establishment_number"},
        {"established_on"},
    ),
    "氢燃料电池汽车: approved some time in a month": (
        imported(fact("construction_approved", "2022-05", "approximate")),
        Phase.CONSTRUCTION,
        {"approved_on", "term_ends_on"},
        set(),
    ),
    "空间能源: the plan was heard, then the construction approved": (
        imported(fact("plan_heard", "2023-04-18"), fact("construction_approved", "2023-05-17"), joint=True),
        Phase.CONSTRUCTION,
        {"term_ends_on"},
        set(),
    ),
    "北斗: no host reported": (
        imported(fact("construction_approved", "2024-05-13"), host=None),
        Phase.CONSTRUCTION,
        {"host", "term_ends_on"},
        set(),
    ),
    "智能网联汽车: approved, allied, established": (
        imported(
            fact("construction_approved", "2018-03-02"),
            fact("alliance_formed", "2018-06-21"),
            fact("established", "2023-05-17"),
            level="national",
        ),
        Phase.OPERATION,
        {"establishment_number"},
        set(),
    ),
    "商用飞机: months alone": (
        imported(fact("construction_approved", "2017-03"), fact("established", "2022-10", "approximate")),
        Phase.OPERATION,
        {"approved_on", "established_on", "establishment_number"},
        set(),
    ),
    "民用航空发动机: an unveiling is a ceremony": (
        imported(fact("construction_approved", "2021-01-26"), fact("unveiled", "2021-05-11")),
        Phase.CONSTRUCTION,
        {"term_ends_on"},
        set(),
    ),
    "海洋动力装备: a target is no fact of the past": (
        imported(
            fact("construction_approved", "2022-05", "approximate"),
            fact("unveiled", "2022-08-24"),
            fact("target_completion", "2025"),
        ),
        Phase.CONSTRUCTION,
        {"approved_on", "term_ends_on"},
        set(),
    ),
    "光伏: accepted on site, not yet established": (
        imported(
            fact("construction_approved", "2013-04"), fact("accepted_on_site", "2017-04", "approximate"), region="福建"
        ),
        Phase.ACCEPTANCE,
        {"approved_on", "term_ends_on"},
        set(),
    ),
    "海产品: only the acceptance is reported": (
        imported(fact("accepted_on_site", "2022-12-21"), level="provincial", region="广东", field="other"),
        Phase.ACCEPTANCE,
        {"approved_on", "term_ends_on", "field_in_words"},
        set(),
    ),
    "钢铁: prepared, approved, unveiled": (
        imported(
            fact("preparation_started", "2020-09"),
            fact("construction_approved", "2021-04"),
            fact("unveiled", "2021-05-20"),
            region="湖南",
        ),
        Phase.CONSTRUCTION,
        {"approved_on", "term_ends_on"},
        set(),
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_center_stands_where_its_reports_prove(name: str) -> None:
    life, phase, missing, contested = REAL[name]
    assert life.center.phase is phase
    assert set(unknown(life.center)) == {*NEVER_REPORTED, *missing}
    assert set(disputed(life.center)) == contested


def test_a_center_that_is_only_being_prepared_is_in_incubation() -> None:
    assert imported(fact("preparation_started", "2026-09")).center.phase is Phase.INCUBATION


def test_a_fact_keeps_the_precision_and_the_day_of_its_report() -> None:
    records = imported(fact("construction_approved", "2022-05"), fact("target_completion", "2030")).records
    assert [record.effective_on for record in records] == [TODAY, "2022-05", "2030"]


def test_no_decision_is_imported_from_the_future() -> None:
    body = commands()["import_center"] | {"facts": [fact("established", "2027-01")]}
    refusal = Refusal("fact_in_the_future", "record", fact="established", date="2027-01")
    assert Life(now=noon(TODAY)).ask(body) == refusal


@pytest.mark.parametrize(
    "day", ["2022-13", "2022-02-30", "22-05", "9999-12-31", "1850-01-01", 2022, "2022-5", "", "165136320", "1651363200"]
)
def test_a_date_that_is_none_is_not_imported(day: object) -> None:
    with pytest.raises(ValidationError):
        imported(MONTH_OF_APPROVAL | {"date": day})


def test_reports_of_a_month_and_of_a_day_in_it_agree() -> None:
    life = imported(MONTH_OF_APPROVAL, fact("construction_approved", "2022-05-17"))
    assert (life.center.approved_on, disputed(life.center)) == (date(2022, 5, 17), ())


def test_one_report_that_is_called_disputed_is_a_dispute() -> None:
    life = imported(fact("construction_approved", "2022-05-17", "disputed"))
    assert (life.center.phase, life.center.approved_on) == (Phase.CONSTRUCTION, None)
    assert disputed(life.center) == ("approved_on",)


def test_reports_of_two_days_are_a_dispute() -> None:
    life = imported(fact("construction_approved", "2022-05-17"), fact("construction_approved", "2022-05-18"))
    assert (life.center.approved_on, disputed(life.center)) == (None, ("approved_on",))


def test_on_a_day_of_the_past_the_center_has_its_name_and_the_phase_that_was_reported() -> None:
    life = REAL["智能网联汽车: approved, allied, established"][0]
    in_2020 = replay(life.records, as_of=date(2020, 1, 1))
    assert in_2020 is not None
    assert (in_2020.name_zh, in_2020.phase, in_2020.level) == (
        life.center.name_zh,
        Phase.CONSTRUCTION,
        Level.NATIONAL,
    )
    assert replay(life.records, as_of=date(2018, 3, 1)) is None


def test_nothing_was_due_before_the_import() -> None:
    life = imported(fact("construction_approved", "2018-03-02"))
    dues = deadlines(life.center, life.policy, life.calendar)
    assert [(due.kind.value, due.due_on) for due in dues] == [
        ("annual_report", date(2026, 11, 30)),
        ("exchanges", date(2026, 12, 31)),
        ("exchanges", date(2027, 12, 31)),
        ("evaluation", None),
    ]
    reminder = life.pass_time(TODAY)
    assert [event.wire_name() for event in reminder] == ["ReminderSent"]
    assert life.records[-1].effective_on == TODAY


YEARLY = (ClockKind.ANNUAL_REPORT, ClockKind.EXCHANGES)


def yearly_as_of(on: date) -> list[tuple[str, ClockStatus]]:
    life = imported(fact("construction_approved", "2018-03-02"))
    then = replay(life.records, as_of=on)
    assert then is not None
    return [(due.key, due.status) for due in deadlines(then, life.policy, life.calendar) if due.kind in YEARLY]


@pytest.mark.parametrize(
    ("on", "listed"),
    [
        (date(2022, 3, 1), []),
        (date(2025, 11, 29), []),
        (date(2025, 11, 30), [("annual_report/2026", ClockStatus.OPEN)]),
        (
            date(2025, 12, 31),
            [("annual_report/2026", ClockStatus.OPEN), ("exchanges/2026", ClockStatus.NOT_ON_RECORD)],
        ),
        (
            TODAY,
            [
                ("annual_report/2026", ClockStatus.OPEN),
                ("exchanges/2026", ClockStatus.NOT_ON_RECORD),
                ("exchanges/2027", ClockStatus.OPEN),
            ],
        ),
    ],
)
def test_on_a_day_before_the_import_no_yearly_duty_stands_open_but_the_next(
    on: date, listed: list[tuple[str, ClockStatus]]
) -> None:
    assert yearly_as_of(on) == listed


@given(st.dates(date(2019, 1, 1), date(2026, 11, 22)))
def test_what_stands_open_before_an_import_is_what_stands_open_of_a_center_followed_from_the_start(on: date) -> None:
    followed = [
        (f"annual_report/{on.year + (on >= date(on.year, 11, 30))}", ClockStatus.OPEN),
        (f"exchanges/{on.year + (on == date(on.year, 12, 31))}", ClockStatus.OPEN),
    ]
    opened = [one for one in yearly_as_of(on) if one[1] is ClockStatus.OPEN]
    assert set(opened) <= set(followed)


def test_an_unknown_term_shows_the_range_in_which_it_ends() -> None:
    life = imported(MONTH_OF_APPROVAL)
    evaluation = next(
        due for due in deadlines(life.center, life.policy, life.calendar) if due.kind is ClockKind.EVALUATION
    )
    assert (evaluation.due_on, evaluation.provisional) == (None, True)
    assert (evaluation.earliest, evaluation.latest) == (date(2024, 5, 1), date(2025, 5, 31))
    assert [event for event in life.pass_time(date(2030, 1, 1)) if event.wire_name() == "TermExpired"] == []


def test_a_center_of_before_the_guideline_is_imported_and_no_end_of_its_term_is_claimed() -> None:
    life = imported(fact("construction_approved", "2018-03-02"))
    assert (life.center.phase, life.center.term_ends_on) == (Phase.CONSTRUCTION, None)
    assert "term_ends_on" in unknown(life.center)
    range_of_3_5_1 = possible_term(life.center, life.policy)
    assert range_of_3_5_1 == PossibleTerm(date(2020, 3, 2), date(2021, 3, 2), is_assumed=True)


@pytest.mark.parametrize(
    ("bounds", "earliest", "latest", "is_assumed"),
    [
        ({"not_before": "2023-06", "not_after": "2023-09-30"}, date(2025, 6, 1), date(2026, 9, 30), False),
        ({"not_before": "2023", "not_after": "2023-09-30"}, date(2025, 1, 1), date(2026, 9, 30), True),
        ({"not_after": "2024-05-13"}, None, date(2027, 5, 13), True),
        ({"not_before": "2024-05-13"}, date(2026, 5, 13), None, False),
    ],
)
def test_an_approval_within_bounds_has_an_end_of_its_term_within_bounds(
    bounds: Body, earliest: date | None, latest: date | None, is_assumed: bool
) -> None:
    life = imported({"kind": "construction_approved", "date": None, "certainty": "reported", "source": "报道"} | bounds)
    assert possible_term(life.center, life.policy) == PossibleTerm(earliest, latest, is_assumed)
    end = end_of_term(life.center, life.policy)
    assert end is not None
    assert (end.on, end.earliest, end.latest) == (None, earliest, latest)
    [evaluation] = [
        due for due in deadlines(life.center, life.policy, life.calendar) if due.kind is ClockKind.EVALUATION
    ]
    is_over = latest is not None and latest < TODAY
    assert evaluation.status is (ClockStatus.CERTAINLY_OVER if is_over else ClockStatus.UNDATED)


@given(st.dates(date(2024, 1, 1), TODAY))
def test_on_an_earlier_day_nothing_is_certainly_over_of_which_a_possible_day_was_still_to_come(on: date) -> None:
    life = imported(undated("construction_approved", not_before="2021-05", not_after="2021-05-17"))
    then = replay(life.records, as_of=on)
    assert then is not None
    [evaluation] = [due for due in deadlines(then, life.policy, life.calendar) if due.kind is ClockKind.EVALUATION]
    assert evaluation.latest == date(2024, 5, 17)
    is_over = evaluation.latest < on
    assert evaluation.status is (ClockStatus.CERTAINLY_OVER if is_over else ClockStatus.UNDATED)


@pytest.mark.parametrize("bounds", [{}, {"not_after": "2018"}, {"not_after": "2024-05-13"}])
def test_the_day_of_the_import_is_not_told_as_the_one_since_which_an_undated_evaluation_waits(
    bounds: dict[str, str],
) -> None:
    life = imported(undated("construction_approved", **bounds))
    dues = deadlines(life.center, life.policy, life.calendar)
    found = {item.key: item.since for item in work_items(life.center, dues, life.policy).open}
    assert found["evaluate_construction/evaluation/unknown"] is None


@pytest.mark.parametrize(
    ("approved_on", "is_assumed"),
    [("2022-05", True), ("2023-05", True), ("2023-05-10", True), ("2023-05-11", False), ("2023-06", False)],
)
def test_the_range_is_that_of_the_clause_once_it_held_and_an_assumption_before(
    approved_on: str, is_assumed: bool
) -> None:
    life = imported(fact("construction_approved", approved_on))
    term, end = possible_term(life.center, life.policy), end_of_term(life.center, life.policy)
    assert term is not None
    assert end is not None
    assert (term.is_assumed, end.basis is TermBasis.ASSUMED) == (is_assumed, is_assumed)
    [evaluation] = [due for due in deadlines(life.center, life.policy, life.calendar) if due.latest is not None]
    assert evaluation.assumed is is_assumed


def test_a_house_that_lets_the_clocks_count_for_others_assumes_their_terms() -> None:
    life = imported(fact("construction_approved", "2024-05-13"), region="福建", level="provincial")
    term = possible_term(life.center, Policy(clocks_for_other_regions=True))
    assert term is not None
    assert term.is_assumed


def test_without_an_approval_no_range_of_the_term_is_made_up() -> None:
    life = imported(fact("accepted_on_site", "2022-12-21"))
    assert possible_term(life.center, life.policy) is None


def test_an_imported_center_lives_on_like_any_other() -> None:
    life = imported(fact("accepted_on_site", "2026-03"))
    for name in ("submit_revision", "confirm_revision", "approve_establishment"):
        life.take(commands()[name], None if name != "submit_revision" else _anyone())
    assert life.center.phase is Phase.OPERATION


def test_an_alliance_that_was_reported_is_stated_with_its_members_once() -> None:
    life = imported(fact("construction_approved", "2024-05-13"), fact("alliance_formed", "2024-06-21"))
    life.take(commands()["form_alliance"], _anyone())
    assert life.center.alliance_formed_on == date(2024, 6, 21)
    assert life.ask(commands()["form_alliance"], _anyone()) == Refusal("alliance_already_formed", "3.5.1")


def _anyone() -> Actor:
    return ACTORS[Role.APPLICANT].model_copy(update={"anyone": True})


def complete(**content: object) -> Body:
    return {"type": "complete_record", "source": "沪市监计量〔2022〕115号", **content}


def test_what_was_unknown_is_known_from_the_papers() -> None:
    life = imported(MONTH_OF_APPROVAL, host=None, field="other")
    life.take(
        complete(
            approved_on="2022-05-17",
            approval_number="沪市监计量〔2022〕115号",
            term_ends_on="2027-05-17",
            parties={"lead": LEAD},
            name_en="Submarine Cables",
            field_in_words="海底电缆",
        )
    )
    assert unknown(life.center) == ()
    assert (life.center.approved_on, life.center.term_ends_on) == (date(2022, 5, 17), date(2027, 5, 17))
    assert life.center.field is not None
    assert (life.center.host, life.center.field.other) == (LEAD["name"], "海底电缆")


def test_a_dispute_is_settled_from_the_papers() -> None:
    life = imported(fact("established", "2021-05-11", "disputed"), fact("established", "2024-05-13", "disputed"))
    life.take(complete(established_on="2024-05-13", establishment_number="沪市监计量〔2024〕88号"))
    assert (disputed(life.center), life.center.established_on) == ((), date(2024, 5, 13))
    assert life.ask(complete(established_on="2021-05-11")) == Refusal(
        "already_known", "record", fields=["established_on"]
    )


def test_an_evaluation_held_while_the_term_was_unknown_counts_for_it() -> None:
    life = imported(MONTH_OF_APPROVAL).take(commands()["evaluate_construction"])
    life.take(complete(term_ends_on="2027-05-17"))
    statuses = [due.status.value for due in deadlines(life.center, life.policy, life.calendar) if due.clause == "5.1"]
    assert statuses == ["met"]


def test_what_an_imported_center_did_before_is_not_on_record_and_never_undone() -> None:
    life = imported(fact("construction_approved", "2024-05-13"))
    assert set(not_on_record(life.center)) == set(NOTHING_OF)
    exchanges = [due for due in deadlines(life.center, life.policy, life.calendar) if due.kind is ClockKind.EXCHANGES]
    assert [(due.key, due.status.value) for due in exchanges] == [
        ("exchanges/2026", "not_on_record"),
        ("exchanges/2027", "open"),
    ]
    missed = {event.key for event in life.pass_time(date(2028, 1, 5)) if isinstance(event, DeadlineMissed)}
    assert {key for key in missed if key.startswith("exchanges")} == {"exchanges/2027"}


def test_two_exchanges_entered_of_a_year_followed_in_part_are_on_record() -> None:
    life = imported(fact("construction_approved", "2024-05-13"))
    for topic in ("标定方法", "量值溯源"):
        life.take(commands()["hold_exchange"] | {"topic": topic, "effective_on": "2026-06-01"}, _anyone())
    assert "exchanges" not in not_on_record(life.center)
    [first] = [due for due in deadlines(life.center, life.policy, life.calendar) if due.key == "exchanges/2026"]
    assert first.status.value == "met"


def test_what_a_center_that_was_followed_from_the_start_has_not_done_is_undone() -> None:
    assert not_on_record(Life().take(commands()["register_center"]).center) == ()


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        (("established",), {"operation"}),
        (("construction_approved", "established"), {"construction", "operation"}),
        (("plan_heard", "accepted_on_site"), {"incubation", "acceptance"}),
        (("unveiled",), set()),
    ],
)
def test_a_phase_that_nobody_reported_is_not_known_to_have_been_passed(facts: tuple[str, ...], known: set[str]) -> None:
    center = imported(*(fact(kind, f"20{20 + place}-05-13") for place, kind in enumerate(facts))).center
    assert {phase.value for phase in known_phases(center)} == known


def test_what_is_unknown_stays_so_when_the_center_ends() -> None:
    life = imported(undated("construction_approved"))
    before = set(unknown(life.center))
    for name in ("relinquish", "record_relinquishment"):
        life.take(commands()[name], _anyone() if name == "relinquish" else None)
    assert life.center.phase is Phase.RELINQUISHED
    assert set(unknown(life.center)) == before
    assert {"approved_on", "approval_number", "term_ends_on"} <= before


def test_a_date_is_approximate_until_a_report_or_a_paper_is_sure_of_it() -> None:
    life = imported(fact("construction_approved", "2022-05", "approximate"))
    assert is_approximate(life.center, "approved_on")
    assert not is_approximate(life.take(complete(approved_on="2022-05-11")).center, "approved_on")
    assert not is_approximate(imported(fact("construction_approved", "2022-05")).center, "approved_on")


def test_what_papers_have_settled_is_corrected_and_not_completed() -> None:
    life = imported(fact("construction_approved", "2024-05-13")).take(complete(approved_on="2024-05-13"))
    refusal = Refusal("already_known", "record", fields=["approved_on"])
    assert life.ask(complete(approved_on="2024-05-14", name_en="Cables")) == refusal


def test_a_report_never_blocks_the_paper_and_stays_a_report() -> None:
    life = imported(fact("construction_approved", "2024-05-13")).take(complete(approved_on="2024-05-10"))
    assert (life.center.approved_on, disputed(life.center)) == (date(2024, 5, 10), ())
    assert [one.date for one in life.center.facts] == [date(2024, 5, 13)]


def imported_alone(*facts: Body) -> object:
    return Life(now=noon(TODAY)).ask(commands()["import_center"] | {"facts": facts})


def undated(kind: str, **bounds: str) -> Body:
    return {"kind": kind, "date": None, "certainty": "reported", "source": "报道", **bounds}


@pytest.mark.parametrize("bounds", [{}, {"not_after": "2017-06"}, {"not_before": "2015", "not_after": "2017-06"}])
def test_a_center_known_to_be_established_is_in_operation_whenever_that_was(bounds: dict[str, str]) -> None:
    center = imported(undated("established", **bounds)).center
    assert (center.phase, center.established_on) == (Phase.OPERATION, None)
    assert {"established_on", "establishment_number", "approved_on"} <= set(unknown(center))
    assert disputed(center) == ()


def test_what_has_no_date_took_effect_by_its_bound_or_by_its_recording_and_is_told_as_it_was_reported() -> None:
    life = imported(undated("construction_approved", not_after="2017-06"), undated("established"))
    _, approved, established = life.records
    assert (approved.effective_on, approved.happened) == ("2017-06", Within(None, "2017-06"))
    assert (established.effective_on, established.happened) == (TODAY, Within())
    assert [in_words(record.happened).zh for record in (approved, established)] == ["不晚于2017年6月", "日期不详"]


def test_a_dated_report_and_a_bound_that_leaves_room_for_it_agree() -> None:
    life = imported(fact("construction_approved", "2017"), undated("construction_approved", not_after="2017-06"))
    assert (life.center.approved_on, disputed(life.center)) == ("2017", ())


def test_a_date_outside_the_bounds_of_another_report_is_disputed() -> None:
    life = imported(fact("construction_approved", "2018"), undated("construction_approved", not_after="2017-06"))
    assert (life.center.approved_on, disputed(life.center)) == (None, ("approved_on",))


def test_an_undated_approval_had_been_given_by_the_day_of_the_import() -> None:
    assert imported(undated("construction_approved")).center.began_by == TODAY
    assert imported(undated("construction_approved", not_after="2017-06")).center.began_by == date(2017, 6, 30)


@pytest.mark.parametrize("bounds", [{"not_before": "2020", "not_after": "2019"}, {"date": "2020", "not_after": "2021"}])
def test_bounds_in_the_wrong_order_or_beside_a_date_are_no_report(bounds: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=r"not_after|bounds"):
        imported(undated("established") | bounds)


@pytest.mark.parametrize("kind", ["unveiled", "alliance_formed", "moved_in", "target_completion", None])
def test_a_plaque_or_a_ceremony_is_no_approval_and_leaves_the_phase_unknown(kind: str | None) -> None:
    center = imported(*([fact(kind, "2025-05-20")] if kind else [])).center
    assert (center.phase, center.approved_on) == (Phase.UNKNOWN, None)
    papers = {"approved_on", "approval_number", "established_on", "establishment_number"}
    assert {"phase", *papers} <= set(unknown(center))
    assert deadlines(center, Life().policy, Life().calendar) == []


@pytest.mark.parametrize(
    ("kind", "phase"),
    [
        ("preparation_started", Phase.INCUBATION),
        ("plan_heard", Phase.INCUBATION),
        ("site_inspected", Phase.APPLICATION),
        ("pre_acceptance", Phase.CONSTRUCTION),
        ("accepted_on_site", Phase.ACCEPTANCE),
    ],
)
def test_the_phase_is_the_furthest_that_a_report_proves(kind: str, phase: Phase) -> None:
    assert imported(fact("unveiled", "2025-05-20"), fact(kind, "2024-05-20")).center.phase is phase


@pytest.mark.parametrize(
    ("paper", "phase"),
    [
        ({"approved_on": "2024-05-10"}, Phase.CONSTRUCTION),
        ({"established_on": "2024-05-10"}, Phase.OPERATION),
    ],
)
def test_a_paper_leads_a_center_on_whose_phase_nobody_knew_once_that_is_confirmed(paper: Body, phase: Phase) -> None:
    life = imported(fact("unveiled", "2025-05-20"))
    asked = life.ask(complete(**paper))
    assert isinstance(asked, Refusal)
    assert [doubt["code"] for doubt in asked.params["doubts"]] == ["report_moves_the_center"]
    assert life.take(complete(**paper)).center.phase is phase


def test_a_center_of_the_bureau_whose_phase_nobody_knows_waits_for_its_papers() -> None:
    life = imported(fact("unveiled", "2025-05-20"))
    waits = work_items(life.center, (), life.policy).open
    assert [item.decision.type for item in waits] == ["complete_record"]
    elsewhere = imported(fact("unveiled", "2025-05-20"), region="福建", level="provincial")
    assert work_items(elsewhere.center, (), life.policy).open == ()


def test_the_names_of_partners_the_industry_and_the_seat_stand_as_reported() -> None:
    center = imported(joint_with=["盐城市计量测试所"], industry="海底电缆", seat="盐城市", field="other").center
    assert (center.built_jointly, center.joint_with, center.seat) == (True, ("盐城市计量测试所",), "盐城市")
    assert center.field is not None
    assert center.field.other == "海底电缆"
    assert "field_in_words" not in unknown(center)


def details(**content: object) -> Body:
    return {"type": "add_reports", "details": {"source": "区报", **content}}


def test_what_a_later_report_says_of_the_center_fills_what_was_unknown() -> None:
    life = imported(host=None).take(details(host="某院", joint_with=["某所"], seat="上海市黄浦区", district="huangpu"))
    center = life.center
    assert (center.host, center.joint_with, center.seat) == ("某院", ("某所",), "上海市黄浦区")
    assert disputed(center) == ()


def test_what_two_reports_say_otherwise_of_the_center_is_disputed_until_papers_settle_it() -> None:
    life = imported(host="某院")
    asked = life.ask(details(host="某公司"))
    assert isinstance(asked, Refusal)
    assert [doubt["code"] for doubt in asked.params["doubts"]] == ["details_contradict"]
    center = life.take(details(host="某公司")).center
    assert (center.host, disputed(center)) == ("某院", ("host",))
    settled = life.take(complete(parties={"lead": LEAD, "joint": []})).center
    assert disputed(settled) == ()


def test_a_report_outside_the_bounds_of_what_was_reported_is_asked_about() -> None:
    life = imported(undated("construction_approved", not_after="2017-06"))
    asked = life.ask({"type": "add_reports", "facts": [fact("construction_approved", "2018")]})
    assert isinstance(asked, Refusal)
    assert asked.params["doubts"][0]["params"] == {
        "fact": "construction_approved",
        "date": "2018",
        "after": "2017-06-30",
    }
    unbounded = imported(undated("construction_approved"))
    taken = unbounded.ask({"type": "add_reports", "facts": [fact("construction_approved", "2018")]})
    assert not isinstance(taken, Refusal)


def test_both_readings_of_a_contested_detail_are_kept() -> None:
    center = imported(host="某院").take(details(host="某公司")).center
    assert readings_of(center, "host") == ["某院", "某公司"]
    assert readings_of(center, "name_en") == []


@pytest.mark.parametrize(("certainty", "is_assumed"), [("reported", False), ("approximate", True)])
def test_of_an_approval_about_a_month_the_range_of_the_term_is_assumed(certainty: str, is_assumed: bool) -> None:
    life = imported(fact("construction_approved", "2024-03", certainty))
    term = possible_term(life.center, life.policy)
    assert term is not None
    assert (term.latest, term.is_assumed) == (date(2027, 3, 31), is_assumed)


def test_a_planned_completion_before_the_approval_contradicts_it() -> None:
    refusal = imported_alone(fact("construction_approved", "2024-05-13"), fact("target_completion", "2023"))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "facts_out_of_order"


@pytest.mark.parametrize(
    ("kind", "phase", "content", "fields"),
    [
        ("construction_approved", "construction", {"established_on": "2024-05-13"}, ["established_on"]),
        ("established", "operation", {"term_ends_on": "2027-05-13"}, ["term_ends_on"]),
    ],
)
def test_what_comes_with_another_phase_is_not_completed(
    kind: str, phase: str, content: Body, fields: list[str]
) -> None:
    refusal = Refusal("not_of_this_phase", "record", fields=fields, phase=phase)
    assert imported(fact(kind, "2024-05-13")).ask(complete(**content)) == refusal


def test_a_center_followed_from_the_start_has_nothing_to_complete() -> None:
    life = Life().take(commands()["register_center"])
    assert unknown(life.center) == ()
    assert life.ask(complete(name_en="Cables")) == Refusal("nothing_unknown", "record")


def test_something_is_entered() -> None:
    assert imported(MONTH_OF_APPROVAL).ask(complete()) == Refusal("nothing_entered", "record")


def test_approval_and_establishment_lie_in_the_past() -> None:
    life, ahead = imported(MONTH_OF_APPROVAL), date(2026, 11, 24)
    refusal = Refusal("effective_in_the_future", "record", effective_on=ahead, today=TODAY, field="approved_on")
    assert life.ask(complete(approved_on="2026-11-24")) == refusal


def test_the_term_ends_after_the_approval() -> None:
    life = imported(fact("construction_approved", "2024-05-13"))
    day = date(2024, 5, 13)
    refusal = Refusal("term_before_approval", "3.5.1", term_ends_on=day, approved_on=day)
    assert life.ask(complete(term_ends_on="2024-05-13")) == refusal


def test_no_center_is_established_before_its_approval() -> None:
    life = imported(fact("construction_approved", "2017-03"), fact("established", "2022-10"))
    refusal = Refusal(
        "establishment_before_approval", "3.5.3", established_on=date(2016, 1, 1), approved_on=date(2017, 3, 1)
    )
    assert life.ask(complete(established_on="2016-01-01")) == refusal


def test_the_parties_of_a_completed_record_obey_the_rules_too() -> None:
    joint = {"organisation": LEAD, "tasks": "任务", "responsibilities": [{"area": "funds", "duty": "出资"}]}
    parties = {"lead": LEAD, "joint": [joint], "cooperation_mechanism": "理事会"}
    refusal = Refusal("organisation_listed_twice", "3.1.1", uscc=LEAD["uscc"])
    assert imported(MONTH_OF_APPROVAL).ask(complete(parties=parties)) == refusal
