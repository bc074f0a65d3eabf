"""Which program's workflows ran last on a data folder: another's may be unable to go on with what they have written."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import workflows

MARK = "workflow-code"
"""The file in the data folder that names it."""


def code_of_workflows() -> str:
    """What names the workflows of this program: a digest of their code, and the release of Temporal's SDK."""
    digest = hashlib.sha256()
    for source in sorted(Path(workflows.__path__[0]).glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return f"{digest.hexdigest()} temporalio {version('temporalio')}"


class LastCode:
    """What ran last on a folder, as far as it says."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / MARK

    def is_of_today(self) -> bool:
        """Whether the workflows that ran last were this program's."""
        try:
            return self._mark.read_text(encoding="ascii").strip() == code_of_workflows()
        except (OSError, UnicodeDecodeError):
            return False

    def note(self) -> None:
        """This program's have run, and every center goes on."""
        self._mark.write_text(code_of_workflows() + "\n", encoding="ascii")
