"""Every fault of a form is said at once, by its question's label, with what to do about it; and days as people write
them are taken.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from api.console.decide.forms.answers import Answer, Answers
from api.console.decide.forms.errors import Wrong, wrong_fields
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import Group, Rows
from api.console.decide.forms.questions import AnyQuestion, Choices, Day, Single
from api.decisions.bodies import decision_request_in
from api.http.language import Language
from api.http.problems import Problem
from domain.acceptance.messages import CompleteSelfInspection
from domain.incubation.messages import RegisterCenter, SubmitIndustryResearch
from domain.kernel.messages import Command
from domain.working_calendar.messages import EnterHolidayNotice
from tests.console.test_forms import COMMANDS

PATTERN = re.compile(r"[\^\\|]|\[[^\]]*\]|\$|\{")
"""What stands in a regular expression and in no sentence."""
CODE = re.compile(r"[a-z]+_[a-z_]+")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
DOCUMENT_NUMBER = re.compile(r"[\u3400-\u9fff]+〔[0-9]{4}〕[0-9]+号")
"""An example of one, which is the same in both languages."""
GARBAGE = ("", "？", "7" * 12_000, "\u200b", "甲\x07乙", "2023年2月30日", "2023.5")


def answers_of(form: Group, text: str) -> Answers:
    """The form filled in so."""
    return {inner.name: filled_with(inner, text) for inner in form.inside}


def filled_with(question: AnyQuestion, text: str) -> Answer:
    """Every field of the question answered with that text, each list with one row."""
    if isinstance(question, Group):
        return answers_of(question, text)
    if isinstance(question, Rows):
        return [answers_of(question.each, text)]
    if isinstance(question, Choices):
        return [text] if text else []
    assert isinstance(question, Single)
    return text


def wrongs(command: type[Command], answers: Answers, language: Language) -> list[Wrong]:
    """What the form says about the answers."""
    form = form_of(command)
    body = {"type": command.model_fields["type"].default, **form.value(answers)}
    try:
        decision_request_in(json.dumps(body).encode(), TypeAdapter(command))
    except Problem as problem:
        return wrong_fields(form, answers, problem.errors, language)
    return []


def words_of(form: AnyQuestion) -> Iterator[str]:
    """The hints and labels of a form, which may bear an example, or a name in Latin letters."""
    yield from (text for label in (form.hint, form.label) if label for text in label)
    for inner in (*getattr(form, "inside", ()), *((form.each,) if isinstance(form, Rows) else ())):
        yield from words_of(inner)


def check_sentences(command: type[Command], text: str) -> None:
    form = form_of(command)
    answers = answers_of(form, text)
    words = sorted({*words_of(form), text} - {""}, key=len, reverse=True)
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        for wrong in wrongs(command, answers, language):
            sentence = DOCUMENT_NUMBER.sub("", wrong.sentence)
            for word in words:
                sentence = sentence.replace(word, "")
            assert not PATTERN.search(sentence), wrong
            assert not CODE.search(sentence), wrong
            assert "YYYY" not in sentence, wrong
            assert not (language == "zh" and ENGLISH.search(sentence)), wrong
            assert not (language == "en" and re.search(r"[\u3400-\u9fff]", sentence)), wrong


@pytest.mark.parametrize("text", GARBAGE)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)
def test_no_sentence_about_a_field_bears_a_pattern_a_code_or_a_word_of_the_other_language(
    command: type[Command], text: str
) -> None:
    check_sentences(command, text)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(COMMANDS), st.text(st.characters(codec="utf-8", categories=["P", "N", "S"]), max_size=30))
def test_whatever_is_typed_is_answered_in_words(command: type[Command], text: str) -> None:
    check_sentences(command, text)


def test_everything_that_is_missing_is_said_at_once_and_what_to_do_about_it() -> None:
    found = {wrong.name: wrong.sentence for wrong in wrongs(RegisterCenter, form_of(RegisterCenter).blank(), "zh")}
    assert found["name_zh"] == "请填写中心名称"
    assert found["lead.kind"] == "请选择单位类型"
    assert found["lead.district"].startswith("请选择")
    assert {"field.field", "industry_scope", "lead.name", "lead.uscc"} <= found.keys()


def test_a_row_that_is_left_empty_keeps_its_place_and_what_is_wrong_stands_at_its_own_row() -> None:
    form = form_of(SubmitIndustryResearch)
    gaps = form.of("gaps")
    assert isinstance(gaps, Rows)
    answers = form.blank()
    rows: list[Answers] = [gaps.each.blank() for _ in range(3)]
    rows[2] |= {gaps.each.inside[1].name: "海缆动态弯曲"}
    answers["gaps"] = [*rows]
    names = {wrong.name for wrong in wrongs(SubmitIndustryResearch, answers, "en")}
    assert any(name.startswith("gaps.2.") for name in names)
    assert not any(name.startswith(("gaps.0.", "gaps.1.")) for name in names)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("昨天", "请将生效日期写成完整的日期，如 2023年5月17日、2023.5.17 或 2023-05-17"),
        ("2023年5月", "请将生效日期写成完整的日期，如 2023年5月17日、2023.5.17 或 2023-05-17"),
        ("2023年2月30日", "日历上没有“2023年2月30日”这一天，请核对生效日期"),
        ("1023-05-17", "生效日期应在 1900 年至 2200 年之间，请核对"),
    ],
)
def test_a_day_that_is_none_says_why(typed: str, sentence: str) -> None:
    answers = form_of(CompleteSelfInspection).blank() | {"effective_on": typed}
    found = {wrong.name: wrong.sentence for wrong in wrongs(CompleteSelfInspection, answers, "zh")}
    assert found["effective_on"] == sentence


@pytest.mark.parametrize(
    "typed",
    [
        "2023-05-17",
        "2023年5月17日",
        "2023.5.17",
        "2023/05/17",
        "２０２３年５月１７日",
        " 20230517 ",
        "2023 年 5 月 17 号",
    ],
)
def test_a_day_is_typed_or_pasted_as_it_stands_in_the_paper(typed: str) -> None:
    sent: Mapping[str, Any] = {"effective_on": [typed], "holidays": [f"{typed}\r\n\r\n2023年5月18日"]}
    day = form_of(RegisterCenter).of("effective_on")
    assert isinstance(day, Day)
    assert day.read(sent, "effective_on") == "2023-05-17"
    notice = form_of(EnterHolidayNotice).of("notice")
    assert isinstance(notice, Group)
    assert notice.of("holidays").value(notice.of("holidays").read(sent, "holidays")) == ["2023-05-17", "2023-05-18"]
