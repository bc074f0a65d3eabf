"""A center as the bureau's list has it: all that the register's columns are made of."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from domain.center import Center
from domain.center_summary import is_overdue
from domain.deadlines.deadline import Deadline
from domain.end_of_term import EndOfTerm, TermBasis, end_of_term
from domain.guideline.phases import ENDED
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.imported.unknowns import is_approximate
from domain.kernel.base import Model
from domain.kernel.records import PartialDay
from domain.oversight import WaitsFor, is_in_charge, is_in_doubt
from domain.powers.authority import authority_of
from domain.values.districts import District
from domain.values.identifiers import DocumentNumber
from domain.values.partial_days import Precision, precision
from domain.wording.deadlines import followed_from_of
from ledger.read_model.center_item import CenterOutline, center_item


class AuthorityNamed(Model):
    """To whom a center belongs. About one that isn't the bureau's, nothing is decided here (5.3)."""

    zh: str
    en: str
    is_the_bureau: bool


class DayKnown(Model):
    """A day as far as it is known: ``2023-05-11``, ``2023-05`` or ``2023``; ``approximate`` where the reports that have
    it say no more than about when it was.
    """

    on: str
    precision: Precision
    approximate: bool = False


class TermRange(Model):
    """Where the end of a term that nobody reported lies, both days counted in; ``None`` where a bound isn't known."""

    earliest: date | None
    latest: date | None


class OverdueDuty(Model):
    """What was due and isn't there: missed by its day, or, where only ``latest`` is known, certainly over since then.
    ``days_late`` counts calendar days until the day for which the list is read, of what has a day: a term that is
    certainly over may have been extended. ``latest`` is ``assumed`` where the clause that sets it wasn't that of the
    approval. ``followed_from`` is the day within the duty's year from which this record follows an imported center.
    """

    key: str
    kind: str
    clause: str
    due_on: date | None
    latest: date | None = None
    subject: str = ""
    days_late: int | None = None
    assumed: bool = False
    followed_from: date | None = None


class CenterItem(CenterOutline):
    """A center in the register, with the members that its page calls alike.

    ``term_ends_on`` is an end that a paper says, ``term_range`` the days between which any other lies, and
    ``term_basis`` says which: ``certain``, ``range`` or ``assumed``. ``joint_parties`` are names. ``overdue_duties``
    were missed, ``certainly_over`` ones may have been: each is a list of its own. ``joint_parties`` and
    what is overdue or certainly over are ``None`` for whoever isn't told of them. ``open_corrections`` is how many
    corrections and undoings wait for the approver, which the bureau alone is told. ``waits_for`` says whose acts the
    center waits for; to those who are concerned, whether theirs.
    """

    authority: AuthorityNamed
    of_the_bureau: bool
    in_charge: bool
    uscc: str | None = None
    joint_parties: tuple[str, ...] | None = ()
    industry: str | None = None
    seat: str | None = None
    seat_district: District | None = None
    approved_on: DayKnown | None = None
    approval_number: DocumentNumber | None = None
    term_basis: TermBasis | None = None
    term_ends_on: date | None = None
    term_range: TermRange | None = None
    established_on: DayKnown | None = None
    establishment_number: DocumentNumber | None = None
    director: str | None = None
    overdue_duties: tuple[OverdueDuty, ...] | None = ()
    certainly_over: int | None = 0
    certainly_over_duties: tuple[OverdueDuty, ...] | None = ()
    open_corrections: int | None = None
    in_doubt: bool | None = None
    waits_for: tuple[WaitsFor, ...] | None = None


OF_DUES = ("overdue", "overdue_duties", "certainly_over", "certainly_over_duties")
"""What is said of what is due, of which the public and former parties aren't told."""
NOT_OF_NOW: dict[str, Any] = {
    **dict.fromkeys((*OF_DUES, "open_corrections", "in_doubt", "waits_for")),
    "view": "former",
}
"""What a former party isn't told of a center as it stood when they left."""
NOT_PUBLIC: dict[str, Any] = {
    **dict.fromkeys(OF_DUES),
    "version": None,
    "view": "public",
    "uscc": None,
    "joint_parties": None,
    "industry": None,
    "seat": None,
    "seat_district": None,
    "term_basis": None,
    "term_ends_on": None,
    "term_range": None,
    "director": None,
    "open_corrections": None,
    "in_doubt": None,
    "waits_for": None,
}
"""What the public register doesn't say of a center, and in which words it is silent."""
PAPERS = {"approved_on": "approval_number", "established_on": "establishment_number"}
"""By its day, the number of an official act."""


def register_item(center: Center, dues: Sequence[Deadline], policy: Policy) -> CenterItem:
    """A center as the bureau's list has it."""
    authority = authority_of(center)
    over = [] if center.phase in ENDED else [due for due in dues if due.status is ClockStatus.CERTAINLY_OVER]
    return CenterItem(
        **dict(center_item(center, dues)),
        authority=AuthorityNamed(**authority.label._asdict(), is_the_bureau=authority.is_the_bureau),
        of_the_bureau=authority.is_the_bureau,
        in_charge=is_in_charge(center),
        uscc=center.lead.uscc if center.lead else None,
        joint_parties=tuple(party.organisation.name for party in center.joint) or center.joint_with,
        industry=center.field.other if center.field else None,
        seat=center.seat,
        seat_district=center.seat_district,
        approved_on=_reported(center, "approved_on"),
        approval_number=center.approval_number,
        **_end(end_of_term(center, policy)),
        established_on=_reported(center, "established_on"),
        establishment_number=center.establishment_number,
        director=center.director,
        overdue_duties=tuple(overdue_duty(center, due) for due in _overdue(center, dues)),
        certainly_over=len(over),
        certainly_over_duties=tuple(overdue_duty(center, due) for due in over),
        open_corrections=len(center.corrections) + len(center.undoings),
        in_doubt=is_in_doubt(center, dues),
    )


def public_register_item(center: Center, policy: Policy) -> CenterItem:
    """A center as the public register lists it: of its papers those that are official acts or were reported."""
    hidden = dict(NOT_PUBLIC)
    if center.imported_from is None:
        hidden |= {"disputed": (), "unknown": ()}
    else:
        hidden |= dict.fromkeys(PAPERS.values())
        hidden |= {day: None for day in PAPERS if day in center.settled}
    return register_item(center, (), policy).model_copy(update=hidden)


def _overdue(center: Center, dues: Iterable[Deadline]) -> Iterator[Deadline]:
    """What was missed, and what of the term is over with nothing applied for: as ``is_overdue`` has it."""
    if center.phase in ENDED:
        return
    for due in dues:
        is_missed = due.status is ClockStatus.MISSED
        of_term = due.kind is ClockKind.EVALUATION and due.due_on is not None and due.due_on == center.term_ends_on
        if is_missed or (of_term and is_overdue(center, [due])):
            yield due


def overdue_duty(center: Center, due: Deadline) -> OverdueDuty:
    """What was missed or is certainly over, as lists show it."""
    return OverdueDuty(
        key=due.key,
        kind=due.kind.value,
        clause=due.clause,
        due_on=due.due_on,
        latest=due.latest,
        subject=due.subject,
        assumed=due.assumed,
        followed_from=followed_from_of(due.key, center),
    )


def _reported(center: Center, name: str) -> DayKnown | None:
    day: PartialDay | None = getattr(center, name)
    if day is None:
        return None
    return DayKnown(on=str(day), precision=precision(day), approximate=is_approximate(center, name))


def _end(end: EndOfTerm | None) -> dict[str, Any]:
    if end is None:
        return {}
    is_known = end.earliest is not None or end.latest is not None
    possible = TermRange(earliest=end.earliest, latest=end.latest) if is_known else None
    return {"term_basis": end.basis, "term_ends_on": end.on, "term_range": possible}
