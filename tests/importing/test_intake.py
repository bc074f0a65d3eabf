"""A file is taken up once: again it changes nothing, and where it says other than the ledger, the ledger stands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importing.importer import Importer
from importing.reading import read_centers
from ledger.errors import LedgerError
from tests.importing.conftest import SEED, Change
from tests.importing.test_wrong_rows import put


def take_up(intake: Importer, file: Path) -> dict[str, str]:
    """Import the file; the outcome of each center."""
    entries = intake.plan(read_centers(file))
    intake.write(entries)
    return {entry.center.center_id: entry.outcome for entry in entries}


def test_the_same_file_twice_changes_nothing(intake: Importer) -> None:
    assert set(take_up(intake, SEED).values()) == {"new"}
    head = intake.ledger.head()
    assert set(take_up(intake, SEED).values()) == {"unchanged"}
    assert intake.ledger.head() == head


def test_the_same_content_in_another_layout_changes_nothing(intake: Importer, tmp_path: Path) -> None:
    take_up(intake, SEED)
    content = json.loads(SEED.read_text(encoding="utf-8"))
    content["centers"] = [dict(reversed(center.items())) for center in reversed(content["centers"])]
    file = tmp_path / "other-layout.json"
    file.write_text(json.dumps(content), encoding="ascii")
    assert set(take_up(intake, file).values()) == {"unchanged"}


def test_planning_writes_nothing(intake: Importer) -> None:
    assert [entry.outcome for entry in intake.plan(read_centers(SEED))] == ["new"] * 12
    assert intake.ledger.head() == 0


def test_a_row_that_says_other_than_the_ledger_is_reported_and_not_taken(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    take_up(intake, SEED)
    head = intake.ledger.head()

    def change(content: Any) -> None:
        put("centers", 3, "host", value="另一家单位")(content)
        put("centers", 3, "facts", 1, "date", value="2023-05-18")(content)

    entries = intake.plan(read_centers(changed(change)))
    intake.write(entries)
    differing = [entry for entry in entries if entry.outcome == "differs"]
    assert [entry.center.center_id for entry in differing] == ["sh-space-energy"]
    assert [difference.place for difference in differing[0].differences] == ["host", "facts[1]"]
    assert intake.ledger.head() == head


def test_a_new_row_beside_known_ones_is_taken(intake: Importer, changed: Callable[[Change], Path]) -> None:
    take_up(intake, changed(lambda content: content["centers"].pop()))
    outcomes = take_up(intake, SEED)
    assert [center for center, outcome in outcomes.items() if outcome == "new"] == ["hn-steel"]


def test_each_center_has_one_receipt_that_names_all_its_events(intake: Importer) -> None:
    entries = intake.plan(read_centers(SEED))
    intake.write(entries)
    for entry in entries:
        assert entry.entry is not None
        kept = intake.ledger.receipt(entry.entry.receipt.command_id)
        assert kept is not None
        assert [ref.version for ref in kept.events] == [record.version for record in entry.entry.records]


def test_when_one_center_cannot_be_written_none_of_the_file_is(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    planned = intake.plan(read_centers(SEED))
    take_up(intake, changed(lambda content: content["centers"].__delitem__(slice(0, 11))))
    head = intake.ledger.head()
    with pytest.raises(LedgerError):
        intake.write(planned)
    assert (intake.ledger.head(), intake.ledger.streams()) == (head, ["hn-steel"])
