"""Sessions of the console: who is signed in, since when and until when."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from clock import utc_now
from domain.kernel.roles import Actor
from domain.values.comparing_form import comparing_form
from office.instants import instant_of, kept
from office.store import Row, Store

BEGIN = (
    "INSERT INTO sessions (digest, person, actor, key_id, begun_at, expires_at)"
    " VALUES (:digest, :person, :actor, :key_id, :begun_at, :expires_at) ON CONFLICT DO NOTHING"
)
COLUMNS = "actor, key_id, begun_at, expires_at"
FIND = f"SELECT {COLUMNS} FROM sessions WHERE digest = :digest AND expires_at > :now"
OPEN = f"SELECT {COLUMNS} FROM sessions WHERE expires_at > :now ORDER BY person, begun_at, digest"
END = "DELETE FROM sessions WHERE digest = :digest"
END_OF = "DELETE FROM sessions WHERE person = :person AND expires_at > :now"
END_ALL = "DELETE FROM sessions WHERE expires_at > :now"
FORGET = "DELETE FROM sessions WHERE expires_at <= :now"


class Session(NamedTuple):
    """One session. ``key_id`` names the issuer's key under which the token was signed that it began with."""

    actor: Actor
    key_id: str | None
    begun_at: datetime
    expires_at: datetime


class Sessions:
    """All that are open. Of a session's id its digest alone is kept. Each method may raise ``OfficeError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, actor: Actor, until: datetime, key_id: str | None = None) -> str:
        """A new session of the actor's, open until then (UTC): its id, which nobody else learns."""
        session_id = secrets.token_urlsafe(32)
        row = {
            "digest": digest_of(session_id),
            "person": comparing_form(actor.id),
            "actor": actor.model_dump_json(),
            "key_id": key_id,
            "begun_at": kept(utc_now()),
            "expires_at": kept(until),
        }
        self.forget_expired()
        self._store.change(BEGIN, [row])
        return session_id

    def find(self, session_id: str) -> Session | None:
        """The session of that id, while it is open."""
        found = self._store.rows(FIND, {"digest": digest_of(session_id), "now": kept(utc_now())})
        try:
            return _session(found[0]) if found else None
        except ValueError:  # of a release that knows other actors
            return None

    def all_open(self) -> Sequence[Session]:
        """Everybody's, by person."""
        return [_session(row) for row in self._store.rows(OPEN, {"now": kept(utc_now())})]

    def end(self, session_id: str) -> None:
        """The id is good for nothing from now on."""
        self._store.change(END, [{"digest": digest_of(session_id)}])

    def end_all(self, person: str | None = None) -> int:
        """Every open session, or one person's, by the comparing form of the id; how many there were."""
        now = {"now": kept(utc_now())}
        if person is None:
            return self._store.change(END_ALL, [now])
        return self._store.change(END_OF, [now | {"person": comparing_form(person)}])

    def forget_expired(self) -> None:
        """Removes what is over."""
        self._store.change(FORGET, [{"now": kept(utc_now())}])


def digest_of(secret: str) -> str:
    """What is kept of a secret that has 256 bits by itself."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _session(row: Row) -> Session:
    actor, key_id, begun_at, expires_at = row
    return Session(Actor.model_validate_json(actor), key_id, instant_of(begun_at), instant_of(expires_at))
