"""How lines and tables lie on a screen, by the width that characters take there; and what becomes of them in a pipe.

On a terminal a table is as wide as that; where its columns would be too narrow to be read, each row is a few lines. In
a pipe, or a file, each row is one line, aligned and without a frame, however long. Programs take ``--json``.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.kernel.base import Label
from terminal.language import Language, wanted
from terminal.streams import shown

NARROWEST = 12
"""Columns of a screen that one of a table needs at least, if what stands in it is as long."""
BETWEEN_COLUMNS = 2
INDENT = "  "


def screen() -> Console:
    """Standard output, as wide as the terminal. Whatever stands in brackets or colons is text, as everywhere."""
    return Console(highlight=False, markup=False, emoji=False)


def is_terminal() -> bool:
    """Whether a person sees what is written as it is written."""
    return sys.stdout.isatty()


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """The lines of the text, each at most so wide. Spaces at its beginning indent all of them, those that follow the
    first by ``hanging`` more.
    """
    text = shown(text)
    own = text.lstrip()
    indent = text[: len(text) - len(own)]
    if cell_len(text) <= width:
        return [text.rstrip()]
    room = max(width - len(indent) - len(hanging), NARROWEST)
    first, *others = [line.plain.rstrip() for line in Text(own).wrap(screen(), room, overflow="fold")] or [""]
    return [indent + first, *(indent + hanging + line for line in others)]


def fitting(text: str) -> list[str]:
    """The lines of the text as a terminal has room for them; one in a pipe."""
    return wrapped(text, screen().width, INDENT) if is_terminal() else [shown(text)]


def heading(label: Label) -> str:
    """The heading of a column as the reader wants it."""
    if wanted() is None:
        return f"{label.zh} {label.en}" if label.zh != label.en else label.zh
    return label.zh if wanted() is Language.ZH else label.en


def print_table(title: str, columns: Sequence[Label], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person, its title in the reader's language."""
    headings, cells = [shown(heading(column)) for column in columns], [_cells(row) for row in rows]
    write = sys.stdout.write
    if not is_terminal():
        for line in _plain(shown(title), headings, cells):
            write(line + "\n")
    elif _fits(headings, cells, screen().width):
        screen().print(_drawn(shown(title), headings, cells))
    else:
        for line in _as_records(shown(title), headings, cells, screen().width):
            write(line + "\n")
    sys.stdout.flush()


def aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Each row as a line, its columns below each other."""
    cells = list(rows)
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield (" " * BETWEEN_COLUMNS).join(map(_padded, row, widths)).rstrip()


def _cells(row: Sequence[str]) -> list[str]:
    return [shown(" ".join(cell.split())) for cell in row]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))


def _plain(title: str, headings: list[str], cells: list[list[str]]) -> Iterator[str]:
    yield title
    yield from aligned([headings, *cells])


def _fits(headings: list[str], cells: list[list[str]], width: int) -> bool:
    needed = [min(max(map(cell_len, column)), NARROWEST) for column in zip(headings, *cells, strict=True)]
    return sum(needed) + BETWEEN_COLUMNS * (len(needed) + 1) <= width


def _drawn(title: str, headings: list[str], cells: list[list[str]]) -> Table:
    drawn = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for column in headings:
        drawn.add_column(column, overflow="fold")
    for row in cells:
        drawn.add_row(*row)
    return drawn


def _as_records(title: str, headings: list[str], cells: list[list[str]], width: int) -> Iterator[str]:
    """A few lines for each row: its first column, and what there is in the others."""
    yield from wrapped(title, width)
    for first, *others in cells:
        yield ""
        yield from wrapped(first, width)
        for name, cell in zip(headings[1:], others, strict=True):
            if cell:
                yield from wrapped(f"{INDENT}{name}: {cell}", width, INDENT)
