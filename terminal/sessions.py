"""`hengxu sessions`: who is signed in to the console, and the end of it."""

from contextlib import closing

from office.opening import open_office
from office.sessions import Session
from settings import Settings
from terminal import wording
from terminal.answers import DONE, CommandError, print_json, print_line
from terminal.language import words
from terminal.layout import print_table


def list_sessions(settings: Settings, *, as_json: bool) -> int:
    """Every session that is open, by person."""
    with closing(open_office(settings.office)) as office:
        found = office.sessions.all_open()
    if as_json:
        print_json({"sessions": [_item(session) for session in found]})
    else:
        print_table(words(wording.SESSIONS), wording.SESSION_COLUMNS, map(_row, found))
    return DONE


def end_sessions(settings: Settings, person: str | None, *, everybody: bool, calendars: bool, as_json: bool) -> int:
    """One person's, however their id is spelled, or all; from then on nobody goes on with them. ``calendars``: nobody
    reads by their calendar addresses either.
    """
    if (person is None) != everybody:
        raise CommandError(wording.WHOSE_SESSIONS)
    with closing(open_office(settings.office)) as office:
        count = office.sessions.end_all(person)
        revoked = office.calendars.revoke_all(person) if calendars else 0
    if as_json:
        print_json({"ended": count, "addresses_revoked": revoked})
        return DONE
    print_line(words(wording.SESSIONS_ENDED(count=count)))
    if calendars:
        print_line(words(wording.ADDRESSES_REVOKED(count=revoked)))
    return DONE


def _item(session: Session) -> dict[str, object]:
    actor, begun_at, expires_at = session.actor, session.begun_at, session.expires_at
    return {
        "actor": actor.model_dump(mode="json", exclude_none=True),
        "begun_at": begun_at.isoformat(timespec="seconds"),
        "expires_at": expires_at.isoformat(timespec="seconds"),
    }


def _row(session: Session) -> tuple[str, ...]:
    actor = session.actor
    times = (instant.isoformat(timespec="seconds") for instant in (session.begun_at, session.expires_at))
    return (actor.id, actor.name, words(actor.role.label), *times)
