"""Rows say by which house rules and working days they were made, and one declaration of house rules is in force."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from domain.guideline.policy import Policy
from domain.values.identifiers import DocumentNumber
from domain.working_calendar.working_days import HolidayNotice, WorkingCalendar
from ledger.application import Ledger
from ledger.read_model.bases import basis_of, rules_of
from tests.ledger.sample import Opened, decide, rows_of

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 4, tzinfo=UTC)
STANDARD, DECEMBER = Policy(), Policy(annual_report_month_day=(12, 20))
NOTICE = HolidayNotice(
    year=2031,
    number=DocumentNumber.model_validate("国办发明电〔2030〕11号"),
    issued_on=date(2030, 11, 20),
    holidays=(date(2031, 1, 1),),
)


def bear(ledger: Ledger, center_id: str, basis: str) -> None:
    """The center's rows as something of this basis would have made them."""
    history = ledger.history(center_id)
    rows = rows_of(history)
    made = rows.model_copy(update={"center": rows.center.model_copy(update={"basis": basis})})
    assert ledger.read_model.put(made, history[-1].version)


@pytest.mark.parametrize(
    ("policy", "calendar"),
    [
        (DECEMBER, WorkingCalendar()),
        (Policy(clocks_for_other_regions=True), WorkingCalendar()),
        (STANDARD, WorkingCalendar({2031: NOTICE})),
    ],
    ids=["a number", "a switch", "a notice"],
)
def test_another_number_or_another_working_day_is_another_basis(policy: Policy, calendar: WorkingCalendar) -> None:
    assert basis_of(policy, calendar) != basis_of(STANDARD, WorkingCalendar())


def test_the_same_numbers_and_days_are_the_same_basis_whoever_says_them() -> None:
    notice = NOTICE.model_copy(update={"number": DocumentNumber.model_validate("国办发明电〔2030〕12号")})
    assert basis_of(Policy(panel_minimum=3), WorkingCalendar({2031: NOTICE})) == basis_of(
        Policy(), WorkingCalendar({2031: notice})
    )


def test_centers_whose_rows_are_of_another_basis_are_found_page_by_page(ledger: Ledger) -> None:
    centers = ["sh-a", "sh-b", "sh-c", "sh-d"]
    for center in centers:
        decide(ledger, center, Opened(name_zh=center))
        bear(ledger, center, "now")
    bases = ledger.read_model.bases
    assert not bases.is_of_another("now")
    for center in ("sh-a", "sh-b", "sh-d"):
        bear(ledger, center, "" if center == "sh-a" else "then")
    assert bases.is_of_another("now")
    assert bases.count_of_another("now") == (3, 4)
    assert bases.of_another("now", limit=2) == ["sh-a", "sh-b"]
    assert bases.of_another("now", limit=2, after="sh-b") == ["sh-d"]
    assert bases.of_center("sh-d") == "then"
    assert bases.of_center("nobody") is None


def test_rows_that_dont_say_are_of_another_basis(ledger: Ledger) -> None:
    decide(ledger, "sh-a", Opened(name_zh="中心"))
    bear(ledger, "sh-a", "")
    assert ledger.read_model.bases.of_another(basis_of(STANDARD, WorkingCalendar()), limit=9) == ["sh-a"]


def test_house_rules_are_declared_once_and_the_last_ones_are_in_force(ledger: Ledger) -> None:
    bases = ledger.read_model.bases
    assert bases.in_force() is None
    first = bases.declare(STANDARD, NOON)
    assert bases.declare(STANDARD, LATER) == first == bases.in_force()
    second = bases.declare(DECEMBER, LATER)
    assert (second.number, second.rules, second.settings) == (
        2,
        rules_of(DECEMBER),
        {"annual_report_month_day": [12, 20]},
    )
    assert bases.declare(STANDARD, LATER).number == 3


def test_workers_that_start_together_declare_the_same_house_rules_once(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as workers:
        declared = list(workers.map(lambda _: ledger.read_model.bases.declare(DECEMBER, NOON), range(16)))
    assert {one.number for one in declared} == {1}
