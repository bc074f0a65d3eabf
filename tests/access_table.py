"""Every route of the API and of the console, and who may call it. A new route needs a row here.

The table says who comes in, not what is decided: whether a decision may be taken is the domain's answer, and its
refusal is kept.
"""

from dataclasses import dataclass
from enum import Enum

from domain.kernel.roles import PEOPLE, Role

Caller = Role | None
"""Whoever is signed in, in that role; ``None`` is nobody that we know."""
CALLERS: tuple[Caller, ...] = (None, *Role)


class Need(Enum):
    """What a request has to show besides who sends it."""

    OWN_MACHINE = "it comes from the machine that an embedded installation runs on"
    CALENDAR_KEY = "the address holds the key of a calendar subscription"
    BEGUN_SIGN_IN = "the same browser began to sign in by the agency's identity provider"
    BEGUN_CHOICE = "the same browser has signed in, and has yet to choose its role"
    OWN_FORM = "it is a form that this session was given"


@dataclass(frozen=True)
class Access:
    """Who may call a route, and what they have to show besides."""

    callers: frozenset[Caller]
    need: Need | None = None


ANYBODY = Access(frozenset(CALLERS))
SIGNED_IN = Access(frozenset(PEOPLE))
"""Whoever holds one of the roles of people, which all may read; the clock has no token."""
READERS = Access(frozenset(PEOPLE) - {Role.OPERATOR})
"""Whoever reads content: everybody but those who run the system."""
BUREAU = Access(frozenset({Role.OFFICER, Role.APPROVER, Role.AUDITOR}))
OVERSEEING = Access(frozenset({*BUREAU.callers, Role.DISTRICT}))
"""The bureau and its auditors, districts and superior bodies."""
OWN_MACHINE = Access(frozenset(CALLERS), Need.OWN_MACHINE)
KEY_IN_THE_ADDRESS = Access(frozenset(CALLERS), Need.CALENDAR_KEY)
BEGUN_SIGN_IN = Access(frozenset(CALLERS), Need.BEGUN_SIGN_IN)
BEGUN_CHOICE = Access(frozenset(CALLERS), Need.BEGUN_CHOICE)
SIGNED_IN_BY_FORM = Access(frozenset(PEOPLE), Need.OWN_FORM)
READERS_BY_FORM = Access(READERS.callers, Need.OWN_FORM)


def only(*roles: Role) -> Access:
    """Whoever is signed in, in one of these roles."""
    return Access(frozenset(roles))


def only_by_form(*roles: Role) -> Access:
    """These roles, with a form of their own session."""
    return Access(frozenset(roles), Need.OWN_FORM)


TYPE_TRIED = "submit_industry_research"
"""Each ``{type_}`` of decision, and each draft of one, has roles of its own, which the domain tests; the rows name
those of this one. Whoever has no such draft finds none.
"""

WORK = "/console/work"
"""The page of what waits for whoever asks; it watches whether it has grown old."""

ACCESS: dict[str, Access] = {
    "GET /": ANYBODY,
    "GET /livez": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY,
    "GET /docs": ANYBODY,
    "GET /openapi.json": ANYBODY,
    "GET /api/v1/annual-reports/template.xlsx": only(Role.OFFICER),
    "POST /api/v1/annual-reports": only(Role.OFFICER),
    "GET /api/v1/audit/checkpoint": SIGNED_IN,
    "GET /api/v1/audit/consistency": SIGNED_IN,
    "GET /api/v1/audit/inclusion": SIGNED_IN,
    "GET /api/v1/annual-reports": SIGNED_IN,
    "GET /api/v1/calendar/addresses": SIGNED_IN,
    "POST /api/v1/calendar/addresses": SIGNED_IN,
    "DELETE /api/v1/calendar/addresses/{address_id}": SIGNED_IN,
    "GET /api/v1/calendar/notices": SIGNED_IN,
    "POST /api/v1/calendar/notices": SIGNED_IN,
    "GET /api/v1/centers": SIGNED_IN,
    "GET /api/v1/centers.csv": SIGNED_IN,
    "GET /api/v1/centers.xlsx": SIGNED_IN,
    "POST /api/v1/centers": SIGNED_IN,
    "GET /api/v1/centers/{center_id}": SIGNED_IN,
    "GET /api/v1/centers/{center_id}/actions": SIGNED_IN,
    "GET /api/v1/centers/{center_id}/deadlines": SIGNED_IN,
    "GET /api/v1/centers/{center_id}/deadlines.ics": SIGNED_IN,
    "POST /api/v1/centers/{center_id}/decisions": SIGNED_IN,
    "GET /api/v1/centers/{center_id}/documents": SIGNED_IN,
    "GET /api/v1/centers/{center_id}/events": SIGNED_IN,
    "GET /api/v1/deadlines": SIGNED_IN,
    "GET /api/v1/deadlines.csv": SIGNED_IN,
    "GET /api/v1/deadlines.xlsx": SIGNED_IN,
    "GET /api/v1/deadlines.ics": SIGNED_IN,
    "POST /api/v1/documents": only(Role.APPLICANT, Role.DISTRICT, Role.EXPERT, Role.OFFICER, Role.APPROVER),
    "GET /api/v1/deputies": only(Role.OFFICER, Role.APPROVER, Role.AUDITOR),
    "POST /api/v1/deputies": SIGNED_IN,
    "GET /api/v1/documents/{sha256}": SIGNED_IN,
    "GET /api/v1/events": SIGNED_IN,
    "GET /api/v1/events/stream": SIGNED_IN,
    "GET /api/v1/guideline": SIGNED_IN,
    "GET /api/v1/reads": only(Role.AUDITOR),
    "GET /api/v1/overview": OVERSEEING,
    "GET /api/v1/receipts/{command_id}": SIGNED_IN,
    "GET /api/v1/statistics/steps": OVERSEEING,
    "GET /api/v1/statistics/steps.csv": OVERSEEING,
    "GET /api/v1/statistics/steps.xlsx": OVERSEEING,
    "GET /api/v1/work": SIGNED_IN,
    "GET /api/v1/work.csv": SIGNED_IN,
    "GET /api/v1/work.xlsx": SIGNED_IN,
    "GET /console": ANYBODY,
    "GET /console/": ANYBODY,
    "ANY /console/static/{path}": ANYBODY,
    "GET /console/language/{chosen}": ANYBODY,
    "GET /console/public": ANYBODY,
    "GET /console/public/centers/{center_id}": ANYBODY,
    "GET /console/sign-in": ANYBODY,
    "POST /console/sign-in": OWN_MACHINE,
    "GET /console/sign-in/agency": ANYBODY,
    "GET /console/sign-in/return": BEGUN_SIGN_IN,
    "GET /console/sign-in/role": BEGUN_CHOICE,
    "POST /console/sign-in/role": BEGUN_CHOICE,
    "POST /console/sign-out": SIGNED_IN_BY_FORM,
    "GET /console/annual-reports": READERS,
    "GET /console/known/{known_kind}": READERS,
    "GET /console/annual-reports.{kind}": READERS,
    "GET /console/overview": OVERSEEING,
    "GET /console/calendar": READERS,
    "GET /console/calendar/addresses": READERS,
    "POST /console/calendar/addresses": READERS_BY_FORM,
    "POST /console/calendar/addresses/{address_id}/revoke": READERS_BY_FORM,
    "GET /console/calendar.ics": KEY_IN_THE_ADDRESS,
    "GET /console/calendar/notices/new": only(Role.OFFICER),
    "POST /console/calendar/notices/new": only_by_form(Role.OFFICER),
    "GET /console/centers": READERS,
    "GET /console/centers.{kind}": READERS,
    "GET /console/deadlines": READERS,
    "GET /console/deadlines.{kind_of_file}": READERS,
    "GET /console/work.{kind}": READERS,
    "GET /console/centers/{center_id}": SIGNED_IN,
    "GET /console/centers/{center_id}/bundle.zip": SIGNED_IN,
    "GET /console/centers/{center_id}/compare": SIGNED_IN,
    "GET /console/centers/{center_id}/decide/{type_}": only(Role.APPLICANT, Role.OFFICER),
    "POST /console/centers/{center_id}/decide/{type_}": only_by_form(Role.APPLICANT, Role.OFFICER),
    "GET /console/centers/{center_id}/foresight": SIGNED_IN,
    "GET /console/centers/{center_id}/version": SIGNED_IN,
    "GET /console/decide/register_center": only(Role.APPLICANT, Role.OFFICER),
    "POST /console/decide/register_center": only_by_form(Role.APPLICANT, Role.OFFICER),
    "GET /console/deputies": BUREAU,
    "GET /console/deputies/end": only(Role.APPROVER),
    "POST /console/deputies/end": only_by_form(Role.APPROVER),
    "GET /console/deputies/new": only(Role.APPROVER),
    "POST /console/deputies/new": only_by_form(Role.APPROVER),
    "GET /console/documents/{sha256}": SIGNED_IN,
    "GET /console/drafts/{draft_id}": only(Role.APPLICANT, Role.OFFICER),
    "GET /console/drafts/{draft_id}/check": only(Role.APPLICANT, Role.OFFICER),
    "GET /console/drafts/{draft_id}/discard": SIGNED_IN,
    "POST /console/drafts/{draft_id}/discard": SIGNED_IN_BY_FORM,
    "GET /console/events/{position}": SIGNED_IN,
    "GET /console/events/{position}/bytes": SIGNED_IN,
    "GET /console/guideline": SIGNED_IN,
    "GET /console/search": READERS,
    "GET /console/history": READERS,
    "GET /console/history.csv": READERS,
    "GET /console/history.json": READERS,
    "GET /console/history/version": READERS,
    "GET /console/imports": only(Role.OFFICER),
    "POST /console/imports": only_by_form(Role.OFFICER),
    "GET /console/imports/template.xlsx": only(Role.OFFICER),
    "GET /console/imports/{sha256}": only(Role.OFFICER),
    "POST /console/imports/{sha256}": only_by_form(Role.OFFICER),
    "GET /console/operations": only(Role.OPERATOR),
    "GET /console/receipts/{command_id}": SIGNED_IN,
    "GET /console/reports": only(Role.OFFICER),
    "POST /console/reports": only_by_form(Role.OFFICER),
    "GET /console/reports/template.xlsx": only(Role.OFFICER),
    f"GET {WORK}": SIGNED_IN,
    f"GET {WORK}/version": SIGNED_IN,
}
"""By method and path; ``ANY`` is a mounted folder of files."""
