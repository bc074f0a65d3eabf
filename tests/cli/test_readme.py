"""The tables of the guideline show what the code decides by; the README stays short enough to be read."""

from pathlib import Path

import pytest

from domain.deadlines.clocks import CLOCKS
from domain.decider import DECISIONS
from domain.guideline.policy import POLICY_RULES, Policy
from domain.guideline.vocabulary import ClockKind
from guide.settings_table import SETTINGS, settings_table
from guide.tables import NoMarkers, inserted, markdown
from settings import Settings
from tests.readme import Ran, blocks, differences, written

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "docs/guideline.md"
LONGEST_README = 210


def test_the_tables_of_the_guideline_are_those_of_the_code() -> None:
    text = TABLES.read_text(encoding="utf-8")
    assert inserted(text) == text, "run: hengxu tables --write docs/guideline.md"


def test_the_table_of_settings_is_that_of_the_code_and_each_says_what_it_is() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert inserted(text, SETTINGS, settings_table) == text, "run: hengxu tables --settings --write docs/settings.md"
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < LONGEST_README


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


README = """Begin:

<!-- output of make run -->
```text
```

```sh
make run
```

```sh
hengxu show x
```
```text
old
```

```sh
hengxu token officer
```
"""


def test_what_commands_print_is_written_below_them_and_nothing_else_is_touched() -> None:
    ran = Ran("ready\n", ["2026-11-30  4 days left\n", "a token\n"])
    anew = written(README, ran)
    assert anew.count("ready") == 1
    assert anew == README.replace("```text\n```", "```text\nready\n```").replace("old\n", "2026-11-30  4 days left\n")
    assert written(anew, ran) == anew


def test_what_differs_by_the_day_is_no_difference_and_anything_else_is() -> None:
    ran = Ran("ready\n", ["2026-11-30  4 days left\n", ""])
    later = Ran("ready\n", ["2027-11-30  321 days left\n", ""])
    other = Ran("ready\n", ["2027-11-30  met\n", ""])
    assert differences(written(README, ran), later) == []
    assert any("met" in line for line in differences(written(README, ran), other))


def test_the_readme_shows_an_output_for_each_block_that_is_followed_by_one() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len([block for block in blocks(text) if block["shown"]]) > 5
