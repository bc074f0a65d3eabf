"""Words on a page that are in another language than the page, and aren't marked as such."""

import re
from html.parser import HTMLParser

from api.http.language import Language

SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label")
"""Attributes whose text is shown or read out; the language of a passage in them can't be marked."""
WITHOUT_MARKUP = {"title", "option", "textarea"}
"""Elements that hold text alone: a part of it can't be marked."""
NO_WORDS = {"code", "script", "style", "pre", "kbd", "samp"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
OFFICIAL = set(
    "CSV Excel WPS JSON SHA RFC MB IP xlsx csv json Temporal worker hengxu audit check verify import dry run".split()
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_CODE = re.compile(r"[\d_/.:-]")
"""What tells an id, a digest, an address or a command from a word."""


class _Passages(HTMLParser):
    """Collects the text in which the page's own language is to be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [(name, text) for name in SHOWN if (text := given.get(name)) and "lang" not in given]
        if tag not in VOID:
            self.open.append((tag, tag in NO_WORDS or (tag != "html" and "lang" in given)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(apart for _, apart in self.open):
            self.found.append((self.open[-1][0] if self.open else "", " ".join(data.split())))


def foreign_passages(page: str, language: Language) -> list[str]:
    """Those of a page in that language; what is a code or an official name is in none."""
    passages = _Passages()
    passages.feed(page)
    unmarkable = WITHOUT_MARKUP.union(SHOWN) if language == "en" else set()
    is_foreign = _has_english_word if language == "zh" else CHINESE.search
    return [text for place, text in passages.found if place not in unmarkable and is_foreign(text)]


def _has_english_word(text: str) -> bool:
    tokens = (token for token in _TOKEN.findall(text) if not _CODE.search(token))
    return any(word not in OFFICIAL for token in tokens for word in re.findall(r"[A-Za-z]{2,}", token))
