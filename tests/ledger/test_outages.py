"""The database away, slow or cut off: said in both languages, and nothing is recorded twice."""

import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.application import Ledger
from ledger.errors import LedgerUnavailable
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.postgres.locks import LOCK
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.conftest import Server
from tests.ledger.lossy_door import LossyDoor
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide


def patient(settings: LedgerSettings, seconds: float) -> LedgerSettings:
    return settings.model_copy(update={"timeout": seconds})


@pytest.fixture
def door(postgres: Server, postgres_settings: LedgerSettings) -> Iterator[tuple[LossyDoor, LedgerSettings]]:
    """A way to the database that can lose an answer."""
    with tempfile.TemporaryDirectory(prefix="door-") as folder:
        door = LossyDoor(postgres.folder, Path(folder))
        url = postgres_settings.url.replace(str(postgres.folder), folder)
        yield door, postgres_settings.model_copy(update={"url": url, "pool_size": 1})
        door.close()


def test_a_commit_whose_answer_was_lost_on_the_way_still_gives_its_receipt(
    door: tuple[LossyDoor, LedgerSettings],
) -> None:
    lossy, settings = door
    ledger = open_ledger(settings, REGISTRY)
    decide(ledger, "ic", Opened(name_zh="集成电路"), command_id="first", base=0)

    lossy.lose_next_answer()
    receipt = decide(ledger, "ic", Renamed(name_zh="新名"), command_id="lost", base=1)
    assert lossy.lost.is_set()
    assert [ref.position for ref in receipt.events] == [2]
    assert ledger.receipt("lost") == receipt
    assert ledger.head() == 2
    ledger.close()


def test_a_question_whose_answer_was_lost_is_asked_again(door: tuple[LossyDoor, LedgerSettings]) -> None:
    lossy, settings = door
    ledger = open_ledger(settings, REGISTRY)
    decide(ledger, "ic", Opened(name_zh="集成电路"))
    lossy.lose_next_answer()
    assert len(ledger.history("ic")) == 1
    assert lossy.lost.is_set()
    ledger.close()


def test_a_server_that_went_away_and_came_back_is_used_again(
    postgres: Server, postgres_settings: LedgerSettings
) -> None:
    settings = patient(postgres_settings, 1)
    database = str(conninfo_to_dict(settings.url)["dbname"])
    ledger = open_ledger(settings, REGISTRY)
    decide(ledger, "ic", Opened(name_zh="集成电路"))

    postgres.execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", database)
    cut_off(postgres, database)
    with pytest.raises(LedgerUnavailable) as away:
        decide(ledger, "ic", Renamed(name_zh="新名"), base=1, command_id="again")
    with pytest.raises(LedgerUnavailable):
        ledger.readiness()
    assert "请检查数据库" in away.value.sentence.zh
    assert "try again" in away.value.sentence.en

    postgres.execute("ALTER DATABASE {} ALLOW_CONNECTIONS true", database)
    assert decide(ledger, "ic", Renamed(name_zh="新名"), base=1, command_id="again").version == 2
    ledger.readiness()
    ledger.close()


def test_connections_cut_while_idle_are_replaced_unnoticed(postgres: Server, postgres_settings: LedgerSettings) -> None:
    ledger = open_ledger(postgres_settings, REGISTRY)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: decide(ledger, f"s{n}", Opened(name_zh="x")), range(20)))
    cut_off(postgres, str(conninfo_to_dict(postgres_settings.url)["dbname"]))
    assert ledger.head() == 20
    assert decide(ledger, "ic", Opened(name_zh="集成电路")).version == 1
    ledger.close()


def cut_off(postgres: Server, database: str) -> None:
    with psycopg.connect(postgres.url("postgres", "postgres"), autocommit=True) as superuser:
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))


@pytest.mark.parametrize(
    "url",
    ["postgresql://hengxu_app@127.0.0.1:1/hengxu", "postgresql://hengxu_app@/hengxu?host=/nowhere"],
)
def test_a_server_that_does_not_answer_is_said_not_to(url: str) -> None:
    settings = LedgerSettings(url=url, owner_url=url.replace("_app", "_owner"), timeout=1)
    for call in (lambda: open_ledger(settings, REGISTRY), lambda: migrate(settings)):
        with pytest.raises(LedgerUnavailable) as away:
            call()
        assert "台账数据库暂不可用" in away.value.sentence.zh
        assert "not available" in away.value.sentence.en


def test_a_ledger_that_another_process_keeps_locked_is_unavailable_and_then_free(settings: LedgerSettings) -> None:
    ledger = open_ledger(patient(settings, 0.2), REGISTRY)
    with closing(lock(settings)):
        with pytest.raises(LedgerUnavailable):
            decide(ledger, "ic", Opened(name_zh="集成电路"), base=0, command_id="wait")
        assert ledger.history("ic") == []
    assert decide(ledger, "ic", Opened(name_zh="集成电路"), base=0, command_id="wait").version == 1
    ledger.close()


def lock(settings: LedgerSettings) -> sqlite3.Connection | psycopg.Connection:
    """Someone who has begun to write and does not end."""
    if settings.is_sqlite:
        file = sqlite3.connect(path_of(settings.url), isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        return file
    owner = psycopg.connect(settings.owner_url or "")
    owner.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    return owner


def test_more_threads_than_connections_wait_their_turn(settings: LedgerSettings) -> None:
    ledger = open_ledger(settings.model_copy(update={"pool_size": 2, "timeout": 30}), REGISTRY)

    def work(number: int) -> int:
        decide(ledger, f"s{number}", Opened(name_zh=str(number)))
        return len(ledger.history(f"s{number}"))

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(work, range(60))) == [1] * 60
    assert ledger.head() == 60
    ledger.close()


def test_a_closed_ledger_is_unavailable(ledger: Ledger) -> None:
    ledger.close()
    for call in (ledger.readiness, lambda: decide(ledger, "ic", Opened(name_zh="集成电路"), base=0)):
        with pytest.raises(LedgerUnavailable):
            call()
