"""Sessions end when their time is over, when their owner signs out, and when an operator says so."""

from datetime import timedelta

import pytest
import time_machine

from clock import utc_now
from domain.kernel.roles import Actor, Role
from office.opening import Office
from tests.lives import ACTORS

HOUR = timedelta(hours=1)
LI = Actor(id="Li.Jing", name="李经办", role=Role.OFFICER)


def test_a_session_is_found_by_its_id_alone(office: Office) -> None:
    until = utc_now() + HOUR
    session_id = office.sessions.begin(LI, until, "key-1")
    found = office.sessions.find(session_id)
    assert found is not None
    assert (found.actor, found.key_id, found.expires_at) == (LI, "key-1", until)
    for other in ("", session_id[:-1], session_id.swapcase(), "\x00"):
        assert office.sessions.find(other) is None


def test_no_session_can_be_gone_on_with_by_what_the_store_holds(office: Office) -> None:
    session_id = office.sessions.begin(LI, utc_now() + HOUR)
    held = str(office._store.rows("SELECT * FROM sessions", {}))
    assert session_id not in held
    assert len(session_id) >= 43


def test_a_session_that_is_over_is_found_no_more_and_its_row_goes(office: Office) -> None:
    with time_machine.travel(utc_now(), tick=False) as time:
        session_id = office.sessions.begin(LI, utc_now() + HOUR)
        time.shift(HOUR)
        assert office.sessions.find(session_id) is None
        office.sessions.begin(LI, utc_now() + HOUR)
        assert office._store.rows("SELECT count(*) FROM sessions", {}) == [(1,)]


def test_signing_out_ends_one_session_and_no_other(office: Office) -> None:
    one, other = (office.sessions.begin(LI, utc_now() + HOUR) for _ in range(2))
    office.sessions.end(one)
    assert office.sessions.find(one) is None
    assert office.sessions.find(other) is not None


@pytest.mark.parametrize("spelled", ["Li.Jing", "ＬＩ．ＪＩＮＧ", " li.jing "])
def test_one_persons_sessions_are_ended_however_the_id_is_spelled(office: Office, spelled: str) -> None:
    for actor in (LI, LI, ACTORS[Role.AUDITOR]):
        office.sessions.begin(actor, utc_now() + HOUR)
    assert office.sessions.end_all(spelled) == 2
    assert [session.actor for session in office.sessions.all_open()] == [ACTORS[Role.AUDITOR]]
    assert office.sessions.end_all() == 1
    assert office.sessions.all_open() == []


def test_a_session_of_an_actor_that_only_another_release_knows_is_none(office: Office) -> None:
    session_id = office.sessions.begin(LI, utc_now() + HOUR)
    office._store.change("UPDATE sessions SET actor = :actor", [{"actor": '{"id": "li", "powers": []}'}])
    assert office.sessions.find(session_id) is None
