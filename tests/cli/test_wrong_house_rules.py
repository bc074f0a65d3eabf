"""Wrong house rules are told at the start, all at once, each with its reason; right ones stand in the documents."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clock import utc_now
from domain.guideline.policy import Policy, values_of
from ledger.opening import open_ledger
from settings import Settings
from tests.temporal import running_server
from tests.writing import make_ledger

ROOT = Path(__file__).parents[2]
WRONG = {
    "panel_minimum": 0,
    "reminder_hour": "nine",
    "reminder_days": [0],
    "annual_report_month_day": [2, 30],
    "clocks_for_other_regions": "maybe",
    "anual_report_in_operation": False,
}


def started(tmp_path: Path, program: tuple[str, ...], policy: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HENGXU_DATA": str(tmp_path / "data"), "HENGXU_POLICY": policy}
    return subprocess.run(
        [sys.executable, "-m", *program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("program", [("worker",), ("cli", "serve")])
def test_no_program_starts_with_wrong_house_rules_and_all_of_them_are_told(
    tmp_path: Path, program: tuple[str, ...]
) -> None:
    done = started(tmp_path, program, json.dumps(WRONG))
    assert done.returncode in {1, 2}
    (line,) = done.stderr.splitlines()
    zh, en = line.split(" / ", 1)
    for sentence in (
        "panel_minimum 为 0：不得小于 1（可取：不小于 1 的整数）",
        'reminder_hour 为 "nine"：应为整数（可取：0 至 23 的整数）',
        "reminder_days 为 [0]：提醒应提前1天至10年",
        "annual_report_month_day 为 [2, 30]：不是每年都有的日期",
        'clocks_for_other_regions 为 "maybe"：应为 true 或 false',
        "没有 anual_report_in_operation 这一项，疑为 annual_report_in_operation 之误",
    ):
        assert sentence in zh
    for sentence in (
        "panel_minimum of HENGXU_POLICY is 0: At least 1 (may be: a whole number, 1 or more)",
        "no number anual_report_in_operation; is annual_report_in_operation meant?",
    ):
        assert sentence in en
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ('{"term_min_months": 40}', "The shortest term is longer than the longest"),
        ('{"panel_minimum": 3,}', "no JSON object (Expecting property name"),
        ("[3]", "An object is expected"),
    ],
)
def test_what_is_wrong_with_all_of_them_is_told_too(tmp_path: Path, policy: str, reason: str) -> None:
    done = started(tmp_path, ("cli", "serve"), policy)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"HENGXU_POLICY: {reason}" in done.stderr


def test_compose_names_every_number_with_its_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    comment = text.partition("# House rules")[2].partition("HENGXU_POLICY:")[0].partition("\n")[2]
    assert json.loads(re.sub(r"^ *#", "", comment, flags=re.MULTILINE)) == Policy().model_dump(mode="json")


@pytest.mark.parametrize("name", Policy.model_fields)
def test_every_number_is_documented_with_its_default_and_what_it_may_be(name: str) -> None:
    default = json.dumps(Policy().model_dump(mode="json")[name])
    row = f"| `{name}` | `{default}` | {values_of(name).zh} / {values_of(name).en} |"
    assert row in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["rebuild", "reconcile"])
def test_a_command_that_goes_by_other_house_rules_than_the_workers_says_which_and_does_nothing(
    tmp_path: Path, command: str
) -> None:
    settings = Settings(data=tmp_path / "data")
    make_ledger(settings.ledger)
    ledger = open_ledger(settings.ledger)
    ledger.read_model.bases.declare(Policy(annual_report_month_day=(12, 20)), utc_now())
    ledger.close()
    with running_server() as server:
        environment = {"HENGXU_TEMPORAL_ADDRESS": server.address, "HENGXU_DATA": str(settings.data)}
        done = subprocess.run(
            [sys.executable, "-m", "cli", command],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert "年度筹建情况报送截止日：此处11月30日，现行12月20日" in done.stderr
    assert "set HENGXU_POLICY as the workers have it" in done.stderr
