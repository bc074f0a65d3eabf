"""On which grounds a center can be revoked (5.1, 5.3), and what ends a ground.

A ground is a decision on an evaluation by which revocation is intended, or an order that was rejected and whose time
ran for the center, as its service reads now. A later favourable decision on the same matter ends it: continued support,
another order that gives a new chance, and of what concerned the construction the establishment.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.acceptance.messages import CenterEstablished
from domain.center import Center, Notice, Rectification
from domain.guideline.phases import BUILDING, SUPERVISED
from domain.guideline.vocabulary import EvaluationOutcome
from domain.kernel.records import fact_key
from domain.order_of_days import RestsOn
from domain.supervision import messages as m
from domain.supervision.rectification import time_runs
from domain.values.partial_days import latest


class Ground(NamedTuple):
    """What a center can be revoked on: ``evaluation``, or the id of a rejected order; the day of the decision that
    makes it one, and its place in the history; what was to be put right, in the order's own words.
    """

    id: str
    on: date
    version: int
    subject: str = ""

    @property
    def clause(self) -> str:
        """5.1 of an evaluation, 5.3 of an order."""
        return m.clause_of_ground(self.id)

    @property
    def part(self) -> str:
        """By which what waits for a decision on it is told apart."""
        return self.id if self.id == m.EVALUATION_AS_GROUND else f"rectification/{self.id}"


def standing_grounds(center: Center) -> tuple[Ground, ...]:
    """Every ground that stands: nothing has ended it since."""
    return tuple(_grounds(center)) if center.phase in SUPERVISED else ()


def _grounds(center: Center) -> Iterator[Ground]:
    evaluation = center.evaluation
    if evaluation is not None and evaluation.outcome is EvaluationOutcome.REVOCATION and center.phase in BUILDING:
        yield Ground(m.EVALUATION_AS_GROUND, evaluation.on, evaluation.version)
    for order in center.rectifications:
        is_rejected = order.status == "rejected" and time_runs(order, order.due_on, center)
        if is_rejected and order.judged_on is not None:
            ground = Ground(order.id, order.judged_on, order.judged_version, order.problems)
            if not _is_supported_since(ground, center) and not _has_ended(order, center):
                yield ground


def _is_supported_since(ground: Ground, center: Center) -> bool:
    """Whether support was continued later; of one day the history says what came later."""
    support = center.continued_support
    return support is not None and (support.on, support.version) > (ground.on, ground.version)


def _has_ended(order: Rectification, center: Center) -> bool:
    """Whether another order gives a new chance, or the order was one of a construction that is over."""
    has_new_chance = any(other.follows == order.id for other in center.rectifications)
    return has_new_chance or _was_of_the_construction(order, center)


def _was_of_the_construction(order: Rectification, center: Center) -> bool:
    """Whether the center was established after it was given; of one day the history says which came first."""
    if center.established_on is None:
        return False
    key = fact_key(CenterEstablished)
    version = max((at for (_, acted), at in center.acted.items() if acted == key), default=0)
    return (order.ordered_on, order.version) < (latest(center.established_on), version)


def standing_notice(center: Center) -> Notice | None:
    """The notice of an intended revocation, while the very ground that it names stands; one whose ground has fallen is
    void, and a new ground needs a new notice.
    """
    notice = center.notice
    return notice if notice is not None and ground_of(notice, center) is not None else None


def ground_of(notice: Notice, center: Center) -> Ground | None:
    """The ground that a notice names, if it still stands."""
    grounds = standing_grounds(center)
    return next((ground for ground in grounds if ground.id == notice.ground and ground.version < notice.version), None)


def facts_of_ground(ground: str) -> tuple[RestsOn, ...]:
    """The facts on which rests what is decided on a ground: the order of days, and who prepared it, follow them."""
    if ground == m.EVALUATION_AS_GROUND:
        return RestsOn(m.ConstructionEvaluated), RestsOn(m.EvaluationDecided)
    return RestsOn(m.RectificationOrdered, ground), RestsOn(m.RectificationRejected, ground)
