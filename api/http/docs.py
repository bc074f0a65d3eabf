"""The interface as people read it: one page from the OpenAPI document, with nothing fetched from elsewhere."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, StrictUndefined

router = APIRouter(include_in_schema=False)

_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} · API</title>
<style>
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 14px/1.5 ui-monospace, monospace } pre { background: #f4f4f4; padding: 1rem; overflow: auto }
h3 code { background: #eef; padding: .1rem .4rem } table { border-collapse: collapse } td, th { text-align: left;
border-bottom: 1px solid #ddd; padding: .2rem .8rem .2rem 0; vertical-align: top } p { white-space: pre-line }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p>{{ description }}</p>
<p>机器可读 Machine-readable: <a href="/openapi.json">/openapi.json</a></p>
{% for tag, operations in groups %}
<h2 id="{{ tag }}">{{ tag }}</h2>
<p>{{ meanings[tag] }}</p>
{% for operation in operations %}
<h3 id="{{ operation.name }}"><code>{{ operation.method }} {{ operation.path }}</code></h3>
<p>{{ operation.description }}</p>
{% if operation.parameters %}
<table>
<tr><th>参数 Parameter</th><th>位置 In</th><th></th></tr>
{% for parameter in operation.parameters %}
<tr><td><code>{{ parameter.name }}</code></td><td>{{ parameter.in }}</td><td>{{ parameter.description or "" }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% for name, example in operation.examples %}
<details><summary>示例 Example: <code>{{ name }}</code> {{ example.summary }}</summary>
<pre>{{ pretty(example.value) }}</pre></details>
{% endfor %}
<table>
{% for status, response in operation.responses.items() %}
<tr><td><code>{{ status }}</code></td><td>{{ response.description }}</td></tr>
{% endfor %}
</table>
{% endfor %}
{% endfor %}
<h2 id="schemas">schemas</h2>
{% for name, schema in schemas %}
<details id="{{ name }}"><summary><code>{{ name }}</code></summary><pre>{{ schema }}</pre></details>
{% endfor %}
</body>
</html>
"""
)


@router.get("/docs", operation_id="docs")
async def docs(request: Request) -> HTMLResponse:
    """Every operation, with its parameters, an example, and what it answers."""
    return HTMLResponse(page(request.app.openapi()))


def page(document: dict[str, Any]) -> str:
    """The page of an OpenAPI document."""
    schemas = sorted(document["components"]["schemas"].items())
    return _PAGE.render(
        pretty=_pretty,
        title=document["info"]["title"],
        description=document["info"]["description"],
        meanings={tag["name"]: tag["description"] for tag in document["tags"]},
        groups=_by_tag(document["paths"]),
        schemas=[(name, _pretty(schema)) for name, schema in schemas],
    )


def _by_tag(paths: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    return list(groups.items())


def _operation(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    parameters = [{"description": None, **parameter} for parameter in operation.get("parameters", [])]
    return {
        "name": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "description": operation["description"],
        "parameters": parameters,
        "examples": list(body.get("examples", {}).items()),
        "responses": operation["responses"],
    }


def _pretty(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
