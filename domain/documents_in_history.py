"""The papers that the records of a history refer to."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.application.messages import ApplicationSubmitted
from domain.kernel.base import Label
from domain.kernel.messages import DocumentRef
from domain.kernel.records import Event, Record


class NamedDocument(NamedTuple):
    """A file that an event refers to."""

    sha256: str
    title: Label
    record: Record[Event]


def documents_of(records: Sequence[Record[Event]]) -> list[NamedDocument]:
    """Every file that the records refer to, each title of it once, by the first that does."""
    found: dict[tuple[str, Label], NamedDocument] = {}
    for record in records:
        for sha256, title in _named_in(record):
            found.setdefault((sha256, title), NamedDocument(sha256, title, record))
    return list(found.values())


def _named_in(record: Record[Event]) -> Iterator[tuple[str, Label]]:
    for _, value in record.event:
        if isinstance(value, DocumentRef):
            yield value.sha256, Label(value.title, value.title)
    for document in record.documents:
        yield document.sha256, Label(document.title, document.title)
    if record.on_behalf_of is not None:
        paper = record.on_behalf_of.document
        yield paper.sha256, Label(paper.title, paper.title)
    if isinstance(record.event, ApplicationSubmitted):
        for item in record.event.evidence:
            if item.document:
                area = item.area.label
                yield item.document, Label(f"佐证材料：{area.zh}", f"Evidence: {area.en}")
