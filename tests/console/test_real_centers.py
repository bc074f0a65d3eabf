"""Each real center that is publicly known: what its page and its row claim, field by field, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.real_centers import imported

CLAIMS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "real_centers.json").read_text(encoding="utf-8")
)
NOT_CLAIMED: tuple[Any, ...] = (None, False, 0, "", [], {})
OF_THE_RECORD = {"center_id", "version", "view", "imported", "imported_from", "deadlines", "next_deadline"}
"""Members that say how the record is kept, or that follow from the day on which it is read."""
OF_THE_DAY = {"certainly_over", "certainly_over_duties", "in_doubt", "waits_for"}


def claimed(value: Any) -> Any:
    """What is left of it without all that says nothing."""
    if isinstance(value, dict):
        inside = {name: claimed(part) for name, part in value.items()}
        return {name: part for name, part in inside.items() if part not in NOT_CLAIMED}
    return [claimed(part) for part in value] if isinstance(value, list) else value


def claims_of(page: dict[str, Any]) -> dict[str, Any]:
    """What a page claims of the center; of duties that nobody knows done, and of the years they count from, nothing."""
    claims = {name: part for name, part in page.items() if name not in OF_THE_RECORD | OF_THE_DAY}
    claims["commitments"] = {
        name: part
        for name, part in page["commitments"].items()
        if name not in ("not_on_record", "exchanges_known_from")
    }
    facts = [f"{fact['kind']} {fact['when']['zh']} {fact['certainty']}" for fact in page["facts"]]
    claims |= {"facts": facts, "disputes": [dispute["name"] for dispute in page["disputes"]]}
    return {name: part for name, part in claimed(claims).items() if part not in NOT_CLAIMED}


@pytest.fixture
async def real(quiet_house: House) -> House:
    imported(quiet_house)
    return quiet_house


async def test_each_page_of_the_api_and_each_row_claims_what_was_reported_and_nothing_else(real: House) -> None:
    rows = (await real.get("/centers", limit=1000)).json()["items"]
    assert {row["center_id"] for row in rows} == set(CLAIMS)
    for row in rows:
        page = (await real.get(f"/centers/{row['center_id']}")).json()
        assert row == {name: page[name] for name in row}
        assert claims_of(page) == CLAIMS[row["center_id"]]["page"], row["center_id"]


async def test_each_page_of_the_console_says_the_same_in_words_and_nothing_else(real: House) -> None:
    async with browser_of(real, Role.OFFICER) as browser:
        for center, claims in CLAIMS.items():
            page = Page.of(await browser.get(f"/console/centers/{center}"))
            assert key_facts(page) == claims["key_facts"], center
            assert stations(page) == claims["stations"], center


async def test_only_centers_of_the_bureau_have_duties_and_work_and_none_is_called_undone(real: House) -> None:
    async with browser_of(real, Role.OFFICER) as browser:
        for center, claims in CLAIMS.items():
            page = Page.of(await browser.get(f"/console/centers/{center}"))
            duties = page.main.one("section", **{"aria-labelledby": "duties"})
            names = [one.text for one in duties.all("span", class_="duty-name")]
            if not claims["page"]["authority"].get("is_the_bureau"):
                assert names == []
                assert "已完成" not in duties.text
                assert "本指引的义务和期限不适用" in duties.text
                assert "待办" not in duties.text
                assert "未登记" not in duties.text
                assert "筹建期满" not in key_facts(page)
                assert not page.main.all("section", **{"aria-labelledby": "waits"})
                continue
            assert "任命中心主任" in names
            assert "待办" not in duties.text
            assert "0 次" not in duties.text.replace("已开展 0 次，至少 2 次", "")
            assert duties.text.count("未登记，请核实补录") == 5


async def test_of_a_center_of_the_bureau_whose_phase_nobody_knows_no_duty_is_said_to_be_done(
    quiet_house: House, tmp_path: Path
) -> None:
    unveiled = {"event": "unveiled", "date": "2025-05-20", "certainty": "reported", "source": "报道"}
    center: dict[str, Any] = {
        "id": "sh-unveiled",
        "name_zh": "上海市某产业计量测试中心",
        "level": "municipal",
        "region": "上海",
    }
    center |= {"field": "new_materials", "facts": [unveiled | {"precision": "day"}]}
    file = tmp_path / "centers.json"
    file.write_text(json.dumps({"about": "", "centers": [center]}), encoding="utf-8")
    imported(quiet_house, file)
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/centers/sh-unveiled"))
    duties = page.main.one("section", **{"aria-labelledby": "duties"})
    assert "阶段不详，应尽义务不详。" in duties.text
    assert "没有待办的义务" not in duties.text


async def test_no_page_mixes_the_languages_of_what_was_written_down(real: House) -> None:
    for language, other in (("zh", "en"), ("en", "zh")):
        async with browser_of(real, Role.OFFICER, language) as browser:
            for center in ("sh-space-energy", "sh-icv-national", "gd-urban-rail"):
                page = Page.of(await browser.get(f"/console/centers/{center}"))
                panel = page.main.one("section", **{"aria-labelledby": "doubts"})
                notes = [note.text for note in panel.all("td") if note.all("span", class_="source")]
                assert notes
                marked = {span.text for note in panel.all("td") for span in note.all("span", lang=other)}
                has_chinese = {text for text in notes if any("\u4e00" <= sign <= "\u9fff" for sign in text)}
                if language == "en":
                    assert all(any(words in text for words in marked) for text in has_chinese)
                else:
                    assert marked == set()


def key_facts(page: Page) -> dict[str, str]:
    """The panel of key facts, but for what says how the record is kept."""
    rows = page.main.one("section", **{"aria-labelledby": "key-facts"}).one("dl").all("div")
    claims = {row.one("dt").text: row.one("dd").text for row in rows}
    return {name: text for name, text in claims.items() if name not in ("中心编号", "导入来源", "导入自")}


def stations(page: Page) -> list[str]:
    """The line of phases."""
    return [station.text for station in page.main.one("ol", class_="stations").all("li")]
