"""An order of rectification begins with what was proposed: whoever gives it decides, and types its number."""

from starlette.datastructures import QueryParams

from api.console.decide.forms.answers import Answers
from api.console.decide.forms.from_center import first_answers, with_choices, with_given, with_proposed
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.questions import Choice
from domain.kernel.roles import Role
from domain.supervision.messages import OrderRectification
from tests.console.test_arranged_forms import TODAY
from tests.domain.occasions import under_construction
from tests.lives import ACTORS, Body, Life, commands

PROPOSED: Body = {"type": "propose_rectification", "problems": "年度报送逾期", "due_on": "2024-06-30"}


def proposed() -> Life:
    """An officer's proposal waits for the order."""
    return under_construction().take(PROPOSED, ACTORS[Role.OFFICER])


def order_of(life: Life, asked: str) -> Answers:
    form = with_choices(form_of(OrderRectification), life.center)
    answers = first_answers(form, "order_rectification", life.center, ACTORS[Role.APPROVER], TODAY)
    return with_given(answers, QueryParams(asked), life.center)


def test_an_order_by_a_proposal_begins_with_its_problems_and_its_day() -> None:
    life = proposed()
    proposal = life.center.supervision_issues[-1].id
    answers = order_of(life, f"proposal_id={proposal}")
    assert (answers["problems"], answers["due_on"]) == (PROPOSED["problems"], PROPOSED["due_on"])
    assert answers["proposal_id"] == proposal
    assert answers["document_number"] == "", "that is the approver's to give"


def test_what_the_address_says_itself_goes_before_the_proposal() -> None:
    life = proposed()
    answers = order_of(life, f"proposal_id={life.center.supervision_issues[-1].id}&problems=另一问题")
    assert answers["problems"] == "另一问题"


def test_the_only_proposal_that_waits_is_the_one_where_nobody_names_another() -> None:
    life = proposed()
    answers = order_of(life, "")
    assert answers["proposal_id"] == life.center.supervision_issues[-1].id
    assert (answers["problems"], answers["due_on"]) == (PROPOSED["problems"], PROPOSED["due_on"])
    assert order_of(life, "problems=另一问题")["proposal_id"] == "", "what is said otherwise may be of its own"


def test_of_several_proposals_each_is_offered_and_the_chosen_one_is_filled_in() -> None:
    life = proposed().take(PROPOSED | {"problems": "设备停用"}, ACTORS[Role.OFFICER])
    answers = order_of(life, "")
    assert (answers["proposal_id"], answers["problems"]) == ("", "")
    question = with_choices(form_of(OrderRectification), life.center).of("proposal_id")
    first, second = life.center.supervision_issues[-2:]
    assert isinstance(question, Choice)
    assert [option.code for option in question.options] == [first.id, second.id]
    filled = with_proposed(answers | {"proposal_id": second.id}, life.center)
    assert (filled["problems"], filled["due_on"]) == ("设备停用", PROPOSED["due_on"])
    assert with_proposed(filled | {"problems": "其他"}, life.center)["problems"] == "其他"


def test_without_a_proposal_or_by_one_that_does_not_wait_nothing_is_filled_in() -> None:
    for life, asked in (
        (under_construction(), ""),
        (proposed(), "proposal_id=p99"),
        (under_construction(), "proposal_id=p5"),
    ):
        answers = order_of(life, asked)
        assert (answers["problems"], answers["due_on"]) == ("", "")


def test_an_order_so_begun_is_one_that_the_rules_take() -> None:
    life = proposed()
    answers = order_of(life, f"proposal_id={life.center.supervision_issues[-1].id}")
    body = {name: answers[name] for name in ("problems", "due_on", "proposal_id")}
    life.take({**commands()["order_rectification"], **body})
    assert life.center.rectifications[-1].problems == PROPOSED["problems"]
