"""The record claims nothing that does not happen: no reminder is sent to anybody yet, and nothing says that one was."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ = {".py", ".html", ".po", ".md", ".js"}
CLAIM = re.compile(
    r"发出提醒|已提醒|reminders?\s+(was |were |is |are |has been |have been )?(sent|goes out|go out|went out)",
    re.IGNORECASE,
)


def read_by_people() -> Iterator[Path]:
    for part in ROOT.iterdir():
        if part.name != "tests" and not part.name.startswith("."):
            files = part.rglob("*") if part.is_dir() else [part]
            yield from (file for file in files if file.suffix in READ)


def test_nothing_in_the_product_says_that_a_reminder_was_sent() -> None:
    files = list(read_by_people())
    assert {"README.md", "clock_facts.py", "forecast.html", "guideline.en.po"} <= {file.name for file in files}
    claiming = {file.relative_to(ROOT).as_posix() for file in files if CLAIM.search(file.read_text(encoding="utf-8"))}
    assert claiming == set()
