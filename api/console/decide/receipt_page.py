"""The page of a receipt: what was decided, by whom, on which day, and where it stands in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.decide.draft.decision_subject import REGISTRATION, about_center
from api.console.frame.page_request import CurrentPage
from api.decisions.receipts import pending_stream
from api.http.problems import problem
from api.log.event_items import EventItem, event_item
from domain.decider import LABELS
from domain.kernel.base import Label
from domain.kernel.messages import BUREAU_STREAMS
from domain.wording.refusals import explain
from ledger.receipts import Receipt
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

router = APIRouter()

SECONDS_TO_THE_NEXT_LOOK = "3"


@dataclass(frozen=True)
class ReceiptView:
    """A receipt with the center's name and its events; ``center_name`` is empty where no center is on record, or none
    that its reader sees. ``kept`` are the files beside the decision that open for them.
    """

    receipt: Receipt
    center_name: str
    events: Sequence[EventItem]
    kept: Sequence[str]


@router.get("/receipts/{command_id:path}")
async def receipt_page(
    page_request: CurrentPage, command_id: str, accepted: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """What became of a decision. While nobody has answered, the page looks again by itself."""
    found = await page_request.read(_found, command_id) if command_id.isprintable() else None
    if found is not None:
        reason = found.receipt.refusal
        why = explain(reason.code, reason.params) if reason else None
        return page_request.page(
            "decide/receipt.html",
            receipt=found.receipt,
            found=found,
            why=why,
            label=_label(found.receipt),
            again=_form_to_confirm(found),
        )
    if await pending_stream(page_request.reading, command_id, accepted) is None:
        raise problem("receipt_unknown", command_id=command_id[:200])
    page = page_request.page("decide/receipt_pending.html", command_id=command_id)
    page.headers["Refresh"] = SECONDS_TO_THE_NEXT_LOOK
    return page


def _form_to_confirm(found: ReceiptView) -> str | None:
    """The form of a decision that was not taken because something about it is to be confirmed."""
    receipt = found.receipt
    if receipt.refusal is None or "doubts" not in receipt.refusal.params:
        return None
    if receipt.command_type == REGISTRATION.type:
        return REGISTRATION.address
    subject = about_center(receipt.center_id, receipt.command_type)
    return subject.address if subject and found.center_name else None


def _label(receipt: Receipt) -> Label:
    return LABELS.get(receipt.command_type, Label(receipt.command_type, receipt.command_type))


def _found(ledger: ReadableLedger, command_id: str) -> ReceiptView | None:
    receipt = ledger.receipt(command_id)
    if receipt is None:
        return None
    center = None if receipt.center_id in BUREAU_STREAMS else center_now(ledger, receipt.center_id)
    kept = [sha256 for sha256 in receipt.documents_held if ledger.documents.facts(sha256)]
    return ReceiptView(receipt, center.name_zh if center else "", _events(ledger, receipt), kept)


def _events(ledger: ReadableLedger, receipt: Receipt) -> Sequence[EventItem]:
    if not receipt.events:
        return []
    before = receipt.events[0].version - 1
    records = ledger.stream_page(receipt.center_id, before, len(receipt.events))
    return [event_item(record) for record in records]
