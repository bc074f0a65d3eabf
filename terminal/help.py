"""The help of the commands: in the reader's language, nothing of it cut, by the width that characters take."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import typer
from rich.cells import cell_len
from typer.core import TyperCommand, TyperGroup

from domain.kernel.base import Label
from terminal import wording
from terminal.language import Language, wanted, words, words_of
from terminal.layout import wrapped

WIDEST = 100
"""Columns beyond which a line is hard to read."""
NARROWEST = 50
FIRST_COLUMN = 26
"""Columns of options and commands; what is said of a longer one begins on the next line."""
Row = tuple[str, str]
F = TypeVar("F", bound=Callable[..., Any])
_OF_THE_LIBRARY = {
    "--help": wording.HELP_OPTION,
    "--install-completion": wording.INSTALL_COMPLETION,
    "--show-completion": wording.SHOW_COMPLETION,
}
"""What is said of the options that every command line of the library has."""


class _Completed:
    """What a shell is told to complete a word by: in the reader's language too, and nothing of it cut."""

    help: str | None

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002
        """All of it: it is one line."""
        return _text(self.help)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What may stand there, each with what is said of it."""
        found: list[Any] = super().shell_complete(ctx, incomplete)  # type: ignore[misc]
        for item in found:
            item.help = item.help and _text(item.help)
        return found


class Command(_Completed, TyperCommand):
    """A command whose help is in the reader's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes it."""
        formatter.write("\n".join(_page(self, ctx)) + "\n")


class Group(_Completed, TyperGroup):
    """Commands listed with all that is said of each."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes it."""
        formatter.write("\n".join(_page(self, ctx, [*_commands(self, ctx)])) + "\n")


class Commands(typer.Typer):
    """A list of commands of this house."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=Group, rich_markup_mode=None, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[F], F]:
        """Lists a command."""
        return super().command(name, cls=Command, **options)


def _page(command: Any, ctx: Any, commands: Sequence[Row] = ()) -> Iterator[str]:
    width = max(min(shutil.get_terminal_size().columns, WIDEST), NARROWEST)
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    yield from wrapped(f"{words(wording.USAGE)}: {usage}", width)
    if command.help:
        yield ""
        yield from wrapped(f"  {_text(command.help)}", width)
    arguments: list[Row] = []
    options: list[Row] = []
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            is_argument = parameter.param_type_name == "argument"
            (arguments if is_argument else options).append(_row(parameter, record))
    for title, rows in ((wording.ARGUMENTS, arguments), (wording.OPTIONS, options), (wording.COMMANDS, commands)):
        yield from _section(title, rows, width)


def _section(title: Label, rows: Sequence[Row], width: int) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{words(title)}:"
    yield from _definitions(rows, width)


def _definitions(rows: Sequence[Row], width: int) -> Iterator[str]:
    column = min(max(cell_len(first) for first, _ in rows), FIRST_COLUMN)
    for first, second in rows:
        gap = " " * (column - cell_len(first))
        beginning = f"  {first}{gap}  "
        if cell_len(first) > column:
            yield f"  {first}"
            beginning = " " * (column + 4)
        line, *more = wrapped(second, width - column - 4)
        yield f"{beginning}{line}".rstrip()
        yield from (" " * (column + 4) + line for line in more)


def _row(parameter: Any, record: Row) -> Row:
    for option in getattr(parameter, "opts", ()):
        if option in _OF_THE_LIBRARY:
            return record[0], words(_OF_THE_LIBRARY[option])
    own = " ".join((getattr(parameter, "help", None) or "").split())
    remarks = record[1].removeprefix(own).strip()
    if wanted() is Language.ZH:
        for remark in wording.REMARKS:
            remarks = remarks.replace(remark.en, remark.zh)
    return record[0], f"{words_of(own)} {remarks}".strip()


def _commands(group: Any, ctx: Any) -> Iterator[Row]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is not None and not command.hidden:
            yield name, _text(command.help)


def _text(help_: str | None) -> str:
    """A docstring in the reader's language, without the period at its end."""
    return words_of(" ".join((help_ or "").split()).removesuffix("."))
