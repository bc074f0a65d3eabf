"""The OpenAPI document of the application: what FastAPI finds in the routes, and what every answer has besides."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.http.openapi import DESCRIPTION, MEANINGS, TITLE
from api.http.problems import MEDIA_TYPE
from api.openapi.command_examples import EXAMPLES
from api.openapi.schemas import REF, Schemas, complete, types_of
from api.openapi.tags import TAGS
from domain.decider import LABELS
from domain.kernel.base import Label

Operation = dict[str, Any]

LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
API = "/api/"
STREAM = "text/event-stream"
"""What has no end has no tag."""

_HEADERS: dict[str, tuple[str, str]] = {
    "ETag": ("string", "The tag of what is answered, weak; a version in it goes into `If-Match` as it is."),
    "Location": ("string", "Where what was made, or its receipt, is found."),
    "Retry-After": ("integer", "Seconds after which it is worth asking again."),
    "WWW-Authenticate": ("string", "How to say who asks (RFC 6750)."),
    "Content-Language": ("string", "The language of title and detail."),
}
_OF_STATUS: dict[str, tuple[str, ...]] = {
    "202": ("Location", "Retry-After"),
    "304": ("ETag",),
    "401": ("WWW-Authenticate",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}
_ALSO: dict[tuple[str, str], tuple[str, ...]] = {
    ("register_center", "201"): ("ETag", "Location"),
    ("decide", "201"): ("ETag",),
    ("enter_holiday_notice", "201"): ("ETag", "Location"),
    ("decide_about_deputies", "201"): ("ETag", "Location"),
    ("keep_document", "200"): ("Location",),
    ("keep_document", "201"): ("Location",),
    ("read_receipt", "200"): ("Retry-After",),
}
"""By operation and status, what else its answer bears."""
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The `ETag` of what the caller has: 304 as long as that is what would be answered.",
}
_KNOWN = {"description": "What the caller has is what would be answered"}


def describe(app: FastAPI, url: str | None) -> Callable[[], dict[str, Any]]:
    """What makes the document of the application, once; ``url`` is where people open the service, if that is set."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document_of(app, url)
        return app.openapi_schema

    return document


def document_of(app: FastAPI, url: str | None) -> dict[str, Any]:
    """The document."""
    document = get_openapi(
        title=TITLE,
        version=app.version,
        summary="上海市产业计量测试中心全周期管理 The life of Shanghai's industrial metrology testing centers",
        description=DESCRIPTION,
        routes=app.routes,
        license_info=LICENSE,
        servers=[{"url": url or "/", "description": "本系统 This installation"}],
        tags=[{"name": name, "description": description} for name, description in TAGS.items()],
    )
    components = document["components"]
    components["schemas"] = complete(components["schemas"])
    components["headers"] = {name: _header(*told_by) for name, told_by in _HEADERS.items()}
    for path, method, operation in operations_of(document):
        _show_examples(operation, components["schemas"])
        _complete(operation, method, is_ours=path.startswith(API))
    return document


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Path, method and description of every operation."""
    for path, by_method in document["paths"].items():
        for method, operation in by_method.items():
            yield path, method, operation


def _header(type_: str, description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": type_}}


def _complete(operation: Operation, method: str, *, is_ours: bool) -> None:
    responses = operation["responses"]
    if not is_ours:
        operation["security"] = []
    elif method == "get" and STREAM not in responses["200"].get("content", {}):
        _may_be_known(operation)
    if "202" in responses:
        responses["202"].setdefault("content", responses["201"]["content"])
    for status, response in responses.items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            response["content"] = {MEDIA_TYPE: content["application/json"]}
        names = _names_of_headers(operation, status, response)
        if names:
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    operation["responses"] = dict(sorted(responses.items()))


def _names_of_headers(operation: Operation, status: str, response: dict[str, Any]) -> list[str]:
    own = (*_OF_STATUS.get(status, ()), *_ALSO.get((operation["operationId"], status), ()))
    if status == "200" and "304" in operation["responses"]:
        own = ("ETag", *own)
    if MEDIA_TYPE in response.get("content", {}):
        own = (*own, "Content-Language")
    return list(own)


def _may_be_known(operation: Operation) -> None:
    """What is read has a tag, and is not sent again to whoever has it."""
    operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    operation["responses"].setdefault("304", dict(_KNOWN))
    problem = {"content": {"application/json": {"schema": {"$ref": f"{REF}ProblemDetails"}}}}
    operation["responses"].setdefault("406", {"description": MEANINGS[406], **problem})


def _show_examples(operation: Operation, schemas: Schemas) -> None:
    """Of each decision that may be sent, a body."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and (types := types_of(schemas[body["schema"]["$ref"].removeprefix(REF)])):
        body["examples"] = {type_: {"summary": _summary(LABELS[type_]), "value": EXAMPLES[type_]} for type_ in types}


def _summary(label: Label) -> str:
    return f"{label.zh} {label.en}"
