"""The language in which a command speaks: that of the reader, as far as anything tells it, and both where nothing does.

``--lang`` tells it before all; else the locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``, as POSIX has it). A locale of
any language but Chinese is answered in English. ``C``, ``POSIX``, ``C.UTF-8`` and no locale at all name no language:
nobody is known to read one alone, and a log or a script that looks for either finds it.
"""

import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from enum import StrEnum

from domain.kernel.base import Label

OPTION = "--lang"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first that is set, and not empty, counts."""
NO_LANGUAGE = frozenset({"c", "posix"})
BETWEEN = " / "
"""What stands between Chinese and English where both stand on one line."""
_OF_BOTH = re.compile(r"\s*(\[[^\]]*\])$")


class Language(StrEnum):
    """One that a reader may want."""

    ZH = "zh"
    EN = "en"


_wanted: ContextVar[Language | None] = ContextVar("language of the terminal", default=None)


def of_locale(environment: Mapping[str, str]) -> Language | None:
    """The language that the locale names; ``None`` where it names none."""
    value = next((environment[name] for name in LOCALE if environment.get(name)), "")
    name = re.split(r"[_.@-]", value, maxsplit=1)[0].lower()
    if not name or name in NO_LANGUAGE:
        return None
    return Language.ZH if name == "zh" else Language.EN


def want(language: Language | None) -> None:
    """From here on this language is spoken; both for ``None``."""
    _wanted.set(language)


def wanted() -> Language | None:
    """The language that is spoken; ``None`` for both."""
    return _wanted.get()


def asked_for(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says, wherever it stands among a command's words; ``None`` where it isn't given."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for place, word in enumerate(own):
        if word == OPTION and place + 1 < len(own):
            return own[place + 1]
        if word.startswith(f"{OPTION}="):
            return word.removeprefix(f"{OPTION}=")
    return None


def without_language(arguments: Sequence[str]) -> list[str]:
    """The words without ``--lang`` and its value."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    own, kept = iter(arguments[:end]), []
    for word in own:
        if word == OPTION:
            next(own, None)
        elif not word.startswith(f"{OPTION}="):
            kept.append(word)
    return [*kept, *arguments[end:]]


def both(label: Label) -> str:
    """Both languages on one line, as programs and logs get them."""
    return f"{label.zh}{BETWEEN}{label.en}"


def words(label: Label) -> str:
    """The label as the reader wants it; once where both languages say the same."""
    language = wanted()
    if language is None:
        return both(label) if label.zh != label.en else label.zh
    return label.zh if language is Language.ZH else label.en


def words_of(line: str) -> str:
    """A line that was made in both languages as the reader wants it. What stands in brackets at its end is of both. A
    line that is no pair is left as it is.
    """
    parts = line.split(BETWEEN)
    if wanted() is None or len(parts) != 2:
        return line
    zh, en = parts
    ending = _OF_BOTH.search(en)
    if ending and not zh.endswith(ending[1]):
        zh = f"{zh} {ending[1]}"
    return words(Label(zh, en))
