"""The schemas of the OpenAPI document: each under a title of its own, as generators of clients take them.

What is sent and what is answered are told apart where they differ: a document number goes in as text and comes out in
parts. No schema has a ``default``: whoever reads one demands in TypeScript what may be left out, and a default of
``null`` says nothing that leaving out doesn't.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from api.http.problem_reasons import PROBLEM_REASONS
from api.openapi.command_examples import EXAMPLES
from domain.incubation.messages import RegisterCenter
from domain.wording.refusals import REASONS
from service_layer.stream_types import CALENDAR_COMMANDS, CENTER_COMMANDS, DEPUTY_COMMANDS

Schema = dict[str, Any]
Schemas = dict[str, Schema]

REF = "#/components/schemas/"
SENT = "-Input"
"""What ends the name of a schema that is answered in another shape."""
PROBLEM_TYPE = "urn:hengxu:problem:"
COMMANDS: dict[str, TypeAdapter[Any]] = {
    "Decision": CENTER_COMMANDS,
    "RegisterCenter": TypeAdapter(RegisterCenter),
    "EnterHolidayNotice": CALENDAR_COMMANDS,
    "DecisionAboutDeputies": DEPUTY_COMMANDS,
}
"""What bodies of decisions are, by the name of their schema."""
_ADDED_BY_FASTAPI = ("HTTPValidationError", "ValidationError")
_QUALIFIED = re.compile(r"^(?:[a-z_]+__)+(?=[A-Z])")
_VOCABULARIES: dict[str, tuple[str, list[str]]] = {
    "ProblemCode": ("Every code of a problem, so far", sorted({*PROBLEM_REASONS, *REASONS})),
    "ProblemType": (
        "Every type of a problem, so far",
        [f"{PROBLEM_TYPE}{code}" for code in sorted({*PROBLEM_REASONS, *REASONS})],
    ),
    "RefusalCode": ("Every code of a rule that refuses, so far", sorted(REASONS)),
}
_WORDS_OF = {
    ("ProblemDetails", "code"): "ProblemCode",
    ("ProblemDetails", "type"): "ProblemType",
    ("RefusalBody", "code"): "RefusalCode",
    ("WhyNot", "code"): "RefusalCode",
}
"""Members whose words are known, and may become more: a client of today reads the answers of tomorrow."""


def complete(schemas: Schemas) -> Schemas:
    """The schemas that FastAPI found, with those of all commands."""
    found = {name: schema for name, schema in schemas.items() if name not in _ADDED_BY_FASTAPI}
    for name, commands in COMMANDS.items():
        found = _with_commands(found, name, commands)
    for name, schema in found.items():
        schema.setdefault("title", _title(name))
        if name.endswith(SENT):
            schema["title"] = _title(name)
        _leave_out_defaults(schema)
    _name_words(found)
    return dict(sorted(found.items()))


def refers_to(content: Any) -> set[str]:
    """The schemas to which this one refers."""
    return {part.split('"')[0] for part in json.dumps(content).split(f'"{REF}')[1:]}


def types_of(schema: Schema) -> list[str]:
    """The types of the commands that a body of this schema may be; none of any other."""
    one = schema.get("properties", {}).get("type", {}).get("const")
    return [one] if one in EXAMPLES else list(schema.get("discriminator", {}).get("mapping", ()))


def _title(name: str) -> str:
    return name.replace(SENT, SENT.strip("-"))


def _with_commands(schemas: Schemas, name: str, commands: TypeAdapter[Any]) -> Schemas:
    schema = commands.json_schema(ref_template=f"{REF}{{model}}")
    schemas = _under_plain_names(schemas, schema["$defs"])
    while twin := _twin(schema["$defs"], schemas):
        schema = _renamed(schema, twin, f"{twin}{SENT}")
    definitions: Schemas = schema.pop("$defs")
    schema.setdefault("title", name)
    for command in (*definitions.values(), schema):
        _describe_command(command)
    return schemas | definitions | {name: schema}


def _under_plain_names(schemas: Schemas, definitions: Schemas) -> Schemas:
    """Models of one name are told apart by their modules; the one that commands have too is called as they call it."""
    for name in [name for name in schemas if definitions.get(_QUALIFIED.sub("", name)) == schemas[name]]:
        plain = _QUALIFIED.sub("", name)
        renamed: Schemas = json.loads(json.dumps(schemas).replace(f'"{REF}{name}"', f'"{REF}{plain}"'))
        renamed[plain] = renamed.pop(name)
        schemas = renamed
    return schemas


def _twin(definitions: Schemas, schemas: Schemas) -> str | None:
    """A definition whose name means something else already; once it is renamed, so does each that has it inside."""
    return next((name for name, found in definitions.items() if schemas.get(name, found) != found), None)


def _renamed(schema: Schema, name: str, new_name: str) -> Schema:
    text = json.dumps(schema).replace(f'"{REF}{name}"', f'"{REF}{new_name}"')
    renamed: Schema = json.loads(text)
    renamed["$defs"][new_name] = renamed["$defs"].pop(name)
    return renamed


def _describe_command(schema: Schema) -> None:
    """A command is told by its ``type``, which generators ask for; and shown by an example."""
    if "properties" in schema and (types := types_of(schema)):
        schema["required"] = ["type", *(name for name in schema.get("required", ()) if name != "type")]
        schema["examples"] = [EXAMPLES[types[0]]]


def _leave_out_defaults(schema: Schema) -> None:
    """What is meant where nothing is said is told in so many words; a word that tells shapes apart is always there."""
    for part in _parts(schema):
        for name, member in part.get("properties", {}).items():
            if "const" in member and "default" in member:
                part["required"] = list(dict.fromkeys((*part.get("required", ()), name)))
            elif member.get("default"):
                meant = f"`{json.dumps(member['default'], ensure_ascii=False)}` where it is left out."
                member["description"] = " ".join(filter(None, (member.get("description"), meant)))
            member.pop("default", None)


def _parts(schema: Any) -> Iterator[Schema]:
    """The schema, and all that stand in it; examples are no schemas."""
    if isinstance(schema, dict):
        yield schema
        for name, inner in schema.items():
            if name not in ("example", "examples", "enum", "const", "default"):
                yield from _parts(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _parts(inner)


def _name_words(schemas: Schemas) -> None:
    for name, (description, words) in _VOCABULARIES.items():
        schemas[name] = {"title": name, "description": description, "type": "string", "enum": words}
    for (name, member), words_of in _WORDS_OF.items():
        known = schemas[name]["properties"][member]
        title = known["title"]
        known.clear()
        known |= {"title": title, "anyOf": [{"$ref": f"{REF}{words_of}"}, {"type": "string"}]}
