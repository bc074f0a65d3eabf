"""What was tried to learn what is withheld of a center: by corrections, undoings, papers, by having left it."""

from typing import Any, TypeVar

from domain.application.messages import ApplicationSubmitted, ConstructionApproved, ReviewMeetingHeld
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import Stage
from domain.housekeeping.messages import ActUndone, RecordCorrected
from domain.kernel.messages import DocumentRef
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor, Role
from domain.reviews.messages import ExpertOpinionGiven, ExpertsAppointed, PreliminaryReviewCompleted
from domain.visibility.relations import Relation, relation_tuples
from domain.visibility.seen import Reader, center_seen, records_seen
from domain.working_calendar.messages import STREAM, HolidayNoticeEntered
from tests.domain.test_undoing import confirmation, proposal
from tests.lives import (
    ACTORS,
    AREAS,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUCCESSOR,
    Body,
    Life,
    commands,
    life_before,
    life_in,
)

E = TypeVar("E", bound=Event)
PARTNERS: dict[str, Body] = {
    "register_center": {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会"},
    "submit_application": {"evidence": EVIDENCE},
}
BY_LEAD = Reader(ACTORS[Role.APPLICANT], Relation.LEAD)
BY_PARTNER = Reader(Actor(id="joint-1", name="联合单位", role=Role.APPLICANT, org=PARTNER["uscc"]), Relation.JOINT)
ANYBODY = Reader(Actor(id="else", name="他人", role=Role.EXPERT), Relation.PUBLIC)
PAPER = DocumentRef(sha256="d" * 64, title="陈专家签字的意见")


def seen(life: Life, reader: Reader, kind: type[E]) -> list[Record[Any]]:
    """Of the records of a kind, those that the reader sees."""
    return [one for one in records_seen(life.records, life.center, reader) if isinstance(one.event, kind)]


def corrected(life: Life, event: str, **fields: Any) -> Life:
    life.take(commands()["correct_record"] | {"position": life.position_of(event), "corrected": fields})
    return life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})


def undo(life: Life, event: str) -> Life:
    return life.take(proposal(life, event)).take(confirmation(life))


def with_papers(life: Life, kind: type[Event]) -> Life:
    """The life in which the records of this kind have a paper and a note beside them."""
    beside = {"documents": (PAPER,), "note": "会上另行说明"}
    life.records = [one.model_copy(update=beside) if isinstance(one.event, kind) else one for one in life.records]
    return life


def test_a_correction_of_evidence_is_not_shown_to_the_party_whose_it_is_not() -> None:
    life = life_in(Phase.CONSTRUCTION, changes=PARTNERS)
    ours = [item | {"statement": "另有保密约定"} for item in EVIDENCE if item["uscc"] == LEAD["uscc"]]
    corrected(life, "ApplicationSubmitted", evidence=[*ours, *(item for item in EVIDENCE if item not in EVIDENCE[:5])])
    assert len(AREAS) == len(ours)
    (application,) = seen(life, BY_PARTNER, ApplicationSubmitted)
    assert {item.uscc for item in application.event.evidence} == {PARTNER["uscc"]}
    assert len(seen(life, BY_LEAD, RecordCorrected)) == 1
    assert seen(life, BY_PARTNER, RecordCorrected) == []


def test_a_correction_of_what_all_parties_see_is_shown_to_each() -> None:
    life = corrected(life_in(Phase.CONSTRUCTION, changes=PARTNERS), "ApplicationSubmitted", consent_needed=False)
    assert len(seen(life, BY_PARTNER, RecordCorrected)) == len(seen(life, BY_LEAD, RecordCorrected)) == 1


def test_papers_and_notes_of_a_deliberation_stay_until_its_stage_is_closed() -> None:
    for kind in (ReviewMeetingHeld, PreliminaryReviewCompleted):
        open_ = with_papers(life_before("approve_construction"), kind)
        assert {(one.documents, one.note) for one in seen(open_, BY_LEAD, kind)[-1:]} == {((), None)}
        closed = with_papers(life_in(Phase.CONSTRUCTION), kind)
        assert {(one.documents, one.note) for one in seen(closed, BY_LEAD, kind)} == {((PAPER,), "会上另行说明")}


def test_the_paper_of_an_opinion_which_bears_a_signature_is_never_shown() -> None:
    life = with_papers(life_in(Phase.CONSTRUCTION), ExpertOpinionGiven)
    assert seen(life, BY_LEAD, ExpertOpinionGiven)
    assert {one.documents for one in seen(life, BY_LEAD, ExpertOpinionGiven)} == {()}


def test_a_former_party_is_not_told_what_was_disclosed_after_it_had_left() -> None:
    life = life_before("approve_construction")
    life.take(commands()["record_merger"])
    former = next(one for one in relation_tuples(life.center) if one.relation is Relation.FORMER)
    left = Reader(ACTORS[Role.APPLICANT].model_copy(update={"id": "left"}), former.relation, former.until)
    before = seen(life, left, Event)
    successor = Actor(id="s", name="继受人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])
    life.take(commands()["approve_construction"] | {"effective_on": str(life.now.date())})
    assert seen(life, Reader(successor, Relation.LEAD), ExpertsAppointed)
    after = [one for one in seen(life, left, Event) if one.version <= former.until]
    assert after == before
    assert [one.event.stage for one in seen(life, left, ExpertsAppointed)] == [Stage.GUIDANCE]


def test_what_becomes_of_a_problem_is_between_supervisors_and_bureau() -> None:
    life, supervisor = life_in(Phase.CONSTRUCTION), Reader(ACTORS[Role.DISTRICT], Relation.SUPERVISOR)
    finding = {"topic": "operation", "finding": "逾期未检定", "problem": True}
    life.take(commands()["record_supervision"] | {"findings": [finding]})
    (problem,) = life.center.supervision_issues
    before = center_seen(life.center, BY_LEAD).supervision_issues
    life.take(commands()["follow_up"] | {"about": problem.id, "outcome": "no_action"})
    assert center_seen(life.center, BY_LEAD).supervision_issues == before
    assert center_seen(life.center, supervisor).supervision_issues == life.center.supervision_issues != ()


def test_whose_approval_falls_with_a_hidden_act_is_told_by_what_it_fell() -> None:
    life = undo(life_in(Phase.CONSTRUCTION), "ReviewReportIssued")
    assert life.center.phase is Phase.APPLICATION
    assert seen(life, BY_LEAD, ConstructionApproved)
    assert len(seen(life, BY_LEAD, ActUndone)) == 1


def test_that_a_hidden_act_alone_was_undone_is_not_told() -> None:
    life = undo(life_before("approve_construction"), "SiteInspected")
    assert life.center.undone
    assert seen(life, BY_LEAD, ActUndone) == []


def test_a_panel_is_in_office_no_longer_than_its_stage_lasts() -> None:
    life = life_before("report_on_site_acceptance")
    assert any(one.relation is Relation.PANEL for one in relation_tuples(life.center))
    life.take(commands()["report_on_site_acceptance"] | {"verdict": "fail", "effective_on": str(life.now.date())})
    assert life.center.phase is Phase.CONSTRUCTION
    assert not any(one.relation is Relation.PANEL for one in relation_tuples(life.center))


def test_a_notice_of_working_days_is_everybodys_and_who_entered_it_is_not() -> None:
    kind: Any = HolidayNoticeEntered
    event = kind.model_construct()
    officer = ACTORS[Role.OFFICER]
    record = (
        life_in(Phase.INCUBATION)
        .records[0]
        .model_copy(update={"center_id": STREAM, "event": event, "actor": officer, "note": "批注"})
    )
    (shown,) = records_seen([record], None, ANYBODY)
    assert shown.event == event
    assert shown.actor.id != officer.id
    assert shown.note is None
