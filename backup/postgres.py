"""PostgreSQL's own programs, asked for the schemas of an installation at one instant, and to put them back."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from backup.errors import LedgerIsThere, NoLedger, NoProgram, ProgramFailed, StillInUse
from backup.manifest import FILE_MODE, LedgerFacts, sync_path
from ledger.postgres.errors import spoken

DUMP, RESTORE = "pg_dump", "pg_restore"
SCHEMAS = ("ledger", "read_model", "office")
OF_CALLABLES = ("ledger", "read_model")
"""Schemas whose functions nobody may call whom no migration has let."""
ENDING = 3.0
"""Seconds in which a connection that was closed is gone from the server's list."""
PATIENCE = 10
"""Seconds within which a server has to answer."""
STEP = "SELECT coalesce(max(step), 0) FROM ledger.schema_steps"
ENDS = (
    "SELECT (SELECT coalesce(max(position), 0) FROM ledger.events),"
    " (SELECT coalesce(max(number), 0) FROM ledger.receipts)"
)
LAST_CHECKPOINT = "SELECT size, note FROM ledger.proof_checkpoints ORDER BY size DESC LIMIT 1"
THERE = "SELECT nspname FROM pg_namespace WHERE nspname = ANY (%s) ORDER BY nspname"
USERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = ANY (%s)"
)
_MAJOR = re.compile(r"\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)")


def dump(url: str, target: Path) -> tuple[LedgerFacts, str]:
    """Write everything of the installation into one file of ``pg_dump``'s custom format; what the ledger was at that
    instant, and the server's release. ``url`` names a role that may read everything.

    Raises ``NoLedger``, ``NoProgram``, ``ProgramFailed``, ``LedgerUnavailable``, ``LedgerFault``.
    """
    with spoken(), psycopg.connect(url, connect_timeout=PATIENCE) as reader:
        reader.isolation_level, reader.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        server, program = _release(reader), _program(DUMP, reader)
        facts, snapshot = _facts(reader), _one(reader, "SELECT pg_export_snapshot()")
        target.touch(FILE_MODE, exist_ok=False)
        schemas = [f"--schema={schema}" for schema in SCHEMAS]
        _run(program, url, "--format=custom", f"--snapshot={snapshot}", f"--file={target}", *schemas)
    sync_path(target)
    return facts, server


def _facts(reader: psycopg.Connection) -> LedgerFacts:
    if _one(reader, "SELECT to_regclass('ledger.schema_steps') IS NULL"):
        raise NoLedger(reader.info.dbname)
    position, receipts = reader.execute(ENDS).fetchone() or (0, 0)
    found = None
    if _one(reader, "SELECT to_regclass('ledger.proof_checkpoints') IS NOT NULL"):
        found = reader.execute(LAST_CHECKPOINT).fetchone()
    return LedgerFacts(
        schema_step=_one(reader, STEP),
        position=position,
        receipts=receipts,
        checkpoint_size=found[0] if found else 0,
        checkpoint=bytes(found[1]).decode(errors="replace") if found else None,
    )


def check_dump(owner_url: str, source: Path) -> None:
    """Read a dump to its end, and restore nothing. Raises ``NoProgram``, ``ProgramFailed``, ``LedgerUnavailable``."""
    with spoken(), psycopg.connect(owner_url, connect_timeout=PATIENCE, autocommit=True) as owner:
        program = _program(RESTORE, owner)
    _finished([program, f"--file={os.devnull}", str(source)], {})


def end_sessions(owner_url: str) -> int:
    """Nobody goes on with a session of the backup's day; how many there were. Raises ``LedgerUnavailable``."""
    with spoken(), psycopg.connect(owner_url, connect_timeout=PATIENCE) as owner:
        if _one(owner, "SELECT to_regclass('office.sessions') IS NULL"):
            return 0
        return owner.execute("DELETE FROM office.sessions").rowcount


@contextmanager
def restored(
    owner_url: str, source: Path, roles: tuple[str, ...], now: datetime, *, replace: bool
) -> Iterator[tuple[str, ...]]:
    """Put the schemas of a dump in place, their owner being whoever ``owner_url`` names; what was there is renamed and
    kept, and the names it has now are given. If the block fails, everything is as it was before. ``roles`` are those
    that API and worker come as.

    Raises ``LedgerIsThere``, ``StillInUse``, ``NoProgram``, ``ProgramFailed``, ``LedgerUnavailable``, ``LedgerFault``.
    """
    with spoken(), psycopg.connect(owner_url, connect_timeout=PATIENCE, autocommit=True) as owner:
        program = _program(RESTORE, owner)
        kept = _kept_as(owner, roles, now, replace=replace)
        _rename(owner, kept)
        try:
            _run(program, owner_url, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", source)
            for schema in OF_CALLABLES:
                revoke = sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {} FROM PUBLIC")
                owner.execute(revoke.format(sql.Identifier(schema)))
            yield tuple(kept.values())
            _shut(owner, kept.values(), roles)
        except BaseException:
            _undo(owner, kept)
            raise


def _kept_as(owner: psycopg.Connection, roles: tuple[str, ...], now: datetime, *, replace: bool) -> dict[str, str]:
    """What is there, and the name that it is going to have."""
    found = [name for (name,) in owner.execute(THERE, (list(SCHEMAS),))]
    if found and not replace:
        raise LedgerIsThere(owner.info.dbname)
    if users := _still_there(owner, roles):
        raise StillInUse(users)
    return {name: f"{name}_{now:%Y%m%dt%H%M%S%f}" for name in found}


def _still_there(owner: psycopg.Connection, roles: tuple[str, ...]) -> int:
    """How many connections API and worker have. The server hears a moment later that one has ended, so that it is asked
    again for a while.
    """
    deadline = time.monotonic() + ENDING
    while (users := _one(owner, USERS, (list(roles),))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return int(users)


def _rename(owner: psycopg.Connection, names: Mapping[str, str]) -> None:
    with owner.transaction():
        for name, new in names.items():
            owner.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new)))


def _shut(owner: psycopg.Connection, schemas: Iterable[str], roles: Iterable[str]) -> None:
    """What is kept aside is for its owner alone."""
    known = [name for (name,) in owner.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", (list(roles),))]
    for schema, role in product(schemas, known):
        revoke = sql.SQL("REVOKE ALL ON SCHEMA {} FROM {}")
        owner.execute(revoke.format(sql.Identifier(schema), sql.Identifier(role)))


def _undo(owner: psycopg.Connection, kept: Mapping[str, str]) -> None:
    with owner.transaction():
        for schema in SCHEMAS:
            owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
        _rename(owner, {new: name for name, new in kept.items()})


def _release(connection: psycopg.Connection) -> str:
    return str(_one(connection, "SHOW server_version"))


def _program(name: str, connection: psycopg.Connection) -> str:
    """The program, of the server's own major release: an older one refuses, a newer one writes what the server lacks.

    Raises ``NoProgram``.
    """
    found, printed = shutil.which(name), ""
    if found:
        printed = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = _MAJOR.search(printed)
    if found is None or major is None or int(major[1]) != connection.info.server_version // 10_000:
        raise NoProgram(name, printed, _release(connection))
    return found


def _run(program: str, url: str, *arguments: str | Path) -> None:
    """Run it on the database. The password goes by the environment, where no list of processes shows it."""
    parts: dict[str, Any] = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = {"PGPASSWORD": str(password)} if password else {}
    database = make_conninfo(**parts)
    _finished([program, "--no-password", f"--dbname={database}", *map(str, arguments)], environment)


def _finished(command: list[str], environment: Mapping[str, str]) -> None:
    outcome = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if outcome.returncode:
        lines = outcome.stderr.strip().splitlines()
        raise ProgramFailed(Path(command[0]).name, lines[0] if lines else f"exit {outcome.returncode}")


def _one(connection: psycopg.Connection, statement: str, values: tuple[object, ...] = ()) -> Any:
    row = connection.execute(statement.encode(), values).fetchone()
    return row[0] if row else None
