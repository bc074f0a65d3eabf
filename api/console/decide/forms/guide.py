"""What the guideline says about a decision, for whoever is about to take it: the clause, its clocks and its numbers."""

from typing import NamedTuple

from domain.deadlines.clocks import CLOCKS
from domain.guideline.clauses import CLAUSES, HOUSE, RECORD, Clause
from domain.guideline.policy import POLICY_RULES, Policy, number_in_words
from domain.kernel.base import Label


class GuideClock(NamedTuple):
    """A clock that the clause sets: what is due, and by when."""

    label: Label
    due: Label


class Guide(NamedTuple):
    """The clause and what it is part of, from the outermost on; and what of the house's own numbers rests on it."""

    clauses: list[Clause]
    clocks: list[GuideClock]
    numbers: list[Label]


def guide_to(clause: str, policy: Policy) -> Guide | None:
    """What the guideline says under that number; ``None`` for what rests on no clause of it."""
    if clause in (RECORD, HOUSE):
        return None
    parts = clause.split(".")
    around = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return Guide(
        [CLAUSES[number] for number in around if number in CLAUSES],
        [GuideClock(clock.kind.label, clock.due(policy)) for clock in CLOCKS if clock.kind.clause == clause],
        [_in_words(rule.label, rule.name, policy) for rule in POLICY_RULES if rule.clause == clause],
    )


def _in_words(label: Label, name: str, policy: Policy) -> Label:
    number = number_in_words(name, getattr(policy, name))
    return Label(f"{label.zh}：{number.zh}", f"{label.en}: {number.en}")
