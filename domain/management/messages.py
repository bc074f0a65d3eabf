"""Commands and events of 4.1–4.4."""

from typing import Annotated, Literal

from pydantic import Field

from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, Line, Text
from domain.kernel.records import Event


class Director(Model):
    """The center's director, appointed by the host organisation (4.1)."""

    name: Line
    title: Line | None = None


class AppointDirector(Director, Command):
    """Appoint the director; another appointment replaces the first (4.1)."""

    type: Literal["appoint_director"] = "appoint_director"


class DirectorAppointed(Director, Event):
    """The center has a director."""

    TOPIC = "director_appointed:1"
    CLAUSE = "4.1"
    LABEL = Label("任命中心主任", "Director appointed")


class Vacancy(Model):
    """Why the center has no director, and who acts in the director's place (代理主任) until one is appointed."""

    acting: Line | None = None
    reason: Text


class RecordVacancy(Vacancy, Command):
    """Record that the center has no director from this day on, and name an acting one (4.1)."""

    type: Literal["record_vacancy"] = "record_vacancy"


class DirectorVacancyRecorded(Vacancy, Event):
    """The center has no director."""

    TOPIC = "director_vacancy_recorded:1"
    CLAUSE = "4.1"
    LABEL = Label("中心主任空缺", "Vacancy of the director recorded")


class Exchange(Model):
    """An exchange on measurement technology with the industry; held on ``effective_on`` (4.2)."""

    topic: Line
    summary: Text
    participants: Annotated[int | None, Field(ge=1, le=100_000)] = None


class HoldExchange(Exchange, Command):
    """Record an exchange that was held (4.2)."""

    type: Literal["hold_exchange"] = "hold_exchange"


class ExchangeHeld(Exchange, Event):
    """An exchange was held."""

    TOPIC = "exchange_held:1"
    CLAUSE = "4.2"
    LABEL = Label("开展技术交流活动", "Exchange held")


class Listing(Model):
    """What a public platform shows of the center, its alliance and services (4.3)."""

    platform: Line
    address: Annotated[str | None, Field(max_length=500)] = None
    content: Text


class UpdateListing(Listing, Command):
    """Record that the listing was brought up to date (4.3)."""

    type: Literal["update_listing"] = "update_listing"


class ListingUpdated(Listing, Event):
    """The listing is up to date."""

    TOPIC = "listing_updated:1"
    CLAUSE = "4.3"
    LABEL = Label("更新平台信息", "Listing updated")


class SharingRules(Model):
    """Which instruments and sites are open to share, and how (4.4)."""

    instruments: Text
    sites: Text
    conditions: Text | None = None


class AdoptSharingRules(SharingRules, Command):
    """Adopt rules of open sharing (4.4)."""

    type: Literal["adopt_sharing_rules"] = "adopt_sharing_rules"


class SharingRulesAdopted(SharingRules, Event):
    """Rules of open sharing are in force."""

    TOPIC = "sharing_rules_adopted:1"
    CLAUSE = "4.4"
    LABEL = Label("建立开放共享制度", "Sharing rules adopted")
