"""Both databases, as the ledger's own tests have them, and a key outside of them.

A log under proof is grown once for each module and database; each test changes a copy of its own.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.conftest import (
    Server,
    empty_database,
    migrated_file,
    postgres,
    postgres_settings,
    settings,
    sqlite_settings,
)
from tests.ledger.sample import REGISTRY
from tests.proof.house import Growth, grow

__all__ = ["empty_database", "postgres", "postgres_settings", "settings", "sqlite_settings"]

KEYS, KEY = "keys", "checkpoint-key"


class Original(NamedTuple):
    """A log that was grown, and the folder of its keys."""

    settings: LedgerSettings
    keys: Path

    def copy_keys(self, folder: Path) -> None:
        """Those that signed its checkpoints, and the last checkpoint beside them."""
        shutil.copytree(self.keys, folder / KEYS)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / KEYS / KEY)


@pytest.fixture
def ledger(settings: LedgerSettings) -> Iterator[Ledger]:
    opened = open_ledger(settings, REGISTRY)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def growth() -> Growth:
    """How the logs of a module have grown."""
    return Growth(4, 10)


@pytest.fixture(scope="module")
def original_file(growth: Growth, tmp_path_factory: pytest.TempPathFactory) -> Original:
    folder = tmp_path_factory.mktemp("grown")
    settings = migrated_file(folder)
    grow(settings, KeyFile(folder / KEYS / KEY), growth)
    return Original(settings, folder / KEYS)


@pytest.fixture(scope="module")
def original_database(growth: Growth, postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Original]:
    folder = tmp_path_factory.mktemp("grown")
    with postgres.database(template="migrated") as settings:
        grow(settings, KeyFile(folder / KEYS / KEY), growth)
        yield Original(settings, folder / KEYS)


@pytest.fixture
def proven_file(original_file: Original, tmp_path: Path) -> LedgerSettings:
    """A log under proof in SQLite."""
    original_file.copy_keys(tmp_path)
    copy = shutil.copy(path_of(original_file.settings.url), tmp_path)
    return original_file.settings.model_copy(update={"url": f"sqlite:///{copy}"})


@pytest.fixture
def proven_database(original_database: Original, postgres: Server, tmp_path: Path) -> Iterator[LedgerSettings]:
    """A log under proof in PostgreSQL."""
    original_database.copy_keys(tmp_path)
    name = str(conninfo_to_dict(original_database.settings.url)["dbname"])
    with postgres.database(template=name) as copy:
        yield copy


@pytest.fixture(params=["sqlite", "postgresql"])
def proven(request: pytest.FixtureRequest) -> LedgerSettings:
    """A log under proof in each database in turn."""
    name = "proven_file" if request.param == "sqlite" else "proven_database"
    found: LedgerSettings = request.getfixturevalue(name)
    return found
