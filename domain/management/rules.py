"""The rules of 4: what a center does of its own, from approval to construct on."""

from domain.center import Center
from domain.context import Context, content
from domain.kernel.records import Event
from domain.management import messages as m


def appoint_director(command: m.AppointDirector, _center: Center, _context: Context) -> list[Event]:
    """4.1: the host organisation appoints; a change is another appointment."""
    return [m.DirectorAppointed(**content(command))]


def hold_exchange(command: m.HoldExchange, _center: Center, _context: Context) -> list[Event]:
    """4.2: counted in the year in which it was held."""
    return [m.ExchangeHeld(**content(command))]


def update_listing(command: m.UpdateListing, _center: Center, _context: Context) -> list[Event]:
    """4.3: shown on a public platform."""
    return [m.ListingUpdated(**content(command))]


def adopt_sharing_rules(command: m.AdoptSharingRules, _center: Center, _context: Context) -> list[Event]:
    """4.4: instruments and sites open to share."""
    return [m.SharingRulesAdopted(**content(command))]
