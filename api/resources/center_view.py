"""One center on one page: everything that is known of it, and what is not."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.decisions.consequences import ConsequencesBody, consequences_body
from api.log.event_items import LabelBody
from domain.acceptance.messages import AllianceMember
from domain.center import Center, Evaluation, FormerParty, FormerScope, PendingCorrection, PendingUndoing, Rectification
from domain.deadlines.clocks import deadlines
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ResponsibilityArea
from domain.housekeeping.consequences import Consequences
from domain.imported.facts import Certainty, Fact, FactKind
from domain.imported.known_phases import known_phases
from domain.imported.not_on_record import followed_all_of_since, not_on_record
from domain.imported.unknowns import DATE_OF, facts_of, known_here, readings_of
from domain.kernel.records import PartialDay
from domain.reviews.messages import Expert
from domain.supervision.grounds import standing_notice
from domain.supervision.revocation import end_of_statement_time
from domain.values.identifiers import DocumentNumber
from domain.values.organisations import JointParty, Organisation
from domain.values.partial_days import Precision, in_words, precision
from domain.working_calendar.working_days import WorkingCalendar
from ledger.read_model.center_item import DeadlineItem, deadline_item
from ledger.read_model.register_item import PAPERS, CenterItem, DayKnown, register_item

NONE_ASKED: Mapping[str, Consequences] = {}


class ReportedFact(BaseModel):
    """One report of the past, as it was made and where. ``on`` is ``None`` where nobody tells the day, which then lies
    within the bounds that are known; ``when`` says it in words. ``names`` is the date that it is about, ``settled``
    whether a paper or a decision has settled that since, as ``settled_on`` a day and by a paper of a ``settled_number``
    where that is known: the report stays what it is, a report.
    """

    kind: FactKind
    on: str | None
    precision: Precision | None
    not_before: str | None
    not_after: str | None
    when: LabelBody
    certainty: Certainty
    source: str
    source_en: str | None
    note: str | None
    note_en: str | None
    authority: str | None
    score: str | None
    names: str | None
    settled: bool
    settled_on: str | None
    settled_number: str | None


class Dispute(BaseModel):
    """A date on which reports disagree, with all of them; or another detail, with what each says of it, the first one
    first.
    """

    name: str
    reports: list[ReportedFact]
    readings: list[str]


class Responsibility(BaseModel):
    """One line of the responsibility matrix: what an organisation answers for, by area (3.1.1, 3.4.1)."""

    model_config = ConfigDict(title="ResponsibilityOfParty")

    organisation: Organisation
    lead: bool
    tasks: str | None
    areas: dict[ResponsibilityArea, str | None]


class FormerPartyKnown(BaseModel):
    """A party of which another organisation has the place since a merger."""

    name: str
    uscc: str
    until: DayKnown
    successor: str


class Organisations(BaseModel):
    """Who builds the center. ``host`` is its name alone where an import knew no more, ``joint_with`` the names of
    partners as reports give them; ``former`` are the parties that were merged, oldest first.
    """

    host: str | None
    lead: Organisation | None
    joint: list[JointParty]
    joint_with: list[str]
    built_jointly: bool | None
    cooperation_mechanism: str | None
    responsibility_matrix: list[Responsibility]
    former: list[FormerPartyKnown]


class FieldKnown(BaseModel):
    """The field that a center serves (3.2); ``other`` names it in words where the papers did."""

    field: str
    branch: str | None
    other: str | None


class ReviewState(BaseModel):
    """A stage's panel, and how far its review has come (3.3.3, 3.4.2, 3.5.3). Of one that is ``withheld`` the reader
    may not know all until the stage is closed: what is ``None`` there is not told, and may well be on record.
    """

    stage: str
    withheld: bool
    experts: list[Expert] | None
    lead: str | None
    opinions: int | None
    supplement_open: bool
    supplements: int
    materials_complete: bool
    meeting_held: bool
    site_inspected: bool | None
    verdict: str | None


class RectificationState(BaseModel):
    """An order to put things right; ``status`` is ordered, reported, accepted or rejected (5.3). Where its time runs
    from service, ``needs_service``, ``served_on`` is that day, once it is on record.
    """

    id: str
    problems: str
    due_on: date
    status: str
    reported_on: date | None
    document_number: DocumentNumber | None
    follows: str | None
    needs_service: bool
    served_on: date | None


class NoticeState(BaseModel):
    """A notice of an intended revocation. ``ground`` is the evaluation or the id of an order; one that ``stands`` no
    more is void, since its ground has fallen. Once it is served, what the center says is taken until the end of
    ``answer_by``, which is ``provisional`` past the published working days. ``statements`` is how often the center was
    heard, ``hearing_asked_on`` the day on which it asked for a hearing that is still to be held.
    """

    id: str
    ground: str
    on: date
    stands: bool
    served_on: date | None
    answer_by: date | None
    provisional: bool
    statements: int
    hearing_asked_on: date | None


class UnservedState(BaseModel):
    """An act that binds a party, or gives it a time, once it is served: by its version and its kind."""

    version: int
    event: str
    on: date


class MatterState(BaseModel):
    """A major matter; without ``notified_on``, supervision found it (5.2)."""

    id: str
    title: str
    happened_on: date
    notified_on: date | None


class SupervisionIssueState(BaseModel):
    """A problem that supervision found, or a proposal (5.3), and what became of it: ``outcome`` as it was followed up,
    ``proposal`` the one that took a problem up, ``is_answered`` once the order or the commendation has followed.
    ``deadlines`` are the keys of the overdue duties that it is about.
    """

    id: str
    kind: str
    content: str
    since: date
    due_on: date | None
    outcome: str | None
    proposal: str | None
    is_answered: bool
    deadlines: list[str]


class OfficerNamed(BaseModel):
    """An officer of the bureau."""

    id: str
    name: str


class AssignedState(BaseModel):
    """The officers in whose hands the center is: who leads, and who assists."""

    lead: OfficerNamed
    assisting: list[OfficerNamed]
    since: DayKnown


class EvaluationState(BaseModel):
    """An evaluation of the construction (5.1): the outcome that was decided ``on`` a day, or that the officer proposes,
    with a new end of the term that is proposed.
    """

    outcome: str
    on: date
    decided: bool
    new_term_ends_on: date | None


class CorrectionState(BaseModel):
    """A correction that waits for the approver. ``consequences`` are those of confirming it now; ``None`` in a reading
    of then, or where it can be confirmed no more.
    """

    id: str
    proposed_by: str
    position: int
    what_was_wrong: str
    corrected: dict[str, Any]
    corrected_effective_on: date | None
    consequences: ConsequencesBody | None


class FormerNameState(BaseModel):
    """A name that the center bore until a day, and the number of the paper by which another took its place."""

    name_zh: str
    name_en: str | None
    until: DayKnown
    number: DocumentNumber | None


class FormerScopeState(BaseModel):
    """What the center served until a day, and the number of the paper by which that changed (3.2)."""

    field: FieldKnown | None
    industry_scope: str | None
    until: DayKnown
    number: DocumentNumber | None


class RelinquishmentState(BaseModel):
    """That the center has declared that it gives up; recorded once it has ended."""

    on: DayKnown
    reason: str


class BackfillState(BaseModel):
    """A history that is or was entered late. ``followed_from`` and ``finished_on`` are those of the last that was
    finished; days before ``followed_from`` of which nothing was reported are not on record.
    """

    begun_on: date
    finish_by: date
    is_open: bool
    followed_from: date | None
    finished_on: date | None


class UndoingState(BaseModel):
    """An undoing that waits for the approver. ``leaning`` are the versions of what leaned on the act when it was
    proposed, and falls with it unless the approver says that it stands.
    """

    id: str
    proposed_by: str
    position: int
    kind: str
    effect: str
    reason: str
    leaning: list[int]


class UndoneState(BaseModel):
    """An act that counts no more, or that was found unlawful and stands: by which version of the record, on which day,
    under which number; ``versions`` are all that counts no more by it.
    """

    position: int
    by: int
    versions: list[int]
    kind: str
    effect: str
    on: str
    number: str | None
    body: str | None


class Commitments(BaseModel):
    """What a center keeps up once it is being built (4.1–4.4). An ``acting_director`` is none; ``listing_is_current``:
    it was brought up to date since the last change of the alliance. ``not_on_record`` names what an imported center may
    have done before it was followed here and of which nothing is on record: ``director``, ``alliance``, ``listing``,
    ``sharing_rules``, ``exchanges``, ``annual_reports``, ``commendations``; besides, on the way to establishment,
    ``self_inspection`` and ``revision``. What is empty of these is unknown, not undone. Of the years before
    ``exchanges_known_from``, if there is one, there may have been more ``exchanges``.
    """

    alliance_name: str | None
    alliance: list[AllianceMember]
    alliance_formed_on: DayKnown | None
    alliance_dissolved_on: DayKnown | None
    director: str | None
    director_since: DayKnown | None
    director_vacant_since: DayKnown | None
    acting_director: str | None
    listing_updated_on: DayKnown | None
    listing_is_current: bool
    sharing_rules_on: DayKnown | None
    exchanges: dict[int, int]
    annual_reports: dict[int, date]
    commendations: int
    not_on_record: list[str]
    exchanges_known_from: int | None


class Steps(BaseModel):
    """How far the way to approval and to establishment has been gone (3.3–3.5); ``None`` is not answered yet."""

    research_submitted: bool
    support: bool | None
    plan_reported: bool
    guidance_concluded: bool
    pre_review: str | None
    applied: bool
    consent_needed: bool
    consent: bool | None
    self_inspection_conforms: bool | None
    non_conforming: list[str]
    on_site: str | None
    revision_submitted: bool
    revision_confirmed: bool


class CenterPage(CenterItem):
    """A center: the register's line and all that stands behind it. Days are of Asia/Shanghai. ``corrections``,
    ``undoings`` and ``evaluation_proposed`` are what the bureau has before it, and told to the bureau alone.
    ``known_phases`` are those of its life that it is known to have reached; what an imported one went through besides,
    nobody reported.
    """

    phase_label: dict[str, str]
    field_of_service: FieldKnown | None
    industry_scope: str | None
    organisations: Organisations
    registered_on: DayKnown | None
    terms: list[date]
    ended_on: DayKnown | None
    revocation_number: DocumentNumber | None
    relinquishment: RelinquishmentState | None
    relinquishment_number: DocumentNumber | None
    former_names: list[FormerNameState]
    former_scopes: list[FormerScopeState]
    imported_from: str | None
    predecessor: str | None
    known_phases: list[Phase]
    facts: list[ReportedFact]
    disputes: list[Dispute]
    steps: Steps
    reviews: list[ReviewState]
    rectifications: list[RectificationState]
    notice: NoticeState | None
    unserved: list[UnservedState]
    matters: list[MatterState]
    supervision_issues: list[SupervisionIssueState]
    assigned: AssignedState | None
    evaluation: EvaluationState | None
    evaluation_proposed: EvaluationState | None
    backfill: BackfillState | None
    corrections: list[CorrectionState]
    undoings: list[UndoingState]
    undone: list[UndoneState]
    commitments: Commitments
    deadlines: list[DeadlineItem]


def center_view(
    center: Center, policy: Policy, calendar: WorkingCalendar, consequences: Mapping[str, Consequences] = NONE_ASKED
) -> CenterPage:
    """Everything that is known of a center, with what its corrections that wait would lead to, by their ids."""
    dues = deadlines(center, policy, calendar)
    item = register_item(center, dues, policy)
    return CenterPage.model_validate(
        {
            **item.model_dump(),
            **_papers(center),
            "phase_label": center.phase.label._asdict(),
            "field_of_service": _shown(center.field, FieldKnown) if center.field else None,
            "industry_scope": center.industry_scope,
            "organisations": _organisations(center),
            "relinquishment": _relinquishment(center),
            "former_names": [_shown(one, FormerNameState, until=_day(one.until)) for one in center.former_names],
            "former_scopes": [_former_scope(former) for former in center.former_scopes],
            "imported_from": center.imported_from,
            "predecessor": center.predecessor,
            "known_phases": list(known_phases(center)),
            "facts": [_fact(center, fact) for fact in center.facts],
            "disputes": [_dispute(center, name) for name in item.disputed],
            "steps": {name: getattr(center, name) for name in Steps.model_fields},
            "reviews": [_review(center, stage) for stage in center.reviews],
            "rectifications": [_order(center, order) for order in center.rectifications],
            "notice": _notice(center, policy, calendar),
            "unserved": [_shown(act, UnservedState, version=version) for version, act in center.unserved.items()],
            "matters": [_shown(matter, MatterState) for matter in center.major_matters],
            "supervision_issues": [_shown(issue, SupervisionIssueState) for issue in center.supervision_issues],
            "assigned": _assigned(center),
            "evaluation": _evaluation(center.evaluation),
            "evaluation_proposed": _evaluation(center.evaluation_proposed),
            "backfill": _shown(center.backfill, BackfillState) if center.backfill else None,
            "corrections": [_correction(pending, consequences.get(pending.id)) for pending in center.corrections],
            "undoings": [_undoing(pending) for pending in center.undoings],
            "undone": [_shown(act, UndoneState, on=str(act.on)) for act in center.undone],
            "commitments": _commitments(center),
            "deadlines": [deadline_item(center, deadline) for deadline in dues],
        },
        from_attributes=True,
    )


def _evaluation(evaluation: Evaluation | None) -> BaseModel | None:
    return _shown(evaluation, EvaluationState) if evaluation else None


def _relinquishment(center: Center) -> BaseModel | None:
    declared = center.relinquishment
    return _shown(declared, RelinquishmentState, on=_day(declared.on)) if declared else None


def _former_scope(former: FormerScope) -> BaseModel:
    field = _shown(former.field, FieldKnown) if former.field else None
    return _shown(former, FormerScopeState, field=field, until=_day(former.until))


def _order(center: Center, order: Rectification) -> BaseModel:
    return _shown(order, RectificationState, served_on=center.served.get(order.version))


def _notice(center: Center, policy: Policy, calendar: WorkingCalendar) -> BaseModel | None:
    notice = center.notice
    if notice is None:
        return None
    end = end_of_statement_time(center, calendar, policy.statement_working_days)
    return _shown(
        notice,
        NoticeState,
        stands=standing_notice(center) is not None,
        served_on=center.served.get(notice.version),
        answer_by=end.on if end else None,
        provisional=end is not None and end.provisional,
    )


def _papers(center: Center) -> dict[str, Any]:
    """Days and numbers of the bureau's papers, beside those that the register has."""
    return {
        **{name: _day(getattr(center, name)) for name in ("registered_on", "ended_on")},
        "revocation_number": center.revocation_number,
        "relinquishment_number": center.relinquishment_number,
        "terms": center.terms,
    }


def _day(day: PartialDay | None) -> DayKnown | None:
    return DayKnown(on=str(day), precision=precision(day)) if day is not None else None


def _organisations(center: Center) -> Organisations:
    return Organisations(
        host=center.host,
        lead=center.lead,
        joint=list(center.joint),
        joint_with=list(center.joint_with) if center.lead is None else [],
        built_jointly=center.built_jointly,
        cooperation_mechanism=center.cooperation_mechanism,
        responsibility_matrix=_matrix(center),
        former=[_former(party) for party in center.former_parties],
    )


def _former(party: FormerParty) -> FormerPartyKnown:
    until = DayKnown(on=str(party.until), precision=precision(party.until))
    return FormerPartyKnown(name=party.name, uscc=party.uscc, until=until, successor=party.successor)


def _matrix(center: Center) -> list[Responsibility]:
    """Built jointly: a line for each party, a column for each area; ``None`` where nothing was stated."""
    if center.lead is None or not center.joint:
        return []
    nothing: dict[ResponsibilityArea, str | None] = dict.fromkeys(ResponsibilityArea)
    lead = Responsibility(organisation=center.lead, lead=True, tasks=None, areas=nothing)
    return [lead, *(_line(party, nothing) for party in center.joint)]


def _line(party: JointParty, nothing: dict[ResponsibilityArea, str | None]) -> Responsibility:
    duties: dict[ResponsibilityArea, str | None] = {item.area: item.duty for item in party.responsibilities}
    return Responsibility(organisation=party.organisation, lead=False, tasks=party.tasks, areas=nothing | duties)


def _fact(center: Center, fact: Fact) -> ReportedFact:
    names = DATE_OF.get(fact.kind)
    settled_on, number = _settled(center, names)
    days = {"on": fact.date, "not_before": fact.not_before, "not_after": fact.not_after}
    given = ("kind", "certainty", "source", "source_en", "note", "note_en", "authority", "score")
    return ReportedFact.model_validate(
        {
            **{name: str(day) if day is not None else None for name, day in days.items()},
            **{name: getattr(fact, name) for name in given},
            "precision": precision(fact.date) if fact.date is not None else None,
            "when": in_words(fact.happened)._asdict(),
            "names": names,
            "settled": names in known_here(center),
            "settled_on": settled_on,
            "settled_number": number,
        }
    )


def _settled(center: Center, names: str | None) -> tuple[str | None, str | None]:
    """The day that a paper or a decision gives what a report is about, and that paper's number."""
    if names is None or names not in known_here(center):
        return None, None
    number = getattr(center, PAPERS[names])
    return str(getattr(center, names)), number.normalized if number else None


def _dispute(center: Center, name: str) -> Dispute:
    kinds = [kind for kind, settles in DATE_OF.items() if settles == name]
    reports = [_fact(center, fact) for kind in kinds for fact in facts_of(center, kind)]
    return Dispute(name=name, reports=reports, readings=readings_of(center, name))


def _review(center: Center, stage: Any) -> ReviewState:
    review, withheld = center.review(stage), stage in center.withheld_reviews
    own = {"stage": stage.value, "withheld": withheld}
    state = {name: getattr(review, name) for name in ReviewState.model_fields if name not in own}
    if withheld:
        state["opinions"] = None
        if not review.experts:  # whoever isn't on the panel
            state |= {"experts": None, "site_inspected": None}
    return ReviewState.model_validate(own | state)


def _shown(value: Any, model: type[BaseModel], **otherwise: Any) -> BaseModel:
    own = {name: getattr(value, name) for name in model.model_fields if name not in otherwise}
    return model.model_validate(own | otherwise)


def _assigned(center: Center) -> Mapping[str, Any] | None:
    assigned = center.assigned
    if assigned is None:
        return None
    lead, *assisting = (officer.model_dump() for officer in assigned.officers())
    return {"lead": lead, "assisting": assisting, "since": _day(assigned.since)}


def _correction(pending: PendingCorrection, consequences: Consequences | None) -> CorrectionState:
    names = ("position", "what_was_wrong", "corrected", "corrected_effective_on")
    content: dict[str, Any] = {name: pending.content.get(name) for name in names}
    found = consequences_body(consequences) if consequences else None
    return CorrectionState(id=pending.id, proposed_by=pending.proposed_by, consequences=found, **content)


def _undoing(pending: PendingUndoing) -> UndoingState:
    proposal = pending.proposal
    return UndoingState(
        id=pending.id,
        proposed_by=pending.proposed_by,
        position=proposal.position,
        kind=proposal.kind,
        effect=proposal.effect,
        reason=proposal.reason,
        leaning=list(proposal.leaning),
    )


def _commitments(center: Center) -> Commitments:
    return Commitments(
        alliance_name=center.alliance_name,
        alliance=list(center.alliance),
        alliance_formed_on=_day(center.alliance_formed_on),
        alliance_dissolved_on=_day(center.alliance_dissolved_on),
        director=center.director,
        director_since=_day(center.director_since),
        director_vacant_since=_day(center.director_vacant_since),
        acting_director=center.acting_director,
        listing_updated_on=_day(center.listing_updated_on),
        listing_is_current=center.listing_is_current,
        sharing_rules_on=_day(center.sharing_rules_on),
        exchanges=dict(center.exchanges),
        annual_reports={year: report.on for year, report in center.reports.items()},
        commendations=center.commendations,
        not_on_record=list(not_on_record(center)),
        exchanges_known_from=followed_all_of_since(center),
    )
