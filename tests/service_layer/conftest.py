"""A recorder over a real ledger in a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service_layer.recording import DecisionRecorder
from tests.service_layer.recorders import opened


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[DecisionRecorder]:
    with opened(tmp_path) as recorder:
        yield recorder
