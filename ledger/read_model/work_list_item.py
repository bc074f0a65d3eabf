"""What a center waits for, as lists show it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.center import Center
from domain.kernel.base import Model
from domain.kernel.roles import Role
from domain.values.districts import District
from domain.values.identifiers import same_code
from domain.values.organisations import Organisation, SuperiorBody, superiors_of
from domain.values.partial_days import days_late
from domain.work_items import WorkItem
from ledger.read_model.deadline_list_item import district_of
from ledger.read_model.register_item import OverdueDuty, overdue_duty


class UnmetCondition(Model):
    """What keeps a decision from being open: the refusal that it would meet."""

    code: str
    clause: str
    params: dict[str, Any]


class NextStep(Model):
    """The first step onward that a center can't take yet, whose it is, and every condition that isn't met."""

    decision: str
    clause: str
    role: str
    unmet: tuple[UnmetCondition, ...]


class AssignedOfficer(Model):
    """An officer in whose hands a center is, as lists show it."""

    id: str
    name: str


class WorkListItem(Model):
    """A decision that a center waits for, in a list. Days are of Asia/Shanghai; ``org``, ``district`` and ``person``
    say from whom of the role, with the names of the organisation and of the expert. ``next_step`` is the center's,
    where conditions keep it from being taken. ``assigned`` are the officers in whose hands it is, who leads first.
    ``latest`` is the last possible one of a day that nobody knows, once it has passed; ``duties`` are the overdue ones
    that it is about. What is ``not_on_record`` an imported center may have done before it was followed;
    ``latest`` is ``assumed`` where the clause that sets it wasn't that of the approval.
    """

    center_id: str
    center_name_zh: str
    center_name_en: str | None
    phase: str
    key: str
    decision: str
    clause: str
    role: str
    org: str | None
    org_name: str | None
    district: str | None
    person: str | None
    person_name: str | None
    due_on: date | None
    opens_on: date | None
    provisional: bool
    overdue: bool
    since: date | None
    subject: str
    assigned: tuple[AssignedOfficer, ...] = ()
    next_step: NextStep | None = None
    latest: date | None = None
    duties: tuple[OverdueDuty, ...] = ()
    not_on_record: bool = False
    assumed: bool = False


def next_step(item: WorkItem) -> NextStep:
    """A step that isn't open yet, as lists show it."""
    unmet = [UnmetCondition(code=no.code, clause=no.clause, params=no.params) for no in item.unmet]
    return NextStep(decision=item.decision.type, clause=item.clause, role=item.role.value, unmet=tuple(unmet))


def work_list_item(center: Center, item: WorkItem, blocked: WorkItem | None = None) -> WorkListItem:
    """One thing that a center waits for, as lists show it."""
    return WorkListItem(
        center_id=center.center_id,
        center_name_zh=center.name_zh,
        center_name_en=center.name_en,
        phase=center.phase.value,
        key=item.key,
        decision=item.decision.type,
        clause=item.clause,
        role=item.role.value,
        org=item.org,
        org_name=_name_of_org(center, item),
        district=item.district,
        person=item.person,
        person_name=_name_of(center, item.person),
        due_on=item.due_on,
        opens_on=item.opens_on,
        provisional=item.provisional,
        overdue=item.overdue,
        since=item.since,
        subject=item.subject,
        assigned=tuple(AssignedOfficer(id=officer.id, name=officer.name) for officer in item.assigned),
        next_step=next_step(blocked) if blocked else None,
        latest=item.latest,
        duties=tuple(overdue_duty(center, due) for due in item.duties),
        not_on_record=item.not_on_record,
        assumed=item.assumed,
    )


def bodies_of(center: Center) -> Iterator[Organisation | SuperiorBody]:
    """Those that build the center, and the superior bodies that they name."""
    yield from center.organisations()
    yield from superiors_of(center.organisations())


def _name_of_org(center: Center, item: WorkItem) -> str | None:
    """The party or the superior body; the host where the parties of an imported center are unknown."""
    named = (body.name for body in bodies_of(center) if same_code(body.uscc, item.org))
    return next(named, center.host if item.role is Role.APPLICANT else None)


def _name_of(center: Center, person: str | None) -> str | None:
    experts = (expert for review in center.reviews.values() for expert in review.experts)
    return next((expert.name for expert in experts if expert.id == person), None) if person else None


class OpenWorkItem(WorkListItem):
    """A line of the work list: what waits, with what the register says of its center. ``center_district`` is that of
    the lead, or of the seat of a center which is known from reports alone; ``district`` says from which one it is
    awaited. ``days_late`` counts calendar days past ``due_on`` until the day for which the list is read.
    """

    host: str | None
    center_district: District | None
    region: str
    days_late: int


def open_work_item(item: Mapping[str, Any], center: Mapping[str, Any], on: date | None = None) -> dict[str, Any]:
    """The item with its center's line of the register, as JSON; how late it is on that day (Asia/Shanghai)."""
    is_dated = on is not None and item["due_on"] is not None
    return {
        **item,
        "host": center["host"],
        "center_district": district_of(center),
        "region": center["region"],
        "days_late": days_late(date.fromisoformat(item["due_on"]), on) if is_dated and on else 0,
    }
