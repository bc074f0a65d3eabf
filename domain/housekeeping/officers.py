"""Whose case a center is: the officer who leads it (主办) and those who assist (协办). Every officer may still act;
those who are assigned find its work marked as theirs (house rule).
"""

from itertools import combinations

from domain.center import Assigned, Center
from domain.context import Context, content
from domain.decision import Effects, decides
from domain.guideline.phases import LIVING
from domain.housekeeping import messages as m
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.powers.persons import having_parts
from domain.values.comparing_form import same_name


@decides(
    m.AssignOfficer,
    clause="house",
    roles=(Role.OFFICER, Role.APPROVER),
    phases=LIVING,
    events=(m.OfficerAssigned,),
    label=Label("指定经办人", "Assign officers"),
)
def assign_officer(command: m.AssignOfficer, center: Center, _context: Context) -> list[Event]:
    """House rule: each is named once, and none has another part in the case. Handed over, the earlier ones stay in the
    history.
    """
    check_named_once(command)
    for officer in command.officers():
        check_has_no_other_part(officer, center)
    return [m.OfficerAssigned(**content(command))]


def check_named_once(assignment: m.Assignment) -> None:
    """House rule: who leads does not assist as well, in whatever spelling of the id."""
    for one, other in combinations(assignment.officers(), 2):
        if same_name(one.id, other.id):
            raise Refusal("officer_named_twice", "house", officer=one.id)


def check_has_no_other_part(officer: m.Officer, center: Center) -> None:
    """House rule: an expert, an applicant or a district's person of this center is none of its officers."""
    for other, role in having_parts(center, Role.OFFICER):
        if same_name(other, officer.id):
            raise Refusal("officer_has_another_part", "house", officer=officer.id, other_role=role.value)


def officer_assigned(center: Center, record: Record[m.OfficerAssigned]) -> Center:
    """Whose it is from that day on."""
    event = record.event
    return center.but(assigned=Assigned(event.lead, event.assisting, record.effective_on))


DECISIONS = (assign_officer,)
EFFECTS: Effects = {m.OfficerAssigned: officer_assigned}
