"""The table of who sees what: a row for each kind of event.

The bureau and its auditors see everything, and whoever acted sees their own act. What the row says is for the others:
the parties, their districts and superior bodies, the experts of a panel in office, and the public register
(3.3.3, 3.4.2, 3.5.3, 4.3; house rules where the guideline is silent).
"""

from enum import StrEnum
from typing import NamedTuple

from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.changes import messages as changes
from domain.deputies import messages as deputies
from domain.guideline.vocabulary import Stage
from domain.housekeeping import backfill, service
from domain.housekeeping import messages as housekeeping
from domain.imported import facts as imported
from domain.incubation import messages as incubation
from domain.kernel.records import Event
from domain.management import messages as management
from domain.reviews import messages as reviews
from domain.supervision import clock_facts as clocks
from domain.supervision import messages as supervision
from domain.supervision import notice_messages as notices
from domain.visibility.relations import CONCERNED, Relation
from domain.working_calendar import messages as working_calendar


class From(StrEnum):
    """From when on those whom a row names see the event."""

    AT_ONCE = "at once"
    CLOSED = "closed"
    """Once the bureau's act has closed the stage of the review: deliberation stays with it until then."""
    CLOSED_UNLESS_GUIDANCE = "closed unless guidance"
    """So too, but what is said in on-site guidance is shown at once (3.3.3)."""
    DECIDED = "decided"
    """Once the approver has decided on what the officer proposes (5.1)."""


class About(StrEnum):
    """An event that is about another is shown with that one alone."""

    ITSELF = "itself"
    SHOWN = "shown"
    """Where the other is shown; of an undoing, where anything is that counts no more by it."""
    WHOLE = "whole"
    """Where nothing of the other is withheld, nor of what is corrected in it."""


class Visibility(NamedTuple):
    """Who sees an event, from when on, and which of its fields not.

    ``public`` are the fields that everybody sees who is signed in, ``None`` where they don't see the event.
    ``withheld`` fields are seen by nobody else, ``until_closed`` ones once the ``stage`` is closed, which is the
    event's own where none stands here. ``by_members``: the members of that stage's panel in office see it whole and
    at once. ``author`` says whether its actor is named, ``papers`` whether what was handed in beside it is shown, which
    it is never before ``until_closed`` fields are; ``others_evidence`` is a field of which each joint party sees what
    is its own.
    """

    relations: tuple[Relation, ...] = CONCERNED
    since: From = From.AT_ONCE
    public: tuple[str, ...] | None = None
    withheld: tuple[str, ...] = ()
    until_closed: tuple[str, ...] = ()
    stage: Stage | None = None
    by_members: bool = False
    author: bool = True
    papers: bool = True
    others_evidence: str | None = None
    about: About = About.ITSELF


RECORD = Visibility()
"""The center's record, which is its parties', their supervisors' and its panel's to read."""
INTERNAL = Visibility(relations=())
"""What the bureau has before it and has not decided."""
SUPERVISORS = Visibility(relations=(Relation.SUPERVISOR,))
"""Between the supervisors and the bureau."""
_SIGNED = ("expert_id", "dissents")

VISIBILITY: dict[type[Event], Visibility] = {
    incubation.CenterRegistered: RECORD,
    incubation.IndustryResearchSubmitted: RECORD,
    incubation.SupportGranted: RECORD,
    incubation.SupportDeclined: RECORD,
    incubation.PreliminaryPlanReported: RECORD,
    incubation.GuidanceConcluded: RECORD,
    incubation.PreReviewHeld: RECORD,
    reviews.ExpertsAppointed: Visibility(since=From.CLOSED, by_members=True),
    reviews.ExpertRecused: Visibility(since=From.CLOSED, by_members=True),
    reviews.ExpertOpinionGiven: Visibility(
        since=From.CLOSED_UNLESS_GUIDANCE, withheld=("expert_id",), author=False, papers=False
    ),
    reviews.SupplementRequested: RECORD,
    reviews.SupplementSubmitted: RECORD,
    reviews.PreliminaryReviewCompleted: Visibility(until_closed=("conclusion",), by_members=True),
    application.ApplicationSubmitted: Visibility(others_evidence="evidence"),
    application.ConsentRequired: RECORD,
    application.ConsentGiven: RECORD,
    application.ConsentRefused: RECORD,
    application.AdviceRecorded: Visibility(until_closed=("given_by",), stage=Stage.APPLICATION, by_members=True),
    application.ReviewMeetingHeld: Visibility(until_closed=("minutes",), stage=Stage.APPLICATION, by_members=True),
    application.SiteInspected: Visibility(since=From.CLOSED, stage=Stage.APPLICATION, by_members=True),
    application.ReviewReportIssued: Visibility(
        since=From.CLOSED, withheld=_SIGNED, stage=Stage.APPLICATION, by_members=True, author=False
    ),
    application.ConstructionApproved: Visibility(public=("document_number", "term_months", "term_ends_on")),
    application.ConstructionDeclined: RECORD,
    acceptance.AllianceFormed: RECORD,
    acceptance.AllianceChanged: RECORD,
    acceptance.AllianceDissolved: RECORD,
    acceptance.SelfInspectionCompleted: RECORD,
    acceptance.AcceptanceApplied: RECORD,
    acceptance.AcceptanceApplicationWithdrawn: RECORD,
    acceptance.OnSiteAcceptanceReported: Visibility(
        withheld=_SIGNED, until_closed=("signed_by",), stage=Stage.ACCEPTANCE, by_members=True, author=False
    ),
    acceptance.RevisionSubmitted: RECORD,
    acceptance.RevisionConfirmed: RECORD,
    acceptance.CenterEstablished: Visibility(public=("document_number",)),
    management.DirectorAppointed: RECORD,
    management.DirectorVacancyRecorded: RECORD,
    management.ExchangeHeld: RECORD,
    management.ListingUpdated: RECORD,
    management.SharingRulesAdopted: RECORD,
    supervision.ConstructionEvaluated: Visibility(since=From.DECIDED),
    supervision.EvaluationDecided: RECORD,
    supervision.TermExtended: Visibility(public=("former_term_ends_on", "term_ends_on")),
    supervision.AnnualReportSubmitted: RECORD,
    supervision.MajorMatterNotified: RECORD,
    supervision.SupervisionRecorded: RECORD,
    supervision.CenterCommended: Visibility(public=("kinds",)),
    supervision.RectificationProposed: SUPERVISORS,
    supervision.RecommendationProposed: SUPERVISORS,
    supervision.FollowUpDecided: SUPERVISORS,
    supervision.RectificationOrdered: RECORD,
    supervision.RectificationExtended: RECORD,
    supervision.RectificationReported: RECORD,
    supervision.RectificationAccepted: RECORD,
    supervision.RectificationRejected: RECORD,
    notices.RevocationNoticed: RECORD,
    notices.StatementRecorded: RECORD,
    supervision.CenterRevoked: Visibility(public=("document_number",)),
    clocks.ReminderSent: RECORD,
    clocks.EvaluationOpened: RECORD,
    clocks.DeadlineMissed: RECORD,
    clocks.TermExpired: RECORD,
    clocks.UnknownTermExpired: RECORD,
    changes.CenterRenamed: Visibility(public=("name_zh", "name_en", "document_number")),
    changes.ScopeChanged: Visibility(public=("field", "industry_scope", "document_number")),
    changes.RelinquishmentDeclared: RECORD,
    changes.RelinquishmentTakenBack: RECORD,
    changes.CenterRelinquished: Visibility(public=("document_number",)),
    housekeeping.OrganisationsAmended: Visibility(others_evidence="evidence"),
    housekeeping.MergerRecorded: RECORD,
    housekeeping.CenterWithdrawn: RECORD,
    housekeeping.OfficerAssigned: RECORD,
    housekeeping.RecordCompleted: RECORD,
    housekeeping.CorrectionProposed: INTERNAL,
    housekeeping.CorrectionTakenBack: INTERNAL,
    housekeeping.CorrectionTurnedDown: INTERNAL,
    housekeeping.RecordCorrected: Visibility(about=About.WHOLE),
    housekeeping.UndoingProposed: INTERNAL,
    housekeeping.UndoingTurnedDown: INTERNAL,
    housekeeping.ActUndone: Visibility(public=("kind", "effect", "document_number"), about=About.SHOWN),
    housekeeping.ActFoundUnlawful: Visibility(public=("kind", "effect", "document_number"), about=About.SHOWN),
    service.ServiceRecorded: Visibility(about=About.SHOWN),
    backfill.BackfillBegun: RECORD,
    backfill.BackfillFinished: RECORD,
    imported.CenterImported: Visibility(public=tuple(imported.CenterImported.model_fields)),
    imported.FactImported: Visibility(public=tuple(imported.FactImported.model_fields)),
    imported.ReportAdded: Visibility(public=tuple(imported.ReportAdded.model_fields)),
    imported.DetailsReported: Visibility(public=tuple(imported.DetailsReported.model_fields)),
    working_calendar.HolidayNoticeEntered: Visibility(public=tuple(working_calendar.HolidayNoticeEntered.model_fields)),
    working_calendar.HolidayNoticeAmended: Visibility(public=tuple(working_calendar.HolidayNoticeAmended.model_fields)),
    deputies.DeputyNamed: INTERNAL,
    deputies.DeputyEnded: INTERNAL,
}
PUBLIC_EVENTS = tuple(event for event, row in VISIBILITY.items() if row.public is not None)
"""The official acts that the public register shows, and what was reported of a center."""
OPEN_EVENTS = tuple(event for event, row in VISIBILITY.items() if row == RECORD)
"""Those that all who are concerned see alike: lists across centers show them without looking further."""
