"""The rules by which a center is renamed, serves another industry, or gives up after its approval."""

from collections.abc import Iterator

from domain.center import Center
from domain.changes import messages as m
from domain.changes.scope import outdates_the_self_inspection
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import about_centers, number_of
from domain.guideline.phases import LIVING, SUPERVISED, Phase
from domain.incubation.messages import CenterRegistered
from domain.incubation.rules import name_borne_formerly, name_nearly_on_register
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision.grounds import standing_grounds
from domain.values.comparing_form import comparing_form, same_name


def name_on_register(command: m.RenameCenter, center: Center, context: Context) -> Iterator[Doubt]:
    """3.1: a center is on the register once, also by the name that it takes."""
    others = (one for one in context.register.centers_like(command.name_zh) if one.center_id != center.center_id)
    same = [other for other in others if same_name(other.name_zh, command.name_zh)]
    yield from about_centers("name_on_register", "3.1", same, center, context)


@decides(
    m.RenameCenter,
    clause="record",
    roles=(Role.OFFICER,),
    phases=LIVING,
    rests_on=(RestsOn(CenterRegistered), RestsOn(m.CenterRenamed)),
    doubts=(name_on_register, name_nearly_on_register, name_borne_formerly, *number_of(m.CenterRenamed)),
    of_any_authority=True,
    events=(m.CenterRenamed,),
    label=Label("变更中心名称", "Rename center"),
)
def rename_center(command: m.RenameCenter, center: Center, _context: Context) -> list[Event]:
    """A name in another spelling is the same one; what was written wrongly is corrected instead."""
    if _is_same(command.name_zh, center.name_zh) and _is_same(command.name_en, center.name_en):
        raise Refusal("name_unchanged", "record")
    return [m.CenterRenamed(**content(command))]


def _is_same(stated: str | None, known: str | None) -> bool:
    """What is left out stays as it is."""
    return stated is None or comparing_form(stated) == comparing_form(known or "")


def acceptance_comes_to_nothing(command: m.ChangeScope, center: Center, context: Context) -> Iterator[Doubt]:
    """3.5.2, house rule: an application for acceptance rests on a self-inspection of what the center serves."""
    on = context.effective_on(command)
    if center.phase is Phase.ACCEPTANCE and outdates_the_self_inspection(center, on):
        yield Doubt("scope_changed_in_acceptance", "3.5.2")


@decides(
    m.ChangeScope,
    clause="3.2",
    roles=(Role.OFFICER,),
    phases=LIVING,
    rests_on=(RestsOn(CenterRegistered), RestsOn(m.ScopeChanged)),
    doubts=(acceptance_comes_to_nothing, *number_of(m.ScopeChanged)),
    events=(m.ScopeChanged,),
    label=Label("变更服务领域或产业范围", "Change scope"),
)
def change_scope(command: m.ChangeScope, center: Center, _context: Context) -> list[Event]:
    """3.2: another field, another scope of the industry, or both."""
    if command.field in (None, center.field) and _is_same(command.industry_scope, center.industry_scope):
        raise Refusal("scope_unchanged", "3.2")
    return [m.ScopeChanged(**content(command))]


def needs_no_declaration(center: Center, _context: Context) -> None:
    """A center gives up once."""
    if center.relinquishment is not None:
        raise Refusal("relinquishment_declared_already", "house", date=center.relinquishment.on)


def needs_declaration(center: Center, _context: Context) -> None:
    """What is taken back or recorded was declared by the center itself."""
    if center.relinquishment is None:
        raise Refusal("no_relinquishment_declared", "house")


@decides(
    m.Relinquish,
    clause="house",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_no_declaration,),
    rests_on=(APPROVAL, RestsOn(m.RelinquishmentTakenBack)),
    events=(m.RelinquishmentDeclared,),
    label=Label("申请注销", "Relinquish"),
)
def relinquish(command: m.Relinquish, _center: Center, _context: Context) -> list[Event]:
    """House rule: after the approval a center gives up by a declaration that the bureau records."""
    return [m.RelinquishmentDeclared(**content(command))]


@decides(
    m.TakeBackRelinquishment,
    clause="house",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_declaration,),
    rests_on=(RestsOn(m.RelinquishmentDeclared),),
    events=(m.RelinquishmentTakenBack,),
    label=Label("撤回注销申请", "Take back relinquishment"),
)
def take_back_relinquishment(command: m.TakeBackRelinquishment, _center: Center, _context: Context) -> list[Event]:
    """House rule: until it is recorded, the center may think better of it."""
    return [m.RelinquishmentTakenBack(**content(command))]


def rectification_open(_command: m.RecordRelinquishment, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.3: giving up is no way around what was ordered to be put right."""
    open_orders = [order.id for order in center.rectifications if order.status in ("ordered", "reported")]
    if open_orders:
        yield Doubt("relinquished_with_open_rectification", "5.3", {"rectifications": open_orders})


def ground_to_revoke(_command: m.RecordRelinquishment, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.1, 5.3: nor is it one around a revocation for which there is a ground."""
    grounds = standing_grounds(center)
    if grounds:
        yield Doubt("relinquished_with_ground_to_revoke", grounds[0].clause)


@decides(
    m.RecordRelinquishment,
    clause="house",
    roles=(Role.APPROVER,),
    phases=SUPERVISED,
    needs=(needs_declaration,),
    rests_on=(RestsOn(m.RelinquishmentDeclared),),
    doubts=(rectification_open, ground_to_revoke, *number_of(m.CenterRelinquished)),
    events=(m.CenterRelinquished,),
    label=Label("办理注销", "Record relinquishment"),
    ends=True,
)
def record_relinquishment(command: m.RecordRelinquishment, _center: Center, _context: Context) -> list[Event]:
    """House rule: taken off the register of centers in force (注销), by document."""
    return [m.CenterRelinquished(**content(command))]


DECISIONS = (rename_center, change_scope, relinquish, take_back_relinquishment, record_relinquishment)
"""The chapter's decisions."""
