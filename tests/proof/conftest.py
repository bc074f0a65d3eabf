"""Both databases, as the ledger's own tests have them, and a key outside of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from tests.ledger.conftest import empty_database, postgres, postgres_settings, settings, sqlite_settings
from tests.ledger.sample import REGISTRY
from tests.proof.house import live, prove

__all__ = ["empty_database", "postgres", "postgres_settings", "settings", "sqlite_settings"]


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "checkpoint-key")


@pytest.fixture
def ledger(settings: LedgerSettings) -> Iterator[Ledger]:
    opened = open_ledger(settings, REGISTRY)
    yield opened
    opened.close()


@pytest.fixture
def proven(settings: LedgerSettings, ledger: Ledger, keys: KeyFile) -> LedgerSettings:
    """Four checkpoints, each of ten decisions."""
    for start in range(0, 40, 10):
        live(ledger, 10, start)
        prove(ledger, keys)
    ledger.close()
    return settings
