"""When what a line of the history tells took effect, as people read it."""

from collections.abc import Mapping
from typing import Any

from api.http.language import Language, say
from domain.kernel.records import Within
from domain.values.partial_days import in_words
from ledger.read_model.list_table import day_or_text


def took_effect(line: Mapping[str, Any], language: Language) -> str | None:
    """The day as far as it is known; in words the bounds of one that nobody tells; nothing of what was refused."""
    if not line["undated"]:
        on: str | None = line["effective_on"]
        return on
    return say(in_words(Within(day_or_text(line["not_before"]), day_or_text(line["not_after"]))), language)
