"""However a log is read, fast or closely, by one process or several, the same is found in it."""

import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ledger.databases import recorder_of
from ledger.errors import LedgerUnavailable
from ledger.mapper import RecordMapper
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.proof.leaves import Entries, Place
from ledger.proof.ranges import Measure, log_ranges, sound_pages
from ledger.proof.readers import ReaderLost, Readers
from ledger.proof.verify import Fault, Verdict, Verification
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY
from tests.proof.house import SHORT, Growth, Intruder, verify
from tests.proof.tampering import Vandal

CLOSELY = Measure(SHORT.receipts, pages=1_000_000)
"""Stretches longer than any log: nothing is read fast."""
STRIKES = int(os.environ.get("HENGXU_TEST_FLIPS", "40")) // 2
STRIKES_READ_BY_SEVERAL = max(2, STRIKES // 20)
SEED = int(os.environ.get("HENGXU_TEST_SEED", "20261123"))
PATIENCE = 20.0
"""Seconds within which readers have to be gone."""
CHANGES = {
    "nothing": [],
    "an event": ["UPDATE events SET topic = topic || '1' WHERE position = 30"],
    "an event gone": ["DELETE FROM events WHERE position = 31"],
    "a receipt gone": ["DELETE FROM receipts WHERE number = 33"],
    "a receipt's place": ["UPDATE receipts SET head = head + 1 WHERE number = 40"],
    "a receipt's place far away": ["UPDATE receipts SET head = 9000000000000000000 WHERE number = 40"],
    "a receipt's place before the log": ["UPDATE receipts SET head = -5 WHERE number = 40"],
    "a leaf": ["UPDATE proof_leaves SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 1) WHERE leaf = 50"],
    "a leaf's place": ["UPDATE proof_leaves SET position = position + 1, number = number - 1 WHERE leaf = 51"],
    "a leaf's receipts": ["UPDATE proof_leaves SET number = number + 1 WHERE leaf = 51"],
    "a leaf gone": ["DELETE FROM proof_leaves WHERE leaf = 52"],
    "a tile": ["UPDATE proof_tiles SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 1)"],
    "a tile and a leaf of it": [
        "UPDATE proof_tiles SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 1)",
        "UPDATE proof_leaves SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 1) WHERE leaf = 255",
    ],
    "a checkpoint": [
        "UPDATE proof_checkpoints SET note = (SELECT hash FROM proof_leaves WHERE leaf = 1) WHERE size > 100"
    ],
    "the last checkpoints": ["DELETE FROM proof_checkpoints WHERE size > 200"],
    "the end of the log": ["DELETE FROM receipts WHERE number > 100", "DELETE FROM events WHERE position > 80"],
}
READ_BY_SEVERAL = {"nothing", "an event gone", "a leaf's place", "a tile and a leaf of it", "the end of the log"}
"""At every change of the program; each costs the start of two processes, and the others wait for ``make slow``."""


@pytest.fixture(scope="module")
def growth() -> Growth:
    """Several checkpoints, and entries that none covers."""
    return Growth(4, 45, uncovered=9)


def by_several(settings: LedgerSettings) -> Readers:
    return Readers(settings, 2, least=0)


def verdicts(
    settings: LedgerSettings, keys: KeyFile, elsewhere: Sequence[str], readers: Readers | None
) -> tuple[Verdict, Verdict]:
    """Read as closely as can be, and read fast."""
    return verify(settings, keys, elsewhere, measure=CLOSELY), verify(settings, keys, elsewhere, readers=readers)


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_the_same_is_found_fast_and_by_a_close_look(
    proven: LedgerSettings, keys: KeyFile, changes: Sequence[str]
) -> None:
    Intruder(proven).do(*changes)
    closely, fast = verdicts(proven, keys, [keys.last_note() or ""], None)
    assert fast == closely
    assert (closely.found is None) == (not changes)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(changes, marks=() if name in READ_BY_SEVERAL else pytest.mark.slow, id=name)
        for name, changes in CHANGES.items()
    ],
)
def test_the_same_is_found_by_several_processes_and_by_a_close_look(
    proven: LedgerSettings, keys: KeyFile, changes: Sequence[str]
) -> None:
    Intruder(proven).do(*changes)
    closely, by_all = verdicts(proven, keys, [keys.last_note() or ""], by_several(proven))
    assert by_all == closely


@pytest.mark.timeout(3_600)
def test_every_strike_at_random_leads_to_the_verdict_of_a_close_look(proven: LedgerSettings, keys: KeyFile) -> None:
    vandal, elsewhere, dice = Vandal(proven, SEED), [keys.last_note() or ""], random.Random(SEED)
    differing = []
    among_several = set(dice.sample(range(STRIKES), STRIKES_READ_BY_SEVERAL))
    for strike in range(STRIKES):
        done = vandal.strike()
        closely, fast = verdicts(proven, keys, elsewhere, by_several(proven) if strike in among_several else None)
        if fast != closely:
            differing.append(f"seed {SEED}, strike {strike}, {done}: {closely} but {fast}")
        vandal.undo()
    assert differing == []


def test_what_is_sound_is_read_fast_and_page_by_page_as_a_close_look_reads_it(proven: LedgerSettings) -> None:
    recorder = recorder_of(proven)
    log = Entries(recorder)
    ends = log.ends()
    read = [
        sound_pages(recorder, RecordMapper(REGISTRY), stretch, SHORT.receipts)
        for stretch in log_ranges(log, ends.size, SHORT)
    ]
    proven_leaves = Intruder(proven).rows("SELECT count(*) FROM proof_leaves")[0][0]
    fast = [page for pages in read if pages is not None for page in pages]
    assert fast == list(log.pages(Place(0, 0), SHORT.receipts))[: len(fast)]
    assert proven_leaves - fast[-1].end.size < 3 * SHORT.receipts * SHORT.pages
    recorder.close()


def children() -> list[int]:
    """The readers that this process has started and that are alive still."""
    lists = Path("/proc/self/task").glob("*/children")
    mine = [pid for listed in lists for pid in listed.read_text(encoding="ascii").split()]
    return [int(pid) for pid in mine if b"ledger.proof.readers" in Path(f"/proc/{pid}/cmdline").read_bytes()]


class Onlooker:
    """Is told how far the verification has come, and does something about the readers."""

    def __init__(self, then: BaseException | None = None, *, kills: bool = False) -> None:
        self.seen: list[int] = []
        self.then, self.kills = then, kills

    def __call__(self, done: int, whole: int) -> None:
        self.seen = self.seen or children()
        if self.kills:
            for pid in self.seen:
                os.kill(pid, signal.SIGKILL)
        if self.then is not None:
            raise self.then


def watched(settings: LedgerSettings, keys: KeyFile, onlooker: Callable[[int, int], None]) -> Verdict:
    ledger = open_ledger(settings, REGISTRY, guarded=False)
    try:
        return Verification(ledger._recorder, keys, ledger._records, by_several(settings), SHORT).run((), onlooker)
    finally:
        ledger.close()


def test_no_reader_outlives_a_verification(proven: LedgerSettings, keys: KeyFile) -> None:
    onlooker = Onlooker()
    assert watched(proven, keys, onlooker).found is None
    assert len(onlooker.seen) == 2
    assert children() == []


def test_no_reader_outlives_one_that_stops_at_a_change(proven: LedgerSettings, keys: KeyFile) -> None:
    Intruder(proven).do("UPDATE events SET version = version + 500 WHERE position = 60")
    found = watched(proven, keys, Onlooker()).found
    assert found is not None
    assert (found.fault, found.position) == (Fault.CHANGED, 60)
    assert children() == []


@pytest.mark.parametrize("how", [KeyboardInterrupt(), LedgerUnavailable("gone")], ids=repr)
def test_no_reader_outlives_one_that_is_broken_off(proven: LedgerSettings, keys: KeyFile, how: BaseException) -> None:
    onlooker = Onlooker(how)
    with pytest.raises(type(how)):
        watched(proven, keys, onlooker)
    assert len(onlooker.seen) == 2
    assert children() == []


def test_a_reader_that_is_killed_is_said_to_be_lost(proven: LedgerSettings, keys: KeyFile) -> None:
    with pytest.raises(ReaderLost, match="ended before its time"):
        watched(proven, keys, Onlooker(kills=True))
    assert children() == []


DIES_BEFORE_ITS_READERS = """
import os, signal, sys
from pathlib import Path
from ledger.proof.keys import KeyFile
from ledger.settings import LedgerSettings
from tests.proof.test_readers import children, watched

class Dying:
    def __call__(self, done, whole):
        print(*children(), flush=True)
        sys.stdin.readline()
        os.kill(os.getpid(), signal.SIGKILL)

watched(LedgerSettings.model_validate_json(sys.argv[1]), KeyFile(Path(sys.argv[2])), Dying())
"""


def test_readers_end_even_if_whoever_started_them_is_killed(proven_file: LedgerSettings, keys: KeyFile) -> None:
    command = [sys.executable, "-c", DIES_BEFORE_ITS_READERS, proven_file.model_dump_json(), str(keys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        readers = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        parent.stdin.close()
    assert len(readers) == 2
    for reader in readers:
        ended, _, _ = select.select([reader], [], [], PATIENCE)
        assert ended == [reader]
        os.close(reader)


def test_readers_that_do_not_find_the_database_leave_it_to_the_one_who_asks(
    proven: LedgerSettings, keys: KeyFile, tmp_path: Path
) -> None:
    nowhere = LedgerSettings(url=f"sqlite:///{tmp_path / 'nowhere.sqlite3'}")
    assert verify(proven, keys, readers=by_several(nowhere)) == verify(proven, keys, measure=CLOSELY)


def test_a_short_log_is_read_without_further_processes(proven: LedgerSettings, keys: KeyFile) -> None:
    onlooker = Onlooker()
    ledger = open_ledger(proven, REGISTRY, guarded=False)
    ledger.proof.verification(keys, Readers(proven, 2)).run((), onlooker)
    ledger.close()
    assert onlooker.seen == []
