"""A desk over a real ledger in a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.recording import DecisionRecorder
from domain.guideline.policy import Policy
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from service_layer.envelope import Signer
from tests.activities.desks import NOW

KEY = "a-signing-key-of-forty-characters-or-more"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[DecisionRecorder]:
    settings = LedgerSettings(url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    migrate(settings)
    ledger = open_ledger(settings)
    yield DecisionRecorder(ledger, Signer(KEY), Policy(), lambda: NOW)
    ledger.close()
