"""An installation that an earlier program made shows everything once this one has started on it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import cli
from domain.kernel.roles import Actor, Role
from embedded.folder import DataFolder
from embedded.installation import Installation, Ports
from ledger.opening import open_ledger

OFFICER = Actor(id="officer", name="经办", role=Role.OFFICER, anyone=True)


def installation(tmp_path: Path) -> Installation:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    return Installation(folder, Ports(18000, 17233, 18233), say=lambda _line: None)


def listed(found: Installation) -> tuple[object, object]:
    ledger = open_ledger(found.settings.ledger)
    try:
        return ledger.read_model.find_lines(limit=1000), ledger.read_model.find_work(OFFICER, limit=1000)
    finally:
        ledger.close()


def as_an_earlier_program_left_it(found: Installation) -> None:
    """No lines, no work, and rows of the first shape."""
    with closing(sqlite3.connect(found.folder.path / "ledger.sqlite3", isolation_level=None)) as file:
        file.execute("DELETE FROM lines")
        file.execute("DELETE FROM work")
        file.execute("UPDATE register SET shape = 1")


def test_the_lists_are_brought_up_to_date_at_the_next_start(tmp_path: Path) -> None:
    found = installation(tmp_path)
    assert found.prepare_ledger(seed=True) == 12
    before = listed(found)
    as_an_earlier_program_left_it(found)
    assert listed(found) != before
    assert found.prepare_ledger(seed=True) == 0
    assert listed(found) == before


def test_migrating_brings_them_up_to_date_too(tmp_path: Path) -> None:
    found = installation(tmp_path)
    found.prepare_ledger(seed=True)
    before = listed(found)
    as_an_earlier_program_left_it(found)
    assert cli.run(["migrate", "--data", str(found.folder.path)]) == 0
    assert listed(found) == before
