"""`hengxu tables`: the guideline in tables, from the code."""

from pathlib import Path

from guide.tables import BEGIN, END, NoMarkers, inserted, markdown
from terminal.answers import DONE, CommandError, print_line


def show_tables(write: Path | None) -> int:
    """Print them, or put them between the markers of a file."""
    if write is None:
        print_line(markdown())
        return DONE
    try:
        write.write_text(inserted(write.read_text(encoding="utf-8")), encoding="utf-8")
    except OSError as error:
        raise CommandError(
            f"无法写入 {write}（{error.strerror}）", f"cannot write {write} ({error.strerror})"
        ) from None
    except NoMarkers:
        raise CommandError(f"{write} 中没有标记 {BEGIN} … {END}", f"{write} has no markers {BEGIN} … {END}") from None
    return DONE
