"""Marks the Chinese on an English page as Chinese, so that voices and fonts take it for what it is."""

import re

_CHINESE = r"[\u3400-\u9fff\u3007]"
_HAS_CHINESE = re.compile(_CHINESE)
_PASSAGE = re.compile(
    rf"{_CHINESE}(?:[\u3400-\u9fff\u3000-\u303f\uff00-\uffef“”·—\d ]*[\u3400-\u9fff\u3007\u300b\u300d\u3015\uff09])?"
)
"""From a Chinese character to the last one, with the figures and marks between: 沪市监计量〔2023〕213号."""
_TAG = re.compile(r"(<[^>]*>)")
_LATIN_WORD = re.compile(r"[A-Za-z]{2}")
_OF_TEXT_ALONE = re.compile(r"<(?:title|option|textarea|text|tspan|code)\b")
"""Elements in which no other may stand: they are marked themselves, where all of their text is Chinese."""
_UNMARKED = re.compile(r"<(?:script|style)\b|<[^>]*\slang=")
_VALUE = re.compile(rf'<input\b(?=[^>]*\svalue="[^"]*{_CHINESE})(?![^>]*\s(?:lang=|type="hidden"))')
_MARK = ' lang="zh-CN"'


def marked(page: str) -> str:
    """The page with every Chinese passage of its text and its fields in ``lang="zh-CN"``; what is marked already stays.

    Attributes but the values of fields can't be marked, nor can a part of the text of an element that holds no other.
    """
    parts = _TAG.split(page)
    for place in range(2, len(parts), 2):
        tag, text = parts[place - 1], parts[place]
        if not _HAS_CHINESE.search(text) or _UNMARKED.match(tag):
            continue
        if not _OF_TEXT_ALONE.match(tag):
            parts[place] = _PASSAGE.sub(rf"<span{_MARK}>\g<0></span>", text)
        elif not _LATIN_WORD.search(text):
            parts[place - 1] = f"{tag[:-1]}{_MARK}>"
    for place in range(1, len(parts), 2):
        if parts[place].startswith("<input"):
            parts[place] = _VALUE.sub(rf"\g<0>{_MARK}", parts[place])
    return "".join(parts)
