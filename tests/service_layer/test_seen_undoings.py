"""What counts no more is said of a center to those who see by which act."""

from pathlib import Path

from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor, Role
from domain.working_calendar.working_days import WorkingCalendar
from ledger.opening import open_ledger
from ledger.read_model.projection import rows_of
from ledger.settings import LedgerSettings
from service_layer.queries import center_now
from service_layer.reading import ledger_for
from tests.domain.test_undoing import undone
from tests.lives import ACTORS, CENTER_ID, Life, life_before, life_in
from tests.writing import make_ledger, receipt_for


def versions_undone(life: Life, folder: Path, reader: Actor) -> list[int]:
    """By which versions something counts no more, on the center's page."""
    settings = LedgerSettings(url=f"sqlite:///{folder / reader.role.value / 'ledger.sqlite3'}")
    make_ledger(settings)
    ledger = open_ledger(settings)
    one = {"command_id": "taken-up"}
    records = [record.model_copy(update=one) for record in life.records]
    ledger.append(records, receipt_for(records), rows_of(life.center, Policy(), WorkingCalendar()))
    center = center_now(ledger_for(ledger, reader), CENTER_ID)
    ledger.close()
    assert center is not None
    return [act.by for act in center.undone]


def test_that_a_hidden_act_was_undone_is_not_said_of_the_center(tmp_path: Path) -> None:
    life = undone(life_before("approve_construction"), "SiteInspected")
    assert versions_undone(life, tmp_path, ACTORS[Role.APPLICANT]) == []
    assert versions_undone(life, tmp_path, ACTORS[Role.OFFICER]) == [life.center.version]


def test_that_an_approval_fell_with_a_hidden_act_is_said_of_the_center(tmp_path: Path) -> None:
    life = undone(life_in(Phase.CONSTRUCTION), "ReviewReportIssued")
    assert versions_undone(life, tmp_path, ACTORS[Role.APPLICANT]) == [life.center.version]
