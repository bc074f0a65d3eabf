"""The guideline clause by clause: what it asks, what the system does for it, and whom it concerns now."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from api.console.frame.page_request import CurrentPage, at_lists
from domain.deadlines.clocks import CLOCKS
from domain.decider import EVENTS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.guideline.clauses import CLAUSES, GUIDELINE_ISSUED_ON, GUIDELINE_NUMBER, HOUSE, RECORD, Clause
from domain.guideline.phases import LIVING, Phase
from domain.guideline.policy import POLICY_RULES, Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.kernel.records import Event
from domain.reviews.messages import CLAUSE_OF as CLAUSE_OF_STAGE
from domain.reviews.messages import ReviewEvent
from domain.reviews.rules import STAGE_OF
from domain.supervision.clock_facts import ClockFact
from domain.visibility.relations import SEES_ALL, sees_public
from domain.wording.values import NO, YES
from service_layer.reading import ReadableLedger

router = APIRouter()

CHAPTERS = {
    "2": Label("二、主要任务", "2. Main tasks"),
    "3": Label("三、申报与筹建", "3. Application and construction"),
    "4": Label("四、运行管理", "4. Management"),
    "5": Label("五、监督管理", "5. Supervision"),
    RECORD: Label("本系统的规则", "Rules of this system"),
}
"""The guideline's chapters, and what the system adds to them; each begins with the first of its clauses."""


class PolicyNumber(NamedTuple):
    """A number of the rules, with its value in words."""

    name: str
    label: Label
    value: Label


class ClausePhaseCount(NamedTuple):
    """How many centers stand in a phase."""

    phase: Phase
    centers: int


class ClockNow(NamedTuple):
    """A clock of the clause, and how many are open and missed."""

    kind: ClockKind
    starts: Label
    due: Label
    open: int
    missed: int


class ClauseHere(NamedTuple):
    """A clause and what the system does for it. ``phases`` count the centers for which a decision of it is open by
    their phase.
    """

    clause: Clause
    chapter: Label | None
    decisions: list[Decision]
    events: list[type[Event]]
    clocks: list[ClockNow]
    numbers: list[PolicyNumber]
    phases: list[ClausePhaseCount]


@router.get("/guideline")
async def guideline(page_request: CurrentPage) -> Response:
    """The clauses in the guideline's order."""
    page_request = await at_lists(page_request)
    by_phase, by_clock = await page_request.read(_counts)
    policy = page_request.app_state.settings.policy
    return page_request.page(
        "guideline/guideline.html",
        number=GUIDELINE_NUMBER,
        issued_on=GUIDELINE_ISSUED_ON,
        chapters=_chapters(),
        reads_content=sees_public(page_request.actor),
        sees_all=page_request.actor.role in SEES_ALL,
        clauses=[
            ClauseHere(
                clause,
                _begins(clause.number),
                _decisions(clause.number),
                _events(clause.number),
                list(_clocks(clause.number, policy, by_clock)),
                _numbers(clause.number, policy),
                list(_phases(clause.number, by_phase)),
            )
            for clause in CLAUSES.values()
        ],
    )


def _counts(ledger: ReadableLedger) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    return ledger.read_model.count_by_phase(), ledger.read_model.count_clocks()


def _chapter(number: str) -> str:
    return RECORD if number in (RECORD, HOUSE) else number.partition(".")[0]


def _chapters() -> list[tuple[str, Label]]:
    """Each chapter's first clause, and its title."""
    firsts = {_chapter(number): number for number in reversed(CLAUSES)}
    return [(firsts[chapter], title) for chapter, title in CHAPTERS.items()]


def _begins(number: str) -> Label | None:
    return dict(_chapters()).get(number)


def clauses_of(decision: Decision) -> set[str]:
    """The clauses on which a decision rests: one of a review on that of each stage in which it is taken."""
    if _is_of_a_review(decision):
        return {CLAUSE_OF_STAGE[STAGE_OF[phase]] for phase in decision.phases}
    return {decision.clause}


def phases_of(decision: Decision, number: str) -> set[Phase]:
    """The phases in which it is taken by that clause."""
    if _is_of_a_review(decision):
        return {phase for phase in decision.phases if CLAUSE_OF_STAGE[STAGE_OF[phase]] == number}
    return set(decision.phases)


def _is_of_a_review(decision: Decision) -> bool:
    return any(issubclass(event, ReviewEvent) for event in decision.events)


def _decisions(number: str) -> list[Decision]:
    return [decision for decision in PEOPLE_DECIDE if number in clauses_of(decision)]


def _events(number: str) -> list[type[Event]]:
    """What is recorded under the clause: what its decisions bring about, and what its clocks say."""
    by_decision = [event for decision in _decisions(number) for event in decision.events]
    others = [event for event in EVENTS if number == event.CLAUSE and not issubclass(event, ClockFact)]
    return list(dict.fromkeys([*by_decision, *others]))


def _clocks(number: str, policy: Policy, counts: dict[tuple[str, str], int]) -> Iterator[ClockNow]:
    for clock in CLOCKS:
        if clock.kind.clause == number:
            yield ClockNow(
                clock.kind,
                clock.starts(policy),
                clock.due(policy),
                *(counts.get((clock.kind, status), 0) for status in (ClockStatus.OPEN, ClockStatus.MISSED)),
            )


def _numbers(number: str, policy: Policy) -> list[PolicyNumber]:
    return [
        PolicyNumber(rule.name, rule.label, in_words(getattr(policy, rule.name)))
        for rule in POLICY_RULES
        if rule.clause == number
    ]


def in_words(value: Any) -> Label:
    """A number of the rules as people read it."""
    if isinstance(value, bool):
        return YES if value else NO
    text = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return Label(text, text.replace("、", ", "))


def _phases(number: str, by_phase: dict[str, int]) -> Iterator[ClausePhaseCount]:
    """Those in which centers stand now; what may be decided in any phase concerns nobody in particular."""
    concerned = {
        phase
        for decision in _decisions(number)
        if decision.steps or len(decision.phases) < len(LIVING)
        for phase in phases_of(decision, number)
    }
    for phase in Phase:
        if phase in concerned and by_phase.get(phase):
            yield ClausePhaseCount(phase, by_phase[phase])
