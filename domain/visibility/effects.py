"""What changes who reads a center: it comes on the public register, a panel begins or ends, a party leaves."""

from collections.abc import Mapping

from domain.acceptance.messages import AcceptanceApplicationWithdrawn, CenterEstablished
from domain.application.messages import ConstructionApproved, ConstructionDeclined
from domain.center import Center
from domain.decision import Effect
from domain.guideline.vocabulary import Stage
from domain.housekeeping.messages import MergerRecorded, OrganisationsAmended, RecordCompleted
from domain.imported.facts import CenterImported
from domain.incubation.messages import GuidanceConcluded
from domain.kernel.records import Event, Record
from domain.reviews.messages import ExpertsAppointed
from domain.values.identifiers import compact_code

CLOSING: dict[type[Event], Stage] = {
    GuidanceConcluded: Stage.GUIDANCE,
    ConstructionApproved: Stage.APPLICATION,
    ConstructionDeclined: Stage.APPLICATION,
    CenterEstablished: Stage.ACCEPTANCE,
    AcceptanceApplicationWithdrawn: Stage.ACCEPTANCE,
}
"""The acts that close a stage of review."""
PUBLISHING: tuple[type[Event], ...] = (ConstructionApproved, CenterImported)
"""The acts by which a center comes on the public register: its approval; an import, which rests on the press."""
RESTATING: tuple[type[Event], ...] = (OrganisationsAmended, MergerRecorded, RecordCompleted)
"""The acts that state the parties anew."""


def with_readers(effects: Mapping[type[Event], Effect]) -> dict[type[Event], Effect]:
    """The effects; those of these acts change who reads the center besides."""
    found = dict(effects)
    for kind, stage in CLOSING.items():
        found[kind] = _closes(found[kind], stage)
    for kind in PUBLISHING:
        found[kind] = _publishes(found[kind])
    for kind in RESTATING:
        found[kind] = _restates(found[kind])
    found[ExpertsAppointed] = _appoints(found[ExpertsAppointed])
    return found


def _closes(effect: Effect, stage: Stage) -> Effect:
    def closing(center: Center, record: Record[Event]) -> Center:
        after = effect(center, record)
        return after.but(closed_reviews={**after.closed_reviews, stage: record.version})

    return closing


def _publishes(effect: Effect) -> Effect:
    def publishing(center: Center, record: Record[Event]) -> Center:
        after = effect(center, record)
        return after if after.public_since else after.but(public_since=record.version)

    return publishing


def _appoints(effect: Effect) -> Effect:
    def appointing(center: Center, record: Record[ExpertsAppointed]) -> Center:
        after = effect(center, record)
        return after.but(panels_since={**after.panels_since, record.event.stage: record.version})

    return appointing


def _restates(effect: Effect) -> Effect:
    def restating(center: Center, record: Record[Event]) -> Center:
        before = center.finished()  # first: a draft changes in place
        after = effect(center, record)
        now = _codes(after)
        left = {code: then for code, then in after.left_parties.items() if code not in now}
        return after.but(left_parties=left | dict.fromkeys(_codes(before) - now, before))

    return restating


def _codes(center: Center) -> frozenset[str]:
    return frozenset(compact_code(party.uscc) for party in center.organisations())
