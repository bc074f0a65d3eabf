"""What TypeScript and redocly make of the OpenAPI document, where node and the packages of ``make npm`` are there."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.generating import write_document

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "build" / "npm" / "node_modules" / ".bin"
REDOCLY = Path(__file__).with_name("redocly.yaml")
CALLS = """
import type { components, operations } from "./schema";

type Decision = components["schemas"]["Decision"];
const shortest: Decision = { type: "record_support", granted: true };
const registered: components["schemas"]["RegisterCenter"] = {
  type: "register_center",
  name_zh: "上海市新材料产业计量测试中心（示例）",
  lead: { name: "示例院", uscc: "123100004250000064", kind: "metrology_institution", district: "xuhui" },
  field: { field: "new_materials" },
  industry_scope: "高性能复合材料",
};
const asked: operations["list_centers"]["parameters"]["query"] = { phase: "operation" };
const code: components["schemas"]["ProblemCode"] = "expert_panel_too_small";
// @ts-expect-error a decision that there isn't
const none: Decision = { type: "record_nothing" };
// @ts-expect-error its type is asked for
const untold: components["schemas"]["RecordSupport"] = { granted: true };
export { asked, code, none, registered, shortest, untold };
"""
"""What a caller writes: nothing is asked for that may be left out, and nothing else is taken."""


def program(name: str) -> str:
    """Where the program is; the test is skipped where it isn't."""
    if shutil.which("node") is None:
        pytest.skip("no node on this machine")
    if not (PROGRAMS / name).exists():
        pytest.skip(f"{name} is not there: make npm")
    return str(PROGRAMS / name)


def run(*command: str, cwd: Path) -> None:
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | quiet, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_for_typescript_compile_strictly(tmp_path: Path) -> None:
    generator, compiler = program("openapi-typescript"), program("tsc")
    run(generator, str(write_document(tmp_path)), "--output", "schema.d.ts", cwd=tmp_path)
    (tmp_path / "calls.ts").write_text(CALLS, encoding="utf-8")
    run(compiler, "--strict", "--noEmit", "--exactOptionalPropertyTypes", "calls.ts", cwd=tmp_path)


def test_redocly_finds_nothing(tmp_path: Path) -> None:
    linter = program("redocly")
    file = str(write_document(tmp_path))
    run(linter, "lint", file, "--config", str(REDOCLY), "--max-problems", "50", "--format", "stylish", cwd=tmp_path)
