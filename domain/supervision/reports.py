"""The annual report by the four main tasks (2.1–2.4, 5.2)."""

from typing import Annotated

from pydantic import Field

from domain.guideline.vocabulary import ChainPosition, LifeStage, ResearchTopic, ServiceKind
from domain.incubation.messages import CapabilityGap
from domain.kernel.base import Model
from domain.kernel.messages import Line, Text


class NeedsSection(Model):
    """2.1: what the year showed of the industry's needs."""

    summary: Text
    gaps: Annotated[tuple[CapabilityGap, ...], Field(max_length=500)] = ()


class ResearchItem(Model):
    """One piece of research and its result."""

    topic: ResearchTopic
    title: Line
    result: Text


class ResearchSection(Model):
    """2.2: research of the year."""

    summary: Text
    items: Annotated[tuple[ResearchItem, ...], Field(max_length=500)] = ()


class ServiceItem(Model):
    """One service, by stage of the product's life, place in the chain and kind."""

    life_stage: LifeStage
    chain_position: ChainPosition
    kind: ServiceKind
    summary: Text


class ServicesSection(Model):
    """2.3: services of the year."""

    summary: Text
    items: Annotated[tuple[ServiceItem, ...], Field(max_length=500)] = ()


class AllianceSection(Model):
    """2.4: platform services, joint innovation, transfer of results."""

    summary: Text


class TypicalCase(Model):
    """A typical case of measurement service (计量测试服务典型案例)."""

    title: Line
    description: Text


class AnnualReport(Model):
    """The report of one calendar year, due by the end of November (5.2)."""

    year: Annotated[int, Field(ge=2000, le=2200)]
    needs: NeedsSection
    research: ResearchSection
    services: ServicesSection
    alliance: AllianceSection
    cases: Annotated[tuple[TypicalCase, ...], Field(max_length=200)] = ()
