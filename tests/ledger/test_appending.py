"""A decision is recorded once, whole, on the stream as it stood when it was decided."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from domain.kernel.records import Event
from ledger.application import Entry, Ledger
from ledger.errors import CommandIdReused, UnknownTopic, VersionConflict
from ledger.opening import open_ledger
from ledger.receipts import Receipt
from ledger.settings import LedgerSettings
from tests.ledger.sample import (
    REGISTRY,
    Corrected,
    Opened,
    Renamed,
    decide,
    receipt_of,
    records_of,
    refusal_of,
)


def test_the_events_of_a_decision_and_its_receipt_are_read_back_as_they_were_written(ledger: Ledger) -> None:
    events = (Opened(name_zh="集成电路"), Renamed(name_zh="集成电路产业计量测试中心"))
    receipt = decide(ledger, "ic", *events, command_id="c-1")

    assert [(ref.position, ref.version, ref.type) for ref in receipt.events] == [(1, 1, "Opened"), (2, 2, "Renamed")]
    assert ledger.receipt("c-1") == receipt
    assert ledger.history("ic") == [
        record.model_copy(update={"position": record.version}) for record in records_of("ic", 0, "c-1", *events)
    ]


def test_positions_go_on_across_streams_without_a_gap(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"))
    with pytest.raises(VersionConflict):
        decide(ledger, "ic", Opened(name_zh="集成电路"), base=0)
    ledger.refuse(refusal_of("ic", 1, "no"))
    decide(ledger, "uhv", Opened(name_zh="特高压"), Renamed(name_zh="特高压输变电"))

    assert [(row.position, row.stream, row.version) for row in ledger.stored_log()] == [
        (1, "ic", 1),
        (2, "uhv", 1),
        (3, "uhv", 2),
    ]
    assert [row.number for row in ledger.stored_receipts()] == [1, 2, 3]


def test_the_same_command_again_returns_its_receipt_and_records_nothing(ledger: Ledger) -> None:
    first = decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="once")
    decide(ledger, "ic", Renamed(name_zh="新名"))

    assert decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="once", base=0) == first
    assert decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="once") == first
    assert ledger.head() == 2


def test_the_same_command_id_with_other_content_is_refused(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="once", asked=b'{"name":"a"}')

    with pytest.raises(CommandIdReused) as reused:
        decide(ledger, "ic", Renamed(name_zh="新名"), command_id="once", asked=b'{"name":"b"}')
    with pytest.raises(CommandIdReused):
        ledger.refuse(refusal_of("ic", 1, "once", asked=b'{"name":"b"}'))
    assert "once" in reused.value.sentence.zh
    assert "once" in reused.value.sentence.en
    assert ledger.head() == 1


def test_a_decision_on_a_stream_that_has_moved_on_is_a_conflict(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"))
    decide(ledger, "ic", Renamed(name_zh="新名"))

    with pytest.raises(VersionConflict) as conflict:
        decide(ledger, "ic", Renamed(name_zh="又一名"), base=1, command_id="late")
    assert (conflict.value.expected, conflict.value.actual) == (1, 2)
    assert ledger.receipt("late") is None


def test_a_stream_has_no_gap(ledger: Ledger) -> None:
    with pytest.raises(VersionConflict):
        decide(ledger, "ic", Opened(name_zh="集成电路"), base=4)
    assert ledger.history("ic") == []


def test_two_threads_with_one_command_record_it_once_and_get_the_same_receipt(settings: LedgerSettings) -> None:
    ledgers = [open_ledger(settings, REGISTRY) for _ in range(2)]
    for attempt in range(10):
        start = Barrier(2)

        def send(ledger: Ledger, start: Barrier = start, attempt: int = attempt) -> Receipt:
            start.wait()
            return decide(ledger, f"ic-{attempt}", Opened(name_zh="集成电路"), command_id=f"once-{attempt}", base=0)

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(send, ledgers)
        assert one == other
    assert ledgers[0].head() == 10
    for ledger in ledgers:
        ledger.close()


def test_of_two_decisions_racing_for_a_stream_one_is_recorded(ledger: Ledger) -> None:
    start = Barrier(2)

    def send(name: str) -> bool:
        start.wait()
        try:
            decide(ledger, "ic", Opened(name_zh=name), base=0)
        except VersionConflict:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, ("一", "二"))) == [False, True]
    assert ledger.head() == 1


def test_a_refusal_is_kept_with_its_clause_and_changes_no_stream(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"))
    refused = ledger.refuse(refusal_of("ic", 1, "too-soon"))

    assert ledger.receipt("too-soon") == refused
    assert refused.outcome == "refused"
    assert refused.refusal is not None
    assert refused.refusal.params == {"needed": 3, "given": 2}
    assert ledger.refuse(refusal_of("ic", 1, "too-soon", code="another")) == refused
    assert ledger.version("ic") == 1


def test_a_refused_command_is_not_recorded_later_under_the_same_id(ledger: Ledger) -> None:
    refused = ledger.refuse(refusal_of("ic", 0, "first-no"))
    assert decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="first-no") == refused
    assert ledger.head() == 0


def test_receipts_are_found_together(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="a")
    ledger.refuse(refusal_of("ic", 1, "b"))

    assert set(ledger.receipts(["a", "b", "nobody's"])) == {"a", "b"}
    assert ledger.receipts([]) == {}
    assert ledger.receipt("nobody's") is None


def test_an_event_of_no_known_shape_is_not_written(ledger: Ledger) -> None:
    class Strange(Opened):
        pass

    with pytest.raises(UnknownTopic):
        decide(ledger, "ic", Strange(name_zh="?"))
    assert ledger.head() == 0


@pytest.mark.parametrize("fault", ["center", "command", "version", "reference"])
def test_records_that_are_not_their_receipts_are_not_written(ledger: Ledger, fault: str) -> None:
    events = (Opened(name_zh="集成电路"),)
    records = records_of(
        "uhv" if fault == "center" else "ic",
        1 if fault == "version" else 0,
        "y" if fault == "command" else "x",
        *events,
    )
    receipt = receipt_of("ic", 1, "x", *(() if fault == "reference" else events))
    with pytest.raises(ValueError, match="receipt x"):
        ledger.append(records, receipt)
    assert ledger.head() == 0


KILLED_AFTER_ITS_COMMIT = """
import os, signal, sys
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY, Opened, decide

ledger = open_ledger(LedgerSettings.model_validate_json(sys.argv[1]), REGISTRY)
decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="lost")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_decision_whose_answer_was_lost_with_its_process_is_found_by_the_retry(settings: LedgerSettings) -> None:
    root = Path(__file__).parents[2]
    died = subprocess.run(
        [sys.executable, "-c", KILLED_AFTER_ITS_COMMIT, settings.model_dump_json()], cwd=root, check=False
    )
    assert died.returncode == -signal.SIGKILL

    ledger = open_ledger(settings, REGISTRY)
    receipt = decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="lost", base=0)
    assert [ref.position for ref in receipt.events] == [1]
    assert ledger.head() == 1
    ledger.close()


def test_many_events_of_one_decision_stand_side_by_side(ledger: Ledger) -> None:
    decide(ledger, "uhv", Opened(name_zh="特高压"))
    events: list[Event] = [Opened(name_zh="集成电路"), *(Renamed(name_zh=str(n)) for n in range(50))]
    receipt = decide(ledger, "ic", *events, Corrected(version=1, name_zh="更正"))
    assert [ref.position for ref in receipt.events] == list(range(2, 54))
    assert ledger.receipt(receipt.command_id) == receipt


def entry_of(center_id: str, command_id: str, *events: Event) -> Entry:
    receipt = receipt_of(center_id, len(events), command_id, *events)
    return Entry(records_of(center_id, 0, command_id, *events), receipt)


def test_decisions_of_several_streams_are_recorded_all_together(ledger: Ledger) -> None:
    opened = [
        entry_of(name, f"c-{name}", Opened(name_zh=name), Renamed(name_zh=f"{name}中心")) for name in ("ic", "uhv")
    ]

    receipts = ledger.append_all(opened)

    assert [ref.position for receipt in receipts for ref in receipt.events] == [1, 2, 3, 4]
    assert ledger.receipt("c-uhv") == receipts[1]


@pytest.mark.parametrize("taken", ["version", "command id"])
def test_where_one_of_several_decisions_cannot_be_recorded_none_is(ledger: Ledger, taken: str) -> None:
    decide(ledger, "uhv" if taken == "version" else "other", Opened(name_zh="特高压"), command_id="c-taken")
    second = entry_of("uhv", "c-taken" if taken == "command id" else "c-uhv", Opened(name_zh="特高压"))

    with pytest.raises(VersionConflict if taken == "version" else CommandIdReused):
        ledger.append_all([entry_of("ic", "c-ic", Opened(name_zh="集成电路")), second])

    assert ledger.head() == 1
    assert ledger.receipt("c-ic") is None


def test_events_and_receipts_have_one_order_together(ledger: Ledger) -> None:
    ledger.refuse(refusal_of("ic", 0, "no"))
    decide(ledger, "ic", Opened(name_zh="集成电路"), Renamed(name_zh="新名"), command_id="yes")
    ledger.refuse(refusal_of("ic", 2, "no again"))

    heads = [(stored.command_id, stored.head) for stored in ledger.stored_receipts()]

    assert heads == [("no", 0), ("yes", 2), ("no again", 2)]
