"""One clock, which tests can put on any day."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from clock import today_in_shanghai, unix_now, utc_now
from domain.values.partial_days import SHANGHAI

ROOT = Path(__file__).parents[1]
LEAP_DAY = date(2028, 2, 29)


def test_a_day_begins_in_shanghai_while_utc_has_the_day_before() -> None:
    midnight = datetime(2028, 2, 28, 16, tzinfo=UTC)
    with time_machine.travel(midnight, tick=False):
        assert (utc_now(), unix_now()) == (midnight, midnight.timestamp())
        assert today_in_shanghai() == LEAP_DAY
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert today_in_shanghai() == date(2028, 2, 28)


def test_what_needs_no_server_runs_on_the_day_that_was_asked_for(pytestconfig: pytest.Config) -> None:
    asked_for = pytestconfig.getoption("today")
    before = asked_for or time_elsewhere().date()
    today = today_in_shanghai()
    assert before <= today <= (asked_for or time_elsewhere().date())


@pytest.mark.real_time
def test_what_speaks_to_a_server_stays_in_the_present() -> None:
    assert abs(utc_now() - time_elsewhere()) < timedelta(hours=1)


def time_elsewhere() -> datetime:
    """The instant by the clock of another program, in Shanghai."""
    ask = "from clock import utc_now; print(utc_now().isoformat())"
    answer = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    return datetime.fromisoformat(answer.stdout.strip()).astimezone(SHANGHAI)


def test_a_run_is_put_on_another_day_by_one_option() -> None:
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", "asked_for or present"]
    run = subprocess.run(
        [*tests, f"--today={LEAP_DAY}"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 passed" in run.stdout
