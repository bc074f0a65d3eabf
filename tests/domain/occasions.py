"""For every decision an occasion on which it is open: the life so far, and the body that fits it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.decider import decide
from domain.guideline.phases import Phase
from domain.guideline.policy import GUIDELINE, POWERS_ASKED_SINCE
from domain.kernel.records import DecidedUnder, Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.replay import replay
from tests.lives import (
    TIME_FOR_A_STATEMENT,
    Body,
    Life,
    command_of,
    commands,
    confirming,
    evaluation,
    life_before,
    life_in,
    noon,
    path_to,
    revocation,
)

NOVEMBER = date(2023, 11, 20)


class Occasion(NamedTuple):
    """A life, and a decision that may be taken in it now; whatever is unusual about it is confirmed."""

    life: Life
    body: Body


def occasion(name: str) -> Occasion:
    """Where the decision of that type is open: its place on the way to establishment, or else during construction."""
    life, body = _occasion(name)
    return Occasion(life, confirming(body))


def _occasion(name: str) -> Occasion:
    find = _APART.get(name)
    if find:
        return find()
    return Occasion(life_before(name) if name in _ON_THE_WAY else under_construction(), _body(name))


_ON_THE_WAY = {step.body["type"] for step in path_to(Phase.OPERATION)}


def _body(name: str) -> Body:
    body = commands()[name]
    return body | {"stage": "guidance"} if name in ("appoint_experts", "give_opinion") else body


def under_construction(day: date = NOVEMBER) -> Life:
    """A center whose construction was approved on 2023-03-07 for 36 months; today is ``day``."""
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(day)
    return life


def served(life: Life, event: str) -> Life:
    """The life in which the last act of that name is served today."""
    return life.take(commands()["record_service"] | {"position": life.position_of(event)})


def with_an_order() -> tuple[Life, str]:
    """A center that is ordered to rectify by 2024-06-30, and the order's id."""
    life = under_construction().take(commands()["order_rectification"])
    return life, life.center.rectifications[-1].id


def with_a_served_order() -> tuple[Life, str]:
    """The same once the order is served, so that its time runs."""
    life, order = with_an_order()
    return served(life, "RectificationOrdered"), order


def imported() -> Life:
    """A center known by one report: approved in May 2022."""
    return Life(now=noon(NOVEMBER)).take(commands()["import_center"])


def _reporting() -> Occasion:
    life, order = with_a_served_order()
    return Occasion(life, commands()["report_rectification"] | {"rectification_id": order})


def _judging() -> Occasion:
    life, body = _reporting()
    judge = commands()["judge_rectification"] | {"rectification_id": body["rectification_id"]}
    return Occasion(life.take(body), judge)


def evaluated(life: Life, **changes: object) -> Life:
    """The life in which the construction is evaluated now, and decided on as proposed."""
    for body in evaluation(**changes):
        life.take(body)
    return life


BEFORE_POWERS = DecidedUnder(guideline=GUIDELINE, policy=POWERS_ASKED_SINCE - 1)
"""Under which decisions were taken before it was asked who may decide what, and how."""


def asked_before_powers(life: Life, body: Body, actor: Actor) -> list[Event] | Refusal:
    """What followed from the decision in an earlier release, without a number where none was asked for."""
    command = command_of(body)
    if "document_number" in type(command).model_fields:
        command = command.model_copy(update={"document_number": None})
    return decide(command, life.state, replace(life.context(actor), edition=BEFORE_POWERS.policy, asks_doubts=False))


def taken_before_powers(life: Life, body: Body, actor: Actor) -> Life:
    """The life in which the decision was taken and recorded so."""
    events = asked_before_powers(life, body, actor)
    assert not isinstance(events, Refusal), events
    first = len(life.records)
    life.record(events, actor, life.context(actor).effective_on(command_of(body)))
    for record in life.records[first:]:
        life.records[record.version - 1] = record.model_copy(update={"decided_under": BEFORE_POWERS})
    life.state = replay(life.records)
    return life


def _deciding_on_an_evaluation() -> Occasion:
    life = under_construction().take(commands()["evaluate_construction"])
    return Occasion(life, commands()["decide_on_evaluation"])


def _extending() -> Occasion:
    life, order = with_an_order()
    return Occasion(life, commands()["extend_rectification"] | {"rectification_id": order})


def rejected(life: Life) -> str:
    """The id of an order that is given and served now, answered and rejected."""
    served(life.take(commands()["order_rectification"]), "RectificationOrdered")
    order = {"rectification_id": life.center.rectifications[-1].id}
    life.take(commands()["report_rectification"] | order)
    life.take(commands()["judge_rectification"] | order | {"outcome": "rejected"})
    return life.center.rectifications[-1].id


def noticed(life: Life, ground: str = "evaluation") -> Life:
    """The life in which notice of a revocation is given now."""
    notice, _, _ = revocation(ground)
    return life.take(notice)


def heard_out(life: Life, ground: str = "evaluation") -> Life:
    """The life in which notice is given and served, and the time for a statement has passed."""
    _, service, _ = revocation()
    noticed(life, ground).take(service)
    life.now += TIME_FOR_A_STATEMENT
    return life


def revoked(life: Life, ground: str = "evaluation") -> Life:
    """The life in which the center is revoked on that ground, once the time for a statement has passed."""
    return heard_out(life, ground).take(commands()["revoke_center"])


def _noticing() -> Occasion:
    life = evaluated(under_construction(), outcome="revocation")
    return Occasion(life, commands()["give_notice_of_revocation"])


def _stating() -> Occasion:
    life, notice = _noticing()
    return Occasion(life.take(notice), commands()["record_statement"])


def _revoking() -> Occasion:
    life, _ = _noticing()
    return Occasion(heard_out(life), commands()["revoke_center"])


def _serving() -> Occasion:
    life, _ = with_an_order()
    position = life.position_of("RectificationOrdered")
    return Occasion(life, commands()["record_service"] | {"position": position})


def _giving_up(name: str) -> Occasion:
    return Occasion(under_construction().take(commands()["relinquish"]), commands()[name])


def with_a_proposed_order() -> tuple[Life, str]:
    """A center whose district has proposed an order of rectification, and the proposal's id."""
    life = under_construction().take(commands()["propose_rectification"])
    return life, life.center.supervision_issues[-1].id


def _following_up() -> Occasion:
    life, proposal = with_a_proposed_order()
    return Occasion(life, commands()["follow_up"] | {"about": proposal})


def _with_a_proposal(name: str) -> Occasion:
    life = life_in(Phase.INCUBATION).take(commands()["correct_record"])
    return Occasion(life, commands()[name] | {"correction_id": life.center.corrections[0].id})


def _finishing() -> Occasion:
    life = life_in(Phase.INCUBATION).take(commands()["begin_backfill"])
    return Occasion(life, commands()["finish_backfill"])


def _researched() -> Life:
    """A center with an act that nothing leans on yet."""
    return life_in(Phase.INCUBATION).take(commands()["submit_industry_research"])


def _confirming_an_undoing() -> Occasion:
    life = _researched().take(commands()["undo"])
    return Occasion(life, commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})


def _in_review(name: str) -> Occasion:
    return Occasion(life_before("request_supplement", "application"), commands()[name])


def _requiring() -> Occasion:
    changes = {"submit_application": {"consent_needed": False}}
    return Occasion(life_in(Phase.APPLICATION, changes), commands()["require_consent"])


_APART: dict[str, Callable[[], Occasion]] = {
    "register_center": lambda: Occasion(Life(), commands()["register_center"]),
    "import_center": lambda: Occasion(Life(now=noon(NOVEMBER)), commands()["import_center"]),
    "decline_construction": lambda: Occasion(life_before("approve_construction"), commands()["decline_construction"]),
    "recuse_expert": lambda: _in_review("recuse_expert"),
    "record_advice": lambda: _in_review("record_advice"),
    "require_consent": _requiring,
    "dissolve_alliance": lambda: Occasion(life_in(Phase.ACCEPTANCE), commands()["dissolve_alliance"]),
    "record_vacancy": lambda: Occasion(life_in(Phase.ACCEPTANCE), commands()["record_vacancy"]),
    "change_alliance": lambda: Occasion(life_in(Phase.ACCEPTANCE), commands()["change_alliance"]),
    "follow_up": _following_up,
    "decide_on_evaluation": _deciding_on_an_evaluation,
    "extend_rectification": _extending,
    "report_rectification": _reporting,
    "judge_rectification": _judging,
    "give_notice_of_revocation": _noticing,
    "record_statement": _stating,
    "revoke_center": _revoking,
    "withdraw_acceptance_application": lambda: Occasion(
        life_in(Phase.ACCEPTANCE), commands()["withdraw_acceptance_application"]
    ),
    "take_back_relinquishment": lambda: _giving_up("take_back_relinquishment"),
    "record_relinquishment": lambda: _giving_up("record_relinquishment"),
    "withdraw": lambda: Occasion(life_in(Phase.INCUBATION), commands()["withdraw"]),
    "amend_organisations": lambda: Occasion(life_in(Phase.INCUBATION), commands()["amend_organisations"]),
    "assign_officer": lambda: Occasion(life_in(Phase.INCUBATION), commands()["assign_officer"]),
    "record_merger": lambda: Occasion(life_in(Phase.INCUBATION), commands()["record_merger"]),
    "add_reports": lambda: Occasion(imported(), commands()["add_reports"]),
    "complete_record": lambda: Occasion(imported(), commands()["complete_record"]),
    "correct_record": lambda: Occasion(life_in(Phase.INCUBATION), commands()["correct_record"]),
    "take_back_correction": lambda: _with_a_proposal("take_back_correction"),
    "confirm_correction": lambda: _with_a_proposal("confirm_correction"),
    "record_service": _serving,
    "begin_backfill": lambda: Occasion(life_in(Phase.INCUBATION), commands()["begin_backfill"]),
    "finish_backfill": _finishing,
    "undo": lambda: Occasion(_researched(), commands()["undo"]),
    "confirm_undo": _confirming_an_undoing,
}
