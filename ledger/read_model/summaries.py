"""What the register says of centers that another list names."""

import json
from collections.abc import Iterable
from typing import Any

from ledger.read_model.pages import Conditions
from ledger.read_model.rows import CONCERNED_VIEW
from ledger.read_model.scope import Scope
from ledger.recorder import LedgerRecorder


class Summaries:
    """Lines of the register by the ids of their centers, as whoever reads sees them whose record they see."""

    def __init__(self, recorder: LedgerRecorder, scope: Scope | None) -> None:
        self._recorder, self._scope = recorder, scope

    def of(self, centers: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What lists say of these centers."""
        ids = sorted(set(centers))
        if not ids:
            return {}
        filters = Conditions()
        filters.one_of("center_id", ids)
        if self._scope:
            filters.equal(key=CONCERNED_VIEW)
        table = "views" if self._scope else "register"
        found = self._recorder.rows(f"SELECT center_id, summary FROM {table}{filters.where}", filters.values)
        return {center: json.loads(summary) for center, summary in found}
