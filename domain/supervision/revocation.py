"""The rules of 5.1 and 5.3 about how a center loses its right: on which ground it is revoked."""

from datetime import date

from domain.center import Center, Rectification
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import number_of
from domain.guideline.phases import BUILDING, SUPERVISED
from domain.guideline.vocabulary import EvaluationOutcome
from domain.kernel.base import Label
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m


def needs_ground_of_revocation(center: Center, context: Context) -> None:
    """5.1, 5.3: nobody is revoked but on an evaluation or a rectification that failed."""
    if ground_of_revocation(center, context.today) is None:
        raise Refusal("no_ground_for_revocation", "5.3")


def ground_of_revocation(center: Center, today: date) -> str | None:
    """``evaluation``, or the id of an order that was rejected or not reported in time; ``None`` without ground.

    An evaluation is one of the construction (5.1): once the center is established it is a ground no more.
    """
    evaluation = center.evaluation if center.phase in BUILDING else None
    if evaluation and evaluation.outcome is EvaluationOutcome.REVOCATION:
        return m.EVALUATION_AS_GROUND
    failed = (item.id for item in center.rectifications if has_failed(item, today))
    return next(failed, None)


def has_failed(order: Rectification, today: date) -> bool:
    """5.3: rejected, or not reported by the end of the due day; a late report doesn't undo that until accepted. Of an
    order that was put on record after its day nobody knows whether it was answered, until somebody enters that.
    """
    if order.status == "rejected":
        return True
    if order.status == "ordered":
        return today > order.due_on >= order.known_on
    return order.status == "reported" and order.reported_on is not None and order.reported_on > order.due_on


def what_gives_the_ground(command: m.RevokeCenter, center: Center, context: Context) -> tuple[RestsOn, ...]:
    """5.1, 5.3: the evaluation, or the order with what became of it, on which a center is revoked."""
    ground = ground_of_revocation(center, context.effective_on(command))
    if ground is None:
        return ()
    if ground == m.EVALUATION_AS_GROUND:
        return (RestsOn(m.ConstructionEvaluated),)
    return RestsOn(m.RectificationOrdered, ground), RestsOn(m.RectificationRejected, ground)


@decides(
    m.RevokeCenter,
    clause="5.3",
    roles=(Role.APPROVER,),
    phases=SUPERVISED,
    needs=(needs_ground_of_revocation,),
    rests_on=(APPROVAL,),
    rests_also=what_gives_the_ground,
    doubts=number_of(m.CenterRevoked),
    events=(m.CenterRevoked,),
    label=Label("撤销中心资格", "Revoke center"),
    ends=True,
)
def revoke_center(command: m.RevokeCenter, center: Center, context: Context) -> list[Event]:
    """5.1, 5.3: revoked by document, on the ground that the record shows."""
    ground = ground_of_revocation(center, context.effective_on(command))
    if ground is None:
        raise Refusal("no_ground_for_revocation", "5.3")
    return [m.CenterRevoked(**content(command), ground=ground)]


DECISIONS = (revoke_center,)
"""The decisions about revocations."""
