"""What somebody of another center or of no panel tries to learn over HTTP, by asking and by deciding."""

from typing import Any
from uuid import uuid4

import pytest

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from ledger.read_model.cursors import to_cursor
from tests.api.house import V1, House, assert_problem
from tests.api.test_undoing import position_of
from tests.lives import ACTORS, BY_EXPERT, EXPERTS, PARTNER, SUCCESSOR, commands, path_to

BODIES = commands()
FOREIGN = Actor(id="foreign", name="外部申报人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])
FOREIGN_EXPERT = Actor(id="expert-9", name="外部专家", role=Role.EXPERT)
NOTHING: dict[str, object] = {"items": [], "next_cursor": None, "total": 0, "being_remade": False}


async def test_an_expert_of_no_panel_learns_by_no_refusal_who_sits_on_one(house: House) -> None:
    steps = path_to(Phase.OPERATION)
    appointed = [step.body["type"] for step in steps].index("approve_construction")
    sits = next(
        place for place, step in enumerate(steps) if place > appointed and step.body["type"] == "appoint_experts"
    )
    center = house.center_after(steps[: sits + 1])
    opinion = BODIES["give_opinion"] | {"stage": "acceptance"}
    report = BODIES["report_on_site_acceptance"]
    answers = []
    for expert_id in (EXPERTS[0]["id"], EXPERTS[1]["id"], "nobody", FOREIGN_EXPERT.id):
        for body in (opinion, report):
            answer = await house.decide(center, body | {"expert_id": expert_id}, FOREIGN_EXPERT)
            answers.append({**assert_problem(answer, 403, "center_not_yours"), "instance": ""})
    assert all(answer == answers[0] for answer in answers)
    mine = await house.decide(center, opinion | {"expert_id": "expert-2"}, BY_EXPERT["expert-2"])
    assert mine.status_code == 201, mine.text


async def test_whose_panel_is_over_is_answered_what_they_had_decided_and_nothing_else(house: House) -> None:
    steps = path_to(Phase.APPLICATION)
    center, key = house.center_after(steps), uuid4().hex
    panel = BODIES["appoint_experts"] | {"stage": "application"}
    assert (await house.decide(center, panel)).status_code == 201
    opinion = BODIES["give_opinion"] | {"stage": "application", "expert_id": "expert-2"}
    first = await house.decide(center, opinion, BY_EXPERT["expert-2"], key)
    assert first.status_code == 201, first.text
    others = [
        *({"id": f"other-{place}", "name": f"新专家{place}", "organisation": "东华大学"} for place in range(3)),
    ]
    again = panel | {"experts": others, "lead": "other-0"}
    replaced = await house.decide(center, again | {"confirmed": {"doubts": [], "reason": "更换"}})
    assert replaced.status_code == 201, replaced.text
    sent_again = await house.decide(center, opinion, BY_EXPERT["expert-2"], key)
    assert (sent_again.status_code, sent_again.json()) == (201, first.json())
    assert_problem(await house.decide(center, opinion, BY_EXPERT["expert-2"]), 404, "center_unknown")


async def test_that_somebody_else_has_sent_a_file_is_not_learned_by_sending_it(quiet_house: House) -> None:
    async def send(by: Actor, title: str, kind: str) -> tuple[int, str, str]:
        headers = quiet_house.bearer(by) | {"Content-Type": kind}
        answer = await quiet_house.http.post(
            f"{V1}/documents", content=b"paper", params={"title": title}, headers=headers
        )
        return answer.status_code, answer.json()["title"], answer.json()["media_type"]

    lead = ACTORS[Role.APPLICANT]
    assert await send(lead, "陈专家的意见", "application/pdf") == (201, "陈专家的意见", "application/pdf")
    assert await send(FOREIGN, "某文件", "text/plain") == (201, "某文件", "text/plain")
    assert await send(lead, "又一次", "text/plain") == (200, "陈专家的意见", "application/pdf")


async def test_a_stranger_finds_nothing_whatever_is_asked_of_a_hidden_center(house: House) -> None:
    center = await house.center_in(Phase.APPLICATION)
    position = await position_of(house, center, "ApplicationSubmitted")
    words = {"q": "计量测试"}
    for reader in (
        FOREIGN,
        FOREIGN_EXPERT,
        ACTORS[Role.DISTRICT].model_copy(update={"id": "far", "district": "chongming"}),
    ):
        moments = ({"as_of": "2023-01-01"}, {"known_at": "2099-01-01T00:00:00Z"})
        for part, questions in (("", moments), ("/events", ()), ("/actions", ()), ("/documents", ())):
            for asked in ({}, *questions):
                assert_problem(await house.get(f"/centers/{center}{part}", reader, **asked), 404, "center_unknown")
        assert (await house.get("/centers", reader, **words)).json() == NOTHING
        assert (await house.get("/deadlines", reader)).json() == NOTHING
        assert (await house.get("/events", reader, after=position - 1)).json()["items"] == []
        answer = await house.decide(center, BODIES["withdraw"], reader, If_Match='"1"')
        assert_problem(answer, 404, "center_unknown")


async def test_a_token_bound_to_another_center_reads_what_is_public(house: House) -> None:
    center, other = await house.center_in(Phase.CONSTRUCTION), await house.register()
    for bound in (
        ACTORS[Role.APPLICANT].model_copy(update={"center": other, "id": "bound"}),
        Actor(id="bound", name="限定", role=Role.APPLICANT, center=other),
        Actor(id="bound", name="限定", role=Role.APPLICANT, center=other, anyone=True),
        Actor(id="bound", name="限定", role=Role.EXPERT, center=other),
        Actor(id="bound", name="限定", role=Role.APPLICANT, center=center.upper(), org=PARTNER["uscc"]),
    ):
        page = (await house.get(f"/centers/{center}", bound)).json()
        assert page["view"] == "public"
        events = (await house.get(f"/centers/{center}/events", bound, limit=200)).json()["items"]
        assert {event["type"] for event in events} == {"ConstructionApproved"}
        assert {event["actor"]["name"] for event in events} == {"上海市市场监督管理局"}
        assert_problem(await house.get(f"/centers/{center}/deadlines", bound), 404, "center_unknown")


@pytest.mark.parametrize("order", ["recorded", "effective"])
async def test_official_acts_are_read_page_by_page_to_their_end(house: House, order: str) -> None:
    center = await house.center_in(Phase.OPERATION)
    everything = (await house.get(f"/centers/{center}/events", FOREIGN, order=order)).json()["items"]
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"order": order, "limit": 1}
    while True:
        answer = await house.get(f"/centers/{center}/events", FOREIGN, **asked)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if (cursor := answer.json()["next_cursor"]) is None:
            break
        asked["cursor"] = cursor
    assert found == everything
    assert [event["type"] for event in found] == ["ConstructionApproved", "CenterEstablished"]
    last = to_cursor([*([found[-1]["effective_on"]] if order == "effective" else []), str(found[-1]["version"])])
    answer = await house.get(f"/centers/{center}/events", FOREIGN, order=order, cursor=last)
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next_cursor": None})
