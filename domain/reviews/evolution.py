"""How the events of a review change a center."""

from collections.abc import Iterable

from domain.center import Center
from domain.decision import Effects
from domain.kernel.records import Record
from domain.reviews import messages as m
from domain.values.comparing_form import same_name


def experts_appointed(center: Center, record: Record[m.ExpertsAppointed]) -> Center:
    """The panel is the one appointed last."""
    event = record.event
    return center.with_review(event.stage, experts=event.experts, lead=_id_on(event.experts, event.lead))


def _id_on(panel: Iterable[m.Expert], expert_id: str) -> str:
    """The id under which somebody is on the panel, however it was spelled since; itself where they aren't."""
    return next((expert.id for expert in panel if same_name(expert.id, expert_id)), expert_id)


def expert_opinion_given(center: Center, record: Record[m.ExpertOpinionGiven]) -> Center:
    """One opinion more, of one who is heard now, under the id that the panel has."""
    event = record.event
    review = center.review(event.stage)
    heard = review.heard | {_id_on(review.experts, event.expert_id)}
    return center.with_review(event.stage, opinions=review.opinions + 1, heard=heard)


def supplement_requested(center: Center, record: Record[m.SupplementRequested]) -> Center:
    """A round is open."""
    stage = record.event.stage
    return center.with_review(stage, supplement_open=True, supplements=center.review(stage).supplements + 1)


def supplement_submitted(center: Center, record: Record[m.SupplementSubmitted]) -> Center:
    """The round is closed."""
    return center.with_review(record.event.stage, supplement_open=False)


def preliminary_review_completed(center: Center, record: Record[m.PreliminaryReviewCompleted]) -> Center:
    """The materials are complete."""
    return center.with_review(record.event.stage, materials_complete=True, supplement_open=False)


EFFECTS: Effects = {
    m.ExpertsAppointed: experts_appointed,
    m.ExpertOpinionGiven: expert_opinion_given,
    m.SupplementRequested: supplement_requested,
    m.SupplementSubmitted: supplement_submitted,
    m.PreliminaryReviewCompleted: preliminary_review_completed,
}
