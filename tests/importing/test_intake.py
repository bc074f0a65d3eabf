"""A file is taken up once: again it changes nothing, and where it says other than the ledger, the ledger stands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.imported.unknowns import disputed
from importing.importer import Importer
from importing.reading import read_centers
from importing.wrong_rows import WrongRows
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


def test_what_a_row_reports_anew_is_added_and_what_contradicts_is_disputed(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    take_up(intake, SEED)

    def change(content: Any) -> None:
        put("centers", 3, "host", value="另一家单位")(content)
        put("centers", 3, "facts", 1, "date", value="2023-05-18")(content)

    file = changed(change)
    entries = intake.plan(read_centers(file))
    intake.write(entries)
    added = [entry for entry in entries if entry.outcome == "added"]
    assert [entry.center.center_id for entry in added] == ["sh-space-energy"]
    (row,) = added
    assert [doubt.zh[:6] for doubt in row.doubts] == ["报道的批准筹", "报道的依托单"]
    assert disputed(row.center) == ("approved_on", "host")
    assert [type(record.event).__name__ for record in intake.ledger.history("sh-space-energy")[-2:]] == [
        "ReportAdded",
        "DetailsReported",
    ]
    head = intake.ledger.head()
    assert set(take_up(intake, file).values()) == {"unchanged"}
    assert intake.ledger.head() == head


def test_what_no_report_adds_to_is_told_and_stays_as_the_ledger_has_it(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    take_up(intake, SEED)
    head = intake.ledger.head()
    entries = intake.plan(read_centers(changed(put("centers", 3, "region", value="江苏"))))
    intake.write(entries)
    differing = [entry for entry in entries if entry.outcome == "differs"]
    assert [entry.center.center_id for entry in differing] == ["sh-space-energy"]
    assert [difference.place for difference in differing[0].differences] == ["region"]
    assert intake.ledger.head() == head


def test_a_report_that_contradicts_the_order_of_days_is_refused_in_its_place(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    take_up(intake, SEED)
    row = {"event": "established", "date": "2020-01", "certainty": "reported", "source": "区报"}

    def change(content: Any) -> None:
        content["centers"][3]["facts"].append(row)

    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_centers(changed(change)))
    assert [fault.place for fault in wrong.value.rows] == ["centers[3].facts[2].date"]


def test_two_centers_of_a_file_never_bear_one_name(intake: Importer, changed: Callable[[Change], Path]) -> None:
    name = "上海市空间能源 产业计量测试中心"
    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_centers(changed(put("centers", 4, "name_zh", value=name))))
    assert [(fault.place, "centers[3].name_zh" in fault.sentence.zh) for fault in wrong.value.rows] == [
        ("centers[4].name_zh", True)
    ]


def test_a_center_of_the_ledger_is_named_by_its_id_and_never_taken_up_again(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    take_up(intake, SEED)
    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_centers(changed(put("centers", 3, "id", value="sh-space-power"))))
    assert [(fault.place, "sh-space-energy" in fault.sentence.zh) for fault in wrong.value.rows] == [
        ("centers[3].id", True)
    ]


def test_a_new_row_beside_known_ones_is_taken(intake: Importer, changed: Callable[[Change], Path]) -> None:
    take_up(intake, changed(lambda content: content["centers"].pop()))
    outcomes = take_up(intake, SEED)
    assert [center for center, outcome in outcomes.items() if outcome == "new"] == ["hn-steel"]


def test_each_center_has_one_receipt_that_names_all_its_events(intake: Importer) -> None:
    entries = intake.plan(read_centers(SEED))
    intake.write(entries)
    for entry in entries:
        kept = intake.ledger.receipt(entry.command_id)
        assert kept is not None
        versions = [record.version for record in intake.ledger.history(entry.center.center_id)]
        assert [ref.version for ref in kept.events] == versions


def test_when_one_center_cannot_be_written_none_of_the_file_is(
    intake: Importer, changed: Callable[[Change], Path]
) -> None:
    planned = intake.plan(read_centers(SEED))
    take_up(intake, changed(lambda content: content["centers"].__delitem__(slice(0, 11))))
    head = intake.ledger.head()
    with pytest.raises(LedgerError):
        intake.write(planned)
    assert (intake.ledger.head(), intake.ledger.streams()) == (head, ["hn-steel"])
