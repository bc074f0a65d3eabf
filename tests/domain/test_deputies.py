"""Deputies (代理): named by an approver for a period with a paper; who stands in decides in the other's role."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Context
from domain.decider import DECISION_OF, PEOPLE_DECIDE, signer_of, why_not_open
from domain.deputies.deputyships import Deputies
from domain.deputies.messages import DeputyEnded, DeputyNamed
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.refusals import Refusal
from domain.kernel.roles import PEOPLE, Actor, Person, Role
from domain.values.partial_days import add_months
from domain.wording.actors import name_of
from ledger.registry import domain_registry
from tests.domain.deputies import LI, TODAY, WANG, ZHAO, after, asked, ending, naming
from tests.lives import ACTORS, Body, Life, command_of, commands, life_before, life_in, noon

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
SUN = Actor(id="officer-2", name="孙经办", role=Role.OFFICER)
OF_SUN = {"deputy": {"id": SUN.id, "name": SUN.name}}
APPROVAL = commands()["approve_construction"]
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def to_be_approved(deputies: Deputies, on: date = TODAY) -> Life:
    """A center whose approval comes next, on a day with these deputies."""
    life = life_before("approve_construction")
    life.now = noon(on)
    life.deputies = deputies
    return life


def approving(life: Life, actor: Actor, **changes: Any) -> object:
    number = {"document_number": f"沪市监计量〔{life.now.year}〕215号"}
    doubts = {"confirmed": {"doubts": ["person_under_two_ids"], "reason": "同名"}}
    return life.ask(APPROVAL | number | doubts | changes, actor)


def test_an_approver_names_a_deputy_for_a_period_with_the_paper_that_says_so() -> None:
    events = asked(naming(document_number="沪市监人〔2026〕12号"))
    assert isinstance(events, list)
    (event,) = events
    assert isinstance(event, DeputyNamed)
    assert (event.deputy.id, event.deputy_for.name, event.document.title) == (LI.id, WANG.name, "代理通知")
    (one,) = after(naming()).named
    assert (one.id, one.named_on, one.ended_on) == ("d1", TODAY, None)


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.APPROVER])
def test_nobody_else_names_or_ends_deputies(role: Role) -> None:
    for body in (naming(), ending()):
        assert code(asked(body, after(naming()), ACTORS[role])) == "role_not_allowed"


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"deputy": {"id": "ＡＰＰＲＯＶＥＲ-1", "name": "王审批"}}, "deputy_of_oneself"),
        (
            {"deputy": {"id": WANG.id, "name": "王"}, "deputy_for": {"id": ZHAO.id, "name": "赵"}},
            "deputy_named_by_oneself",
        ),
        ({"ends_on": str(YESTERDAY), "begins_on": str(TODAY)}, "deputy_period_reversed"),
        (
            {"begins_on": str(YESTERDAY), "ends_on": str(YESTERDAY)},
            "deputy_period_over",
        ),
        ({"ends_on": str(TODAY + timedelta(days=180))}, "deputy_period_too_long"),
        ({"effective_on": str(TOMORROW)}, "effective_in_the_future"),
    ],
)
def test_a_naming_that_makes_no_sense_is_refused(changes: Body, refused: str) -> None:
    assert code(asked(naming(**changes))) == refused


def test_the_longest_period_is_the_houses_number() -> None:
    longest = Policy().deputy_days
    assert isinstance(asked(naming(ends_on=str(TODAY + timedelta(days=longest - 1)))), list)


@pytest.mark.parametrize("role", ["applicant", "district", "expert", "auditor", "system"])
def test_no_role_but_the_bureaus_is_stood_in_for(role: str) -> None:
    with pytest.raises(ValueError, match="role"):
        asked(naming(role=role))


def test_a_naming_without_its_paper_is_none() -> None:
    body = naming()
    del body["document"]
    with pytest.raises(ValueError, match="document"):
        asked(body)


def test_one_deputy_stands_in_for_one_person_at_a_time_in_a_role() -> None:
    deputies = after(naming())
    assert code(asked(naming(), deputies)) == "deputy_named_already"
    for_another = naming(deputy_for={"id": ZHAO.id, "name": ZHAO.name})
    assert code(asked(for_another, deputies)) == "deputy_named_already"
    assert isinstance(asked(naming(**OF_SUN), deputies), list)
    last = TODAY + timedelta(days=9)
    later = {"begins_on": str(last + timedelta(days=1)), "ends_on": str(last + timedelta(days=3))}
    assert isinstance(asked(naming(**later), deputies), list)
    assert code(asked(naming(**later | {"begins_on": str(last)}), deputies)) == "deputy_named_already"


def test_a_deputyship_ends_on_the_day_on_which_that_is_decided_and_never_before() -> None:
    day = TODAY + timedelta(days=3)
    deputies = after(naming())
    answer = asked(ending(), deputies, today=day)
    assert isinstance(answer, list)
    assert isinstance(answer[0], DeputyEnded)
    yesterday = ending(effective_on=str(day - timedelta(days=1)))
    assert code(asked(yesterday, deputies, today=day)) == "deputyship_ended_backwards"
    assert code(asked(ending("d7"), deputies, today=day)) == "deputyship_unknown"
    assert code(asked(ending(), deputies, today=TODAY + timedelta(days=10))) == "deputyship_over"


def test_what_ended_may_be_named_anew_and_is_not_ended_again() -> None:
    deputies = after(naming(), ending())
    assert deputies.named[0].ended_on == TODAY
    assert not deputies.named[0].holds_on(TODAY)
    assert code(asked(ending(), deputies)) == "deputyship_over"
    assert isinstance(asked(naming(), deputies), list)


def test_a_deputy_in_force_decides_in_the_role_of_whom_they_stand_in_for() -> None:
    """Situation 53."""
    life = to_be_approved(after(naming(**OF_SUN)))
    assert isinstance(approving(life, SUN), list)
    life.take(APPROVAL, SUN)
    actor = life.records[-1].actor
    assert (actor.id, actor.role, actor.deputy_for) == (SUN.id, Role.APPROVER, Person(id=WANG.id, name=WANG.name))
    assert name_of(actor) == ("孙经办（代王审批）", "孙经办 (deputy for 王审批)")


def test_without_a_naming_the_role_of_the_token_decides() -> None:
    assert code(approving(to_be_approved(Deputies()), SUN)) == "role_not_allowed"
    assert code(approving(to_be_approved(after(naming())), SUN)) == "role_not_allowed"
    assert code(approving(to_be_approved(after(naming(**OF_SUN), ending())), SUN)) == "role_not_allowed"


@given(sent=DAYS, stated=DAYS, first=DAYS, length=st.integers(0, 30), ended=st.none() | DAYS)
def test_a_deputy_never_decides_outside_the_period(
    sent: date, stated: date, first: date, length: int, ended: date | None
) -> None:
    """By the day of sending, whatever the paper says, and by the day of the paper as well."""
    (one,) = after(naming(**OF_SUN)).named
    period = one.deputyship.model_copy(update={"begins_on": first, "ends_on": first + timedelta(days=length)})
    deputies = Deputies(1, (one._replace(deputyship=period, ended_on=ended),))
    command = command_of(APPROVAL | {"effective_on": stated})
    actor = signer_of(command, Context(SUN, noon(sent), deputies=deputies))
    last = period.ends_on if ended is None else min(period.ends_on, ended - timedelta(days=1))
    in_force = first <= sent <= last and first <= stated <= last
    assert (actor.role, actor.deputy_for) == ((Role.APPROVER, period.deputy_for) if in_force else (Role.OFFICER, None))


@given(days=st.integers(1, 60))
def test_a_decision_that_lay_waiting_is_taken_as_of_the_day_on_which_it_was_sent(days: int) -> None:
    deputies = after(naming(**OF_SUN))
    recorded = noon(TODAY + timedelta(days=days))
    context = Context(SUN, recorded, sent_at=noon(TODAY), deputies=deputies)
    assert signer_of(command_of(APPROVAL), context).role is Role.APPROVER


def test_a_deputy_is_told_that_the_stated_day_lies_outside_of_the_period() -> None:
    life = to_be_approved(after(naming(**OF_SUN)))
    answer = approving(life, SUN, effective_on=YESTERDAY)
    assert code(answer) == "deputy_out_of_period"
    assert isinstance(answer, Refusal)
    assert (answer.params["begins_on"], answer.params["person"]) == (TODAY, WANG.name)


def test_whoever_prepared_the_act_does_not_approve_it_as_a_deputy() -> None:
    life = to_be_approved(after(naming()))
    assert code(approving(life, LI)) == "person_has_another_part"
    context = life.context(LI)
    refusal = why_not_open(DECISION_OF[type(command_of(APPROVAL))], life.center, context)
    assert code(refusal) == "person_has_another_part"


def test_a_deputy_does_not_confirm_a_correction_that_they_proposed() -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.now = noon(TODAY)
    life.deputies = after(naming(**OF_SUN))
    proposal = commands()["correct_record"] | {"position": life.position_of("CenterRegistered")}
    life.take(proposal, SUN)
    (waiting,) = life.center.corrections
    confirmation = commands()["confirm_correction"] | {"correction_id": waiting.id}
    assert isinstance(life.ask(confirmation, SUN), Refusal)
    assert isinstance(life.ask(confirmation, WANG), list)


def test_what_is_open_to_a_deputy_is_open_to_the_approver() -> None:
    life = to_be_approved(after(naming(**OF_SUN)))
    of_sun, of_wang = (
        {one.type for one in PEOPLE_DECIDE if why_not_open(one, life.center, life.context(actor)) is None}
        for actor in (SUN, WANG)
    )
    assert "approve_construction" in of_wang
    assert of_wang <= of_sun


def test_whoever_holds_the_role_decides_in_their_own_name() -> None:
    named = naming(deputy={"id": ZHAO.id, "name": ZHAO.name})
    command, deputies = command_of(APPROVAL), after(named)
    assert signer_of(command, Context(ZHAO, noon(TODAY), deputies=deputies)) == ZHAO


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in (Role.OFFICER, Role.APPROVER)])
def test_nobody_from_outside_the_bureau_is_its_deputy(role: Role) -> None:
    actor = ACTORS[role]
    deputies = after(naming(deputy={"id": actor.id, "name": actor.name}))
    context = Context(actor, noon(TODAY), deputies=deputies)
    assert signer_of(command_of(APPROVAL), context) == actor


def test_an_approver_stands_in_for_an_officer_too() -> None:
    for_li = {"deputy_for": {"id": LI.id, "name": LI.name}, "role": "officer"}
    deputies = after(naming(deputy={"id": ZHAO.id, "name": ZHAO.name}, **for_li))
    actor = signer_of(command_of(commands()["conclude_guidance"]), Context(ZHAO, noon(TODAY), deputies=deputies))
    assert (actor.role, actor.deputy_for) == (Role.OFFICER, Person(id=LI.id, name=LI.name))


def test_what_a_deputy_decided_is_decided_again_without_asking_for_the_deputyship() -> None:
    """A correction of what a deputy approved: the record has the role, and nothing is asked again."""
    life = to_be_approved(after(naming(**OF_SUN)))
    life.take(APPROVAL, SUN)
    life.deputies = Deputies()
    corrected = {"corrected": {"term_months": 30}, "position": life.position_of("ConstructionApproved")}
    life.take(commands()["correct_record"] | corrected, LI)
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id}, ZHAO)
    assert life.center.term_ends_on == add_months(TODAY, 30)


def test_a_record_says_nothing_of_deputies_where_there_is_none() -> None:
    """The bytes of all that was recorded before stay as they were."""
    life = to_be_approved(after(naming(**OF_SUN)))
    _, stored = domain_registry().dump(life.records[0])
    assert b"deputy" not in stored
    life.take(APPROVAL, SUN)
    topic, stored = domain_registry().dump(life.records[-1])
    assert domain_registry().parse(topic, stored).actor == life.records[-1].actor
