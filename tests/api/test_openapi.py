"""What the interface says of itself is true and whole."""

import json
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from api.http.openapi import ANSWER_OF_DISTRICT, NOTICE, REGISTRATION
from domain.kernel.roles import Role
from tests.api.house import House
from tests.lives import commands

FIXED = {
    "/api/v1/centers": {"get", "post"},
    "/api/v1/centers/{center_id}": {"get"},
    "/api/v1/centers/{center_id}/events": {"get"},
    "/api/v1/centers/{center_id}/actions": {"get"},
    "/api/v1/centers/{center_id}/decisions": {"post"},
    "/api/v1/receipts/{command_id}": {"get"},
    "/api/v1/centers/{center_id}/deadlines": {"get"},
    "/api/v1/centers/{center_id}/deadlines.ics": {"get"},
    "/api/v1/annual-reports": {"get", "post"},
    "/api/v1/annual-reports/template.xlsx": {"get"},
    "/api/v1/deadlines": {"get"},
    "/api/v1/deadlines.ics": {"get"},
    "/api/v1/reads": {"get"},
    "/api/v1/calendar/addresses": {"get", "post"},
    "/api/v1/calendar/addresses/{address_id}": {"delete"},
    "/api/v1/events": {"get"},
    "/api/v1/events/stream": {"get"},
    "/api/v1/guideline": {"get"},
    "/api/v1/calendar/notices": {"get", "post"},
    "/api/v1/deputies": {"get", "post"},
    "/api/v1/documents": {"post"},
    "/api/v1/documents/{sha256}": {"get"},
    "/api/v1/audit/checkpoint": {"get"},
    "/api/v1/audit/inclusion": {"get"},
    "/api/v1/audit/consistency": {"get"},
    "/livez": {"get"},
    "/readyz": {"get"},
    "/metrics": {"get"},
}


async def document(house: House) -> dict[str, Any]:
    description: dict[str, Any] = (await house.http.get("/openapi.json")).json()
    return description


async def test_every_fixed_address_is_documented(quiet_house: House) -> None:
    paths = (await document(quiet_house))["paths"]
    assert {path: set(operations) for path, operations in paths.items()} == FIXED


async def test_operations_have_names_tags_and_documented_problems(quiet_house: House) -> None:
    description = await document(quiet_house)
    operations = [
        (path, operation) for path, by_method in description["paths"].items() for operation in by_method.values()
    ]
    names = [operation["operationId"] for _, operation in operations]
    assert len(set(names)) == len(names)
    assert all(operation["tags"] and operation["description"] for _, operation in operations)
    for path, operation in operations:
        if path.startswith("/api/"):
            assert operation["security"] == [{"HTTPBearer": []}]
            assert {"401", "403", "404", "422", "429", "503"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
    stream = description["paths"]["/api/v1/events/stream"]["get"]["responses"]["200"]
    assert list(stream["content"]) == ["text/event-stream"]
    for path, operation in operations:
        assert "requestBody" not in operation or "413" in operation["responses"], path
    assert "409" in description["paths"]["/api/v1/calendar/addresses"]["post"]["responses"]
    decide = description["paths"]["/api/v1/centers/{center_id}/decisions"]["post"]["responses"]
    assert {"201", "202", "409", "413"} <= set(decide)
    assert "`doubts`" in decide["409"]["description"]


async def test_the_page_for_people_says_the_same_and_fetches_nothing(quiet_house: House) -> None:
    page = (await quiet_house.http.get("/docs")).text
    for path, methods in FIXED.items():
        assert all(f"<code>{method.upper()} {path}</code>" in page for method in methods)
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


async def test_every_reference_leads_somewhere(quiet_house: House) -> None:
    description = await document(quiet_house)
    for name in names_in(description):
        assert name in description["components"]["schemas"], name
        Draft202012Validator.check_schema(description["components"]["schemas"][name])


async def test_no_answer_is_described_by_what_is_sent(quiet_house: House) -> None:
    description = await document(quiet_house)
    schemas = description["components"]["schemas"]
    operations = [operation for by_method in description["paths"].values() for operation in by_method.values()]
    reached, awaited = set[str](), names_in([operation["responses"] for operation in operations])
    while awaited - reached:
        reached |= awaited
        awaited = names_in([schemas[name] for name in reached])
    assert "Notices" in reached
    assert {name for name in reached if name.endswith("-Input")} == set()


def names_in(schema: Any) -> set[str]:
    """The schemas to which this one refers."""
    return {part.split('"')[0] for part in json.dumps(schema).split('"#/components/schemas/')[1:]}


async def test_the_document_takes_every_valid_body_and_no_other(quiet_house: House) -> None:
    description = await document(quiet_house)
    schema = {"$ref": "#/components/schemas/Decision", "components": description["components"]}
    decisions = Draft202012Validator(schema)
    for name, body in commands().items():
        assert decisions.is_valid(body) == (name != "import_center"), name


async def test_the_examples_are_decisions_that_are_taken(house: House) -> None:
    registered = await house.post("/centers", REGISTRATION, Role.OFFICER, "example-1")
    assert registered.status_code == 201, registered.text
    answer = await house.decide("example-center", ANSWER_OF_DISTRICT, Role.OFFICER)
    assert answer.json()["code"] == "role_not_allowed"
    notice = await house.post("/calendar/notices", NOTICE, Role.OFFICER, "example-2")
    assert notice.status_code == 201, notice.text
    schema = {"$ref": "#/components/schemas/Notices", "components": (await document(house))["components"]}
    Draft202012Validator(schema).validate((await house.get("/calendar/notices")).json())
    await house.until_the_calendar_rests()


async def test_an_answer_is_what_its_schema_says(house: House) -> None:
    center = await house.register()
    house.prove()
    description = await document(house)
    for path, model in (
        ("/centers", "Register"),
        (f"/centers/{center}", "CenterPage"),
        (f"/centers/{center}/events", "EventPage"),
        (f"/centers/{center}/actions", "Actions"),
        ("/deadlines", "DeadlinePage"),
        ("/guideline", "Guideline"),
        ("/calendar/notices", "Notices"),
        ("/audit/inclusion?position=1", "InclusionBody"),
        ("/audit/consistency?from=1", "ConsistencyBody"),
    ):
        schema = {"$ref": f"#/components/schemas/{model}", "components": description["components"]}
        Draft202012Validator(schema).validate((await house.get(path)).json())
