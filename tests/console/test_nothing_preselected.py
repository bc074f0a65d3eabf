"""No form states a fact before anybody has: what is chosen beforehand stands on record, or leaves nothing to choose."""

from collections.abc import Iterator
from functools import cache

import pytest

from api.console.decide.forms.answers import Answer, Answers, as_rows
from api.console.decide.forms.arranged.arrangement import Background
from api.console.decide.forms.arranged.table import by_answers
from api.console.decide.forms.from_center import first_answers, with_choices
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import Group, Rows, walk
from api.console.decide.forms.prepared import PreparedChoice
from api.console.decide.forms.questions import AnyQuestion, Choice, Choices, WithOptions
from domain.decider import BUREAU_DECISIONS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from domain.wording.values import OWN_WORDS
from tests.console.test_arranged_forms import TODAY
from tests.domain.occasions import under_construction
from tests.lives import ACTORS, ROLE_OF, Life, commands, life_before, life_in, path_to, stated

STATED_ANEW = {"amend_organisations", "change_alliance", "change_scope"}
"""Decisions that state anew what the record holds, and begin with what it holds."""
OWN = {"expert_id", "authority_kind"}
"""Who it is that signs, where that is whoever is signed in."""


def _chosen(form: Group, answers: Answers) -> Iterator[tuple[str, AnyQuestion, Answer]]:
    found: list[tuple[str, AnyQuestion, Answer]] = []
    walk(form, answers, lambda question, name, answer: found.append((name, question, answer)))
    return ((name, one, answer) for name, one, answer in found if _is_choice(one) and answer)


def _is_choice(question: AnyQuestion) -> bool:
    """What a prepared row is about says nothing by itself."""
    return isinstance(question, Choice | Choices) and not isinstance(question, PreparedChoice)


@cache
def _life_in(phase: Phase) -> Life:
    return life_in(phase)


def _lives(type_: str) -> Iterator[Life]:
    """One in each phase, and one in which the decision comes next, where it is on the way to establishment."""
    yield from map(_life_in, Phase)
    if any(step.body["type"] == type_ for step in path_to(Phase.OPERATION)):
        yield life_before(type_)


@pytest.mark.parametrize("decision", [one for one in PEOPLE_DECIDE if one.phases], ids=lambda one: one.type)
def test_nothing_is_chosen_before_anybody_has_chosen(decision: Decision) -> None:
    for life in _lives(decision.type):
        form = with_choices(form_of(decision.command), life.center)
        form = by_answers(decision.type, form, Background(life.records, frozenset()), {})
        answers = first_answers(form, decision.type, life.center, ACTORS[ROLE_OF[decision.type]], TODAY)
        for name, question, answer in _chosen(form, answers):
            assert isinstance(question, WithOptions)
            is_sole = len(question.options) == 1
            assert is_sole or name in OWN or decision.type in STATED_ANEW, (decision.type, name, answer)


@pytest.mark.parametrize("decision", [*PEOPLE_DECIDE, *BUREAU_DECISIONS], ids=lambda one: one.type)
def test_the_blank_form_of_a_decision_has_no_choice_made(decision: Decision) -> None:
    form = form_of(decision.command)
    for question in _questions(form):
        assert not isinstance(question, WithOptions) or not getattr(question, "default", ""), question.name


def _questions(question: AnyQuestion) -> Iterator[AnyQuestion]:
    yield question
    inside = (question.each,) if isinstance(question, Rows) else getattr(question, "inside", ())
    for inner in inside:
        yield from _questions(inner)


@pytest.mark.parametrize(
    ("type_", "path"),
    [("register_center", "level"), ("submit_application", "consent_needed"), ("record_supervision", "findings")],
)
def test_what_a_command_takes_for_granted_is_asked_and_goes_with_no_answer_nowhere(type_: str, path: str) -> None:
    form = form_of(next(one.command for one in PEOPLE_DECIDE if one.type == type_))
    answers = form.answer(stated(commands()[type_]))
    if path == "findings":
        (row,) = as_rows(answers["findings"])
        row["problem"] = ""
        assert form.value(answers)["findings"] == [{**row, "problem": ""}]
    else:
        answers[path] = ""
        assert form.value(answers)[path] == "", "and the command refuses it, instead of taking its own word for it"


def test_a_proposal_and_its_confirmation_are_in_their_own_words() -> None:
    forms = {decision.type: form_of(decision.command) for decision in PEOPLE_DECIDE}
    for type_, words in (
        ("confirm_correction", ["确认更正", "不予更正"]),
        ("confirm_undo", ["确认失效", "不予失效"]),
        ("evaluate_construction", ["建议后续支持", "建议整改", "建议拟撤销"]),
        ("decide_on_evaluation", ["决定后续支持", "决定整改", "决定拟撤销（进入告知）"]),
    ):
        question = forms[type_].of("outcome" if "evaluat" in type_ else "verdict")
        assert isinstance(question, Choice)
        assert [option.label.zh for option in question.options] == words


def test_every_word_of_its_own_is_of_a_field_that_a_decision_asks() -> None:
    asked = {f"{one.command.__name__}.{name}": one for one in PEOPLE_DECIDE for name in one.command.model_fields}
    for place, words in OWN_WORDS.items():
        question = form_of(asked[place].command).of(place.partition(".")[2])
        assert isinstance(question, Choice)
        assert {option.code for option in question.options} == set(words)
        assert all(label.zh != label.en for label in words.values())


def test_a_proposed_outcome_is_not_chosen_for_whoever_decides() -> None:
    life = under_construction()
    life.take(commands()["evaluate_construction"])
    form = with_choices(form_of(type_of("decide_on_evaluation")), life.center)
    answers = first_answers(form, "decide_on_evaluation", life.center, ACTORS[Role.APPROVER], TODAY)
    assert answers["outcome"] == ""


def type_of(type_: str) -> type:
    return next(one.command for one in PEOPLE_DECIDE if one.type == type_)
