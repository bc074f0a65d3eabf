"""The drafts of whoever is signed in, in their role. Each may raise ``OfficeError``."""

from collections.abc import Callable
from typing import TypeVar

from api.console.frame.page_request import PageRequest
from api.http.problems import problem
from office.drafts import MOST_DRAFTS, Draft, Drafts, Owner

T = TypeVar("T")


async def keep_draft(page_request: PageRequest, draft: Draft) -> None:
    """Keeps it, in the place of an earlier one of that id. Raises ``Problem`` 429 where there are too many already, or
    it is too large, or all of them with it.
    """
    limit = page_request.app_state.settings.drafts_limit
    if not await _asked(page_request, lambda drafts, owner: drafts.keep(owner, draft, limit)):
        raise problem("draft_not_kept", most=MOST_DRAFTS, megabytes=f"{limit / 1_000_000:g}")


async def find_draft(page_request: PageRequest, draft_id: str) -> Draft | None:
    """Their draft of that id."""
    return await _asked(page_request, lambda drafts, owner: drafts.find(owner, draft_id))


async def find_drafts(page_request: PageRequest) -> list[Draft]:
    """All of theirs, the last changed first."""
    return await _asked(page_request, lambda drafts, owner: drafts.all_of(owner))


async def discard_draft(page_request: PageRequest, draft_id: str) -> None:
    """Nothing is kept of it any more."""
    await _asked(page_request, lambda drafts, owner: drafts.remove(owner, draft_id))


async def _asked(page_request: PageRequest, question: Callable[[Drafts, Owner], T]) -> T:
    owner = Owner.of(page_request.actor)
    return await page_request.app_state.ask_office(lambda office: question(office.drafts, owner))
