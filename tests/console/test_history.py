"""The history: the whole log and what was refused, by filters in the address; one event to the last byte."""

import csv
import hashlib
import json
from io import StringIO
from urllib.parse import quote

import pytest

from domain.guideline.phases import Phase
from domain.guideline.policy import EDITION, Policy
from domain.kernel.doubts import ConfirmedDoubt, ConfirmedDoubts
from domain.kernel.records import DecidedUnder
from domain.kernel.roles import Role
from evidence import verify
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page, Watch, watches
from tests.console.real_centers import imported
from tests.lives import commands, life_in
from tests.writing import receipt_for

BODIES = commands()


@pytest.fixture
async def center(house: House) -> str:
    """Registered, researched; somebody tried to support it who may not."""
    center = await house.register()
    assert (await house.decide(center, BODIES["submit_industry_research"])).status_code == 201
    refused = await house.decide(center, BODIES["record_support"], Role.OFFICER)
    assert refused.status_code == 403
    return center


def lines(page: Page) -> list[Element]:
    return [row for row in page.main.one("table").all("tr") if row.all("td")]


async def test_the_newest_comes_first_and_what_was_refused_is_there_with_its_reason(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/history"))
        newest, research, registered = lines(page)
        assert "未予办理：答复是否支持" in newest.text
        assert newest.all("a")[0].attributes["href"].startswith("/console/receipts/")
        assert "提交产业调研" in research.text
        assert research.link("三（三）1") == "/console/guideline#clause-3.3.1"
        assert registered.link("登记中心") == "/console/events/1"
        assert registered.link("上海市海缆产业计量测试中心") == f"/console/centers/{center}"
        assert "申报人" in registered.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER, Role.APPLICANT])
async def test_the_auditor_alone_reads_how_the_evidence_of_the_whole_ledger_is_taken(house: House, role: Role) -> None:
    for language in ("zh", "en"):
        async with browser_of(house, role, language) as browser:
            page = Page.of(await browser.get("/console/history"))
        assert ("hengxu audit export --all bundle.zip" in page.text) == (role is Role.AUDITOR)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("kind=event", 2),
        ("kind=refusal", 1),
        ("type=CenterRegistered", 1),
        ("type=record_support", 1),
        ("clause=3.3.1", 1),
        ("role=officer", 1),
        ("actor=" + quote("申报"), 2),
        ("q=" + quote("计量测试技术研究院 海缆"), 1),
        ("q=" + quote("申报人"), 2),
        ("from=2000-01-01&to=2199-01-01", 3),
        ("from=2199-01-01", 0),
        ("kind=&type=&clause=&role=&actor=&center=&from=&to=", 3),
    ],
)
async def test_each_filter_stands_in_the_address(house: House, center: str, filters: str, count: int) -> None:
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get(f"/console/history?{filters}"))
        assert f"{count} entr" in page.text
        assert len(page.main.all("th", scope="row")) == count


async def test_the_files_hold_what_the_filters_find(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/history?kind=event&center={center}"))
        table = await browser.get(page.main.link("CSV"))
        rows = list(csv.DictReader(StringIO(table.text.removeprefix("\ufeff"))))
        assert [row["事项"] for row in rows] == ["提交产业调研", "登记中心"]
        assert {row["中心编号"] for row in rows} == {center}
        listed = json.loads((await browser.get(page.main.link("JSON"))).text)
        assert [item["type"] for item in listed["items"]] == ["IndustryResearchSubmitted", "CenterRegistered"]
        nothing = await browser.get("/console/history.json?from=2199-01-01")
        assert nothing.json() == {"items": [], "next_cursor": None, "total": 0}


async def test_a_long_history_goes_on_with_the_same_filters(
    house: House, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.console.history.routes.LINES", 1)
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/history?kind=event"))
        second = Page.of(await browser.get(page.main.link("下一页")))
        assert "登记中心" in lines(second)[0].text
        assert second.main.link("回到第一页") == "/console/history?kind=event"
        monkeypatch.setattr("api.console.history.routes.LINES_OF_A_FILE", 1)
        assert len((await browser.get("/console/history.json")).json()["items"]) == 3


@pytest.mark.parametrize("wrong", ["kind=x", "role=king", "from=yesterday", "cursor=x", "clause=" + "3" * 50])
async def test_a_wrong_filter_is_answered_with_a_page_that_says_so(quiet_house: House, wrong: str) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        Page.of(await browser.get(f"/console/history?{wrong}"), 422)


async def test_an_event_shows_its_stored_bytes_and_whoever_doubts_can_hash_them(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/events/2"))
        stored = house.installation.ledger.stored_log(1, 1)[0]
        assert page.main.one("h1").text.startswith("提交产业调研")
        assert hashlib.sha256(stored.state).hexdigest() in page.text
        assert page.main.all("pre")[0].text == " ".join(stored.state.decode().split())
        assert "测不了" in page.text
        given = await browser.get(page.main.link("个字节"))
        assert given.content == stored.state
        assert page.main.link("本中心上一事件") == "/console/events/1"
        assert page.main.link("查看本决定的回执").startswith("/console/receipts/")
        assert "本中心下一事件" not in page.text


async def test_event_and_receipt_say_by_which_guideline_and_numbers_it_was_decided(house: House) -> None:
    ledger = house.installation.ledger
    center = await house.register()
    (record,) = ledger.history(center)
    policy = Policy(annual_report_month_day=(12, 20), clocks_for_other_regions=True)
    later = record.model_copy(
        update={"version": 2, "command_id": "decided-otherwise", "decided_under": policy.decided_under()}
    )
    ledger.append([later], receipt_for([later]))
    async with browser_of(house, Role.AUDITOR) as browser:
        for address in ("/console/events/2", "/console/receipts/decided-otherwise"):
            page = Page.of(await browser.get(address))
            for words in (
                "指引 沪市监计量〔2023〕213号（自2023年5月11日起施行）",
                f"规则参数第 {EDITION} 版，本机关另定：",
                "年度筹建情况报送截止日：12月20日",
                "由其他机关主管的中心同样计时：是",
            ):
                assert words in page.main.text, address
        assert "annual_report_month_day" not in page.main.text
        plain = Page.of(await browser.get("/console/events/1"))
    assert f"规则参数第 {EDITION} 版，本机关未另作规定" in plain.main.text
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get("/console/receipts/decided-otherwise"))
    assert "Guideline 沪市监计量〔2023〕213号 (in force from 11 May 2023)" in page.main.text
    assert "Month and day by whose end the annual report is due: 20 December" in page.main.text


async def test_an_event_says_by_which_numbers_it_was_decided_and_where_its_doubts_had_been_asked(house: House) -> None:
    ledger = house.installation.ledger
    center = await house.register()
    (record,) = ledger.history(center)
    confirmed = ConfirmedDoubts(
        confirms="asked/first", doubts=(ConfirmedDoubt(code="established_later_on", clause="3.5.1"),), reason="经核对"
    )
    under = DecidedUnder(
        guideline="沪市监计量〔2030〕1号", policy=9, settings={"reminder_days": [60, 5], "of_later": True}
    )
    beside = {"version": 2, "command_id": "confirmed", "confirmed": confirmed, "decided_under": under}
    later = record.model_copy(update=beside)
    ledger.append([later], receipt_for([later]))
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get("/console/events/2"))
        first = Page.of(await browser.get("/console/events/1"))
    assert "asked/first" in page.text  # of which no receipt is on record, so that none is linked
    assert not [a for a in page.main.all("a") if "asked/first" in a.text]
    for words in (
        "established_later_on. 3.5.1",
        "经核对",
        "沪市监计量〔2030〕1号",
        "edition 9",
        "60, 5",
        "of_later: Yes",
    ):
        assert words in page.text
    assert "Confirmed doubts" not in first.text


async def test_an_event_says_when_no_checkpoint_covers_it_and_afterwards_proves_that_one_does(
    house: House, center: str
) -> None:
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        assert "Not under a checkpoint yet" in Page.of(await browser.get("/console/events/1")).text
        keys = house.prove()
        page = Page.of(await browser.get("/console/events/1"))
        assert "Under a signed checkpoint" in page.text
        inclusion = house.installation.ledger.proof.inclusion(1)
        path = [code.text for item in page.main.all("ol") for code in item.all("code")]
        assert len(path) == len(inclusion.path)
        (note,) = [text.text for text in page.main.all("pre") if "— " in text.text]
        checkpoint = verify.read_checkpoint(
            inclusion.checkpoint.text, [verify.read_key(str(key)) for key in keys.verifier_keys()]
        )
        assert note.split()[1] == str(checkpoint.size)


@pytest.mark.parametrize(
    ("filters", "notices"),
    [
        ("", [True, True]),
        ("?kind=refusal", [True, False]),
        ("?type=SupportGranted", [False, True]),
        ("?role=district&actor=" + quote("区"), [False, True]),
        ("?center=elsewhere", [False, False]),
        ("?to=2000-01-01", [False, False]),
    ],
)
async def test_the_history_notices_what_is_new_to_its_filters(
    house: House, center: str, filters: str, notices: list[bool]
) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        for role, notice in zip((Role.OFFICER, Role.DISTRICT), notices, strict=True):
            watch = Watch.on(Page.of(await browser.get(f"/console/history{filters}")), browser)
            assert not await watch.has_news()
            await house.decide(center, BODIES["record_support"], role)
            assert await watch.has_news() == notice
            assert watch.place.link("查看最新情况").split("?")[0] == "/console/history"


async def test_only_the_newest_lines_look_for_newer_ones(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.console.history.routes.LINES", 1)
    await house.register()
    await house.register()
    async with browser_of(house, Role.AUDITOR) as browser:
        first = Page.of(await browser.get("/console/history"))
        second = Page.of(await browser.get(first.main.link("下一页")))
        assert (len(watches(first)), len(watches(second))) == (1, 0)
        Page.of(await browser.get("/console/history/version"), 422)


async def test_a_position_without_an_event_is_answered_with_a_page(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        Page.of(await browser.get("/console/events/1"), 404)
        Page.of(await browser.get("/console/events/1/bytes"), 404)
        Page.of(await browser.get("/console/events/0"), 422)
        Page.of(await browser.get("/console/events/first"), 422)


async def test_an_event_that_was_corrected_says_so(house: House) -> None:
    center = await house.register()
    body = BODIES["correct_record"] | {"position": 1}
    assert (await house.decide(center, body)).status_code == 201
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/events/1"))
        assert page.main.one("div", class_="notice").link("第 2 号事件") == "/console/events/2"


async def test_an_import_is_found_as_one_and_not_among_what_the_clock_recorded(quiet_house: House) -> None:
    imported(quiet_house)
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/history"))
        options = {one.text: one.attributes["value"] for one in page.main.one("select", id="role").all("option")}
        assert (options["导入"], options["系统时钟"]) == ("import", "system")
        by_import = (await browser.get("/console/history.json?role=import")).json()
        by_clock = (await browser.get("/console/history.json?role=system")).json()
    assert {item["type"] for item in by_import["items"]} >= {"CenterImported", "FactImported"}
    assert not {item["type"] for item in by_clock["items"]} & {"CenterImported", "FactImported"}


async def test_the_page_of_an_event_names_experts_and_not_their_ids(quiet_house: House) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    events = (await quiet_house.get(f"/centers/{center}/events", limit=1000)).json()["items"]
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        for kind in ("ReviewReportIssued", "ExpertsAppointed", "ExpertOpinionGiven"):
            position = next(item["position"] for item in events if item["type"] == kind)
            panel = Page.of(await browser.get(f"/console/events/{position}")).main.all("section")[0].text
            assert "陈专家" in panel or "林专家" in panel
            assert "expert-" not in panel
