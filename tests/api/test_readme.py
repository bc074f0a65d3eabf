"""The walk through one real center that the README tells is walked: what it asks is asked, and answered as it says."""

import json
import re
from pathlib import Path
from typing import Any

from clock import utc_now
from domain.kernel.roles import Role
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House, assert_problem
from tests.api.test_reading import items

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CENTER = "sh-space-energy"
SENT = [json.loads(body) for body in re.findall(r"-d '(\{.*?\})'", README, re.DOTALL)]
OF_THE_DAY = {"recorded_at", "events"}
"""What an answer has of the day on which the README was written."""


def answers() -> list[dict[str, Any]]:
    """The answers that the README shows, without what it leaves out."""
    shown = re.findall(r"```text\n(\{.*?\})\n```", README, re.DOTALL)
    whole = (re.sub(r",\s*…\s*\}", "}", answer).replace(", …", ",") for answer in shown)
    return [json.loads(" ".join(map(str.strip, answer.splitlines()))) for answer in whole]


def status_of_the_evaluation() -> list[list[str]]:
    """The lines of the README's tables of deadlines that are about the evaluation: before, and after the decision."""
    return [line.split()[1:4] for line in README.splitlines() if line.startswith("evaluation ")]


async def test_the_walk_of_the_readme_goes_as_it_says(house: House) -> None:
    intake = Importer(house.installation.ledger, house.settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))
    standing, refused, recorded = answers()
    revoking, completing = SENT

    page = (await house.get(f"/centers/{CENTER}", Role.OFFICER)).json()
    assert {name: page[name] for name in standing} == standing
    before, after = status_of_the_evaluation()
    assert await evaluation(house) == before

    answer = await house.decide(CENTER, revoking, Accept_Language="en")
    assert_said(assert_problem(answer, 409, refused["code"]), refused)

    key = recorded["command_id"]
    assert f"Idempotency-Key: {key}" in README
    first = await house.decide(CENTER, completing, key=key)
    assert_said(first.json(), {name: value for name, value in recorded.items() if name != "version"})
    assert [event["type"] for event in first.json()["events"]] == [event["type"] for event in recorded["events"]]
    assert (await house.decide(CENTER, completing, key=key)).json() == first.json()
    assert await evaluation(house) == after


def assert_said(answer: dict[str, Any], shown: dict[str, Any]) -> None:
    for name, value in shown.items():
        if name not in OF_THE_DAY:
            assert answer[name] == value, name


async def evaluation(house: House) -> list[str]:
    """Clause, day and status of the evaluation, as the README's table has them."""
    (row,) = await items(house, f"/centers/{CENTER}/deadlines", kind="evaluation")
    return [row["clause"], row["due_on"] or "null", row["status"]]
