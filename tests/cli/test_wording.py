"""What the command line says stands in one place, whole in both languages, and is said somewhere."""

import re
from pathlib import Path

import pytest

from domain.kernel.base import Label
from terminal import wording

TERMINAL = Path(wording.__file__).parent
SENTENCES = {name: value for name, value in vars(wording).items() if isinstance(value, Label)}
WITH_A_LABEL = {
    "VERIFICATION_FAILED",
    "CENTER_OF_ANOTHER_AUTHORITY",
    "OF_ANOTHER_AUTHORITY",
    "NOT_ENTERED",
    "NOT_YET_OPEN",
    "POLICY_DIFFERS",
}
"""What is filled with a label, in each language by its own part."""
CHINESE = re.compile(r"[一-鿿]")
PLACE = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_is_whole_in_both_languages(name: str) -> None:
    zh, en = SENTENCES[name]
    assert CHINESE.search(zh)
    assert not CHINESE.search(en)
    assert name in WITH_A_LABEL or sorted(PLACE.findall(zh)) == sorted(PLACE.findall(en))


def test_every_sentence_is_said() -> None:
    code = "".join(file.read_text("utf-8") for file in (*TERMINAL.rglob("*.py"), TERMINAL.parent / "cli.py"))
    assert [name for name in vars(wording) if name.isupper() and f"wording.{name}" not in code] == []


def test_no_command_words_its_sentences_itself() -> None:
    files = [file for file in TERMINAL.rglob("*.py") if file.name not in {"wording.py", "verdicts.py"}]
    assert [file.name for file in files if CHINESE.search(file.read_text("utf-8"))] == []
