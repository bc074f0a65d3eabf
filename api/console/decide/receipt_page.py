"""The page of a receipt: what was decided, by whom, on which day, what follows, and where it stands in the ledger."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.decide.receipt.signed_content import SignedContent, content_panel, paper_panel, signed_content
from api.console.frame.page_request import CurrentPage
from api.console.frame.urls import center_path
from api.decisions.receipts import pending_stream
from api.http.problems import problem
from domain.decider import LABELS, PEOPLE_DECIDE
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.messages import BUREAU_STREAMS
from domain.wording.refusals import explain
from ledger.receipts import Receipt
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

router = APIRouter()

SECONDS_TO_THE_NEXT_LOOK = "3"
REGISTRATION = "register_center"
ABOUT_CENTERS = frozenset(decision.type for decision in PEOPLE_DECIDE) - {REGISTRATION}


@dataclass(frozen=True)
class ReceiptView:
    """A receipt with the center's name and what was signed; ``center_name`` is empty where no center is on record, or
    none that its reader sees.
    """

    receipt: Receipt
    center_name: str
    signed: SignedContent


@router.get("/receipts/{command_id:path}")
async def receipt_page(
    page_request: CurrentPage, command_id: str, accepted: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """What became of a decision. While nobody has answered, the page looks again by itself."""
    policy = page_request.app_state.settings.policy
    found = await page_request.read(_found, command_id, policy) if command_id.isprintable() else None
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
            events=[event.item for event in found.signed.events],
            content=content_panel(page_request, found.signed),
            paper=paper_panel(page_request, found.signed),
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
    if receipt.command_type == REGISTRATION:
        return f"/console/decide/{REGISTRATION}"
    is_a_centers = receipt.command_type in ABOUT_CENTERS and found.center_name
    return f"{center_path(receipt.center_id)}/decide/{receipt.command_type}" if is_a_centers else None


def _label(receipt: Receipt) -> Label:
    return LABELS.get(receipt.command_type, Label(receipt.command_type, receipt.command_type))


def _found(ledger: ReadableLedger, command_id: str, policy: Policy) -> ReceiptView | None:
    receipt = ledger.receipt(command_id)
    if receipt is None:
        return None
    center = None if receipt.center_id in BUREAU_STREAMS else center_now(ledger, receipt.center_id)
    return ReceiptView(receipt, center.name_zh if center else "", signed_content(ledger, receipt, policy))
