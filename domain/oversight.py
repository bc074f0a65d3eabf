"""What whoever oversees the centers asks first of each: is it in charge, is it in doubt, and for whom does it wait."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.phases import ENDED, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.imported.unknowns import disputed
from domain.kernel.base import LabeledEnum
from domain.kernel.roles import Role
from domain.powers.authority import is_of_the_bureau
from domain.work_items import WorkItem

DUE_SOON_DAYS = 30
"""Days within which something is due soon."""
HALF_A_YEAR = 183
"""Days before the day of a year's reports from which that year's are asked after."""


class WaitsFor(LabeledEnum):
    """Whose act a center waits for."""

    BUREAU = "bureau", "市局", "The bureau"
    SUPERVISOR = "supervisor", "区局或上级主管部门", "District or superior body"
    PARTY = "party", "申报或承建单位", "Applicant or party"
    PANEL = "panel", "专家", "Experts"


WHOSE = {
    Role.OFFICER: WaitsFor.BUREAU,
    Role.APPROVER: WaitsFor.BUREAU,
    Role.AUDITOR: WaitsFor.BUREAU,
    Role.DISTRICT: WaitsFor.SUPERVISOR,
    Role.APPLICANT: WaitsFor.PARTY,
    Role.EXPERT: WaitsFor.PANEL,
}
"""By role. Auditors decide nothing: what they look at waits for the bureau."""
TELLS_CONCERNED = (WaitsFor.SUPERVISOR, WaitsFor.PARTY)
"""Of what waits for the bureau or a panel, those who are concerned are not told all."""


def is_in_charge(center: Center) -> bool:
    """Whether the bureau has the center in charge (在管): it is its own, and its life has not ended."""
    return is_of_the_bureau(center) and center.phase not in ENDED


def is_in_doubt(center: Center, dues: Sequence[Deadline]) -> bool:
    """Whether whoever has the papers should settle something (存疑): reports disagree, nobody knows the phase, or a
    term may be over of which no day is known. Of a center that has ended, reports alone.
    """
    if disputed(center):
        return True
    is_over = any(due.status is ClockStatus.CERTAINLY_OVER for due in dues)
    return center.phase is Phase.UNKNOWN or (is_over and center.phase not in ENDED)


def waits_for(items: Iterable[WorkItem]) -> tuple[WaitsFor, ...]:
    """Whose acts the center waits for, of what can be done now or from a known day on; each once, in one order."""
    found = {WHOSE[item.role] for item in items}
    return tuple(one for one in WaitsFor if one in found)


def waits_for_concerned(found: Iterable[WaitsFor]) -> tuple[WaitsFor, ...]:
    """Of those for whom a center waits, the ones of which parties and supervisors are told."""
    return tuple(one for one in found if one in TELLS_CONCERNED)


def until_soon(on: date) -> date:
    """The last day of those within which something is due soon, from a day on (Asia/Shanghai)."""
    return on + timedelta(days=DUE_SOON_DAYS)


def reporting_year(policy: Policy, on: date) -> int:
    """The year whose season of annual reports is open on a day, or was the last one (5.2): a year's reports are asked
    after from half a year before the day on which they are due.
    """
    years = (on.year + 1, on.year)
    opened = (year for year in years if on >= policy.annual_report_due(year) - timedelta(days=HALF_A_YEAR))
    return next(opened, on.year - 1)
