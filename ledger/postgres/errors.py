"""PostgreSQL's errors in the ledger's words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, PersistenceError
from psycopg_pool import PoolClosed, PoolTimeout

from ledger.errors import DocumentsGone, LedgerFault, LedgerUnavailable
from ledger.postgres.orphans import GONE

AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
"""What the driver, and the library that wraps it, raise when the server does not answer."""
LOST = ("08", "57P")
"""SQLSTATE beginnings of a connection that has gone, while the server may well be there."""

NO_CONNECTION = (PoolTimeout, PoolClosed)


@contextmanager
def spoken() -> Iterator[None]:
    """Turns the driver's and the library's errors into the ledger's."""
    try:
        yield
    except AWAY as error:
        raise LedgerUnavailable(str(error).strip()) from error
    except (psycopg.Error, PersistenceError) as error:
        if sqlstate(error) == GONE:
            raise DocumentsGone from error
        raise LedgerFault(str(error).strip()) from error


def sqlstate(error: BaseException) -> str | None:
    """The server's code, also of an error that the library has wrapped; None where the server said nothing."""
    cause = _cause(error)
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None


def is_lost_connection(error: BaseException) -> bool:
    """Whether another connection may still find the server; not so when the pool had none to give."""
    state = sqlstate(error)
    return state.startswith(LOST) if state else not isinstance(_cause(error), NO_CONNECTION)


def _cause(error: BaseException) -> BaseException | None:
    return error if isinstance(error, psycopg.Error) else error.__cause__
