"""To which phase of a center's life each of its records belongs."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.guideline.phases import Phase
from domain.housekeeping.correction import as_read
from domain.kernel.records import Event, Record
from domain.phases_in_history import PhaseOfHistory, by_phase, phases_begun
from domain.replay import EventOrder, in_order
from tests.lives import Body, Life, commands, confirming, life_in, noon


def folded(life: Life, order: EventOrder) -> list[PhaseOfHistory]:
    return by_phase(life.records, phases_begun(as_read(life.records)), order)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("order", EventOrder)
def test_the_last_records_belong_to_the_phase_of_now_and_none_is_lost(phase: Phase, order: EventOrder) -> None:
    life = life_in(phase)
    found = folded(life, order)
    assert found[-1].phase is life.center.phase
    assert [record for one in found for record in one.records] == in_order(life.records, order)


def test_an_act_that_leads_into_a_phase_is_its_first() -> None:
    firsts = {
        one.phase: one.records[0].event.wire_name() for one in folded(life_in(Phase.OPERATION), EventOrder.RECORDED)
    }
    assert firsts[Phase.CONSTRUCTION] == "ConstructionApproved"
    assert firsts[Phase.OPERATION] == "CenterEstablished"


def test_what_was_entered_late_belongs_to_the_phase_of_its_day_or_to_that_in_which_it_was_recorded() -> None:
    life = life_in(Phase.OPERATION)
    approved = next(record for record in life.records if record.event.wire_name() == "ConstructionApproved")
    life.take(confirming(commands()["hold_exchange"] | {"effective_on": str(approved.effective_on)}))
    assert _phase_of(life.records[-1], folded(life, EventOrder.EFFECTIVE)) is Phase.CONSTRUCTION
    assert _phase_of(life.records[-1], folded(life, EventOrder.RECORDED)) is Phase.OPERATION


def _phase_of(record: Record[Event], found: list[PhaseOfHistory]) -> Phase:
    return next(one.phase for one in found if record in one.records)


def reported(kind: str, on: str) -> Body:
    return {"kind": kind, "date": on, "certainty": "reported", "source": "报道"}


def test_of_an_imported_history_no_phase_is_told_that_nobody_reported() -> None:
    facts = (reported("construction_approved", "2018-03-02"), reported("established", "2023-05-17"))
    life = Life(now=noon(date(2026, 11, 23))).take(commands()["import_center"] | {"facts": facts})
    for order in EventOrder:
        assert {one.phase for one in folded(life, order)} == {Phase.CONSTRUCTION, Phase.OPERATION}


@settings(deadline=None, max_examples=20)
@given(st.lists(st.dates(date(2023, 3, 8), date(2023, 6, 30)), max_size=4))
def test_whatever_is_entered_late_the_phases_stand_in_the_order_in_which_they_were_reached(days: list[date]) -> None:
    life = life_in(Phase.OPERATION)
    for day in days:
        life.take(confirming(commands()["hold_exchange"] | {"effective_on": day.isoformat()}))
    phases = [one.phase for one in folded(life, EventOrder.EFFECTIVE)]
    assert phases == list(dict.fromkeys(phases))
    assert phases[-1] is Phase.OPERATION
