"""Commands beside a service that runs: decisions as whoever the token names, and the lines that `hengxu up` prints."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.service import ROOT, Service, environment, hengxu, running

pytestmark = pytest.mark.real_time
CENTER = "sh-space-energy"
COMPLETE = {
    "type": "complete_record",
    "approval_number": "沪市监计量[2023]0100号",
    "term_ends_on": "2026-05-17",
    "source": "示例",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("up")
    with running(folder / "data of mine", folder / "output") as found:
        yield found


def decide(
    service: Service, *arguments: str, given: str | None = None, **further: str
) -> subprocess.CompletedProcess[str]:
    """The command, in English; what is ``given`` on standard input, and further variables."""
    line = ["decide", *arguments, "--data", str(service.data), "--lang", "en"]
    command = [sys.executable, "-m", "cli", *line]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment() | further,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_lines_for_a_second_terminal_work_as_they_are_copied(service: Service, tmp_path: Path) -> None:
    printed = service.printed().split("in a second terminal:\n")[1].splitlines()
    lines = [line.strip() for line in printed if line.startswith("  ")]
    assert len(lines) == 4
    for line in lines:
        outcome = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        assert (outcome.returncode, outcome.stderr) == (0, ""), line


def test_the_doctor_asks_what_runs_and_finds_it_well(service: Service) -> None:
    outcome = hengxu("doctor", "--data", str(service.data), "--json")
    checks = json.loads(outcome.stdout)["checks"]
    assert (outcome.returncode, {one["standing"] for one in checks}) == (0, {"well"})


def test_nobody_decides_without_a_credential(service: Service) -> None:
    body = json.dumps(COMPLETE)
    nobody = decide(service, CENTER, "-", given=body)
    assert nobody.returncode == 2
    assert "--token-file" in nobody.stderr
    forged = decide(service, CENTER, "-", given=body, HENGXU_TOKEN="eyJhbGciOiJub25lIn0.e30.")
    assert forged.returncode == 2
    production = decide(
        service, CENTER, "-", "--role", "officer", given=body, HENGXU_OIDC_ISSUER="https://identity.example"
    )
    assert production.returncode == 2
    assert "OIDC" in production.stderr
    assert service.get(f"/centers/{CENTER}")["term_ends_on"] is None


def test_a_decision_is_tried_and_then_taken_by_whoever_the_token_names(service: Service, tmp_path: Path) -> None:
    file, token = tmp_path / "decision.json", tmp_path / "token"
    file.write_text(json.dumps(COMPLETE, ensure_ascii=False), encoding="utf-8")
    token.write_text(service.token("officer") + "\n", encoding="utf-8")
    before = service.get(f"/centers/{CENTER}")["version"]
    tried = decide(service, "空间能源", str(file), "--token-file", str(token), "--dry-run")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "would be recorded" in tried.stdout
    assert service.get(f"/centers/{CENTER}")["version"] == before
    line = ("空间能源", str(file), "--token-file", str(token), "--key", "term-of-space-energy", "--json")
    taken = decide(service, *line)
    receipt = json.loads(taken.stdout)
    assert (taken.returncode, receipt["outcome"], receipt["actor"]["role"]) == (0, "recorded", "officer")
    assert json.loads(decide(service, *line).stdout) == receipt
    assert service.get(f"/centers/{CENTER}")["term_ends_on"] == COMPLETE["term_ends_on"]


def test_a_rule_says_no_with_its_clause_and_a_wrong_body_with_its_members(service: Service) -> None:
    number = "document_number=沪市监计量〔2026〕9号"
    refused = decide(
        service, CENTER, "--type", "revoke_center", "--set", number, "--set", "reason=逾期", "--role", "approver"
    )
    assert refused.returncode == 1
    assert refused.stderr.rstrip().endswith("(5.3)")
    wrong = decide(service, CENTER, "-", "--role", "applicant", given='{"type": "appoint_director", "nam": "张三"}')
    assert wrong.returncode == 2
    assert "  name (" in wrong.stderr
    assert "  nam (" in wrong.stderr


def test_doubts_are_shown_and_those_that_were_shown_are_confirmed(service: Service) -> None:
    line = (CENTER, "--type", "appoint_director", "--set", "name=张三", "--set", "effective_on=2023-06-01")
    asked = decide(service, *line, "--role", "applicant")
    assert asked.returncode == 1
    assert "day_long_ago" in asked.stderr
    found = re.search(r"--confirm (\S+) --reason", asked.stderr)
    assert found is not None
    unexplained = decide(service, *line, "--role", "applicant", "--confirm", found[1])
    assert unexplained.returncode == 2
    other = decide(service, *line, "--role", "applicant", "--confirm", "term-of-nobody", "--reason", "已核对材料")
    assert other.returncode == 2
    confirmed = decide(service, *line, "--role", "applicant", "--confirm", found[1], "--reason", "已核对材料")
    assert confirmed.returncode == 0
    assert service.get(f"/centers/{CENTER}")["director"] == "张三"


@pytest.mark.parametrize(
    "arguments",
    [
        (CENTER,),
        (CENTER, "nowhere.json"),
        (CENTER, "--type", "dance"),
        (CENTER, "--type", "appoint_director", "--set", "name"),
        (CENTER, "--type", "appoint_director", "--set", "alliance:=["),
        (CENTER, "-", "--set", "name=张三"),
        ("上海", "--type", "appoint_director"),
        ("nobody", "--type", "appoint_director"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_told_in_one_line_and_nothing_is_sent(arguments: tuple[str, ...], service: Service) -> None:
    outcome = decide(service, *arguments, "--role", "applicant", given="{}")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert len(outcome.stderr.splitlines()) == 1
