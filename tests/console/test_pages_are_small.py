"""To understand one page of the console, no more than four files need opening besides the frame.

What is counted for a page:

- the module with its routes;
- each module of the console that this one imports, and each template that it names;
- those of them that lie in the page's own folder are followed: what they import, name, extend or include counts too;
- one that lies in another folder is the entry of a part that is understood on its own, or another page: it is opened,
  and so it counts, but it isn't followed. Parts hand out panels ready to be printed (``PageRequest.panel``), so that no
  page draws in a template of theirs, which this counts like any other file.

Not counted: the frame, which every page shares; an ``__init__`` and the catalogs, which hold no logic; and what lies
outside of the console (``api/resources``, the domain), which pages call as everybody does. ``python -m
tests.console.test_pages_are_small`` prints the table.

The parts of the center's page and of deciding are held to the same four. The forms' machinery
(``console/decide/forms``) isn't: it makes the form of any decision, and a page needs ``FilledForm`` alone of it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "api/console"
FRAME = CONSOLE / "frame"
PARTS = (
    "center/at_point/at_point.py",
    "center/tasks/tasks.py",
    "center/status/status.py",
    "center/particulars/particulars.py",
    "center/chart/center_chart.py",
    "center/timeline/history.py",
    "decide/draft/draft.py",
    "decide/steps/pages.py",
)
"""The entries of parts that pages show."""
MOST = 4
MORE = {"center/routes.py": 7, "work/routes.py": 5}
"""The center's page has beside its own template, and its parts, the page of the public; that of one's work has the
panel of drafts beside the pages of those who decide and of those who don't.
"""
MOST_LINES = {".py": 250, ".html": 170}
DRAWN_IN = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


def pages() -> list[Path]:
    """The modules whose routes answer with a page: they have a router, and a template among their files."""
    routers = [file for file in CONSOLE.rglob("*.py") if "router = APIRouter(" in file.read_text(encoding="utf-8")]
    return sorted(file for file in routers if any(one.suffix == ".html" for one in files_of(file)))


def files_of(start: Path) -> set[Path]:
    """What is opened to understand the page or part that begins there, itself included."""
    found: set[Path] = set()
    ahead = [start]
    while ahead:
        file = ahead.pop()
        if file not in found:
            found.add(file)
            ahead.extend(_needed_by(file) if file.parent == start.parent else ())
    return found


def _needed_by(file: Path) -> Iterator[Path]:
    text = file.read_text(encoding="utf-8")
    needed = _drawn_in(text) if file.suffix == ".html" else _called_by(ast.parse(text))
    return (one for one in needed if not one.is_relative_to(FRAME))


def _drawn_in(template: str) -> Iterator[Path]:
    return (CONSOLE / name for name in DRAWN_IN.findall(template))


def _called_by(module: ast.Module) -> Iterator[Path]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("api.console"):
            yield from _imported(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
            yield CONSOLE / node.value


def _imported(node: ast.ImportFrom) -> Iterator[Path]:
    place = ROOT / str(node.module).replace(".", "/")
    if place.is_dir():
        yield from (place / f"{name.name}.py" for name in node.names)
    else:
        yield place.with_suffix(".py")


def named(files: set[Path]) -> list[str]:
    return sorted(file.relative_to(CONSOLE).as_posix() for file in files)


PAGES = named(set(pages()))


@pytest.mark.parametrize("start", [*PAGES, *PARTS])
def test_to_understand_a_page_four_files_are_opened_at_most(start: str) -> None:
    files = files_of(CONSOLE / start)
    assert all(file.is_file() for file in files)
    assert len(files) <= MORE.get(start, MOST), named(files)


def test_every_area_with_a_template_for_a_whole_page_has_its_page_counted() -> None:
    whole = {file for file in CONSOLE.rglob("*.html") if '{% extends "frame/layout.html" %}' in file.read_text("utf-8")}
    counted = set[Path]().union(*(files_of(CONSOLE / start) for start in [*PAGES, *PARTS]))
    assert named({file for file in whole - counted if not file.is_relative_to(FRAME)}) == []


@pytest.mark.parametrize("start", [*PAGES, *PARTS])
def test_no_file_of_a_page_is_too_long_to_be_read(start: str) -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files_of(CONSOLE / start)}
    assert {file.name: count for file, count in lines.items() if count > MOST_LINES[file.suffix]} == {}


def test_a_file_of_the_own_folder_is_followed_and_one_of_another_is_only_opened() -> None:
    found = named(files_of(CONSOLE / "center/routes.py"))
    assert {"center/status/status.py", "center/center.html"} <= set(found)
    assert "center/status/obligations.py" not in found
    assert "center/status/obligations.py" in named(files_of(CONSOLE / "center/status/status.py"))


if __name__ == "__main__":
    for start in [*PAGES, *PARTS]:
        files = files_of(CONSOLE / start)
        sys.stdout.write(f"{len(files)} {start}: {', '.join(named(files - {CONSOLE / start}))}\n")
