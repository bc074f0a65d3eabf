"""Commands and events of a review, whatever its stage."""

from typing import Annotated, Literal

from pydantic import Field

from domain.guideline.vocabulary import Stage, Stance
from domain.kernel.base import Label, Model, is_empty
from domain.kernel.messages import Command, Line, Text
from domain.kernel.records import Event
from domain.kernel.stated import ONE_LINE
from domain.values.identifiers import CreditCodeInWords

ExpertId = Annotated[str, Field(min_length=1, max_length=100), *ONE_LINE]


CLAUSE_OF = {Stage.GUIDANCE: "3.3.3", Stage.APPLICATION: "3.4.2", Stage.ACCEPTANCE: "3.5.3"}
"""The clause by which experts are appointed for a stage."""


class ReviewEvent(Event):
    """An event of a review rests on the clause of its stage."""

    PART = "stage"

    stage: Stage

    @property
    def clause(self) -> str:
        """3.3.3, 3.4.2 or 3.5.3."""
        return CLAUSE_OF[self.stage]


class Expert(Model):
    """A member of a panel; ``id`` is the one the expert signs in with, ``uscc`` that of the employer where known."""

    id: ExpertId
    name: Line
    organisation: Line
    uscc: CreditCodeInWords | None = None


class Panel(Model):
    """The experts that the bureau appoints for one stage, and who leads them."""

    stage: Stage
    experts: Annotated[tuple[Expert, ...], Field(max_length=50)]
    lead: ExpertId


class AppointExperts(Panel, Command):
    """Appoint the panel of a stage; a second appointment replaces the first (3.3.3, 3.4.2, 3.5.3)."""

    type: Literal["appoint_experts"] = "appoint_experts"


class ExpertsAppointed(Panel, ReviewEvent):
    """The panel of a stage is appointed."""

    TOPIC = "experts_appointed:1"
    CLAUSE = "3.4.2"
    LABEL = Label("委派专家", "Experts appointed")


class Opinion(Model):
    """What one expert of the panel thinks of the materials or of the place; ``stance`` where it is for or against."""

    stage: Stage
    expert_id: ExpertId
    opinion: Text
    suggestions: Text | None = None
    stance: Annotated[Stance | None, Field(exclude_if=is_empty)] = None


class GiveOpinion(Opinion, Command):
    """Give an opinion as an expert of the panel."""

    type: Literal["give_opinion"] = "give_opinion"


class ExpertOpinionGiven(Opinion, ReviewEvent):
    """An expert has given an opinion."""

    TOPIC = "expert_opinion_given:1"
    CLAUSE = "3.4.2"
    LABEL = Label("专家提出意见", "Expert opinion given")


class Recusal(Model):
    """That an expert leaves the panel (回避), and why; ``applied_by`` is the party that applied for it, if any."""

    stage: Stage
    expert_id: ExpertId
    reason: Text
    applied_by: Annotated[Line | None, Field(exclude_if=is_empty)] = None


class RecuseExpert(Recusal, Command):
    """Take an expert off the panel: by the expert, or by the officer, of their own accord or as a party applied for."""

    type: Literal["recuse_expert"] = "recuse_expert"


class ExpertRecused(Recusal, ReviewEvent):
    """An expert is on the panel no more, and what they said in it counts no more; ``lacking`` are to be added."""

    TOPIC = "expert_recused:1"
    CLAUSE = "3.4.2"
    LABEL = Label("专家回避", "Expert recused")

    lacking: Annotated[int, Field(ge=0, exclude_if=is_empty)] = 0


class Dissent(Model):
    """What a member of the panel holds against its report (不同意见)."""

    expert_id: ExpertId
    opinion: Text


Signatures = Annotated[tuple[ExpertId, ...], Field(max_length=50, exclude_if=is_empty)]
"""The members who signed a report of their panel beside its lead."""
Dissents = Annotated[tuple[Dissent, ...], Field(max_length=50, exclude_if=is_empty)]
"""The members who dissent from a report of their panel."""


class SupplementRequest(Model):
    """What the materials still lack, by the experts' opinions."""

    stage: Stage
    items: Annotated[tuple[Text, ...], Field(min_length=1, max_length=100)]


class RequestSupplement(SupplementRequest, Command):
    """Ask the applicant to supplement the materials; opens a round."""

    type: Literal["request_supplement"] = "request_supplement"


class SupplementRequested(SupplementRequest, ReviewEvent):
    """A round of supplement is open."""

    TOPIC = "supplement_requested:1"
    CLAUSE = "3.4.2"
    LABEL = Label("要求补充材料", "Supplement requested")


class Supplement(Model):
    """What was added to the materials."""

    stage: Stage
    summary: Text


class SubmitSupplement(Supplement, Command):
    """Hand in what was asked for; closes the round."""

    type: Literal["submit_supplement"] = "submit_supplement"


class SupplementSubmitted(Supplement, ReviewEvent):
    """The round of supplement is closed."""

    TOPIC = "supplement_submitted:1"
    CLAUSE = "3.4.2"
    LABEL = Label("提交补充材料", "Supplement submitted")


class PreliminaryReview(Model):
    """The conclusion that the materials are complete."""

    stage: Stage
    conclusion: Text


class CompletePreliminaryReview(PreliminaryReview, Command):
    """Close the preliminary review of the materials."""

    type: Literal["complete_preliminary_review"] = "complete_preliminary_review"


class PreliminaryReviewCompleted(PreliminaryReview, ReviewEvent):
    """The materials are complete."""

    TOPIC = "preliminary_review_completed:1"
    CLAUSE = "3.4.2"
    LABEL = Label("完成初步审查", "Preliminary review completed")
