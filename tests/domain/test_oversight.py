"""What whoever oversees the centers asks first: in charge, in doubt, for whom it waits, and which season it is."""

from datetime import date

import pytest

from domain.deadlines.clocks import deadlines
from domain.guideline.phases import ENDED, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import Level
from domain.kernel.roles import PEOPLE, Role
from domain.oversight import WHOSE, WaitsFor, is_in_charge, is_in_doubt, reporting_year, until_soon, waits_for
from domain.work_items import work_items
from tests.domain.test_entering_the_past import TODAY, imported
from tests.lives import Life, life_in


def doubted(life: Life) -> bool:
    return is_in_doubt(life.center, deadlines(life.center, life.policy, life.calendar))


def waiting(life: Life) -> tuple[WaitsFor, ...]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return waits_for(work_items(life.center, dues, life.policy, life.calendar).open)


@pytest.mark.parametrize("phase", list(Phase))
def test_a_center_is_in_charge_until_its_life_has_ended(phase: Phase) -> None:
    assert is_in_charge(life_in(phase).center) is (phase not in ENDED)


def test_a_center_of_another_authority_is_followed_and_not_in_charge() -> None:
    center = life_in(Phase.OPERATION).center
    assert not is_in_charge(center.but(level=Level.NATIONAL))
    assert not is_in_charge(center.but(region="广东"))


def test_in_doubt_is_what_is_disputed_certainly_over_or_of_no_known_phase() -> None:
    assert not doubted(life_in(Phase.OPERATION))
    assert doubted(imported("2022-05", TODAY))
    assert not doubted(imported("2025-05", TODAY))
    unknown = life_in(Phase.UNKNOWN)
    assert doubted(unknown)


def test_two_reports_that_cannot_both_be_right_leave_a_center_in_doubt() -> None:
    life = imported("2025-05", TODAY)
    fact = {"kind": "construction_approved", "date": "2025-07", "certainty": "reported", "source": "另一报道"}
    life.take({"type": "add_reports", "facts": [fact]})
    assert doubted(life)


def test_a_term_that_may_be_over_leaves_no_doubt_of_a_center_that_has_ended() -> None:
    life = imported("2022-05", TODAY)
    dues = deadlines(life.center, life.policy, life.calendar)
    assert not is_in_doubt(life.center.but(phase=Phase.RELINQUISHED), dues)


@pytest.mark.parametrize(
    ("phase", "whose"),
    [
        (Phase.INCUBATION, (WaitsFor.PARTY,)),
        (Phase.APPLICATION, (WaitsFor.BUREAU, WaitsFor.SUPERVISOR)),
        (Phase.ACCEPTANCE, (WaitsFor.BUREAU, WaitsFor.PARTY)),
        (Phase.WITHDRAWN, ()),
    ],
)
def test_a_center_waits_for_those_whose_act_comes_next(phase: Phase, whose: tuple[WaitsFor, ...]) -> None:
    assert waiting(life_in(phase)) == whose


def test_everybody_who_reads_of_centers_knows_which_of_what_waits_is_theirs() -> None:
    assert set(WHOSE) == set(PEOPLE) - {Role.OPERATOR}


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 11, 26), 2026),
        (date(2026, 11, 30), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
        (date(2027, 5, 30), 2026),
        (date(2027, 5, 31), 2027),
    ],
)
def test_a_season_of_reports_is_the_one_now_open_or_the_last_one(on: date, year: int) -> None:
    assert reporting_year(Policy(), on) == year


def test_a_house_that_asks_for_reports_in_spring_has_its_season_in_winter() -> None:
    policy = Policy(annual_report_month_day=(3, 31))
    assert reporting_year(policy, date(2026, 9, 1)) == 2026
    assert reporting_year(policy, date(2026, 12, 1)) == 2027
    assert reporting_year(policy, date(2027, 1, 1)) == 2027


def test_soon_is_within_thirty_days() -> None:
    assert until_soon(date(2026, 11, 26)) == date(2026, 12, 26)
