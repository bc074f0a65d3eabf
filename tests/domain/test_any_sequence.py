"""Whatever is decided, corrected and undone in whatever order: no fact stands before its ground, save what a
confirmation named and left standing.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.decider import DECIDER
from domain.guideline.phases import Phase
from domain.housekeeping.consequences import consequences
from domain.housekeeping.correction import as_read
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.housekeeping.messages import ActUndone, CorrectionProposed
from domain.kernel.refusals import Refusal
from tests.domain.test_any_history import CALENDAR, unhurried
from tests.lives import Body, Life, commands, confirming, life_in, path_to

ANYTHING = [
    body
    for name, body in commands().items()
    if name not in ("register_center", "import_center", "correct_record", "confirm_correction", "undo", "confirm_undo")
]
STEPS = [step.body for step in path_to(Phase.OPERATION)]


@dataclass
class Case:
    """A life, and the versions of the acts that a confirmation named as losing their ground."""

    life: Life
    named: set[int] = field(default_factory=set)


def decide(case: Case, draw: st.DrawFn) -> None:
    """Some decision with some day, if the rules take it."""
    life = case.life
    body = (
        draw(st.sampled_from(STEPS)) | {"effective_on": None}
        if draw(st.booleans())
        else draw(st.sampled_from(ANYTHING))
    )
    on = life.now.date() - timedelta(days=draw(st.sampled_from((0, 0, 1, 5, 30, 200))))
    dated = confirming(body | {"effective_on": on.isoformat()})
    if not isinstance(life.ask(dated), Refusal):
        life.take(dated)


def correct(case: Case, draw: st.DrawFn) -> None:
    """The day of some record is put right, if the rules take it; what loses its ground by it was named."""
    life = case.life
    target = draw(st.sampled_from(life.records))
    on = life.now.date() - timedelta(days=draw(st.integers(0, 400)))
    proposal: Body = commands()["correct_record"] | {"position": target.position, "corrected": {}}
    proposal = confirming(proposal | {"corrected_effective_on": on.isoformat()})
    if isinstance(life.ask(proposal), Refusal):
        return
    proposed = life.take(proposal).last(CorrectionProposed)
    confirmation = confirming(commands()["confirm_correction"] | {"correction_id": proposed.correction_id})
    if isinstance(life.ask(confirmation), Refusal):
        return
    led_to = consequences(life.records, proposed, life.policy, CALENDAR, life.now)
    case.named |= {version for again in led_to.losing_ground for version in again.versions}
    life.take(confirmation)


def undo(case: Case, draw: st.DrawFn) -> None:
    """Some act is undone, if it can be; some of what leaned on it is left standing."""
    life = case.life
    body = confirming(commands()["undo"] | {"position": draw(st.sampled_from(life.records)).position})
    if isinstance(life.ask(body), Refusal):
        return
    life.take(body)
    pending = life.center.undoings[-1]
    leaning = pending.proposal.leaning
    stands = draw(st.lists(st.sampled_from(leaning), unique=True, max_size=2)) if leaning else []
    life.take(confirming(commands()["confirm_undo"] | {"undoing_id": pending.id, "stands": stands}))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A center from some phase on, with anything done in any order."""
    case = Case(life_in(draw(st.sampled_from((Phase.INCUBATION, Phase.CONSTRUCTION, Phase.ACCEPTANCE)))))
    for _ in range(draw(st.integers(2, 10))):
        case.life.now += timedelta(days=draw(st.integers(0, 60)))
        draw(st.sampled_from((decide, decide, decide, correct, undo)))(case, draw)
    return case


@unhurried(60)
@given(cases())
def test_no_sequence_of_decisions_corrections_and_undoings_leaves_a_fact_before_its_ground_unless_it_was_named(
    case: Case,
) -> None:
    standing = {version for event in case.life.events if isinstance(event, ActUndone) for version in event.stands}
    for again in decided_again(as_read(case.life.records), Beside(DECIDER, CALENDAR)):
        assert again.version in case.named | standing, again.refusal
