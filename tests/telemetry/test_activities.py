"""What the worker logs while it records a decision says which one."""

import logging
from typing import Any

import pytest

from ledger.application import Ledger
from tests.api.conftest import house, quiet_house, temporal_server
from tests.api.house import House
from tests.lives import commands
from tests.logged import logged, of

__all__ = ["house", "quiet_house", "temporal_server"]


async def test_a_line_of_the_recording_names_center_command_and_role(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    center, append = await house.register(), Ledger.append

    def noting(ledger: Ledger, *entry: Any) -> Any:
        logging.getLogger("hengxu.test").info("recording")
        return append(ledger, *entry)

    monkeypatch.setattr(Ledger, "append", noting)
    with logged() as lines:
        answer = await house.decide(center, commands()["submit_industry_research"], key="k-7")
    assert answer.status_code == 201
    assert of(lines, "hengxu.test", center=center, command_id="k-7", role="applicant") != []
