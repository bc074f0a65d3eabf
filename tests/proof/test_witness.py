"""Checkpoints leave the house: in their order, each at least once, however often the other side is away."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from clock import utc_now
from embedded.ports import free_port
from ledger.application import Ledger
from ledger.proof.checkpoint import notes_in, read
from ledger.proof.checkpoint_worker import CheckpointWorker
from ledger.proof.keys import KeyFile
from ledger.proof.projection import Projection, in_turn
from ledger.proof.witness import WitnessAway
from tests.proof.house import NAME, live, prove


class Archive(HTTPServer):
    """A witness that takes what is posted, or answers as it is told."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Taking)
        self.status, self.taken = 200, list[str]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/checkpoints"


class _Taking(BaseHTTPRequestHandler):
    server: Archive

    def do_POST(self) -> None:
        note = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.server.status == 200:
            self.server.taken.append(note)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def archive(port: int = 0) -> Iterator[Archive]:
    with Archive(port) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield server
        finally:
            server.shutdown()
            serving.join()


def signed_notes(ledger: Ledger, keys: KeyFile) -> list[str]:
    """What the witness should have: every checkpoint that the house ever signed, in order."""
    return [one.text for one in ledger.proof._tables.checkpoints()]


def test_a_file_takes_every_checkpoint_once_and_in_order(ledger: Ledger, keys: KeyFile, tmp_path: Path) -> None:
    place = tmp_path / "witness.txt"
    witness = ledger.proof.witness(str(place))
    for start in range(0, 40, 20):
        live(ledger, 20, start)
        prove(ledger, keys, entries=10)
        assert witness.deliver() > 1
        assert witness.deliver() == 0
    kept = notes_in(place.read_text(encoding="utf-8"))
    assert kept == signed_notes(ledger, keys)
    assert read(kept[-1], keys.verifier_keys()).size == ledger.proof.checkpoint().size
    assert ledger.proof.verification(keys).run(kept).found is None


def test_what_a_file_did_not_take_is_offered_again(ledger: Ledger, keys: KeyFile, tmp_path: Path) -> None:
    place = tmp_path / "mounted" / "witness.txt"
    witness = ledger.proof.witness(str(place))
    live(ledger, 10)
    prove(ledger, keys)
    with pytest.raises(WitnessAway, match="No such file"):
        witness.deliver()
    assert ledger.proof.witness_lag(str(place)).entries == ledger.proof.checkpoint().size
    place.parent.mkdir()
    assert witness.deliver() == 1
    assert notes_in(place.read_text(encoding="utf-8")) == signed_notes(ledger, keys)
    assert ledger.proof.witness_lag(str(place)).entries == 0


def test_a_full_disk_loses_no_checkpoint(ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 5)
    prove(ledger, keys)
    with pytest.raises(WitnessAway, match="No space left"):
        ledger.proof.witness("/dev/full").deliver()
    assert ledger.proof.witness_lag("/dev/full").since is not None


def test_a_url_takes_every_checkpoint_in_order_and_what_it_refused_again(ledger: Ledger, keys: KeyFile) -> None:
    with archive() as server:
        witness = ledger.proof.witness(server.url)
        live(ledger, 30)
        prove(ledger, keys, entries=10)
        server.status = 500
        with pytest.raises(WitnessAway, match="500"):
            witness.deliver()
        assert server.taken == []
        server.status = 200
        assert witness.deliver() == len(server.taken)
        assert server.taken == signed_notes(ledger, keys)


@pytest.mark.parametrize("status", [301, 404, 503])
def test_any_answer_but_success_is_a_refusal(ledger: Ledger, keys: KeyFile, status: int) -> None:
    live(ledger, 3)
    prove(ledger, keys)
    with archive() as server:
        server.status = status
        with pytest.raises(WitnessAway, match=str(status)):
            ledger.proof.witness(server.url).deliver()


def test_a_witness_that_was_away_gets_all_that_it_missed(ledger: Ledger, keys: KeyFile) -> None:
    port = free_port()
    witness = ledger.proof.witness(f"http://127.0.0.1:{port}/checkpoints")
    for start in (0, 10):
        live(ledger, 10, start)
        prove(ledger, keys)
        with pytest.raises(WitnessAway):
            witness.deliver()
    with archive(port) as server:
        assert witness.deliver() == 2
        assert server.taken == signed_notes(ledger, keys)


def test_a_checkpoint_that_waits_for_its_witness_is_late_after_the_bound(ledger: Ledger, keys: KeyFile) -> None:
    place, now = "http://127.0.0.1:1/", utc_now()
    assert ledger.proof.lags(place)["witness"].since is None
    live(ledger, 10)
    prove(ledger, keys)
    lag = ledger.proof.lags(place)["witness"]
    assert lag.entries == ledger.proof.checkpoint().size
    assert not lag.exceeds(timedelta(hours=1), now + timedelta(minutes=59))
    assert lag.exceeds(timedelta(hours=1), now + timedelta(minutes=61))


def test_an_entry_that_waits_for_a_checkpoint_is_late_after_the_bound(ledger: Ledger, keys: KeyFile) -> None:
    assert ledger.proof.lags()["checkpoint"].since is None
    live(ledger, 4)
    lag = ledger.proof.lags()["checkpoint"]
    assert lag.since is not None
    assert lag.entries == ledger.head() + len(ledger.stored_receipts())
    assert lag.exceeds(timedelta(minutes=1), lag.since + timedelta(minutes=2))
    assert lag.seconds(lag.since + timedelta(minutes=2)) == 120
    prove(ledger, keys)
    assert ledger.proof.lags()["checkpoint"].since is None


def test_while_the_witness_is_away_checkpoints_are_signed_and_it_is_said_once(
    ledger: Ledger, keys: KeyFile, caplog: pytest.LogCaptureFixture
) -> None:
    witness = ledger.proof.witness(f"http://127.0.0.1:{free_port()}/")
    follower = CheckpointWorker(ledger.proof.projection(keys, NAME), witness)
    with caplog.at_level(logging.ERROR, "hengxu.proof"):
        for start in (0, 10):
            live(ledger, 10, start)
            follower.follow()
    assert len(caplog.records) == 1
    assert ledger.proof.lag().entries == 0


def test_a_lost_key_keeps_no_signed_checkpoint_from_its_witness(
    ledger: Ledger, keys: KeyFile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live(ledger, 10)
    prove(ledger, keys)
    keys.path.unlink()
    place = tmp_path / "witness.txt"
    CheckpointWorker(ledger.proof.projection(keys, NAME), ledger.proof.witness(str(place))).follow()
    assert "--rotate" in caplog.text
    assert notes_in(place.read_text(encoding="utf-8")) == signed_notes(ledger, keys)


def test_a_damaged_last_checkpoint_beside_the_key_is_said_and_stops_no_worker(
    ledger: Ledger, keys: KeyFile, caplog: pytest.LogCaptureFixture
) -> None:
    live(ledger, 3)
    prove(ledger, keys)
    keys.last.write_text("nothing that was signed", encoding="utf-8")
    live(ledger, 3, 3)
    CheckpointWorker(ledger.proof.projection(keys, NAME)).follow()
    assert "hengxu audit verify" in caplog.text
    assert ledger.proof.lag().entries > 0


def test_workers_that_start_at_once_make_one_key(ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 10)
    projections = [Projection(ledger._recorder, keys, NAME, 1000) for _ in range(4)]
    with in_turn(keys.path):
        threads = [threading.Thread(target=projection.follow) for projection in projections]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert len(keys.verifier_keys()) == 1
    assert ledger.proof.verification(keys).run([keys.last_note() or ""]).found is None
