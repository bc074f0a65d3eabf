"""How the events of a review change a center."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from domain.center import Center
from domain.decision import Effects
from domain.kernel.records import Record
from domain.reviews import messages as m
from domain.values.comparing_form import same_name

V = TypeVar("V")


def experts_appointed(center: Center, record: Record[m.ExpertsAppointed]) -> Center:
    """The panel is the one appointed last. One that keeps all members in office is completed, and what they said
    stands; any other is replaced, and begins its opinions anew.
    """
    event = record.event
    before = center.review(event.stage)
    is_completed = all(_is_on(event.experts, expert.id) for expert in before.experts)
    heard = _renamed(before.heard, event.experts) if is_completed else {}
    return center.with_review(
        event.stage,
        experts=event.experts,
        lead=_id_on(event.experts, event.lead),
        opinions=sum(heard.values()),
        heard=heard,
        stances=_renamed(before.stances, event.experts) if is_completed else {},
        lacking=0,
    )


def _is_on(panel: Iterable[m.Expert], expert_id: str) -> bool:
    return any(same_name(expert.id, expert_id) for expert in panel)


def _renamed(by_expert: Mapping[str, V], panel: Iterable[m.Expert]) -> dict[str, V]:
    """What is kept by expert, under the ids that the panel has."""
    return {_id_on(panel, expert): value for expert, value in by_expert.items()}


def _id_on(panel: Iterable[m.Expert], expert_id: str) -> str:
    """The id under which somebody is on the panel, however it was spelled since; itself where they aren't."""
    return next((expert.id for expert in panel if same_name(expert.id, expert_id)), expert_id)


def expert_opinion_given(center: Center, record: Record[m.ExpertOpinionGiven]) -> Center:
    """One opinion more, of one who is heard now, under the id that the panel has."""
    event = record.event
    review = center.review(event.stage)
    expert = _id_on(review.experts, event.expert_id)
    heard = {**review.heard, expert: review.heard.get(expert, 0) + 1}
    stances = {**_without(review.stances, expert), **({expert: event.stance} if event.stance else {})}
    return center.with_review(event.stage, opinions=sum(heard.values()), heard=heard, stances=stances)


def expert_recused(center: Center, record: Record[m.ExpertRecused]) -> Center:
    """On the panel no more: what they said counts no more, and a lead is to be named anew."""
    event = record.event
    review = center.review(event.stage)
    expert = _id_on(review.experts, event.expert_id)
    heard = _without(review.heard, expert)
    return center.with_review(
        event.stage,
        experts=tuple(member for member in review.experts if member.id != expert),
        lead=None if review.lead == expert else review.lead,
        opinions=sum(heard.values()),
        heard=heard,
        stances=_without(review.stances, expert),
        recused=review.recused | {expert},
        lacking=event.lacking,
    )


def _without(by_expert: Mapping[str, V], expert: str) -> dict[str, V]:
    return {one: value for one, value in by_expert.items() if one != expert}


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
    m.ExpertRecused: expert_recused,
    m.SupplementRequested: supplement_requested,
    m.SupplementSubmitted: supplement_submitted,
    m.PreliminaryReviewCompleted: preliminary_review_completed,
}
