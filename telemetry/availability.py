"""Something outside that goes away and comes back: each is logged once."""

import logging
import time


class Availability:
    """Whether it answers, by what its callers meet; ``name`` says in both languages what it is. The first that is said
    of it is that it's away.
    """

    def __init__(self, log: logging.Logger, name_zh: str, name_en: str) -> None:
        self._log, self._zh, self._en = log, name_zh, name_en
        self._away_since: float | None = None

    @property
    def is_away(self) -> bool:
        """Whether it was, when somebody last asked it."""
        return self._away_since is not None

    def away(self, why: object) -> None:
        """It didn't answer."""
        if self._away_since is None:
            self._away_since = time.monotonic()
            self._log.warning(
                "%(zh)s不可用，将继续重试：%(why)s / %(en)s is away and is tried again: %(why)s",
                {"zh": self._zh, "en": self._en, "why": why},
            )

    def back(self) -> None:
        """It answered."""
        if self._away_since is not None:
            seconds = round(time.monotonic() - self._away_since, 1)
            self._away_since = None
            self._log.info(
                "%(zh)s已恢复 / %(en)s is back, after %(seconds)s s",
                {"zh": self._zh, "en": self._en, "seconds": seconds},
            )
