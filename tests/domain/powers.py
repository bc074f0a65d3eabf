"""Everybody who may come, and what they come about: the people, the centers and the table of ``docs/powers.md``."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from domain.deputies.deputyships import Deputies
from domain.guideline.vocabulary import Level
from domain.kernel.roles import Actor, Role
from domain.values.organisations import JointParty, Organisation
from domain.values.partial_days import day_in_shanghai
from tests.domain.deputies import after, naming
from tests.domain.occasions import Occasion, occasion
from tests.lives import ACTORS, BY_SUPERIOR, EVIDENCE, EXPERTS, JOINT_PARTY, LEAD, PARTNER, SUPERIOR, Body, handed_in

TABLE = Path(__file__).parents[2] / "docs/powers.md"
A_DAY = timedelta(days=1)
ANOTHER_BODY: Body = {"name": "上海市经济和信息化委员会", "uscc": "1131000000242400X1"}
MEMBER, STRANGER = EXPERTS[1]["id"], "expert-9"
DEPUTY, FORMER_DEPUTY = "a deputy of the approver", "a former deputy of the approver"
"""Officers who stand in for the approver today, or did until yesterday."""
PEOPLE: dict[str, Actor] = {
    "the lead": ACTORS[Role.APPLICANT],
    "a joint party": Actor(id="applicant-2", name="参建单位", role=Role.APPLICANT, org=PARTNER["uscc"]),
    "another organisation": Actor(id="applicant-3", name="其他单位", role=Role.APPLICANT, org="1231000040000000X8"),
    "the lead's district": ACTORS[Role.DISTRICT],
    "a joint party's district": Actor(id="district-2", name="参建区局", role=Role.DISTRICT, district="minhang"),
    "the lead's superior body": BY_SUPERIOR,
    "a joint party's superior body": Actor(
        id="superior-2", name="市经信委", role=Role.DISTRICT, org=ANOTHER_BODY["uscc"]
    ),
    "another district": Actor(id="district-3", name="其他区局", role=Role.DISTRICT, district="chongming"),
    "the panel's lead": ACTORS[Role.EXPERT],
    "a member of the panel": Actor(id=MEMBER, name=EXPERTS[1]["name"], role=Role.EXPERT),
    "an expert of another panel": Actor(id=STRANGER, name="郑专家", role=Role.EXPERT),
    "the officer": ACTORS[Role.OFFICER],
    "the approver": ACTORS[Role.APPROVER],
    DEPUTY: Actor(id="officer-8", name="钱经办", role=Role.OFFICER),
    FORMER_DEPUTY: Actor(id="officer-9", name="孙经办", role=Role.OFFICER),
    "the auditor": ACTORS[Role.AUDITOR],
    "the operator": ACTORS[Role.OPERATOR],
}
"""By their relation to the case. The lead is of Pudong, its joint party of Minhang; each names a superior body."""
OF_SUPERIOR: dict[str, Body] = {"record_consent": {"authority_kind": "superior_body", "authority": SUPERIOR["name"]}}
"""What a superior body says of itself where the lead's district says it of its government."""

CENTERS: dict[str, tuple[Level, str]] = {
    "a municipal center of Shanghai": (Level.MUNICIPAL, "上海"),
    "the national center of Fujian": (Level.NATIONAL, "福建"),
    "a national center in Shanghai": (Level.NATIONAL, "上海"),
    "a provincial center of Guangdong": (Level.PROVINCIAL, "广东"),
}
OF_THE_BUREAU = "a municipal center of Shanghai"
FOR_THE_LEAD = ", for its lead"
"""Somebody of a panel signs with the name of its lead."""


HANDED_IN: dict[str, str] = {
    ", with a paper of the lead": LEAD["name"],
    ", with a paper of a joint party": PARTNER["name"],
    ", with a paper of another organisation": "上海市某研究所",
    ", with a paper of the lead's district": "浦东新区市场监管局",
}
"""Somebody enters a paper that came from these."""


class Cell(NamedTuple):
    """Who asks for which decision, about which center."""

    asker: str
    decision: str
    about: str = OF_THE_BUREAU


def person(asker: str) -> Actor:
    """Who comes: of a relation to the case; or one who has a part in it already, "as" somebody else."""
    relation, *_ = asker.removesuffix(FOR_THE_LEAD).partition(", with ")
    one, _, other = relation.partition(", as ")
    return PEOPLE[other].model_copy(update={"id": PEOPLE[one].id}) if other else PEOPLE[one]


@cache
def open_to_somebody(decision: str) -> Occasion:
    """An occasion on which the decision is open about a center that two organisations build."""
    life, body = occasion(decision)
    if life.state is not None:
        lead = Organisation.model_validate(LEAD | {"superior": SUPERIOR})
        joint = JOINT_PARTY | {"organisation": PARTNER | {"superior": ANOTHER_BODY}}
        life.state = life.center.but(
            lead=lead, joint=(JointParty.model_validate(joint),), cooperation_mechanism="理事会"
        )
    if decision == "submit_application":
        body |= {"evidence": EVIDENCE}
    return Occasion(life, body)


def coming(asker: str, decision: str, about: str = OF_THE_BUREAU) -> Occasion:
    """The decision as it is asked for about that center. An expert signs for nobody else, unless it says so."""
    life, body = open_to_somebody(decision)
    level, region = CENTERS[about]
    before = life.state.but(level=level, region=region) if life.state is not None else None
    of_level = {"level": level.value} if decision == "register_center" else {}
    of_superior = OF_SUPERIOR.get(decision, {}) if person(asker) == BY_SUPERIOR else {}
    today = day_in_shanghai(life.now)
    come_to = replace(life, state=before, deputies=_deputies(asker, today))
    asked = body | of_level | of_superior | _signed(asker, body)
    source = next((name for suffix, name in HANDED_IN.items() if asker.endswith(suffix)), None)
    return Occasion(come_to, handed_in(asked, today, source) if source else asked)


def _deputies(asker: str, today: date) -> Deputies:
    """Whom the bureau has named: whoever comes as a deputy, for a time that holds today or ended yesterday."""
    if not asker.endswith((DEPUTY, FORMER_DEPUTY)):
        return Deputies()
    last = today if asker.endswith(DEPUTY) else today - A_DAY
    deputy = person(asker)
    named = {"deputy": {"id": deputy.id, "name": deputy.name}, "begins_on": str(last), "ends_on": str(last)}
    return after(naming(**named), today=last)


def _signed(asker: str, body: Body) -> Body:
    if person(asker).role is not Role.EXPERT or "expert_id" not in body:
        return {}
    return {"expert_id": (PEOPLE["the panel's lead"] if asker.endswith(FOR_THE_LEAD) else person(asker)).id}


_LINE = re.compile(r"^\| ([^|`]+) \| .*?`(\w+)` \| ([^|`]+) \| [^|`]*?(taken|`\w+`) \|", re.MULTILINE)


def written_by_hand() -> Iterator[tuple[Cell, str]]:
    """The lines of the table that lawyers read, each with its answer: ``taken``, or the code of a refusal."""
    for asker, decision, about, answer in _LINE.findall(TABLE.read_text(encoding="utf-8")):
        yield Cell(asker, decision, about), answer.strip("`")
