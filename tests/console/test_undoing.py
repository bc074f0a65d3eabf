"""Undoing at the desk: from the event's page to a proposal, to what leans on it, and to a line struck through."""

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.api.test_undoing import BY_A_COURT, confirmed, position_of, proposed
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import confirming


async def test_an_event_leads_an_officer_to_the_form_with_the_act_chosen_and_nobody_else(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    position = await position_of(house, center, "CenterRevoked")
    async with browser_of(house, Role.OFFICER) as browser:
        event = Page.of(await browser.get(f"/console/events/{position}"))
        form = await browser.get(event.main.link("登记差错、撤销、撤回……"))
        assert f'<option value="{position}" selected>' in form.text
        assert "人民法院" in form.text
    async with browser_of(house, Role.APPROVER) as browser:
        assert "登记差错、撤销、撤回" not in (await browser.get(f"/console/events/{position}")).text


async def test_the_approver_sees_what_leans_on_the_act_with_a_tick_for_what_stands(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    undoing = await proposed(house, center, "EvaluationDecided")
    (pending,) = (await house.get(f"/centers/{center}")).json()["undoings"]
    async with browser_of(house, Role.APPROVER) as browser:
        form = (await browser.get(f"/console/centers/{center}/decide/confirm_undo?undoing_id={undoing}")).text
    assert BY_A_COURT["deciding_number"] in form
    assert "以其为依据的记录" in form
    for version in pending["leaning"]:
        assert f'type="checkbox" id="o-stands-{version}"' in form


async def test_what_leans_on_two_acts_that_are_to_be_undone_has_one_tick(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    await proposed(house, center, "EvaluationDecided")
    position = await position_of(house, center, "ConstructionApproved")
    assert (await house.decide(center, confirming(BY_A_COURT | {"position": position}))).status_code == 201
    one, other = (set(pending["leaning"]) for pending in (await house.get(f"/centers/{center}")).json()["undoings"])
    assert one & other
    async with browser_of(house, Role.APPROVER) as browser:
        form = (await browser.get(f"/console/centers/{center}/decide/confirm_undo")).text
    for version in one | other:
        assert form.count(f'id="o-stands-{version}"') == 1


async def test_what_is_undone_is_struck_through_in_the_timeline_and_says_so_on_its_page(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    position = await position_of(house, center, "CenterRevoked")
    await confirmed(house, center, await proposed(house, center, "CenterRevoked"))
    async with browser_of(house, Role.AUDITOR) as browser:
        page = (await browser.get(f"/console/centers/{center}?content=yes")).text
        event = (await browser.get(f"/console/events/{position}")).text
        undoing = await position_of(house, center, "ActUndone")
        leads_back = Page.of(await browser.get(f"/console/events/{undoing}")).main.link(f"第 {position} 号事件")
    assert leads_back == f"/console/events/{position}"
    assert "line-undone" in page
    assert "自以下记录起不再计入" in page
    assert "本事件已失效" in event
    assert BY_A_COURT["deciding_number"] in event
