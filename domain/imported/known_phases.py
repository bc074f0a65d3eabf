"""The phases that a center is known to have reached: by acts of this record, by papers, or by what reports prove."""

from domain.acceptance.messages import AcceptanceApplied, CenterEstablished
from domain.application.messages import ApplicationSubmitted, ConstructionApproved
from domain.center import Center
from domain.guideline.phases import LIFE, ORDER, Phase
from domain.imported.facts import FactKind
from domain.incubation.messages import CenterRegistered
from domain.kernel.records import fact_key

REACHES = {
    FactKind.PREPARATION_STARTED: Phase.INCUBATION,
    FactKind.PLAN_HEARD: Phase.INCUBATION,
    FactKind.SITE_INSPECTED: Phase.APPLICATION,
    FactKind.PRE_ACCEPTANCE: Phase.CONSTRUCTION,
    FactKind.CONSTRUCTION_APPROVED: Phase.CONSTRUCTION,
    FactKind.ACCEPTED_ON_SITE: Phase.ACCEPTANCE,
    FactKind.ESTABLISHED: Phase.OPERATION,
}
"""The phase that a reported fact proves; disputed reports disagree on when, not on whether. A plaque or a ceremony
proves none.
"""
PROVEN_BY_PAPER = {
    "approved_on": Phase.CONSTRUCTION,
    "approval_number": Phase.CONSTRUCTION,
    "established_on": Phase.OPERATION,
    "establishment_number": Phase.OPERATION,
}
"""The phase that a paper proves, by the field that is entered from it."""
BEGUN_BY = {
    fact_key(CenterRegistered): Phase.INCUBATION,
    fact_key(ApplicationSubmitted): Phase.APPLICATION,
    fact_key(ConstructionApproved): Phase.CONSTRUCTION,
    fact_key(AcceptanceApplied): Phase.ACCEPTANCE,
    fact_key(CenterEstablished): Phase.OPERATION,
}
"""The phase that an act of this record begins."""


def known_phases(center: Center) -> tuple[Phase, ...]:
    """The phases of its life that it is known to have reached, in their order. One that this record has followed from
    the start has gone through all up to its furthest; of an imported one nobody knows what no report and no paper says.
    """
    known = {REACHES[fact.kind] for fact in center.facts if fact.kind in REACHES}
    known |= {phase for name, phase in PROVEN_BY_PAPER.items() if name in center.settled}
    known |= {phase for key, phase in BEGUN_BY.items() if key in center.days}
    known |= {center.phase} & set(LIFE)
    if center.imported_from is None and known:
        known = set(LIFE[: LIFE.index(max(known, key=ORDER.index)) + 1])
    return tuple(phase for phase in LIFE if phase in known)
