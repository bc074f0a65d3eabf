"""The real centers, as they stand once their file is imported."""

import json
from datetime import date
from typing import Any

import pytest

from domain.center import Center
from domain.imported.facts import CenterImported, FactImported
from importing.importer import Importer
from importing.reading import read_centers
from ledger.application import Ledger
from service_layer.queries import center_now
from tests.importing.conftest import SEED

PHASES = {
    "sh-intelligent-lighting": "operation",
    "sh-hydrogen-fuel-cell-vehicles": "construction",
    "sh-hydrogen-storage-equipment": "construction",
    "sh-space-energy": "construction",
    "sh-beidou": "construction",
    "sh-icv-national": "operation",
    "sh-commercial-aircraft-national": "operation",
    "sh-civil-aero-engine-national": "construction",
    "sh-marine-power-national": "construction",
    "fj-photovoltaics-national": "acceptance",
    "gd-seafood": "acceptance",
    "hn-steel": "construction",
}


@pytest.fixture
def imported(intake: Importer) -> Ledger:
    intake.write(intake.plan(read_centers(SEED)))
    return intake.ledger


def test_every_real_center_is_on_the_register_in_its_phase(imported: Ledger) -> None:
    assert {item["center_id"]: item["phase"] for item in register(imported)} == PHASES


def test_two_reports_that_disagree_on_the_establishment_are_both_kept_and_shown_as_disputed(imported: Ledger) -> None:
    center = of(imported, "sh-intelligent-lighting")
    assert [str(fact.date) for fact in center.facts] == ["2021-05-11", "2024-05-13"]
    assert center.established_on is None
    assert item(imported, "sh-intelligent-lighting")["disputed"] == ["established_on"]


def test_a_term_that_nobody_reported_stays_unknown_within_the_range_of_3_5_1(imported: Ledger) -> None:
    center = of(imported, "sh-space-energy")
    assert (center.approved_on, center.term_ends_on) == (date(2023, 5, 17), None)
    assert "term_ends_on" in item(imported, "sh-space-energy")["unknown"]
    evaluation = clock(imported, "sh-space-energy", "evaluation")
    assert (evaluation["due_on"], evaluation["provisional"]) == (None, True)
    assert (evaluation["earliest"], evaluation["latest"]) == ("2025-05-17", "2026-05-17")


def test_clocks_run_from_today_on_and_nothing_of_the_past_is_called_missed(imported: Ledger) -> None:
    report = clock(imported, "sh-space-energy", "annual_report")
    assert (report["due_on"], report["status"]) == ("2026-11-30", "open")
    assert imported.read_model.find_clocks(status="missed").items == []
    assert imported.read_model.find_centers(overdue=True).items == []


def test_a_month_never_becomes_a_day(imported: Ledger) -> None:
    center = of(imported, "sh-hydrogen-fuel-cell-vehicles")
    assert center.approved_on == "2022-05"
    record = next(r for r in imported.history(center.center_id) if isinstance(r.event, FactImported))
    assert record.effective_on == "2022-05"


def test_a_ceremony_and_a_plan_change_no_phase(imported: Ledger) -> None:
    center = of(imported, "sh-marine-power-national")
    assert {fact.kind.value for fact in center.facts} == {"construction_approved", "unveiled", "target_completion"}
    assert (center.phase.value, center.established_on) == ("construction", None)


def test_a_host_that_no_report_names_stays_unknown(imported: Ledger) -> None:
    assert of(imported, "sh-beidou").host is None
    assert "host" in item(imported, "sh-beidou")["unknown"]


def test_every_imported_event_says_that_it_is_imported_and_from_where(imported: Ledger) -> None:
    records = imported.log(limit=500)
    assert {record.actor.id for record in records} == {"import"}
    assert all(isinstance(record.event, CenterImported | FactImported) and record.event.source for record in records)
    sources = {record.event.source for record in records if isinstance(record.event, CenterImported)}
    assert sources == {"real-centers.json"}


def register(ledger: Ledger) -> list[dict[str, Any]]:
    return ledger.read_model.find_centers(limit=100).items


def item(ledger: Ledger, center_id: str) -> dict[str, Any]:
    return next(found for found in register(ledger) if found["center_id"] == center_id)


def clock(ledger: Ledger, center_id: str, kind: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = ledger.read_model.find_clocks(center_id, kind=kind).items
    return json.loads(json.dumps(found[0]))  # type: ignore[no-any-return]


def of(ledger: Ledger, center_id: str) -> Center:
    center = center_now(ledger, center_id)
    assert center is not None
    return center
