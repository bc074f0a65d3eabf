"""The projection while a worker runs: what is new comes under a checkpoint, and each checkpoint leaves the house."""

import logging
from collections.abc import Callable
from threading import Lock

from ledger.errors import LedgerError
from ledger.proof.projection import Projection
from ledger.proof.witness import Witness

log = logging.getLogger("hengxu.proof")


class CheckpointWorker:
    """One of each process; a second call waits for the first. What fails is said once, tried again, and said to be over
    when it is; ``troubles`` is what failed last.
    """

    def __init__(self, projection: Projection, witness: Witness | None = None) -> None:
        self._projection, self._witness = projection, witness
        self._turn, self.troubles = Lock(), list[LedgerError]()

    def follow(self) -> None:
        """Takes in what is new and hands over what was signed. Blocks; raises nothing that passes by itself."""
        with self._turn:
            steps = [self._projection.follow, *([self._witness.deliver] if self._witness else [])]
            self._say([trouble for trouble in map(_trouble, steps) if trouble])

    def _say(self, troubles: list[LedgerError]) -> None:
        known = {str(trouble) for trouble in self.troubles}
        for trouble in troubles:
            if str(trouble) not in known:
                log.error("%s", trouble)
        if self.troubles and not troubles:
            log.info("检查点恢复正常 / checkpoints are signed and handed over again")
        self.troubles = troubles


def _trouble(step: Callable[[], int]) -> LedgerError | None:
    """Why the step failed; what was signed before is handed over even where nothing more can be signed."""
    try:
        step()
    except LedgerError as error:
        return error
    return None
