"""What was signed, as the record has it for its reader; what begins with it and who is next; and how it is checked."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from api.console.center.timeline.timeline import contents_of, withheld_of
from api.console.frame.page_request import PageRequest
from api.log.event_items import EventItem, event_item
from domain.documents_in_history import NamedDocument, documents_of
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.records import Event, Record
from domain.sequel import Sequel, sequel
from ledger.receipts import Receipt
from service_layer.queries import working_calendar
from service_layer.reading import ReadableLedger

TEMPLATE = "decide/receipt/signed_content.html"
_JUST_BEFORE = timedelta(microseconds=1)


class SignedEvent(NamedTuple):
    """One event of the decision: what it says, by name, the names of what is withheld of that from the reader, and the
    SHA-256 of its stored bytes, empty where they are withheld.
    """

    item: EventItem
    contents: list[tuple[Label, Label]]
    withheld: list[Label]
    sha256: str


class SignedContent(NamedTuple):
    """A receipt's decision as its reader sees it: each of its events, the files beside it with whether they open, and
    what followed for the center by what was known then, ``None`` where its record isn't the reader's.
    """

    receipt: Receipt
    events: list[SignedEvent]
    documents: list[tuple[NamedDocument, bool]]
    sequel: Sequel | None


def signed_content(ledger: ReadableLedger, receipt: Receipt, policy: Policy) -> SignedContent:
    """What the reader of this ledger sees of the decision."""
    records = _records(ledger, receipt)
    named = documents_of(records)
    kept = ledger.documents.facts_of_each({one.sha256 for one in named})
    documents = [(one, one.sha256 in kept) for one in named]
    events = [_signed(ledger, record) for record in records]
    return SignedContent(receipt, events, documents, _sequel(ledger, receipt, policy) if records else None)


def _records(ledger: ReadableLedger, receipt: Receipt) -> Sequence[Record[Event]]:
    """Those of the decision's own that the reader sees: where one is withheld, the next that they see is another's."""
    if not receipt.events:
        return []
    versions = {event.version for event in receipt.events}
    page = ledger.stream_page(receipt.center_id, min(versions) - 1, len(versions))
    return [record for record in page if record.version in versions]


def _signed(ledger: ReadableLedger, record: Record[Event]) -> SignedEvent:
    stored = [row for row in ledger.stored_log(record.position - 1, 1) if row.position == record.position]
    digest = hashlib.sha256(stored[0].state).hexdigest() if stored else ""
    return SignedEvent(event_item(record), list(contents_of(record.event)), withheld_of(record), digest)


def _sequel(ledger: ReadableLedger, receipt: Receipt, policy: Policy) -> Sequel | None:
    """By what the reader's center was as it was known then: what was recorded or corrected later is no matter."""
    if receipt.center_id in BUREAU_STREAMS:
        return None
    before = ledger.replayed(receipt.center_id, known_at=receipt.recorded_at - _JUST_BEFORE)
    after = ledger.replayed(receipt.center_id, known_at=receipt.recorded_at)
    return sequel(before, after, policy, working_calendar(ledger)) if after else None


def content_panel(page_request: PageRequest, content: SignedContent) -> Markup:
    """The decision repeated, and what follows from it."""
    return page_request.panel(TEMPLATE, "content", content=content)


def paper_panel(page_request: PageRequest, content: SignedContent) -> Markup:
    """What an office needs to file it: whose it is, and how it is checked."""
    address = page_request.app_state.settings.public_url
    return page_request.panel(TEMPLATE, "paper", content=content, address=address)
