"""How long the bureau's own steps take: from the act that brings one before the bureau to the act by which it is done.

Days alone count that are on record as such: what is known as a month, or within bounds, takes no time that anybody
could tell, nor does what an import reports. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from domain.acceptance.messages import (
    AcceptanceApplied,
    CenterEstablished,
    OnSiteAcceptanceReported,
    RevisionConfirmed,
    RevisionSubmitted,
)
from domain.application.messages import (
    ApplicationSubmitted,
    ConstructionApproved,
    ConstructionDeclined,
    ReviewReportIssued,
)
from domain.changes.messages import CenterRelinquished, RelinquishmentDeclared
from domain.guideline.vocabulary import Stage
from domain.incubation.messages import GuidanceConcluded, PreliminaryPlanReported
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Event, Record
from domain.reviews.messages import PreliminaryReviewCompleted
from domain.supervision.messages import (
    ConstructionEvaluated,
    EvaluationDecided,
    RectificationAccepted,
    RectificationRejected,
    RectificationReported,
)


class ProcessingStep(LabeledEnum):
    """The steps that are the bureau's own, each with the clause by which it is taken."""

    clause: str

    def __new__(cls, code: str, clause: str = "", zh: str = "", en: str = "") -> "ProcessingStep":
        """A step from its code, its clause and its label in both languages."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.clause, member.label = clause, Label(zh, en)
        return member

    GUIDANCE = "guidance", "3.3.3", "现场指导", "On-site guidance"
    APPLICATION_CHECKED = "application_checked", "3.4.2", "申报材料初步审查", "Preliminary review of an application"
    APPLICATION_REVIEWED = "application_reviewed", "3.4.2", "专家评审", "Expert review"
    APPLICATION_DECIDED = "application_decided", "3.4.2", "评审报告后批复", "Decision upon the review report"
    APPLICATION = "application", "3.4.2", "申报至批复", "From application to its decision"
    ACCEPTANCE_CHECKED = "acceptance_checked", "3.5.3", "验收材料初步审查", "Preliminary review for acceptance"
    ACCEPTED_ON_SITE = "accepted_on_site", "3.5.3", "现场验收", "On-site acceptance"
    REVISION_CONFIRMED = "revision_confirmed", "3.5.3", "确认修订", "Confirmation of a revision"
    ESTABLISHED = "established", "3.5.3", "批准成立", "Establishment"
    ACCEPTANCE = "acceptance", "3.5.3", "验收申请至批准成立", "From application for acceptance to establishment"
    EVALUATION_DECIDED = "evaluation_decided", "5.1", "总结评估结论", "Decision on an evaluation"
    RECTIFICATION_JUDGED = "rectification_judged", "5.3", "整改核查", "Judgment of a rectification"
    RELINQUISHMENT = "relinquishment", "house", "注销", "Recording of a relinquishment"


class Bound(NamedTuple):
    """An act by which a step begins or is done: its kind, and its stage where kinds of several stages are alike."""

    event: type[Event]
    stage: Stage | None = None

    def is_passed_by(self, event: Event) -> bool:
        """Whether it is this very event."""
        return type(event) is self.event and self.stage in (None, getattr(event, "stage", None))


class StepBounds(NamedTuple):
    """A step, the acts that bring it before the bureau, of which the last one counts, and those by which it is done."""

    step: ProcessingStep
    begins: tuple[Bound, ...]
    ends: tuple[Bound, ...]


_CHECKED = {stage: Bound(PreliminaryReviewCompleted, stage) for stage in (Stage.APPLICATION, Stage.ACCEPTANCE)}
_DECIDED = (Bound(ConstructionApproved), Bound(ConstructionDeclined))

STEPS = (
    StepBounds(ProcessingStep.GUIDANCE, (Bound(PreliminaryPlanReported),), (Bound(GuidanceConcluded),)),
    StepBounds(ProcessingStep.APPLICATION_CHECKED, (Bound(ApplicationSubmitted),), (_CHECKED[Stage.APPLICATION],)),
    StepBounds(ProcessingStep.APPLICATION_REVIEWED, (_CHECKED[Stage.APPLICATION],), (Bound(ReviewReportIssued),)),
    StepBounds(ProcessingStep.APPLICATION_DECIDED, (Bound(ReviewReportIssued),), _DECIDED),
    StepBounds(ProcessingStep.APPLICATION, (Bound(ApplicationSubmitted),), _DECIDED),
    StepBounds(ProcessingStep.ACCEPTANCE_CHECKED, (Bound(AcceptanceApplied),), (_CHECKED[Stage.ACCEPTANCE],)),
    StepBounds(ProcessingStep.ACCEPTED_ON_SITE, (_CHECKED[Stage.ACCEPTANCE],), (Bound(OnSiteAcceptanceReported),)),
    StepBounds(ProcessingStep.REVISION_CONFIRMED, (Bound(RevisionSubmitted),), (Bound(RevisionConfirmed),)),
    StepBounds(
        ProcessingStep.ESTABLISHED,
        (Bound(OnSiteAcceptanceReported), Bound(RevisionConfirmed)),
        (Bound(CenterEstablished),),
    ),
    StepBounds(ProcessingStep.ACCEPTANCE, (Bound(AcceptanceApplied),), (Bound(CenterEstablished),)),
    StepBounds(ProcessingStep.EVALUATION_DECIDED, (Bound(ConstructionEvaluated),), (Bound(EvaluationDecided),)),
    StepBounds(
        ProcessingStep.RECTIFICATION_JUDGED,
        (Bound(RectificationReported),),
        (Bound(RectificationAccepted), Bound(RectificationRejected)),
    ),
    StepBounds(ProcessingStep.RELINQUISHMENT, (Bound(RelinquishmentDeclared),), (Bound(CenterRelinquished),)),
)
"""Every step, in the order of a center's life."""
BOUNDING = frozenset(bound.event for one in STEPS for bound in (*one.begins, *one.ends))
"""The kinds of events by which a step begins or is done."""
IN_DELIBERATION = {ProcessingStep.APPLICATION_REVIEWED: Stage.APPLICATION}
"""Steps whose end stays with the bureau until it has closed that stage."""


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """A step that is done: brought before the bureau and done on these days (Asia/Shanghai). ``part`` is the order that
    it is about, where a center has several side by side; ``version`` the place in the history of the act that did it.
    """

    step: ProcessingStep
    begun_on: date
    done_on: date
    version: int
    part: str = ""

    @property
    def days(self) -> int:
        """Calendar days; 0 of what is done on the day on which it came."""
        return (self.done_on - self.begun_on).days


@dataclass(frozen=True, slots=True)
class Processing:
    """Of a center, by step and part the day on which each that is not done yet was brought before the bureau, ``None``
    where no such day is known; and all that are done.
    """

    begun: Mapping[tuple[ProcessingStep, str], date | None] = field(default_factory=dict)
    done: tuple[ProcessingTime, ...] = ()

    def after(self, record: Record[Event]) -> "Processing":
        """After one act more."""
        found = self
        for one in STEPS:
            if any(bound.is_passed_by(record.event) for bound in one.ends):
                found = found._done(one.step, record)
            if any(bound.is_passed_by(record.event) for bound in one.begins):
                found = replace(found, begun={**found.begun, (one.step, _part(record)): _day(record)})
        return found

    def _done(self, step: ProcessingStep, record: Record[Event]) -> "Processing":
        """Nothing without a beginning; what ends before it began has no duration that anybody could tell."""
        key, done_on = (step, _part(record)), _day(record)
        begun_on = self.begun.get(key)
        others = {other: day for other, day in self.begun.items() if other != key}
        if begun_on is None or done_on is None or done_on < begun_on:
            return replace(self, begun=others)
        time = ProcessingTime(step, begun_on, done_on, record.version, key[1])
        return Processing(others, (*self.done, time))


def _part(record: Record[Event]) -> str:
    """The order of rectification; a stage is told apart by the steps themselves."""
    return str(getattr(record.event, "rectification_id", ""))


def _day(record: Record[Event]) -> date | None:
    happened = record.happened
    return happened if isinstance(happened, date) else None
