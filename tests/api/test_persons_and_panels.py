"""One person, one part, and panels, over HTTP: the gravest of it, as a program meets it."""

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.lives import ACTORS, EXPERTS, LEAD, Step, commands, path_to


def before(name: str, place: int = 0) -> list[Step]:
    """The way up to the decision of that name; to its last occurrence with -1."""
    way = path_to(Phase.OPERATION)
    places = [number for number, step in enumerate(way) if step.body["type"] == name]
    return way[: places[place]]


async def test_who_prepared_does_not_approve_and_is_told_both_parts(house: House) -> None:
    center = house.center_after(before("approve_construction"))
    one = ACTORS[Role.APPROVER].model_copy(update={"id": "Officer-1\u200b"})
    answer = await house.decide(center, commands()["approve_construction"], one)
    assert (answer.status_code, answer.json()["code"]) == (403, "person_has_another_part")
    assert answer.json()["params"] == {"role": "approver", "other_role": "officer"}
    for words in ("市局经办", "市局审批"):
        assert words in answer.json()["detail"]
    found = (await house.get(f"/centers/{center}/actions", one)).json()["items"]
    [approval] = [item for item in found if item["type"] == "approve_construction"]
    assert (approval["open"], approval["reason"]["code"]) == (False, "person_has_another_part")


async def test_two_tokens_of_the_embedded_issuer_with_one_subject_are_one_person(house: House) -> None:
    center = house.center_after(before("record_support"))
    everybody = ACTORS[Role.DISTRICT].model_copy(update={"id": "applicant-1", "anyone": True})
    answer = await house.decide(center, commands()["record_support"], everybody)
    assert (answer.status_code, answer.json()["code"]) == (403, "person_has_another_part")


async def test_a_panel_replaced_speaks_anew_and_a_conflict_is_work_of_the_officer(house: House) -> None:
    center = house.center_after(before("request_supplement"))
    fourth = {"id": "expert-4", "name": "吴专家", "organisation": "复旦大学"}
    panel = commands()["appoint_experts"] | {"experts": [EXPERTS[0], EXPERTS[2], fourth]}
    assert (await house.decide(center, panel)).status_code == 201
    answer = await house.decide(center, commands()["complete_preliminary_review"])
    assert (answer.status_code, answer.json()["code"]) == (409, "opinion_missing")
    renamed = commands()["amend_organisations"] | {"lead": LEAD | {"name": "复旦大学"}}
    assert (await house.decide(center, renamed)).status_code == 201
    found = (await house.get(f"/centers/{center}/actions", Role.OFFICER)).json()["items"]
    [appointing] = [item for item in found if item["type"] == "appoint_experts"]
    assert [awaited["subject"] for awaited in appointing["awaited"]] == ["吴专家"]
    recusal = commands()["recuse_expert"] | {"expert_id": "expert-4", "applied_by": LEAD["name"]}
    answer = await house.decide(center, recusal)
    assert [event["type"] for event in answer.json()["events"]] == ["ExpertRecused"]
