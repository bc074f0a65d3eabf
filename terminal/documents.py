"""`hengxu documents`: the end of those that no decision names."""

from contextlib import closing

from api.uploads.orphans import OrphanRemover
from clock import utc_now
from ledger.opening import open_ledger
from office.opening import open_office
from settings import Settings
from terminal import wording
from terminal.answers import DONE, print_json, print_line
from terminal.language import words


def prune_documents(settings: Settings, *, as_json: bool) -> int:
    """One round of what the API does every ten minutes."""
    days = settings.document_orphan_days
    with closing(open_ledger(settings.ledger)) as ledger, closing(open_office(settings.office)) as office:
        removed = OrphanRemover(days).go_round(ledger, office, utc_now())
    if as_json:
        print_json({"removed": [kept._asdict() for kept in removed]})
        return DONE
    for kept in removed:
        print_line(f"{kept.sha256}  {kept.size}  {kept.added_by}  {kept.added_at[:10]}  {kept.title or ''}")
    print_line(words(wording.DOCUMENTS_REMOVED(count=len(removed), days=days)))
    return DONE
