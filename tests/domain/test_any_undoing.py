"""Whatever is undone of whatever history: it reads as what is left of it; what was known before reads as before."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.center import Center
from domain.comparing import read_at
from domain.decider import DECIDER, evolve
from domain.guideline.vocabulary import UndoingKind
from domain.housekeeping.correction import as_corrected, as_read
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.housekeeping.messages import (
    ActFoundUnlawful,
    ActUndone,
    UndoingConfirmed,
    UndoingProposed,
    UndoingTurnedDown,
)
from domain.housekeeping.undoing_rules import can_be_undone
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.replay import fold_on, replay
from domain.values.partial_days import day_in_shanghai
from domain.values.points import Point
from tests.domain.test_any_history import CALENDAR, HISTORIES, history, met_among, read_everything, sorts_of, unhurried
from tests.domain.test_undoing import COURT, OWN, without_undoings
from tests.lives import Body, Life, commands, confirming

ABOUT_UNDOING = (UndoingProposed, UndoingConfirmed, UndoingTurnedDown)


def counts(record: Record[Event], records: Sequence[Record[Event]]) -> bool:
    """Said plainly: no undoing that counts names it."""
    return not any(
        isinstance(later.event, ActUndone)
        and record.version in (*later.event.undone, *later.event.falls)
        and counts(later, records)
        for later in records[record.version :]
    )


def ways_of_undoing(life: Life) -> list[Body]:
    """What a proposal names besides the act and its reason, by each kind of undoing and each effect that differs."""
    today = day_in_shanghai(life.now).isoformat()
    served = COURT | {"served_on": today}
    return [
        {"kind": "entry_error"},
        {"kind": "withdrawn_ab_initio", **OWN},
        {"kind": "withdrawn", "withdrawn_from": today, **OWN},
        served,
        served | {"effect": "confirms_unlawful"},
    ]


def undo(life: Life, draw: st.DrawFn) -> None:
    """Some act that can be undone is, in some way; some of what leaned on it is left standing."""
    open_to_it = [record for record in life.records if can_be_undone(record, life.records)]
    if not open_to_it:
        return
    target, way = draw(st.sampled_from(open_to_it)), draw(st.sampled_from(ways_of_undoing(life)))
    body: Body = {"type": "undo", "position": target.position, "reason": "据书面材料", **way}
    if isinstance(life.ask(confirming(body)), Refusal):
        return
    life.take(body)
    pending = life.center.undoings[-1]
    leaning = pending.proposal.leaning
    stands = draw(st.lists(st.sampled_from(leaning), unique=True, max_size=3)) if leaning else []
    life.take(commands()["confirm_undo"] | {"undoing_id": pending.id, "stands": stands})


@st.composite
def undone_lives(draw: st.DrawFn) -> Life:
    """A life in which one thing after the other was undone, undoings among them; some that leaned on it stands."""
    life = Life(records=list(history(draw(st.sampled_from(sorted(HISTORIES))))))
    life.state, life.now = replay(life.records), life.records[-1].recorded_at + timedelta(days=1)
    for _ in range(draw(st.integers(1, 4))):
        undo(life, draw)
    return life


def of_today(life: Life) -> list[Event]:
    """What the generator itself put on record, after the history that it began with."""
    return [record.event for record in life.records if record.recorded_at == life.now]


REACHED: dict[str, Callable[[Event], bool]] = {
    "an entry error": lambda event: isinstance(event, ActUndone) and event.kind is UndoingKind.ENTRY_ERROR,
    "one from a day on": lambda event: isinstance(event, ActUndone) and event.kind is UndoingKind.WITHDRAWN,
    "a judgment": lambda event: isinstance(event, ActUndone) and event.kind is UndoingKind.JUDGMENT,
    "what falls, and what stands": lambda event: isinstance(event, ActUndone) and bool(event.falls and event.stands),
    "an act that stands": lambda event: isinstance(event, ActFoundUnlawful),
}


def test_what_is_undone_here_is_of_every_sort() -> None:
    met = met_among(undone_lives(), lambda life: sorts_of(of_today(life), REACHED))
    assert met == set(REACHED)


@unhurried(40)
@given(undone_lives())
def test_a_history_with_undoings_reads_as_what_is_left_of_it(life: Life) -> None:
    left = [record for record in life.records if counts(record, life.records)]
    naive: Center | None = None
    for record in as_corrected(left):
        if not isinstance(record.event, ABOUT_UNDOING):
            naive = evolve(naive, record)
    assert without_undoings(life.center) == without_undoings(naive)
    read_everything(life.center, life.now)


@unhurried(40)
@given(undone_lives())
def test_what_was_known_before_an_undoing_reads_as_it_did_then(life: Life) -> None:
    before = [record for record in life.records if record.recorded_at < life.now]
    known_at = life.now - timedelta(seconds=1)
    assert replay(life.records, known_at=known_at) == replay(before)
    assert read_at(life.records, Point(None, known_at)).center == replay(before)


@unhurried(40)
@given(undone_lives())
def test_nothing_rests_on_what_was_undone_save_what_was_left_standing(life: Life) -> None:
    beside = Beside(DECIDER, CALENDAR)
    begun = next((place for place, record in enumerate(life.records) if isinstance(record.event, ABOUT_UNDOING)), None)
    refused_before = {again.version for again in decided_again(as_read(life.records[:begun]), beside)}
    standing = {version for event in life.events if isinstance(event, ActUndone) for version in event.stands}
    for again in decided_again(as_read(life.records), beside):
        assert again.version in refused_before | standing


@unhurried(40)
@given(undone_lives())
def test_whoever_folds_on_step_by_step_comes_to_the_same(life: Life) -> None:
    center: Center | None = None
    for place, record in enumerate(life.records, start=1):
        center = replay(life.records[:place]) if record.event.AMENDS else fold_on(center, [record])
    assert center == life.center
