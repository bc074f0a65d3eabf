"""`hengxu tables`: the guideline in tables, from the code."""

from pathlib import Path

from guide.tables import BEGIN, END, NoMarkers, inserted, markdown
from terminal import wording
from terminal.answers import DONE, CommandError, print_line


def show_tables(write: Path | None) -> int:
    """Print them, or put them between the markers of a file."""
    if write is None:
        print_line(markdown())
        return DONE
    try:
        write.write_text(inserted(write.read_text(encoding="utf-8")), encoding="utf-8")
    except OSError as error:
        raise CommandError(wording.FILE_NOT_WRITTEN(file=write, reason=error.strerror)) from None
    except NoMarkers:
        raise CommandError(wording.NO_MARKERS(file=write, begin=BEGIN, end=END)) from None
    return DONE
