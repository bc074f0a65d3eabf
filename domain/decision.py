"""One decision of the guideline, as a row of its chapter's table; the row stands right above its rule."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, NamedTuple

from domain.center import Center
from domain.context import Context
from domain.guideline.phases import Phase
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn
from domain.working_calendar.working_days import Due

Need = Callable[[Center, Context], None]
"""What must hold before a decision; raises ``Refusal`` where it doesn't."""
Question = Callable[[Any, Center, Context], Iterator[Doubt]]
"""What may be unusual about a decision that the rules allow."""
Rule = Callable[[Any, Center, Context], list[Event]]
"""The events that follow from a command; raises ``Refusal``."""
Grounds = Callable[[Any, Center, Context], tuple[RestsOn, ...]]
"""The facts on which a decision rests besides those of its row, as the center stands."""
Opening = Callable[[Center, Context], Due | None]
"""The first day on which a decision can be taken, where a time has to pass before; provisional while it may move."""
Effect = Callable[[Center, Any], Center]
"""The center after a record of one kind of event."""
Effects = Mapping[type[Event], Effect]


class Decision(NamedTuple):
    """One decision of the guideline: who takes it, when, what must hold before, what may be doubtful, what follows.

    ``phases`` is empty for a decision that begins a center. It bears no day before the facts that it ``rests_on``, and
    those that it ``rests_also`` on as the case is. ``steps`` says that it leads the center onward, ``ends`` that it
    ends a center or an application. One ``of_any_authority`` keeps the record true, and is open about centers of other
    authorities than the bureau too. One ``of_any_party`` is open to each party and to the district of each; of the
    others the lead alone speaks for the center, and its district alone acts. ``formerly`` are the roles whose it was
    until it was asked who may decide what (``Context.asks_powers``), where they were others. ``opens_on`` is the first
    day on which it is taken where a time of somebody's has to pass first. One that may be taken ``on_behalf`` is also
    entered by the officer, from a paper that was handed in by whom it belongs to.
    """

    command: type[Command]
    clause: str
    roles: tuple[Role, ...]
    phases: tuple[Phase, ...]
    needs: tuple[Need, ...]
    rule: Rule
    events: tuple[type[Event], ...]
    label: Label
    rests_on: tuple[RestsOn, ...] = ()
    doubts: tuple[Question, ...] = ()
    steps: bool = False
    ends: bool = False
    of_any_authority: bool = False
    rests_also: Grounds | None = None
    of_any_party: bool = False
    formerly: tuple[Role, ...] = ()
    opens_on: Opening | None = None
    on_behalf: bool = False

    @property
    def type(self) -> str:
        """The decision's name on the wire."""
        return str(self.command.model_fields["type"].default)

    def roles_asked(self, context: Context, *, on_behalf: bool = False) -> tuple[Role, ...]:
        """Whose it is, or was when it was decided; who enters it ``on_behalf`` of those is the officer."""
        if on_behalf:
            return (Role.OFFICER,)
        return self.roles if context.asks_powers or not self.formerly else self.formerly

    def grounds(self, command: Command, center: Center, context: Context) -> tuple[RestsOn, ...]:
        """All that it rests on in this case."""
        also = self.rests_also(command, center, context) if self.rests_also else ()
        return (*self.rests_on, *also)


def decides(
    command: type[Command],
    *,
    clause: str,
    roles: tuple[Role, ...],
    phases: tuple[Phase, ...],
    events: tuple[type[Event], ...],
    label: Label,
    needs: tuple[Need, ...] = (),
    rests_on: tuple[RestsOn, ...] = (),
    doubts: tuple[Question, ...] = (),
    steps: bool = False,
    ends: bool = False,
    of_any_authority: bool = False,
    rests_also: Grounds | None = None,
    of_any_party: bool = False,
    formerly: tuple[Role, ...] = (),
    opens_on: Opening | None = None,
    on_behalf: bool = False,
) -> Callable[[Rule], Decision]:
    """Makes a rule the rule of this decision; what it decorates is the decision's row from then on."""

    def row(rule: Rule) -> Decision:
        return Decision(
            command,
            clause,
            roles,
            phases,
            needs,
            rule,
            events,
            label,
            rests_on,
            doubts,
            steps,
            ends,
            of_any_authority,
            rests_also,
            of_any_party,
            formerly,
            opens_on,
            on_behalf,
        )

    return row


def asked_of_late(need: Need) -> Need:
    """A need that is asked since it is asked who may decide what: what was decided before stands without it."""

    @wraps(need)
    def asked(center: Center, context: Context) -> None:
        if context.asks_powers:
            need(center, context)

    return asked
