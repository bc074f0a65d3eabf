"""How the events of 3.5 change a center."""

from domain.acceptance import messages as m
from domain.center import Center, Review
from domain.decision import Effects
from domain.guideline.phases import Phase
from domain.guideline.policy import POWERS_ASKED_SINCE, edition_of
from domain.guideline.vocabulary import Stage, Verdict
from domain.kernel.records import Event, Record


def alliance_formed(center: Center, record: Record[m.AllianceFormed]) -> Center:
    """The alliance with its members."""
    event = record.event
    since = center.alliance_formed_on or record.effective_on
    center = _to_be_listed(center, record)
    return center.but(
        alliance_name=event.name, alliance=event.members, alliance_formed_on=since, alliance_dissolved_on=None
    )


def _to_be_listed(center: Center, record: Record[Event]) -> Center:
    """4.3: the listing follows the alliance; that was not asked of what was decided before."""
    is_asked = edition_of(record.decided_under) >= POWERS_ASKED_SINCE
    return center.but(alliance_changed_on=record.effective_on) if is_asked else center


def alliance_changed(center: Center, record: Record[m.AllianceChanged]) -> Center:
    """The alliance as it is stated now."""
    center = _to_be_listed(center, record)
    return center.but(alliance_name=record.event.name, alliance=record.event.members)


def alliance_dissolved(center: Center, record: Record[m.AllianceDissolved]) -> Center:
    """There is none until another one is formed."""
    on = record.effective_on
    return _to_be_listed(center, record).but(
        alliance_name=None, alliance=(), alliance_formed_on=None, alliance_dissolved_on=on
    )


def self_inspection_completed(center: Center, record: Record[m.SelfInspectionCompleted]) -> Center:
    """The last self-inspection counts."""
    failing = tuple(item.item for item in record.event.items if not item.conforms)
    return center.but(self_inspection_conforms=not failing, non_conforming=failing)


def acceptance_applied(center: Center, _record: Record[m.AcceptanceApplied]) -> Center:
    """A new review begins."""
    return center.but(
        phase=Phase.ACCEPTANCE,
        on_site=None,
        revision_asked=False,
        revision_submitted=False,
        revision_confirmed=False,
        reviews={**center.reviews, Stage.ACCEPTANCE: Review()},
    )


def back_in_construction(center: Center) -> Center:
    """The acceptance has come to nothing; the next application begins its review anew."""
    return center.but(
        phase=Phase.CONSTRUCTION,
        on_site=None,
        revision_asked=False,
        revision_submitted=False,
        revision_confirmed=False,
    )


def acceptance_application_withdrawn(center: Center, _record: Record[m.AcceptanceApplicationWithdrawn]) -> Center:
    """Nothing was found wrong: the self-inspection stands."""
    return back_in_construction(center)


def on_site_acceptance_reported(center: Center, record: Record[m.OnSiteAcceptanceReported]) -> Center:
    """Passed: what has to be revised is. Failed: back to construction, and to a new self-inspection."""
    if record.event.verdict is Verdict.PASS:
        return center.but(on_site=Verdict.PASS, revision_asked=bool(record.event.revisions))
    return back_in_construction(center).but(self_inspection_conforms=None, non_conforming=())


def revision_submitted(center: Center, _record: Record[m.RevisionSubmitted]) -> Center:
    """A newer revision has to be confirmed anew."""
    return center.but(revision_submitted=True, revision_confirmed=False)


def revision_confirmed(center: Center, _record: Record[m.RevisionConfirmed]) -> Center:
    """Ready to be established."""
    return center.but(revision_confirmed=True)


def center_established(center: Center, record: Record[m.CenterEstablished]) -> Center:
    """The center is in operation."""
    return center.but(
        phase=Phase.OPERATION,
        established_on=record.effective_on,
        establishment_number=record.event.document_number,
    )


EFFECTS: Effects = {
    m.AllianceFormed: alliance_formed,
    m.AllianceChanged: alliance_changed,
    m.AllianceDissolved: alliance_dissolved,
    m.SelfInspectionCompleted: self_inspection_completed,
    m.AcceptanceApplied: acceptance_applied,
    m.AcceptanceApplicationWithdrawn: acceptance_application_withdrawn,
    m.OnSiteAcceptanceReported: on_site_acceptance_reported,
    m.RevisionSubmitted: revision_submitted,
    m.RevisionConfirmed: revision_confirmed,
    m.CenterEstablished: center_established,
}
