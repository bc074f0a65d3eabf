"""Every name that the program shows to others, so that none of them is lost: ``tests/releases/<version>/names.json``.

Topics of events are pinned with their shapes in ``tests/domain/event_shapes.json``.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import typer
from pydantic import SecretStr
from temporalio import activity, workflow
from typer.core import TyperGroup

import cli
from activities.announcing import announce_calendar
from activities.messages import CALENDAR_CHANGED
from activities.recording import RecordingActivities
from api.app import create_app
from domain.decider import DECISIONS
from domain.guideline.policy import Policy
from domain.kernel.messages import CALENDAR, DEPUTIES
from domain.wording.refusals import REASONS
from evidence import verify
from importing.file_format import CentersFile, ReportedCenter
from ledger.migrations import migrate
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from service_layer.recording import DECISION_SIGNALS
from settings import Settings
from temporal_client.client import workflow_id
from tests.ledger.conftest import running_postgres
from tests.releases.folders import folder_of
from tests.releases.postgres_dump import SCHEMAS, TABLES
from workflows.calendar_keeper import CalendarKeeper
from workflows.center_life import CenterLife
from workflows.deputies_keeper import DeputiesKeeper
from workflows.visibility import SEARCH_ATTRIBUTES

FILE = "names.json"
Names = dict[str, list[str]]
ACTIVITIES = (
    RecordingActivities.record_decision,
    RecordingActivities.record_passed_time,
    RecordingActivities.read_summary,
    announce_calendar,
)
METHODS = ("get", "put", "post", "delete", "patch")


def names() -> Names:
    """By what they name; those of databases apart (``sqlite_names``, ``postgres_names``)."""
    found = {
        **_of_workflows(),
        **_of_http(),
        "commands": sorted(_commands("hengxu", typer.main.get_command(cli.app))),
        "environment": sorted([*(f"HENGXU_{name.upper()}" for name in Settings.model_fields), *_policy()]),
        "decisions": sorted(decision.type for decision in DECISIONS),
        "refusals": sorted(REASONS),
        "evidence bundle": sorted([verify.MANIFEST, verify.FOLDER, *verify.FILES]),
        "file of reported centers": sorted(
            {*_members(CentersFile.model_json_schema()), *_members(ReportedCenter.model_json_schema(by_alias=True))}
        ),
    }
    return {kind: list(names) for kind, names in found.items()}


def _of_workflows() -> Mapping[str, list[str]]:
    kinds = [workflow._Definition.must_from_class(kind) for kind in (CenterLife, CalendarKeeper, DeputiesKeeper)]
    return {
        "workflows": sorted(str(kind.name) for kind in kinds),
        "workflow ids": [workflow_id("*"), workflow_id(CALENDAR), workflow_id(DEPUTIES)],
        "queries": sorted(str(name) for kind in kinds for name in kind.queries),
        "signals": sorted({*DECISION_SIGNALS, CALENDAR_CHANGED}),
        "activities": sorted(str(activity._Definition.must_from_callable(done).name) for done in ACTIVITIES),
        "search attributes": sorted(f"{key.name} {key.indexed_value_type.name}" for key in SEARCH_ATTRIBUTES),
        "task queue": [Settings.model_fields["task_queue"].default],
    }


def _of_http() -> Mapping[str, list[str]]:
    app = create_app(Settings(signing_key=SecretStr("a signing key that signs nothing at all")))
    described = app.openapi()
    operations = [
        (f"{method.upper()} {path}", described_as)
        for path, by_method in described["paths"].items()
        for method, described_as in by_method.items()
        if method in METHODS
    ]
    return {
        "addresses": sorted(name for name, _ in operations),
        "parameters": sorted(
            f"{name} {p['in']} {p['name']}" for name, op in operations for p in op.get("parameters", ())
        ),
        "JSON": sorted(_members(described["components"])),
    }


def _members(schema: Any, of: str = "") -> Iterator[str]:
    """Every member of an object, and every word of a closed vocabulary, under the schema that names it."""
    if isinstance(schema, list):
        for part in schema:
            yield from _members(part, of)
    elif isinstance(schema, dict):
        yield from (f"{of}.{name}".lstrip(".") for name in schema.get("properties", {}))
        yield from (f"{of}={word}".lstrip(".") for word in schema.get("enum", ()) if not isinstance(word, dict))
        for name, part in schema.items():
            if name in ("schemas", "properties", "$defs"):
                for inner, described in part.items():
                    yield from _members(described, f"{of}.{inner}" if name == "properties" else inner)
            elif name not in ("example", "examples", "default", "enum"):
                yield from _members(part, of)


def _commands(name: str, command: Any) -> Iterator[str]:
    """Each command, its arguments by their order, its options."""
    if isinstance(command, TyperGroup):
        for word, inner in command.commands.items():
            yield from _commands(f"{name} {word}", inner)
        return
    yield name
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    yield from (f"{name} {place}. {p.name}" for place, p in enumerate(arguments, start=1))
    yield from (f"{name} {opt}" for p in command.params if p.param_type_name == "option" for opt in p.opts)
    yield from (f"{name} ${p.envvar}" for p in command.params if p.envvar)


def _policy() -> Iterator[str]:
    return (f"HENGXU_POLICY.{name}" for name in Policy.model_fields)


def sqlite_names() -> list[str]:
    """Tables and their columns in a SQLite ledger."""
    with TemporaryDirectory() as folder:
        settings = LedgerSettings(url=f"sqlite:///{Path(folder) / 'ledger.sqlite3'}")
        migrate(settings)
        with closing(sqlite3.connect(path_of(settings.url))) as database:
            tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            columns = [
                f"{table}.{column}"
                for (table,) in tables
                for _, column, *_ in database.execute(f"PRAGMA table_info({table})")
            ]
    return sorted(columns)


def postgres_names(settings: LedgerSettings) -> list[str]:
    """Tables and their columns in a PostgreSQL ledger that is migrated."""
    with psycopg.connect(settings.owner_url or "") as owner:
        tables = owner.execute(TABLES, [SCHEMAS]).fetchall()
    return sorted(f"{table}.{column}" for table, columns in tables for column in columns)


def main(version: str) -> None:
    """Write the names of this release."""
    with running_postgres() as server, server.database("migrated") as settings:
        found = names() | {"SQLite": sqlite_names(), "PostgreSQL": postgres_names(settings)}
    text = json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=1)
    (folder_of(version) / FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
