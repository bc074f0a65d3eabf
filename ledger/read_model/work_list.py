"""What waits for one person, by role and by whom they speak for."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from domain.kernel.roles import Actor, Role
from domain.values.comparing_form import comparing_form
from domain.visibility.work_seen import is_told_of_step
from ledger.read_model.deadline_columns import number_of
from ledger.read_model.list_filters import Order, own_and_others
from ledger.read_model.list_pages import Bodies, Rows, listed, total
from ledger.read_model.pages import Conditions, Page
from ledger.read_model.scope import Scope
from ledger.read_model.summaries import Summaries
from ledger.read_model.work_columns import WORK
from ledger.read_model.work_list_item import open_work_item
from ledger.recorder import LedgerRecorder

BODIES = Bodies("work", "body", ("center_id", "key"))
PLACE = "urgency, center_id, key"
Narrow = Callable[[Conditions, Mapping[str, Any] | None], None]
"""Adds which centers' rows are asked for."""


class WorkList:
    """Queries over the rows that say what each center waits for."""

    def __init__(self, recorder: LedgerRecorder, narrow: Narrow, scope: Scope | None = None) -> None:
        self._recorder, self._narrow = recorder, narrow
        self._summaries = Summaries(recorder, scope)

    def find(
        self,
        actor: Actor,
        *,
        roles: Collection[Role] = (),
        on: date | None = None,
        assigned: bool = False,
        sort: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
        q: str | None = None,
        missing: str | None = None,
        **asked: Any,
    ) -> Page:
        """What waits for the actor, most urgent first: overdue or certainly over, then by its day, then what has none;
        or in the order of a column (``WORK.sorts``).

        ``roles`` are those in which the actor decides as somebody's deputy besides. ``on`` leaves out what can be done
        only after that day (Asia/Shanghai), and counts until then how late it is; ``assigned`` leaves out what is in
        others' hands or in nobody's. What is ``asked`` goes by the parameters of ``WORK``, and of ``REGISTER`` about
        their centers; ``q`` and ``missing`` as ``ReadModel.find_centers`` has them. Raises BadCursor.
        """
        order = Order.of(WORK, sort)
        filters, centers = own_and_others(WORK, asked, missing)
        whose = _whose(actor, roles)
        self._narrow(whose, centers | {"q": q})
        _only(whose, assigned=actor.id if assigned else None, on=on)
        filters.values |= whose.values | number_of(on or date.min)
        waiting = f"(SELECT {PLACE} FROM work{whose.where}) AS waiting"
        with_cells = f"{waiting} JOIN work_cells USING (center_id, key)"
        source = with_cells if filters.where else waiting
        every = Rows(f"SELECT key FROM {source}{filters.where}", filters)
        if cursor is not None:
            order.go_on(filters, cursor)
        source = source if order.column is None else with_cells
        rows = Rows(f"SELECT {order.cells} FROM {source}{filters.where}", filters)
        page = listed(self._recorder, order, rows, BODIES, limit)
        items = [_as_seen(json.loads(body), actor) for body in page.bodies]
        return Page(items=items, next_cursor=page.next_cursor, total=total(self._recorder, every, page, cursor))

    def with_centers(self, items: Sequence[dict[str, Any]], on: date) -> list[dict[str, Any]]:
        """The items with what the register says of their centers, and how late they are on that day."""
        centers = self._summaries.of(item["center_id"] for item in items)
        return [open_work_item(item, centers[item["center_id"]], on) for item in items if item["center_id"] in centers]

    def at(
        self, actor: Actor, centers: Sequence[str], decisions: Collection[str], roles: Collection[Role] = ()
    ) -> list[dict[str, Any]]:
        """Of these centers, what waits for the actor, or for one of ``roles`` besides, in one of the decisions."""
        if not centers or not decisions:
            return []
        filters = _whose(actor, roles, of_few=True)
        filters.one_of("center_id", centers)
        filters.one_of("decision", sorted(decisions))
        found = self._recorder.rows(f"SELECT body FROM work{filters.where} ORDER BY {PLACE}", filters.values)
        return [_as_seen(json.loads(body), actor) for (body,) in found]


def _only(filters: Conditions, *, assigned: str | None, on: date | None) -> None:
    """What is in the hands of that person, and what can be done on that day."""
    if assigned is not None:
        filters.name("assigned", assigned)
    if on is not None:
        filters.add("(opens_on IS NULL OR opens_on <= :on_day)", on_day=on.isoformat())


def _as_seen(item: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """The item without a next step of whose lacks the actor isn't told."""
    step = item.get("next_step")
    return item if step is None or is_told_of_step(Role(step["role"]), actor) else item | {"next_step": None}


def _whose(actor: Actor, roles: Collection[Role], *, of_few: bool = False) -> Conditions:
    """The same bounds as ``domain.powers.access`` has: a bound token sees one center, an unbound one its own. Where it
    is asked ``of_few`` centers, these are looked up first.
    """
    filters = Conditions()
    filters.equal(center_id=actor.center)
    if roles:
        filters.one_of("coalesce(role, '')" if of_few else "role", sorted({actor.role, *roles}), "role")
    else:
        by_role = filters.equal_unindexed if actor.center or of_few else filters.equal
        by_role(role=actor.role.value)
    if actor.anyone:
        return filters
    if actor.role is Role.EXPERT:
        filters.add("person = :person", person=comparing_form(actor.id))
    elif actor.center is None or actor.org is not None or actor.district is not None:
        _speaking_for(actor, filters)
    return filters


def _speaking_for(actor: Actor, filters: Conditions) -> None:
    """An applicant without an organisation, a district without a code: nothing is theirs. A superior body acts under
    the role of a district by its own code.
    """
    if actor.role is Role.APPLICANT:
        filters.add("org = :org", org=actor.org or "")
    elif actor.role is Role.DISTRICT and actor.org is None:
        filters.add("district = :district", district=actor.district or "")
    elif actor.role is Role.DISTRICT:
        filters.add("(district = :district OR org = :org)", district=actor.district or "", org=actor.org)
