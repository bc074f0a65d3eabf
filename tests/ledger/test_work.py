"""What waits for whom, as the lists keep it: by role and by whom somebody speaks for, most urgent first."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from domain.values.organisations import JointParty
from ledger.application import Ledger
from ledger.errors import BadCursor
from ledger.read_model.cursors import to_cursor
from ledger.read_model.pages import Page
from ledger.read_model.projection import rows_of
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.domain.occasions import under_construction
from tests.domain.test_entering_the_past import imported
from tests.lives import (
    ACTORS,
    BY_SUPERIOR,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUPERIOR,
    Life,
    commands,
    life_before,
    life_in,
)

OVERDUE = date(2023, 12, 2)
ASKED = ("late", "propose_rectification")
"""What officer and district are asked about the center that hasn't reported."""


def _late() -> Life:
    life = under_construction()
    life.pass_time(OVERDUE)
    return life


LIVES: dict[str, Callable[[], Life]] = {
    "asking": lambda: life_before("record_support"),
    "building": under_construction,
    "ended": lambda: life_in(Phase.WITHDRAWN),
    "late": _late,
    "reviewed": lambda: life_before("complete_preliminary_review", "application"),
}


def put(ledger: Ledger, center_id: str, life: Life, **changes: object) -> None:
    """The rows of a center at this point of its life; the log has no need to know it."""
    center = life.center.but(center_id=center_id, **changes)
    assert ledger.read_model.put(rows_of(center, life.policy, life.calendar), 0)


@pytest.fixture
def working(ledger: Ledger) -> Ledger:
    for center_id, begin in LIVES.items():
        put(ledger, center_id, begin())
    return ledger


def found(ledger: Ledger, actor: Actor, **filters: Any) -> list[tuple[str, str]]:
    page: Page = ledger.read_model.find_work(actor, limit=100, **filters)
    assert page.total == len(page.items)
    return [(item["center_id"], item["decision"]) for item in page.items]


def anyone(role: Role) -> Actor:
    return Actor(id="anyone", name="任何人", role=role, anyone=True)


def test_an_item_says_what_waits_for_whom_by_which_clause_and_by_when(working: Ledger) -> None:
    item = working.read_model.find_work(ACTORS[Role.APPLICANT], limit=1).items[0]
    assert item == {
        "center_id": "late",
        "center_name_zh": "上海市海缆产业计量测试中心",
        "center_name_en": None,
        "phase": "construction",
        "key": "submit_annual_report/annual_report/2023",
        "decision": "submit_annual_report",
        "clause": "5.2",
        "role": "applicant",
        "org": LEAD["uscc"],
        "org_name": LEAD["name"],
        "district": None,
        "person": None,
        "person_name": None,
        "due_on": "2023-11-30",
        "opens_on": "2023-01-01",
        "provisional": False,
        "assumed": False,
        "not_on_record": False,
        "overdue": True,
        "since": item["since"],
        "subject": "",
        "assigned": [],
        "next_step": {
            "decision": "apply_for_acceptance",
            "clause": "3.5.2",
            "role": "applicant",
            "unmet": [
                {"code": "self_inspection_missing", "clause": "3.5.2", "params": {}},
                {"code": "alliance_missing", "clause": "3.5.1", "params": {}},
                {"code": "director_missing", "clause": "4.1", "params": {}},
            ],
        },
        "latest": None,
        "duties": [],
    }


def test_what_is_overdue_is_asked_of_the_officer_and_of_the_district_of_the_center(working: Ledger) -> None:
    for role in (Role.OFFICER, Role.DISTRICT):
        first = working.read_model.find_work(ACTORS[role], limit=1).items[0]
        assert (first["center_id"], first["decision"], first["role"]) == ("late", "propose_rectification", role.value)
        assert first["duties"] == [
            {
                "key": "annual_report/2023",
                "kind": "annual_report",
                "clause": "5.2",
                "due_on": "2023-11-30",
                "latest": None,
                "subject": "",
                "days_late": None,
                "assumed": False,
                "followed_from": None,
            }
        ]
    elsewhere = ACTORS[Role.DISTRICT].model_copy(update={"district": "xuhui"})
    assert working.read_model.find_work(elsewhere).total == 0


def test_a_term_that_is_certainly_over_comes_before_what_has_a_day_ahead_by_the_last_possible_day(
    ledger: Ledger,
) -> None:
    put(ledger, "over", imported("2022-05", date(2026, 11, 26)))
    put(ledger, "building", under_construction())
    put(ledger, "late", _late())
    items = ledger.read_model.find_work(ACTORS[Role.OFFICER], limit=100).items
    assert [(item["center_id"], item["due_on"], item["latest"]) for item in items[:2]] == [
        ("late", "2023-11-30", None),
        ("over", None, "2025-05-31"),
    ]
    assert not items[1]["overdue"]
    cursor = ledger.read_model.find_work(ACTORS[Role.OFFICER], limit=1).next_cursor
    (second,) = ledger.read_model.find_work(ACTORS[Role.OFFICER], limit=1, cursor=cursor).items
    assert second["center_id"] == "over"


def test_what_is_overdue_comes_first_then_by_its_day_then_what_has_no_day(working: Ledger) -> None:
    items = working.read_model.find_work(ACTORS[Role.APPLICANT], limit=100).items
    order = [(not item["overdue"], item["due_on"] or "9999-12-31", item["center_id"]) for item in items]
    assert order == sorted(order)
    assert items[0]["overdue"]
    assert items[-1]["due_on"] is None


def test_pages_of_work_follow_their_cursors(working: Ledger) -> None:
    whole = working.read_model.find_work(anyone(Role.APPLICANT), limit=100)
    items, cursor = [], None
    while True:
        page = working.read_model.find_work(anyone(Role.APPLICANT), limit=3, cursor=cursor)
        items += page.items
        assert page.total == whole.total
        cursor = page.next_cursor
        if cursor is None:
            break
    assert items == whole.items
    assert len(items) > 3


def test_an_organisation_sees_its_own_work_and_no_other(working: Ledger) -> None:
    assert found(working, ACTORS[Role.APPLICANT])
    assert found(working, ACTORS[Role.APPLICANT].model_copy(update={"org": PARTNER["uscc"]})) == []
    assert found(working, ACTORS[Role.APPLICANT].model_copy(update={"org": None})) == []


def test_a_superior_body_sees_the_work_of_a_district_for_the_centers_that_name_it(ledger: Ledger) -> None:
    put(
        ledger,
        "below",
        life_before("record_support", changes={"register_center": {"lead": LEAD | {"superior": SUPERIOR}}}),
    )
    put(ledger, "another", life_before("record_support"))
    assert found(ledger, BY_SUPERIOR) == [("below", "record_support")]
    [item] = ledger.read_model.find_work(BY_SUPERIOR).items
    assert (item["org"], item["org_name"], item["district"]) == (SUPERIOR["uscc"], SUPERIOR["name"], None)
    of_both = BY_SUPERIOR.model_copy(update={"district": LEAD["district"]})
    assert {center for center, _ in found(ledger, of_both)} == {"below", "another"}


def test_what_any_party_may_do_waits_for_each(ledger: Ledger) -> None:
    joint = (JointParty.model_validate(JOINT_PARTY),)
    put(ledger, "joint", life_in(Phase.OPERATION), joint=joint)
    partner = ACTORS[Role.APPLICANT].model_copy(update={"org": PARTNER["uscc"]})
    assert {decision for _, decision in found(ledger, partner)} == {"hold_exchange"}
    assert {item["org_name"] for item in ledger.read_model.find_work(partner).items} == {PARTNER["name"]}


def test_a_token_bound_to_a_center_sees_the_work_of_that_center(working: Ledger) -> None:
    bound = Actor(id="x", name="x", role=Role.APPLICANT, center="building")
    assert {center for center, _ in found(working, bound)} == {"building"}
    assert found(working, bound) == found(working, bound.model_copy(update={"org": LEAD["uscc"]}))
    assert found(working, bound.model_copy(update={"org": PARTNER["uscc"]})) == []


def test_a_district_sees_the_work_of_its_centers(working: Ledger) -> None:
    assert found(working, ACTORS[Role.DISTRICT]) == [ASKED, ("asking", "record_support")]
    assert found(working, ACTORS[Role.DISTRICT].model_copy(update={"district": "minhang"})) == []
    assert found(working, ACTORS[Role.DISTRICT].model_copy(update={"district": None})) == []


def test_an_expert_sees_what_waits_for_nobody_else(working: Ledger) -> None:
    expert = ACTORS[Role.EXPERT]
    assert found(working, expert) == []
    third = expert.model_copy(update={"id": "expert-3"})
    assert found(working, third) == [("reviewed", "give_opinion")]
    assert working.read_model.find_work(third).items[0]["person_name"] == "周专家"


def test_an_officer_sees_the_work_of_the_role_whoever_the_officer_is(working: Ledger) -> None:
    assert found(working, ACTORS[Role.OFFICER]) == [ASKED, ("reviewed", "complete_preliminary_review")]


def test_an_officer_may_ask_for_what_is_in_their_own_hands(working: Ledger) -> None:
    hands = {"lead": {"id": "Zhao.100%", "name": "赵经办"}, "assisting": [{"id": "officer-1", "name": "李经办"}]}
    put(working, "reviewed", life_before("complete_preliminary_review").take(commands()["assign_officer"] | hands))
    officer = ACTORS[Role.OFFICER]
    assert found(working, officer, assigned=True) == [("reviewed", "complete_preliminary_review")]
    for one, mine in (("zhao.100%", 1), ("zhao", 0), ("officer-", 0), ("zhao.1000", 0)):
        actor = officer.model_copy(update={"id": one})
        assert len(found(working, actor)) == 2
        assert len(found(working, actor, assigned=True)) == mine
    assert working.read_model.find_work(officer).items[1]["assigned"] == [hands["lead"], *hands["assisting"]]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR])
def test_nothing_waits_for_those_who_decide_nothing(working: Ledger, role: Role) -> None:
    assert found(working, ACTORS[role]) == []


def test_anyone_of_a_role_sees_all_of_it(working: Ledger) -> None:
    assert len(found(working, anyone(Role.EXPERT))) == 1
    assert found(working, anyone(Role.DISTRICT)) == found(working, ACTORS[Role.DISTRICT])


def test_what_can_be_done_only_later_is_left_out_until_its_day(working: Ledger) -> None:
    exchanges = [("building", "hold_exchange"), ("late", "hold_exchange")]
    early, late = (found(working, ACTORS[Role.APPLICANT], on=day) for day in (date(2023, 12, 31), date(2024, 1, 1)))
    assert [item for item in early if item in exchanges] == []
    assert [item for item in late if item in exchanges] == exchanges


def test_work_done_is_gone_with_the_decision_that_did_it(working: Ledger) -> None:
    put(working, "asking", life_before("record_support").take(commands()["record_support"]))
    assert found(working, ACTORS[Role.DISTRICT]) == [ASKED]
    assert ("asking", "report_preliminary_plan") in found(working, ACTORS[Role.APPLICANT])


def test_a_rebuild_forgets_the_work_of_centers_that_the_log_does_not_know(working: Ledger) -> None:
    working.read_model.rebuild(lambda _history: None)
    assert found(working, anyone(Role.APPLICANT)) == []


@pytest.mark.parametrize("cursor", ["", "?", "W10", to_cursor(["1", "2"])])
def test_a_cursor_that_no_page_of_work_gave_out_is_refused(ledger: Ledger, cursor: str) -> None:
    with pytest.raises(BadCursor):
        ledger.read_model.find_work(ACTORS[Role.OFFICER], cursor=cursor)


def test_centers_are_counted_by_phase_with_the_filters_of_the_register(working: Ledger) -> None:
    count = working.read_model.count_by_phase
    assert count() == {"incubation": 1, "application": 1, "construction": 2, "withdrawn": 1}
    assert count(overdue=True) == {"construction": 1}
    assert count(q="LATE") == {"construction": 1}
    assert count(district="minhang") == {}
    for phase, number in count(field="high_end_equipment").items():
        assert working.read_model.find_centers(phase=phase, field="high_end_equipment").total == number


@pytest.mark.parametrize("column", ["role", "org", "district", "person"])
def test_work_is_found_and_sorted_by_an_index_of_its_own(sqlite_settings: LedgerSettings, column: str) -> None:
    bound = "" if column == "role" else f" AND {column} = 'x'"
    query = f"SELECT body FROM work WHERE role = 'x'{bound} ORDER BY urgency, center_id, key LIMIT 51"
    with closing(sqlite3.connect(path_of(sqlite_settings.url))) as file:
        plan = " ".join(str(row) for row in file.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert f"work_by_{column} " in plan
    assert "TEMP B-TREE" not in plan


def test_clocks_are_counted_without_reading_their_rows(sqlite_settings: LedgerSettings) -> None:
    due = "coalesce(due_on, '9999-12-31')"
    query = (
        f"SELECT kind, status, count(*) FROM clocks WHERE {due} >= '2026-11-01' AND {due} <= '2026-11-30' GROUP BY 1, 2"
    )
    with closing(sqlite3.connect(path_of(sqlite_settings.url))) as file:
        plan = " ".join(str(row) for row in file.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert "USING COVERING INDEX clocks_by_day" in plan
