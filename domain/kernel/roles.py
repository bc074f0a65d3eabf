"""Who acts, and for whom."""

from typing import Annotated

from pydantic import Field

from domain.kernel.base import LabeledEnum, Model, is_empty
from domain.kernel.messages import Line


class Role(LabeledEnum):
    """The part a person plays. ``system`` is the clock itself; no token is ever issued for it."""

    APPLICANT = "applicant", "申报主体", "Applicant"
    DISTRICT = "district", "辖区市场监管部门", "District authority"
    EXPERT = "expert", "专家", "Expert"
    OFFICER = "officer", "市局经办", "Case officer"
    APPROVER = "approver", "市局审批", "Approver"
    AUDITOR = "auditor", "审计", "Auditor"
    OPERATOR = "operator", "运维", "Operator"
    SYSTEM = "system", "系统时钟", "System clock"


PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)
"""The roles that a person can hold."""


class Person(Model):
    """Somebody by the id with which they sign in, and by their name."""

    id: Line
    name: Line


class Actor(Model):
    """Who decided, as the identity provider named them.

    ``org`` is the unified social credit code the actor speaks for, ``district`` the code of their authority,
    ``center`` the one center they are bound to. ``anyone`` marks a token of the embedded issuer that was
    given no such bounds: it speaks for every organisation, district and expert. ``deputy_for`` is the person for whom
    a deputy (代理) took the decision, in whose ``role``; no token says it. It is left out of the stored bytes where it
    is empty, as in all that was recorded before there were deputies.
    """

    id: str
    name: str
    role: Role
    org: str | None = None
    district: str | None = None
    center: str | None = None
    anyone: bool = False
    deputy_for: Annotated[Person | None, Field(exclude_if=is_empty)] = None


CLOCK = Actor(id="clock", name="系统时钟 / System clock", role=Role.SYSTEM)
"""The actor of everything that happens because time passed."""
AN_EXPERT = Actor(id="expert", name="专家 / An expert", role=Role.EXPERT)
"""In the place of who wrote an opinion, which nobody outside of the bureau is told."""
IMPORTING = "import"
"""Instead of a role: the part of whoever brings a list, which is no decision of theirs."""
