"""The deputies' keeper: what was said is recorded once, in its order, whether a worker ran meanwhile or not."""

from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Role
from tests.domain.deputies import naming
from tests.temporal import Installation, anyone


async def test_what_is_said_while_no_worker_runs_is_recorded_in_its_order_and_the_keeper_ends(
    house: Installation,
) -> None:
    body = naming(begins_on="2199-01-01", ends_on="2199-01-09")
    roles = (Role.OFFICER, Role.APPROVER, Role.APPROVER)
    ids = [await house.send(house.letter(DEPUTIES, anyone(role), body)) for role in roles]
    async with house.working():
        receipts = await house.receipts(len(ids))
        result = await house.workflow(DEPUTIES).result()
    assert [receipt.command_id for receipt in receipts] == ids
    assert [receipt.outcome for receipt in receipts] == ["refused", "recorded", "refused"]
    assert receipts[2].refusal is not None
    assert receipts[2].refusal.code == "deputy_named_already"
    assert "1" in result
    assert "王审批" not in result
