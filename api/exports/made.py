"""What every file says of itself: what it lists by which filters, as of when, and by whom and when it was made."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from api.http.language import Language, say
from domain.kernel.base import Label
from domain.kernel.roles import Actor
from domain.values.partial_days import SHANGHAI

NO_FILTERS = Label("无", "none")
BETWEEN = Label("；", "; ")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Asked(NamedTuple):
    """One filter in words, with its name and value as the parameters have them."""

    name: str
    value: str
    label: Label
    words: Label


class Made(NamedTuple):
    """A file's own account. ``as_of`` is the day in Asia/Shanghai that was asked about, ``known_at`` the instant by
    whose knowledge; neither is now. ``remark`` is how the list is to be read, where that isn't plain.
    """

    title: Label
    actor: Actor
    at: datetime
    filters: tuple[Asked, ...] = ()
    as_of: date | None = None
    known_at: datetime | None = None
    remark: Label | None = None

    def lines(self, language: Language) -> list[str]:
        """What stands above the list."""
        return [say(self.title, language), *(say(line, language) for line in self._lines())]

    def _lines(self) -> Iterator[Label]:
        role, at = self.actor.role.label, _in_words(self.at)
        yield Label(f"{self.actor.name}（{role.zh}）制于{at}", f"Made by {self.actor.name} ({role.en}), {at}")
        filters = self.filters or (Asked("", "", NO_FILTERS, Label("", "")),)
        zh, en = (say(BETWEEN, language).join(_filter(one, language) for one in filters) for language in LANGUAGES)
        then = list(self._then())
        yield Label(
            "；".join([f"筛选条件：{zh}", *(one.zh for one in then)]),
            "; ".join([f"Filters: {en}", *(one.en for one in then)]),
        )
        if self.remark:
            yield self.remark

    def _then(self) -> Iterator[Label]:
        if self.as_of is not None:
            yield Label(f"截至{self.as_of}的情况", f"as in force on {self.as_of}")
        if self.known_at is not None:
            at = _in_words(self.known_at)
            yield Label(f"按{at}时已有的记录", f"by what was on record at {at}")

    @property
    def members(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "title": self.title._asdict(),
            "made_by": {"id": self.actor.id, "name": self.actor.name, "role": self.actor.role.value},
            "made_at": self.at.isoformat().replace("+00:00", "Z"),
            "filters": {one.name: one.value for one in self.filters},
            "as_of": self.as_of and str(self.as_of),
            "known_at": self.known_at and self.known_at.isoformat().replace("+00:00", "Z"),
        }


def _filter(one: Asked, language: Language) -> str:
    words = say(one.words, language)
    return (
        f"{say(one.label, language)}{'：' if language == 'zh' else ': '}{words}" if words else say(one.label, language)
    )


def _in_words(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
