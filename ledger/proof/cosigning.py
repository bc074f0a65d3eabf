"""A witness that signs checkpoints (C2SP ``tlog-witness``), once it has seen that the log only grew since the last."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from http import HTTPStatus

import httpx

from ledger.errors import LedgerError
from ledger.proof.checkpoint import BadCheckpoint, cosignatures
from ledger.proof.keys import VerifierKey
from ledger.proof.tables import ProofTables, StoredCheckpoint
from ledger.proof.witness import PATIENCE, WitnessAway

LONGEST = 10_000
"""Bytes of a witness's answer that are looked at."""
SIZE = re.compile(r"(?:0|[1-9][0-9]{0,18})\n?")


class WitnessDisagrees(LedgerError):
    """A witness has seen another log than this one: more of it, or not its continuation. Nothing but people mend it."""

    def __init__(self, place: str, size: int, ours: int) -> None:
        super().__init__(
            f"见证方 {place} 已见证 {size} 条记录，与本台账的检查点（{ours} 条）不相接续：台账可能被回退或改写，"
            "请立即运行 hengxu audit verify",
            f"the witness {place} has signed a log of {size} entries that this one, with a checkpoint of {ours}, "
            "doesn't continue: it may have been rolled back or rewritten: run hengxu audit verify at once",
        )


class Cosigning:
    """Offers checkpoints to a witness, with the proof that they continue what it has seen, and keeps its signatures."""

    def __init__(
        self, tables: ProofTables, consistency: Callable[[int, int], Sequence[bytes]], place: str, key: VerifierKey
    ) -> None:
        self._tables, self._consistency, self._key, self._place = tables, consistency, key, place
        self._url = f"{place.rstrip('/')}/add-checkpoint"

    def __call__(self, checkpoint: StoredCheckpoint, arrived: int) -> None:
        """Hands one over. Raises WitnessAway, WitnessDisagrees."""
        answer = self._offered(checkpoint, arrived)
        if answer.status_code == HTTPStatus.CONFLICT and SIZE.fullmatch(answer.text):  # it has seen more, or less
            seen = int(answer.text)
            if seen > checkpoint.size:
                raise WitnessDisagrees(self._place, seen, checkpoint.size)
            answer = self._offered(checkpoint, seen)
        if answer.status_code in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise WitnessDisagrees(self._place, arrived, checkpoint.size)
        answer.raise_for_status()
        self._keep(checkpoint, answer.text[:LONGEST])

    def _offered(self, checkpoint: StoredCheckpoint, old: int) -> httpx.Response:
        path = self._consistency(old, checkpoint.size) if 0 < old < checkpoint.size else ()
        lines = [f"old {old}", *(b64encode(one).decode() for one in path)]
        body = "".join(f"{line}\n" for line in lines).encode() + b"\n" + checkpoint.note
        return httpx.post(self._url, content=body, timeout=PATIENCE)

    def _keep(self, checkpoint: StoredCheckpoint, lines: str) -> None:
        try:
            signed = cosignatures(checkpoint.text + lines, self._key)
        except BadCheckpoint as bad:
            raise WitnessAway(self._place, str(bad)) from None
        if not signed:
            raise WitnessAway(self._place, "没有该见证方密钥的签名 / no signature of its key")
        for one in signed:
            self._tables.keep_cosignature(checkpoint, one.line)
