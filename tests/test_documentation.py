"""What the documents name exists, so that a newcomer is never sent to where nothing is."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAPS = ("docs/architecture.md", "CONTRIBUTING.md", "README.md")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \| `([\w.]+)\.(\w+)` \|$", re.MULTILINE)
PLACE = re.compile(r"`((?:[a-z_]+/)+[a-z_]*(?:\.\w+)?|[a-z_]+\.(?:py|yml))`")
MADE_LATER = {"logs/", "logs/up.log", "hengxu-data/", "verify.py"}
"""What an installation makes, and what a bundle holds."""
LINK = re.compile(r"\]\(([^)#:]+)\)")
GLOSSARY = ROW.findall((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("term", "chinese", "module", "name"), GLOSSARY, ids=[row[0] for row in GLOSSARY])
def test_every_term_of_the_glossary_is_where_it_says(term: str, chinese: str, module: str, name: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert hasattr(importlib.import_module(module), name)


def test_every_line_of_the_glossary_is_read() -> None:
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    assert len(GLOSSARY) == sum(line.startswith("| ") for line in lines) - 1


@pytest.mark.parametrize("document", MAPS)
def test_every_path_that_a_map_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    lost = sorted(path for path in {*PLACE.findall(text)} - MADE_LATER if not is_there(path))
    assert not lost


def is_there(path: str) -> bool:
    """At the top of the repository; or, where a document speaks of a room by its short name, inside a package."""
    return (ROOT / path).exists() or any(
        any(ROOT.glob(f"{package}/**/{path}")) for package in ("domain", "api", "ledger")
    )


DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    place = ROOT / document
    lost = [link for link in LINK.findall(place.read_text(encoding="utf-8")) if not (place.parent / link).exists()]
    assert not lost
