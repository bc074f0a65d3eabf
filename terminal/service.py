"""A command that speaks to the running service, as the officer whose token it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from domain.kernel.base import Label
from domain.kernel.roles import Role
from settings import Settings
from terminal import wording
from terminal.answers import CommandError
from terminal.token import Bounds, issue

WAIT = 70.0
"""Seconds; longer than the service waits for a receipt."""
LANGUAGES = ("zh-CN", "en")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why the service didn't do it, in both languages, and what is wrong item by item: its path and why."""

    status: int
    sentence: Label
    items: Sequence[tuple[str, Label]] = ()
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Where it answers, and the bearer's token."""

    base: str
    token: str

    @classmethod
    def found(cls, settings: Settings, url: str | None, bearer: str | None, name: str) -> "Service":
        """The one that runs on this machine, or that the settings or the caller name."""
        base = (url or settings.url or f"http://{settings.host}:{settings.port}").rstrip("/")
        return cls(base, bearer or issue(settings, Role.OFFICER, Bounds(name=name), None))

    def post(self, path: str, content: bytes, headers: Mapping[str, str], **params: str) -> httpx.Response | Wrong:
        """The answer; where it is no, why, asked once more in English: under its key the same request is the same.

        Raises ``CommandError`` where nothing answers.
        """
        return self._asked("POST", path, content=content, headers=headers, params=params)

    def get(self, path: str, **params: str) -> httpx.Response | Wrong:
        """The same for what is only read."""
        return self._asked("GET", path, params=params)

    def _asked(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **given: Any
    ) -> httpx.Response | Wrong:
        answers = []
        for language in LANGUAGES:
            answers.append(self._send(method, path, {**(headers or {}), "Accept-Language": language}, **given))
            if answers[0].is_success:
                return answers[0]
        return _wrong(*answers)

    def _send(self, method: str, path: str, headers: Mapping[str, str] | None = None, **given: Any) -> httpx.Response:
        own = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        try:
            return httpx.request(
                method, f"{self.base}/api/v1{path}", headers=own, timeout=WAIT, trust_env=False, **given
            )
        except httpx.HTTPError:
            raise CommandError(wording.NOTHING_ANSWERS(url=self.base)) from None


def _wrong(zh: httpx.Response, en: httpx.Response) -> Wrong:
    bodies = [_problem(answer) for answer in (zh, en)]
    details = [str(body.get("detail") or body.get("title") or zh.reason_phrase) for body in bodies]
    errors = [body.get("errors") or () for body in bodies]
    items = [
        (str(one.get("field") or ""), Label(str(one.get("message")), str(other.get("message"))))
        for one, other in zip(*errors, strict=False)
    ]
    return Wrong(zh.status_code, Label(*details), items, bodies[0])


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
