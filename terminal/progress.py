"""How far long work has come, on standard error, where a person looks on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from domain.kernel.base import Label
from terminal.language import words


@contextmanager
def progress(what: Label, total: int) -> Iterator[Callable[[], None]]:
    """A bar while the block runs; call what it gives for each thing done. Nothing is drawn into a file."""
    with _drawn(what, total) as (bar, task):
        yield lambda: bar.advance(task)


@contextmanager
def progress_of(what: Label) -> Iterator[Callable[[int, int], None]]:
    """The same for work that comes in pieces: call it with how many are done, and of how many."""
    with _drawn(what, None) as (bar, task):
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


@contextmanager
def _drawn(what: Label, total: int | None) -> Iterator[tuple[Progress, TaskID]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar, bar.add_task(words(what), total=total)
