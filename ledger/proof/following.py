"""The projection while a worker runs: what is new comes under a checkpoint, and each checkpoint leaves the house."""

import logging
from threading import Lock

from ledger.errors import LedgerError
from ledger.proof.projection import Projection
from ledger.proof.witness import Witness

log = logging.getLogger("hengxu.proof")


class Follower:
    """One of each process; a second call waits for the first. What fails is said once, and tried again."""

    def __init__(self, projection: Projection, witness: Witness | None = None) -> None:
        self._projection, self._witness = projection, witness
        self._turn, self._said = Lock(), ""

    def follow(self) -> None:
        """Takes in what is new and hands over what was signed. Blocks; raises nothing that passes by itself."""
        with self._turn:
            try:
                self._projection.follow()
                if self._witness is not None:
                    self._witness.deliver()
            except LedgerError as error:
                self._say(str(error))
            else:
                self._said = ""

    def _say(self, trouble: str) -> None:
        if trouble != self._said:
            log.error("%s", trouble)
        self._said = trouble
