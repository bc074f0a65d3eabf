"""The day on which the tests run is an input: ``pytest --today 2028-02-29`` runs them on that day.

A Temporal server and a program of its own have the machine's clock, which nothing here moves: what speaks to one is
marked ``real_time``, stays in the present, and takes its days relative to it.
"""

import gc
import os
from collections.abc import Generator
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import settings

from domain.values.partial_days import start_of_day

gc.disable()  # until everything is collected: what 14,000 tests are made of is looked through in vain
os.environ["LC_ALL"] = "C.UTF-8"  # nobody's locale counts: what names no language is answered in both
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # no test is timed: an example may take as long as a busy machine needs
SMALL_HOURS = timedelta(hours=1)
"""After the day began in Shanghai, where UTC still has the day before: who mixes them up is found out."""
REAL_TIME = {"temporal_server", "town", "service"}
"""Fixtures that start what has the machine's clock."""
OF_SERVERS = {"embedded", "workflows"}
"""Folders of tests each of which starts a server or a program, or may."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--today",
        type=date.fromisoformat,
        metavar="DAY",
        help="run on this day (YYYY-MM-DD, in Shanghai) whatever needs no Temporal server",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        starts_one = isinstance(item, pytest.Function) and REAL_TIME.intersection(item.fixturenames)
        if starts_one or item.path.parent.name in OF_SERVERS:
            item.add_marker(pytest.mark.real_time)


def pytest_collection_finish() -> None:
    """What the tests are made of stays until the end; what each makes is looked through less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    day: date | None = item.config.getoption("today")
    if day is None or item.get_closest_marker("real_time"):
        return (yield)
    with time_machine.travel(start_of_day(day) + SMALL_HOURS):
        return (yield)
