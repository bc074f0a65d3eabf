"""What stands in the proof's tables and no worker of this log can have written there, moved out of the way.

Before the database refused everything but what is next, whoever wrote as the application could add a checkpoint that no
key had signed, or leaves and tiles of no entry. Such rows are moved to ``proof_set_aside``, where they stay.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from clock import utc_now
from ledger.databases import recorder_of
from ledger.errors import LedgerError
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import VerifierKey
from ledger.proof.tables import ProofTables, StoredCheckpoint
from ledger.settings import LedgerSettings
from ledger.sqlite.guards import WANTED
from ledger.sqlite.recorder import connect, path_of, spoken

TABLES = {
    "proof_checkpoints": ("size", "note", "made_at"),
    "proof_leaves": ("leaf", "position", "number", "hash"),
    "proof_tiles": ("level", "tile", "hash"),
    "proof_witnessed": ("place", "size", "witnessed_at"),
}
BYTES = {"note", "hash"}
OF_NOTHING = {
    "proof_leaves": "leaf >= :size",
    "proof_tiles": "(level > 7 OR tile >= (CAST(:size AS bigint) >> CAST(8 * level AS integer)))",
    "proof_witnessed": "size NOT IN (SELECT size FROM proof_checkpoints)",
}
"""Leaves and tiles come with the checkpoint that covers them, and marks after it."""
Execute = Callable[[str, dict[str, object]], int]
"""Runs a statement; how many rows it concerned."""


class Spoilt(NamedTuple):
    """The sizes of checkpoints that no known key has signed, and that of the last one that is signed."""

    unsigned: list[int]
    size: int


class NothingSigned(LedgerError):
    """No checkpoint is signed by a known key, or the last that was signed is gone: nothing tells good from bad."""

    def __init__(self) -> None:
        super().__init__(
            "数据库中没有已知密钥所签的检查点，或最后签发的检查点已不在库中，无从分辨真伪，未作任何移动；"
            "请用 --key 指明已公布的公钥，或从备份恢复",
            "the database has no checkpoint that a known key signed, or not the last one that was signed: nothing "
            "tells good rows from bad, and nothing was moved; name the published keys with --key, or restore from a "
            "backup",
        )


def spoilt(settings: LedgerSettings, keys: Sequence[VerifierKey], last_note: str | None) -> Spoilt:
    """What to set aside, trusting the keys alone; ``last_note`` is the last checkpoint as it is kept beside the signing
    key. Raises NothingSigned, LedgerUnavailable.
    """
    with closing(recorder_of(settings)) as recorder:
        stored = {one.size: _signed(one, keys) for one in ProofTables(recorder).checkpoints()}
    size = max((size for size, signed in stored.items() if signed), default=0)
    if size < _size_of(last_note, keys) or (stored and not size):
        raise NothingSigned
    return Spoilt([size for size, signed in stored.items() if not signed], size)


def _signed(stored: StoredCheckpoint, keys: Sequence[VerifierKey]) -> bool:
    return _size_of(stored.text, keys) == stored.size


def _size_of(note: str | None, keys: Sequence[VerifierKey]) -> int:
    try:
        return checkpoint.read(note, keys).size if note else 0
    except BadCheckpoint:
        return 0


def set_aside(settings: LedgerSettings, found: Spoilt) -> dict[str, int]:
    """Moves the rows in one transaction, as the role that owns the tables; how many of each table. Raises LedgerFault,
    LedgerUnavailable, LedgerUnsafe.
    """
    with _sqlite(settings) if settings.is_sqlite else _postgres(settings) as (execute, as_json, as_hex):
        moved = dict.fromkeys(TABLES, 0)

        def move(table: str, condition: str, size: int) -> None:
            row = ", ".join(f"'{name}', {as_hex.format(name) if name in BYTES else name}" for name in TABLES[table])
            values: dict[str, object] = {"size": size, "table": table, "at": utc_now().isoformat()}
            execute(
                "INSERT INTO proof_set_aside (source, content, set_aside_at)"
                f" SELECT CAST(:table AS text), CAST({as_json}({row}) AS text), CAST(:at AS text)"
                f" FROM {table} WHERE {condition}",
                values,
            )
            moved[table] += execute(f"DELETE FROM {table} WHERE {condition}", {"size": size})

        for size in found.unsigned:
            move("proof_checkpoints", "size = :size", size)
        for table, condition in OF_NOTHING.items():
            move(table, condition, found.size)
        return moved


Owner = tuple[Execute, str, str]


@contextmanager
def _sqlite(settings: LedgerSettings) -> Iterator[Owner]:
    with spoken(), closing(connect(path_of(settings.url), settings.timeout)) as file:

        def execute(statement: str, values: dict[str, object]) -> int:
            return file.execute(statement, values).rowcount

        file.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            file.execute(f"DROP TRIGGER {table}_are_not_deleted")
        yield execute, "json_object", "hex({})"
        for table in TABLES:
            file.execute(WANTED[f"{table}_are_not_deleted"])
        file.execute("COMMIT")


@contextmanager
def _postgres(settings: LedgerSettings) -> Iterator[Owner]:
    from ledger.postgres.errors import spoken as postgres_spoken
    from ledger.postgres.migrations import owner_of
    from ledger.postgres.recorder import named

    with postgres_spoken(), owner_of(settings) as owner:

        def execute(statement: str, values: dict[str, Any]) -> int:
            return owner.execute(named(statement), values).rowcount

        owner.execute("SET LOCAL search_path = ledger, pg_temp")
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_keep_each")
        yield execute, "jsonb_build_object", "encode({}, 'hex')"
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keep_each")
