"""What the documents name exists, so that a newcomer is never sent to where nothing is."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from domain.decider import DECISIONS, EVENTS
from domain.guideline.clauses import CLAUSES, clause_sort_key
from domain.guideline.policy import POLICY_RULES
from domain.guideline.vocabulary import ClockKind
from domain.wording.doubts import DOUBTS
from domain.wording.refusals import REASONS
from tests.e2e.jobs import JOBS, Job

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
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    lines = text.partition("## One word for one idea")[0].splitlines()
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


HELD_BY = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
SITUATIONS = [
    line
    for line in (ROOT / "docs/administrative-life.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| situation ")
]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda line: line.split(" | ")[0].lstrip("| "))
def test_every_situation_of_administrative_life_has_a_test_that_is_there(situation: str) -> None:
    held = HELD_BY.findall(situation)
    assert held, "the last column names a test"
    for file, name in held:
        assert name in functions_of(file), f"{file} has no {name}"


SENTENCES = [
    [column.strip() for column in line.strip("| ").split(" | ")]
    for line in (ROOT / "docs/guideline-sentences.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]
OF_THE_GUIDELINE = {number for number in CLAUSES if number[0].isdigit()}
HEADINGS = {"3.1", "3.2"}
"""Clauses that are titles, and say nothing by themselves."""
NAMED = re.compile(r"`([a-z_A-Z.]+)`")
NAMES = {
    *(decision.type for decision in DECISIONS),
    *(f"{decision.type}.{field}" for decision in DECISIONS for field in decision.command.model_fields),
    *(event.wire_name() for event in EVENTS),
    *(kind.value for kind in ClockKind),
    *(rule.name for rule in POLICY_RULES),
    *REASONS,
    *DOUBTS,
}
"""What may hold a sentence of the guideline."""


def test_all_47_sentences_of_the_guideline_are_told_in_their_order_and_no_clause_is_left_out() -> None:
    assert [int(number) for number, *_ in SENTENCES] == list(range(1, 48))
    clauses = [clause for _, clause, *_ in SENTENCES]
    assert set(clauses) == (OF_THE_GUIDELINE - HEADINGS) | {"1", "closing"}
    assert clauses == sorted(clauses, key=lambda clause: clause_sort_key(clause) if clause != "closing" else (10,))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: f"{sentence[0]}: {sentence[1]}")
def test_what_holds_a_sentence_of_the_guideline_is_there_and_tested_or_its_absence_has_a_reason(
    sentence: list[str],
) -> None:
    _, _, _, held_by, tests = sentence
    names, held = NAMED.findall(held_by), HELD_BY.findall(tests)
    assert not set(names) - NAMES
    if held_by.startswith("nothing: "):
        assert (names, held) == ([], [])
    else:
        assert names
        assert held
    for file, name in held:
        assert name in functions_of(file), f"{file} has no {name}"


@cache
def functions_of(file: str) -> frozenset[str]:
    """The names of a file's tests; none where there is no such file."""
    if not (ROOT / file).exists():
        return frozenset()
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    place = ROOT / document
    lost = [link for link in LINK.findall(place.read_text(encoding="utf-8")) if not (place.parent / link).exists()]
    assert not lost


COUNTED = [
    [column.strip() for column in line.strip("| ").split(" | ")]
    for line in (ROOT / "docs/jobs.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| job ")
]


def test_the_jobs_that_are_counted_stand_in_the_document_as_in_their_table() -> None:
    assert {name: tuple(cells) for name, *cells, _ in COUNTED} == {
        name: tuple(map(str, job)) for name, job in JOBS.items()
    }


@pytest.mark.parametrize("row", COUNTED, ids=lambda row: row[0])
def test_every_job_is_counted_by_a_test_that_is_there(row: list[str]) -> None:
    name, ((file, test),) = row[0], HELD_BY.findall(row[-1])
    assert test in functions_of(file)
    assert f'has_done("{name}")' in (ROOT / file).read_text(encoding="utf-8")


LIMIT = re.compile(r"(\d+) (clicks|fields)")


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_no_job_takes_more_than_it_may(job: Job) -> None:
    for number, what in LIMIT.findall(job.limit):
        assert getattr(job, what) <= int(number)
