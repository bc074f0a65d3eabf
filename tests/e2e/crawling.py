"""Somebody who follows every link, and asks for every address that they learn, with their own session and token."""

import html
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile, is_zipfile

import httpx

API = "/api/v1"
LINK = re.compile(r'(?<!action)="((?:/console|/api/v1)[^"]*)"')
"""But for those to which forms are sent."""
BASE64 = re.compile(r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{4}){10,}(?:[A-Za-z0-9+/]{2,3})?")
NO_PAGES = ("/console/static/", "/console/sign-", "/console/language/", "/api/v1/events/stream")
"""What changes something, never ends, or is the same for everybody."""
SAME_LISTS = 4
"""So many ways of asking for one list are followed: the others sort and filter the same."""


@dataclass(frozen=True)
class Answer:
    """What came back for an address, in words."""

    address: str
    status: int
    text: str

    def betrayed(self, markers: Iterable[str]) -> list[str]:
        """Those of the markers that stand in it and that whoever asked hadn't said themselves."""
        asked_for = unquote(self.address)
        return [marker for marker in markers if marker in self.text and marker not in asked_for]


@dataclass
class Reader:
    """One person: a client with the session of their browser, and a token of the same provider."""

    name: str
    http: httpx.Client
    token: str

    def get(self, address: str) -> Answer:
        """The answer at an address of the API or the console."""
        headers = {"Authorization": f"Bearer {self.token}"} if address.startswith(API) else {}
        answer = self.http.get(address, headers=headers)
        return Answer(address, answer.status_code, _text(answer))

    def json(self, address: str, **query: Any) -> Any:
        """What the API says."""
        answer = self.http.get(API + address, headers={"Authorization": f"Bearer {self.token}"}, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def crawl(self, begin: Iterable[str] = ("/console/work", "/console/centers")) -> Iterator[Answer]:
        """Every page that links lead to."""
        known = Addresses()
        waiting = [address for address in begin if known.take(address)]
        while waiting:
            answer = self.get(waiting.pop())
            yield answer
            waiting += [link for link in links(answer.text) if known.take(link)]


@dataclass
class Addresses:
    """Those that were taken, each once, and of one list no more than a few ways of asking for it."""

    taken: set[str] = field(default_factory=set)
    lists: dict[str, int] = field(default_factory=dict)

    def take(self, address: str) -> bool:
        """Whether it is to be asked for."""
        path, query = urlsplit(address).path, urlsplit(address).query
        if address in self.taken or path.startswith(NO_PAGES):
            return False
        self.lists[path] = self.lists.get(path, 0) + bool(query)
        if query and self.lists[path] > SAME_LISTS:
            return False
        self.taken.add(address)
        return True


def links(text: str) -> Iterator[str]:
    """The addresses of the console and the API that a page holds, wherever in it."""
    for found in LINK.findall(text):
        yield html.unescape(found).partition("#")[0]


def _text(answer: httpx.Response) -> str:
    """The answer in words: archives are unpacked, and what stands in base64 is read too."""
    parts = [answer.text]
    if is_zipfile(BytesIO(answer.content)):
        with ZipFile(BytesIO(answer.content)) as packed:
            parts = [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    parts += [b64decode(found + "==").decode(errors="replace") for part in parts for found in BASE64.findall(part)]
    return "\n".join(parts)
