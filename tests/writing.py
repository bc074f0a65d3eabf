"""What a test writes into a ledger past the decisions of today: taken up, forged, misdated, or before its time."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.guideline.policy import Policy
from domain.imported.facts import ImportCenter
from domain.kernel.records import Event, Record
from domain.kernel.roles import CLOCK, Actor
from ledger.application import Entry, Ledger
from ledger.migrations import FILE_MODE, FOLDER_MODE, migrate
from ledger.receipts import Receipt
from ledger.registry import Registry
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from service_layer.deciding import context_of, decided
from service_layer.entries import RequestedDecision, entry_of, recorded, records_of
from service_layer.stream_types import stream_type_of

NO_DIGEST = "0" * 64


def make_ledger(settings: LedgerSettings, registry: Registry | None = None) -> None:
    """What ``migrate`` makes of a SQLite file that isn't there: migrated once, and copied for each test."""
    file = path_of(settings.url)
    file.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    file.touch(FILE_MODE, exist_ok=False)
    file.write_bytes(_migrated(registry))


@cache
def _migrated(registry: Registry | None) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite3"
        migrate(LedgerSettings(url=f"sqlite:///{file}"), registry)
        return file.read_bytes()


def import_entry(ledger: Ledger, command: ImportCenter, now: datetime) -> Entry:
    """A reported center as the importer would take it up ``now`` (UTC); nothing is written."""
    center_id = command.center_id
    requested = RequestedDecision(center_id, f"import:{center_id}", command.type, CLOCK, NO_DIGEST, now)
    return decided(ledger, requested, command, (None, 0), context_of(ledger, Policy(), center_id, CLOCK, now))


def write(
    ledger: Ledger,
    stream: str,
    event: Event,
    *,
    command_id: str,
    now: datetime,
    effective_on: date,
    command_type: str = "pass_time",
    actor: Actor = CLOCK,
    documents_held: Sequence[str] = (),
) -> Receipt:
    """An event that nobody decided, recorded ``now`` (UTC) with its receipt and rows."""
    state, version = ledger.current(stream, stream_type_of(stream).fold)
    requested = RequestedDecision(stream, command_id, command_type, actor, NO_DIGEST, now)
    records = records_of(requested, [event], version, effective_on)
    context = context_of(ledger, Policy(), stream, actor, now)
    return ledger.append(*entry_of(requested, records, state, context, documents_held))


def receipt_for(
    records: Sequence[Record[Event]], command_type: str = "bench", documents_held: Sequence[str] = ()
) -> Receipt:
    """The receipt of records that are there already, as one decision."""
    last = records[-1]
    requested = RequestedDecision(
        last.center_id, last.command_id, command_type, records[0].actor, NO_DIGEST, last.recorded_at
    )
    return recorded(requested, records, documents_held)
