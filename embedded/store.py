"""Temporal's store in the data folder: whether the server can go on with it, and what is done where it cannot.

The server makes its store statement by statement when there is no file, and never looks again whether it is whole: one
that was cut short, or damaged, ends every later start. The ledger is the record, so the store can begin anew.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from clock import Clock, utc_now
from domain.kernel.base import Label
from embedded.processes import Say
from ledger.sqlite.files import put_aside

HALF_MADE = Label("没有建完", "was never finished")
DAMAGED = Label("已损坏", "is damaged")
TABLES = frozenset(
    """
    activity_info_maps buffered_events build_id_to_task_queue chasm_node_maps child_execution_info_maps
    cluster_membership cluster_metadata_info current_chasm_executions current_executions executions
    executions_visibility executions_visibility_fts_keyword_list executions_visibility_fts_text
    history_immediate_tasks history_node history_scheduled_tasks history_tree namespace_metadata namespaces
    nexus_endpoints nexus_endpoints_partition_status queue queue_messages queue_metadata queues replication_tasks
    replication_tasks_dlq request_cancel_info_maps shards signal_info_maps signals_requested_sets task_queue_user_data
    task_queues task_queues_v2 tasks tasks_v2 timer_info_maps timer_tasks transfer_tasks visibility_tasks
    """.split()
)
LAST_MADE = "executions_visibility_au"
"""The trigger that the server makes last of all; with it and the tables a store is whole."""
LARGEST_CHECKED = 256_000_000
"""Bytes; every page of a larger store is read only after the server has died on it."""
WAIT_FOR_LOCK = 1.0
"""Seconds."""
_OF_A_DAMAGED_FILE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def flaw_of(store: Path, largest: float = LARGEST_CHECKED) -> Label | None:
    """What keeps the server from going on with its store; ``None`` while nothing is certain against it.

    A file that is locked, unreadable, on a full or failing disk, or not there, is not called damaged. ``largest`` is in
    bytes: only the list of tables of a larger one is looked at.
    """
    try:
        with closing(_opened(store)) as file:
            return _flaw_in(file, checked=store.stat().st_size <= largest)
    except UnicodeDecodeError:
        return DAMAGED
    except sqlite3.Error as error:
        return DAMAGED if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_A_DAMAGED_FILE else None
    except OSError:
        return None


def _opened(store: Path) -> sqlite3.Connection:
    """Never makes the file; what the server was writing when it died is taken back, as the server would do."""
    file = sqlite3.connect(f"file:{quote(str(store))}?mode=rw", uri=True, timeout=WAIT_FOR_LOCK, isolation_level=None)
    file.text_factory = lambda text: text.decode(errors="replace")
    return file


def _flaw_in(file: sqlite3.Connection, *, checked: bool) -> Label | None:
    if not {LAST_MADE, *TABLES} <= {name for (name,) in file.execute("SELECT name FROM sqlite_master")}:
        return HALF_MADE
    if checked and file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return DAMAGED
    return None


class StoreKeeper:
    """Looks at the store before each start of the server. ``lost`` is called once a store was put aside."""

    def __init__(self, store: Path, say: Say, lost: Callable[[], object], clock: Clock = utc_now) -> None:
        self._store, self._say, self._lost, self._clock = store, say, lost, clock
        self._largest: float = LARGEST_CHECKED

    async def look(self) -> None:
        """Put aside a store with which the server cannot go on, and say so."""
        flaw = await asyncio.to_thread(flaw_of, self._store, self._largest)
        self._largest = float("inf")
        if flaw is not None:
            self._begin_anew(flaw)

    def _begin_anew(self, flaw: Label) -> None:
        try:
            aside = put_aside(self._store, self._clock())
        except OSError as error:
            self._say(
                f"Temporal 的存储 {self._store} {flaw.zh}，且无法移开（{error.strerror}），请手工移开后重启 / "
                f"Temporal's store {self._store} {flaw.en} and cannot be put aside ({error.strerror}): move it away "
                "and start again"
            )
            return
        self._say(
            f"Temporal 的存储{flaw.zh}，已移至 {aside}；现新建存储，并由台账恢复各中心的流程 / "
            f"Temporal's store {flaw.en} and was put aside as {aside}: a new one is made, and the workflows are begun "
            "anew from the ledger"
        )
        self._lost()
