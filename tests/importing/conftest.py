"""A fresh ledger, and files to import into it."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.guideline.policy import Policy
from importing.importer import Importer
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.writing import make_ledger

SEED = Path(__file__).parents[2] / "seeds" / "real-centers.json"
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""The instant of these imports: noon of 23 November 2026 in Shanghai."""

Content = dict[str, Any]
Change = Callable[[Content], object]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    settings = LedgerSettings(url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    make_ledger(settings)
    opened = open_ledger(settings)
    yield opened
    opened.close()


@pytest.fixture
def intake(ledger: Ledger) -> Importer:
    return Importer(ledger, Policy(), "real-centers.json", NOW)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Change], Path]:
    """The seed as a file of its own, changed."""
    seed: Content = json.loads(SEED.read_text(encoding="utf-8"))

    def write(change: Change) -> Path:
        content = deepcopy(seed)
        change(content)
        file = tmp_path / "changed.json"
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return file

    return write
