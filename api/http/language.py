"""The language of an answer: Chinese unless the caller prefers English."""

from typing import Annotated, Literal

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from domain.kernel.base import Label

Language = Literal["zh", "en"]


def preferred(accepted: str) -> Language:
    """The better liked of the two languages in an ``Accept-Language`` header; Chinese in doubt."""
    liking: dict[str, float] = {}
    for item in accepted.split(","):
        tag, _, weight = item.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        liking[primary] = max(liking.get(primary, 0.0), _quality(weight))
    anything = liking.get("*", 0.0)
    return "en" if liking.get("en", anything) > liking.get("zh", anything) else "zh"


def _quality(weight: str) -> float:
    name, _, value = weight.replace(" ", "").partition("=")
    if name != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def language_of(connection: HTTPConnection) -> Language:
    """The language that the request asks for."""
    return preferred(connection.headers.get("accept-language", ""))


async def _in_language(request: Request) -> Language:
    return language_of(request)


InLanguage = Annotated[Language, Depends(_in_language)]


def say(label: Label, language: Language) -> str:
    """The label in that language."""
    return label.zh if language == "zh" else label.en
