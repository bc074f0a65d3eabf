"""Who builds a center: the lead organisation and, where it is built jointly, the other parties (3.1.1, 3.4.1)."""

from collections.abc import Iterable
from itertools import combinations
from typing import Annotated

from pydantic import Field

from domain.guideline.vocabulary import OrganisationKind, ResponsibilityArea
from domain.kernel.base import Model
from domain.kernel.messages import Line, Sha256, Text
from domain.kernel.refusals import Refusal
from domain.values.comparing_form import same_name
from domain.values.districts import District
from domain.values.identifiers import SHANGHAI, UnifiedSocialCreditCode, compact_code, province_of, same_code


class Organisation(Model):
    """An independent legal person registered in Shanghai, of one of the five kinds (3.1.1)."""

    name: Line
    uscc: UnifiedSocialCreditCode
    kind: OrganisationKind
    district: District


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


def is_of_another_province(organisation: Organisation) -> bool:
    """Whether its credit code was given in another province (3.1.1); one of national registration was in none."""
    return province_of(organisation.uscc) not in (None, SHANGHAI)


def check_parties(parties: Parties) -> None:
    """3.1.1: no organisation stands twice, and who builds jointly has a mechanism of cooperation."""
    for organisation, other in combinations(parties.organisations(), 2):
        if same_code(organisation.uscc, other.uscc):
            raise Refusal("organisation_listed_twice", "3.1.1", uscc=organisation.uscc)
        if same_name(organisation.name, other.name):
            raise Refusal("organisation_name_twice", "3.1.1", name=organisation.name)
    if parties.joint and not parties.cooperation_mechanism:
        raise Refusal("cooperation_mechanism_missing", "3.1.1")


def check_evidence(parties: Parties, evidence: Iterable[PartyEvidence]) -> None:
    """3.4.1: built jointly, each party gives evidence in each of the five areas."""
    if not parties.joint:
        return
    given = {(compact_code(item.uscc), item.area) for item in evidence}
    for organisation in parties.organisations():
        for area in ResponsibilityArea:
            if (compact_code(organisation.uscc), area) not in given:
                raise Refusal("party_evidence_missing", "3.4.1", organisation=organisation.name, area=area.value)
