"""What goes wrong and what is well again, in the log: each once."""

import logging
from datetime import datetime

from health.checks import CHECKS, Check
from health.report import Report, Trouble

log = logging.getLogger("hengxu.health")


class Transitions:
    """Of one process; it is handed every report. A word that several questions answer with is said once, and is over
    when each of them is answered well: that a question can't be asked meanwhile, because what it rests on is away, says
    nothing.
    """

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}
        self._held: dict[str, set[str]] = {}

    def take(self, report: Report) -> None:
        """Says what has changed since the last one."""
        for check in CHECKS:
            self._take(check, report)
        for word in [word for word, checks in self._held.items() if not checks]:
            del self._held[word]
            seconds = round((report.at - self._since.pop(word)).total_seconds())
            log.info("恢复正常：%s / over: %s", word, word, extra={"fields": {"word": word, "seconds": seconds}})

    def _take(self, check: Check, report: Report) -> None:
        troubles = report.of(check.name)
        for trouble in troubles:
            if trouble.word not in self._held:
                self._say(check, trouble)
                self._since[trouble.word] = report.at
            self._held.setdefault(trouble.word, set()).add(check.name)
        if not troubles and not report.of(check.rests_on):
            for checks in self._held.values():
                checks.discard(check.name)

    def _say(self, check: Check, trouble: Trouble) -> None:
        zh, en = trouble.sentence
        log.warning("不正常：%s / not well: %s", zh, en, extra={"fields": {"check": check.name, "word": trouble.word}})
