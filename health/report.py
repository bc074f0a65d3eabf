"""What is found when the questions are asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.kernel.base import Label
from ledger.proof.serving import Lag
from service_layer.remaking import Remaking
from temporal_client.workers import Queue


class Trouble(NamedTuple):
    """One thing that is wrong: a stable word for programs, and for people what it is and what to do about it."""

    word: str
    sentence: Label


class Answer(NamedTuple):
    """What one question brought: what is wrong, and what was measured on the way."""

    troubles: Sequence[Trouble] = ()
    lags: Mapping[str, Lag] = {}
    free: Mapping[str, int] = {}
    """Bytes, by folder."""
    queue: Queue | None = None
    backups: Mapping[str, datetime] = {}
    """When the last one was begun (UTC), by the folder in which it lies."""
    remaking: Remaking | None = None
    """How many centers lists still show by earlier house rules or working days."""


class Report(NamedTuple):
    """All answers, by the name of the question, as of ``at`` (UTC). ``begun_anew`` are centers whose workflow was
    missing and was begun again from the ledger lately.
    """

    at: datetime
    answers: Mapping[str, Answer]
    begun_anew: Sequence[str] = ()

    @property
    def troubles(self) -> list[Trouble]:
        """All that is wrong, each said once."""
        return list(dict.fromkeys(trouble for answer in self.answers.values() for trouble in answer.troubles))

    def of(self, name: str) -> Sequence[Trouble]:
        """What is wrong by one question."""
        return self.answers[name].troubles if name in self.answers else ()

    @property
    def lags(self) -> Mapping[str, Lag]:
        """How far the proof lags; empty while nobody can tell."""
        return self.answers["proof"].lags if "proof" in self.answers else {}

    @property
    def free(self) -> Mapping[str, int]:
        """Bytes that are free, by folder."""
        return self.answers["space"].free if "space" in self.answers else {}

    @property
    def backups(self) -> Mapping[str, datetime]:
        """When the last backup was begun (UTC), by its folder; empty where this process sees none."""
        return self.answers["space"].backups if "space" in self.answers else {}

    @property
    def queue(self) -> Queue | None:
        """Who takes tasks; ``None`` while nobody can tell."""
        return self.answers["worker"].queue if "worker" in self.answers else None

    @property
    def remaking(self) -> Remaking | None:
        """How far what lists show is made anew; ``None`` while nobody can tell."""
        return self.answers["lists"].remaking if "lists" in self.answers else None
