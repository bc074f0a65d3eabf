"""Who follows the log sees every record once, in one order, while others write."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic

import psycopg
import pytest

from ledger.application import Ledger
from ledger.errors import UnknownTopic, UnreadableRecord
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide


def write(settings: LedgerSettings, stream: str, count: int) -> None:
    ledger = open_ledger(settings, REGISTRY)
    for number in range(count):
        decide(ledger, stream, Renamed(name_zh=str(number)), Renamed(name_zh=f"{number}.5"), base=2 * number)
    ledger.close()


def follow(ledger: Ledger, until: int) -> Iterator[int]:
    position, deadline = 0, monotonic() + 60
    while position < until and monotonic() < deadline:
        for record in ledger.log(position, limit=7):
            position = record.position
            yield position


def test_a_reader_that_follows_the_log_misses_nothing_while_four_write(
    settings: LedgerSettings, ledger: Ledger
) -> None:
    with ThreadPoolExecutor(5) as threads:
        reader = threads.submit(lambda: list(follow(ledger, 4 * 60)))
        writers = [threads.submit(write, settings, f"s{n}", 30) for n in range(4)]
        for writer in writers:
            writer.result()
        assert reader.result() == list(range(1, 241))


def test_pages_of_the_log_join_without_gap_or_overlap(ledger: Ledger) -> None:
    for number in range(10):
        decide(ledger, f"s{number % 3}", Renamed(name_zh=str(number)))

    pages = [ledger.log(after, limit=4) for after in (0, 4, 8, 10)]
    assert [[record.position for record in page] for page in pages] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10], []]
    assert ledger.head() == 10


def test_pages_of_a_stream_join_without_gap_or_overlap(ledger: Ledger) -> None:
    decide(ledger, "other", Opened(name_zh="别的"))
    for number in range(5):
        decide(ledger, "ic", Renamed(name_zh=str(number)))

    assert [record.version for record in ledger.stream_page("ic", 0, 2)] == [1, 2]
    assert [record.version for record in ledger.stream_page("ic", 2, 9)] == [3, 4, 5]
    assert [record.position for record in ledger.history("ic", 3)] == [5, 6]
    assert ledger.history("nobody") == []


def test_a_history_longer_than_a_page_is_read_whole(ledger: Ledger) -> None:
    for _ in range(3):
        decide(ledger, "ic", *(Renamed(name_zh=str(number)) for number in range(700)))
    assert [record.version for record in ledger.history("ic")] == list(range(1, 2101))


def test_streams_are_listed_by_name_page_by_page(ledger: Ledger) -> None:
    for stream in ("uhv", "calendar", "ic"):
        decide(ledger, stream, Opened(name_zh=stream), Renamed(name_zh=stream))
    assert ledger.streams(limit=2) == ["calendar", "ic"]
    assert ledger.streams(after="ic") == ["uhv"]
    assert ledger.version("uhv") == 2


@pytest.mark.parametrize("name", ["nobody's", "", "\x00", "ic\x00", "%", "'; --", "中" * 300])
def test_of_a_name_that_nobody_bears_there_is_nothing(ledger: Ledger, name: str) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="c")
    assert ledger.receipt(name) is None
    assert ledger.history(name) == []
    assert ledger.version(name) == 0


def test_the_bytes_that_are_proven_later_are_read_as_they_lie(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="c")
    (row,), (receipt,) = ledger.stored_log(), ledger.stored_receipts()

    assert (row.position, row.stream, row.version, row.topic) == (1, "ic", 1, "opened:1")
    assert row.state == REGISTRY.dump(ledger.history("ic")[0])[1]
    assert "集成电路".encode() in row.state
    assert b"position" not in row.state
    assert (receipt.number, receipt.command_id, receipt.stream, receipt.version) == (1, "c", "ic", 1)
    assert b'"events":[{"version":1,"type":"Opened","clause":"3.1"}]' in receipt.body


def insert(settings: LedgerSettings, stream: str, topic: str, state: bytes) -> None:
    """Writes a row as no ledger would."""
    if settings.is_sqlite:
        with closing(sqlite3.connect(path_of(settings.url), isolation_level=None)) as file:
            file.execute("DROP TRIGGER events_are_of_listed_topics")
            file.execute(
                "INSERT INTO events (stream, version, topic, state) VALUES (?, 1, ?, ?)", (stream, topic, state)
            )
    else:
        with psycopg.connect(settings.owner_url or "", autocommit=True) as owner:
            owner.execute("INSERT INTO ledger.events VALUES (1, %s, 1, %s, %s)", (stream, topic, state))


def test_a_stored_name_that_is_not_in_the_registry_is_not_looked_up_anywhere(
    settings: LedgerSettings, ledger: Ledger
) -> None:
    insert(settings, "ic", "os:system", b"{}")
    with pytest.raises(UnknownTopic, match="os:system"):
        ledger.history("ic")
    with pytest.raises(UnknownTopic):
        ledger.log()


def test_a_record_that_lies_in_another_place_than_it_says_is_not_read(settings: LedgerSettings, ledger: Ledger) -> None:
    state = b'{"center_id":"uhv","version":1,"effective_on":"2026-03-01","recorded_at":"2026-03-01T04:00:00Z",'
    state += b'"actor":{"id":"x","name":"x","role":"officer"},"command_id":"c","event":{"name_zh":"x"}}'
    insert(settings, "ic", "opened:1", state)
    with pytest.raises(UnreadableRecord):
        ledger.history("ic")


@pytest.mark.parametrize("state", [b"", b"{}", b"\xff", b"[1]", b'{"center_id": "ic", "surplus": 1}'])
def test_bytes_that_are_no_record_are_named_by_their_place(
    settings: LedgerSettings, ledger: Ledger, state: bytes
) -> None:
    insert(settings, "ic", "opened:1", state)
    with pytest.raises(UnreadableRecord) as unreadable:
        ledger.log()
    assert (unreadable.value.stream, unreadable.value.version, unreadable.value.topic) == ("ic", 1, "opened:1")
