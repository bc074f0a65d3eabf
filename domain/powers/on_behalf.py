"""Entry on behalf (代录): an officer enters a paper that was handed in by somebody who has no account (house rule).

It is the decision of those whose paper it is, and the record says so; the officer vouches for its content and for the
day of receipt, and has prepared what rests on it. What only its author can sign, an expert's opinion and a panel's
report, is never entered so, nor is what is the bureau's own.
"""

from collections.abc import Iterator, Sequence

from domain.center import Center
from domain.context import Context
from domain.decision import Decision
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import check_has_come
from domain.powers.access import parties_of
from domain.values.comparing_form import same_name
from domain.values.districts import District, authority, is_special_bureau
from domain.values.identifiers import same_code
from domain.values.organisations import Organisation, superiors_of


def check_may_enter(decision: Decision, context: Context) -> None:
    """Raises ``Refusal`` unless the decision may be entered on behalf, and an officer enters it."""
    if not decision.on_behalf:
        raise Refusal("not_entered_on_behalf", decision.clause)
    if context.actor.role is not Role.OFFICER:
        raise Refusal("on_behalf_by_officer_alone", "house", role=context.actor.role.value)


def check_on_behalf(decision: Decision, command: Command, center: Center, context: Context) -> None:
    """Raises ``Refusal`` where an entry on behalf names nobody whose decision it is, a day on which the paper cannot
    have been received, or a paper that has not come in.
    """
    behalf = command.on_behalf_of
    if behalf is None:
        return
    check_whose_paper(behalf.organisation, decision, command, center)
    check_has_come(behalf.received_on, context.today, field="on_behalf_of.received_on")
    on = context.effective_on(command)
    if behalf.received_on < on:
        raise Refusal("received_before_its_day", "house", received_on=behalf.received_on, effective_on=on)
    if not context.held([behalf.document.sha256]):
        raise Refusal("handed_in_paper_not_held", "house", title=behalf.document.title)


def check_whose_paper(organisation: str, decision: Decision, command: Command, center: Center) -> None:
    """The organisation is one whose decision this is; a name that is none of theirs is a slip, and theirs are told."""
    parties = (command.lead,) if isinstance(command, RegisterCenter) else parties_of(decision, center)
    named = getattr(command, "authority", None)
    known = [*names_of(decision, center, parties), *((named,) if named else ())]
    if not known:
        raise Refusal("nobody_to_enter_for", decision.clause)
    if any(same_code(organisation, code) for code in _codes_of(decision, parties)):
        return
    if not any(same_name(organisation, name) for name in (*known, *_other_names(decision, parties))):
        raise Refusal("handed_in_by_another", decision.clause, organisation=organisation, known=known)


def names_of(decision: Decision, center: Center, parties: Sequence[Organisation]) -> list[str]:
    """By whom its paper is handed in, as far as the center says: by a party; or by the market regulator of its district
    or its superior body. Of an imported center the host's name may be all that is known.
    """
    if not _is_applicants(decision):
        offices = (authority(party.district).zh for party in parties)
        return list(dict.fromkeys((*offices, *(superior.name for superior in superiors_of(parties)))))
    hosts = (center.host,) if center.host and not parties else ()
    return [*(party.name for party in parties), *hosts]


def _is_applicants(decision: Decision) -> bool:
    return Role.APPLICANT in decision.roles


def _codes_of(decision: Decision, parties: Sequence[Organisation]) -> list[str]:
    return [one.uscc for one in (parties if _is_applicants(decision) else superiors_of(parties))]


def _other_names(decision: Decision, parties: Sequence[Organisation]) -> Iterator[str]:
    """How else a district is called: by itself, by its government, in full, in English."""
    for party in () if _is_applicants(decision) else parties:
        yield from _names_of_district(party.district)


def _names_of_district(district: District) -> Iterator[str]:
    zh, en = district.label
    yield en
    if not is_special_bureau(district):
        yield from (zh, f"{zh}人民政府", f"{zh}市场监督管理局", authority(district).en)
