"""The folders that releases have left, and how a program takes one up."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from service_layer.queries import catch_up
from settings import Settings

HERE = Path(__file__).parent
DATA, KEPT, BUNDLE, POSTGRES = "data", "kept", "bundle.zip", "postgres.sql.gz"
LEDGER = "ledger.sqlite3"
PRIVATE = ("signing-key", "keys/checkpoint-key")
"""Files for their owner's eyes alone, which a repository cannot say."""


def folder_of(version: str) -> Path:
    """The folder of a release."""
    return HERE / version


def releases() -> list[Path]:
    """The folders of all releases."""
    return sorted(folder for folder in HERE.iterdir() if folder.name[0].isdigit())


def taken_up(release: Path, copy: Path) -> Settings:
    """A copy of the release's data folder, brought up to date; the settings that lead to it."""
    data = shutil.copytree(release / DATA, copy / DATA)
    packed = data / f"{LEDGER}.gz"
    (data / LEDGER).write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    for name in PRIVATE:
        (data / name).chmod(0o600)
    key = (data / "signing-key").read_text(encoding="ascii").strip()
    settings = Settings.model_validate({"data": data, "signing_key": key})
    bring_up_to_date(settings.ledger)
    return settings


def bring_up_to_date(settings: LedgerSettings) -> None:
    """What each start of a newer program does."""
    migrate(settings)
    with opened(settings) as ledger:
        catch_up(ledger, Settings().policy)


@contextmanager
def opened(settings: LedgerSettings) -> Iterator[Ledger]:
    """The ledger, closed again."""
    ledger = open_ledger(settings)
    try:
        yield ledger
    finally:
        ledger.close()
