"""Who read what: noted with every answer, for the auditor alone, and nobody's reading is held up by it."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import cli
from api.app_state import AppState
from api.http.metrics import Metrics
from api.reads import recorder as recording
from api.reads.recorder import ReadRecorder
from api.reads.what_is_read import NOT_READS, READS
from clock import utc_now
from domain.kernel.roles import Role
from office.errors import OfficeUnavailable
from office.opening import open_office
from office.reads import Read, Reads, WhichReads, read_by
from settings import Settings
from tests.access_table import ACCESS, ANYBODY
from tests.api.house import House, assert_problem, served
from tests.console.conftest import browser_of
from tests.lives import ACTORS
from tests.temporal import until
from tests.test_routes import Door, door

__all__ = ["door"]

PAST = timedelta(days=183)


@pytest.fixture(autouse=True)
def without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WRITE_EVERY", "PAUSE_AFTER_FAILURE"):
        monkeypatch.setattr(recording, name, 0.01)


async def noted(state: AppState, count: int, **which: Any) -> list[Read]:
    """What stands in the log, the latest first, once there is so much."""

    async def look() -> list[Read] | None:
        found = list(state.office.get().reads.all(WhichReads(**which)))
        return found if len(found) >= count else None

    return await until(look)


def test_of_every_route_that_answers_a_question_it_is_said_whether_it_is_a_read() -> None:
    asked = {row.removeprefix("GET ") for row, access in ACCESS.items() if row.startswith("GET ") and access != ANYBODY}
    by_somebody = {route for route in asked if not route.startswith("/console/sign-in")}
    assert by_somebody == READS | NOT_READS
    assert not READS & NOT_READS


async def test_each_read_is_noted_once_under_its_route_and_nothing_else_is(door: Door) -> None:
    rows = {f"GET {route}" for route in READS | NOT_READS}
    for caller in (Role.AUDITOR, Role.APPLICANT, Role.OPERATOR, Role.OFFICER, Role.APPROVER):
        tried = {row for row in rows if caller in ACCESS[row].callers}
        await door.answers(tried, caller)
        rows -= tried
    assert not rows
    found = await noted(door.app_state, len(READS))
    assert Counter(read.route for read in found) == Counter(READS)


async def test_a_read_says_who_what_when_and_from_where(quiet_house: House) -> None:
    center, began = await _register(quiet_house), utc_now()
    await quiet_house.get(f"/centers/{center}", Role.DISTRICT)
    (read,) = await noted(quiet_house.app.state.installation, 1)
    actor = ACTORS[Role.DISTRICT]
    assert (read.actor_id, read.actor_name, read.role, read.district) == (
        actor.id,
        actor.name,
        "district",
        actor.district,
    )
    assert (read.via, read.route, read.object, read.status) == (
        "token",
        "/api/v1/centers/{center_id}",
        center,
        200,
    )
    assert (read.address, read.query) == ("127.0.0.1", None)
    assert began <= read.at <= utc_now()


async def _register(house: House) -> str:
    async with house.installation.working():
        return await house.register()


async def test_a_search_is_noted_with_its_words_and_an_address_without_its_key(quiet_house: House) -> None:
    state = quiet_house.app.state.installation
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        await browser.get("/console/centers?q=海缆")
    await quiet_house.get("/centers?q=海缆&limit=5", Role.OFFICER)
    url = (await quiet_house.post("/calendar/addresses", {}, Role.OFFICER)).json()["url"]
    await quiet_house.http.get(f"{url}&center=nowhere")
    found = {read.via: read for read in await noted(state, 3)}
    assert found["session"].query == found["token"].query == "q=%E6%B5%B7%E7%BC%86"
    assert (found["calendar"].query, found["calendar"].status) == ("center=nowhere", 404)
    assert found["calendar"].actor_id == ACTORS[Role.OFFICER].id


async def test_what_was_not_shown_is_noted_with_its_status_and_a_stranger_is_nobody(quiet_house: House) -> None:
    await quiet_house.get("/centers/nowhere", Role.APPLICANT)
    await quiet_house.http.get("/api/v1/centers")
    await quiet_house.http.get("/livez")
    (read,) = await noted(quiet_house.app.state.installation, 1)
    assert (read.object, read.status) == ("nowhere", 404)


async def test_a_stream_is_noted_while_it_is_open(quiet_house: House) -> None:
    state = quiet_house.app.state.installation
    state.stop_waiting()
    await quiet_house.get("/events/stream")
    (read,) = await noted(state, 1)
    assert read.route == "/api/v1/events/stream"


async def test_an_auditor_pages_through_it_and_nobody_else_does(quiet_house: House) -> None:
    for _ in range(3):
        await quiet_house.get("/centers", Role.OFFICER)
    await noted(quiet_house.app.state.installation, 3)
    asked: dict[str, Any] = {"person": ACTORS[Role.OFFICER].id, "limit": 2}
    first = (await quiet_house.get("/reads", **asked)).json()
    rest = (await quiet_house.get("/reads", **asked, cursor=first["next_cursor"])).json()
    assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [2, 1, None]
    assert len({item["read_id"] for item in first["items"] + rest["items"]}) == 3
    assert_problem(await quiet_house.get("/reads", cursor="x"), 422, "cursor_invalid")
    assert_problem(await quiet_house.get("/reads", Role.OPERATOR), 403, "reads_not_yours")
    mine = await noted(quiet_house.app.state.installation, 1, person=ACTORS[Role.OPERATOR].id)
    assert (mine[0].route, mine[0].status) == ("/api/v1/reads", 403)


async def test_it_is_exported_as_a_table_and_as_lines_of_json(
    quiet_house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await quiet_house.get("/centers", Role.OFFICER, q="=1+1")
    await noted(quiet_house.app.state.installation, 1)
    files = [tmp_path / "reads.csv", tmp_path / "reads.jsonl"]
    day = ["--since", "2020-01-01", "--until", "2999-01-01", "--data", str(quiet_house.settings.data)]
    for file in files:
        assert cli.run(["reads", "export", str(file), *day]) == 0
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    (row,) = csv.DictReader(files[0].read_text("utf-8-sig").splitlines())
    (line,) = [json.loads(text) for text in files[1].read_text("utf-8").splitlines()]
    assert row["actor_id"] == line["actor_id"] == ACTORS[Role.OFFICER].id
    assert line["query"] == "q=%3D1%2B1"
    before = ["--until", "2020-01-01", "--data", str(quiet_house.settings.data)]
    assert cli.run(["reads", "export", str(files[1]), *before]) == 0
    assert files[1].read_text("utf-8") == ""
    assert cli.run(["reads", "export", str(tmp_path / "no" / "reads.csv"), *before]) == 2


async def test_what_was_read_just_before_the_stop_is_not_lost(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "WRITE_EVERY", 3600.0)
    async with served(quiet_house.installation) as house:
        await house.get("/centers", Role.OFFICER)
    office = open_office(quiet_house.settings.office)
    assert [read.actor_id for read in office.reads.all(WhichReads())] == [ACTORS[Role.OFFICER].id]
    office.close()


async def test_a_full_disk_holds_up_nobody_is_said_once_and_what_was_read_meanwhile_follows(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    state = quiet_house.app.state.installation
    with store_away(monkeypatch):
        for _ in range(3):
            assert (await quiet_house.get("/centers", Role.OFFICER)).status_code == 200
            await until(lambda: _is_said(caplog))
        metrics = (await quiet_house.http.get("/metrics")).text
        assert "hengxu_reads_waiting 3.0" in metrics
    assert caplog.text.count("reads cannot be written") == 1
    assert "database or disk is full" in caplog.text
    assert len(await noted(state, 3)) == 3


async def _is_said(caplog: pytest.LogCaptureFixture) -> bool | None:
    return "reads cannot be written" in caplog.text or None


@contextmanager
def store_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be written meanwhile."""

    def full(*_: object) -> None:
        raise OfficeUnavailable("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Reads, "write", full)
        yield


async def test_while_the_store_is_away_so_many_are_held_and_the_oldest_are_counted_as_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recording, "MOST_WAITING", 2)
    metrics = Metrics()

    async def away(_question: object) -> None:
        raise OfficeUnavailable("database or disk is full")

    recorder = ReadRecorder(away, metrics, 183)
    for n in range(5):
        recorder.note(a_read(str(n)))
    assert metrics.registry.get_sample_value("hengxu_reads_lost_total") == 3
    await recorder.close()
    assert metrics.registry.get_sample_value("hengxu_reads_lost_total") == 5
    assert "2 reads could not be written" in caplog.text


def a_read(read_id: str, at: datetime = datetime(2027, 3, 1, tzinfo=UTC)) -> Read:
    who_and_how = read_by(ACTORS[Role.OFFICER], "token")
    return Read(at=at, read_id=read_id, route="/", object=None, query=None, status=200, address="", **who_and_how)


async def test_a_fault_nobody_thought_of_holds_up_nobody_either(caplog: pytest.LogCaptureFixture) -> None:
    async def faulty(_question: object) -> None:
        raise RuntimeError("unthought of")

    recorder = ReadRecorder(faulty, Metrics(), 183)
    recorder.note(a_read("1"))
    await until(lambda: _is_said(caplog))
    assert "unthought of" in caplog.text
    await recorder.close()


async def test_what_has_been_kept_long_enough_is_forgotten_when_the_service_starts(quiet_house: House) -> None:
    office = quiet_house.app.state.installation.office.get()
    office.reads.write([a_read("old", utc_now() - PAST - timedelta(minutes=1)), a_read("new", utc_now() - PAST / 2)])
    async with served(quiet_house.installation):

        async def look() -> bool | None:
            return [read.read_id for read in office.reads.all(WhichReads())] == ["new"] or None

        await until(look)


def test_six_months_are_the_least() -> None:
    assert Settings().reads_kept_days == 183
    with pytest.raises(ValidationError):
        Settings(reads_kept_days=182)
