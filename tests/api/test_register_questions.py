"""The register over HTTP: each column is a parameter, and what is misspelt is refused with what comes nearest."""

import pytest

from api.resources.list_parameters import OF_CENTERS
from domain.kernel.roles import Role
from tests.api.house import House

CENTERS = "/centers"


async def test_every_parameter_stands_in_the_document_of_the_interface(quiet_house: House) -> None:
    document = quiet_house.app.openapi()
    described = {one["name"]: one for one in document["paths"][f"/api/v1{CENTERS}"]["get"]["parameters"]}
    assert set(described) == {*OF_CENTERS.queries, "limit", "cursor", "Hengxu-Role", "If-None-Match"}
    assert "-host" in described["sort"]["schema"]["enum"]


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("distrct=pudong", "distrct", "There is no such parameter; the nearest is “district”"),
        ("zzz=1", "zzz", "There is no such parameter"),
        ("district=pudng", "district", "There is no “pudng”; the nearest is “pudong”"),
        ("district=", "district", "There is no “”; one of these: huangpu"),
        ("view=zzz", "view", "one of these: record, former, public"),
        ("sort=-hosts", "sort", "the nearest is “-host”"),
        ("missing=directr", "missing", "the nearest is “director”"),
        ("overdue=perhaps", "overdue", "true or false is expected"),
        ("approved_on_from=2023-02-30", "approved_on_from", "There is no such day"),
    ],
)
async def test_what_is_misspelt_is_refused_with_what_comes_nearest(
    quiet_house: House, query: str, field: str, sentence: str
) -> None:
    answer = await quiet_house.get(f"{CENTERS}?{query}", Role.OFFICER, "en")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert sentence in error["message"]
