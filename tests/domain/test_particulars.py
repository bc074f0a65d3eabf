"""A center field by field: each particular has a path, a name in both languages, and a value in words."""

import re
from datetime import date

import pytest

from domain.attributes import attributes, in_words, name_of, plain
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import Verdict
from domain.replay import replay
from domain.values.identifiers import DocumentNumber
from tests.domain.test_any_history import HISTORIES, history
from tests.lives import commands, life_in


@pytest.mark.parametrize("name", HISTORIES)
def test_every_particular_of_any_history_has_a_name_in_both_languages(name: str) -> None:
    for place in range(1, len(history(name)) + 1):
        for path in attributes(replay(history(name)[:place])):
            assert re.search(r"[一-鿿]", name_of(path).zh), path
            assert not re.search(r"[a-z]", name_of(re.sub(r"\[.*?\]", "", path)).zh), path


def test_a_particular_stands_under_its_own_path() -> None:
    found = attributes(life_in(Phase.OPERATION).center)
    assert found["lead.uscc"]
    assert found["reviews[application].verdict"] is Verdict.PASS
    assert found["exchanges[2023]"] == 2
    assert name_of("reviews[application].verdict") == (
        "评审 · 筹建申报 · 结论",
        "Reviews · Application to construct · Verdict",
    )


def test_a_correction_that_waits_is_told_whatever_it_names() -> None:
    life = life_in(Phase.INCUBATION).take(commands()["correct_record"])
    (corrected,) = (value for path, value in attributes(life.center).items() if path.endswith(".corrected"))
    assert "name_zh" in corrected


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (None, "—", "—"),
        ((), "—", "—"),
        (True, "是", "Yes"),
        (False, "否", "No"),
        (0, "0", "0"),
        (Verdict.FAIL, "不通过", "Fail"),
        ("rejected", "整改不合格", "rejected"),
        ((date(2026, 3, 7), date(2027, 3, 7)), "2026-03-07、2027-03-07", "2026-03-07, 2027-03-07"),
        (DocumentNumber(raw="沪市监书20230103号"), "沪市监书〔2023〕103号", "沪市监书〔2023〕103号"),
    ],
)
def test_a_value_is_read_in_both_languages(value: object, zh: str, en: str) -> None:
    assert in_words(value) == (zh, en)


def test_a_value_for_a_program_is_plain() -> None:
    assert plain((date(2026, 3, 7),)) == ["2026-03-07"]
    assert plain(DocumentNumber(raw="沪市监书20230103号")) == "沪市监书〔2023〕103号"
    assert plain(3) == 3
