"""How the log of a release reads: ``python -m tests.releases.reading 0.1.0`` writes its ``reading.json`` anew.

That is done where a decision of ours, with its ADR, reads what is on record in another way; never to please a test.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.guideline.policy import Policy
from domain.kernel.messages import BUREAU_STREAMS
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Ledger
from ledger.read_model.center_item import center_item
from ledger.receipts import Receipt
from service_layer.queries import center_now, working_calendar
from tests.releases.folders import folder_of, opened, taken_up

FILE = "reading.json"
SHOWN = {"center_id", "next_deadline", "view"}
"""What of a list's item says nothing more here."""


def reading(ledger: Ledger) -> dict[str, Any]:
    """What stands in the ledger, center by center, as today's program reads it; by JSON's own types."""
    calendar = working_calendar(ledger)
    centers = {name: center_now(ledger, name) for name in ledger.streams() if name not in BUREAU_STREAMS}
    return {
        "centers": {name: _of(center, calendar) for name, center in centers.items() if center},
        "holiday notices": {str(year): notice.number.normalized for year, notice in sorted(calendar.notices.items())},
        "events": dict(sorted(Counter(record.event.TOPIC for record in ledger.log(limit=100_000)).items())),
        "refusals": dict(sorted(Counter(_refusals(ledger)).items())),
    }


def _of(center: Center, calendar: WorkingCalendar) -> dict[str, Any]:
    dues = deadlines(center, Policy(), calendar)
    return {
        **center_item(center, dues).model_dump(mode="json", exclude=SHOWN),
        "lead": center.lead and f"{center.lead.name} {center.lead.uscc}",
        "director": center.director,
        "industry_scope": center.industry_scope,
        "approved_on": center.approved_on and str(center.approved_on),
        "term_ends_on": center.term_ends_on and str(center.term_ends_on),
        "established_on": center.established_on and str(center.established_on),
        "panels": {stage.value: [review.lead, review.verdict] for stage, review in sorted(center.reviews.items())},
        "on_site": center.on_site,
        "evaluation": center.evaluation and center.evaluation.outcome,
        "rectifications": {order.id: order.status for order in center.rectifications},
        "pending corrections": [correction.id for correction in center.corrections],
        "clocks": {due.key: [str(due.due_on), due.status] for due in dues},
    }


def _refusals(ledger: Ledger) -> Iterator[str]:
    receipts = (Receipt.from_bytes(row.body) for row in ledger.stored_receipts(limit=100_000))
    return (receipt.refusal.code for receipt in receipts if receipt.refusal)


def written(found: dict[str, Any]) -> str:
    """As it stands in its file."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main(version: str) -> None:
    """Read the release's log with the program as it is."""
    folder = folder_of(version)
    with TemporaryDirectory() as copy, opened(taken_up(folder, Path(copy)).ledger) as ledger:
        (folder / FILE).write_text(written(reading(ledger)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
