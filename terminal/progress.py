"""How far long work has come, on standard error, where a person looks on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.base import Label
from terminal.answers import both


@contextmanager
def progress(what: Label, total: int) -> Iterator[Callable[[], None]]:
    """A bar while the block runs; call what it gives for each thing done. Nothing is drawn into a file."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(both(what), total=total)
        yield lambda: bar.advance(task)
