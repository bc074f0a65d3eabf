"""Whoever the record knows is found by two characters of a name: nobody types an id, nobody is taken for another."""

from typing import Any

import pytest

from api.console.decide.forms.answers import as_rows
from api.console.decide.forms.arranged.arrangement import Background
from api.console.decide.forms.arranged.table import by_answers
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import Group
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import Stage
from domain.kernel.roles import Actor, Role
from domain.reviews.messages import AppointExperts, Expert
from domain.reviews.rules import conflicts_of
from domain.wording.refusals import explain
from tests.api.house import House
from tests.console.conftest import DRAFTS, browser_of
from tests.console.pages import Page
from tests.console.test_deciding import address, answers, form_on, ticked
from tests.console.test_forms_by_hand import center_before
from tests.lives import ACTORS, JOINT_PARTY, LEAD, PANEL, PARTNER, commands, life_before, path_to

FIRST, SECOND, THIRD = PANEL["experts"]
STRANGER = Actor(id="stranger", name="别家", role=Role.APPLICANT, org="91310000MA1FL00000")
UNHEARD_OF = "12310000700003034M"
STAGE = {"stage": "acceptance"}


def panel_form() -> Group:
    return by_answers("appoint_experts", form_of(AppointExperts), Background((), frozenset()), {})


def named(*names: str, lead: int | None = None) -> dict[str, str]:
    """What a browser sends where only names are typed, and the lead is pressed in a row."""
    sent = {"experts.n": str(len(names))} | {f"experts.{place}.name": name for place, name in enumerate(names)}
    blank = {f"experts.{place}.{part}": "" for place in range(len(names)) for part in ("id", "organisation", "uscc")}
    return {**blank, **sent, **({"lead": f"experts.{lead}"} if lead is not None else {})}


async def items(house: House, kind: str, q: str, caller: Role | Actor, **more: str) -> list[dict[str, Any]]:
    async with browser_of(house, caller) as browser:
        answer = await browser.get(f"/console/known/{kind}", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_panel_of_three_is_appointed_by_three_names_and_one_press(house: House) -> None:
    center = await center_before(house, "appoint_experts", "acceptance")
    path = address(center, "appoint_experts")
    names = [one["name"] for one in PANEL["experts"]]
    async with browser_of(house, Role.OFFICER) as browser:
        sent = form_on(Page.of(await browser.get(path))) | named(*names, lead=1) | {"do": "check"}
        check = Page.of(await browser.post(path, data=sent))
        assert FIRST["organisation"] in check.text
        answer = await browser.post(path, data=ticked(check) | {"do": "sign"})
        assert answer.status_code == 303, answer.text
    (review,) = [
        one for one in (await house.get(f"/centers/{center}")).json()["reviews"] if one["stage"] == "acceptance"
    ]
    assert [one["id"] for one in review["experts"]] == [one["id"] for one in PANEL["experts"]]
    assert review["lead"] == SECOND["id"]


async def test_two_characters_find_whom_earlier_panels_had_and_nobody_is_guessed(house: House) -> None:
    center = await center_before(house, "appoint_experts", "acceptance")
    path, part = address(center, "appoint_experts"), "专家"
    async with browser_of(house, Role.OFFICER) as browser:
        sent = form_on(Page.of(await browser.get(path))) | named(part) | {"do": "change"}
        page = Page.of(await browser.post(path, data=sent))
        offered = [one for one in page.main.all("input", type="radio") if one.attributes["name"] == "experts.0.known"]
        assert len(offered) == 3
        assert form_on(page)["experts.0.id"] == ""
        chosen = form_on(page) | {"experts.0.known": offered[0].attributes["value"], "do": "change"}
        taken = form_on(Page.of(await browser.post(path, data=chosen)))
    assert taken["experts.0.name"] in {one["name"] for one in PANEL["experts"]}
    assert taken["experts.0.id"] in {one["id"] for one in PANEL["experts"]}


async def test_the_script_is_told_of_experts_with_their_conflict(house: House) -> None:
    center = await center_before(house, "appoint_experts", "acceptance")
    (found,) = await items(house, "experts", FIRST["name"], Role.OFFICER, center=center)
    assert found["fields"]["id"] == FIRST["id"]
    assert found["conflicts"] == []
    assert await items(house, "experts", FIRST["name"][:1], Role.OFFICER) == []


async def test_who_does_not_see_a_panel_finds_nobody_of_it(house: House) -> None:
    await center_before(house, "complete_preliminary_review", "application")
    assert await items(house, "experts", FIRST["name"], Role.OFFICER)
    assert await items(house, "experts", FIRST["name"], STRANGER) == []


async def test_organizations_of_the_register_are_found_by_who_sees_their_center(house: House) -> None:
    await house.register()
    (found,) = await items(house, "organizations", LEAD["name"][2:5], Role.OFFICER)
    assert {name: found["fields"][name] for name in ("name", "uscc", "kind", "district")} == LEAD
    assert await items(house, "organizations", LEAD["name"], STRANGER) == []


async def test_a_conflict_shows_in_the_row_with_its_clause_before_anything_is_checked(house: House) -> None:
    center = await center_before(house, "appoint_experts", "application")
    path = address(center, "appoint_experts")
    async with browser_of(house, Role.OFFICER) as browser:
        sent = form_on(Page.of(await browser.get(path)))
        own = {"experts.1.name": "王某", "experts.1.id": "e9", "experts.1.organisation": LEAD["name"], "do": "change"}
        page = Page.of(await browser.post(path, data=sent | own))
    (note,) = page.main.all("p", class_="conflict")
    assert "回避" in note.text
    assert note.all("a", class_="clause")
    assert page.main.one("fieldset", id="q-experts.1").all("p", class_="conflict") == [note]


@pytest.mark.parametrize(
    ("of_whom", "code"),
    [
        ({"organisation": LEAD["name"]}, "expert_not_independent"),
        ({"uscc": LEAD["uscc"]}, "expert_not_independent"),
        ({"id": ACTORS[Role.OFFICER].id}, "expert_has_another_part"),
    ],
)
def test_a_conflict_is_the_one_that_the_rule_refuses(of_whom: dict[str, str], code: str) -> None:
    life = life_before("appoint_experts", "application")
    expert = Expert.model_validate({**FIRST, **of_whom})
    (found,) = conflicts_of(expert, Stage.APPLICATION, life.center, ACTORS[Role.OFFICER])
    assert found.code == code
    assert explain(found.code, found.params)
    assert list(conflicts_of(Expert.model_validate(FIRST), Stage.APPLICATION, life.center, ACTORS[Role.OFFICER])) == []


def test_the_lead_is_the_member_whose_row_was_pressed_by_place_or_by_id() -> None:
    form = panel_form()
    for lead in ("experts.2", THIRD["id"]):
        pairs = {name: [text] for name, text in form.flat(form.answer(PANEL | STAGE | {"lead": FIRST["id"]}), "")}
        value = form.value(form.read(pairs | {"lead": [lead]}, ""))
        assert value["lead"] == THIRD["id"]
        assert value["experts"] == PANEL["experts"]


def test_with_a_row_less_the_lead_stays_who_it_was() -> None:
    form = panel_form()
    answers = form.answer(PANEL | STAGE | {"lead": THIRD["id"]})
    del as_rows(answers["experts"])[0]
    assert form.value(answers)["lead"] == THIRD["id"]
    assert dict(form.flat(answers, ""))["lead"] == "experts.1"


def test_without_a_lead_none_is_named() -> None:
    form = panel_form()
    answers = form.answer({**STAGE, "experts": PANEL["experts"]})
    assert "lead" not in form.value(answers)


def test_what_is_no_choice_of_ours_takes_nothing_over() -> None:
    form = panel_form()
    for sent in ("{", "[]", '{"id": 7}', '{"stage": "x"}'):
        read = form.read({"experts.n": ["1"], "experts.0.name": ["甲"], "experts.0.known": [sent]}, "")
        assert as_rows(read["experts"])[0] == {"name": "甲", "id": "", "organisation": "", "uscc": "", "leads": ""}


async def test_what_is_signed_is_what_was_checked_whomever_the_record_has_come_to_know_meanwhile(house: House) -> None:
    center = await center_before(house, "form_alliance")
    path, name = address(center, "form_alliance"), "上海新缆检测有限公司"
    alliance = {"name": "海缆联盟", "members": [{"name": name, "chain_position": "midstream"}]}
    async with browser_of(house, Role.APPLICANT) as browser:
        sent = form_on(Page.of(await browser.get(path))) | answers(commands()["form_alliance"] | alliance)
        check = Page.of(await browser.post(path, data=sent | {"do": "check"}))
        party = JOINT_PARTY | {"organisation": PARTNER | {"name": name, "uscc": UNHEARD_OF}}
        registered = {"joint": [party], "cooperation_mechanism": "联席会议", "name_zh": "上海市新缆产业计量测试中心"}
        house.center_after(path_to(Phase.INCUBATION, changes={"register_center": registered}))
        draft = f"{DRAFTS}{form_on(check)['command_id']}"
        offered = form_on(Page.of(await browser.get(draft)))
        assert offered["members.0.uscc"] == UNHEARD_OF, "the form fills in whom the record knows"
        again = Page.of(await browser.get(f"{draft}/check"))
        assert UNHEARD_OF not in again.text
        answer = await browser.post(path, data=ticked(again) | {"do": "sign"})
    assert "/receipts/" in answer.headers["location"], answer.headers["location"]
    members = (await house.get(f"/centers/{center}")).json()["commitments"]["alliance"]
    assert [(one["name"], one.get("uscc")) for one in members] == [(name, None)]
