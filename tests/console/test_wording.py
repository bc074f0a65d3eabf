"""The console's words are complete: every sentence stands in both languages, and none is left that nobody says."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from jinja2 import nodes
from jinja2.ext import babel_extract

from api.console.frame import pages
from api.console.frame.pages import environment
from api.console.frame.translations import catalog_files, read_catalog
from api.http.language import Language
from domain.decider import DECISIONS, EVENTS

CONSOLE = pages.FOLDER
TEMPLATES = sorted(path.relative_to(pages.FOLDER).as_posix() for path in pages.FOLDER.rglob("*.html"))
SPOKEN: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CHINESE = re.compile(r"[\u3400-\u9fff\u3001-\u3011\uff00-\uffef]")
NAMES_OF_LANGUAGES = {"中文"}
"""A language is called by its own name in the other one too."""

Sentence = tuple[str, ...]
"""A sentence as it is looked up; with its plural where it counts something."""


class Said(NamedTuple):
    """One sentence in one catalogue."""

    area: str
    message: Message

    @property
    def sentence(self) -> Sentence:
        return _sentence(self.message.id)

    @property
    def english(self) -> Sentence:
        return _sentence(self.message.string)

    def __str__(self) -> str:
        return f"{self.area}: {self.sentence[0]}"


def _sentence(text: object) -> Sentence:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def spoken() -> dict[Sentence, str]:
    """Every sentence that a template or the console's code says, and where."""
    return {sentence: place for place, found in _extracted() for sentence in found}


def _extracted() -> Iterator[tuple[str, list[Sentence]]]:
    options = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true"}
    for name in TEMPLATES:
        with (pages.FOLDER / name).open("rb") as source:
            yield name, [_asked(found[2]) for found in babel_extract(source, list(SPOKEN), [], options)]
    for path in CONSOLE.rglob("*.py"):
        with path.open("rb") as source:
            yield path.name, [_asked(found[2]) for found in extract_python(source, SPOKEN, [], {})]


def _asked(texts: object) -> Sentence:
    if isinstance(texts, tuple | list):
        return tuple(text for text in texts if isinstance(text, str))
    return (str(texts),)


def said() -> list[Said]:
    return [
        Said(file.name.removesuffix(".en.po"), message)
        for file in catalog_files()
        for message in read_catalog(file)
        if message.id
    ]


SAID = said()


def test_every_sentence_has_its_english() -> None:
    known = {one.sentence for one in SAID}
    assert [f"{place}: {sentence[0]}" for sentence, place in spoken().items() if sentence not in known] == []


def test_no_catalogue_keeps_a_sentence_that_nobody_says() -> None:
    used = spoken()
    assert [str(one) for one in SAID if one.sentence not in used] == []
    assert [file.name for file in catalog_files() if read_catalog(file).obsolete] == []


@pytest.mark.parametrize("one", SAID, ids=str)
def test_a_sentence_is_whole_in_english(one: Said) -> None:
    assert not one.message.fuzzy
    assert all(text.strip() for text in one.english)
    assert len(one.english) == len(one.sentence)
    for text in one.english:
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(one.sentence[0]))


def test_a_sentence_reads_the_same_in_every_area() -> None:
    english: dict[Sentence, dict[Sentence, str]] = {}
    for one in SAID:
        english.setdefault(one.sentence, {})[one.english] = one.area
    assert {sentence: readings for sentence, readings in english.items() if len(readings) > 1} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read_in_both_languages(name: str, language: Language) -> None:
    assert environment(language).get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_speaks_chinese_that_cannot_be_translated(name: str) -> None:
    source = (pages.FOLDER / name).read_text()
    assert [text.strip() for text in _untranslatable(environment("zh").parse(source))] == []


def _untranslatable(node: nodes.Node) -> Iterator[str]:
    """Chinese that is shown as it stands; what is only compared with is data."""
    if isinstance(node, nodes.Compare):
        return
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in SPOKEN:
        return
    text = node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", None)
    if isinstance(text, str) and CHINESE.search(text) and text not in NAMES_OF_LANGUAGES:
        yield text
    for inner in node.iter_child_nodes():
        yield from _untranslatable(inner)


LABELS = {decision.type: decision.label for decision in DECISIONS} | {
    event.wire_name(): event.LABEL for event in EVENTS
}


@pytest.mark.parametrize("name", LABELS)
def test_every_decision_and_every_event_has_a_name_in_both_languages(name: str) -> None:
    assert CHINESE.search(LABELS[name].zh)
    assert LABELS[name].en.strip()
    assert LABELS[name].en.isascii()
