"""Who and what is the same, however it is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values.comparing_form import comparing_form, is_department_of, same_name

WIDE = {ord("!") + place: chr(ord("！") + place) for place in range(94)}
IDEOGRAPHS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
NAMES = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E) | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    min_size=1,
    max_size=12,
)
UNSEEN = st.sampled_from(
    "\u200b\u200d\ufeff\u2060\u00ad\u180e\u115f\u3164\uffa0\u2800\ufe0f\U000e0101\u3000 \t\n\u2028\x1b"
)
BRACKETS = ("()", "（）", "[]", "〔〕", "【】", "﹝﹞", "『』", "《》", "{}")


@given(st.text(max_size=60))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    form = comparing_form(text)
    assert comparing_form(form) == form


@given(NAMES, st.lists(st.tuples(st.integers(0, 12), UNSEEN), max_size=5))
def test_what_shows_nothing_makes_no_other_name(name: str, put_in: list[tuple[int, str]]) -> None:
    spelled = name
    for place, sign in put_in:
        spelled = spelled[:place] + sign + spelled[place:]
    assert same_name(name, spelled)


@given(NAMES)
def test_width_case_and_composition_make_no_other_name(name: str) -> None:
    assert same_name(name, name.translate(WIDE))
    assert same_name(name, name.swapcase())
    assert same_name(name, unicodedata.normalize("NFD", name))


@given(IDEOGRAPHS, IDEOGRAPHS, st.sampled_from(BRACKETS), st.sampled_from(BRACKETS))
def test_brackets_of_any_kind_make_no_other_name(name: str, within: str, one: str, other: str) -> None:
    assert same_name(f"{name}{one[0]}{within}{one[1]}", f"{name}{other[0]}{within}{other[1]}")


@pytest.mark.parametrize(
    ("looks_like", "character"),
    [("⽅", "方"), ("⺠", "民"), ("⻋", "车"), ("\uf97e", "量"), ("⼀", "一"), ("⻘", "青")],
)
def test_a_radical_that_only_looks_like_a_character_is_the_character(looks_like: str, character: str) -> None:
    assert looks_like != character
    assert same_name(f"上海{looks_like}检院", f"上海{character}检院")


@given(IDEOGRAPHS, IDEOGRAPHS)
def test_names_that_are_seen_to_differ_differ(one: str, other: str) -> None:
    assert same_name(one, other) == (one == other)


def test_an_institute_is_not_the_house_of_almost_the_same_name() -> None:
    assert not same_name("市质检院", "市质检所")


@pytest.mark.parametrize("name", ["院（力学所）", "院[力学所]", "院 力学与声学研究所", "院\u200b力学所"])
def test_a_department_in_brackets_or_appended_is_of_its_organisation(name: str) -> None:
    assert is_department_of(f"上海市计量测试技术研究{name}", "上海市计量测试技术研究院")


@pytest.mark.parametrize(
    "name", ["上海市计量测试技术研究院", "上海市计量测试技术研究院\u200b", "上海市计量测试技术研究所", ""]
)
def test_the_organisation_itself_and_another_are_no_department(name: str) -> None:
    assert not is_department_of(name, "上海市计量测试技术研究院")
    assert not is_department_of("上海", "")
