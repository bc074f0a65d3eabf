"""The rules of 4: what a center does of its own, from approval to construct on."""

from collections.abc import Iterator

from domain.center import Center
from domain.context import Context, content
from domain.decision import decides
from domain.guideline.phases import SUPERVISED
from domain.housekeeping.correction import as_read
from domain.imported.not_on_record import not_on_record
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.management import messages as m
from domain.order_of_days import APPROVAL, RestsOn
from domain.values.comparing_form import same_name


@decides(
    m.AppointDirector,
    clause="4.1",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    rests_on=(APPROVAL, RestsOn(m.DirectorVacancyRecorded)),
    events=(m.DirectorAppointed,),
    label=Label("任命中心主任", "Appoint director"),
)
def appoint_director(command: m.AppointDirector, _center: Center, _context: Context) -> list[Event]:
    """4.1: the host organisation appoints; a change is another appointment."""
    return [m.DirectorAppointed(**content(command))]


def needs_a_director_or_a_vacancy(center: Center, _context: Context) -> None:
    """4.1: only where there was a director is the post vacant; while it is, another may be named to act."""
    if center.director is None and center.director_vacant_since is None:
        if "director" in not_on_record(center):
            raise Refusal("director_not_on_record", "4.1")
        raise Refusal("director_missing", "4.1")


@decides(
    m.RecordVacancy,
    clause="4.1",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_a_director_or_a_vacancy,),
    rests_on=(APPROVAL, RestsOn(m.DirectorAppointed)),
    events=(m.DirectorVacancyRecorded,),
    label=Label("登记中心主任空缺", "Record vacancy of the director"),
)
def record_vacancy(command: m.RecordVacancy, _center: Center, _context: Context) -> list[Event]:
    """4.1: a center without a director appoints one anew; until then somebody may act, and nobody who acts is the
    director whom an application for acceptance asks for (house rule).
    """
    return [m.DirectorVacancyRecorded(**content(command))]


def same_exchange(command: m.HoldExchange, center: Center, context: Context) -> Iterator[Doubt]:
    """4.2: each exchange counts once."""
    on = context.effective_on(command)
    if on not in center.exchange_days.get(on.year, ()):
        return
    that_day = (record.event for record in as_read(context.history()) if record.effective_on == on)
    if any(isinstance(event, m.ExchangeHeld) and same_name(event.topic, command.topic) for event in that_day):
        yield Doubt("same_exchange", "4.2", {"effective_on": on, "topic": command.topic})


@decides(
    m.HoldExchange,
    clause="4.2",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    of_any_party=True,
    rests_on=(APPROVAL,),
    doubts=(same_exchange,),
    events=(m.ExchangeHeld,),
    label=Label("记录技术交流活动", "Hold exchange"),
)
def hold_exchange(command: m.HoldExchange, _center: Center, _context: Context) -> list[Event]:
    """4.2: counted in the year in which it was held."""
    return [m.ExchangeHeld(**content(command))]


@decides(
    m.UpdateListing,
    clause="4.3",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    rests_on=(APPROVAL,),
    events=(m.ListingUpdated,),
    label=Label("更新平台信息", "Update listing"),
)
def update_listing(command: m.UpdateListing, _center: Center, _context: Context) -> list[Event]:
    """4.3: shown on a public platform."""
    return [m.ListingUpdated(**content(command))]


@decides(
    m.AdoptSharingRules,
    clause="4.4",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    rests_on=(APPROVAL,),
    events=(m.SharingRulesAdopted,),
    label=Label("建立开放共享制度", "Adopt sharing rules"),
)
def adopt_sharing_rules(command: m.AdoptSharingRules, _center: Center, _context: Context) -> list[Event]:
    """4.4: instruments and sites open to share."""
    return [m.SharingRulesAdopted(**content(command))]


DECISIONS = (appoint_director, record_vacancy, hold_exchange, update_listing, adopt_sharing_rules)
"""The chapter's decisions, in the order of its clauses."""
