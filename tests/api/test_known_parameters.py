"""A parameter that there isn't is refused everywhere, with the nearest that there is."""

from typing import Any

import pytest

from api.app import PREFIX
from api.console.app import WITH_OTHERS_PARAMETERS
from api.http.known_parameters import MOST_NAMED
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem


def operations(house: House) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation under the prefix: its method, an address of it, and its description."""
    return [
        (method.upper(), path.replace("{", "").replace("}", ""), described)
        for path, by_method in house.app.openapi()["paths"].items()
        for method, described in by_method.items()
        if path.startswith(PREFIX)
    ]


def names_in_the_query(described: dict[str, Any]) -> list[str]:
    return [parameter["name"] for parameter in described.get("parameters", ()) if parameter["in"] == "query"]


async def test_every_operation_refuses_a_parameter_that_there_is_not(quiet_house: House) -> None:
    headers = quiet_house.bearer(Role.OFFICER) | {"Accept-Language": "en"}
    for method, path, described in operations(quiet_house):
        answer = await quiet_house.http.request(method, path, params={"zzzzzz": "1"}, headers=headers)
        (error,) = assert_problem(answer, 422, "request_invalid")["errors"]
        assert error == {"field": "zzzzzz", "code": "extra_forbidden", "message": "There is no such parameter"}, path
        for name in names_in_the_query(described):
            misspelt = name[:-1] + "_" + name[-1]
            answer = await quiet_house.http.request(method, path, params={misspelt: "1"}, headers=headers)
            (error,) = assert_problem(answer, 422, "request_invalid")["errors"]
            assert f"the nearest is “{name}”" in error["message"], (path, misspelt)


async def test_every_parameter_that_there_is_is_known(quiet_house: House) -> None:
    headers = quiet_house.bearer(Role.AUDITOR)
    for method, path, described in operations(quiet_house):
        for name in names_in_the_query(described) if method == "GET" and "/stream" not in path else ():
            answer = await quiet_house.http.request(method, path, params={name: "no value"}, headers=headers)
            errors = answer.json().get("errors", ()) if answer.status_code == 422 else ()
            assert all(error["code"] != "extra_forbidden" for error in errors), (path, name)


async def test_of_very_many_that_there_are_not_a_few_are_named(quiet_house: House) -> None:
    many = "&".join(f"sor{number}=" for number in range(6_000))
    answer = await quiet_house.http.get(f"/api/v1/centers?{many}", headers={"Accept-Language": "en"})
    errors = assert_problem(answer, 422, "request_invalid")["errors"]
    assert [error["field"] for error in errors] == [f"sor{number}" for number in range(MOST_NAMED)]


@pytest.mark.parametrize(
    "address",
    [
        "centers?phse=operation",
        "centers.csv?phse=operation",
        "calendar?distrct=pudong",
        "deadlines.csv?distrct=pudong",
        "annual-reports?distrct=pudong",
        "annual-reports.csv?distrct=pudong",
        "work?regoin=上海",
        "work.csv?regoin=上海",
        "history?centr=x",
        "history.csv?centr=x",
        "operations?p=x",
    ],
)
async def test_so_do_the_lists_of_the_console(quiet_house: House, address: str) -> None:
    answer = await quiet_house.http.get(f"/console/{address}", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert "There is no such parameter" in answer.text


def test_only_pages_whose_links_and_providers_name_parameters_take_others() -> None:
    paths = {getattr(route, "path", "") for router in WITH_OTHERS_PARAMETERS for route in router.routes}
    assert {path for path in paths if "decide" not in path} == {
        "/calendar/notices/new",
        "/deputies/end",
        "/deputies/new",
        "/sign-in/agency",
        "/sign-in/return",
    }
