"""Of a command some fields of which are wrong, the right ones decide what doesn't depend on the others."""

import pytest

from api.decisions.right_fields import command_of_right_fields, decided_already
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.supervision.messages import OrderRectification, RectificationOrdered
from tests.lives import commands

ORDER = commands()["order_rectification"]
NO = Refusal("due_date_not_ahead", "5.3")


async def _trial(command: Command, *reads: str) -> Refusal | None:
    for name in reads:
        getattr(command, name)
    return NO


@pytest.mark.parametrize(
    ("reads", "refusal"), [((), NO), (("due_on", "note"), NO), (("problems",), None), (("due_on", "problems"), None)]
)
async def test_a_rule_that_reads_what_is_wrong_decides_nothing(reads: tuple[str, ...], refusal: Refusal | None) -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"problems": ""})
    assert isinstance(part, OrderRectification)
    assert part.due_on.isoformat() == ORDER["due_on"]
    assert await decided_already(_trial(part, *reads)) is refusal


async def test_where_no_rule_says_no_and_the_event_needs_what_is_wrong_nothing_is_decided() -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"problems": ""})

    async def event_is_made() -> Refusal | None:
        RectificationOrdered.model_validate(dict(part or ()))
        return NO

    assert await decided_already(event_is_made()) is None


def test_a_field_that_may_be_left_out_and_is_wrong_is_not_taken_for_left_out() -> None:
    part = command_of_right_fields(OrderRectification, ORDER | {"note": 7})
    assert part is not None
    with pytest.raises(AttributeError):
        _ = part.note


def test_what_is_wrong_with_no_field_of_its_own_decides_nothing() -> None:
    assert command_of_right_fields(OrderRectification, ORDER | {"problem": "?"}) is None


async def test_what_is_doubtful_waits_until_all_is_right() -> None:
    async def doubted() -> Refusal:
        return Refusal("needs_confirmation", "house", doubts=[{"code": "day_long_ago"}])

    assert await decided_already(doubted()) is None
