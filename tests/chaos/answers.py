"""What was asked, and every answer that came."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from domain.kernel.roles import Actor
from tests.lives import Body

RECORDED, ACCEPTED, UNAVAILABLE = 201, 202, 503
FINAL = {RECORDED, 400, 403, 404, 409, 413, 422}
"""Answers after which nobody asks again."""


class Answer(NamedTuple):
    """One answer; ``status`` is 0 where the connection ended or nothing came in time. ``sent_at`` is an instant of the
    monotonic clock, in seconds.
    """

    sent_at: float
    seconds: float
    status: int
    body: Mapping[str, Any]
    retry_after: float | None = None

    @property
    def at(self) -> float:
        """When it came."""
        return self.sent_at + self.seconds


@dataclass
class Asked:
    """One decision under its key, or one page that was read (without ``body``), however often it was asked for."""

    key: str
    actor: Actor
    path: str
    body: Body | None = None
    answers: list[Answer] = field(default_factory=list)

    @property
    def final(self) -> Answer | None:
        """The first answer after which it was settled."""
        final = FINAL if self.body is not None else FINAL | {200}
        return next((answer for answer in self.answers if answer.status in final), None)

    @property
    def receipt(self) -> Mapping[str, Any] | None:
        """The receipt of what was acknowledged."""
        return next((answer.body for answer in self.answers if answer.status == RECORDED), None)

    def has_been_answered(self, status: int) -> bool:
        """Whether an answer of that status ever came."""
        return any(answer.status == status for answer in self.answers)
