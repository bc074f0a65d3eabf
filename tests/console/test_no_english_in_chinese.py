"""Chinese pages have no English word but proper names, codes and what is typed somewhere (docs/glossary.md)."""

import re
from collections.abc import Iterator

from tests.console.every_page import EVERY_PAGE, looking, settled
from tests.console.pages import Element, Page
from tests.console.readers import Settled

__all__ = ["settled"]

WORD = re.compile(r"[A-Za-z][A-Za-z.]*[A-Za-z]")
AS_THEY_ARE = frozenset({"code", "pre", "kbd", "script", "style", "textarea"})
"""What stands in these is a code, or what somebody typed."""
PROPER = frozenset({"CSV", "Excel", "GB", "IP", "JSON", "MB", "RFC", "SHA", "Temporal", "UTF", "worker"})
"""Names of programs and formats, and abbreviations that are written so in Chinese."""
CODE = re.compile(r"hengxu(?: [a-z]+)*|\.[a-z]+|[a-z0-9]+(?:-[a-z0-9]+)+|[\d.]+:\d+")
"""A command to be typed, the end of a file's name, the id of a person or a center, an address."""


def english(element: Element) -> Iterator[str]:
    """The Latin words that it says, but for what is marked as another language, and codes."""
    if element.tag in AS_THEY_ARE or element.attributes.get("lang", "zh-CN") != "zh-CN":
        return
    for part in element.inside:
        if isinstance(part, Element):
            yield from english(part)
        else:
            yield from (word for word in WORD.findall(CODE.sub(" ", part)) if word not in PROPER)


async def test_no_english_word_stands_on_a_chinese_page(settled: Settled) -> None:
    found = {}
    async with looking(settled, "zh") as look:
        for page in EVERY_PAGE:
            found[str(page)] = sorted(set(english(Page.of(await look(page)).root)))
    assert "; ".join(f"{page}: {' '.join(words)}" for page, words in found.items() if words) == ""


def test_what_is_marked_or_a_code_is_no_english_and_all_else_is() -> None:
    page = Element("p", {}, ["运行 hengxu audit verify", "专家 expert-1，表格 .xlsx，Excel", "过期 overdue"])
    page.inside += [Element("code", {}, ["audit"]), Element("i", {"lang": "en"}, ["Center"])]
    assert list(english(page)) == ["overdue"]
