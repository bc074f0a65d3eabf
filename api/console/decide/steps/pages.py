"""The page of each step: asked, checked, and what may come between."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from api.console.decide.draft.decision_subject import subject_of
from api.console.decide.draft.draft import FormDraft
from api.console.frame.page_request import PageRequest
from api.console.frame.urls import receipt_path
from api.http.problems import STATUS_OF
from api.log.event_items import event_item
from domain.decider import LABELS
from domain.kernel.base import Label
from domain.kernel.refusals import Kind, Refusal
from domain.wording.refusals import REASONS, explain
from ledger.receipts import Receipt
from office.drafts import Draft

OK, WRONG, CONFLICT, REUSED = 200, 422, 409, 422
PAGE = "decide/decide.html"
"""Of every step."""


def asked(draft: FormDraft, drafts: Sequence[Draft] = (), why: str = "") -> Response:
    """The form; what is wrong stands beside its fields and in a summary. ``drafts`` are others of the same decision."""
    status = WRONG if draft.is_wrong else OK
    return draft.page(PAGE, status, step="asked", asked_form=draft.asked(), drafts=drafts, why=why)


def checked(draft: FormDraft, why: str = "") -> Response:
    """The answers once more, what signing does, and what is unusual, to be ticked."""
    wrong = WRONG if draft.confirmation.wrongs else OK
    return _page(draft, "checked", wrong, why=why, follows=draft.follows(), doubts=draft.doubts())


async def closed(draft: FormDraft, refusal: Refusal) -> Response:
    """Why the decision is not open, what has happened since the form was opened, and what was typed."""
    title, detail = explain(refusal.code, refusal.params)
    return _page(
        draft,
        "closed",
        status_of(refusal),
        refusal=refusal,
        title=title,
        detail=detail,
        events=await _since(draft),
        is_typed=draft.kept is not None or draft.page_request.request.method == "POST",
    )


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a page that says why a decision is not open."""
    return STATUS_OF[REASONS[refusal.code].kind if refusal.code in REASONS else Kind.NOT_NOW].value


async def moved(draft: FormDraft) -> Response:
    """Somebody decided meanwhile: what happened since, and the way on with all answers kept."""
    events = await _since(draft)
    return _page(draft, "moved", CONFLICT, expected_version=draft.stands.version, events=events)


async def _since(draft: FormDraft) -> list[Mapping[str, Any]]:
    return [event_item(record).model_dump() for record in await draft.missed()]


def reused(draft: FormDraft, earlier: str) -> Response:
    """The id that this form had has another decision already; the answers may begin anew."""
    return _page(draft, "reused", REUSED, earlier=earlier)


def signed(page_request: PageRequest, receipt: Receipt) -> Response:
    """The form is signed; its receipt is elsewhere."""
    subject = subject_of(receipt.center_id, receipt.command_type)
    label = LABELS.get(receipt.command_type, Label(receipt.command_type, receipt.command_type))
    return page_request.page(
        PAGE,
        step="signed",
        subject=subject,
        label=label,
        center=None,
        earlier=receipt_path(receipt.command_id),
    )


def _page(draft: FormDraft, step: str, status: int, **context: Any) -> Response:
    return draft.page(PAGE, status, step=step, answers=draft.answers_read_back(), **context)
