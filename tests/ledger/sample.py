"""Events of a small field of their own, so that the ledger is tested without the guideline's."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import uuid4

from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.roles import CLOCK
from domain.values.comparing_form import comparing_form
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.read_model.pages import comparing_lines
from ledger.read_model.queries import CenterRow, ClockRow, ReadRows
from ledger.read_model.rows import WHOLE_VIEW, CellsRow
from ledger.receipts import EventRef, Receipt, RefusalNote, content_digest
from ledger.registry import Registry
from ledger.settings import LedgerSettings

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


class Opened(Event):
    TOPIC: ClassVar[str] = "opened:1"
    CLAUSE: ClassVar[str] = "3.1"
    LABEL: ClassVar[Label] = Label("成立", "Opened")

    name_zh: str


class Renamed(Event):
    TOPIC: ClassVar[str] = "renamed:1"
    CLAUSE: ClassVar[str] = "4.1"
    LABEL: ClassVar[Label] = Label("更名", "Renamed")

    name_zh: str


class Corrected(Event):
    TOPIC: ClassVar[str] = "corrected:1"
    CLAUSE: ClassVar[str] = "0"
    LABEL: ClassVar[Label] = Label("更正", "Corrected")
    AMENDS: ClassVar[bool] = True

    version: int
    name_zh: str


REGISTRY = Registry((Opened, Renamed, Corrected))


def records_of(center_id: str, base: int, command_id: str, *events: Event) -> list[Record[Event]]:
    return [
        Record(
            center_id=center_id,
            version=version,
            effective_on=date(2026, 3, 1),
            recorded_at=NOON,
            actor=CLOCK,
            command_id=command_id,
            event=event,
        )
        for version, event in enumerate(events, start=base + 1)
    ]


def receipt_of(center_id: str, version: int, command_id: str, *events: Event, asked: bytes = b"{}") -> Receipt:
    return Receipt(
        command_id=command_id,
        outcome="recorded",
        center_id=center_id,
        version=version,
        command_type="sample",
        actor=CLOCK,
        recorded_at=NOON,
        content_sha256=content_digest(center_id, asked, CLOCK),
        events=[
            EventRef(version=place, type=event.wire_name(), clause=event.CLAUSE)
            for place, event in enumerate(events, start=version - len(events) + 1)
        ],
    )


def refusal_of(center_id: str, version: int, command_id: str, code: str = "not_yet", asked: bytes = b"{}") -> Receipt:
    refusal = RefusalNote(code=code, clause="3.4.2", params={"needed": 3, "given": 2})
    receipt = receipt_of(center_id, version, command_id, asked=asked)
    return receipt.model_copy(update={"outcome": "refused", "refusal": refusal})


def decide(
    ledger: Ledger,
    center_id: str,
    *events: Event,
    command_id: str | None = None,
    base: int | None = None,
    asked: bytes = b"{}",
    rows: ReadRows | None = None,
) -> Receipt:
    """One decision as an activity would record it, on the stream as it stands unless ``base`` says another version."""
    command_id = command_id or str(uuid4())
    base = ledger.version(center_id) if base is None else base
    receipt = receipt_of(center_id, base + len(events), command_id, *events, asked=asked)
    return ledger.append(records_of(center_id, base, command_id, *events), receipt, rows)


def name_of(history: Sequence[Record[Event]]) -> str:
    """The center's name after its history."""
    names = {record.version: getattr(record.event, "name_zh", "") for record in history}
    for record in history:
        if isinstance(record.event, Corrected):
            names[record.event.version] = record.event.name_zh
            del names[record.version]
    return names[max(names)]


def rows_of(history: list[Record[Event]], **changes: object) -> ReadRows:
    """The read model's rows of a sample center: a clock for each of its events."""
    center_id, version = history[0].center_id, history[-1].version
    center = {
        "center_id": center_id,
        "name_zh": name_of(history),
        "phase": "operation" if version > 1 else "incubation",
        "field": "new_materials",
        "district": "pudong",
        "version": version,
        "overdue": version > 2,
        "next_due_on": date(2026, 11, 30),
        "summary": f'{{"center_id": "{center_id}", "version": {version}}}',
        "search": comparing_lines([name_of(history), center_id, "Host"]),
    }
    clocks = tuple(
        ClockRow(
            center_id=center_id,
            key=f"annual/{record.version}",
            kind="annual_report",
            clause="5.2",
            due_on=date(2026 + record.version, 11, 30) if record.version < 4 else None,
            status="open" if record.version > 1 else "met",
            provisional=record.version > 2,
            body=f'{{"note": "{record.version}"}}',
        )
        for record in history
    )
    row = CenterRow.model_validate(center | changes)
    cells = CellsRow(
        center_id=center_id,
        key=WHOLE_VIEW,
        name_zh=comparing_form(row.name_zh),
        phase=row.phase,
        field=row.field,
        district=row.district,
        overdue=str(row.overdue).lower(),
        next_due_on=str(row.next_due_on),
        search=row.search,
    )
    return ReadRows(center=row, clocks=clocks, cells=(cells,))


def fill(settings: LedgerSettings) -> None:
    """Two decisions on one stream."""
    ledger = open_ledger(settings, REGISTRY)
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="a")
    decide(ledger, "ic", Renamed(name_zh="新名"), command_id="b")
    ledger.close()


def kept(settings: LedgerSettings) -> tuple[object, object]:
    """All that the ledger holds, as bytes."""
    ledger = open_ledger(settings, REGISTRY)
    try:
        return ledger.stored_log(), ledger.stored_receipts()
    finally:
        ledger.close()
