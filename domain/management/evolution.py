"""How the events of 4 change a center."""

from domain.center import Center
from domain.decision import Effects
from domain.kernel.records import Record
from domain.management import messages as m
from domain.values.partial_days import earliest


def director_appointed(center: Center, record: Record[m.DirectorAppointed]) -> Center:
    """The director is the one appointed last."""
    return center.but(
        director=record.event.name,
        director_since=record.effective_on,
        director_vacant_since=None,
        acting_director=None,
    )


def director_vacancy_recorded(center: Center, record: Record[m.DirectorVacancyRecorded]) -> Center:
    """Nobody is director; somebody may act in the place of one. Named later, they act since the post is vacant."""
    return center.but(
        director=None,
        director_since=None,
        director_vacant_since=center.director_vacant_since or record.effective_on,
        acting_director=record.event.acting,
    )


def exchange_held(center: Center, record: Record[m.ExchangeHeld]) -> Center:
    """One exchange more in its year."""
    on = earliest(record.effective_on)
    days = tuple(sorted((*center.exchange_days.get(on.year, ()), on)))
    return center.but(
        exchanges={**center.exchanges, on.year: len(days)},
        exchange_days={**center.exchange_days, on.year: days},
    )


def listing_updated(center: Center, record: Record[m.ListingUpdated]) -> Center:
    """The listing is as new as this."""
    return center.but(listing_updated_on=record.effective_on)


def sharing_rules_adopted(center: Center, record: Record[m.SharingRulesAdopted]) -> Center:
    """The rules in force."""
    return center.but(sharing_rules_on=record.effective_on)


EFFECTS: Effects = {
    m.DirectorAppointed: director_appointed,
    m.DirectorVacancyRecorded: director_vacancy_recorded,
    m.ExchangeHeld: exchange_held,
    m.ListingUpdated: listing_updated,
    m.SharingRulesAdopted: sharing_rules_adopted,
}
