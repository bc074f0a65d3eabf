"""A ledger with the real centers, to be rehearsed on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clock import utc_now
from importing.importer import Importer
from importing.reading import read_centers
from ledger.application import Ledger
from ledger.opening import open_ledger
from settings import Settings
from tests.importing.conftest import SEED
from tests.writing import make_ledger


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    """With the real centers, imported now."""
    make_ledger(settings.ledger)
    opened = open_ledger(settings.ledger)
    intake = Importer(opened, settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))
    yield opened
    opened.close()
