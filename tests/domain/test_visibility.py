"""Who sees what of any history, at any point of it, by any relation."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.center import Center
from domain.decider import EVENTS
from domain.guideline.vocabulary import Stage
from domain.kernel.records import Event, Record
from domain.kernel.roles import AN_EXPERT, Actor, Role
from domain.replay import replay
from domain.reviews.messages import ExpertOpinionGiven, ExpertRecused, ExpertsAppointed
from domain.visibility.relations import Relation, reader_keys, relation_tuples
from domain.visibility.seen import Reader, center_seen, records_seen
from domain.visibility.table import PUBLIC_EVENTS, VISIBILITY
from tests.domain.test_any_history import read_everything, some_history, unhurried
from tests.lives import EXPERTS, LEAD, SUCCESSOR

STRANGER = Actor(id="stranger", name="外人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])
PARTY = Actor(id="party-9", name="单位", role=Role.APPLICANT, org=LEAD["uscc"])
DELIBERATING = (ExpertsAppointed, ExpertRecused, ExpertOpinionGiven)
OF_EXPERTS = tuple(expert[name] for expert in EXPERTS for name in ("id", "name"))

Past = tuple[list[Record[Event]], Center]


@st.composite
def any_past(draw: st.DrawFn) -> Past:
    """The beginning of a history, and the center that it makes."""
    records = draw(some_history)
    known = list(records[: draw(st.integers(1, len(records)))])
    center = replay(known)
    assert center is not None
    return known, center


any_reader = st.builds(
    Reader,
    st.sampled_from([STRANGER, PARTY, *(Actor(id=one["id"], name="", role=Role.EXPERT) for one in EXPERTS)]),
    st.sampled_from(list(Relation)),
)


def test_each_kind_of_event_has_a_row_and_each_row_an_event() -> None:
    assert set(VISIBILITY) == set(EVENTS)


@pytest.mark.parametrize("event", PUBLIC_EVENTS, ids=lambda event: str(event.wire_name()))
def test_what_is_public_of_an_event_are_fields_of_it(event: type[Event]) -> None:
    assert set(VISIBILITY[event].public or ()) <= set(event.model_fields)


@unhurried(150)
@given(any_past(), any_reader)
def test_what_is_seen_is_a_part_in_the_same_order_and_the_center_can_be_read(past: Past, reader: Reader) -> None:
    records, center = past
    seen = [record.version for record in records_seen(records, center, reader)]
    assert seen == sorted(set(seen))
    assert set(seen) <= {record.version for record in records}
    read_everything(center_seen(center, reader), records[-1].recorded_at)


@unhurried(60)
@given(any_past())
def test_the_bureau_sees_all_and_who_is_related_to_nothing_sees_nothing(past: Past) -> None:
    records, center = past
    assert records_seen(records, center, Reader(STRANGER, Relation.BUREAU)) == records
    assert records_seen(records, center, Reader(STRANGER, Relation.NONE)) == []


@unhurried(100)
@given(any_past())
def test_the_public_sees_official_acts_without_anything_but_their_public_fields(past: Past) -> None:
    records, center = past
    for record in records_seen(records, center, Reader(STRANGER, Relation.PUBLIC)):
        public = VISIBILITY[type(record.event)].public
        assert public is not None
        assert record.version >= center.public_since > 0
        assert set(record.withheld) == set(type(record.event).model_fields) - set(public)
        assert all(getattr(record.event, name) is None for name in record.withheld)
        assert (record.note, record.confirmed, record.documents) == (None, None, ())


@unhurried(100)
@given(any_past(), st.sampled_from([Relation.LEAD, Relation.JOINT, Relation.SUPERVISOR]))
def test_until_a_stage_is_closed_no_party_sees_its_panel_nor_ever_who_wrote_an_opinion(
    past: Past, relation: Relation
) -> None:
    records, center = past
    for record in records_seen(records, center, Reader(PARTY, relation)):
        assert record.confirmed is None
        if isinstance(record.event, ExpertOpinionGiven):
            assert record.actor == AN_EXPERT
            assert "expert_id" in record.withheld
        if isinstance(record.event, DELIBERATING) and getattr(record.event, "stage", None) is not Stage.GUIDANCE:
            assert record.version < center.closed_reviews[record.event.stage]
    if not center.closed_reviews:
        shown = center_seen(center, Reader(PARTY, relation))
        seen = [record.model_dump_json() for record in records_seen(records, center, Reader(PARTY, relation))]
        assert [name for name in OF_EXPERTS if any(name in text for text in (*seen, str(shown.reviews)))] == []


@unhurried(100)
@given(any_past(), st.data())
def test_a_former_party_sees_nothing_of_what_came_after_it_but_what_is_public(past: Past, data: st.DataObject) -> None:
    records, center = past
    until = data.draw(st.integers(1, len(records)))
    former = records_seen(records, center, Reader(STRANGER, Relation.FORMER, until))
    public = records_seen(records, center, Reader(STRANGER, Relation.PUBLIC))
    assert [record for record in former if record.version > until] == [
        record for record in public if record.version > until
    ]


@unhurried(60)
@given(any_past())
def test_everybody_is_related_once_and_by_a_key_that_their_token_makes(past: Past) -> None:
    _, center = past
    tuples = relation_tuples(center)
    assert len({one.reader for one in tuples}) == len(tuples)
    if center.lead is not None:
        actor = Actor(id="x", name="x", role=Role.APPLICANT, org=center.lead.uscc)
        hypothesis.event("with a lead")
        assert (*reader_keys(actor), Relation.LEAD) in {(one.reader, one.relation) for one in tuples}
