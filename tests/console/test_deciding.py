"""Deciding at the console: a form, the answers to check, one signature, a receipt; never twice, and nothing lost."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from temporalio.client import Client

from api.console.decide.forms.from_models import form_of
from api.console.frame.session.sessions import COOKIE, PATH
from clock import today_in_shanghai
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind
from domain.kernel.roles import Role
from domain.supervision.clock_facts import DeadlineMissed, ReminderSent
from tests.api.house import House
from tests.console.conftest import HOST, browser_of, sign_in
from tests.console.pages import Element, Page
from tests.lives import ACTORS, PANEL, Body, command_of, commands, confirming, stated

Fields = dict[str, Any]
REASON = "按2020年的纸质材料补录"


def address(center: str, type_: str) -> str:
    return f"/console/centers/{center}/decide/{type_}"


def form_on(page: Page) -> Fields:
    """What the page's form would send as it stands."""
    return dict(page.main.one("form").fields())


def answers(body: Body) -> Fields:
    """The fields of a form filled in like this."""
    form = form_of(type(command_of(body)))
    return {name: text for name, text in form.flat(form.answer(stated(body)), "") if text}


async def opened(browser: httpx.AsyncClient, path: str) -> Fields:
    return form_on(Page.of(await browser.get(path)))


async def checked(browser: httpx.AsyncClient, path: str, body: Body) -> Fields:
    """The form filled in and sent to be checked; what the check page carries on, all that is doubtful ticked."""
    sent = await opened(browser, path) | answers(body) | {"do": "check"}
    return ticked(Page.of(await browser.post(path, data=sent)))


def ticks(page: Page) -> list[Element]:
    """The doubts that the page asks."""
    return page.main.all("input", name="confirmed.doubts", type="checkbox")


def ticked(page: Page) -> Fields:
    """What the page's form would send with every doubt on it ticked, and a reason."""
    confirmed = {"confirmed.doubts": [tick.attributes["value"] for tick in ticks(page)], "confirmed.reason": REASON}
    return form_on(page) | (confirmed if ticks(page) else {})


async def signed(browser: httpx.AsyncClient, path: str, fields: Fields) -> str:
    """The address of the receipt."""
    answer = await browser.post(path, data=fields | {"do": "sign"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sentences(element: Element) -> str:
    return " ".join(one.text for one in element.all("p", class_="error"))


async def test_a_center_is_registered_by_form_check_and_signature(house: House) -> None:
    body = commands()["register_center"] | {"center_id": "by-hand"}
    path = "/console/decide/register_center"
    async with browser_of(house, Role.APPLICANT) as browser:
        first = Page.of(await browser.get(path))
        assert "登记中心" in first.main.one("h1").text
        check = Page.of(await browser.post(path, data=form_on(first) | answers(body) | {"do": "check"}))
        assert "签署后即记入台账" in check.text
        assert "另行更正或者使其失效" in check.text
        assert "高端装备制造" in check.text
        receipt = Page.of(await browser.get(await signed(browser, path, form_on(check))))
    assert "已记入台账" in receipt.text
    assert receipt.main.link("查看中心") == "/console/centers/by-hand"
    assert (await house.get("/centers/by-hand")).json()["name_zh"] == body["name_zh"]


async def test_the_receipt_says_what_when_who_and_where_in_the_ledger(house: House) -> None:
    center = await house.register(effective_on="2023-05-02")
    body = commands()["submit_industry_research"] | {"effective_on": "2023-05-11"}
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT, "en") as browser:
        where = await signed(browser, path, await checked(browser, path, body))
        receipt = Page.of(await browser.get(where))
    (event,) = (await house.get(f"/centers/{center}/events")).json()["items"][1:]
    assert receipt.main.link("Industry research submitted") == f"/console/events/{event['position']}"
    for text in ("11 May 2023", ACTORS[Role.APPLICANT].name, "3.3.1", event["command_id"]):
        assert text in receipt.text
    assert event["data"]["gaps"] == [dict(body["gaps"][0])]


async def test_a_form_signed_twice_decides_once(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, commands()["submit_industry_research"])
        assert await signed(browser, path, fields) == await signed(browser, path, fields)
    assert (await house.get(f"/centers/{center}")).json()["version"] == 2


@pytest.mark.parametrize("do", ["check", "sign", "add:gaps"])
async def test_an_old_form_sent_with_other_answers_is_offered_as_a_new_decision(house: House, do: str) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, commands()["submit_industry_research"])
        left_open = form_on(Page.of(await browser.post(path, data=fields | {"do": "change"})))
        await signed(browser, path, fields)
        page = Page.of(await browser.post(path, data=left_open | {"scope": "别的内容", "do": do}), 422)
        fresh = form_on(page)
        assert "没有作出任何决定" in page.text
        assert fresh["command_id"] != fields["command_id"]
        moved = Page.of(await browser.post(path, data=fresh | {"do": "check"}), 409)
        check = Page.of(await browser.post(path, data=form_on(moved) | {"do": "check"}))
        assert "别的内容" in check.text
        assert (await house.get(f"/centers/{center}")).json()["version"] == 2
        await signed(browser, path, form_on(check))
    assert (await house.get(f"/centers/{center}")).json()["version"] == 3


async def test_what_was_decided_meanwhile_is_shown_before_anything_is_signed(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    body = commands()["submit_industry_research"]
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, body | {"scope": "我的内容"})
        assert (await house.decide(center, body)).status_code == 201
        page = Page.of(await browser.post(path, data=fields | {"do": "sign"}), 409)
        assert "您打开表单以后" in page.text
        assert "提交产业调研" in page.main.one("ol", class_="timeline").text
        check = Page.of(await browser.post(path, data=form_on(page) | {"do": "check"}))
        assert "我的内容" in check.text
        await signed(browser, path, form_on(check))
    assert (await house.get(f"/centers/{center}")).json()["version"] == 3


async def test_a_reminder_that_went_out_meanwhile_stops_nobody_and_a_missed_day_does(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    body = commands()["submit_industry_research"]
    key, kind, due_on = "annual_report/2026", ClockKind.ANNUAL_REPORT, date(2026, 11, 30)
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, body)
        house.tell(center, ReminderSent(key=key, kind=kind, due_on=due_on, days_ahead=7))
        house.tell(center, DeadlineMissed(key=key, kind=kind, due_on=due_on))
        page = Page.of(await browser.post(path, data=fields | {"do": "sign"}), 409)
        assert "逾期未完成" in page.main.one("ol", class_="timeline").text
        check = form_on(Page.of(await browser.post(path, data=form_on(page) | {"do": "check"})))
        house.tell(center, ReminderSent(key=key, kind=kind, due_on=due_on, days_ahead=1))
        await signed(browser, path, check)
    assert (await house.get(f"/centers/{center}")).json()["version"] == 5


async def test_what_is_wrong_stands_beside_its_field_and_in_the_summary_and_nothing_typed_is_lost(
    quiet_house: House,
) -> None:
    path = "/console/decide/register_center"
    typed = {"name_zh": "海缆中心", "lead.uscc": "1234", "industry_scope": "两行\r\n文字"}
    for language, required, length in (
        ("zh", "请填写单位名称", "应为18位"),
        ("en", "Fill in “Name of the organisation”", "has 18 characters"),
    ):
        async with browser_of(quiet_house, Role.OFFICER, language) as browser:
            sent = await opened(browser, path) | typed | {"do": "check"}
            page = Page.of(await browser.post(path, data=sent), 422)
        summary = page.main.one("div", class_="error-summary")
        assert "#q-lead.uscc" in {link.attributes["href"] for link in summary.all("a")}
        assert length in sentences(page.main)
        assert required in sentences(page.main)
        kept = form_on(page)
        assert (kept["name_zh"], kept["lead.uscc"]) == ("海缆中心", "1234")
        assert kept["industry_scope"].strip() == "两行\n文字"


async def test_a_rule_that_says_no_to_the_content_says_so_at_the_field_and_records_nothing(house: House) -> None:
    center = await house.register()
    for type_ in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        assert (await house.decide(center, commands()[type_])).status_code == 201
    path = address(center, "appoint_experts")
    few = commands()["appoint_experts"] | {"stage": "guidance", "experts": PANEL["experts"][:2]}
    async with browser_of(house, Role.OFFICER) as browser:
        first = Page.of(await browser.get(path))
        assert len(first.main.all("fieldset", class_="row")) == 3
        sent = form_on(first) | answers(few) | {"do": "check"}
        page = Page.of(await browser.post(path, data=sent), 422)
    assert "至少应有3人" in sentences(page.main.one("fieldset", id="q-experts"))
    assert (await house.get(f"/receipts/{sent['command_id']}")).status_code == 404


async def test_a_rules_refusal_stands_beside_what_is_wrong_where_the_right_answers_suffice_for_it(house: House) -> None:
    center = await house.register()
    for type_ in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        assert (await house.decide(center, commands()[type_])).status_code == 201
    path, too_few = address(center, "appoint_experts"), "至少应有3人"
    few = answers(commands()["appoint_experts"] | {"stage": "guidance", "experts": PANEL["experts"][:2]})
    nameless = {"documents.n": "1", "documents.0.sha256": "a" * 64, "documents.0.title": ""}
    async with browser_of(house, Role.OFFICER) as browser:
        sent = await opened(browser, path) | few | {"do": "check"}
        page = Page.of(await browser.post(path, data=sent | nameless), 422)
        assert too_few in sentences(page.main.one("fieldset", id="q-experts"))
        summary = page.main.one("div", class_="error-summary").text
        assert "文件名称" in summary
        assert too_few in summary
        no_day = Page.of(await browser.post(path, data=form_on(page) | {"effective_on": "某日", "do": "check"}), 422)
    assert "生效日期" in no_day.main.one("div", class_="error-summary").text
    assert too_few not in no_day.text, "which rule says no may depend on the day"


async def test_rows_come_and_go_without_losing_an_answer(quiet_house: House) -> None:
    path = "/console/decide/register_center"
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        sent = await opened(browser, path) | {"name_zh": "海缆中心", "do": "add:joint"}
        one = form_on(Page.of(await browser.post(path, data=sent)))
        two = form_on(Page.of(await browser.post(path, data=one | {"joint.0.tasks": "第一家", "do": "add:joint"})))
        assert (two["joint.n"], two["joint.0.tasks"].strip(), two["name_zh"]) == ("2", "第一家", "海缆中心")
        left = Page.of(await browser.post(path, data=two | {"joint.1.tasks": "第二家", "do": "remove:joint.0"}))
    assert form_on(left)["joint.0.tasks"].strip() == "第二家"


async def test_a_decision_that_is_not_open_says_why_with_its_clause(quiet_house: House, house: House) -> None:
    center = await house.register()
    for language, words, clause in (("zh", "筹建", "三（四）2"), ("en", "Approve construction", "3.4.2")):
        async with browser_of(house, Role.APPROVER, language) as browser:
            page = Page.of(await browser.get(address(center, "approve_construction")), 409)
            assert words in page.text
            assert clause in page.text
            assert not page.main.all("form")
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/decide/register_center"), 403)
        assert "角色不符" in page.text
        Page.of(await browser.get(address(center, "no_such_decision")), 404)
        Page.of(await browser.get(address("no-such-center", "withdraw")), 403)
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        Page.of(await browser.get(address("no-such-center", "withdraw")), 404)


async def test_a_center_that_moved_on_says_why_it_is_too_late_and_shows_what_was_typed(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, commands()["submit_industry_research"] | {"scope": "我的内容"})
        assert (await house.decide(center, commands()["withdraw"])).status_code == 201
        page = Page.of(await browser.post(path, data=fields | {"do": "sign"}), 409)
    assert "撤回" in page.main.one("ol", class_="timeline").text
    assert "我的内容" in page.text


async def test_while_temporal_is_away_the_answers_stay_and_can_be_signed_again(house: House) -> None:
    path = "/console/decide/register_center"
    installation = house.app.state.installation
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, commands()["register_center"] | {"center_id": "signed-later"})
        client = installation.client
        installation.__dict__["client"] = await Client.connect("127.0.0.1:1", lazy=True)
        page = Page.of(await browser.post(path, data=fields | {"do": "sign"}))
        assert "再次签署是安全的" in page.text
        installation.__dict__["client"] = client
        assert form_on(page)["command_id"] == fields["command_id"]
        assert "已记入台账" in Page.of(await browser.get(await signed(browser, path, form_on(page)))).text


async def test_a_refusal_on_record_is_a_receipt_too(house: House) -> None:
    center = await house.register()
    refused = await house.decide(center, commands()["report_preliminary_plan"], key="refused-once")
    assert refused.status_code == 409
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get("/console/receipts/refused-once"))
    assert "Refused: " in page.text
    assert "3.3.2" in page.text


async def test_a_center_offers_each_role_its_own_decisions_and_says_why_others_are_not_open(house: House) -> None:
    center = await house.register()
    async with browser_of(house, Role.APPLICANT) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}"))
    step, others = page.main.all("ul", class_="decisions")
    assert [part.all("a")[0].attributes["href"] for part in (step, others)] == [
        address(center, "submit_industry_research"),
        address(center, "withdraw"),
    ]
    assert "委派专家" not in step.text + others.text
    assert "报告建设初步方案" in page.text


async def test_changing_leads_back_to_all_answers(quiet_house: House) -> None:
    path = "/console/decide/register_center"
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, commands()["register_center"])
        back = form_on(Page.of(await browser.post(path, data=fields | {"do": "change"})))
    assert back["lead.name"] == commands()["register_center"]["lead"]["name"]
    assert back["command_id"] == fields["command_id"]


async def test_what_ends_a_center_is_signed_with_a_grave_button(house: House) -> None:
    center = await house.register()
    path = address(center, "withdraw")
    async with browser_of(house, Role.APPLICANT) as browser:
        sent = await opened(browser, path) | answers(commands()["withdraw"])
        check = Page.of(await browser.post(path, data=sent | {"do": "check"}))
        assert check.main.one("button", class_="grave").attributes["value"] == "sign"


WITHDRAWN_LONG_AGO = commands()["withdraw"] | {"effective_on": "2020-01-01"}
REGISTERED = commands()["register_center"] | {"center_id": "asked-about"}


async def center_of_long_ago(house: House) -> str:
    """Its industry was researched on 1 June 2020."""
    center = await house.register(effective_on="2019-06-01")
    research = confirming(commands()["submit_industry_research"] | {"effective_on": "2020-06-01"})
    assert (await house.decide(center, research)).status_code == 201
    return center


async def test_what_is_unusual_stands_on_the_check_page_with_a_tick_each_and_goes_on_record_with_the_reason(
    house: House,
) -> None:
    center = await center_of_long_ago(house)
    path = address(center, "withdraw")
    async with browser_of(house, Role.APPLICANT, "en") as browser:
        sent = await opened(browser, path) | answers(WITHDRAWN_LONG_AGO) | {"do": "check"}
        page = Page.of(await browser.post(path, data=sent))
        assert [tick.attributes.get("checked") for tick in ticks(page)] == [None, None]
        assert "1 January 2020, lies far back. (House rule)" in page.main.one("fieldset", id="q-confirmed.doubts").text
        await signed(browser, path, ticked(page))
        *_, event = (await house.get(f"/centers/{center}/events")).json()["items"]
        shown = Page.of(await browser.get(f"/console/events/{event['position']}"))
        history = Page.of(await browser.get(f"/console/centers/{center}?content=yes"))
    assert [doubt["code"] for doubt in event["confirmed"]["doubts"]] == ["day_long_ago", "day_before_last_act"]
    assert event["confirmed"]["reason"] == REASON
    for text in (shown.text, history.main.one("section", class_="history").text):
        assert REASON in text
        assert "lies far back" in text


@pytest.mark.parametrize(
    ("left_out", "places"),
    [
        ({"confirmed.doubts": []}, ["#q-confirmed.doubts"]),
        ({"confirmed.reason": " \r\n "}, ["#q-confirmed.reason"]),
        ({"confirmed.reason": "\u200b"}, ["#q-confirmed.reason"]),
        ({"confirmed.doubts": ["day_long_ago:0123456789abcdef", "<b>"]}, ["#q-confirmed.doubts"]),
        ({"confirmed.doubts": [], "confirmed.reason": ""}, ["#q-confirmed.doubts", "#q-confirmed.reason"]),
    ],
)
async def test_without_every_tick_and_a_reason_nothing_is_signed_and_nothing_typed_is_lost(
    quiet_house: House, left_out: Fields, places: list[str]
) -> None:
    path = "/console/decide/register_center"
    body = REGISTERED | {"effective_on": "2020-01-01"}
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        fields = await checked(browser, path, body)
        page = Page.of(await browser.post(path, data=fields | left_out | {"do": "sign"}), 422)
        summary = page.main.one("div", class_="error-summary")
        assert [link.attributes["href"] for link in summary.all("a")] == places
        assert sentences(page.main)
        assert "有误" in page.root.one("title").text
        kept = form_on(page)
        assert body["name_zh"] in page.text
        assert kept["confirmed.reason"].strip() == left_out.get("confirmed.reason", REASON).strip()
        assert (kept.get("confirmed.doubts") is None) == ("confirmed.doubts" in left_out)
        unsigned = await quiet_house.get(f"/receipts/{fields['command_id']}")
    assert unsigned.status_code == 404


async def test_ticks_and_reason_go_along_while_answers_are_changed_and_a_doubt_that_reads_otherwise_is_asked_again(
    house: House,
) -> None:
    center = await house.register(effective_on="2023-03-01")
    research = commands()["submit_industry_research"]
    assert (await house.decide(center, confirming(research | {"effective_on": "2023-05-01"}))).status_code == 201
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, research | {"effective_on": "2023-04-01"})
        back = form_on(Page.of(await browser.post(path, data=fields | {"do": "change"})))
        assert (await house.decide(center, confirming(research | {"effective_on": "2023-06-01"}))).status_code == 201
        moved = Page.of(await browser.post(path, data=back | {"do": "check"}), 409)
        page = Page.of(await browser.post(path, data=form_on(moved) | {"do": "check"}))
        assert ["checked" in tick.attributes for tick in ticks(page)] == [True, False]
        assert form_on(page)["confirmed.reason"].strip() == REASON
        await signed(browser, path, ticked(page))


async def test_a_doubt_that_the_trial_did_not_know_is_shown_and_asked_once_it_was_refused(house: House) -> None:
    path = "/console/decide/register_center"
    body = REGISTERED | {"effective_on": (today_in_shanghai() - timedelta(days=400)).isoformat()}
    lenient = Policy(unusual_days_back=500)
    installation = house.app.state.installation
    installation.__dict__["settings"] = house.settings.model_copy(update={"policy": lenient})
    async with browser_of(house, Role.APPLICANT) as browser:
        fields = await checked(browser, path, body)
        assert "confirmed.doubts" not in fields
        page = Page.of(await browser.post(path, data=fields | {"do": "sign"}), 422)
        assert len(ticks(page)) == 1
        assert form_on(page)["command_id"] != fields["command_id"]
        assert "已记入台账" in Page.of(await browser.get(await signed(browser, path, ticked(page)))).text
        first = Page.of(await browser.get(f"/console/receipts/{fields['command_id']}"))
    assert "请先确认" in first.text
    assert fields["command_id"] in first.main.one("section", class_="paper").text


async def test_the_receipt_of_what_was_asked_says_how_to_confirm_it(house: House) -> None:
    center = await center_of_long_ago(house)
    asked = await house.decide(center, WITHDRAWN_LONG_AGO, Role.APPLICANT, key="asked-first")
    assert asked.status_code == 409
    receipt = (await house.get("/receipts/asked-first")).json()
    assert receipt["refusal"]["doubts"] == asked.json()["doubts"]
    async with browser_of(house, Role.APPLICANT) as browser:
        page = Page.of(await browser.get("/console/receipts/asked-first"))
    assert page.main.link("重新填写并确认") == address(center, "withdraw")
    assert "confirms" in page.text


async def test_a_file_is_kept_and_its_digest_and_name_stand_in_the_form(quiet_house: House) -> None:
    path = "/console/decide/register_center"
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        sent = await opened(browser, path) | {"do": "add:documents"}
        sent = form_on(Page.of(await browser.post(path, data=sent))) | {"do": "check"}
        files = {"documents.0.sha256.file": ("协议.pdf", b"%PDF-1.4 papers", "application/pdf")}
        page = form_on(Page.of(await browser.post(path, data=sent, files=files), 422))
        kept = await quiet_house.get(f"/documents/{page['documents.0.sha256']}")
    assert kept.content == b"%PDF-1.4 papers"
    assert page["documents.0.title"] == "协议.pdf"


async def test_while_nobody_answers_the_page_says_that_nothing_is_lost_and_looks_again(quiet_house: House) -> None:
    path = "/console/decide/register_center"
    quick = quiet_house.settings.model_copy(update={"receipt_wait": 0.05})
    quiet_house.app.state.installation.__dict__["settings"] = quick
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        body = commands()["register_center"] | {"center_id": f"t-{uuid4().hex[:12]}"}
        where = await signed(browser, path, await checked(browser, path, body))
        answer = await browser.get(where)
        page = Page.of(answer)
        assert int(answer.headers["refresh"]) > 0
        assert "不会丢失" in page.text
        stripped = await browser.get(where.split("?")[0].replace("/receipts/", "/receipts/x"))
        Page.of(stripped, 404)


async def test_a_notice_of_working_days_is_entered_by_its_officer(house: House) -> None:
    path = "/console/calendar/notices/new"
    body = {
        "type": "enter_holiday_notice",
        "notice.year": "2027",
        "notice.number": "国办发明电〔2026〕9号",
        "notice.issued_on": "2026-11-10",
        "notice.holidays": "2027-01-01\r\n2027-01-02",
        "notice.working_weekends": "2027-01-09",
        "effective_on": today_in_shanghai().isoformat(),
    }
    async with browser_of(house, Role.OFFICER) as browser:
        sent = await opened(browser, path) | body | {"do": "check"}
        fields = form_on(Page.of(await browser.post(path, data=sent)))
        receipt = Page.of(await browser.get(await signed(browser, path, fields)))
    assert "录入节假日安排通知" in receipt.text
    (notice,) = (await house.get("/calendar/notices")).json()["items"]
    assert notice["holidays"] == ["2027-01-01", "2027-01-02"]
    await house.until_the_calendar_rests()


async def test_a_form_that_is_not_of_this_session_decides_nothing(quiet_house: House) -> None:
    path = "/console/decide/register_center"
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        sent = await opened(browser, path) | {"form_proof": "0" * 64, "do": "sign"}
        page = Page.of(await browser.post(path, data=sent), 403)
        assert "没有作出任何决定" in page.text
        own = await opened(browser, path) | {"command_id": "clock:x", "do": "sign"}
        Page.of(await browser.post(path, data=own), 422)


async def test_who_is_signed_out_while_typing_signs_in_again_and_goes_on_with_every_answer(house: House) -> None:
    center = await house.register()
    path = address(center, "submit_industry_research")
    async with browser_of(house, Role.APPLICANT) as browser, browser_of(house, Role.OFFICER) as elsewhere:
        fields = await checked(browser, path, commands()["submit_industry_research"] | {"scope": "写了一上午"})
        browser.cookies.delete(COOKIE)
        ended = form_on(Page.of(await browser.post(path, data=fields | {"do": "sign"}), 401))
        assert "form_proof" not in ended
        browser.cookies.set(COOKIE, elsewhere.cookies[COOKIE], HOST, PATH)
        page = Page.of(await browser.post(path, data=ended | {"do": "change"}), 403)
        assert ACTORS[Role.OFFICER].name in page.text
        sign_in(house, browser, ACTORS[Role.APPLICANT])
        again = form_on(Page.of(await browser.post(path, data=form_on(page) | {"do": "change"}), 403))
        form = form_on(Page.of(await browser.post(path, data=again | {"do": "change"})))
        assert form["scope"].strip() == "写了一上午"
        assert form["command_id"] == fields["command_id"]
        check = form_on(Page.of(await browser.post(path, data=form | {"do": "check"})))
        await signed(browser, path, check)
    assert (await house.get(f"/centers/{center}")).json()["version"] == 2


async def test_what_a_foreign_page_sends_is_offered_to_nobody(house: House) -> None:
    path = "/console/decide/register_center"
    async with browser_of(house, None) as browser:
        answer = await browser.post(path, data={"name_zh": "别处"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 303
    assert "别处" not in answer.text


async def test_a_receipt_leads_to_the_files_that_came_with_the_decision(house: House) -> None:
    kept, _ = house.installation.ledger.documents.keep("批文".encode(), "text/plain", None, "applicant")
    center, path = await house.register(), "/console/receipts/with-a-file"
    named = [{"sha256": digest, "title": "批文"} for digest in (kept.sha256, "f" * 64)]
    body = confirming(commands()["submit_industry_research"] | {"documents": named}, "paper_not_held")
    await house.decide(center, body, key="with-a-file")
    assert (await house.get("/receipts/with-a-file")).json()["documents_held"] == [kept.sha256]
    async with browser_of(house, Role.APPLICANT) as browser:
        receipt = Page.of(await browser.get(path))
        assert receipt.main.link(kept.sha256[:16]) == f"/console/documents/{kept.sha256}"
        assert (await browser.get(f"/console/documents/{kept.sha256}")).content == "批文".encode()
