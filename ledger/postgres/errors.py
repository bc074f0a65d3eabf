"""PostgreSQL's errors in the ledger's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, PersistenceError
from psycopg_pool import PoolClosed, PoolTimeout

from ledger.errors import (
    DocumentsGone,
    LedgerFault,
    LedgerFull,
    LedgerLocked,
    LedgerReadOnly,
    LedgerSilent,
    LedgerUnavailable,
)
from ledger.postgres.orphans import GONE

AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
"""What the driver, and the library that wraps it, raise when the server does not answer."""
LOST = ("08", "57P")
"""SQLSTATE beginnings of a connection that has gone, while the server may well be there."""

BY_STATE: dict[str | None, type[LedgerUnavailable]] = {
    "53100": LedgerFull,
    "25006": LedgerReadOnly,
    "55P03": LedgerLocked,
    "57014": LedgerSilent,
}
"""SQLSTATE of a full disk, a read-only transaction, a lock and a statement that were waited for too long."""


class NoAnswerInTime(psycopg.OperationalError):
    """The server took a statement and gave no answer; what became of it nobody knows. The connection is given up."""


NO_OTHER = (PoolTimeout, PoolClosed, NoAnswerInTime)
"""After these another connection finds no more than the first."""


@contextmanager
def spoken() -> Iterator[None]:
    """Turns the driver's and the library's errors into the ledger's."""
    try:
        yield
    except AWAY as error:
        raise _unavailable(error)(str(error).strip()) from error
    except (psycopg.Error, PersistenceError) as error:
        if sqlstate(error) == GONE:
            raise DocumentsGone from error
        if kind := BY_STATE.get(sqlstate(error)):
            raise kind(str(error).strip()) from error
        raise LedgerFault(str(error).strip()) from error


def _unavailable(error: BaseException) -> type[LedgerUnavailable]:
    if isinstance(_cause(error), NoAnswerInTime):
        return LedgerSilent
    return BY_STATE.get(sqlstate(error), LedgerUnavailable)


def sqlstate(error: BaseException) -> str | None:
    """The server's code, also of an error that the library has wrapped; None where the server said nothing."""
    cause = _cause(error)
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None


def is_lost_connection(error: BaseException) -> bool:
    """Whether another connection may still find the server; not so when the pool had none to give."""
    state = sqlstate(error)
    return state.startswith(LOST) if state else not isinstance(_cause(error), NO_OTHER)


def _cause(error: BaseException) -> BaseException | None:
    return error if isinstance(error, psycopg.Error) else error.__cause__
