"""The numbers of the rules."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.guideline.clauses import CLAUSES
from domain.guideline.policy import POLICY_RULES, Policy, PolicyRule


def test_every_number_has_its_rule_and_every_rule_its_number() -> None:
    assert [rule.name for rule in POLICY_RULES] == list(Policy.model_fields)


@pytest.mark.parametrize("rule", POLICY_RULES, ids=lambda rule: str(rule.name))
def test_a_rule_rests_on_a_clause_or_the_house_and_is_named_in_both_languages(rule: PolicyRule) -> None:
    assert rule.clause in CLAUSES
    assert all(rule.label)
    assert Policy.model_fields[rule.name].description


def test_the_numbers_that_the_guideline_sets() -> None:
    policy = Policy()
    assert (policy.term_min_months, policy.term_max_months) == (24, 36)
    assert policy.exchanges_per_year == 2
    assert policy.major_matter_working_days == 5
    assert policy.annual_report_month_day == (11, 30)


def test_the_numbers_that_the_house_sets() -> None:
    policy = Policy()
    assert policy.evaluation_lead_days == 90
    assert (policy.reminder_days, policy.reminder_hour) == ((30, 7, 1), 9)
    assert policy.panel_minimum == 3
    assert policy.annual_report_in_operation
    assert not policy.clocks_for_other_regions


def test_reminders_are_kept_most_distant_first_and_once() -> None:
    assert Policy(reminder_days=(1, 30, 7, 30)).reminder_days == (30, 7, 1)


@pytest.mark.parametrize(
    "numbers",
    [
        {"reminder_days": (0,)},
        {"reminder_hour": 24},
        {"panel_minimum": 0},
        {"term_min_months": 37},
        {"annual_report_month_day": (11, 31)},
        {"annual_report_month_day": (2, 29)},
        {"evaluation_lead": 90},
    ],
    ids=str,
)
def test_a_number_that_makes_no_sense_is_refused(numbers: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Policy(**numbers)


def test_a_policy_survives_its_json() -> None:
    policy = Policy(reminder_days=(14,), panel_minimum=5)
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
