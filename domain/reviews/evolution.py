"""How the events of a review change a center."""

from domain.center import Center
from domain.decision import Effects
from domain.kernel.records import Record
from domain.reviews import messages as m


def experts_appointed(center: Center, record: Record[m.ExpertsAppointed]) -> Center:
    """The panel is the one appointed last."""
    event = record.event
    return center.with_review(event.stage, experts=event.experts, lead=event.lead)


def expert_opinion_given(center: Center, record: Record[m.ExpertOpinionGiven]) -> Center:
    """One opinion more, of one who is heard now."""
    event = record.event
    review = center.review(event.stage)
    return center.with_review(event.stage, opinions=review.opinions + 1, heard=review.heard | {event.expert_id})


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
