"""How a center is changed by another name, another scope, and its giving up."""

from domain.acceptance.evolution import back_in_construction
from domain.center import Center, DeclaredRelinquishment, FormerName, FormerScope
from domain.changes import messages as m
from domain.changes.scope import outdates_the_self_inspection
from domain.decision import Effects
from domain.guideline.phases import Phase
from domain.kernel.records import Record


def center_renamed(center: Center, record: Record[m.CenterRenamed]) -> Center:
    """The name from now on; the former one is kept with the day on which it ended."""
    event = record.event
    former = FormerName(center.name_zh, center.name_en, record.effective_on, event.document_number)
    return center.but(
        name_zh=event.name_zh,
        name_en=event.name_en or center.name_en,
        former_names=(*center.former_names, former),
    )


def scope_changed(center: Center, record: Record[m.ScopeChanged]) -> Center:
    """What the center serves from now on. While it is built, it inspects itself anew, and an application for acceptance
    that rests on the inspection of the former scope comes to nothing.
    """
    event, on = record.event, record.effective_on
    former = FormerScope(center.field, center.industry_scope, on, event.document_number)
    if outdates_the_self_inspection(center, on):
        center = back_in_construction(center).but(self_inspection_conforms=None, non_conforming=())
    return center.but(
        field=event.field or center.field,
        industry_scope=event.industry_scope or center.industry_scope,
        former_scopes=(*center.former_scopes, former),
    )


def relinquishment_declared(center: Center, record: Record[m.RelinquishmentDeclared]) -> Center:
    """It waits for the approver; nothing has ended yet."""
    return center.but(relinquishment=DeclaredRelinquishment(record.effective_on, record.event.reason))


def relinquishment_taken_back(center: Center, _record: Record[m.RelinquishmentTakenBack]) -> Center:
    """It waits no more."""
    return center.but(relinquishment=None)


def center_relinquished(center: Center, record: Record[m.CenterRelinquished]) -> Center:
    """The end, as the center had declared it."""
    return center.but(
        phase=Phase.RELINQUISHED,
        ended_on=record.effective_on,
        relinquishment_number=record.event.document_number,
    )


EFFECTS: Effects = {
    m.CenterRenamed: center_renamed,
    m.ScopeChanged: scope_changed,
    m.RelinquishmentDeclared: relinquishment_declared,
    m.RelinquishmentTakenBack: relinquishment_taken_back,
    m.CenterRelinquished: center_relinquished,
}
