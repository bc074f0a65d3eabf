"""The readable report of a bundle: the history in the log's order, printable, in both languages."""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.attributes import attributes_of, in_words
from domain.center import Center, UndoneAct
from domain.decider import LABELS
from domain.guideline.clauses import CLAUSES, citation
from domain.kernel.base import Label
from domain.kernel.messages import Command, DocumentRef
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor
from domain.values.partial_days import SHANGHAI
from domain.values.partial_days import in_words as day_in_words
from domain.visibility.relations import Relation
from domain.wording.actors import name_of, part_of
from domain.wording.codes import code_in_words
from domain.wording.fields import path_label
from domain.wording.refusals import explain, explain_doubt
from domain.wording.values import NOTHING
from evidence.enclosed_documents import Digests, EnclosedDocuments
from evidence.seen_entries import WithheldEntry
from evidence.verify import Checkpoint
from ledger.receipts import Receipt

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_CONFIRMED_DOUBT = Label("经确认的疑点", "Confirmed doubt")
_REASON_OF_CONFIRMATION = Label("确认理由", "Why it was confirmed")


class ReportLine(NamedTuple):
    """One line of the report: an event, or a decision that was refused. ``place`` says where it lies in the log,
    ``undone`` by what an event counts no more.
    """

    leaf: int
    place: Label
    stream: str
    name_zh: str
    effective_on: Label | None
    recorded_at: datetime
    clause: str
    cited: Label
    clause_title: Label
    label: Label
    refused: bool
    actor: Label
    role: Label
    contents: list[tuple[Label, Label]]
    documents: tuple[DocumentRef, ...]
    note: str | None
    digest: str
    undone: Label | None = None

    @property
    def in_shanghai(self) -> str:
        """The instant of recording as clocks in Shanghai showed it."""
        return f"{self.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


class WithheldLine(NamedTuple):
    """One line of the report for an event that is withheld from the bundle's reader: nothing but its place."""

    leaf: int
    place: Label
    digest: str


class Part(NamedTuple):
    """Whose the bundle is, and of which center, where entries may be withheld: a name that the shown events give it, as
    what the reader sees it, and how many events and receipts are withheld.
    """

    center_id: str
    name_zh: str
    reader: Relation
    events: int
    receipts: int


class Head(NamedTuple):
    """What stands above the history. ``center`` is None for the whole log, and where a ``part`` of a center's record is
    shown, by which nobody can say where the center stands; ``digests`` are those of the checkpoint's note, in hex, by
    algorithm.
    """

    center: Center | None
    checkpoint: Checkpoint
    digests: Digests
    part: Part | None = None

    @property
    def root(self) -> str:
        """The signed root, in base64."""
        return base64.b64encode(self.checkpoint.root).decode()


def event_line(
    record: Record[Event], leaf: int, name_zh: str, digest: str, undone: UndoneAct | None = None
) -> ReportLine:
    """An event as a line; ``undone`` says by what it counts no more."""
    event = record.event
    return ReportLine(
        leaf=leaf,
        place=_place(record.version),
        stream=record.center_id,
        name_zh=name_zh,
        effective_on=day_in_words(record.happened),
        recorded_at=record.recorded_at,
        **_clause(event.clause),
        label=event.LABEL,
        refused=False,
        **_who(record.actor),
        contents=[*_contents(event), *_on_behalf(record), *_confirmed(record)],
        documents=record.documents,
        note=record.note,
        digest=digest,
        undone=_undone(undone) if undone else None,
    )


def _undone(act: UndoneAct) -> Label:
    zh, en = act.kind.label
    by = _place(act.by)
    return Label(
        "，".join(filter(None, (f"已失效：{zh}", act.number, act.body, by.zh))),
        ", ".join(filter(None, (f"undone: {en}", act.number, act.body, by.en))),
    )


def withheld_line(entry: WithheldEntry) -> WithheldLine | None:
    """A withheld event as a line; nothing of a receipt."""
    if entry.is_receipt:
        return None
    return WithheldLine(entry.leaf, _place(entry.version), entry.hash.hex())


def _place(version: int) -> Label:
    return Label(f"第 {version} 号记录", f"record {version}")


def refusal_line(receipt: Receipt, leaf: int, number: int, name_zh: str, digest: str) -> ReportLine:
    """A refused decision as a line."""
    note = receipt.refusal
    title, detail = explain(note.code, note.params) if note else (NOTHING, NOTHING)
    return ReportLine(
        leaf=leaf,
        place=Label(f"第 {number} 号回执", f"receipt {number}"),
        stream=receipt.center_id,
        name_zh=name_zh,
        effective_on=None,
        recorded_at=receipt.recorded_at,
        **_clause(note.clause or "" if note else ""),
        label=LABELS.get(receipt.command_type, Label(receipt.command_type, receipt.command_type)),
        refused=True,
        **_who(receipt.actor),
        contents=[(title, detail)],
        documents=(),
        note=None,
        digest=digest,
    )


def _clause(number: str) -> dict[str, Any]:
    clause = CLAUSES.get(number)
    return {"clause": number, "cited": citation(number), "clause_title": clause.title if clause else Label("", "")}


def _who(actor: Actor | None) -> dict[str, Any]:
    return {"actor": name_of(actor) if actor else NOTHING, "role": part_of(actor) if actor else Label("", "")}


def _contents(event: Event) -> Iterator[tuple[Label, Label]]:
    for path, value in attributes_of("", event):
        if value is not None and value not in ("", ()):
            yield path_label(type(event), path), code_in_words(path, value) or in_words(value)


def _on_behalf(record: Record[Event]) -> Iterator[tuple[Label, Label]]:
    """Whose paper was entered, received on which day, and which paper."""
    for path, value in attributes_of("on_behalf_of", record.on_behalf_of) if record.on_behalf_of else ():
        yield path_label(Command, path), in_words(value)


def _confirmed(record: Record[Event]) -> Iterator[tuple[Label, Label]]:
    """The doubts that were confirmed with the decision, one a line, and why."""
    if record.confirmed is not None:
        for doubt in record.confirmed.doubts:
            yield _CONFIRMED_DOUBT, explain_doubt(doubt.code, doubt.params)
        yield _REASON_OF_CONFIRMATION, Label(record.confirmed.reason, record.confirmed.reason)


def report(head: Head, lines: Iterable[ReportLine | WithheldLine], documents: EnclosedDocuments) -> Iterator[str]:
    """The report as pieces of HTML, one line of the history after another; the documents are read after the last."""
    return PAGES.get_template("report.html").generate(head=head, lines=lines, documents=documents)
