"""What an earlier release wrote is read by this one: its data folder, its PostgreSQL, its evidence."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import cli
from domain.decider import DECIDER
from domain.guideline.policy import Policy
from domain.housekeeping.correction import as_corrected
from domain.housekeeping.deciding_again import Beside, context_then, decided_again, decisions_in
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.roles import Role
from domain.replay import replay
from domain.wording.refusals import explain
from embedded.temporal import until_ready
from evidence import verify
from evidence.reverification import ReportReading, reverify
from ledger.application import Ledger
from ledger.proof.checkpoint import notes_in
from ledger.proof.keys import VerifierKeys
from ledger.receipts import Receipt
from ledger.registry import domain_registry
from ledger.settings import LedgerSettings
from recovery.reconciling import Reconciliation
from recovery.recovering import living_centers, start_workflows
from service_layer.queries import rebuild, working_calendar
from service_layer.remaking import is_being_remade, remaking
from service_layer.stream_types import stream_type_of
from settings import Settings
from tests.api.house import served
from tests.lives import ACTORS, commands
from tests.releases.folders import BUNDLE, KEPT, POSTGRES, bring_up_to_date, folder_of, opened, releases, taken_up
from tests.releases.oddities import FILLER, INVISIBLE, ZEROS
from tests.releases.postgres_dump import load
from tests.releases.reading import FILE as READING
from tests.releases.reading import reading, written
from tests.temporal import Installation, running_server

ALL = 100_000
HOW = """
Release {release} is read otherwise than before. Where that is meant, an ADR says why, and the file follows:
python -m tests.releases.reading {release}

"""


@pytest.fixture(params=releases(), ids=lambda folder: folder.name, scope="module")
def release(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def settings(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the release's data folder, brought up to date."""
    return taken_up(release, tmp_path_factory.mktemp("release"))


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with opened(settings.ledger) as found:
        yield found


OF_A_PANEL = ("ExpertOpinionGiven", "PreliminaryReviewCompleted", "ReviewReportIssued")
"""What is said and concluded by a panel of which a member belongs to a party."""
NO_MORE_TODAY = {
    ("sh-before-its-time", "ExchangeHeld"),
    ("sh-before-its-time", "DirectorAppointed"),
    ("sh-before-its-time", "CenterRevoked"),
    ("sh-of-1923", "ConstructionApproved"),
    ("sh-corrected", "ExpertsAppointed"),
    ("sh-strange-texts", "ExpertsAppointed"),
    *((center, event) for center in ("sh-corrected", "sh-strange-texts") for event in OF_A_PANEL),
}
"""What a release took that today's order of days, the comparing form, or its own rules after a correction refuse."""


def test_every_decision_in_it_gives_the_same_events_again_but_those_that_no_rule_would_take_today(
    ledger: Ledger,
) -> None:
    beside = Beside(DECIDER, working_calendar(ledger))
    refused, differing = set[tuple[str, str]](), list[str]()
    for stream in ledger.streams():
        records = as_corrected(ledger.history(stream)) if stream not in BUREAU_STREAMS else []
        refused |= {(stream, again.records[0].event.wire_name()) for again in decided_again(records, beside)}
        for found in decisions_in(records, DECIDER):
            kind = type(found.records[0].event)
            if not DECIDER.decides(kind) or kind.ABOUT_A_RECORD or (stream, kind.wire_name()) in NO_MORE_TODAY:
                continue
            context = context_then(found.records, found.before, beside)
            decided = DECIDER.decide(DECIDER.command_of(found.records), found.center, context)
            if decided != [record.event for record in found.records]:
                differing.append(f"{stream} {kind.wire_name()}")
    assert refused <= NO_MORE_TODAY
    assert differing == []


def test_every_event_is_parsed_and_every_stream_folds(ledger: Ledger) -> None:
    registry = domain_registry()
    for row in ledger.stored_log(limit=ALL):
        assert registry.parse(row.topic, row.state).center_id == row.stream
    for stream in ledger.streams():
        history, book = ledger.history(stream), stream_type_of(stream)
        state = book.fold(None, history)
        assert state is not None
        assert state.version == len(history)
        if stream not in BUREAU_STREAMS:
            for record in history:
                replay(history, as_of=None, known_at=record.recorded_at)


def test_every_refusal_is_explained(ledger: Ledger) -> None:
    receipts = [Receipt.from_bytes(row.body) for row in ledger.stored_receipts(limit=ALL)]
    refusals = [receipt.refusal for receipt in receipts if receipt.refusal]
    assert refusals
    for refusal in refusals:
        assert all(sentence for sentence in explain(refusal.code, refusal.params))


def test_it_reads_as_it_did(release: Path, ledger: Ledger) -> None:
    known = (release / READING).read_text(encoding="utf-8")
    found = written(reading(ledger))
    assert json.loads(found) == json.loads(known), HOW.format(release=release.name)


def test_the_lists_are_what_the_log_says(ledger: Ledger, settings: Settings) -> None:
    before = lists_of(ledger)
    count = rebuild(ledger, settings.policy)
    assert count == ledger.read_model.find_centers().total
    assert lists_of(ledger) == before


def lists_of(ledger: Ledger) -> list[Any]:
    model, everybody = ledger.read_model, [ACTORS[role].model_copy(update={"anyone": True}) for role in ROLES]
    return [
        model.find_centers(limit=ALL),
        model.find_clocks(limit=ALL),
        model.find_lines(limit=ALL),
        *(model.find_work(actor, limit=ALL) for actor in everybody),
    ]


ROLES = (Role.APPLICANT, Role.DISTRICT, Role.EXPERT, Role.OFFICER, Role.APPROVER)


def test_its_lists_are_made_anew_once(release: Path, tmp_path: Path) -> None:
    settings = taken_up(release, tmp_path)
    with opened(settings.ledger) as ledger:
        assert not is_being_remade(ledger, settings.policy)
        assert (
            remaking(ledger, Policy(annual_report_month_day=(12, 20))).left == remaking(ledger, settings.policy).of > 0
        )


def test_the_log_is_intact_by_the_checkpoints_and_keys_that_somebody_kept(
    release: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = release / KEPT
    arguments = ["audit", "verify", "--data", str(settings.data), "--json"]
    elsewhere = ["--checkpoint", str(kept / "checkpoints.txt"), "--key", str(kept / "keys.txt")]
    for options in ([], elsewhere):
        status = cli.run([*arguments, *options])
        answer = json.loads(capsys.readouterr().out)
        assert (status, answer["intact"], answer["uncovered"]) == (0, True, 0)


def test_its_evidence_holds_by_todays_program_and_by_its_own(release: Path, tmp_path: Path) -> None:
    key = str(release / KEPT / "keys.txt")
    verdict = verify.check(release / BUNDLE, verify.key_from(key))
    assert verdict.trusted
    assert verdict.counted.events
    assert reverify(release / BUNDLE, verdict) is not ReportReading.DIFFERS, "another wording is not false"
    with ZipFile(release / BUNDLE) as packed:
        packed.extractall(tmp_path)
    own = [sys.executable, "-I", str(tmp_path / "verify.py")]
    subprocess.run(own, cwd=tmp_path, check=True, capture_output=True)


def test_the_same_log_in_postgres_is_brought_up_to_date(
    release: Path, empty_database: LedgerSettings, ledger: Ledger
) -> None:
    load(gzip.decompress((release / POSTGRES).read_bytes()).decode(), empty_database.owner_url or "")
    bring_up_to_date(empty_database)
    with opened(empty_database) as found:
        assert found.stored_log(limit=ALL) == ledger.stored_log(limit=ALL)
        assert found.stored_receipts(limit=ALL) == ledger.stored_receipts(limit=ALL)
        assert reading(found) == reading(ledger)
        assert found.documents.count() == ledger.documents.count() == 2
        kept = (release / KEPT / "checkpoints.txt").read_text(encoding="utf-8")
        verdict = found.proof.verification(VerifierKeys(release / KEPT / "keys.txt")).run(notes_in(kept))
        assert (verdict.found, verdict.guards, verdict.uncovered) == (None, (), 0)


async def test_its_centers_live_on_without_the_temporal_of_before(release: Path, tmp_path: Path) -> None:
    settings = taken_up(release, tmp_path)
    with running_server() as server, opened(settings.ledger) as ledger:
        settings = settings.model_copy(update={"temporal_address": server.address})
        house = Installation(settings, await until_ready(settings), ledger)
        count = await start_workflows(house.client, settings, living_centers(ledger))
        assert count > 12
        async with house.working(), served(house) as desk:
            assert await Reconciliation(ledger, house.client, settings.policy, 20.0).differences() == []
            answer = await desk.decide("sh-established", commands()["commend"])
            assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("text", [INVISIBLE, FILLER, "\\u001b[31m", ZEROS, '"effective_on":"1923-03-07"'], ids=ascii)
def test_what_the_first_release_took_though_no_other_should_is_on_record(text: str, tmp_path: Path) -> None:
    with opened(taken_up(folder_of("0.1.0"), tmp_path).ledger) as ledger:
        assert any(text.encode() in row.state for row in ledger.stored_log(limit=ALL))
