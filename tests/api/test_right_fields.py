"""Of a command some fields of which are wrong, the right ones decide what doesn't depend on the others."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from api.decisions.right_fields import command_of_right_fields, decided_already
from domain.context import content
from domain.decider import PEOPLE_DECIDE, decide
from domain.decision import Decision
from domain.kernel.messages import Command, IncompleteCommand
from domain.kernel.refusals import Refusal
from domain.supervision.messages import OrderRectification
from domain.values.partial_days import earliest
from tests.domain.occasions import occasion
from tests.lives import Body, Life, command_of, commands, confirming, handed_in, life_before, placed, taken_by

ORDER = commands()["order_rectification"]
NO = Refusal("due_date_not_ahead", "5.3")
WRONG = object()
"""What no field takes."""


async def _trial(command: Command, *reads: str) -> Refusal | None:
    for name in reads:
        getattr(command, name)
    return NO


async def _met(life: Life, body: Body, wrong: str) -> Refusal | None:
    """What the fields of such a body decide already, of which one is wrong."""
    body = placed(body, life.position_of)
    part = command_of_right_fields(type(command_of(body)), body | {wrong: WRONG})
    assert part is not None

    async def trial() -> Refusal | None:
        decided = decide(part, life.state, life.context(taken_by(body)))
        return decided if isinstance(decided, Refusal) else None

    return await decided_already(trial())


@pytest.mark.parametrize(
    ("reads", "refusal"), [((), NO), (("due_on", "note"), NO), (("problems",), None), (("due_on", "problems"), None)]
)
async def test_a_rule_that_reads_what_is_wrong_decides_nothing(reads: tuple[str, ...], refusal: Refusal | None) -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"problems": ""})
    assert isinstance(part, OrderRectification)
    assert part.due_on.isoformat() == ORDER["due_on"]
    assert await decided_already(_trial(part, *reads)) is refusal


def test_whoever_makes_do_without_a_field_or_copies_them_all_meets_what_is_wrong_too() -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"problems": ""})
    assert part is not None
    with pytest.raises(IncompleteCommand):
        getattr(part, "problems", None)
    with pytest.raises(IncompleteCommand):
        content(part)
    assert getattr(part, "stage", None) is None
    assert "note" not in content(command_of_right_fields(OrderRectification, ORDER | {"note": 7}) or part)


def test_a_field_that_may_be_left_out_and_is_wrong_is_not_taken_for_left_out() -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"note": 7})
    assert part is not None
    with pytest.raises(IncompleteCommand):
        _ = part.note


def test_a_text_that_nobody_sees_is_wrong_beside_another_that_is() -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"due_on": "soon", "problems": "计量\u202e标准"})
    assert isinstance(part, OrderRectification)
    with pytest.raises(IncompleteCommand):
        _ = part.problems


def test_what_is_wrong_with_no_field_of_its_own_decides_nothing() -> None:
    assert command_of_right_fields(OrderRectification, ORDER | {"problem": "?"}) is None


async def test_what_is_doubtful_waits_until_all_is_right() -> None:
    async def doubted() -> Refusal:
        return Refusal("needs_confirmation", "house", doubts=[{"code": "day_long_ago"}])

    assert await decided_already(doubted()) is None


async def test_a_paper_of_an_authority_that_is_still_to_be_named_is_nobody_elses() -> None:
    life = life_before("record_consent")
    office = "长三角示范区执委会"
    body = handed_in(commands()["record_consent"], life.context(taken_by(ORDER)).today, office)
    named = life.ask(body | {"authority": office})
    assert not isinstance(named, Refusal) or named.code != "handed_in_by_another"
    assert await _met(life, body, "authority") is None


async def test_what_a_panel_rests_on_is_not_told_before_its_stage_is() -> None:
    life = life_before("appoint_experts", "acceptance")
    applied = next(record for record in life.records if record.event.wire_name() == "ApplicationSubmitted")
    body = commands()["appoint_experts"] | {"stage": "guidance", "effective_on": str(applied.effective_on)}
    refusal = life.ask(confirming(body))
    assert isinstance(refusal, Refusal)
    assert refusal.code != "day_before_its_ground"
    assert await _met(life, body, "stage") is None
    of_acceptance = life.ask(confirming(body | {"stage": "acceptance"}))
    assert isinstance(of_acceptance, Refusal)
    assert of_acceptance.code == "day_before_its_ground"


@pytest.mark.parametrize("decision", PEOPLE_DECIDE, ids=lambda decision: decision.type)
async def test_no_right_value_of_what_is_wrong_changes_what_is_decided_already(decision: Decision) -> None:
    life, body = occasion(decision.type)
    days = sorted({str(earliest(record.effective_on)) for record in life.records})
    for day in ("1990-01-01", *days[:: len(days) // 4 + 1], None):
        asked = body | ({"effective_on": day} if day else {})
        for name in set(decision.command.model_fields) - set(Command.model_fields) - {"type"}:
            refusal = await _met(life, asked, name)
            if refusal is None:
                continue
            for value in _right_values(decision.command, name, asked):
                try:
                    found = life.ask(asked | {name: value})
                except ValidationError:
                    continue
                assert found == refusal, (name, value)


def _right_values(command: type[Command], name: str, body: Body) -> Iterator[Any]:
    """Values that the field may take: its own, those of fields of that name, and each of a vocabulary."""
    yield body.get(name)
    yield from (other[name] for other in commands().values() if name in other)
    yield from _members(command.model_fields[name].annotation)


def _members(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (member.value for member in annotation)
    for part in get_args(annotation):
        yield from _members(part)


def test_every_decision_that_people_take_can_be_tried_as_far_as_it_is_right() -> None:
    for decision in PEOPLE_DECIDE:
        body = commands()[decision.type]
        whole = command_of_right_fields(decision.command, body)
        assert whole is not None
        assert whole == command_of(body)
