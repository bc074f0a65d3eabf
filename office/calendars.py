"""Calendar addresses: each lets a calendar program read the days as one person, until it expires or is revoked."""

import secrets
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from clock import utc_now
from domain.kernel.roles import Actor
from domain.values.comparing_form import comparing_form
from office.instants import instant_of, kept
from office.sessions import digest_of
from office.store import Row, Store

MAKE = (
    "INSERT INTO calendar_addresses (digest, address_id, person, actor, note, made_at, expires_at)"
    " VALUES (:digest, :address_id, :person, :actor, :note, :made_at, :expires_at) ON CONFLICT DO NOTHING"
)
COLUMNS = "address_id, actor, note, made_at, expires_at"
FIND = f"SELECT {COLUMNS} FROM calendar_addresses WHERE digest = :digest AND expires_at > :now"
OF = (
    f"SELECT {COLUMNS} FROM calendar_addresses WHERE person = :person AND expires_at > :now"
    " ORDER BY made_at, address_id"
)
REVOKE = "DELETE FROM calendar_addresses WHERE address_id = :address_id AND person = :person"
REVOKE_OF = "DELETE FROM calendar_addresses WHERE person = :person AND expires_at > :now"
REVOKE_ALL = "DELETE FROM calendar_addresses WHERE expires_at > :now"
FORGET = "DELETE FROM calendar_addresses WHERE expires_at <= :now"


class CalendarAddress(NamedTuple):
    """One address, without the key that makes it one. ``note`` is what its owner calls it. Instants are UTC."""

    address_id: str
    actor: Actor
    note: str
    made_at: datetime
    expires_at: datetime


class CalendarAddresses:
    """All that hold. Of a key its digest alone is kept. Each method may raise ``OfficeError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, actor: Actor, note: str, until: datetime) -> tuple[CalendarAddress, str]:
        """A new address of the actor's, and its key, which is shown this once."""
        key = secrets.token_urlsafe(32)
        made = CalendarAddress(uuid4().hex, actor, note, utc_now(), until)
        self._store.change(FORGET, [{"now": kept(utc_now())}])
        self._store.change(MAKE, [_values(made) | {"digest": digest_of(key)}])
        return made, key

    def find(self, key: str) -> CalendarAddress | None:
        """The address of that key, while it holds."""
        found = self._store.rows(FIND, {"digest": digest_of(key), "now": kept(utc_now())})
        try:
            return _address(found[0]) if found else None
        except ValueError:  # of a release that knows other actors
            return None

    def of(self, person: str) -> list[CalendarAddress]:
        """One person's, the oldest first."""
        found = self._store.rows(OF, {"person": comparing_form(person), "now": kept(utc_now())})
        return [_address(row) for row in found]

    def revoke(self, person: str, address_id: str) -> bool:
        """One of this person's holds no more; whether there was such a one."""
        return self._store.change(REVOKE, [{"person": comparing_form(person), "address_id": address_id}]) > 0

    def revoke_all(self, person: str | None = None) -> int:
        """Everybody's, or one person's; how many there were."""
        now = {"now": kept(utc_now())}
        if person is None:
            return self._store.change(REVOKE_ALL, [now])
        return self._store.change(REVOKE_OF, [now | {"person": comparing_form(person)}])


def _values(made: CalendarAddress) -> dict[str, object]:
    return {
        "address_id": made.address_id,
        "person": comparing_form(made.actor.id),
        "actor": made.actor.model_dump_json(),
        "note": made.note,
        "made_at": kept(made.made_at),
        "expires_at": kept(made.expires_at),
    }


def _address(row: Row) -> CalendarAddress:
    address_id, actor, note, made_at, expires_at = row
    return CalendarAddress(
        address_id, Actor.model_validate_json(actor), note, instant_of(made_at), instant_of(expires_at)
    )
