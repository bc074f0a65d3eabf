"""Days out of order over HTTP: refused with both facts, both days and the clause, however they are confirmed."""

import pytest

from domain.guideline.phases import Phase
from tests.api.house import House, assert_problem
from tests.lives import Body, annual_report, commands, confirming, path_to

BODIES = commands()


@pytest.mark.parametrize(
    ("phase", "body", "day", "rests_on"),
    [
        (Phase.CONSTRUCTION, BODIES["approve_construction"], "1923-03-07", ("ReviewReportIssued", "3.4.2")),
        (Phase.OPERATION, BODIES["approve_establishment"], "1970-01-01", ("RevisionConfirmed", "3.5.3")),
        (Phase.REVOKED, BODIES["evaluate_construction"], "1950-01-01", ("ConstructionApproved", "5.1")),
        (Phase.REVOKED, BODIES["revoke_center"], "2023-03-13", ("ConstructionEvaluated", "5.3")),
    ],
)
async def test_an_act_is_not_dated_before_what_it_rests_on(
    house: House, phase: Phase, body: Body, day: str, rests_on: tuple[str, str]
) -> None:
    steps = path_to(phase)
    place = next(place for place, step in enumerate(steps) if step.body["type"] == body["type"])
    center = house.center_after(steps[:place])
    dated = confirming(body | {"effective_on": day})
    for language in ("zh-CN", "en"):
        answer = await house.decide(center, dated, Accept_Language=language)
        problem = assert_problem(answer, 409, "day_before_its_ground")
        assert (problem["params"]["event"], problem["clause"]) == rests_on
        assert all(one[:4] in problem["detail"] for one in (day, problem["params"]["after"]))
    assert (await house.get(f"/centers/{center}")).json()["version"] == place


async def test_the_report_for_a_year_on_its_second_day_is_asked_about(house: House) -> None:
    center = house.center_after(path_to(Phase.CONSTRUCTION))
    answer = await house.decide(center, annual_report(2024, effective_on="2024-01-02"))
    assert "reported_early" in [doubt["code"] for doubt in assert_problem(answer, 409, "needs_confirmation")["doubts"]]
