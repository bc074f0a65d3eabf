"""Forms are made from the commands' models: each asks all of a command, in both languages, and loses nothing of it."""

from collections.abc import Callable
from typing import Any

import pytest

from api.console.decide.forms.answers import Answer, Answers, as_answers, as_rows, as_text, as_texts
from api.console.decide.forms.changes import add_row, remove_row
from api.console.decide.forms.errors import PLACE_OF_REFUSAL, wrong_fields
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import Group
from domain.decider import BUREAU_DECISIONS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command
from domain.supervision.messages import RecordSupervision
from domain.wording.refusals import REASONS
from tests.lives import JOINT_PARTY, Body, command_of, commands, document, stated

COMMANDS: list[type[Command]] = [
    *(decision.command for decision in PEOPLE_DECIDE),
    *(decision.command for decision in BUREAU_DECISIONS),
]


def sent_by_browser(form: Group, body: Body) -> dict[str, list[str]]:
    """What a browser sends of the form once somebody has filled it in like this."""
    sent: dict[str, list[str]] = {}
    for name, text in form.flat(form.answer(stated(body)), ""):
        sent.setdefault(name, []).append(text.replace("\n", "\r\n"))
    return sent


def filled_in(body: Body) -> dict[str, Any]:
    """The body that comes out of its form."""
    form = form_of(type(command_of(body)))
    return {"type": body["type"], **form.value(form.tidy(form.read(sent_by_browser(form, body), "")))}


@pytest.mark.parametrize("decision", PEOPLE_DECIDE, ids=lambda one: one.type)
def test_every_decision_has_a_form_from_which_the_very_command_comes(decision: Decision) -> None:
    body = commands()[decision.type]
    assert command_of(filled_in(body)) == command_of(body)


def test_whatever_every_command_may_say_is_on_its_form() -> None:
    changes = {
        "effective_on": "2023-05-01",
        "documents": [document("一份文件"), document("又一份", "b")],
        "note": "两行\n备注",
    }
    body = commands()["inspect_site"] | changes
    assert command_of(filled_in(body)) == command_of(body)


def test_groups_in_lists_in_groups_come_through() -> None:
    body = commands()["register_center"] | {"joint": [JOINT_PARTY], "cooperation_mechanism": "联席会议"}
    assert command_of(filled_in(body)) == command_of(body)


def test_a_form_is_made_even_of_a_field_that_nobody_has_named_yet() -> None:
    class SuspendCenter(Command):
        funding: str

    assert form_of(SuspendCenter).of("funding").label == ("funding", "funding")


def test_what_is_left_empty_is_no_row_and_no_answer() -> None:
    form = form_of(RegisterCenter)
    answers = form.answer({key: value for key, value in commands()["register_center"].items() if key != "type"})
    add_row(form, answers, "joint")
    add_row(form, answers, "joint.0.responsibilities")
    (party,) = as_rows(answers["joint"])
    assert len(party["responsibilities"]) == 2
    assert "joint" in form.value(answers)
    assert form.value(form.tidy(answers))["joint"] == []


def test_a_row_is_taken_from_the_middle() -> None:
    form = form_of(RecordSupervision)
    topics = ("operation", "key_research", "follow_up_plan")
    answers = form.answer({"findings": [{"topic": topic, "finding": topic} for topic in topics]})
    remove_row(form, answers, "findings.1")
    remove_row(form, answers, "findings.7")
    remove_row(form, answers, "note.0")
    assert [row["topic"] for row in as_rows(answers["findings"])] == ["operation", "follow_up_plan"]


def test_a_group_that_nobody_has_to_fill_in_is_left_out_or_filled_in_whole() -> None:
    form = form_of(RecordSupervision)
    answers = form.answer({"findings": [{"topic": "operation", "finding": "正常"}]})
    assert "unreported_matter" not in form.value(answers)
    as_answers(answers["unreported_matter"])["title"] = "停用"
    assert form.value(answers)["unreported_matter"] == {"title": "停用"}


def test_a_list_that_lies_about_its_length_is_cut_off() -> None:
    form = form_of(RecordSupervision)
    answers = form.read({"findings.n": ["99999999999"]}, "")
    assert len(answers["findings"]) == 50
    assert form.read({"findings.n": ["-1"]}, "")["findings"] == []


def test_a_right_value_is_text_or_json_or_unknown() -> None:
    form = form_of(type(command_of(commands()["correct_record"])))
    corrected: Body = {"name_zh": "2023", "name_en": None, "field": {"field": "biomedicine"}, "note": "{not json"}
    assert form.value(form.answer({"corrected": corrected}))["corrected"] == corrected


ROW: Answers = {"topic": "甲"}
SHAPES: dict[Callable[[Answer], Answer], Answer] = {
    as_text: "甲",
    as_texts: ["甲", "乙"],
    as_rows: [ROW],
    as_answers: ROW,
}


@pytest.mark.parametrize("narrow", SHAPES)
def test_an_answer_is_taken_for_its_own_shape_and_for_no_other(narrow: Callable[[Answer], Answer]) -> None:
    for own, answer in SHAPES.items():
        if own is narrow:
            assert narrow(answer) is answer
        else:
            with pytest.raises(TypeError):
                narrow(answer)


def test_a_row_is_read_back_in_a_line_without_what_is_left_empty() -> None:
    findings = form_of(RecordSupervision).of("findings")
    answer = findings.answer([{"topic": "operation", "finding": "正常"}, {"topic": "operation"}])
    assert findings.text(answer).zh == "中心运行情况 · 正常、中心运行情况"


def test_what_is_wrong_is_said_at_the_nearest_field_under_its_whole_title() -> None:
    form = form_of(RegisterCenter)
    answers = form.answer({"joint": [JOINT_PARTY]})
    errors: list[dict[str, Any]] = [
        {"type": "missing", "loc": ("joint", 0, "organisation", "name"), "ctx": {}},
        {"type": "string_too_long", "loc": ("lead", "name", "deeper"), "ctx": {"max_length": 200}},
        {"type": "json_text", "loc": (), "ctx": {}},
    ]
    whole, lead, joint = wrong_fields(form, answers, errors, "zh")
    assert (joint.id, joint.in_full) == (
        "q-joint.0.organisation.name",
        "联合承建单位 1 · 单位 · 单位名称：请填写单位名称",
    )
    assert (lead.name, lead.title) == ("lead.name", "主要承建单位 · 单位名称")
    assert (whole.id, whole.title) == ("decision", "")


@pytest.mark.parametrize("code", PLACE_OF_REFUSAL)
def test_a_refusal_is_placed_at_a_field_that_some_form_has(code: str) -> None:
    assert code in REASONS
    outermost = PLACE_OF_REFUSAL[code].partition(".")[0]
    assert outermost in {name for command in COMMANDS for name in command.model_fields}
