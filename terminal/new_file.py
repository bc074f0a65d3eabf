"""A file that a command writes anew; one that is there stays."""

from collections.abc import Callable
from pathlib import Path

from terminal import wording
from terminal.answers import CommandError


def write_new(path: Path, made: Callable[[], bytes]) -> None:
    """Raises ``CommandError`` where the file is there already, or cannot be written."""
    try:
        with path.open("xb") as file:
            file.write(made())
    except FileExistsError:
        raise CommandError(wording.FILE_EXISTS(file=path)) from None
    except OSError as error:
        raise CommandError(wording.FILE_NOT_WRITTEN(file=path, reason=error.strerror)) from None
