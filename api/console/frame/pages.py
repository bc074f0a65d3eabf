"""How pages are made: templates in both languages, escaped, with the field's terms and days as people write them."""

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from api.console.frame.days import days_left, machine_instant, say_day, say_instant, say_weekday
from api.console.frame.filters import FILTERS
from api.console.frame.foreign_passages import marked
from api.console.frame.letterhead import letterhead_of
from api.console.frame.navigation import entries, searches
from api.console.frame.took_effect import took_effect
from api.console.frame.translations import translations
from api.console.frame.urls import center_then
from api.http.language import Language, say
from domain.guideline.clauses import HOLDS_FROM
from domain.guideline.policy import numbers_in_words
from domain.values.partial_days import in_words

FOLDER = Path(__file__).parents[1]
"""Where the console's areas lie; a page's template stands beside its handler."""


@cache
def environment(language: Language) -> Environment:
    """The templates, speaking that language."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "say": partial(say, language=language),
        "day": partial(say_day, language=language),
        "happened": lambda happened: say(in_words(happened), language),
        "tongue": tongue,
        "took_effect": partial(took_effect, language=language),
        "weekday": partial(say_weekday, language=language),
        "instant": partial(say_instant, language=language),
        "machine_instant": machine_instant,
        "days_left": days_left,
        "center_then": center_then,
        **{name: partial(_term, term, language) for name, term in FILTERS.items()},
    }
    made.globals |= {
        "language": language,
        "entries": entries,
        "searches": searches,
        "holds_from": HOLDS_FROM,
        "numbers_in_words": numbers_in_words,
    }
    return made


_CHINESE = re.compile(r"[\u3400-\u9fff]")


def tongue(text: str) -> Language | None:
    """The language of what somebody wrote down; ``None`` of an address, which is in none."""
    if _CHINESE.search(text):
        return "zh"
    return "en" if " " in text else None


def _term(term: Any, language: Language, code: str) -> str:
    return say(term(code), language)


def render(template: str, language: Language, request: Request, **context: Any) -> str:
    """The page as text, in answer to the request. ``page_request`` is whoever sees it, or ``None``."""
    page = environment(language).get_template(template).render(letterhead=letterhead_of(request, language), **context)
    return marked(page) if language == "en" else page


def render_panel(
    template: str, name: str, language: Language, page_request: object, given: Mapping[str, Any]
) -> Markup:
    """A part of a page, ready to be printed: the template's macro of that name, with what it asks for."""
    panels = environment(language).get_template(template).make_module({"page_request": page_request})
    panel: Markup = getattr(panels, name)(**given)
    return panel
