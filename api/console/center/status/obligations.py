"""What a center owes from approval to construct on, as a task list: done, due or late, by clause (3.5.1, 4, 5)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from api.resources.center_view import CenterPage
from domain.guideline.phases import BEFORE_APPROVAL, ENDED, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.wording.deadlines import duty_name
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.register_item import DayKnown

State = Literal["late", "over", "due", "unrecorded", "done", "not_on_record", "fallen"]
_ORDER: tuple[State, ...] = ("late", "over", "due", "unrecorded", "done", "not_on_record", "fallen")


class Obligation(NamedTuple):
    """One duty. Days are of Asia/Shanghai; an unknown ``due_on`` lies between ``earliest`` and ``latest``.

    ``done_on`` is the day as far as it is known, ``days_late`` how late it was done; ``provisional`` marks a due day
    past the published working days. One is ``over`` where nobody knows its day and every possible one has passed, by an
    ``assumed`` range where the clause wasn't that of the approval. What is ``unrecorded`` an imported center may have
    done before it was followed, of what is ``undated`` nobody knows the due day.
    """

    label: Label
    clause: str
    state: State
    detail: Label | None = None
    due_on: date | None = None
    done_on: str | None = None
    days_late: int = 0
    provisional: bool = False
    earliest: date | None = None
    latest: date | None = None
    assumed: bool = False
    undated: bool = False


def obligations(page: CenterPage, policy: Policy, today: date) -> list[Obligation]:
    """Every duty of the center: what is late first, then what is certainly over, then what is due by day, then what is
    done, the newest first. Of a center that has ended, what it has done is told, and nothing is due; one of another
    authority has no duties by this guideline, done or not.
    """
    if page.phase in BEFORE_APPROVAL or page.phase == Phase.WITHDRAWN:
        return []
    of_the_guideline = _standing_duties(page) if page.authority.is_the_bureau else ()
    standing = [duty for duty in of_the_guideline if page.phase not in ENDED or duty.state == "done"]
    found = [*standing, *(_clock(item, page, policy, today) for item in page.deadlines)]
    return [duty for state in _ORDER for duty in _sorted([one for one in found if one.state == state], state)]


def _sorted(duties: list[Obligation], state: State) -> list[Obligation]:
    if state == "done":
        return sorted(duties, key=lambda duty: duty.done_on or "", reverse=True)
    return sorted(duties, key=lambda duty: duty.due_on or date.max)


def _standing_duties(page: CenterPage) -> Iterator[Obligation]:
    """What is done once and kept up."""
    kept = page.commitments
    members = len(kept.alliance)
    alliance = Label(f"成员 {members} 家", f"{members} member{'s' if members > 1 else ''}") if members else None
    yield _kept(page, "alliance", ALLIANCE, kept.alliance_formed_on, alliance)
    acts = kept.acting_director
    acting = Label(f"代理主任 {acts}", f"{acts} acts as director") if acts else None
    director = Label(kept.director, kept.director) if kept.director else acting
    yield _kept(page, "director", DIRECTOR, kept.director_since, director)
    listing = kept.listing_updated_on if kept.listing_is_current else None
    yield _kept(page, "listing", LISTING, listing)
    yield _kept(page, "sharing_rules", SHARING_RULES, kept.sharing_rules_on)


ALLIANCE = Label("成立产业计量测试联盟", "Form the alliance"), "3.5.1"
DIRECTOR = Label("任命中心主任", "Appoint the director"), "4.1"
LISTING = Label("在公共平台展示并更新信息", "Keep the public listing current"), "4.3"
SHARING_RULES = Label("建立开放共享制度", "Adopt rules of open sharing"), "4.4"


def _kept(
    page: CenterPage, name: str, duty: tuple[Label, str], on: DayKnown | None, detail: Label | None = None
) -> Obligation:
    owed: State = "unrecorded" if name in page.commitments.not_on_record else "due"
    return Obligation(*duty, "done" if on else owed, detail, done_on=on.on if on else None)


def _clock(item: DeadlineItem, page: CenterPage, policy: Policy, today: date) -> Obligation:
    """A duty with a date."""
    return Obligation(
        label=duty_name(item.key),
        clause=item.clause,
        state=_state(item, page, today),
        detail=_detail(item, page, policy),
        due_on=item.due_on,
        done_on=item.met_on.isoformat() if item.met_on else None,
        days_late=item.days_late,
        provisional=item.provisional and item.due_on is not None,
        earliest=item.earliest,
        latest=item.latest,
        assumed=item.assumed,
        undated=item.due_on is None,
    )


def _state(item: DeadlineItem, page: CenterPage, today: date) -> State:
    if item.status == ClockStatus.NOT_ON_RECORD and _is_of_a_year_followed_in_part(item, page):
        return "unrecorded"
    if item.status in _SETTLED:
        return _SETTLED[ClockStatus(item.status)]
    has_passed = item.due_on is not None and item.due_on < today
    if has_passed and item.status == ClockStatus.OPEN and page.backfill is not None and page.backfill.is_open:
        return "not_on_record"
    return "late" if has_passed or item.status == ClockStatus.MISSED else "due"


_SETTLED: dict[ClockStatus, State] = {
    ClockStatus.MET: "done",
    ClockStatus.NOT_ON_RECORD: "not_on_record",
    ClockStatus.FALLEN: "fallen",
    ClockStatus.CERTAINLY_OVER: "over",
}
"""The statuses that no day changes."""


def _detail(item: DeadlineItem, page: CenterPage, policy: Policy) -> Label | None:
    if item.kind == ClockKind.EXCHANGES:
        held, needed = page.commitments.exchanges.get(int(item.key.split("/")[1]), 0), policy.exchanges_per_year
        if _is_of_a_year_followed_in_part(item, page) and held < needed:
            return Label(f"登记 {held} 次", f"{held} on record") if held else None
        return Label(f"已开展 {held} 次，至少 {needed} 次", f"{held} held of at least {needed}")
    return Label(item.subject, item.subject) if item.subject else None


def _is_of_a_year_followed_in_part(item: DeadlineItem, page: CenterPage) -> bool:
    known_from = page.commitments.exchanges_known_from
    return item.kind == ClockKind.EXCHANGES and known_from is not None and int(item.key.split("/")[1]) < known_from
