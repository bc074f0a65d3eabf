"""Over HTTP: a deputy is named and ended, decides meanwhile, and every answer says for whom."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Actor, Role
from tests.api.house import House, assert_problem
from tests.domain.deputies import naming
from tests.lives import ACTORS, Body, commands, confirming

LI, WANG = ACTORS[Role.OFFICER], ACTORS[Role.APPROVER]
SUN = Actor(id="officer-2", name="孙经办", role=Role.OFFICER)
FOR_WANG = {"id": WANG.id, "name": WANG.name}


@pytest.fixture
async def bureau(house: House) -> AsyncIterator[House]:
    """A house whose deputies are named by its tests."""
    yield house
    await house.until_the_deputies_rest()


def for_wang(days: int = 6, **changes: Any) -> Body:
    """孙经办 stands in for 王审批 from today on."""
    today = today_in_shanghai()
    period = {"begins_on": str(today), "ends_on": str(today + timedelta(days=days))}
    return naming(deputy={"id": SUN.id, "name": SUN.name}, **period) | changes


async def name(bureau: House, body: Body | None = None, caller: Actor = WANG, key: str | None = None) -> Any:
    return await bureau.post("/deputies", body or for_wang(), caller, key or uuid4().hex)


async def proposed(bureau: House) -> str:
    """A center with a correction that an approver has to confirm."""
    center = await bureau.register()
    answer = await bureau.decide(center, commands()["correct_record"] | {"position": await first(bureau, center)}, LI)
    assert answer.status_code == 201, answer.text
    return center


async def first(bureau: House, center: str) -> int:
    return int((await bureau.get(f"/centers/{center}/events")).json()["items"][0]["position"])


async def test_an_approver_is_on_leave_and_a_deputy_decides(bureau: House) -> None:
    """Situation 53."""
    center = await proposed(bureau)
    confirmation = commands()["confirm_correction"] | {"correction_id": "c2"}
    assert_problem(await bureau.decide(center, confirmation, SUN), 403, "role_not_allowed")
    named = await name(bureau)
    assert named.status_code == 201, named.text
    assert named.headers["location"] == "/api/v1/deputies"
    (one,) = (await bureau.get("/deputies", SUN)).json()["items"]
    assert (one["id"], one["deputy"]["name"], one["deputy_for"], one["in_force"]) == ("d1", "孙经办", FOR_WANG, True)
    offered = (await bureau.get(f"/centers/{center}/actions", SUN)).json()["items"]
    assert next(item["open"] for item in offered if item["type"] == "confirm_correction")
    answer = await bureau.decide(center, confirmation, SUN, "for-wang")
    assert answer.status_code == 201, answer.text
    receipt = (await bureau.get("/receipts/for-wang")).json()
    event = (await bureau.get(f"/centers/{center}/events")).json()["items"][-1]
    for body in (answer.json(), receipt, event):
        assert (body["actor"]["role"], body["actor"]["deputy_for"]) == ("approver", FOR_WANG)


async def test_a_decision_without_a_deputy_names_none_in_any_answer(bureau: House) -> None:
    named = await name(bureau)
    assert "deputy_for" not in named.json()["actor"]


async def test_the_same_request_again_is_the_same_naming(bureau: House) -> None:
    first, again = await name(bureau, key="n1"), await name(bureau, key="n1")
    assert first.json() == again.json()
    assert_problem(await name(bureau, for_wang(3), key="n1"), 422, "command_id_reused")
    assert len((await bureau.get("/deputies")).json()["items"]) == 1


async def test_whoever_is_no_approver_names_nobody_and_that_is_on_record(bureau: House) -> None:
    answer = await name(bureau, caller=SUN, key="self-made")
    assert_problem(answer, 403, "role_not_allowed")
    assert (await bureau.get("/receipts/self-made")).json()["outcome"] == "refused"
    assert (await bureau.get("/deputies")).json() == {"items": [], "next_cursor": None, "version": 0}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"deputy": FOR_WANG}, 422, "deputy_of_oneself"),
        ({"ends_on": "2020-01-01"}, 422, "deputy_period_reversed"),
        ({"ends_on": "2199-01-01"}, 422, "deputy_period_too_long"),
        ({"role": "auditor"}, 422, "body_invalid"),
        ({"type": "approve_construction"}, 422, "body_invalid"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_what_to_do(
    bureau: House, changes: Body, status: int, code: str
) -> None:
    assert (await name(bureau)).status_code == 201
    assert_problem(await name(bureau, for_wang() | changes), status, code)


async def test_a_deputyship_is_ended_before_its_time(bureau: House) -> None:
    assert (await name(bureau)).status_code == 201
    ending = {"type": "end_deputy", "deputyship_id": "d1", "reason": "提前销假"}
    assert (await name(bureau, ending)).status_code == 201
    (one,) = (await bureau.get("/deputies")).json()["items"]
    assert (one["in_force"], one["ended_on"]) == (False, str(today_in_shanghai()))
    assert_problem(await name(bureau, ending), 409, "deputyship_over")
    center = await proposed(bureau)
    confirmation = commands()["confirm_correction"] | {"correction_id": "c2"}
    assert_problem(await bureau.decide(center, confirmation, SUN), 403, "role_not_allowed")


async def test_whoever_prepared_it_does_not_approve_it_as_a_deputy(bureau: House) -> None:
    assert (await name(bureau, for_wang(deputy={"id": LI.id, "name": LI.name}))).status_code == 201
    center = await bureau.center_in(Phase.APPLICATION)
    approval = confirming(commands()["decline_construction"])
    answer = await bureau.decide(center, approval, LI)
    assert_problem(answer, 403, "person_has_another_part")


async def test_the_deputies_are_in_the_log_and_are_no_center(bureau: House) -> None:
    assert (await name(bureau)).status_code == 201
    (event,) = [one for one in (await bureau.get("/events")).json()["items"] if one["center_id"] == DEPUTIES]
    assert (event["type"], event["data"]["role"], event["label"]["zh"]) == ("DeputyNamed", "approver", "指定代理")
    assert_problem(await bureau.get(f"/centers/{DEPUTIES}"), 404, "center_unknown")
    answer = await bureau.post(f"/centers/{DEPUTIES}/decisions", for_wang(), WANG, uuid4().hex)
    assert_problem(answer, 404, "center_unknown")
