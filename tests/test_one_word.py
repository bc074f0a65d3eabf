"""One word stands for one idea in all that is shown in Chinese, and a clause is cited as the guideline cites itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.console.frame.translations import catalog_files, read_catalog
from domain.guideline.clauses import CLAUSES, HOUSE, RECORD, citation

ROOT = Path(__file__).parents[1]
NO_WORDS = {"tests", "build", "seeds", "issues"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
BARE_CLAUSE = re.compile(r"(?<![\w.])[2-5]\.[1-5](?:\.[1-4])?(?![\w.])")
SOURCES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if not NO_WORDS.intersection(path.relative_to(ROOT).parts) and not path.relative_to(ROOT).parts[0].startswith(".")
)
TEMPLATES = sorted((ROOT / "api").rglob("*.html"))
_ROW = re.compile(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def never_used() -> dict[str, str]:
    """By the word that isn't used, the one that is, as the glossary has them."""
    table = (ROOT / "docs" / "glossary.md").read_text().partition("## One word for one idea")[2]
    rows = [row for row in _ROW.findall(table) if CHINESE.search(row[1])]
    return {word: used for used, others in rows for word in others.split("、")}


NEVER_USED = never_used()
WRONG_WORD = re.compile("|".join(NEVER_USED))


def spoken(path: Path) -> Iterator[str]:
    """The Chinese of a module but that of its docstrings, and of comments."""
    tree = ast.parse(path.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    unsaid = {
        id(part.value)
        for node in ast.walk(tree)
        if isinstance(node, documented)
        for part in node.body
        if isinstance(part, ast.Expr)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in unsaid else None
        if isinstance(text, str) and CHINESE.search(text):
            yield text


def sentences() -> Iterator[tuple[str, str]]:
    """Everything that is shown in Chinese, with where it stands."""
    for path in SOURCES:
        yield from ((path.relative_to(ROOT).as_posix(), text) for text in spoken(path))
    for path in TEMPLATES:
        yield path.relative_to(ROOT).as_posix(), path.read_text()
    for file in catalog_files():
        for message in read_catalog(file):
            yield from ((file.name, text) for text in ([message.id] if isinstance(message.id, str) else message.id))


SENTENCES = list(sentences())


def test_the_glossary_says_which_words_are_not_used() -> None:
    assert {"超期": "逾期", "登记簿": "名录", "登记册": "名录", "账本": "台账"}.items() <= NEVER_USED.items()


def test_nothing_that_is_shown_says_another_word_for_the_same_idea() -> None:
    assert len(SENTENCES) > 1000
    found = {(where, word): NEVER_USED[word] for where, text in SENTENCES for word in WRONG_WORD.findall(text)}
    assert found == {}


def test_no_chinese_sentence_cites_a_clause_by_a_number_with_points() -> None:
    chinese = [(where, text) for where, text in SENTENCES if not where.endswith(".html")]
    assert [(where, text) for where, text in chinese if CHINESE.search(text) and BARE_CLAUSE.search(text)] == []


@pytest.mark.parametrize("number", CLAUSES)
def test_every_clause_is_cited_in_chinese_as_in_the_guideline_and_by_its_number_in_english(number: str) -> None:
    cited = citation(number)
    assert not BARE_CLAUSE.search(cited.zh)
    assert cited == CLAUSES[number].title if number in (RECORD, HOUSE) else cited.en == number


def test_what_is_no_clause_is_cited_as_it_stands() -> None:
    assert citation("7.9") == ("7.9", "7.9")
