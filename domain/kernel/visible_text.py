"""What is to be seen of a text, and what no text may hold that somebody states now.

Names are kept as people bear them, byte for byte: rare ideographs and variation selectors after them, joiners within
Arabic words and emoji, combining marks. What is on record already is never held to this.
"""

import re
from itertools import chain
from unicodedata import category

from domain.kernel.base import invalid

_BLANK = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})
"""General categories: blanks, controls, formats, halves of a surrogate pair."""
_IGNORABLE = frozenset(
    chain(
        map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"),
        range(0x180B, 0x1810),
        range(0x2060, 0x2070),
        range(0xFE00, 0xFE10),
        range(0xFFF0, 0xFFF9),
        range(0xE0000, 0xE1000),
    )
)
"""What shows nothing though its category doesn't say so: Unicode's Default_Ignorable_Code_Point (fillers, selectors,
reserved places), and the blank of Braille.
"""
_SHOWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters that show: signs around numbers in Arabic, Syriac and Kaithi."""
_NO_CHARACTER = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
"""What Unicode promises never to make a character."""
_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_NO_CHARACTER}]")
_BREAK = re.compile("[\t\n\r]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
"""Embeddings and overrides end with U+202C, isolates with U+2069 (Unicode Bidirectional Algorithm)."""


def is_unseen(sign: str) -> bool:
    """Whether a character shows nothing by itself."""
    if category(sign) in _BLANK:
        return sign not in _SHOWN
    return ord(sign) in _IGNORABLE or _CONTROL.match(sign) is not None


def shows_nothing(text: str) -> bool:
    """Whether there is nothing to be seen of it: an empty text, or one of blanks and invisible signs alone."""
    return all(map(is_unseen, text))


def check_text(text: str) -> None:
    """A passage holds something to be seen and nothing that works unseen. Raises ``ValueError`` in both languages."""
    if control := _CONTROL.search(text):
        code = f"U+{ord(control[0]):04X}"
        raise invalid("text_control", f"含有控制字符（{code}）", f"The text holds a control character ({code})")
    if _DIRECTIONS.search(text) and any(map(_is_open_ended, text.splitlines())):
        raise invalid(
            "text_direction",
            "文字方向控制符没有成对使用",
            "Signs that change the direction of the text are not paired",
        )
    if text and shows_nothing(text):
        raise invalid("text_invisible", "没有可见的内容", "There is nothing to be seen in this text")


def check_line(text: str) -> None:
    """As of a passage, and on one line. Raises ``ValueError`` in both languages."""
    if _BREAK.search(text):
        raise invalid(
            "text_line_break", "应写在一行内，不能有换行或制表符", "This is one line, without breaks and tabs"
        )
    check_text(text)


def _is_open_ended(line: str) -> bool:
    """Whether a change of direction is begun and not ended in the line, or ended and not begun."""
    awaited: list[str] = []
    for sign in _DIRECTIONS.findall(line):
        if sign in _CLOSED_BY:
            awaited.append(_CLOSED_BY[sign])
        elif not awaited or awaited.pop() != sign:
            return True
    return bool(awaited)
