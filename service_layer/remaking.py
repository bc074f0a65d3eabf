"""Whether lists show what the house rules, the program and the working calendar of now make of the log, and one center
made anew where they don't.
"""

from datetime import datetime
from typing import NamedTuple

from domain.guideline.policy import Policy, differing_numbers
from domain.kernel.base import Label
from domain.kernel.messages import CALENDAR
from ledger.application import Ledger
from ledger.read_model.bases import DeclaredPolicy, basis_of, rules_of
from service_layer.queries import working_calendar
from service_layer.reading import ReadableLedger
from service_layer.stream_types import stream_type_of


class Remaking(NamedTuple):
    """How many centers have rows that are made by something else than what holds now, and how many there are."""

    left: int
    of: int


def basis_now(ledger: ReadableLedger, policy: Policy) -> str:
    """What rows are made by now, in a program with this policy."""
    return basis_of(policy, working_calendar(ledger))


def is_being_remade(ledger: ReadableLedger, policy: Policy) -> bool:
    """Whether any list may still show what no longer holds."""
    return ledger.read_model.bases.is_of_another(basis_now(ledger, policy))


def remaking(ledger: Ledger, policy: Policy) -> Remaking:
    """How far it has come."""
    return Remaking(*ledger.read_model.bases.count_of_another(basis_now(ledger, policy)))


def other_policy_in_force(ledger: Ledger, policy: Policy) -> DeclaredPolicy | None:
    """The house rules in force, where they are others than a program with this policy goes by."""
    last = ledger.read_model.bases.in_force()
    return last if last is not None and last.rules != rules_of(policy) else None


ANOTHER_RELEASE = Label("程序版本不同", "another release of the program")


def differences_from(policy: Policy, other: DeclaredPolicy) -> Label:
    """In which numbers a program with this policy differs from other house rules, in words."""
    numbers = list(differing_numbers(policy, other.settings)) or [ANOTHER_RELEASE]
    return Label("；".join(one.zh for one in numbers), "; ".join(one.en for one in numbers))


def refresh_rows(ledger: Ledger, policy: Policy, stream: str) -> None:
    """What lists show of the stream, looked at anew; nothing where a decision was recorded meanwhile, which did so."""
    stream_type = stream_type_of(stream)
    state, version = ledger.current(stream, stream_type.fold)
    rows = stream_type.rows(state, policy, working_calendar(ledger)) if state is not None else None
    if rows is not None:
        ledger.read_model.put(rows.dated(_moved_at(ledger, stream)), version)


def _moved_at(ledger: Ledger, stream: str) -> datetime:
    """When what rows are made by last changed: the record, the working days, or the house rules."""
    newest = [ledger.stream_page(one, ledger.version(one) - 1, 1) for one in (stream, CALENDAR) if ledger.version(one)]
    rules = ledger.read_model.bases.in_force()
    instants = [record.recorded_at for records in newest for record in records]
    return max(*instants, datetime.fromisoformat(rules.since)) if rules else max(instants)


def refresh_rows_of_another_basis(ledger: Ledger, policy: Policy, stream: str) -> None:
    """The same, for a center whose rows are made by something else than what holds now."""
    found = ledger.read_model.bases.of_center(stream)
    if found is not None and found != basis_now(ledger, policy):
        refresh_rows(ledger, policy, stream)
