"""Who sees a record is judged by what is on record with it, also where the reader looked at the center before."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.records import Event, Record
from domain.kernel.roles import Role
from domain.replay import replay
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.read_model.projection import rows_of
from ledger.settings import LedgerSettings
from service_layer.reading import ReadableLedger, ledger_for
from tests.domain.occasions import with_a_served_order
from tests.domain.test_comparing import corrected_in_june
from tests.lives import ACTORS, CENTER_ID, life_in
from tests.writing import make_ledger, receipt_for


def put_on_record(ledger: Ledger, records: Sequence[Record[Event]], so_far: Sequence[Record[Event]]) -> None:
    one = [record.model_copy(update={"command_id": f"taken-up-{record.version}"}) for record in records]
    center = replay([*so_far, *records])
    assert center is not None
    ledger.append(one, receipt_for(one), rows_of(center, Policy(), WorkingCalendar()))


def of_the_last(ledger: ReadableLedger, head: int) -> list[Record[Event]]:
    return ledger.log(head - 1)


@pytest.mark.parametrize("reader", [Role.APPLICANT, Role.DISTRICT])
def test_who_sees_what_was_recorded_meanwhile_is_judged_by_what_is_on_record_with_it(
    tmp_path: Path, reader: Role
) -> None:
    compared = 0
    for number, life in enumerate((life_in(Phase.OPERATION), with_a_served_order()[0], corrected_in_june())):
        settings = LedgerSettings(url=f"sqlite:///{tmp_path / str(number) / 'ledger.sqlite3'}")
        make_ledger(settings)
        with closing(open_ledger(settings)) as ledger:
            put_on_record(ledger, life.records[:1], [])
            for at in range(1, len(life.records)):
                earlier = ledger_for(ledger, ACTORS[reader])
                earlier.history(CENTER_ID)
                put_on_record(ledger, life.records[at : at + 1], life.records[:at])
                later = ledger_for(ledger, ACTORS[reader])
                assert of_the_last(earlier, ledger.head()) == of_the_last(later, ledger.head()), life.records[at].event
                compared += len(of_the_last(later, ledger.head()))
    assert compared > 20
