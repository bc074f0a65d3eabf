"""Drafts: whatever is sent is kept, and each step has an address that can be gone back to, reloaded and bookmarked."""

from datetime import timedelta

import httpx
import pytest

from api.console.frame.session.sessions import COOKIE
from api.uploads.keeper import UploadKeeper
from clock import utc_now
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor, Role
from office import drafts as office_drafts
from office.drafts import Owner
from office.opening import Office
from office.reads import WhichReads
from tests.api.house import House, with_settings
from tests.console.conftest import DRAFTS, Browser, browser_of, sign_in
from tests.console.pages import Page
from tests.console.test_deciding import address, answers, checked, form_on, opened, sentences, signed, ticked
from tests.lives import ACTORS, PANEL, commands, confirming

RESEARCH = commands()["submit_industry_research"]
REGISTRATION = "/console/decide/register_center"
WORK = "/console/work"


async def sent_to(browser: Browser, path: str, fields: dict[str, object]) -> str:
    """Where a form leads."""
    answer = await httpx.AsyncClient.post(browser, path, data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def drafts_of(house: House, actor: Actor) -> list[office_drafts.Draft]:
    office: Office = house.app.state.installation.office.get()
    return office.drafts.all_of(Owner.of(actor))


async def test_opening_a_form_keeps_nothing_and_the_first_step_does(house: House) -> None:
    center = await house.register()
    path, applicant = address(center, "submit_industry_research"), ACTORS[Role.APPLICANT]
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await opened(browser, path)
        assert drafts_of(house, applicant) == []
        await browser.post(path, data=fields | {"scope": "写了一半", "do": "save"})
    (draft,) = drafts_of(house, applicant)
    assert (draft.draft_id, draft.stream, draft.type) == (fields["command_id"], center, "submit_industry_research")


@pytest.mark.parametrize(
    ("do", "where"),
    [("check", "/check"), ("add:gaps", "#q-gaps.1"), ("remove:gaps.0", "#q-gaps"), ("change", ""), ("add:scope", "")],
)
async def test_every_step_leads_to_an_address_where_it_is_shown_however_often(
    house: House, do: str, where: str
) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await opened(browser, path) | answers(RESEARCH)
        target = await sent_to(browser, path, fields | {"do": do})
        assert target == f"{DRAFTS}{fields['command_id']}{where}"
        first, again = [(await browser.get(target)).text for _ in range(2)]
    assert first.partition("<main")[2] == again.partition("<main")[2]
    assert RESEARCH["scope"] in first


async def test_what_is_wrong_is_said_anew_whenever_the_draft_is_looked_at(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await opened(browser, path) | {"scope": "写了一半"}
        check = await sent_to(browser, path, fields | {"do": "check"})
        assert sentences(Page.of(await browser.get(check), 422).main)
        assert not sentences(Page.of(await browser.get(check.removesuffix("/check"))).main)
        assert (await house.decide(center, commands()["withdraw"])).status_code == 201
        closed = Page.of(await browser.get(check), 409)
    assert "写了一半" in closed.text
    assert "撤回" in closed.main.one("ol", class_="timeline").text


async def test_a_draft_is_nobody_elses_and_of_no_other_role_of_its_owner(house: House) -> None:
    center = await house.register()
    path, owner = address(center, "submit_industry_research"), ACTORS[Role.APPLICANT]
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, RESEARCH)
    own = f"{DRAFTS}{fields['command_id']}"
    others = [ACTORS[role] for role in (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.OPERATOR, Role.EXPERT)]
    others += [
        owner.model_copy(update=changes) for changes in ({"id": "x"}, {"role": Role.OFFICER}, {"org": "9131000"})
    ]
    for other in others:
        async with browser_of(house, other) as browser:
            for step in ("", "/check", "/discard"):
                page = Page.of(await browser.get(own + step), 404)
                assert RESEARCH["scope"] not in page.root.text
            assert fields["command_id"] not in (await browser.get(WORK)).text
            proof = Page.of(await browser.get(WORK)).root.all("input", name="form_proof")[0].attributes["value"]
            await browser.post(f"{own}/discard", data={"form_proof": proof})
    assert len(drafts_of(house, owner)) == 1


async def test_drafts_stand_in_my_work_to_be_gone_on_with_or_discarded(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        half = await opened(browser, path) | {"scope": "写了一半", "do": "save"}
        assert await sent_to(browser, path, half) == f"{WORK}#drafts"
        named = await opened(browser, REGISTRATION) | {"name_zh": "上海市海洋能产业计量测试中心", "do": "save"}
        await sent_to(browser, REGISTRATION, named)
        listed = Page.of(await browser.get(WORK)).main.one("section", **{"aria-labelledby": "drafts"})
        assert "上海市海洋能产业计量测试中心" in listed.text
        assert "上海市海缆产业计量测试中心" in listed.text
        go_on = Page.of(await browser.get(listed.link("提交产业调研")))
        assert form_on(go_on)["scope"].strip() == "写了一半"
        discard = Page.of(await browser.get(go_on.main.link("放弃草稿")))
        assert "不能恢复" in discard.text
        where = discard.main.one("form").attributes["action"]
        assert await sent_to(browser, where, form_on(discard)) == f"{WORK}#drafts"
        listed = Page.of(await browser.get(WORK)).main.one("section", **{"aria-labelledby": "drafts"})
        assert "提交产业调研" not in listed.text
        Page.of(await browser.get(where), 404)


async def test_a_form_opened_anew_leads_to_the_draft_of_the_same_decision(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await opened(browser, path) | {"scope": "写了一半", "do": "save"}
        await sent_to(browser, path, fields)
        again = Page.of(await browser.get(path))
        assert form_on(again)["command_id"] != fields["command_id"]
        assert again.main.link("最后改动于") == f"{DRAFTS}{fields['command_id']}"
        other = Page.of(await browser.get(address(center, "withdraw")))
        assert fields["command_id"] not in other.text


async def test_back_from_the_receipt_says_that_it_is_signed_and_nothing_is_kept(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, RESEARCH)
        receipt = await signed(browser, path, fields)
        assert drafts_of(house, ACTORS[Role.APPLICANT]) == []
        for step in ("", "/check"):
            back = Page.of(await browser.get(f"{DRAFTS}{fields['command_id']}{step}"))
            assert "已经签署" in back.text
            assert back.main.link("查看回执") == receipt
        changed = await sent_to(browser, path, fields | {"do": "change"})
        assert "已经签署" in Page.of(await browser.get(changed)).text
    async with browser_of(house, Role.OFFICER) as browser:
        Page.of(await browser.get(f"{DRAFTS}{fields['command_id']}"), 404)


async def test_what_is_signed_is_what_stood_on_the_page(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        first = await checked(browser, path, RESEARCH | {"scope": "甲窗口"})
        form = form_on(Page.of(await browser.get(f"{DRAFTS}{first['command_id']}")))
        await sent_to(browser, path, form | {"scope": "乙窗口", "do": "check"})
        page = Page.of(await browser.post(path, data=first | {"do": "sign"}))
        assert "尚未签署" in page.text
        assert "乙窗口" in page.text
        assert (await house.get(f"/centers/{center}")).json()["version"] == 1
        await signed(browser, path, form_on(page))
    *_, event = (await house.get(f"/centers/{center}/events")).json()["items"]
    assert event["data"]["scope"] == "乙窗口"


async def test_what_was_typed_in_two_windows_is_kept_as_it_was_sent_last_and_that_is_said(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await opened(browser, path) | answers(RESEARCH)
        draft = await sent_to(browser, path, fields | {"do": "change"})
        one, other = [form_on(Page.of(await browser.get(draft))) for _ in range(2)]
        assert "别的窗口" not in Page.of(await browser.post(path, data=one | {"scope": "甲", "do": "check"})).text
        page = Page.of(await browser.post(path, data=other | {"scope": "乙", "do": "check"}))
    assert "现在保存的是您刚提交的内容" in page.text
    assert "乙" in page.text


async def test_what_was_signed_while_nobody_answered_is_no_draft_once_it_is_on_record(house: House) -> None:
    center, owner = await house.register(), ACTORS[Role.APPLICANT]
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, RESEARCH)
        (draft,) = drafts_of(house, owner)
        await signed(browser, path, fields)
        house.app.state.installation.office.get().drafts.keep(Owner.of(owner), draft)
        assert "已经签署" in Page.of(await browser.get(f"{DRAFTS}{draft.draft_id}/check")).text
    assert drafts_of(house, owner) == []


async def test_a_refusal_on_record_leaves_the_answers_as_a_draft_of_another_decision(house: House) -> None:
    center, officer = await house.register(), ACTORS[Role.OFFICER]
    for type_ in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        assert (await house.decide(center, commands()[type_])).status_code == 201
    few = commands()["appoint_experts"] | {"stage": "guidance", "experts": PANEL["experts"][:2]}
    lenient = house.settings.model_copy(update={"policy": Policy(panel_minimum=2)})
    house.app.state.installation.__dict__["settings"] = lenient
    path = address(center, "appoint_experts")
    async with browser_of(house, Role.OFFICER) as browser:
        fields = await checked(browser, path, few)
        receipt = Page.of(await browser.get(await signed(browser, path, fields)))
        assert "未予办理" in receipt.text
        (draft,) = drafts_of(house, officer)
        assert draft.draft_id != fields["command_id"]
        kept = form_on(Page.of(await browser.get(f"{DRAFTS}{draft.draft_id}")))
    assert kept["experts.1.name"] == PANEL["experts"][1]["name"]


async def test_where_nothing_can_be_kept_any_more_what_was_typed_is_offered_again(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_drafts, "MOST_DRAFTS", 1)
    async with browser_of(quiet_house, Role.APPLICANT, "en") as browser:
        first = await opened(browser, REGISTRATION) | {"name_zh": "第一家", "do": "save"}
        await sent_to(browser, REGISTRATION, first)
        second = await opened(browser, REGISTRATION) | {"name_zh": "第二家", "do": "save"}
        page = Page.of(await browser.post(REGISTRATION, data=second), 429)
        assert "keeps at most" in page.text
        assert form_on(page)["name_zh"] == "第二家"
        proof = form_on(page)["form_proof"]
        await browser.post(f"{DRAFTS}{first['command_id']}/discard", data={"form_proof": proof})
        again = Page.of(await browser.post(REGISTRATION, data=form_on(page) | {"do": "change"}))
        assert form_on(again)["name_zh"] == "第二家"


@pytest.mark.parametrize(("language", "words"), [("zh", "合计不超过 0.1 MB"), ("en", "of 0.1 MB in all")])
async def test_where_all_drafts_take_as_much_as_they_may_nothing_typed_is_lost(
    quiet_house: House, language: str, words: str
) -> None:
    async with (
        with_settings(quiet_house, drafts_limit=100_000) as bounded,
        browser_of(bounded, Role.APPLICANT, language) as browser,
    ):
        long = "很" * 9_000  # in JSON six bytes each
        first = await opened(browser, REGISTRATION) | {"name_zh": "第一家", "industry_scope": long, "do": "save"}
        await sent_to(browser, REGISTRATION, first)
        second = await opened(browser, REGISTRATION) | {"name_zh": "第二家", "industry_scope": long, "do": "save"}
        page = Page.of(await browser.post(REGISTRATION, data=second), 429)
        assert words in page.text
        assert (form_on(page)["name_zh"], form_on(page)["industry_scope"]) == ("第二家", long)
        assert [one.draft_id for one in drafts_of(bounded, ACTORS[Role.APPLICANT])] == [first["command_id"]]


async def test_a_session_that_ends_on_the_way_loses_nothing_of_a_draft(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, RESEARCH | {"scope": "写了一上午"})
        form = form_on(Page.of(await browser.post(path, data=fields | {"do": "change"})))
        browser.cookies.delete(COOKIE)
        ended = Page.of(await browser.post(path, data=form | {"scope": "又改了", "do": "check"}), 401)
        sign_in(house, browser, ACTORS[Role.APPLICANT])
        again = form_on(Page.of(await browser.post(path, data=form_on(ended) | {"do": "change"}), 403))
        page = Page.of(await browser.post(path, data=again | {"do": "change"}))
    assert form_on(page)["scope"].strip() == "又改了"
    assert form_on(page)["command_id"] == fields["command_id"]


async def test_a_file_bears_the_name_that_was_chosen_last_and_opens_from_the_check_page(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await opened(browser, path) | answers(RESEARCH)
        form = form_on(Page.of(await browser.post(path, data=fields | {"do": "add:documents"})))
        for name, content in (("甲.pdf", b"%PDF 1"), ("乙.pdf", b"%PDF 2"), ("丙.pdf", b"%PDF 1")):
            files = {"documents.0.sha256.file": (name, content, "application/pdf")}
            form = form_on(Page.of(await browser.post(path, data=form | {"do": "change"}, files=files)))
            assert form["documents.0.title"] == name
        form |= {"documents.0.title": "产业调研报告"}
        files = {"documents.0.sha256.file": ("丁.pdf", b"%PDF 3", "application/pdf")}
        check = Page.of(await browser.post(path, data=form | {"do": "check"}, files=files))
        assert "产业调研报告" in check.text
        where = check.main.link("丁.pdf")
        assert (await browser.get(where)).content == b"%PDF 3"
        (draft,) = drafts_of(house, ACTORS[Role.APPLICANT])
        assert where.rpartition("/")[2] in draft.files


async def test_looking_at_a_draft_is_noted_as_a_read_of_its_center(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, RESEARCH)
    app_state = house.app.state.installation
    await app_state.reads._write()
    reads = app_state.office.get().reads.page(WhichReads(object=center)).items
    assert "/console/drafts/{draft_id}/check" in {read.route for read in reads}
    assert fields["command_id"] not in str(reads)


async def test_a_draft_of_a_decision_that_this_release_does_not_know_is_none(house: House) -> None:
    office, owner = house.app.state.installation.office.get(), Owner.of(ACTORS[Role.APPLICANT])
    unknown = office_drafts.Draft("odd", "t-1", "no_such_decision", "", (), {}, False, None, utc_now())
    assert office.drafts.keep(owner, unknown)
    async with browser_of(house, Role.APPLICANT) as browser:
        Page.of(await browser.get(f"{DRAFTS}odd"), 404)
        assert "no_such_decision" in Page.of(await browser.get(WORK)).text
        Page.of(await browser.get(f"{DRAFTS}odd/discard"))


async def test_a_draft_that_nobody_has_changed_for_long_goes_with_the_next_round(house: House) -> None:
    app_state, owner = house.app.state.installation, Owner.of(ACTORS[Role.APPLICANT])
    kept = app_state.settings.drafts_kept_days
    office = app_state.office.get()
    for name, days in (("old", kept + 1), ("new", kept - 1)):
        at = utc_now() - timedelta(days=days)
        office.drafts.keep(owner, office_drafts.Draft(name, "", "register_center", "", (), {}, False, None, at))

    async def ask_office(question: object) -> object:
        return question(office)  # type: ignore[operator]

    keeper = UploadKeeper(ask_office, app_state.ledger.get, 90, kept)
    keeper._go_round(office)
    await keeper.close()
    assert [draft.draft_id for draft in office.drafts.all_of(owner)] == ["new"]


async def test_ticks_and_reason_are_kept_with_the_draft(house: House) -> None:
    center = await house.register(effective_on="2023-03-01")
    assert (await house.decide(center, confirming(RESEARCH | {"effective_on": "2023-05-01"}))).status_code == 201
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, RESEARCH | {"effective_on": "2023-04-01"})
        await sent_to(browser, path, fields | {"do": "save"})
        page = Page.of(await browser.get(f"{DRAFTS}{fields['command_id']}/check"))
        asked = page.main.all("input", name="confirmed.doubts")
        assert asked
        assert all("checked" in tick.attributes for tick in asked)
        await signed(browser, path, ticked(page))
