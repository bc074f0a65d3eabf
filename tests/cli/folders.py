"""A data folder with the real centers, made once for whoever only reads it."""

from contextlib import closing
from pathlib import Path

from embedded.folder import DataFolder
from importing.importer import Importer
from importing.reading import read_centers
from ledger.migrations import migrate
from ledger.opening import open_ledger
from office.opening import migrate_office
from settings import Settings
from tests.importing.conftest import NOW, SEED


def seeded(path: Path) -> str:
    """The folder's name; nothing runs on it."""
    folder = DataFolder(path)
    folder.make()
    folder.make_signing_key()
    settings = Settings(data=folder.path)
    migrate(settings.ledger)
    migrate_office(settings.office, lambda _line: None)
    with closing(open_ledger(settings.ledger)) as ledger:
        intake = Importer(ledger, settings.policy, SEED.name, NOW)
        intake.write(intake.plan(read_centers(SEED)))
    return str(folder.path)
