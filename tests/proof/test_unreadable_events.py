"""An event that nobody can read is found, though every byte of it is as it was signed."""

import pytest

from domain.kernel.base import Label
from ledger.application import Ledger
from ledger.proof.keys import KeyFile
from ledger.proof.ranges import Measure
from ledger.proof.readers import Readers
from ledger.proof.verify import Fault, Found
from ledger.settings import LedgerSettings
from terminal.audit.verdicts import FAULTS
from tests.ledger.sample import REGISTRY, Renamed, records_of
from tests.proof.house import SHORT, Intruder, found, live, prove, verify

CLOSELY = Measure(SHORT.receipts, pages=1_000_000)


def record(center: str, version: int) -> bytes:
    return REGISTRY.dump(records_of(center, version - 1, "x", Renamed(name_zh="新名"))[0])[1]


def slip_in(settings: LedgerSettings, topic: str, state: bytes) -> int:
    """An event of the center ``ic`` with its receipt, as an earlier release would have taken it; its position."""
    intruder = Intruder(settings)
    [(position,)] = intruder.rows("SELECT max(position) + 1 FROM events")
    [(number,)] = intruder.rows("SELECT max(number) + 1 FROM receipts")
    [(version,)] = intruder.rows("SELECT max(version) + 1 FROM events WHERE stream = 'ic'")
    state = state.replace(b"%version%", str(version).encode())
    intruder.do(
        (
            "INSERT INTO events (position, stream, version, topic, state) VALUES (?, 'ic', ?, ?, ?)",
            (position, version, topic, state),
        ),
        (
            "INSERT INTO receipts (number, command_id, stream, version, head, body) VALUES (?, 'x', 'ic', ?, ?, ?)",
            (number, version, position, b"{}"),
        ),
    )
    return int(position)


SOUND = record("ic", 1).replace(b'"version":1', b'"version":%version%')


UNREADABLE = {
    "no topic": (("os:system", SOUND), Fault.UNKNOWN_TOPIC),
    "a later topic": (("renamed:2", SOUND), Fault.UNKNOWN_TOPIC),
    "empty": (("renamed:1", b"{}"), Fault.UNPARSABLE),
    "no text": (("renamed:1", b"\xff"), Fault.UNPARSABLE),
    "of another center": (
        ("renamed:1", record("uhv", 1).replace(b'"version":1', b'"version":%version%')),
        Fault.UNPARSABLE,
    ),
    "of another version": (("renamed:1", record("ic", 999)), Fault.UNPARSABLE),
}


def put_under_a_checkpoint(settings: LedgerSettings, ledger: Ledger, keys: KeyFile, event: tuple[str, bytes]) -> int:
    """The event in the midst of a log that is proven as a whole; its position."""
    live(ledger, 30)
    position = slip_in(settings, *event)
    live(ledger, 60, 30)
    prove(ledger, keys)
    ledger.close()
    return position


@pytest.mark.parametrize(("event", "fault"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_event_that_nobody_can_read_is_named_read_fast_or_closely(
    settings: LedgerSettings, ledger: Ledger, keys: KeyFile, event: tuple[str, bytes], fault: Fault
) -> None:
    position = put_under_a_checkpoint(settings, ledger, keys, event)
    closely = verify(settings, keys, measure=CLOSELY)
    assert closely.found == Found(fault, position, center="ic", topic=event[0])
    assert closely.guards == ()
    assert verify(settings, keys) == closely


@pytest.mark.parametrize("name", ["a later topic", "of another version"])
def test_an_event_that_nobody_can_read_is_named_by_several_processes(
    settings: LedgerSettings, ledger: Ledger, keys: KeyFile, name: str
) -> None:
    event, fault = UNREADABLE[name]
    position = put_under_a_checkpoint(settings, ledger, keys, event)
    found = verify(settings, keys, readers=Readers(settings, 2, least=0)).found
    assert found == Found(fault, position, center="ic", topic=event[0])


def test_an_event_that_nobody_can_read_and_none_has_signed_yet_is_named(
    settings: LedgerSettings, ledger: Ledger, keys: KeyFile
) -> None:
    live(ledger, 5)
    prove(ledger, keys)
    position = slip_in(settings, "os:system", b"{}")
    assert found(settings, keys) == Found(Fault.UNKNOWN_TOPIC, position, center="ic", topic="os:system")


def test_a_change_of_what_was_signed_is_graver_than_what_nobody_can_read(proven: LedgerSettings, keys: KeyFile) -> None:
    slip_in(proven, "os:system", b"{}")
    Intruder(proven).do(("UPDATE events SET state = ? WHERE position = 3", (b"{}",)))
    assert found(proven, keys).fault is Fault.CHANGED


def test_every_fault_has_its_sentence() -> None:
    assert FAULTS.keys() == set(Fault)
    assert all(isinstance(sentence, Label) for sentence in FAULTS.values())
