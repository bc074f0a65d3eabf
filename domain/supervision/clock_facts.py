"""What is recorded because time passed: nobody decides these, and none of them decides anything."""

from datetime import timedelta

from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.kernel.records import Event, PartialDay


class ClockFact(Event):
    """Which deadline, by its key, and when it is due (the end of that day, Asia/Shanghai)."""

    key: str
    kind: ClockKind
    due_on: Day

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

    days_ahead: int

    @property
    def clause(self) -> str:
        """Reminders are a rule of the house, whatever the duty."""
        return self.CLAUSE

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The day on which the reminder fell due."""
        return self.due_on - timedelta(days=self.days_ahead)


class DeadlineMissed(ClockFact):
    """A due date passed and what was due is not there."""

    TOPIC = "deadline_missed:1"
    CLAUSE = "5.2"
    LABEL = Label("逾期未完成", "Deadline missed")

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The first day on which it was late."""
        return self.due_on + timedelta(days=1)


class EvaluationOpened(ClockFact):
    """The term ends soon; the evaluation is to be held before."""

    TOPIC = "evaluation_opened:1"
    CLAUSE = "5.1"
    LABEL = Label("启动筹建评估", "Evaluation opened")


class TermExpired(ClockFact):
    """The construction term has ended without an establishment. It revokes nothing."""

    TOPIC = "term_expired:1"
    CLAUSE = "5.1"
    LABEL = Label("筹建期满", "Term expired")

    evaluated: bool

    def took_effect_on(self, stated: PartialDay) -> PartialDay:  # noqa: ARG002 - the clock's own day counts
        """The first day after the term."""
        return self.due_on + timedelta(days=1)
