"""Whose center, whose decision, which authority: the gravest refusals of ``docs/powers.md`` over HTTP."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest

from clock import utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House, assert_problem
from tests.domain.powers import CENTERS, OF_THE_BUREAU, coming, person, written_by_hand
from tests.lives import EVIDENCE, JOINT_PARTY, LEAD, Body, commands, path_to

JOINTLY = {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会每季度召开一次"}
OF_ANY_MOMENT = {"center_not_yours", "applicant_not_lead", "role_not_allowed", "center_of_another_authority"}
"""What is refused whatever the center's phase: by whose it is, by role, by authority."""
WITH_MORE = re.compile("deputy|paper of|register_center")
"""What holds of a deputy or a paper that nobody has named or handed in here, or of no center yet."""
CELLS = [(cell, code) for cell, code in written_by_hand() if code in OF_ANY_MOMENT and not WITH_MORE.search(f"{cell}")]


@pytest.fixture
async def centers(house: House, tmp_path: Path) -> dict[str, str]:
    """By its name in the table: a center under construction, built by the lead and a joint party."""
    jointly: dict[str, Body] = {"register_center": JOINTLY, "submit_application": {"evidence": EVIDENCE}}
    own = house.center_after(path_to(Phase.CONSTRUCTION, changes=jointly))
    others = {name: f"t-{uuid4().hex[:12]}" for name in CENTERS if name != OF_THE_BUREAU}
    seed = json.loads(SEED.read_text(encoding="utf-8"))
    (fujian,) = (row for row in seed["centers"] if row["id"] == "fj-photovoltaics-national")
    rows = [
        fujian | {"id": others[name], "name_zh": f"{name}产业计量测试中心", "level": level.value, "region": region}
        for name, (level, region) in CENTERS.items()
        if name in others
    ]
    file = tmp_path / "others.json"
    file.write_text(json.dumps(seed | {"centers": rows}, ensure_ascii=False), encoding="utf-8")
    intake = Importer(house.installation.ledger, house.settings.policy, file.name, utc_now())
    intake.write(intake.plan(read_centers(file)))
    for center in others.values():
        parties = {"lead": LEAD, **JOINTLY}
        completing = commands()["complete_record"] | {"name_en": None, "parties": parties}
        house.installation.record(center, completing)
    return {OF_THE_BUREAU: own, **others}


async def test_the_gravest_refusals_are_answered_over_http_as_the_table_says(
    house: House, centers: dict[str, str]
) -> None:
    assert {code for _, code in CELLS} == OF_ANY_MOMENT
    before = await acts(house, centers)
    for cell, code in CELLS:
        _, body = coming(*cell)
        answer = await house.decide(centers[cell.about], body, person(cell.asker))
        if answer.status_code == 404:  # nor does this center exist for them
            assert_problem(answer, 404, "center_unknown")
        elif person(cell.asker).role is Role.EXPERT:  # who is on no panel of it is told that before any rule of it
            assert_problem(answer, 403, "center_not_yours")
        else:
            assert_problem(answer, 403, code)
    assert await acts(house, centers) == before


async def acts(house: House, centers: dict[str, str]) -> dict[str, int]:
    """How many acts of people each center has on record."""
    found = {}
    for name, center in centers.items():
        events = (await house.get(f"/centers/{center}/events", limit=200)).json()["items"]
        found[name] = sum(event["role"] != Role.SYSTEM for event in events)
    return found
