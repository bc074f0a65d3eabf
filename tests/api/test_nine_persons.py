"""Nine persons lead one center through its worst year over HTTP: approved, ordered to put things right, rejected,
revoked, restored by a higher authority, and established.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from tests.api.house import House, assert_problem
from tests.lives import BY_EXPERT, LEAD, ROLE_OF, Body, commands, confirming, path_to

SAY = commands()
NINE: dict[str, Actor] = {
    "applicant": Actor(id="chen.ruoyu", name="陈若愚", role=Role.APPLICANT, org=LEAD["uscc"]),
    "district": Actor(id="pan.hui", name="潘慧", role=Role.DISTRICT, district="pudong"),
    **BY_EXPERT,
    "officer": Actor(id="li.wen", name="李文", role=Role.OFFICER),
    "second officer": Actor(id="zhao.qian", name="赵谦", role=Role.OFFICER),
    "approver": Actor(id="wang.jun", name="王钧", role=Role.APPROVER),
    "second approver": Actor(id="sun.lan", name="孙岚", role=Role.APPROVER),
}
ANNULLED: Body = {
    "kind": "reconsideration",
    "effect": "annuls",
    "deciding_body": "上海市人民政府",
    "deciding_number": "沪府复〔2024〕8号",
    "reason": "认定整改不合格的事实不清",
}


START, APPROVED = date(2023, 2, 6), date(2023, 7, 3)
"""All of it happened in years of which the holidays are published, and is entered today."""


@dataclass(frozen=True)
class Case:
    """One center, and the nine who take part in its case."""

    house: House
    center: str

    async def take(self, body: Body, person: str | None = None, on: date | None = None) -> None:
        """A decision that goes on record: by a person of the nine, else by whom it belongs to; on a day, else today."""
        answer = await self.asked(body, person, on)
        assert answer.status_code == 201, answer.text

    async def refuse(self, body: Body, person: str, code: str, status: int = 403) -> None:
        """A decision that nobody takes, whatever is confirmed."""
        assert_problem(await self.asked(body, person), status, code)

    async def asked(self, body: Body, person: str | None = None, on: date | None = None) -> Any:
        dated = body | ({"effective_on": on.isoformat()} if on else {})
        return await self.house.decide(self.center, confirming(dated), NINE[person or person_of(body)])

    async def serve(self, event: str, on: date) -> None:
        """The last act of that name reaches the center."""
        await self.take(SAY["record_service"] | {"position": await self.position_of(event)}, on=on)

    async def undo(self, event: str, on: date) -> None:
        """The last act of that name is annulled from above: the officer proposes, the second approver confirms."""
        body = {"type": "undo", **ANNULLED, "position": await self.position_of(event), "served_on": str(on)}
        await self.take(body, "officer", on)
        (pending,) = (await self.page())["undoings"]
        confirmation = SAY["confirm_undo"] | {"undoing_id": pending["id"]}
        await self.take(confirmation, "second approver", on)

    async def page(self) -> Body:
        """The center as it stands."""
        found: Body = (await self.house.get(f"/centers/{self.center}")).json()
        return found

    async def events(self) -> list[Body]:
        """Its history, oldest first."""
        answer = await self.house.get(f"/centers/{self.center}/events", limit=200)
        items: list[Body] = answer.json()["items"]
        return items

    async def position_of(self, event: str) -> int:
        """Where the last event of that name stands."""
        return int(next(item["position"] for item in reversed(await self.events()) if item["type"] == event))


def person_of(body: Body) -> str:
    """By whom a decision is taken: the expert who signs it, or the first of the nine in its role."""
    role = ROLE_OF[body["type"]]
    return str(body.get("expert_id") or next(name for name, actor in NINE.items() if actor.role is role))


async def registered(house: House, on: date) -> Case:
    """A center that the applicant has put on the register."""
    body = confirming(SAY["register_center"] | {"center_id": f"t-{uuid4().hex[:12]}", "effective_on": on.isoformat()})
    answer = await house.post("/centers", body, NINE["applicant"], uuid4().hex)
    assert answer.status_code == 201, answer.text
    return Case(house, answer.json()["center_id"])


def way(first: str, last: str, start: date, every: int) -> Iterable[Body]:
    """The decisions from one to another on the way to establishment, so many days apart."""
    steps = path_to(Phase.OPERATION, start=start, every=timedelta(days=every))
    names = [step.body["type"] for step in steps]
    return [step.body for step in steps[names.index(first) : names.index(last) + 1]]


async def test_nine_persons_lead_a_center_through_revocation_and_its_annulment_to_establishment(house: House) -> None:
    case = await registered(house, START)
    await is_approved(case)
    await is_ordered_and_rejected(case)
    await is_revoked_after_it_was_heard(case)
    await is_restored_by_a_higher_authority(case)
    await is_established(case)
    events = await case.events()
    people = {(item["actor"]["id"], item["role"]) for item in events if item["role"] != Role.SYSTEM}
    assert people == {(actor.id, actor.role) for actor in NINE.values()}
    undone = [item["type"] for item in events if item["undone_by"]]
    heard = ["RevocationNoticed", "ServiceRecorded", "StatementRecorded"]
    assert undone == ["RectificationRejected", *heard, "CenterRevoked", "ServiceRecorded"]


async def is_approved(case: Case) -> None:
    """3.3, 3.4: the second officer takes the application over; the approver approves what the officers prepared."""
    for body in way("submit_industry_research", "issue_review_report", START, 7):
        await case.take(body, "second officer" if is_of_the_application(body) else None)
    approval = SAY["approve_construction"]
    await case.refuse(approval, "second officer", "role_not_allowed")
    await case.take(approval, on=APPROVED)


def is_of_the_application(body: Body) -> bool:
    """Whether it is the officer's in the review of the application."""
    is_of_the_review = body.get("stage") == "application" or body["type"] in ("hold_review_meeting", "inspect_site")
    return ROLE_OF[body["type"]] is Role.OFFICER and is_of_the_review


async def is_ordered_and_rejected(case: Case) -> None:
    """5.3: the district finds a problem, the bureau orders, the center reports, and the officer is not content."""
    await case.take(SAY["appoint_director"], on=date(2023, 7, 10))
    await case.take(SAY["form_alliance"], on=date(2023, 9, 4))
    await case.take(SAY["record_supervision"], "district", date(2024, 3, 1))
    order = SAY["order_rectification"] | {"due_on": str(today_in_shanghai() + timedelta(days=30))}
    await case.refuse(order, "district", "role_not_allowed")
    await case.take(order, on=date(2024, 3, 11))
    await case.serve("RectificationOrdered", date(2024, 3, 13))
    rectification = {"rectification_id": (await case.page())["rectifications"][0]["id"]}
    await case.take(SAY["report_rectification"] | rectification, on=date(2024, 5, 13))
    judgment = SAY["judge_rectification"] | rectification | {"outcome": "rejected", "reason": "设备仍未溯源"}
    await case.refuse(judgment, "applicant", "role_not_allowed")
    await case.take(judgment, on=date(2024, 5, 27))


async def is_revoked_after_it_was_heard(case: Case) -> None:
    """5.3: notice of the ground, its service, five working days, the statement and its answer; then the revocation."""
    revocation = SAY["revoke_center"]
    await case.refuse(revocation, "approver", "notice_missing", 409)
    notice = {"ground": (await case.page())["rectifications"][0]["id"], "reason": "整改后仍达不到要求"}
    await case.take(SAY["give_notice_of_revocation"] | notice, on=date(2024, 6, 3))
    await case.refuse(revocation, "approver", "notice_not_served", 409)
    await case.serve("RevocationNoticed", date(2024, 6, 5))
    await case.take(SAY["record_statement"], "applicant", date(2024, 6, 11))
    await case.refuse(revocation, "officer", "role_not_allowed")
    too_soon = confirming(revocation | {"effective_on": "2024-06-13"})
    await case.refuse(too_soon, "approver", "time_is_not_over", 409)
    await case.refuse(revocation, "approver", "statement_unanswered", 422)
    answered = revocation | {"answer_to_statement": "核查时两台设备仍无溯源证书"}
    await case.take(answered, "approver", date(2024, 6, 24))
    await case.serve("CenterRevoked", date(2024, 6, 26))
    assert (await case.page())["phase"] == "revoked"
    await case.house.installation.workflow(case.center).result()


async def is_restored_by_a_higher_authority(case: Case) -> None:
    """Undoing: the revocation is annulled, and the judgment on which it stood with it; the officer judges anew."""
    for event in ("CenterRevoked", "RectificationRejected"):
        await case.undo(event, date(2024, 9, 9))
    page = await case.page()
    assert (page["phase"], page["rectifications"][0]["status"]) == ("construction", "reported")
    rectification = {"rectification_id": page["rectifications"][0]["id"]}
    await case.refuse(SAY["revoke_center"], "approver", "no_ground_for_revocation", 409)
    await case.take(SAY["judge_rectification"] | rectification, "second officer", date(2024, 9, 23))


async def is_established(case: Case) -> None:
    """3.5.2, 3.5.3: all three experts are heard, and the second approver establishes."""
    start = date(2025, 5, 12) - timedelta(weeks=weeks_until("complete_self_inspection"))
    for body in way("complete_self_inspection", "confirm_revision", start, 7):
        await case.take(body)
        if body.get("expert_id") == "expert-2":
            await case.take(body | {"expert_id": "expert-3"})
    establishment = SAY["approve_establishment"]
    await case.refuse(establishment, "officer", "role_not_allowed")
    await case.take(establishment, "second approver", date(2025, 9, 1))
    page = await case.page()
    assert (page["phase"], page["established_on"]["on"]) == ("operation", "2025-09-01")


def weeks_until(name: str) -> int:
    """How many weeks after its registration a center takes the decision on the way to establishment."""
    steps = path_to(Phase.OPERATION, start=START)
    days = next(date.fromisoformat(step.body["effective_on"]) for step in steps if step.body["type"] == name) - START
    return days // timedelta(weeks=1)
