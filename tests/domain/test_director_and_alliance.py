"""4.1–4.3: a center without a director, without an alliance, and a listing that follows the alliance."""

from datetime import date

import pytest

from domain.guideline.phases import Phase
from domain.kernel.records import DecidedUnder
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import replay
from domain.work_items import work_items
from tests.domain.occasions import imported, under_construction
from tests.lives import ACTORS, EVIDENCE, JOINT_PARTY, LEAD, PARTNER, Body, Life, commands, life_before

JOINTLY: dict[str, Body] = {
    "register_center": {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会"},
    "submit_application": {"evidence": EVIDENCE},
}
ANYONE = ACTORS[Role.APPLICANT].model_copy(update={"anyone": True})
PARTNERS = {"name": "上海另一家制造有限公司", "chain_position": "upstream"}


def of(name: str, /, **changes: object) -> Body:
    return commands()[name] | changes


def awaited(life: Life, name: str) -> list[date | None]:
    """Since when the decision is awaited, where it is."""
    return [item.since for item in work_items(life.center, (), life.policy).open if item.decision.type == name]


def built() -> Life:
    """A center that has all that acceptance asks for."""
    return life_before("apply_for_acceptance")


def doubts_of(life: Life, body: Body) -> list[str]:
    refusal = life.ask(body, ANYONE)
    return [doubt["code"] for doubt in refusal.params["doubts"]] if isinstance(refusal, Refusal) else []


def test_a_center_whose_director_left_awaits_another() -> None:
    life = built()
    assert awaited(life, "appoint_director") == []
    life.take(of("record_vacancy", effective_on="2023-06-01"))
    center = life.center
    assert (center.director, center.director_since, center.acting_director) == (None, None, "钱副主任")
    assert awaited(life, "appoint_director") == [date(2023, 6, 1)]
    life.take(of("appoint_director", name="孙主任", effective_on="2023-06-05"))
    center = life.center
    assert (center.director, center.acting_director, center.director_vacant_since) == ("孙主任", None, None)
    assert awaited(life, "appoint_director") == []


def test_an_acting_director_is_not_the_director_whom_acceptance_asks_for() -> None:
    life = built().take(of("record_vacancy"))
    assert life.ask(of("apply_for_acceptance")) == Refusal("director_missing", "4.1")
    assert not isinstance(life.take(of("appoint_director")).ask(of("apply_for_acceptance")), Refusal)


def test_while_the_post_is_vacant_another_may_be_named_to_act() -> None:
    life = built().take(of("record_vacancy", effective_on="2023-06-01", acting=None))
    life.take(of("record_vacancy", effective_on="2023-06-08", acting="周副主任"))
    assert (life.center.acting_director, life.center.director_vacant_since) == ("周副主任", date(2023, 6, 1))


def test_where_nobody_was_director_no_post_is_vacant() -> None:
    assert under_construction().ask(of("record_vacancy")) == Refusal("director_missing", "4.1")


def test_no_director_is_appointed_on_a_day_before_the_post_was_vacant() -> None:
    life = built().take(of("record_vacancy", effective_on="2023-06-01"))
    refusal = life.ask(of("appoint_director", effective_on="2023-05-31"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["event"]) == ("day_before_its_ground", "DirectorVacancyRecorded")


def test_a_dissolved_alliance_is_awaited_anew_and_keeps_acceptance_from_being_applied_for() -> None:
    life = built().take(of("dissolve_alliance", effective_on="2023-06-01"))
    assert (life.center.alliance_name, life.center.alliance) == (None, ())
    assert awaited(life, "form_alliance") == [date(2023, 6, 1)]
    assert life.ask(of("apply_for_acceptance")) == Refusal("alliance_missing", "3.5.1")
    assert life.ask(of("change_alliance")) == Refusal("alliance_missing", "3.5.1")
    life.take(of("form_alliance", effective_on="2023-06-05"))
    assert life.center.alliance_formed_on == date(2023, 6, 5)
    assert not isinstance(life.ask(of("apply_for_acceptance")), Refusal)


def test_only_an_alliance_that_there_is_is_dissolved() -> None:
    assert under_construction().ask(of("dissolve_alliance")) == Refusal("alliance_missing", "3.5.1")


@pytest.mark.parametrize("change", ["change_alliance", "dissolve_alliance"])
def test_after_a_change_of_the_alliance_the_listing_is_awaited_again(change: str) -> None:
    life = built()
    assert awaited(life, "update_listing") == []
    life.take(of(change, effective_on="2023-06-01"))
    assert awaited(life, "update_listing") == [date(2023, 6, 1)]
    life.take(of("update_listing", effective_on="2023-05-31"))
    assert awaited(life, "update_listing") == [date(2023, 6, 1)]
    life.take(of("update_listing", effective_on="2023-06-01"))
    assert awaited(life, "update_listing") == []


def test_the_listing_did_not_have_to_follow_an_alliance_that_was_changed_before_that_was_asked() -> None:
    life = built().take(of("change_alliance", effective_on="2023-06-01"))
    earlier = DecidedUnder(guideline="213", policy=3)
    life.state = replay([record.model_copy(update={"decided_under": earlier}) for record in life.records])
    assert awaited(life, "update_listing") == []


@pytest.mark.parametrize(
    "members",
    [
        [{"name": LEAD["name"], "chain_position": "midstream"}],
        [{"name": "另一个名称", "chain_position": "midstream", "uscc": LEAD["uscc"]}],
        [{"name": f" {LEAD['name']}", "chain_position": "upstream"}, PARTNERS | {"name": PARTNER["name"]}],
    ],
)
def test_an_alliance_of_the_parties_alone_is_asked_about(members: list[Body]) -> None:
    life = life_before("form_alliance", changes=JOINTLY)
    body = of("form_alliance", members=members)
    assert "alliance_of_the_parties_alone" in doubts_of(life, body)
    assert "alliance_of_the_parties_alone" not in doubts_of(life, body | {"members": [*members, PARTNERS]})
    life.take(of("form_alliance"))
    assert "alliance_of_the_parties_alone" in doubts_of(life, body | {"type": "change_alliance"})


def test_of_an_imported_center_whose_parties_nobody_knows_the_host_alone_is_asked_about() -> None:
    life = imported()
    life.state = life.center.but(host="上海计量院")
    assert life.center.phase is Phase.CONSTRUCTION
    alone = [{"name": "上海计量院", "chain_position": "midstream"}]
    assert "alliance_of_the_parties_alone" in doubts_of(life, of("form_alliance", members=alone))
    assert "alliance_of_the_parties_alone" not in doubts_of(life, of("form_alliance", members=[PARTNERS]))
