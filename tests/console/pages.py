"""What stands on a page, as its reader finds it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

import httpx

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """One element with what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, spaces made single."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> list[str]:
        words = []
        for part in self.inside:
            words.extend([part] if isinstance(part, str) else [" ", *part._words(), " "])
        return words

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Every element of that tag inside, with these attributes; a class among several counts."""
        found = []
        for part in self.inside:
            if isinstance(part, Element):
                if part.tag == tag and all(part._has(name.rstrip("_"), value) for name, value in attributes.items()):
                    found.append(part)
                if part.tag != "template":  # inert, until a script takes a copy
                    found.extend(part.all(tag, **attributes))
        return found

    def one(self, tag: str, **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag}> {attributes} in: {self.text[:500]}"
        return found[0]

    def _has(self, name: str, value: str) -> bool:
        own = self.attributes.get(name)
        return own == value or (name == "class" and own is not None and value in own.split())

    def link(self, text: str) -> str:
        """Where the link of that text leads."""
        found = [a for a in self.all("a") if text in a.text]
        assert found, f"no link {text!r} in: {self.text[:500]}"
        return found[0].attributes["href"]

    def fields(self) -> dict[str, str]:
        """What a browser would send of this form as it stands, but for its buttons."""
        sent = {}
        for part in self.all("input"):
            kind, name = part.attributes.get("type", "text"), part.attributes.get("name")
            if name and (kind not in {"checkbox", "radio"} or "checked" in part.attributes):
                sent[name] = part.attributes.get("value", "")
        for part in self.all("textarea"):
            sent[part.attributes["name"]] = "".join(text for text in part.inside if isinstance(text, str))
        for part in self.all("select"):
            options = part.all("option")
            chosen = [option for option in options if "selected" in option.attributes] or options[:1]
            if chosen:
                sent[part.attributes["name"]] = chosen[0].attributes.get("value", chosen[0].text)
        return sent


class Page(HTMLParser):
    """A whole page."""

    def __init__(self, answer: httpx.Response, status: int = 200) -> None:
        super().__init__()
        assert answer.status_code == status, f"{answer.status_code} {answer.headers.get('location')}: {answer.text}"
        assert answer.headers["content-type"].startswith("text/html")
        self.root = Element("page", {})
        self._open = [self.root]
        self.feed(answer.text)

    @classmethod
    def of(cls, answer: httpx.Response, status: int = 200) -> Self:
        """The page that was answered."""
        return cls(answer, status)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert tag in _VOID or self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    @property
    def main(self) -> Element:
        """The text of the page, without the frame."""
        return self.root.one("main")

    @property
    def text(self) -> str:
        """The words of its main part."""
        return self.main.text


@dataclass
class Watch:
    """What says quietly that a page has grown old."""

    place: Element
    browser: httpx.AsyncClient

    @classmethod
    def on(cls, page: Page, browser: httpx.AsyncClient) -> Self:
        """The only one of a page; it is quiet at first."""
        (place,) = watches(page)
        assert place.attributes["role"] == "status"
        assert "hidden" in place.one("div").attributes
        return cls(place, browser)

    async def has_news(self) -> bool:
        """What the script finds."""
        answer = await self.browser.get(self.place.attributes["data-watch"])
        assert answer.status_code == 200, answer.text
        return str(answer.json()["version"]) != self.place.attributes["data-version"]


def watches(page: Page) -> list[Element]:
    """Whatever of the page looks whether it has grown old."""
    return [place for place in page.main.all("div") if "data-watch" in place.attributes]
