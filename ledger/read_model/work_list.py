"""What waits for one person, by role and by whom they speak for."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from domain.kernel.roles import Actor, Role
from domain.values.comparing_form import comparing_form
from domain.visibility.work_seen import is_told_of_step
from ledger.read_model.cursors import from_cursor, to_cursor
from ledger.read_model.pages import Conditions, Page
from ledger.recorder import LedgerRecorder

PLACE = "urgency, center_id, key"
Narrow = Callable[[Conditions, Mapping[str, Any] | None], None]
"""Adds which centers' rows are asked for."""


class WorkList:
    """Queries over the rows that say what each center waits for."""

    def __init__(self, recorder: LedgerRecorder, narrow: Narrow) -> None:
        self._recorder, self._narrow = recorder, narrow

    def find(
        self,
        actor: Actor,
        *,
        roles: Collection[Role] = (),
        on: date | None = None,
        assigned: bool = False,
        limit: int = 50,
        cursor: str | None = None,
        centers: Mapping[str, Any] | None = None,
    ) -> Page:
        """What waits for the actor, most urgent first: overdue or certainly over, then by its day, then what has none.

        ``roles`` are those in which the actor decides as somebody's deputy besides. ``on`` leaves out what can be done
        only after that day (Asia/Shanghai), ``assigned`` what is in others' hands or in nobody's. ``centers`` is
        what the register is asked, where that of few centers is meant. Raises BadCursor.
        """
        filters = _whose(actor, roles)
        self._narrow(filters, centers)
        if assigned:
            filters.name("assigned", actor.id)
        if on is not None:
            filters.add("(opens_on IS NULL OR opens_on <= :on_day)", on_day=on.isoformat())
        total: int = self._recorder.rows(f"SELECT count(*) FROM work{filters.where}", filters.values)[0][0]
        if cursor is not None:
            urgency, center, key = from_cursor(cursor, 3)
            filters.add(f"({PLACE}) > (:urgency, :center, :key)", urgency=urgency, center=center, key=key)
        statement = f"SELECT {PLACE}, body FROM work{filters.where} ORDER BY {PLACE} LIMIT :limit"
        found = self._recorder.rows(statement, {**filters.values, "limit": limit + 1})
        more = to_cursor(found[limit - 1][:3]) if len(found) > limit else None
        items = [_told(json.loads(body), actor) for *_, body in found[:limit]]
        return Page(items=items, next_cursor=more, total=total)


def _told(item: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """The item without a next step of whose lacks the actor isn't told."""
    step = item.get("next_step")
    return item if step is None or is_told_of_step(Role(step["role"]), actor) else item | {"next_step": None}


def _whose(actor: Actor, roles: Collection[Role]) -> Conditions:
    """The same bounds as ``domain.powers.access`` has: a bound token sees one center, an unbound one its own."""
    filters = Conditions()
    filters.equal(center_id=actor.center)
    if roles:
        filters.one_of("role", sorted({actor.role, *roles}))
    else:
        by_role = filters.equal_unindexed if actor.center else filters.equal
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
