"""Connections whose server has to answer in time: one that is frozen keeps them open, and only a clock notices."""

import time
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

from ledger.postgres.errors import NoAnswerInTime

INTERVAL = 0.1
"""Seconds after which a wait looks whether it was interrupted."""
T = TypeVar("T")


class BoundedConnection(psycopg.Connection[Any]):
    """Raises NoAnswerInTime, and closes itself, where one trip to the server takes longer than ``within`` seconds."""

    within: float

    def wait(self, gen: PQGen[T], interval: float = INTERVAL, timeout: float | None = None) -> T:
        """As the driver says."""
        began, bound = time.monotonic(), timeout or self.within
        try:
            return super().wait(gen, interval, bound)
        except psycopg.OperationalError:
            if time.monotonic() - began < bound:
                raise
            self.pgconn.finish()
            raise NoAnswerInTime(f"no answer within {bound:g} s") from None


@lru_cache(maxsize=8)
def connection_within(seconds: float | None) -> type[psycopg.Connection[Any]]:
    """The class of connections on which each trip takes so long at most; as long as it takes where nothing is said."""
    if seconds is None:
        return psycopg.Connection
    return type("ConnectionWithin", (BoundedConnection,), {"within": seconds})
