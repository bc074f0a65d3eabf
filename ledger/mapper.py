"""Records to stored bytes and back, in one pass of pydantic-core each way."""

from typing import cast

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import ValidationError

from domain.kernel.records import Event, Record
from ledger.errors import UnreadableRecord
from ledger.registry import Registry


class RecordMapper(Mapper[str]):
    """The event store's mapper over the closed registry; nothing is imported by a stored name."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.registry = registry

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """What the ledger keeps of a record."""
        record = cast("Record[Event]", domain_event)
        topic, state = self.registry.dump(record)
        return StoredEvent(record.center_id, record.version, topic, state)

    def to_domain_event(self, stored_event: StoredEvent) -> Record[Event]:
        """The record as stored, with its position. Raises UnknownTopic and UnreadableRecord."""
        return self.read(
            getattr(stored_event, "id", 0),
            str(stored_event.originator_id),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )

    def read(self, position: int, stream: str, version: int, topic: str, state: bytes) -> Record[Event]:
        """The record of one row of the log; its header has to name the place in which it lies."""
        try:
            record = self.registry.parse(topic, state)
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            raise UnreadableRecord(stream, version, topic) from error
        if record.version != version or record.center_id != stream:
            raise UnreadableRecord(stream, version, topic)
        vars(record)["position"] = position
        return record
