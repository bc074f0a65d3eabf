"""An order of rectification begins with what was proposed: whoever gives it decides, and types its number."""

from starlette.datastructures import QueryParams

from api.console.decide.forms.from_center import first_answers, with_choices, with_given
from api.console.decide.forms.from_models import form_of
from domain.kernel.roles import Role
from domain.supervision.messages import OrderRectification
from tests.console.test_arranged_forms import TODAY
from tests.domain.occasions import under_construction
from tests.lives import ACTORS, Body, Life, commands

PROPOSED: Body = {"type": "propose_rectification", "problems": "年度报送逾期", "due_on": "2024-06-30"}


def proposed() -> Life:
    """An officer's proposal waits for the order."""
    return under_construction().take(PROPOSED, ACTORS[Role.OFFICER])


def order_of(life: Life, asked: str) -> dict[str, object]:
    form = with_choices(form_of(OrderRectification), life.center)
    answers = first_answers(form, "order_rectification", life.center, ACTORS[Role.APPROVER], TODAY)
    return dict(with_given(answers, QueryParams(asked), life.center))


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


def test_without_a_proposal_or_by_one_that_does_not_wait_nothing_is_filled_in() -> None:
    for life, asked in ((proposed(), ""), (proposed(), "proposal_id=p99"), (under_construction(), "proposal_id=p5")):
        answers = order_of(life, asked)
        assert (answers["problems"], answers["due_on"]) == ("", "")


def test_an_order_so_begun_is_one_that_the_rules_take() -> None:
    life = proposed()
    answers = order_of(life, f"proposal_id={life.center.supervision_issues[-1].id}")
    body = {name: answers[name] for name in ("problems", "due_on", "proposal_id")}
    life.take({**commands()["order_rectification"], **body})
    assert life.center.rectifications[-1].problems == PROPOSED["problems"]
