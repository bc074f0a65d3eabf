"""Anybody may use the program, on terms that stand beside it."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_license_stands_beside_the_program_and_is_named_in_its_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert project["license-files"] == ["LICENSE"]
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_readme_names_the_license() -> None:
    assert "[Apache-2.0](LICENSE)" in (ROOT / "README.md").read_text(encoding="utf-8")
