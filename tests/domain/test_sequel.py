"""What a decision brought about: the duties that began and were done by it, and who is next."""

from domain.guideline.vocabulary import ClockKind
from domain.kernel.roles import Role
from domain.sequel import MOST_STANDING, Sequel, sequel
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import under_construction
from tests.lives import Body, Life, annual_report, commands, life_before


def after(life: Life, body: Body) -> Sequel:
    before = life.center
    life.take(body)
    return sequel(before, life.center, life.policy, WorkingCalendar())


def test_an_approval_begins_the_clocks_of_construction_and_the_center_is_next() -> None:
    found = after(life_before("approve_construction"), commands()["approve_construction"])
    assert {due.kind for due in found.begun} == {ClockKind.ANNUAL_REPORT, ClockKind.EXCHANGES, ClockKind.EVALUATION}
    assert found.done == ()
    assert Role.APPLICANT in {item.role for item in found.next}


def test_a_report_ends_its_own_duty_and_begins_no_other_of_that_year() -> None:
    life = under_construction()
    year = life.now.year
    found = after(life, annual_report(year))
    assert [due.key for due in found.done] == [f"annual_report/{year}"]
    assert f"annual_report/{year}" not in {due.key for due in found.begun}


def test_the_time_of_an_order_begins_with_its_service_which_is_next() -> None:
    life = under_construction()
    order = commands()["order_rectification"]
    ordered = after(life, order)
    assert ordered.begun == ()
    assert ("record_service", Role.OFFICER) in {(item.decision.type, item.role) for item in ordered.next}
    served = after(life, commands()["record_service"] | {"position": life.position_of("RectificationOrdered")})
    assert [(due.kind, str(due.due_on)) for due in served.begun] == [(ClockKind.RECTIFICATION, order["due_on"])]
    assert [item.role for item in served.next if item.decision.type == "report_rectification"] == [Role.APPLICANT]


def test_where_nothing_new_is_waited_for_what_goes_on_waiting_is_named() -> None:
    life = under_construction()
    found = after(life, commands()["record_supervision"])
    assert found.begun == found.done == ()
    assert 0 < len(found.next) <= MOST_STANDING or any(item.role is Role.OFFICER for item in found.next)


def test_a_center_that_begins_had_nothing_before() -> None:
    life = life_before("submit_industry_research")
    found = sequel(None, life.center, life.policy, WorkingCalendar())
    assert [item.decision.type for item in found.next][:1] == ["submit_industry_research"]
