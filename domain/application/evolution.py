"""How the events of 3.4 change a center."""

from domain.application import messages as m
from domain.center import Center, Review
from domain.decision import Effects
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import Stage
from domain.kernel.records import Record
from domain.values.partial_days import day_in_shanghai, earliest, latest


def application_submitted(center: Center, record: Record[m.ApplicationSubmitted]) -> Center:
    """A new review begins."""
    return center.but(
        phase=Phase.APPLICATION,
        applied=True,
        consent_needed=record.event.consent_needed,
        consent=None,
        consented_by={},
        reviews={**center.reviews, Stage.APPLICATION: Review()},
    )


def consent_required(center: Center, _record: Record[m.ConsentRequired]) -> Center:
    """The approval waits for it."""
    return center.but(consent_needed=True)


def consent_given(center: Center, record: Record[m.ConsentGiven]) -> Center:
    """Consent is there."""
    return _answered(center, record.event, given=True)


def consent_refused(center: Center, record: Record[m.ConsentRefused]) -> Center:
    """Consent is refused."""
    return _answered(center, record.event, given=False)


def _answered(center: Center, answer: m.ConsentAnswer, *, given: bool) -> Center:
    """3.4.1, 或: of each authority the last answer counts, and one that consents is enough. An answer of which it isn't
    on record whose it was counts until the next.
    """
    if answer.authority_kind is None:
        return center.but(consented_by={}, consent=given)
    answers = {**center.consented_by, answer.authority_kind: given}
    return center.but(consented_by=answers, consent=any(answers.values()))


def review_meeting_held(center: Center, _record: Record[m.ReviewMeetingHeld]) -> Center:
    """The panel has met."""
    return center.with_review(Stage.APPLICATION, meeting_held=True)


def site_inspected(center: Center, _record: Record[m.SiteInspected]) -> Center:
    """The panel has been on site."""
    return center.with_review(Stage.APPLICATION, site_inspected=True)


def advice_recorded(center: Center, _record: Record[m.AdviceRecorded]) -> Center:
    """Nothing is decided by it."""
    return center


def review_report_issued(center: Center, record: Record[m.ReviewReportIssued]) -> Center:
    """The panel has its verdict."""
    return center.with_review(Stage.APPLICATION, verdict=record.event.verdict)


def construction_approved(center: Center, record: Record[m.ConstructionApproved]) -> Center:
    """The term runs, and with it the clocks."""
    event, recorded_on = record.event, day_in_shanghai(record.recorded_at)
    return center.but(
        phase=Phase.CONSTRUCTION,
        approved_on=record.effective_on,
        approval_number=event.document_number,
        began_by=latest(record.effective_on),
        terms=(event.term_ends_on,),
        terms_known_on=(recorded_on,),
        followed_from=earliest(record.effective_on),
        known_on=recorded_on,
    )


def construction_declined(center: Center, record: Record[m.ConstructionDeclined]) -> Center:
    """Back to incubation, with the pre-review kept."""
    return center.numbered(record, record.event.document_number).but(
        phase=Phase.INCUBATION, applied=False, consent_needed=False, consent=None, consented_by={}
    )


EFFECTS: Effects = {
    m.ApplicationSubmitted: application_submitted,
    m.ConsentRequired: consent_required,
    m.ConsentGiven: consent_given,
    m.ConsentRefused: consent_refused,
    m.ReviewMeetingHeld: review_meeting_held,
    m.SiteInspected: site_inspected,
    m.AdviceRecorded: advice_recorded,
    m.ReviewReportIssued: review_report_issued,
    m.ConstructionApproved: construction_approved,
    m.ConstructionDeclined: construction_declined,
}
