"""Texts that a spreadsheet program would work out: written so that none does, and read back as they were."""

from domain.kernel.visible_text import is_unseen

_SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₊₋₌−")
"""What begins a formula, in any width or form in which a program takes it for that."""
_FIRST_UNSEEN = frozenset("\t\r\n")
DEFUSING = "'"


def may_be_formula(text: str) -> bool:
    """Whether the first thing to be seen in it begins a formula, be it behind blanks, a byte order mark or signs that
    show nothing; a text that begins with a tab or a break may be moved into another cell, where it would.
    """
    if not text:
        return False
    first = next((sign for sign in text if not is_unseen(sign)), "")
    return first in _SIGNS or text[0] in _FIRST_UNSEEN


def defused(text: str) -> str:
    """The text as a spreadsheet program shows it, never as one that it works out; one that looks so already is marked
    once more, so that each is read back as it was.
    """
    return f"{DEFUSING}{text}" if may_be_formula(text.lstrip(DEFUSING)) else text


def as_written(cell: str) -> str:
    """What a cell said before it was defused."""
    return cell.removeprefix(DEFUSING) if may_be_formula(cell.lstrip(DEFUSING)) else cell
