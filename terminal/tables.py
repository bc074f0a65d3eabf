"""`hengxu tables`: the guideline in tables, or the settings, from the code."""

from pathlib import Path

from guide.settings_table import SETTINGS, settings_table
from guide.tables import TABLES, NoMarkers, inserted, markdown, markers
from terminal import wording
from terminal.answers import DONE, CommandError, print_line


def show_tables(write: Path | None, *, of_settings: bool = False) -> int:
    """Print them, or put them between the markers of a file."""
    name, make = (SETTINGS, settings_table) if of_settings else (TABLES, markdown)
    if write is None:
        print_line(make())
        return DONE
    try:
        write.write_text(inserted(write.read_text(encoding="utf-8"), name, make), encoding="utf-8")
    except OSError as error:
        raise CommandError(wording.FILE_NOT_WRITTEN(file=write, reason=error.strerror)) from None
    except NoMarkers:
        begin, end = markers(name)
        raise CommandError(wording.NO_MARKERS(file=write, begin=begin, end=end)) from None
    return DONE
