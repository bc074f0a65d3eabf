"""Who builds a center: the lead organisation and, where it is built jointly, the other parties (3.1.1, 3.4.1)."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Annotated

from pydantic import Field

from domain.guideline.vocabulary import OrganisationKind, ResponsibilityArea
from domain.kernel.base import Model, is_empty
from domain.kernel.messages import Line, Sha256, Text
from domain.kernel.refusals import Refusal
from domain.values.comparing_form import same_name
from domain.values.districts import District
from domain.values.identifiers import SHANGHAI, UnifiedSocialCreditCode, compact_code, province_of, same_code

OF_THE_STATE = "1"
"""The first character of the credit codes that bodies of the state have (GB 32100-2015)."""


class SuperiorBody(Model):
    """The authority above an organisation (上级主管部门): it may support and consent in the district's place, and it
    supervises beside the district (3.3.2, 3.4.1, 5.3).
    """

    name: Line
    uscc: UnifiedSocialCreditCode


class Organisation(Model):
    """An independent legal person registered in Shanghai, of one of the five kinds (3.1.1), with its ``superior``
    body where it names one.
    """

    name: Line
    uscc: UnifiedSocialCreditCode
    kind: OrganisationKind
    district: District
    superior: Annotated[SuperiorBody | None, Field(exclude_if=is_empty)] = None


class Responsibility(Model):
    """What one party answers for in one area."""

    area: ResponsibilityArea
    duty: Text


class JointParty(Model):
    """An organisation that builds along, with its tasks and responsibilities stated (3.1.1)."""

    organisation: Organisation
    tasks: Text
    responsibilities: Annotated[tuple[Responsibility, ...], Field(min_length=1, max_length=50)]


class PartyEvidence(Model):
    """Evidence that one party can carry its responsibility in one area (3.4.1)."""

    uscc: UnifiedSocialCreditCode
    area: ResponsibilityArea
    statement: Text
    document: Sha256 | None = None


class Parties(Model):
    """Everyone who applies: the lead, which signs for all, and the joint parties."""

    lead: Organisation
    joint: Annotated[tuple[JointParty, ...], Field(max_length=30)] = ()
    cooperation_mechanism: Text | None = None

    def organisations(self) -> tuple[Organisation, ...]:
        """The lead first, then the joint parties as they were named."""
        return (self.lead, *(party.organisation for party in self.joint))


def succeeded(parties: Parties, predecessor: str, successor: Organisation) -> Parties:
    """The parties once the successor has the place of the one with the predecessor's credit code, tasks and all; as
    they are where none has it.
    """

    def taken(organisation: Organisation) -> Organisation:
        return successor if same_code(organisation.uscc, predecessor) else organisation

    joint = (party.model_copy(update={"organisation": taken(party.organisation)}) for party in parties.joint)
    return parties.model_copy(update={"lead": taken(parties.lead), "joint": tuple(joint)})


def is_of_another_province(organisation: Organisation) -> bool:
    """Whether its credit code was given in another province (3.1.1); one of national registration was in none."""
    return province_of(organisation.uscc) not in (None, SHANGHAI)


def superiors_of(organisations: Iterable[Organisation]) -> Iterator[SuperiorBody]:
    """The superior bodies that they name."""
    return (organisation.superior for organisation in organisations if organisation.superior)


def is_government_body(body: SuperiorBody) -> bool:
    """Whether its credit code is one of those that are given to bodies of the state (机构编制)."""
    return compact_code(body.uscc).startswith(OF_THE_STATE)


def check_parties(parties: Parties) -> None:
    """3.1.1: no organisation stands twice, nor as another's superior body (3.3.2: nobody supports their own idea), and
    who builds jointly has a mechanism of cooperation.
    """
    for organisation, other in combinations(parties.organisations(), 2):
        if same_code(organisation.uscc, other.uscc):
            raise Refusal("organisation_listed_twice", "3.1.1", uscc=organisation.uscc)
        if same_name(organisation.name, other.name):
            raise Refusal("organisation_name_twice", "3.1.1", name=organisation.name)
    for superior in superiors_of(parties.organisations()):
        if any(same_code(superior.uscc, organisation.uscc) for organisation in parties.organisations()):
            raise Refusal("superior_is_a_party", "3.3.2", name=superior.name)
    if parties.joint and not parties.cooperation_mechanism:
        raise Refusal("cooperation_mechanism_missing", "3.1.1")


def joined_since(now: Parties, before: Parties | None) -> list[Organisation]:
    """The joint parties that were no party before; none where the parties of before are unknown."""
    if before is None:
        return []
    known = {compact_code(organisation.uscc) for organisation in before.organisations()}
    joint = (party.organisation for party in now.joint)
    return [organisation for organisation in joint if compact_code(organisation.uscc) not in known]


def check_evidence(organisations: Iterable[Organisation], evidence: Iterable[PartyEvidence]) -> None:
    """3.4.1: each party of a center that is built jointly gives evidence in each of the five areas."""
    given = {(compact_code(item.uscc), item.area) for item in evidence}
    for organisation in organisations:
        for area in ResponsibilityArea:
            if (compact_code(organisation.uscc), area) not in given:
                raise Refusal("party_evidence_missing", "3.4.1", organisation=organisation.name, area=area.value)
