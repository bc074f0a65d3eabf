"""Doubts: what is allowed but unusual is asked, confirmed with a reason, and stands on record so.

A decision's row names the questions that it raises; those of any decision, and of several chapters, stand here. A
question raises no doubt in a past that is entered as such, nor when a correction leads to decide again on what follows
it. What it asks the register is best effort (``domain.context.Register``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.center import Center
from domain.context import Context, NumberedAct, RegisteredCenter
from domain.decision import Decision, Question
from domain.guideline.policy import Policy
from domain.housekeeping.numbered_acts import IN_ONE_PAPER, numbered_acts
from domain.imported.unknowns import usual_end
from domain.kernel.doubts import ConfirmedDoubt, ConfirmedDoubts, Doubt
from domain.kernel.messages import Command, documents_in
from domain.kernel.records import Event, PartialDay
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.powers.persons import person_under_two_ids
from domain.values.identifiers import parse_document_number
from domain.values.partial_days import add_months, earliest, latest


def day_long_ago(command: Command, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a day that lies far back may be a slip of the pen."""
    on = context.effective_on(command)
    if on < context.today - timedelta(days=context.policy.unusual_days_back):
        yield Doubt("day_long_ago", "house", {"effective_on": on})


def day_before_the_last_act(command: Command, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: what is dated before acts that are on record already is unusual."""
    on = context.effective_on(command)
    last = center.last_day
    if last is not None and on < last:
        yield Doubt("day_before_last_act", "house", {"effective_on": on, "after": last})


REPEATED_AT_ONCE = "repeated_at_once"
"""The code of the doubt about a decision that was recorded a moment ago."""


def repeated_at_once(_command: Command, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: the very same decision, sent again at once without a key of its own, may be one click too many."""
    if context.repeated:
        yield Doubt(REPEATED_AT_ONCE, "house")


def paper_not_held(command: Command, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a paper that is named by its digest, and has not come in, may be a slip or another paper."""
    titles = {named.sha256: named.title for named in documents_in(command)}
    absent = [titles[digest] for digest in sorted(set(titles).difference(context.held(titles)))]
    if absent:
        yield Doubt("paper_not_held", "house", {"papers": absent})


NamedActs = Callable[[Any, Center, Context], Iterator[NumberedAct]]
"""The acts, with their numbers, that a command states."""


def number_of(event: type[Event]) -> tuple[Question, ...]:
    """The questions about the ``document_number`` of a decision from which this kind of act follows, if it has one."""

    def stated(command: Any, center: Center, context: Context) -> Iterator[NumberedAct]:
        if command.document_number is not None:
            number, on = command.document_number.normalized, context.effective_on(command)
            yield NumberedAct(center.center_id, center.name_zh, event.wire_name(), number, on)

    return numbers_of(stated)


def numbers_of(stated: NamedActs) -> tuple[Question, ...]:
    """The questions about the numbers of the acts that a command states."""

    def of_another_year(command: Any, center: Center, context: Context) -> Iterator[Doubt]:
        """House rule: a paper is numbered in the year in which it is issued."""
        for act in stated(command, center, context):
            if act.on is not None and parse_document_number(act.number).year != earliest(act.on).year:
                yield Doubt("number_of_another_year", "house", {"number": act.number, "effective_on": act.on})

    def borne_by_another_act(command: Any, center: Center, context: Context) -> Iterator[Doubt]:
        """House rule: one number is one paper, which may name several centers, but of one kind and day."""
        for act in stated(command, center, context):
            known = (*numbered_acts(center), *context.register.acts_numbered(act.number))
            others = {other for other in known if other.number == act.number and _is_of_another_paper(other, act)}
            if others:
                yield Doubt("number_borne", "house", {"number": act.number}, _visible_to_actor(others, center, context))

    return of_another_year, borne_by_another_act


def _is_of_another_paper(other: NumberedAct, act: NumberedAct) -> bool:
    is_in_one_paper = {other.event, act.event} <= IN_ONE_PAPER and other.center_id == act.center_id
    return not (other.event == act.event or is_in_one_paper) or _are_apart(other.on, act.on)


def _are_apart(one: PartialDay | None, other: PartialDay | None) -> bool:
    """Whether two days, of which parts may be unknown, cannot be the same."""
    if one is None or other is None:
        return False
    return latest(one) < earliest(other) or latest(other) < earliest(one)


def _visible_to_actor(
    which: Iterable[NumberedAct | RegisteredCenter], center: Center, context: Context
) -> list[Mapping[str, Any]]:
    """What is shown of them: to the bureau all, to others nothing of other centers."""
    bureau = context.actor.role in (Role.OFFICER, Role.APPROVER)
    seen = sorted((item for item in which if bureau or item.center_id == center.center_id), key=str)
    return [{name: value for name, value in item._asdict().items() if name in _SHOWN} for item in seen]


_SHOWN = frozenset({"center_id", "name_zh", "event", "on"})


def about_centers(
    code: str, clause: str, found: Sequence[RegisteredCenter], center: Center, context: Context
) -> Iterator[Doubt]:
    """The doubt about other centers that were found on the register; none where none was."""
    if found:
        yield Doubt(code, clause, which=_visible_to_actor(set(found), center, context))


def unusual_months(months: int, policy: Policy) -> Iterator[Doubt]:
    """3.5.1: a term generally has two to three years (一般为2—3年)."""
    low, high = policy.term_min_months, policy.term_max_months
    if not low <= months <= high:
        yield Doubt("term_unusual", "3.5.1", {"months": months, "minimum": low, "maximum": high})


def unusual_end(ends_on: date, approved_on: PartialDay, policy: Policy) -> Iterator[Doubt]:
    """3.5.1: so it is with an end of the term that is stated by itself."""
    usual = usual_end(approved_on, policy)
    if not usual.earliest <= ends_on <= usual.latest:
        days = {"term_ends_on": ends_on, "approved_on": approved_on}
        months = {"minimum": policy.term_min_months, "maximum": policy.term_max_months}
        yield Doubt("end_of_term_unusual", "3.5.1", days | months)


_MONTHS_OF_A_YEAR = 12


def far_ahead(due_on: date | None, on: date, context: Context) -> Iterator[Doubt]:
    """House rule: a day that lies years ahead may be a slip of the pen."""
    years = context.policy.unusual_years_ahead
    if due_on is not None and due_on > add_months(on, years * _MONTHS_OF_A_YEAR):
        yield Doubt("day_far_ahead", "house", {"due_on": due_on, "effective_on": on, "years": years})


def due_far_ahead(command: Any, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: so may a day by which something is to be done, in a command's ``due_on``."""
    yield from far_ahead(command.due_on, context.effective_on(command), context)


OF_AGE: tuple[Question, ...] = (day_long_ago, day_before_the_last_act)
"""What nobody is asked while a history is entered late."""
OF_ANY_DECISION: tuple[Question, ...] = (*OF_AGE, repeated_at_once, person_under_two_ids, paper_not_held)


def doubts_about(decision: Decision, command: Any, center: Center, context: Context) -> list[Doubt]:
    """Everything unusual about a decision that the rules allow."""
    if not context.asks_doubts:
        return []
    silent = OF_AGE if center.is_backfilled else ()
    questions = (question for question in (*OF_ANY_DECISION, *decision.doubts) if question not in silent)
    return [doubt for question in questions for doubt in question(command, center, context)]


def check_confirmed(decision: Decision, command: Command, center: Center, context: Context) -> None:
    """Raises ``Refusal`` with all doubts, as long as one of them is not confirmed; one that has appeared since those
    were asked is asked too.
    """
    doubts = doubts_about(decision, command, center, context)
    if any(not _is_confirmed(doubt, command, context) for doubt in doubts):
        raise Refusal("needs_confirmation", decision.clause, doubts=[doubt.plain() for doubt in doubts])


def _is_confirmed(doubt: Doubt, command: Command, context: Context) -> bool:
    confirmed = command.confirmed
    if confirmed is None or doubt.code not in confirmed.doubts:
        return False
    return context.asked_before is None or doubt.plain() in context.asked_before


def confirmed_doubts(decision: Decision, command: Command, center: Center, context: Context) -> ConfirmedDoubts | None:
    """What goes on record beside a decision: those doubts that there were; ``None`` without any."""
    if command.confirmed is None:
        return None
    doubts = doubts_about(decision, command, center, context)
    return _on_record(command, doubts) if doubts else None


def _on_record(command: Command, doubts: Sequence[Doubt]) -> ConfirmedDoubts | None:
    confirmed = command.confirmed
    if confirmed is None:
        return None
    asked = tuple(ConfirmedDoubt(**doubt.on_record()) for doubt in doubts)
    return ConfirmedDoubts(confirms=confirmed.confirms, doubts=asked, reason=confirmed.reason)
