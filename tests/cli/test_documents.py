"""`hengxu documents prune`, and a scanner that isn't there or can't be read."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

import cli
from clock import utc_now
from ledger.opening import open_ledger
from office.opening import open_office
from office.uploads import Upload
from settings import Settings
from terminal.answers import WRONG_USE


@pytest.fixture
def settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Settings:
    """An installation that holds one document, of which nobody knows since when."""
    settings = Settings(data=tmp_path / "data")
    assert cli.run(["migrate", "--data", str(settings.data)]) == 0
    with closing(open_ledger(settings.ledger)) as ledger:
        ledger.documents.keep(b"paper", "text/plain", "申报书", "li")
    capsys.readouterr()
    return settings


def test_documents_of_before_are_not_removed_at_once_and_those_whose_time_is_over_are(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    prune = ["documents", "prune", "--data", str(settings.data)]
    assert cli.run([*prune, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"removed": []}
    with closing(open_ledger(settings.ledger)) as ledger, closing(open_office(settings.office)) as office:
        [kept] = ledger.documents.each()
        office.uploads.renew(Upload(kept.sha256, "li", kept.size, 0), utc_now() - timedelta(days=91))
    assert cli.run(prune) == 0
    listed, counted = capsys.readouterr().out.splitlines()
    assert listed.startswith(f"{kept.sha256}  5  li  ")
    assert listed.endswith("申报书")
    assert "1 documents that no decision named within 90 days were removed" in counted
    with closing(open_ledger(settings.ledger)) as ledger:
        assert ledger.documents.count() == 0


@pytest.mark.parametrize(
    "command", [["serve"], ["up", "--no-seed", "--port", "1", "--temporal-port", "2", "--ui-port", "3"]]
)
@pytest.mark.parametrize("scan", ["/nowhere/clamdscan --no-summary -", "'not ended"])
def test_nothing_starts_without_the_scanner_that_is_asked_for(
    settings: Settings,
    command: list[str],
    scan: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HENGXU_DOCUMENT_SCAN_COMMAND", scan)
    assert cli.run([*command, "--data", str(settings.data)]) == WRONG_USE
    (line,) = capsys.readouterr().err.splitlines()
    assert "HENGXU_DOCUMENT_SCAN_COMMAND" in line


@pytest.mark.parametrize("days", ["30", "0", "ninety"])
def test_a_document_has_longer_than_a_decision_may_be_on_its_way(
    days: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_DOCUMENT_ORPHAN_DAYS", days)
    assert cli.run(["serve"]) == WRONG_USE
    assert "HENGXU_DOCUMENT_ORPHAN_DAYS" in capsys.readouterr().err


def test_a_scan_command_is_read_as_a_shell_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGXU_DOCUMENT_SCAN_COMMAND", 'clamdscan "--config-file=/etc/my clamd.conf" -')
    assert Settings().document_scan_command == ("clamdscan", "--config-file=/etc/my clamd.conf", "-")
