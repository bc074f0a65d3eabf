"""Who somebody is by the claims of a verified token, read as the settings say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from pydantic import ValidationError

from api.auth.challenge import CHALLENGE
from api.auth.claim_places import Claims, at_place, names_at, shown, texts_at
from api.auth.district_names import district_named
from api.http.problems import Problem, problem
from domain.kernel.base import Model
from domain.kernel.roles import PEOPLE, Actor, Role
from domain.kernel.visible_text import shows_nothing
from domain.values.comparing_form import comparing_form
from domain.values.districts import District
from domain.values.identifiers import check
from settings import Settings

ROLE_HEADER = "Hengxu-Role"
"""In which role somebody asks who holds several."""
_MOST_NAMED = 30
"""Claims of a token that are named where nothing was found."""


class Identity(Model):
    """Somebody, by the id and name of their token, and every role in which they may act."""

    id: str
    name: str
    roles: tuple[Role, ...]
    org: str | None = None
    district: str | None = None
    center: str | None = None

    def acting(self, asked: str | None = None) -> Actor:
        """The actor in the role asked for, or in the only one. Raises ``Problem``: 400 where there are several and none
        is asked for, 403 for one that they don't hold.
        """
        role = chosen_role(self.roles, asked)
        return Actor(id=self.id, name=self.name, role=role, org=self.org, district=self.district, center=self.center)


def chosen_role(roles: tuple[Role, ...], asked: str | None) -> Role:
    """The role asked for among these, or the only one. Raises ``Problem`` 400 or 403, which names the choices."""
    choices, listed = ", ".join(roles), {"choices": list(roles)}
    if asked is None and len(roles) > 1:
        raise problem("role_not_chosen", choices=choices, header=ROLE_HEADER, for_programs=listed)
    chosen = roles[0] if asked is None else next((role for role in roles if role.value == asked.strip()), None)
    if chosen is None:
        raise problem("role_not_held", choices=choices, asked=(asked or "")[:40], for_programs=listed)
    return chosen


@dataclass(frozen=True)
class ClaimReader:
    """The places of claims and the values that stand for ours; left as it is, the claims that earlier releases read."""

    role_claims: tuple[str, ...] = ("roles", "role")
    role_values: Mapping[str, Role] = field(default_factory=dict)
    org_claims: tuple[str, ...] = ("org",)
    org_values: Mapping[str, str] = field(default_factory=dict)
    district_claims: tuple[str, ...] = ("district",)
    district_values: Mapping[str, District] = field(default_factory=dict)
    center_claims: tuple[str, ...] = ("center",)
    name_claims: tuple[str, ...] = ("name",)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the installation has it."""
        return cls(**{name: getattr(settings, f"oidc_{name}") for name in cls.__dataclass_fields__})

    def identity(self, claims: Claims) -> Identity:
        """Whoever the claims describe, their codes as the record has them.

        Raises ``Problem``, which names the claim that was looked for and what was found: 403 where no role of ours is
        named, where the role needs an organisation or a district that isn't, and for what is no district; 401 for what
        is no organisation, and for a subject of which nothing is to be seen.
        """
        roles = self._roles(claims)
        found = {
            "id": _subject(claims),
            "name": self._name(claims),
            "roles": roles,
            "org": self._org(claims),
            "district": self._district(claims),
            "center": self._center(claims),
        }
        try:
            identity = Identity.model_validate(found)
        except ValidationError:
            raise problem("token_invalid", headers=CHALLENGE) from None
        return identity.model_copy(update={"roles": self._usable(identity, claims)})

    def _roles(self, claims: Claims) -> tuple[Role, ...]:
        """Those that the first place names which names any."""
        known = self.role_values or {role.value: role for role in PEOPLE}
        for place in self.role_claims:
            named = {known.get(name) for name in names_at(claims, place)}
            if roles := tuple(role for role in PEOPLE if role in named):
                return roles
        raise _unmapped("role_missing", claims, self.role_claims)

    def _org(self, claims: Claims) -> str | None:
        """Held to what holds on record, and no stricter: whoever speaks for an organisation there can sign in."""
        named = self._one(claims, self.org_claims)
        if named is None:
            return None
        try:
            return check(self._codes_by_name.get(comparing_form(named), named) if self.org_values else named)
        except ValueError:
            raise _unmapped("token_organisation", claims, self.org_claims, headers=CHALLENGE) from None

    def _district(self, claims: Claims) -> str | None:
        """The district's code; what is no district is kept as it is, and nobody acts for it."""
        named = self._one(claims, self.district_claims)
        if not named:
            return None
        district = self._districts_by_name.get(comparing_form(named)) or district_named(named)
        return district.value if district else comparing_form(named)

    @cached_property
    def _codes_by_name(self) -> Mapping[str, str]:
        return {comparing_form(name): code for name, code in self.org_values.items()}

    @cached_property
    def _districts_by_name(self) -> Mapping[str, District]:
        return {comparing_form(name): district for name, district in self.district_values.items()}

    def _center(self, claims: Claims) -> str | None:
        named = self._one(claims, self.center_claims)
        return comparing_form(named) if named is not None else None

    def _name(self, claims: Claims) -> str:
        names = (text for place in self.name_claims for text in texts_at(claims, place) if not shows_nothing(text))
        return next(names, _subject(claims))

    def _one(self, claims: Claims, places: Iterable[str]) -> str | None:
        """The one text at the first place where anything stands; nothing may be passed over that binds somebody, so
        that several, or what is no text, is refused.
        """
        for place in places:
            standing = [value for value in at_place(claims, place) if value is not None]
            is_blank = any(isinstance(value, str) for value in standing)
            texts = texts_at(claims, place) or (("",) if is_blank else ())
            if len(texts) == 1:
                return texts[0]
            if standing:
                raise _unmapped("claim_unclear", claims, [place])
        return None

    def _usable(self, identity: Identity, claims: Claims) -> tuple[Role, ...]:
        """The roles in which somebody can act. Raises the ``Problem`` of the first where that is none."""
        faults = {role: self._fault(role, identity, claims) for role in identity.roles}
        usable = tuple(role for role, fault in faults.items() if fault is None)
        if not usable:
            raise next(fault for fault in faults.values() if fault)
        return usable

    def _fault(self, role: Role, identity: Identity, claims: Claims) -> Problem | None:
        """An applicant speaks for an organisation, a district for a district or as a superior body; or either for one
        center alone.
        """
        is_bound = identity.center is not None or identity.org is not None
        if role is Role.APPLICANT and not is_bound:
            return _unmapped("organisation_missing", claims, self.org_claims)
        if role is Role.DISTRICT and identity.district is None and not is_bound:
            return _unmapped("district_missing", claims, (*self.district_claims, *self.org_claims))
        if role is Role.DISTRICT and identity.district and identity.district not in _DISTRICTS:
            return _unmapped("district_unknown", claims, self.district_claims)
        return None


_DISTRICTS = frozenset(district.value for district in District)


def _subject(claims: Claims) -> str:
    """Some providers number people. Raises ``Problem`` 401 for a subject of which nothing is to be seen."""
    subject = claims.get("sub")
    text = str(subject) if isinstance(subject, int) and not isinstance(subject, bool) else subject
    if not isinstance(text, str) or shows_nothing(text):
        raise problem("token_invalid", headers=CHALLENGE)
    return text


def _unmapped(code: str, claims: Claims, places: Iterable[str], **more: Any) -> Problem:
    """The problem, with where it was looked and what stands there; else which claims there are."""
    places = list(places)
    looked, found = ", ".join(places), shown(claims, places)
    names = ", ".join(sorted(claims)[:_MOST_NAMED])
    return problem(
        code,
        looked=looked,
        found_zh=found or f"无（令牌中有：{names}）",
        found_en=found or f"nothing (the token has {names})",
        for_programs={"claims": places, "found": found or None},
        **more,
    )
