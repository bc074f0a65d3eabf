"""The architecture: imports that go one way, and no dependency that nobody asked for."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from jinja2 import nodes as jinja

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements/run.txt", "requirements/dev.txt")
NO_PROGRAM = {"build", "deploy", "dist", "docs", "requirements", "tests"}


def test_imports_point_one_way() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    outcome = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_package_stands_under_the_import_contract() -> None:
    packages = {name for name in parts_of_the_program() if not name.endswith(".py")}
    assert packages <= set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_every_module_at_the_top_is_forbidden_to_those_below() -> None:
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    modules = {name.removesuffix(".py") for name in parts_of_the_program() if name.endswith(".py")}
    assert modules - {"clock"} <= set(contracts["entrances"]["forbidden_modules"])


@pytest.mark.parametrize("contract", ["pure-domain", "thin-workflows"])
def test_neither_the_domain_nor_a_workflow_reads_the_wall_clock(contract: str) -> None:
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    assert "clock" in contracts[contract]["forbidden_modules"]


CLOCKS = """
import time, uuid
from datetime import date, datetime, UTC
datetime.now(UTC), datetime.utcnow(), datetime.today(), date.today(), time.time(), time.time_ns(), uuid.uuid1()
"""


@pytest.mark.parametrize("place", ["domain/x.py", "workflows/x.py", "api/x.py", "cli.py", "tests/api/test_x.py"])
def test_no_module_but_one_may_read_the_wall_clock(place: str) -> None:
    assert clocks_found_in(place) == 7
    assert clocks_found_in("clock.py") == 0


def clocks_found_in(place: str) -> int:
    """How many other clocks the lint forbids, if these lines stood in that file."""
    lint = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--output-format", "concise"]
    outcome = subprocess.run(
        [*lint, "--stdin-filename", place, "-"], cwd=ROOT, input=CLOCKS, capture_output=True, text=True, check=False
    )
    return outcome.stdout.count("TID251")


ANY_STREAM = ("api/decisions", "service_layer", "activities", "workflows", "temporal_client", "ledger")
"""Where a decision passes, whether it is about a center or the calendar."""
CENTERS_ALONE = {
    "api/decisions/actions.py _actions",
    "api/decisions/annual_reports.py ReportRow",
    "api/decisions/actions.py list_actions",
    "api/decisions/routes.py _consequences",
    "api/decisions/routes.py decide",
    "ledger/receipts.py Receipt",
    "api/decisions/receipts.py ReceiptBody",
    "api/decisions/receipts.py TrialBody",
    "service_layer/queries.py center_now",
    "temporal_client/client.py ensure_running",
    "temporal_client/client.py notify_of_calendar",
}
"""What takes a center's id there; ``Receipt`` and its body have the member under which the stream is stored."""


def test_what_concerns_any_stream_calls_it_a_stream() -> None:
    modules = [path for package in ANY_STREAM for path in (ROOT / package).glob("*.py")]
    found = {f"{path.relative_to(ROOT).as_posix()} {name}" for path in modules for name in takers_of_center_id(path)}
    assert found == CENTERS_ALONE


def takers_of_center_id(path: Path) -> Iterator[str]:
    """The functions with a parameter, and the classes with a field, of that name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            named = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
        elif isinstance(node, ast.ClassDef):
            named = [ast.unparse(field.target) for field in node.body if isinstance(field, ast.AnnAssign)]
        else:
            continue
        if "center_id" in named:
            yield node.name


def test_the_wheel_carries_the_whole_program() -> None:
    carried = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert parts_of_the_program() <= set(carried)


def test_every_direct_dependency_has_its_reason_and_every_reason_its_dependency() -> None:
    tables = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    reasons = re.findall(r"^\| `([^`]+)` \| \S", tables, re.MULTILINE)
    assert sorted(reasons) == sorted(direct_dependencies())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z]", text, re.MULTILINE))
    assert not re.search(r"://|^ *-[-ifec] |(?:^|\s)/", text, re.MULTILINE)


def test_the_locks_agree_and_hold_every_direct_dependency() -> None:
    run, dev = (pins_of(lock) for lock in LOCKS)
    assert run.items() <= dev.items()
    assert set(direct_dependencies()) <= dev.keys()


EMPTY_NAMES = {"said", "told", "here", "who", "there"}
"""Words of a sentence, which name no payload, request, context, row, place or actor."""
TEMPLATES = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)


def test_nothing_is_named_after_a_word_that_names_nothing() -> None:
    assert EMPTY_NAMES & names_of_python("def told(who): said = here(there=f'{who.name}')") == EMPTY_NAMES
    assert (
        EMPTY_NAMES & names_of_template("{% macro told(who) %}{{ page.said(there=here) }}{% endmacro %}") == EMPTY_NAMES
    )
    sources = [ROOT / part for part in parts_of_the_program() if part.endswith(".py")]
    folders = [ROOT / part for part in (*parts_of_the_program(), "tests") if not part.endswith(".py")]
    named = {path: names_of_python(text_of(path)) for path in (*sources, *found_in(folders, "*.py"))}
    named |= {path: names_of_template(text_of(path)) for path in found_in(folders, "*.html")}
    assert {path: names & EMPTY_NAMES for path, names in named.items() if names & EMPTY_NAMES} == {}


def found_in(folders: Iterable[Path], pattern: str) -> Iterator[Path]:
    return (path for folder in folders for path in folder.rglob(pattern))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def names_of_python(source: str) -> set[str]:
    """Whatever a name is given to or called by: variables, parameters, attributes, functions, classes, imports."""
    nodes = (node for node in ast.walk(ast.parse(source)) if not isinstance(node, ast.Constant))
    return {value for node in nodes for _, value in ast.iter_fields(node) if isinstance(value, str)}


def names_of_template(source: str) -> set[str]:
    nodes = TEMPLATES.parse(source).find_all(jinja.Node)
    spoken = jinja.Const, jinja.TemplateData
    fields = (value for node in nodes if not isinstance(node, spoken) for _, value in node.iter_fields())
    return {value for value in fields if isinstance(value, str)}


def parts_of_the_program() -> set[str]:
    """Packages and modules at the top of the repository."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_PROGRAM
    return packages | {path.name for path in ROOT.glob("*.py")}


def direct_dependencies() -> set[str]:
    groups = [PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"].values()]
    return {re.split(r"[^a-z0-9-]", line)[0] for group in groups for line in group}


def pins_of(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
