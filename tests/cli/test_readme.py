"""The README shows what the code decides by, and every clock and clause has its line."""

from pathlib import Path

import pytest

from domain.deadlines.clocks import CLOCKS
from domain.decider import DECISIONS
from domain.guideline.policy import POLICY_RULES, Policy
from domain.guideline.vocabulary import ClockKind
from guide.tables import NoMarkers, inserted, markdown

README = Path(__file__).parents[2] / "README.md"


def test_the_tables_of_the_readme_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert inserted(text) == text, "run: hengxu tables --write README.md"


def test_every_kind_of_clock_is_told_once() -> None:
    assert [clock.kind for clock in CLOCKS] == list(ClockKind)


def test_the_tables_hold_every_decision_and_every_number() -> None:
    text = markdown()
    assert all(f"| `{decision.type}` |" in text for decision in DECISIONS)
    assert all(f"| `{rule.name}` |" in text for rule in POLICY_RULES)


def test_the_tables_follow_the_house_rules() -> None:
    assert "| 45 |" in markdown(Policy(evaluation_lead_days=45))
    assert "45 days before the term ends" in markdown(Policy(evaluation_lead_days=45))


def test_a_text_without_markers_is_left_alone() -> None:
    with pytest.raises(NoMarkers):
        inserted("# 衡序")
