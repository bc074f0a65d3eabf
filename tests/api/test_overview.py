"""``GET /overview``: what the centers come to that are the reader's to see, now and then."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.resources.overview import DECISIONS, MISSING, MONTHS
from api.resources.processing_times import steps_of
from clock import today_in_shanghai
from domain.guideline.phases import LIVING, Phase
from domain.kernel.roles import Actor, Role
from domain.processing import ProcessingStep
from ledger.read_model.statistics import TimesTaken
from tests.api.house import House
from tests.console.readers import READERS, ReaderCase, settle
from tests.console.real_centers import imported
from tests.lives import ACTORS, life_in

OVERVIEW = "/overview"


async def overview(house: House, caller: Role | Actor, **asked: Any) -> dict[str, Any]:
    answer = await house.get(OVERVIEW, caller, **asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.DISTRICT])
async def test_each_figure_counts_what_its_parameters_find(quiet_house: House, role: Role) -> None:
    imported(quiet_house)
    for phase in Phase:
        quiet_house.take_up(life_in(phase))
    for moment in ({}, {"known_at": "2023-03-15T00:00:00Z"}):
        page = await overview(quiet_house, role, **moment)
        assert list(page["figures"]) == ["in_charge", "overdue", "due_soon", "waiting", "in_doubt"]
        for figure in page["figures"].values():
            if figure["parameters"] is not None:
                asked = {name: str(value).lower() for name, value in figure["parameters"].items()}
                found = (await quiet_house.get("/centers", role, limit=1, **asked, **moment)).json()
                assert found["total"] == figure["count"]


async def test_districts_add_up_to_the_total(quiet_house: House) -> None:
    imported(quiet_house)
    for phase in Phase:
        quiet_house.take_up(life_in(phase))
    page = await overview(quiet_house, Role.OFFICER)
    for name in ("in_charge", "overdue", "due_soon"):
        assert sum(line[name] for line in page["districts"]) == page["total"][name] == page["figures"][name]["count"]
    for line in (*page["districts"], page["total"]):
        assert sum(line["phases"].values()) == line["in_charge"]
    assert page["districts"][-1]["district"] is None
    assert page["followed"] > 0
    assert page["ended"] == 3


async def test_of_then_it_says_what_was_known_and_by_which_day_it_counts(quiet_house: House) -> None:
    quiet_house.take_up(life_in(Phase.OPERATION))
    known_at = datetime(2023, 3, 1, tzinfo=UTC)
    page = await overview(quiet_house, Role.AUDITOR, known_at=known_at.isoformat())
    assert (page["on"], page["known_at"]) == ("2023-03-01", "2023-03-01T00:00:00Z")
    assert page["total"]["phases"]["application"] == 1
    assert [step["step"] for step in page["processing_times"]] == [
        "guidance",
        "application_checked",
        "application_reviewed",
    ]
    assert page["annual_reports"]["year"] == 2022
    assert (await overview(quiet_house, Role.AUDITOR, known_at="2020-01-01T00:00:00Z"))["total"]["in_charge"] == 0


async def test_it_has_room_for_so_much(quiet_house: House) -> None:
    settle(quiet_house.installation.ledger, quiet_house.settings)
    for _ in range(3):
        for phase in (Phase.CONSTRUCTION, Phase.ACCEPTANCE, Phase.OPERATION):
            quiet_house.take_up(life_in(phase))
    page = await overview(quiet_house, Role.OFFICER)
    assert len(page["months"]) == MONTHS
    assert page["months"][5]["month"] == f"{today_in_shanghai():%Y-%m}"
    assert len(page["annual_reports"]["missing"]) <= MISSING
    assert len(page["decisions"]["items"]) == DECISIONS < page["decisions"]["total"]
    assert {line["role"] for line in page["decisions"]["items"]} <= {role.value for role in Role} - {"system"}
    assert set(page["total"]["phases"]) == set(LIVING)


@pytest.mark.parametrize("name", ["district", "superior", "other district"])
async def test_nothing_in_it_betrays_what_is_not_the_readers_to_see(quiet_house: House, name: str) -> None:
    settle(quiet_house.installation.ledger, quiet_house.settings)
    reader: ReaderCase = READERS[name]
    for moment in ({}, {"as_of": "2023-06-30"}):
        answer = await quiet_house.get(OVERVIEW, reader.actor, **moment)
        assert [secret for secret in reader.unseen if secret in answer.text] == []


async def test_supervisors_are_not_counted_what_the_bureau_deliberates(quiet_house: House) -> None:
    settle(quiet_house.installation.ledger, quiet_house.settings)
    district = await overview(quiet_house, READERS["district"].actor)
    bureau = await overview(quiet_house, Role.OFFICER)

    def reviewed(page: dict[str, Any]) -> int:
        steps = (one for one in page["processing_times"] if one["step"] == "application_reviewed")
        return sum(year["times"] for one in steps for year in one["years"])

    assert 0 < reviewed(district) < reviewed(bureau)
    assert district["figures"]["waiting"]["parameters"] is None
    assert bureau["figures"]["waiting"]["parameters"] is None


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.EXPERT, Role.OPERATOR])
async def test_others_are_answered_403(quiet_house: House, role: Role) -> None:
    assert (await quiet_house.get(OVERVIEW, ACTORS[role])).status_code == 403


async def test_an_unknown_parameter_is_refused(quiet_house: House) -> None:
    assert (await quiet_house.get(OVERVIEW, Role.OFFICER, district="pudong")).status_code == 422


def test_median_and_longest_are_those_of_all_times() -> None:
    (guidance,) = steps_of(
        [
            TimesTaken("guidance", 2025, 3, 1),
            TimesTaken("guidance", 2025, 8, 2),
            TimesTaken("guidance", 2025, 20, 1),
            TimesTaken("guidance", 2026, 1, 1),
            TimesTaken("guidance", 2026, 2, 1),
        ]
    )
    assert guidance.step is ProcessingStep.GUIDANCE
    assert [(one.year, one.times, one.median, one.longest) for one in guidance.years] == [
        (2026, 2, 1.5, 2),
        (2025, 4, 8, 20),
    ]
    assert steps_of([]) == []
