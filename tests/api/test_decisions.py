"""Decisions over HTTP: what is asked once is decided once, and every answer says what it rests on."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter
from pydantic_core import from_json

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from service_layer import envelope
from tests.api.house import House, assert_problem
from tests.lives import ACTORS, commands, path_to

BODIES = commands()
RESEARCH = BODIES["submit_industry_research"]
REGISTRATION = {name: value for name, value in BODIES["register_center"].items() if name != "center_id"}


async def test_a_registration_answers_with_its_receipt_and_the_address_of_the_center(house: House) -> None:
    answer = await house.post("/centers", REGISTRATION, Role.APPLICANT, uuid4().hex)
    receipt = answer.json()
    assert answer.status_code == 201
    assert receipt["outcome"] == "recorded"
    assert [event["type"] for event in receipt["events"]] == ["CenterRegistered"]
    assert answer.headers["location"] == f"/api/v1/centers/{receipt['center_id']}"
    assert answer.headers["etag"] == '"1"'
    assert (await house.get(f"/receipts/{receipt['command_id']}")).json() == receipt


async def test_a_registration_need_not_say_its_type_and_meets_the_same_center_again(house: House) -> None:
    body = {name: value for name, value in REGISTRATION.items() if name != "type"}
    first, again = [await house.post("/centers", body, Role.APPLICANT, "the same key") for _ in range(2)]
    assert first.status_code == 422  # a blank is not visible
    key = uuid4().hex
    first, again = [await house.post("/centers", body, Role.APPLICANT, key) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


async def test_without_a_key_the_decision_is_given_an_id(house: House) -> None:
    answer = await house.post("/centers", REGISTRATION, Role.APPLICANT)
    assert answer.status_code == 201
    assert (await house.get(f"/receipts/{answer.json()['command_id']}")).status_code == 200


async def test_the_same_key_twice_is_one_event_and_one_receipt(house: House) -> None:
    center, key = await house.register(), uuid4().hex
    first = await house.decide(center, RESEARCH, key=key)
    again = await house.decide(center, RESEARCH, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len((await house.get(f"/centers/{center}/events")).json()["items"]) == 2


async def test_a_command_is_parsed_once_at_the_door_and_once_where_it_is_recorded(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    center, parsed = await house.register(), []

    def noting(parse: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **options: Any) -> Any:
            text = args[-1] if isinstance(args[-1], str) else bytes(args[-1]).decode(errors="replace")
            if '"type":"submit_industry_research"' in text:
                parsed.append(text)
            return parse(*args, **options)

        return noted

    monkeypatch.setattr(json, "loads", noting(json.loads))
    monkeypatch.setattr(envelope, "from_json", noting(from_json))
    monkeypatch.setattr(TypeAdapter, "validate_json", noting(TypeAdapter.validate_json))
    assert (await house.decide(center, RESEARCH)).status_code == 201
    assert len(parsed) == 2


async def test_the_same_key_in_parallel_is_one_event_and_one_receipt(house: House) -> None:
    center, key = await house.register(), uuid4().hex
    answers = await asyncio.gather(*(house.decide(center, RESEARCH, key=key) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len((await house.get(f"/centers/{center}/events")).json()["items"]) == 2


async def test_the_same_key_for_another_content_is_refused(house: House) -> None:
    center, key = await house.register(), uuid4().hex
    assert (await house.decide(center, RESEARCH, key=key)).status_code == 201
    other = await house.decide(center, RESEARCH | {"scope": "另一范围"}, key=key)
    assert_problem(other, 422, "command_id_reused")
    somebody_else = await house.decide(center, RESEARCH, Actor(id="x", name="x", role=Role.OFFICER), key=key)
    assert_problem(somebody_else, 422, "command_id_reused")


async def test_two_contents_under_one_key_in_parallel_are_one_event(house: House) -> None:
    center, key = await house.register(), uuid4().hex
    bodies = [RESEARCH | {"scope": f"范围{number}"} for number in range(4)]
    answers = await asyncio.gather(*(house.decide(center, body, key=key) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert len((await house.get(f"/centers/{center}/events")).json()["items"]) == 2


async def test_a_retried_refusal_is_the_same_refusal_though_it_would_be_open_by_now(house: House) -> None:
    center, key, plan = await house.register(), uuid4().hex, BODIES["report_preliminary_plan"]
    first = await house.decide(center, plan, key=key)
    for name in ("submit_industry_research", "record_support"):
        assert (await house.decide(center, BODIES[name])).status_code == 201
    again = await house.decide(center, plan, key=key)
    assert first.status_code == again.status_code == 409
    assert first.json() == again.json()
    assert (await house.decide(center, plan)).status_code == 201


async def test_a_refusal_names_code_clause_and_receipt_in_both_languages(house: House) -> None:
    center = await house.register()
    chinese = await house.decide(center, BODIES["record_support"])
    english = await house.decide(center, BODIES["record_support"], Accept_Language="en-GB,en;q=0.9,zh;q=0.1")
    problem = assert_problem(chinese, 409, "industry_research_missing")
    assert problem["clause"] == "3.3.1"
    assert problem["type"] == "urn:hengxu:problem:industry_research_missing"
    assert assert_problem(english, 409, "industry_research_missing")["detail"] != problem["detail"]
    assert (chinese.headers["content-language"], english.headers["content-language"]) == ("zh-CN", "en")
    receipt = (await house.http.get(problem["instance"], headers=house.bearer(Role.AUDITOR))).json()
    assert receipt["outcome"] == "refused"
    assert receipt["refusal"]["code"] == "industry_research_missing"
    assert receipt["refusal"]["detail"] == problem["detail"]


@pytest.mark.parametrize(
    ("name", "actor", "changes", "expected"),
    [
        ("submit_industry_research", ACTORS[Role.OFFICER], {}, (403, "role_not_allowed")),
        ("submit_industry_research", ACTORS[Role.AUDITOR], {}, (403, "role_not_allowed")),
        (
            "submit_industry_research",
            Actor(id="y", name="y", role=Role.APPLICANT, org="91310000132203002T"),
            {},
            (404, "center_unknown"),
        ),
        (
            "submit_industry_research",
            Actor(id="y", name="y", role=Role.APPLICANT, center="another"),
            {},
            (404, "center_unknown"),
        ),
        ("approve_construction", None, {}, (409, "phase_not_open")),
        ("register_center", None, {}, (409, "center_exists")),
        ("submit_industry_research", None, {"effective_on": "2100-01-01"}, (422, "effective_in_the_future")),
    ],
)
async def test_what_the_rules_refuse(
    house: House, name: str, actor: Actor | None, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    center = await house.register()
    assert_problem(await house.decide(center, BODIES[name] | changes, actor), *expected)


async def test_a_panel_that_is_too_small_is_refused(house: House) -> None:
    center = await house.register()
    for name in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        assert (await house.decide(center, BODIES[name])).status_code == 201
    panel = BODIES["appoint_experts"] | {"stage": "guidance", "experts": BODIES["appoint_experts"]["experts"][:2]}
    assert_problem(await house.decide(center, panel), 422, "expert_panel_too_small")


async def test_nothing_is_decided_about_a_center_that_nobody_knows(house: House) -> None:
    assert_problem(await house.decide("nobody-knows-it", RESEARCH), 404, "center_unknown")


@pytest.mark.parametrize(
    "center", ["calendar", "bureau.deputies", "CAPITALS", "a" * 64, "a%00b", "中心", "a b", "..%2f", "%F0%9F%98%80"]
)
async def test_what_can_be_no_center_is_not_found(house: House, center: str) -> None:
    answer = await house.decide(center, RESEARCH)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_center_is_not_called_as_the_calendar_is(house: House) -> None:
    answer = await house.post("/centers", REGISTRATION | {"center_id": "calendar"}, Role.APPLICANT, uuid4().hex)
    assert assert_problem(answer, 422, "body_invalid")["errors"][0]["field"] == "center_id"


async def test_a_version_that_has_moved_is_refused(house: House) -> None:
    center = await house.register()
    seen = (await house.get(f"/centers/{center}")).headers["etag"]
    assert (await house.decide(center, RESEARCH, If_Match=seen)).status_code == 201
    stale = await house.decide(center, BODIES["record_support"], If_Match=seen)
    assert assert_problem(stale, 412, "version_moved")["params"] == {"expected": 1, "actual": 2}
    assert (await house.decide(center, BODIES["record_support"], If_Match='"2"')).status_code == 201


@pytest.mark.parametrize(("seen", "code"), [(True, "version_moved"), (False, "phase_not_open")])
async def test_of_two_approvers_at_once_one_is_recorded_and_the_other_is_told_what_happened(
    house: House, seen: bool, code: str
) -> None:
    *before, approval = path_to(Phase.CONSTRUCTION)
    center = house.center_after(before)
    headers = {"If_Match": (await house.get(f"/centers/{center}")).headers["etag"]} if seen else {}
    two = [ACTORS[Role.APPROVER].model_copy(update={"id": f"approver-{place}"}) for place in (1, 2)]
    answers = await asyncio.gather(*(house.decide(center, approval.body, actor, **headers) for actor in two))
    refused, taken = sorted(answers, key=lambda answer: answer.status_code == 201)
    assert taken.status_code == 201, taken.text
    assert_problem(refused, 412 if seen else 409, code)
    events = (await house.get(f"/centers/{center}/events", limit=200)).json()["items"]
    assert [event["type"] for event in events].count("ConstructionApproved") == 1


@pytest.mark.parametrize("version", ["two", '"-1"', '"1', '"1e3"', 'W/"1', '"99999999999999999999"', '"1", "2"'])
async def test_a_version_that_is_none_is_refused(house: House, version: str) -> None:
    center = await house.register()
    assert_problem(await house.decide(center, RESEARCH, If_Match=version), 422, "if_match_invalid")


@pytest.mark.parametrize("key", ["", "a b", "a" * 201, "clock:c:annual_report/2026/missed", "import:c:1", "signal-1"])
async def test_a_key_that_is_none_or_the_systems_own_is_refused(house: House, key: str) -> None:
    center = await house.register()
    assert_problem(await house.decide(center, RESEARCH, key=key), 422, "idempotency_key_invalid")


async def test_a_key_may_hold_what_addresses_do_not(house: House) -> None:
    center, key = await house.register(), f"a/b?c=d#e%2F{uuid4().hex}"
    refused = await house.decide(center, BODIES["record_support"], key=key)
    receipt = await house.http.get(refused.json()["instance"], headers=house.bearer(Role.AUDITOR))
    assert receipt.json()["command_id"] == key


async def test_a_decision_that_nobody_answers_is_pending_and_then_decided(quiet_house: House) -> None:
    key = uuid4().hex
    receipt_waiter = await quiet_house.post("/centers", REGISTRATION, Role.APPLICANT, key, Prefer="wait=0")
    assert receipt_waiter.status_code == 202
    assert receipt_waiter.json()["outcome"] == "pending"
    location = receipt_waiter.headers["location"]
    assert location.startswith(f"/api/v1/receipts/{key}")
    assert (await quiet_house.get(f"/receipts/{key}")).json()["outcome"] == "pending"
    async with quiet_house.installation.working():
        decided = await quiet_house.post("/centers", REGISTRATION, Role.APPLICANT, key)
        receipt = await quiet_house.http.get(location, headers=quiet_house.bearer(Role.AUDITOR))
    assert decided.status_code == 201
    assert receipt.json() == decided.json()
    assert len((await quiet_house.get("/events")).json()["items"]) == 1


async def test_a_notice_of_working_days_is_entered_amended_and_listed(house: House) -> None:
    notice = {
        "year": 2027,
        "number": "国办发明电〔2026〕8号",
        "issued_on": "2026-11-05",
        "holidays": ["2027-01-01"],
        "working_weekends": [],
    }
    assert (await house.get("/calendar/notices")).json() == {"items": [], "next_cursor": None, "version": 0}
    entered = await house.post("/calendar/notices", {"notice": notice}, Role.OFFICER, uuid4().hex)
    assert entered.status_code == 201, entered.text
    again = await house.post("/calendar/notices", {"notice": notice}, Role.OFFICER, uuid4().hex)
    assert_problem(again, 409, "notice_already_entered")
    stranger = await house.post("/calendar/notices", {"notice": notice}, Role.APPLICANT, uuid4().hex)
    assert_problem(stranger, 403, "role_not_allowed")
    amended = {"notice": notice | {"holidays": ["2027-01-01", "2027-01-02"]}}
    assert (await house.post("/calendar/notices", amended, Role.OFFICER, uuid4().hex)).status_code == 201
    (listed,) = (await house.get("/calendar/notices")).json()["items"]
    assert listed["holidays"] == ["2027-01-01", "2027-01-02"]
    await house.until_the_calendar_rests()


async def test_a_whole_life_over_http(house: House) -> None:
    first, *others = path_to(Phase.OPERATION)
    center = await house.register(effective_on=first.body["effective_on"])
    for step in others:
        assert (await house.decide(center, step.body)).status_code == 201, step
    page = (await house.get(f"/centers/{center}")).json()
    assert page["phase"] == "operation"
    assert page["establishment_number"]["normalized"] == "沪市监计量〔2023〕402号"
    assert [review["stage"] for review in page["reviews"]] == ["guidance", "application", "acceptance"]


@pytest.mark.parametrize("spelled", ["Officer-1", "officer-1\u200b", "ｏｆｆｉｃｅｒ－１"])
async def test_nobody_confirms_their_own_correction_under_an_id_that_only_looks_otherwise(
    house: House, spelled: str
) -> None:
    center = await house.register()
    position = (await house.get(f"/centers/{center}/events")).json()["items"][0]["position"]
    proposed = await house.decide(center, BODIES["correct_record"] | {"position": position})
    assert proposed.status_code == 201, proposed.text
    [pending] = (await house.get(f"/centers/{center}")).json()["corrections"]
    same = ACTORS[Role.APPROVER].model_copy(update={"id": spelled})
    body = BODIES["confirm_correction"] | {"correction_id": pending["id"]}
    assert_problem(await house.decide(center, body, same), 403, "correction_by_the_same_person")
    assert (await house.decide(center, body)).status_code == 201
