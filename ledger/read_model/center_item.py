"""What every list shows of a center and of a clock of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from domain.center import Center
from domain.center_summary import is_overdue, next_due
from domain.deadlines.deadline import Deadline
from domain.imported.unknowns import disputed, unknown
from domain.kernel.base import Model


class DeadlineItem(Model):
    """A clock in a list. ``due_on`` is a day in Asia/Shanghai; unknown, it lies between ``earliest`` and ``latest``,
    ``assumed`` where the clause that says so wasn't that of the approval.
    """

    center_id: str
    center_name_zh: str
    key: str
    kind: str
    clause: str
    due_on: date | None
    status: str
    provisional: bool
    earliest: date | None = None
    latest: date | None = None
    met_on: date | None = None
    days_late: int = 0
    subject: str = ""
    assumed: bool = False


class CenterOutline(Model):
    """A center in the register. ``disputed`` and ``unknown`` name what an import could not settle.

    ``view`` says how much of it the reader sees: the ``record`` as it stands, what was on record while they were a
    party (``former``), or the ``public`` register, which says nothing of ``version`` and ``overdue``.
    """

    center_id: str
    name_zh: str
    name_en: str | None
    phase: str
    field: str | None
    branch: str | None
    district: str | None
    level: str
    region: str
    host: str | None
    version: int | None
    overdue: bool | None
    next_deadline: DeadlineItem | None
    disputed: tuple[str, ...]
    unknown: tuple[str, ...]
    imported: bool
    view: Literal["record", "former", "public"] = "record"


def deadline_item(center: Center, deadline: Deadline) -> DeadlineItem:
    """One clock of a center as lists show it."""
    return DeadlineItem(
        center_id=center.center_id,
        center_name_zh=center.name_zh,
        key=deadline.key,
        kind=deadline.kind.value,
        clause=deadline.clause,
        due_on=deadline.due_on,
        status=deadline.status.value,
        provisional=deadline.provisional,
        earliest=deadline.earliest,
        latest=deadline.latest,
        met_on=deadline.met_on,
        days_late=deadline.days_late,
        assumed=deadline.assumed,
        subject=deadline.subject,
    )


def center_item(center: Center, dues: Sequence[Deadline]) -> CenterOutline:
    """A center as the register shows it."""
    nearest = next_due(dues)
    field = center.field
    return CenterOutline(
        center_id=center.center_id,
        name_zh=center.name_zh,
        name_en=center.name_en,
        phase=center.phase.value,
        field=field.field.value if field else None,
        branch=field.branch if field else None,
        district=center.lead.district.value if center.lead else None,
        level=center.level.value,
        region=center.region,
        host=center.host,
        version=center.version,
        overdue=is_overdue(center, dues),
        next_deadline=deadline_item(center, nearest) if nearest else None,
        disputed=disputed(center),
        unknown=unknown(center),
        imported=center.imported_from is not None,
    )


def public_item(center: Center) -> CenterOutline:
    """A center as the public register shows it."""
    hidden: dict[str, Any] = {"version": None, "overdue": None, "view": "public"}
    if center.imported_from is None:
        hidden |= {"disputed": (), "unknown": ()}
    return center_item(center, ()).model_copy(update=hidden)
