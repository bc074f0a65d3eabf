"""What is recorded because time passed: nobody decides these, and none of them decides anything."""

from datetime import date, timedelta
from typing import ClassVar, NamedTuple

from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.kernel.records import Event, PartialDay


class Passed(NamedTuple):
    """What a clock has recorded, once and for all: of which deadline, by its key, what, and for which due day."""

    key: str
    what: str
    due_on: date

    def __str__(self) -> str:
        """As one word: ``annual_report/2023/missed/2023-11-30``."""
        return f"{self.key}/{self.what}/{self.due_on}"


class ClockFact(Event):
    """Which deadline, by its key, and when it is due (the end of that day, Asia/Shanghai)."""

    WHAT: ClassVar[str]
    """What it says of its deadline, in a word that no other clock's fact has."""

    key: str
    kind: ClockKind
    due_on: Day

    @property
    def passed(self) -> Passed:
        """The day that it is about: after a correction of that day the clock has something new to say."""
        return Passed(self.key, self.WHAT, self.due_on)

    @property
    def says_undone(self) -> bool:
        """Whether it says that what is due was not done by then."""
        return True

    @property
    def clause(self) -> str:
        """The clause of the duty."""
        return self.kind.clause


class ReminderSent(ClockFact):
    """The time for a reminder came, ``days_ahead`` calendar days before the due date. Nothing was sent to anybody."""

    TOPIC = "reminder_sent:1"
    CLAUSE = "house"
    LABEL = Label("提醒到期", "Reminder due")
    ONLY_TELLS = True
    WHAT = "reminder"

    days_ahead: int

    @property
    def passed(self) -> Passed:
        """One for each number of days ahead."""
        return Passed(self.key, reminder(self.days_ahead), self.due_on)

    @property
    def clause(self) -> str:
        """Reminders are a rule of the house, whatever the duty."""
        return self.CLAUSE

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The day on which the reminder fell due."""
        return self.due_on - timedelta(days=self.days_ahead)


def reminder(days_ahead: int) -> str:
    """What a reminder so many days ahead says of its deadline."""
    return f"{ReminderSent.WHAT}/{days_ahead}"


class DeadlineMissed(ClockFact):
    """A due date passed and what was due is not there."""

    TOPIC = "deadline_missed:1"
    CLAUSE = "5.2"
    LABEL = Label("逾期未完成", "Deadline missed")
    WHAT = "missed"

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The first day on which it was late."""
        return self.due_on + timedelta(days=1)


class EvaluationOpened(ClockFact):
    """The term ends soon; the evaluation is to be held before."""

    TOPIC = "evaluation_opened:1"
    CLAUSE = "5.1"
    LABEL = Label("启动筹建评估", "Evaluation opened")
    WHAT = "opened"


class TermExpired(ClockFact):
    """The construction term has ended without an establishment. It revokes nothing."""

    TOPIC = "term_expired:1"
    CLAUSE = "5.1"
    LABEL = Label("筹建期满", "Term expired")
    WHAT = "expired"

    evaluated: bool

    @property
    def says_undone(self) -> bool:
        """A term ends evaluated or not."""
        return not self.evaluated

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The first day after the term."""
        return self.due_on + timedelta(days=1)


class UnknownTermExpired(ClockFact):
    """Nobody here knows when the construction term ended, but every possible day has passed; ``due_on`` is the last."""

    TOPIC = "unknown_term_expired:1"
    CLAUSE = "5.1"
    LABEL = Label("筹建期必已届满", "Unknown term certainly over")
    WHAT = "certainly_over"

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The first day after the last possible one."""
        return self.due_on + timedelta(days=1)
