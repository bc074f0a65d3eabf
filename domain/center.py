"""A center as its history makes it: the state that rules look at and events change."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.acceptance.messages import AllianceMember
from domain.guideline.fields import FieldOfService
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import (
    ConsentingAuthority,
    EvaluationOutcome,
    FollowUpOutcome,
    IssueKind,
    Level,
    Stage,
    Stance,
    SupportingAuthority,
    UndoingEffect,
    UndoingKind,
    Verdict,
)
from domain.housekeeping.messages import Officer, UndoingProposed
from domain.imported.facts import Fact
from domain.kernel.records import Event, PartialDay, Record
from domain.kernel.roles import Actor
from domain.processing import BOUNDING, Processing
from domain.reviews.messages import Expert
from domain.supervision.clock_facts import Passed
from domain.values.districts import District
from domain.values.identifiers import DocumentNumber
from domain.values.organisations import JointParty, Organisation, Parties
from domain.values.partial_days import earliest, later_of, latest

SHANGHAI_REGION = "上海"
"""Of the centers that are the Shanghai bureau's own."""


@dataclass(frozen=True, slots=True)
class Review:
    """One stage's panel and how far its review has come. Only members in office count: of those ``heard``, how many
    opinions each gave, and the ``stances`` that they took last. ``recused`` were on it; ``lacking`` members are to be
    added since.
    """

    experts: tuple[Expert, ...] = ()
    lead: str | None = None
    opinions: int = 0
    heard: Mapping[str, int] = dataclasses.field(default_factory=dict)
    stances: Mapping[str, Stance] = dataclasses.field(default_factory=dict)
    recused: frozenset[str] = frozenset()
    lacking: int = 0
    supplement_open: bool = False
    supplements: int = 0
    materials_complete: bool = False
    meeting_held: bool = False
    site_inspected: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class FormerDue:
    """A due day that an extension has replaced, the day on which it was recorded, and that of the extension;
    ``version`` is the place in the history of what had set it.
    """

    due_on: date
    known_on: date
    ended_on: date
    version: int = 0


@dataclass(frozen=True, slots=True)
class Rectification:
    """An order to put things right, given ``ordered_on`` a day. ``status`` is ``ordered``, ``reported``, ``accepted``
    or ``rejected``; ``judged_on`` and ``judged_version`` are day and place in the history of the judgment.

    ``version`` is the place of the order in the center's history; ``follows`` the id of the rejected order which this
    one gives another chance on the same matter. ``needs_service``: the time that it names runs from its service alone,
    since it was decided under an edition that asks for it. ``known_on`` is the day on which the order was recorded,
    ``due_known_on`` that on which the due day in force was, and ``due_version`` the place in the history of what set
    it; ``former`` are the days before it was extended.
    """

    id: str
    problems: str
    due_on: date
    known_on: date
    status: str = "ordered"
    reported_on: date | None = None
    version: int = 0
    follows: str | None = None
    needs_service: bool = False
    ordered_on: date = date.min
    judged_on: date | None = None
    judged_version: int = 0
    document_number: DocumentNumber | None = None
    due_known_on: date = date.min
    due_version: int = 0
    former: tuple[FormerDue, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The last notice of an intended revocation, given ``on`` a day: its ``ground`` is the evaluation or the id of an
    order, ``version`` its place in the center's history. ``statements`` is how often the center was heard about it;
    ``hearing_asked_on`` is the day on which a hearing was asked for, until one is held or waived.
    """

    id: str
    ground: str
    on: date
    version: int
    statements: int = 0
    hearing_asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnservedAct:
    """An act of which a service is awaited: its kind, by its name on the wire, and its day."""

    event: str
    on: date


@dataclass(frozen=True, slots=True)
class MajorMatter:
    """A major matter, notified by the center or found by supervision."""

    id: str
    title: str
    happened_on: date
    known_on: date
    notified_on: date | None = None


@dataclass(frozen=True, slots=True)
class SupervisionIssue:
    """What supervision brought before the bureau: a problem that it found, or a proposal (5.3). It waits for the
    officer until there is an ``outcome``, or until the ``proposal`` of that id has taken it up; ``is_answered``: the
    order or the commendation that the outcome asks for has followed. ``deadlines`` are the keys of the overdue duties
    that it is about.
    """

    id: str
    kind: IssueKind
    content: str
    since: date
    due_on: date | None = None
    outcome: FollowUpOutcome | None = None
    proposal: str | None = None
    is_answered: bool = False
    deadlines: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what becomes of it."""
        return self.outcome is None and self.proposal is None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation of the construction: its outcome as it was decided, or as the officer proposes it.

    ``on`` is the day of the decision or of the proposal, ``version`` its place in the center's history. Where
    evaluation and decision were one, it is ``decided`` by the evaluation itself. ``new_term_ends_on`` is a new end that
    is proposed.
    """

    outcome: EvaluationOutcome
    on: date
    version: int = 0
    decided: bool = True
    new_term_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class ActNumber:
    """The document number of an act, in its official form, with the kind and the day of the act."""

    event: str
    number: str
    on: PartialDay


@dataclass(frozen=True, slots=True)
class Submission:
    """When something with a due date came in."""

    on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class Backfill:
    """A history that is entered late. ``begun_on`` and ``finished_on`` are the days of recording, ``finish_by`` the day
    by which it should be entered, ``followed_from`` the day from which the center is followed, as an officer said. The
    last two are those of the last backfill that was finished.
    """

    begun_on: date
    finish_by: date
    is_open: bool = True
    followed_from: date | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class FormerParty:
    """An organisation that was a party until a merger, and whose place another has since."""

    name: str
    uscc: str
    until: PartialDay
    successor: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """The officers in whose hands a center's case is, and since when."""

    lead: Officer
    assisting: tuple[Officer, ...]
    since: PartialDay

    def officers(self) -> tuple[Officer, ...]:
        """The one who leads first."""
        return (self.lead, *self.assisting)


@dataclass(frozen=True, slots=True)
class PendingCorrection:
    """A correction that waits for the approver."""

    id: str
    proposed_by: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PendingUndoing:
    """An undoing that waits for the approver."""

    id: str
    proposed_by: str
    proposal: UndoingProposed


@dataclass(frozen=True, slots=True)
class UndoneAct:
    """An act that counts no more, or that was found unlawful and stands; the number is the bureau's or another's.

    ``by`` is the version of the undoing, ``versions`` those of all that counts no more by it.
    """

    id: str
    by: int
    position: int
    versions: tuple[int, ...]
    kind: UndoingKind
    effect: UndoingEffect
    on: PartialDay
    number: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a center bore until the day on which another took its place, and the number of the paper by which."""

    name_zh: str
    name_en: str | None
    until: PartialDay
    number: DocumentNumber | None = None


@dataclass(frozen=True, slots=True)
class FormerScope:
    """What a center served until the day on which that changed, and the number of the paper by which."""

    field: FieldOfService | None
    industry_scope: str | None
    until: PartialDay
    number: DocumentNumber | None = None


@dataclass(frozen=True, slots=True)
class DeclaredRelinquishment:
    """That a center has declared that it gives up, on which day and why."""

    on: PartialDay
    reason: str


@dataclass(frozen=True)
class Center:
    """Everything the rules need to know. Each change is a new one.

    Days are of Asia/Shanghai. ``began_by`` is the last day on which construction may have been approved;
    ``followed_from`` the day from which the clocks count in this record: that of approval, or of import for a center
    that lived before. ``known_on`` is the day on which that was recorded. ``terms`` are the ends of the construction
    term, the one in force last, and ``terms_known_on`` the days on which each was recorded.
    """

    center_id: str
    version: int = 0
    phase: Phase = Phase.INCUBATION
    name_zh: str = ""
    name_en: str | None = None
    level: Level = Level.MUNICIPAL
    region: str = SHANGHAI_REGION
    host: str | None = None
    field: FieldOfService | None = None
    industry_scope: str | None = None
    lead: Organisation | None = None
    joint: tuple[JointParty, ...] = ()
    built_jointly: bool | None = None
    cooperation_mechanism: str | None = None
    former_parties: tuple[FormerParty, ...] = ()
    registered_on: PartialDay | None = None
    joint_with: tuple[str, ...] = ()
    """The names of partners as reports give them, while the parties are not known by papers."""
    seat: str | None = None
    """Where it is, as reports have it: 广州市."""
    seat_district: District | None = None
    """The district of Shanghai in which it is, as reports have it; whose it is comes with the lead alone."""
    imported_from: str | None = None
    predecessor: str | None = None
    former_names: tuple[FormerName, ...] = ()
    former_scopes: tuple[FormerScope, ...] = ()
    facts: tuple[Fact, ...] = ()
    settled: frozenset[str] = frozenset()
    contested: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """By the name of a detail: what later reports say of it that contradicts what was known."""

    research_submitted: bool = False
    support: bool | None = None
    """Whether it is supported: one authority is enough (3.3.2); ``None`` while none has answered."""
    supported_by: Mapping[SupportingAuthority, bool] = dataclasses.field(default_factory=dict)
    """The last answer of each authority that was asked."""
    plan_reported: bool = False
    guidance_concluded: bool = False
    pre_review: Verdict | None = None

    applied: bool = False
    consent_needed: bool = False
    consent: bool | None = None
    """Whether it is consented to: one authority is enough (3.4.1); ``None`` while none has answered."""
    consented_by: Mapping[ConsentingAuthority, bool] = dataclasses.field(default_factory=dict)
    """The last answer of each authority, as far as it is on record which one answered."""
    reviews: Mapping[Stage, Review] = dataclasses.field(default_factory=dict)

    approved_on: PartialDay | None = None
    approval_number: DocumentNumber | None = None
    began_by: date | None = None
    terms: tuple[date, ...] = ()
    terms_known_on: tuple[date, ...] = ()
    terms_extended_on: Mapping[str, date] = dataclasses.field(default_factory=dict)
    """By the end of a term that has another since: the day of the extension."""
    followed_from: date | None = None
    known_on: date | None = None

    alliance_name: str | None = None
    alliance: tuple[AllianceMember, ...] = ()
    alliance_formed_on: PartialDay | None = None
    alliance_dissolved_on: PartialDay | None = None
    alliance_changed_on: PartialDay | None = None
    """The last day on which it was formed, changed or dissolved, since the listing has to follow."""
    self_inspection_conforms: bool | None = None
    non_conforming: tuple[str, ...] = ()
    on_site: Verdict | None = None
    revision_asked: bool = False
    revision_submitted: bool = False
    revision_confirmed: bool = False
    established_on: PartialDay | None = None
    establishment_number: DocumentNumber | None = None

    director: str | None = None
    director_since: PartialDay | None = None
    director_vacant_since: PartialDay | None = None
    acting_director: str | None = None
    exchanges: Mapping[int, int] = dataclasses.field(default_factory=dict)
    exchange_days: Mapping[int, tuple[date, ...]] = dataclasses.field(default_factory=dict)
    """The days of the exchanges counted in each year, the earliest first."""
    listing_updated_on: PartialDay | None = None
    sharing_rules_on: PartialDay | None = None

    evaluation: Evaluation | None = None
    """The last one that was decided on."""
    evaluation_proposed: Evaluation | None = None
    """The one that waits for the approver's decision."""
    continued_support: Evaluation | None = None
    """The evaluation of the latest day by which support goes on."""
    evaluated: Mapping[str, Submission] = dataclasses.field(default_factory=dict)
    reports: Mapping[int, Submission] = dataclasses.field(default_factory=dict)
    major_matters: tuple[MajorMatter, ...] = ()
    rectifications: tuple[Rectification, ...] = ()
    supervision_issues: tuple[SupervisionIssue, ...] = ()
    commendations: int = 0
    notice: Notice | None = None

    served: Mapping[int, date] = dataclasses.field(default_factory=dict)
    """By the version of an act: the day on which it was served (送达)."""
    served_known_on: Mapping[int, date] = dataclasses.field(default_factory=dict)
    """By the version of an act: the day on which its service was recorded."""
    unserved: Mapping[int, UnservedAct] = dataclasses.field(default_factory=dict)
    """By version: the acts that bind a party, or give it a time, once they are served, and are not yet."""
    assigned: Assigned | None = None
    backfill: Backfill | None = None
    corrections: tuple[PendingCorrection, ...] = ()
    undoings: tuple[PendingUndoing, ...] = ()
    undone: tuple[UndoneAct, ...] = ()
    resumed_on: date | None = None
    """The day on which an undoing was recorded by which the center goes on after an end."""
    passed: Mapping[Passed, date] = dataclasses.field(default_factory=dict)
    """Reminders, missed days, openings and expiries on record, each with the day on which it took effect."""
    ended_on: PartialDay | None = None
    revocation_number: DocumentNumber | None = None
    relinquishment: DeclaredRelinquishment | None = None
    relinquishment_number: DocumentNumber | None = None
    numbers: tuple[ActNumber, ...] = ()
    """Of acts that have no field of their own for their number."""
    days: Mapping[str, PartialDay] = dataclasses.field(default_factory=dict)
    """The day of the last act of each kind, by ``Record.key``: what the order of days looks at."""
    last_day: date | None = None
    """The last day that any of its acts can have been on, in whatever order they were recorded."""
    looked_at: date | None = None
    """The day as of which it is looked at, where that is before it was put on the register (``domain.replay``)."""
    acted: Mapping[tuple[Actor, str], int] = dataclasses.field(default_factory=dict)
    """Who has acted in which role: by person and kind of act (``Record.key``), the version of the last one."""
    processing: Processing = dataclasses.field(default_factory=Processing)
    """The steps that are the bureau's own: when each was brought before it, and when it was done."""
    public_since: int = 0
    """The version by which it came on the public register; 0 while it is on none."""
    panels_since: Mapping[Stage, int] = dataclasses.field(default_factory=dict)
    """The version by which each stage's panel was last appointed."""
    closed_reviews: Mapping[Stage, int] = dataclasses.field(default_factory=dict)
    """The version of the last act that closed each stage, by which its panel was out of office."""
    withheld_reviews: frozenset[Stage] = frozenset()
    """The stages of whose panel and opinions whoever reads may not know all: what is missing there is left out."""
    left_parties: Mapping[str, "Center"] = dataclasses.field(default_factory=dict)
    """By credit code: organisations that were a party and are none any more, with the center as it stood when they
    left."""

    def __hash__(self) -> int:
        """By its place in its history; two that are equal have the same."""
        return hash((self.center_id, self.version))

    def but(self, **changes: Any) -> "Center":
        """The same center with these fields changed; much quicker than ``dataclasses.replace``."""
        other = object.__new__(Center)
        other.__dict__.update(self.__dict__)
        other.__dict__.update(changes)
        return other

    def finished(self) -> "Center":
        """The center as it is from now on: itself, unless it is a draft."""
        return self

    @property
    def term_ends_on(self) -> date | None:
        """The last day of the construction term in force, where it is known."""
        return self.terms[-1] if self.terms else None

    @property
    def revision_is_open(self) -> bool:
        """3.5.3: whether a revision of the acceptance's materials was asked for, or handed in unasked."""
        return self.revision_asked or self.revision_submitted

    @property
    def open_backfill(self) -> Backfill | None:
        """The backfill that is not finished yet."""
        return self.backfill if self.backfill is not None and self.backfill.is_open else None

    @property
    def is_backfilled(self) -> bool:
        """Whether its history is being entered late just now."""
        return self.open_backfill is not None

    @property
    def listing_is_current(self) -> bool:
        """4.3: whether the listing was brought up to date, and since the last change of the alliance."""
        if self.listing_updated_on is None or self.alliance_changed_on is None:
            return self.listing_updated_on is not None
        return latest(self.listing_updated_on) >= earliest(self.alliance_changed_on)

    def numbered(self, record: Record[Event], number: DocumentNumber | None) -> "Center":
        """The same center, where the act of this record bears the number; acts of old may bear none."""
        if number is None:
            return self
        borne = ActNumber(record.event.wire_name(), number.normalized, record.effective_on)
        return self.but(numbers=(*self.numbers, borne))

    def parties(self) -> Parties | None:
        """The applying organisations, where they are known."""
        if self.lead is None:
            return None
        return Parties.model_construct(
            lead=self.lead, joint=self.joint, cooperation_mechanism=self.cooperation_mechanism
        )

    def organisations(self) -> tuple[Organisation, ...]:
        """The lead first, then the joint parties; empty where an import knew none."""
        parties = self.parties()
        return parties.organisations() if parties else ()

    def review(self, stage: Stage) -> Review:
        """How far the review of a stage has come; an empty one before a panel is appointed."""
        return self.reviews.get(stage, Review())

    def with_review(self, stage: Stage, **changes: Any) -> "Center":
        """The same center with this stage's review changed."""
        return self.but(reviews={**self.reviews, stage: replace(self.review(stage), **changes)})

    def rectification(self, rectification_id: str) -> Rectification | None:
        """The order of that id."""
        return next((item for item in self.rectifications if item.id == rectification_id), None)

    def major_matter(self, matter_id: str) -> MajorMatter | None:
        """The matter of that id."""
        return next((item for item in self.major_matters if item.id == matter_id), None)

    def supervision_issue(self, issue_id: str) -> SupervisionIssue | None:
        """The problem or proposal of that id."""
        return next((item for item in self.supervision_issues if item.id == issue_id), None)

    def correction(self, correction_id: str) -> PendingCorrection | None:
        """The proposed correction of that id, while it waits."""
        return next((item for item in self.corrections if item.id == correction_id), None)

    def undoing(self, undoing_id: str) -> PendingUndoing | None:
        """The proposed undoing of that id, while it waits."""
        return next((item for item in self.undoings if item.id == undoing_id), None)


class Draft(Center):
    """A center while its history is folded: nobody has seen it yet, so that it changes in place, which is quicker."""

    @classmethod
    def of(cls, center: Center) -> "Draft":
        """A copy to go on from."""
        draft = object.__new__(cls)
        draft.__dict__.update(center.__dict__, days=dict(center.days), acted=dict(center.acted))
        return draft

    def but(self, **changes: Any) -> "Draft":
        """Itself, with these fields changed."""
        self.__dict__.update(changes)
        return self

    def keep_act(self, record: Record[Event]) -> None:
        """The record's day, as that of the last act of its kind, and whose act it was."""
        key = record.key
        self.__dict__["days"][key] = record.effective_on
        self.__dict__["last_day"] = later_of(self.last_day, record.effective_on)
        self.__dict__["acted"][record.actor, key] = record.version
        if type(record.event) in BOUNDING:
            self.__dict__["processing"] = self.processing.after(record)

    def finished(self) -> Center:
        """The center as it is from now on."""
        center = object.__new__(Center)
        center.__dict__.update(self.__dict__)
        return center
