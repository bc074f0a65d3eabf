"""Drafts at their own addresses, and the panel that lists them. A draft is its owner's alone, in one role."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from api.console.decide.steps.steps import CHECK, DRAFTS, SEE_OTHER, shown
from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.session.csrf import Posted
from api.console.frame.session.kept_drafts import discard_draft, find_draft, find_drafts
from api.console.frame.urls import center_name, center_path, draft_path
from api.http.problems import problem
from domain.decider import LABELS
from domain.kernel.base import Label
from office.drafts import Draft

router = APIRouter(prefix="/drafts")

Why = Annotated[str, Query(max_length=20)]
Earlier = Annotated[str, Query(max_length=200)]


@router.get("/{draft_id}")
async def draft_page(page_request: CurrentPage, draft_id: str, why: Why = "") -> Response:
    """The answers of a draft, to be gone on with."""
    return await shown(page_request, draft_id, is_checked=False, why=why, earlier="")


@router.get("/{draft_id}/check")
async def check_page(page_request: CurrentPage, draft_id: str, why: Why = "", earlier: Earlier = "") -> Response:
    """The answers of a draft to be checked and signed, or what is wrong with them now. ``earlier`` is the id under
    which they were sent before.
    """
    return await shown(page_request, draft_id, is_checked=True, why=why, earlier=earlier)


@router.get("/{draft_id}/discard")
async def ask_to_discard(page_request: CurrentPage, draft_id: str) -> Response:
    """Asks once more. ``Problem`` 404 where whoever asks has no such draft in their role."""
    draft = await find_draft(page_request, draft_id)
    if draft is None:
        raise problem("draft_unknown")
    (listed,) = await _listed(page_request, [draft])
    return page_request.page("decide/drafts/discard.html", draft=listed)


@router.post("/{draft_id}/discard")
async def discard(page_request: CurrentPage, draft_id: str, _sent: Posted) -> Response:
    """Nothing is kept of it any more. One that is no more is discarded, too."""
    await discard_draft(page_request, draft_id)
    return RedirectResponse(DRAFTS, SEE_OTHER)


class ListedDraft(NamedTuple):
    """A draft as the list has it: the decision, what it is about and where that is shown, and where to go on."""

    draft_id: str
    label: Label
    about: Label | None
    about_path: str | None
    path: str
    changed_at: datetime


async def panel(page_request: PageRequest) -> Markup:
    """Their drafts, the last changed first; nothing where there are none."""
    drafts = await find_drafts(page_request)
    if not drafts:
        return Markup()
    days = page_request.app_state.settings.drafts_kept_days
    listed = await _listed(page_request, drafts)
    return page_request.panel("decide/drafts/drafts.html", "panel", drafts=listed, days=days)


async def _listed(page_request: PageRequest, drafts: Sequence[Draft]) -> list[ListedDraft]:
    streams = {draft.stream for draft in drafts if draft.stream}
    names = await page_request.read(lambda ledger: ledger.read_model.names(streams)) if streams else {}
    return [_in_words(draft, names) for draft in drafts]


def _in_words(draft: Draft, names: Mapping[str, tuple[str, str | None]]) -> ListedDraft:
    return ListedDraft(
        draft.draft_id,
        LABELS.get(draft.type, Label(draft.type, draft.type)),
        center_name(draft.stream, names) if draft.stream else Label(draft.title, draft.title) if draft.title else None,
        center_path(draft.stream) if draft.stream else None,
        draft_path(draft.draft_id, CHECK if draft.is_checked else ""),
        draft.changed_at,
    )
