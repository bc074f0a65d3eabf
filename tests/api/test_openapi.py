"""What the interface says of itself is true and whole."""

import html
import json
from collections import Counter
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from httpx import Response
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import validate

from api.exports.routes import EXPORTED, MEDIA_TYPES
from api.http.problem_reasons import PROBLEM_REASONS
from api.openapi.command_examples import EXAMPLES
from api.openapi.document import operations_of
from api.openapi.schemas import COMMANDS, refers_to, types_of
from api.openapi.tags import TAGS
from domain.decider import BUREAU_DECISIONS, PEOPLE_DECIDE
from domain.kernel.roles import Role
from domain.wording.refusals import REASONS
from tests.api.house import House
from tests.lives import commands, confirming
from tests.temporal import until

FIXED = {
    "/api/v1/centers": {"get", "post"},
    "/api/v1/centers.csv": {"get"},
    "/api/v1/centers.xlsx": {"get"},
    "/api/v1/centers/{center_id}": {"get"},
    "/api/v1/centers/{center_id}/events": {"get"},
    "/api/v1/centers/{center_id}/actions": {"get"},
    "/api/v1/centers/{center_id}/documents": {"get"},
    "/api/v1/centers/{center_id}/decisions": {"post"},
    "/api/v1/receipts/{command_id}": {"get"},
    "/api/v1/centers/{center_id}/deadlines": {"get"},
    "/api/v1/centers/{center_id}/deadlines.ics": {"get"},
    "/api/v1/annual-reports": {"get", "post"},
    "/api/v1/annual-reports/template.xlsx": {"get"},
    "/api/v1/deadlines": {"get"},
    "/api/v1/deadlines.csv": {"get"},
    "/api/v1/deadlines.xlsx": {"get"},
    "/api/v1/deadlines.ics": {"get"},
    "/api/v1/overview": {"get"},
    "/api/v1/statistics/steps": {"get"},
    "/api/v1/statistics/steps.csv": {"get"},
    "/api/v1/statistics/steps.xlsx": {"get"},
    "/api/v1/work": {"get"},
    "/api/v1/work.csv": {"get"},
    "/api/v1/work.xlsx": {"get"},
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


DESCRIBED: list[str] = []
"""The document as it was answered first: every house has the same, and makes it in a second."""


async def document(house: House) -> dict[str, Any]:
    if not DESCRIBED:
        DESCRIBED.append((await house.http.get("/openapi.json")).text)
    description: dict[str, Any] = json.loads(DESCRIBED[0])
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
    for name in refers_to(description):
        assert name in description["components"]["schemas"], name
        Draft202012Validator.check_schema(description["components"]["schemas"][name])


async def test_the_document_is_one_of_the_standard(quiet_house: House) -> None:
    description = await document(quiet_house)
    validate(description)
    assert description["openapi"].startswith("3.1")
    assert [server["url"] for server in description["servers"]] == ["/"]


async def test_every_schema_has_a_title_of_its_own(quiet_house: House) -> None:
    schemas = (await document(quiet_house))["components"]["schemas"]
    assert [
        title for title, count in Counter(schema.get("title") for schema in schemas.values()).items() if count > 1
    ] == []
    assert all(schema["title"].isidentifier() or "文号" in schema["title"] for schema in schemas.values())


async def test_a_command_is_told_by_its_type_and_shown_by_a_valid_example(quiet_house: House) -> None:
    description = await document(quiet_house)
    schemas = description["components"]["schemas"]
    commands_of_people = {row.type for row in PEOPLE_DECIDE} | {row.type for row in BUREAU_DECISIONS}
    shown = {types_of(schema)[0]: schema for schema in schemas.values() if "properties" in schema and types_of(schema)}
    assert shown.keys() == commands_of_people == EXAMPLES.keys()
    for type_, schema in shown.items():
        assert schema["required"][0] == "type"
        assert "default" not in schema["properties"]["type"]
        assert schema["examples"] == [EXAMPLES[type_]]
        Draft202012Validator(schema | {"components": description["components"]}).validate(EXAMPLES[type_])
    for name, adapter in COMMANDS.items():
        for type_ in types_of(schemas[name]):
            assert adapter.validate_python(EXAMPLES[type_])


async def test_every_body_of_decisions_shows_an_example_of_each_type(quiet_house: House) -> None:
    description = await document(quiet_house)
    shown = [
        operation["requestBody"]["content"]["application/json"]["examples"].keys()
        for _, method, operation in operations_of(description)
        if method == "post" and "202" in operation["responses"]
    ]
    assert set().union(*shown) == EXAMPLES.keys()
    assert len(shown) == len(COMMANDS)


async def test_what_may_be_left_out_is_demanded_by_no_generator(quiet_house: House) -> None:
    description = await document(quiet_house)
    assert '"default"' not in json.dumps(description["components"])
    sent = description["components"]["schemas"]["RecordSupport"]
    assert sent["required"] == ["type", "granted"]
    level = description["components"]["schemas"]["RegisterCenter"]["properties"]["level"]
    assert '`"municipal"` where it is left out' in level["description"]


async def test_every_tag_is_explained_and_used(quiet_house: House) -> None:
    description = await document(quiet_house)
    used = {tag for _, _, operation in operations_of(description) for tag in operation["tags"]}
    assert used == {tag["name"] for tag in description["tags"]} == TAGS.keys()
    page = (await quiet_house.http.get("/docs")).text
    assert all(tag["description"] in html.unescape(page) for tag in description["tags"])


async def test_the_words_of_problems_are_those_of_the_tables(quiet_house: House) -> None:
    schemas = (await document(quiet_house))["components"]["schemas"]
    codes = {*PROBLEM_REASONS, *REASONS}
    assert set(schemas["ProblemCode"]["enum"]) == codes
    assert set(schemas["ProblemType"]["enum"]) == {f"urn:hengxu:problem:{code}" for code in codes}
    assert set(schemas["RefusalCode"]["enum"]) == set(REASONS)
    for name, member, words in (
        ("ProblemDetails", "code", "ProblemCode"),
        ("ProblemDetails", "type", "ProblemType"),
        ("RefusalBody", "code", "RefusalCode"),
        ("WhyNot", "code", "RefusalCode"),
    ):
        known, other = schemas[name]["properties"][member]["anyOf"]
        assert known == {"$ref": f"#/components/schemas/{words}"}
        assert other == {"type": "string"}, "a client of today reads the codes of tomorrow"


HEADERS = {
    "GET /api/v1/centers 200": {"ETag"},
    "GET /api/v1/centers 304": {"ETag"},
    "GET /api/v1/centers 401": {"WWW-Authenticate", "Content-Language"},
    "GET /api/v1/centers 429": {"Retry-After", "Content-Language"},
    "GET /api/v1/centers 503": {"Retry-After", "Content-Language"},
    "GET /api/v1/events/stream 200": set[str](),
    "GET /api/v1/receipts/{command_id} 200": {"ETag", "Retry-After"},
    "POST /api/v1/centers 201": {"ETag", "Location"},
    "POST /api/v1/centers 202": {"Location", "Retry-After"},
    "POST /api/v1/centers/{center_id}/decisions 201": {"ETag"},
    "POST /api/v1/documents 201": {"Location"},
    "POST /api/v1/calendar/notices 201": {"ETag", "Location"},
    "POST /api/v1/deputies 201": {"ETag", "Location"},
}


async def test_the_headers_of_answers_are_described(quiet_house: House) -> None:
    found = {
        f"{method.upper()} {path} {status}": set(response.get("headers", {}))
        for path, method, operation in operations_of(await document(quiet_house))
        for status, response in operation["responses"].items()
    }
    assert {name: found[name] for name in HEADERS} == HEADERS


async def test_an_answer_bears_the_headers_that_are_described(house: House) -> None:
    body = confirming(commands()["register_center"] | {"center_id": f"t-{uuid4().hex[:12]}"})

    async def look() -> Response | None:
        answer = await house.post("/centers", body, Role.APPLICANT, "headers-1")
        return answer if answer.status_code == HTTPStatus.CREATED else None

    registered = await until(look)
    asked = {
        "POST /api/v1/centers 201": registered,
        "GET /api/v1/centers 200": await house.get("/centers"),
        "GET /api/v1/centers 401": await house.http.get("/api/v1/centers"),
    }
    for name, answer in asked.items():
        assert all(answer.headers.get(header) for header in HEADERS[name]), name


async def test_what_is_read_may_be_asked_for_by_its_tag(quiet_house: House) -> None:
    for path, method, operation in operations_of(await document(quiet_house)):
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        is_read = method == "get" and path.startswith("/api/") and not path.endswith("/stream")
        assert ("If-None-Match" in names) == is_read, path
        assert ({"304", "406"} <= operation["responses"].keys()) == is_read, path


async def test_no_parameter_is_described_twice_by_whatever_letters(quiet_house: House) -> None:
    for path, method, operation in operations_of(await document(quiet_house)):
        named = [(one["in"], one["name"].casefold()) for one in operation.get("parameters", [])]
        assert sorted(set(named)) == sorted(named), (method, path)


async def test_a_file_is_described_by_its_media_type_under_the_tag_of_its_list(quiet_house: House) -> None:
    paths = (await document(quiet_house))["paths"]
    for address, exported in EXPORTED.items():
        for kind, media_type in MEDIA_TYPES.items():
            operation = paths[f"/api/v1/{address}.{kind}"]["get"]
            assert operation["tags"] == [exported.tag]
            assert set(operation["responses"]["200"]["content"]) == {media_type}
            assert exported.about in operation["description"]
            listed = {one["name"] for one in paths[f"/api/v1/{address}"]["get"]["parameters"]}
            assert listed - {one["name"] for one in operation["parameters"]} <= {"limit", "cursor"}


async def test_no_answer_is_described_by_what_is_sent(quiet_house: House) -> None:
    description = await document(quiet_house)
    schemas = description["components"]["schemas"]
    operations = [operation for by_method in description["paths"].values() for operation in by_method.values()]
    reached, awaited = set[str](), refers_to([operation["responses"] for operation in operations])
    while awaited - reached:
        reached |= awaited
        awaited = refers_to([schemas[name] for name in reached])
    assert "Notices" in reached
    assert {name for name in reached if name.endswith("-Input")} == set()


async def test_the_document_takes_every_valid_body_and_no_other(quiet_house: House) -> None:
    description = await document(quiet_house)
    schema = {"$ref": "#/components/schemas/Decision", "components": description["components"]}
    decisions = Draft202012Validator(schema)
    for name, body in commands().items():
        assert decisions.is_valid(body) == (name != "import_center"), name


async def test_the_examples_are_decisions_that_are_taken(house: House) -> None:
    registered = await house.post("/centers", EXAMPLES["register_center"], Role.OFFICER, "example-1")
    assert registered.status_code == 201, registered.text
    answer = await house.decide("example-center", EXAMPLES["record_support"], Role.OFFICER)
    assert answer.json()["code"] == "role_not_allowed"
    notice = await house.post("/calendar/notices", EXAMPLES["enter_holiday_notice"], Role.OFFICER, "example-2")
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
