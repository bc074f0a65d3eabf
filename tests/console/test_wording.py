"""The console's words are complete: every sentence stands in both languages, and none is left that nobody says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import nodes

from api.console.frame import pages
from api.console.frame.pages import environment
from api.console.frame.translations import catalog_files, read_catalog
from api.http.language import Language
from domain.decider import DECISIONS, EVENTS
from domain.wording.field_labels import FIELDS, MODEL_FIELDS

CONSOLE = pages.FOLDER
TEMPLATES = sorted(path.relative_to(pages.FOLDER).as_posix() for path in pages.FOLDER.rglob("*.html"))
AREAS = sorted(path for path in CONSOLE.iterdir() if path.is_dir() and path.name != "__pycache__")
MAPPING = Path(__file__).parents[2] / "pyproject.toml"
SPOKEN = {"_", "gettext", "ngettext"}
FIELD_LABEL = re.compile(r"""["']([\w.]+)["']\|field_label""")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CHINESE = re.compile(r"[\u3400-\u9fff\u3001-\u3011\uff00-\uffef]")
NAMES_OF_LANGUAGES = {"中文"}
"""A language is called by its own name in the other one too."""

Sentence = tuple[str, ...]
"""A sentence as it is looked up; with its plural where it counts something."""


class Translation(NamedTuple):
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


def extracted(area: Path, folder: Path) -> list[Sentence]:
    """Every sentence that the templates and the code of an area say, as `make i18n` extracts them."""
    template = folder / f"{area.name}.pot"
    options = ["-F", str(MAPPING), "--omit-header", "-o", str(template)]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *options, str(area)])  # type: ignore[no-untyped-call]
    with template.open("rb") as content:
        return [_sentence(message.id) for message in read_po(content) if message.id]


def translations() -> list[Translation]:
    return [
        Translation(file.name.removesuffix(".en.po"), message)
        for file in catalog_files()
        for message in read_catalog(file)
        if message.id
    ]


TRANSLATIONS = translations()


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_the_catalogue_of_an_area_holds_its_sentences_and_no_other(area: Path, tmp_path: Path) -> None:
    known = [one.sentence for one in TRANSLATIONS if one.area == area.name]
    assert sorted(extracted(area, tmp_path)) == sorted(known), "make i18n, then write the English of what is new"


def test_every_catalogue_is_an_areas_own() -> None:
    assert {file.parent for file in catalog_files()} <= set(AREAS)
    assert [file.name for file in catalog_files() if read_catalog(file).obsolete] == []


def test_outside_the_areas_no_code_says_anything(tmp_path: Path) -> None:
    for file in CONSOLE.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert extracted(tmp_path, tmp_path) == []


@pytest.mark.parametrize("one", TRANSLATIONS, ids=str)
def test_a_sentence_is_whole_in_english(one: Translation) -> None:
    assert not one.message.fuzzy
    assert all(text.strip() for text in one.english)
    assert len(one.english) == len(one.sentence)
    for text in one.english:
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(one.sentence[0]))


def test_a_sentence_reads_the_same_in_every_area() -> None:
    english: dict[Sentence, dict[Sentence, str]] = {}
    for one in TRANSLATIONS:
        english.setdefault(one.sentence, {})[one.english] = one.area
    assert {sentence: readings for sentence, readings in english.items() if len(readings) > 1} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read_in_both_languages(name: str, language: Language) -> None:
    assert environment(language).get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_calls_fields_by_words_that_the_domain_has(name: str) -> None:
    keys = FIELD_LABEL.findall((pages.FOLDER / name).read_text())
    assert [key for key in keys if key not in FIELDS | MODEL_FIELDS] == []


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
