"""What a visit or an inspection is about stands ready row by row; nothing is said of it before somebody says it."""

from typing import Any

import pytest

from api.console.decide.forms.answers import as_rows
from api.console.decide.forms.arranged.arrangement import Background
from api.console.decide.forms.arranged.prepared.record_supervision import NOTHING_FOUND
from api.console.decide.forms.arranged.table import by_answers
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import Group
from api.console.decide.forms.prepared import PreparedRows, with_prepared
from domain.acceptance.messages import CompleteSelfInspection
from domain.decider import PEOPLE_DECIDE
from domain.guideline.checklist import CHECKLIST
from domain.guideline.clauses import CLAUSES
from domain.guideline.vocabulary import SupervisionTopic
from domain.supervision.messages import RecordSupervision
from tests.lives import Life, command_of, commands, life_before

TOPICS = [topic.value for topic in SupervisionTopic]
COMMANDS = {one.type: one.command for one in PEOPLE_DECIDE}


def form_for(type_: str, life: Life | None = None) -> Group:
    background = Background(life.records if life else (), frozenset())
    return by_answers(type_, form_of(COMMANDS[type_]), background, {})


def rows_of(form: Group, name: str) -> PreparedRows:
    question = form.of(name)
    assert isinstance(question, PreparedRows)
    return question


def sent(form: Group, **typed: str) -> dict[str, list[str]]:
    """As a browser sends the blank form back, with this typed; a double underscore stands for a dot."""
    pairs = {name: [text] for name, text in form.flat(form.blank(), "")}
    return pairs | {name.replace("__", "."): [text] for name, text in typed.items()}


def answer_of(form: Group, name: str, **typed: str) -> Any:
    return form.value(form.tidy(form.read(sent(form, **typed), "")))[name]


def test_a_visit_begins_with_a_row_for_each_topic_of_the_guideline_and_none_is_answered() -> None:
    form = form_for("record_supervision")
    rows = as_rows(form.blank()["findings"])
    assert [row["topic"] for row in rows] == TOPICS
    assert {(row["finding"], row["problem"]) for row in rows} == {("", "")}
    assert answer_of(form, "findings") == []


def test_a_topic_about_which_nothing_is_said_is_no_part_of_the_record() -> None:
    found = answer_of(
        form_for("record_supervision"), "findings", findings__3__finding="服务 12 家企业", findings__3__problem="false"
    )
    assert found == [{"topic": TOPICS[3], "finding": "服务 12 家企业", "problem": False}]


def test_one_tick_says_of_all_other_topics_that_no_problem_was_found_and_the_record_has_each() -> None:
    form = form_for("record_supervision")
    given = {"findings__1__finding": "设备停用两台", "findings__1__problem": "true", "findings__2__finding": "走访三家"}
    found = answer_of(form, "findings", findings__rest="true", **given)
    assert [row["topic"] for row in found] == TOPICS
    assert [row["problem"] for row in found] == [False, True, False, False, False, False]
    assert [row["finding"] for row in found] == [NOTHING_FOUND, "设备停用两台", "走访三家", *[NOTHING_FOUND] * 3]
    assert isinstance(command_of({"type": "record_supervision", "findings": found}), RecordSupervision)


def test_without_the_tick_nobody_is_taken_to_have_found_nothing() -> None:
    (row,) = answer_of(form_for("record_supervision"), "findings", findings__0__finding="正常")
    assert row["problem"] == "", "which the command refuses"


def test_a_topic_may_have_a_second_row() -> None:
    form = form_for("record_supervision")
    more = {
        "findings__n": "7",
        "findings__6__topic": "operation",
        "findings__6__finding": "另一处",
        "findings__6__problem": "true",
    }
    assert answer_of(form, "findings", **more) == [{"topic": "operation", "finding": "另一处", "problem": True}]


def test_rows_that_an_answer_lacks_stand_at_its_end() -> None:
    rows = rows_of(form_for("record_supervision"), "findings")
    answer = rows.answer([{"topic": "key_research", "finding": "按期", "problem": False}])
    assert [row["topic"] for row in rows.shown(answer)] == [
        "key_research",
        *(one for one in TOPICS if one != "key_research"),
    ]
    assert len(rows.stated(answer)) == 1
    assert rows.shown(rows.tidy(answer)) == answer


def test_a_self_inspection_begins_with_what_the_guideline_itself_asks_for() -> None:
    life = life_before("complete_self_inspection")
    form = form_for("complete_self_inspection", life)
    assert [row["item"] for row in as_rows(form.blank()["items"])] == [entry.label.zh for entry in CHECKLIST]
    found = answer_of(form, "items", items__rest="true", items__4__conforms="false", items__4__remark="尚余一项")
    assert [row["conforms"] for row in found] == [True] * 4 + [False] + [True] * 5
    assert found[4]["remark"] == "尚余一项"
    assert isinstance(command_of({"type": "complete_self_inspection", "items": found}), CompleteSelfInspection)


def test_another_inspection_begins_with_the_items_of_the_last() -> None:
    life = life_before("complete_self_inspection").take(commands()["complete_self_inspection"])
    items = [one["item"] for one in commands()["complete_self_inspection"]["items"]]
    form = form_for("complete_self_inspection", life)
    assert [row["item"] for row in as_rows(form.blank()["items"])] == items
    own = {
        "items__n": str(len(items) + 1),
        f"items__{len(items)}__item": "消防",
        f"items__{len(items)}__conforms": "true",
    }
    assert answer_of(form, "items", **own) == [{"item": "消防", "conforms": True}]


def test_every_item_rests_on_a_clause_and_stands_once() -> None:
    assert all(entry.clause in CLAUSES for entry in CHECKLIST)
    assert (
        len({entry.label.zh for entry in CHECKLIST}) == len({entry.label.en for entry in CHECKLIST}) == len(CHECKLIST)
    )
    numbers = list(CLAUSES)
    assert [entry.clause for entry in CHECKLIST] == sorted((entry.clause for entry in CHECKLIST), key=numbers.index)


def test_what_is_no_list_is_not_prepared() -> None:
    form = form_of(RecordSupervision)
    with pytest.raises(TypeError):
        with_prepared(form.of("note"), "topic", [])
    with pytest.raises(TypeError):
        with_prepared(form.of("findings"), "finding", [])
