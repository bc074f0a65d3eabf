"""What somebody looks for is found in any spelling: names, organisations, codes, document numbers, persons."""

import pytest

from domain.guideline.phases import Phase
from ledger.application import Ledger
from ledger.read_model.index_rows import index_rows_of
from ledger.receipts import Receipt
from tests.ledger.sample import receipt_of
from tests.ledger.test_work import put
from tests.lives import LEAD, Life, commands, life_in

OTHER = "上海市质检所光子产业计量测试中心"


@pytest.fixture
def listed(ledger: Ledger) -> Ledger:
    """One center in operation, and one that was registered alone."""
    put(ledger, "sh-cables", life_in(Phase.OPERATION, {"register_center": {"name_en": "Submarine Cable Center"}}))
    put(ledger, "sh-photons", life_in(Phase.INCUBATION), name_zh=OTHER, host="质检所")
    return ledger


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("海缆", ["sh-cables"]),
        ("海缆 计量", ["sh-cables"]),
        ("计量 海缆", ["sh-cables"]),
        ("海缆 光子", []),
        ("海\u200b缆", ["sh-cables"]),
        ("质检院", []),
        ("质检所", ["sh-photons"]),
        ("SUBMARINE  cable", ["sh-cables"]),
        ("ｓｕｂｍａｒｉｎｅ", ["sh-cables"]),
        ("SH-Cables", ["sh-cables"]),
        (LEAD["uscc"].lower(), ["sh-cables", "sh-photons"]),
        ("计\uf97e测试技术研究院", ["sh-cables", "sh-photons"]),
        ("沪市监计量〔2023〕215号", ["sh-cables"]),
        ("沪市监计量(2023)0215", ["sh-cables"]),
        ("沪市监计量20230402号", ["sh-cables"]),
        ("沪市监计量 〔2023〕 第0215号", ["sh-cables"]),
        ("215号", ["sh-cables"]),
        ("沪市监计量〔2024〕215号", []),
        ("张主任", ["sh-cables"]),
        ("陈专家 EXPERT-1", ["sh-cables"]),
        ("100%", []),
        ("_", []),
        ("\u3164", ["sh-cables", "sh-photons"]),
    ],
)
def test_a_center_is_found_by_every_word_in_any_spelling(listed: Ledger, q: str, found: list[str]) -> None:
    page = listed.read_model.find_centers(q=q)
    assert ([item["center_id"] for item in page.items], page.total) == (found, len(found))
    assert sum(listed.read_model.count_by_phase(q=q).values()) == len(found)


def test_a_renamed_center_is_found_by_every_name_that_it_bore_and_shown_by_the_present_one(ledger: Ledger) -> None:
    renaming = commands()["rename_center"]
    put(ledger, "sh-cables", life_in(Phase.CONSTRUCTION).take(renaming))
    for q in ("海缆", "海洋 电缆"):
        (item,) = ledger.read_model.find_centers(q=q).items
        assert item["name_zh"] == renaming["name_zh"]


def receipt(life: Life) -> Receipt:
    return receipt_of("sh-cables", len(life.records), "c")


@pytest.mark.parametrize(
    ("event", "form"),
    [
        ("CenterRegistered", LEAD["name"]),
        ("ConstructionApproved", "沪市监计量(2023)215号"),
        ("ExpertsAppointed", "陈专家"),
        ("ExpertsAppointed", "同济大学"),
        ("DirectorAppointed", "张主任"),
    ],
)
def test_a_line_of_the_history_holds_the_names_and_numbers_of_its_event(event: str, form: str) -> None:
    life = life_in(Phase.OPERATION)
    lines = [line for line in index_rows_of(life.records, receipt(life)) if line.type == event]
    assert lines
    assert all(form in line.search.split("\n") for line in lines)


def test_prose_is_no_name() -> None:
    life = life_in(Phase.OPERATION)
    assert not any(
        "实现" in line.search or "专家质询" in line.search for line in index_rows_of(life.records, receipt(life))
    )
