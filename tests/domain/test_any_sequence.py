"""Whatever is decided, corrected and undone in whatever order: no fact stands before its ground, save what a
confirmation named and left standing.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.center import Center
from domain.changes import rules as changes
from domain.decider import DECIDER
from domain.guideline.phases import Phase
from domain.housekeeping.consequences import consequences
from domain.housekeeping.correctable import CORRECTABLE
from domain.housekeeping.correction import as_read
from domain.housekeeping.deciding_again import Beside, RefusedAgain, decided_again
from domain.housekeeping.messages import ActUndone, CorrectionProposed, RecordCorrected
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.values.partial_days import day_in_shanghai, earliest
from tests.domain.test_any_history import CALENDAR, met_among, unhurried
from tests.domain.test_any_undoing import undo
from tests.lives import EXPERTS, LEAD, START, Body, Life, commands, confirming, live, noon, path_to

ABOUT_A_RECORD = {"correct_record", "confirm_correction", "take_back_correction", "undo", "confirm_undo"}
BODIES = [
    body | {"effective_on": None}
    for body in (*(step.body for step in path_to(Phase.OPERATION)), *commands().values())
    if body["type"] not in ABOUT_A_RECORD
]
CHANGES = {decision.type for decision in changes.DECISIONS}
OF_ACCEPTANCE = {"complete_self_inspection", "apply_for_acceptance", "withdraw_acceptance_application"}
OF_CHANGES = [body for body in BODIES if body["type"] in CHANGES | OF_ACCEPTANCE]
"""What changes a center itself, with what is to be done again after it."""
GIVEN_UP = path_to(Phase.RELINQUISHED)
BEGINNINGS = (
    *(path_to(phase) for phase in (Phase.INCUBATION, Phase.CONSTRUCTION, Phase.ACCEPTANCE)),
    GIVEN_UP[:-1],
    GIVEN_UP,
)
"""What had been decided before: two of the centers have declared that they give up, of one that is recorded."""
DAYS_BACK = (0, 0, 1, 5, 30, 200)
AN_EXPERTS_HOUSE = LEAD | {"name": EXPERTS[0]["organisation"]}
"""A lead to which a member of every panel of these lives belongs."""
RIGHT: dict[str, list[Any]] = {
    "lead": [AN_EXPERTS_HOUSE],
    "consent_needed": [True, False],
    "term_months": [24, 48],
    "due_on": ["2023-06-30", "2024-06-30"],
}


@dataclass
class Case:
    """A life, the bodies of what is decided in it, and the versions of the acts that a confirmation named as losing
    their ground.
    """

    life: Life
    bodies: list[Body] = field(default_factory=lambda: BODIES)
    named: set[int] = field(default_factory=set)


def decide(case: Case, draw: st.DrawFn) -> None:
    """Some decision that the rules take, of some day."""
    life = case.life
    on = day_in_shanghai(life.now) - timedelta(days=draw(st.sampled_from(DAYS_BACK)))
    dated = [confirming(answering(body, life.center) | {"effective_on": on.isoformat()}) for body in case.bodies]
    taken = [body for body in dated if not isinstance(life.ask(body), Refusal)]
    if taken:
        life.take(draw(st.sampled_from(taken)))


def answering(body: Body, center: Center) -> Body:
    """The body about the last order that there is, where it is about one."""
    orders = center.rectifications if "rectification_id" in body else ()
    return body | {"rectification_id": orders[-1].id} if orders else body


def correct(case: Case, draw: st.DrawFn) -> None:
    """A day or a field of some record is put right, if the rules take it; what loses its ground by it was named."""
    life = case.life
    rights = draw(st.sampled_from((other_days, other_contents)))
    proposal = draw(st.sampled_from([body for record in life.records for body in rights(record)]))
    if isinstance(life.ask(proposal), Refusal):
        return
    proposed = life.take(proposal).last(CorrectionProposed)
    confirmation = commands()["confirm_correction"] | {"correction_id": proposed.correction_id}
    led_to = consequences(life.records, proposed, life.policy, CALENDAR, life.now)
    case.named |= {version for again in led_to.losing_ground for version in again.versions}
    life.take(confirmation)


def other_days(record: Record[Event]) -> list[Body]:
    """Proposals that the record bears some other day."""
    if not CORRECTABLE[type(record.event)].day:
        return []
    days = [earliest(record.effective_on) + timedelta(days=days) for days in (-30, -7, -1, 1, 7, 30, 90)]
    return [proposing(record, corrected_effective_on=day.isoformat()) for day in days]


def other_contents(record: Record[Event]) -> list[Body]:
    """Proposals that a field of the record reads otherwise."""
    names = [name for name in CORRECTABLE[type(record.event)].fields if name in RIGHT]
    return [proposing(record, corrected={name: right}) for name in names for right in RIGHT[name]]


def proposing(record: Record[Event], **right: Any) -> Body:
    return confirming(commands()["correct_record"] | {"position": record.position, "corrected": {}} | right)


def undo_something(case: Case, draw: st.DrawFn) -> None:
    """Some act is undone in some way; some of what leaned on it is left standing."""
    undo(case.life, draw)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A center from some phase on, or one that gives or gave up, entered as it went or years later, with anything done
    in any order; of some lives all that is decided are changes.
    """
    path = draw(st.sampled_from(BEGINNINGS))
    life = live(path, now=noon(draw(st.sampled_from((START, date(2024, 6, 3))))))
    case = Case(life, draw(st.sampled_from((BODIES, OF_CHANGES))))
    for _ in range(draw(st.integers(2, 10))):
        case.life.now += timedelta(days=draw(st.integers(0, 60)))
        draw(st.sampled_from((decide, decide, correct, undo_something)))(case, draw)
    return case


def standing(life: Life) -> set[int]:
    """The versions of the acts that an approver left standing at an undoing."""
    return {version for event in life.events if isinstance(event, ActUndone) for version in event.stands}


def refused_again(life: Life) -> list[RefusedAgain]:
    """What would be refused today on what comes before it."""
    return list(decided_again(as_read(life.records), Beside(DECIDER, CALENDAR)))


@unhurried(60)
@given(cases())
def test_no_sequence_of_decisions_corrections_and_undoings_leaves_a_fact_before_its_ground_unless_it_was_named(
    case: Case,
) -> None:
    for again in refused_again(case.life):
        assert again.version in case.named | standing(case.life), again.refusal


def sorts_of(case: Case) -> set[str]:
    """What of that of which the property speaks is in the case."""
    life, refused = case.life, {again.version for again in refused_again(case.life)}
    met = {
        "corrected": any(isinstance(event, RecordCorrected) for event in life.events),
        "undone": any(isinstance(event, ActUndone) for event in life.events),
        "named by a correction": bool(refused & case.named - standing(life)),
        "left standing": bool(refused & standing(life)),
        **{kind: any(event.wire_name() == kind for event in life.events) for kind in KINDS_OF_CHANGES},
    }
    return {sort for sort, is_met in met.items() if is_met}


KINDS_OF_CHANGES = {"CenterRenamed", "ScopeChanged", "AcceptanceApplicationWithdrawn", "CenterRelinquished"}
"""What changes a center itself, and is to be among all others."""


def test_among_these_sequences_are_acts_without_their_ground_that_were_named_and_that_were_left_standing() -> None:
    assert {"named by a correction", "left standing", *KINDS_OF_CHANGES} <= met_among(cases(), sorts_of)
