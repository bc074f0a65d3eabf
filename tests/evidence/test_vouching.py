"""What a bundle proves and what it doesn't: keys that are none, receipts left out, a report that anybody rewrote."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from evidence import verify
from evidence.bundle import export
from evidence.narrative import program
from evidence.reverification import ReportReading, unchecked_after
from ledger.proof.keys import NoVerifierKey
from tests.evidence.conftest import House
from tests.evidence.test_bundles import Unpack, lines_of, rewrite, rewrite_lines, run_alone
from tests.lives import CENTER_ID

NO_KEYS = {
    "nothing": b"",
    "an empty line": b"\n",
    "no key": b"no key\n",
    "a key of another kind": b"house+00000000+" + base64.b64encode(b"\x02" + bytes(32)) + b"\n",
    "a key under another's id": b"house+00000000+" + base64.b64encode(b"\x01" + bytes(32)) + b"\n",
    "no text": b"\xff\xfe\n",
}


@pytest.fixture
def center(bundles: dict[str, Path], unpack: Unpack) -> Path:
    """One center's bundle, unpacked."""
    return unpack(bundles["center"])


def is_answered_by_one_sentence(outcome: subprocess.CompletedProcess[str]) -> bool:
    (line,) = outcome.stderr.splitlines()
    return outcome.stdout == "" and " / " in line


@pytest.mark.parametrize("content", NO_KEYS.values(), ids=NO_KEYS)
def test_a_key_file_without_a_key_is_wrong_use_and_never_the_bundles_own_key(content: bytes, center: Path) -> None:
    (center / "given").write_bytes(content)
    outcome = run_alone(center, "--key", "given")
    assert outcome.returncode == 2
    assert is_answered_by_one_sentence(outcome)


@pytest.mark.parametrize("typed", ["", " ", ".", "nowhere.pub", "x" * 300])
def test_what_is_typed_for_a_key_and_is_none_is_wrong_use(typed: str, center: Path) -> None:
    outcome = run_alone(center, "--key", typed)
    assert outcome.returncode == 2
    assert is_answered_by_one_sentence(outcome)


def test_a_published_key_that_is_none_is_trusted_by_no_caller(bundle: Path) -> None:
    with pytest.raises(verify.NoKey):
        verify.check(bundle, "")


@pytest.mark.parametrize("content", [NO_KEYS[name] for name in NO_KEYS if name != "no text"])
def test_a_bundle_without_a_key_is_not_called_forged(content: bytes, center: Path, house: House) -> None:
    rewrite(center, "keys.txt", content)
    outcome = run_alone(center)
    assert outcome.returncode == 2
    assert is_answered_by_one_sentence(outcome)
    assert run_alone(center, "--key", str(house.keys.public)).returncode == 0


def test_a_house_without_verifier_keys_exports_nothing_and_says_why(house: House, tmp_path: Path) -> None:
    with pytest.raises(NoVerifierKey):
        export(house.ledger, [], CENTER_ID, tmp_path / "out.zip")


def test_each_events_own_receipt_has_to_be_there(center: Path) -> None:
    receipts = lines_of(center, "receipts.jsonl")
    recorded = [place for place, item in enumerate(receipts) if json.loads(base64.b64decode(item["body"]))["events"]]
    assert len(recorded) > 20
    for place in {*recorded[::6], recorded[-1]}:
        left = receipts[:place] + receipts[place + 1 :]
        rewrite(center, "receipts.jsonl", "".join(json.dumps(item) + "\n" for item in left).encode())
        with pytest.raises(verify.Fails, match="receipt"):
            verify.check(center)


def test_the_event_whose_receipt_is_left_out_is_named(center: Path) -> None:
    event = lines_of(center, "events.jsonl")[0]
    rewrite_lines(center, "receipts.jsonl", lambda items: items.pop(0))
    outcome = run_alone(center)
    assert outcome.returncode == 1
    assert f"the event at position {event['position']} ({CENTER_ID}) has no receipt of its own" in outcome.stdout
    assert "没有其自身的回执" in outcome.stdout


def forge_the_report(folder: Path, true: str, false: str, **manifest: str) -> None:
    """As a forger would, who also says in the manifest whatever suits."""
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert true in text
    rewrite(folder, "report.html", text.replace(true, false).encode())
    known = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    (folder / verify.MANIFEST).write_text(json.dumps(known | manifest), encoding="utf-8")


def test_the_bundles_own_program_says_loudly_that_it_cannot_check_the_report(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    forge_the_report(folder, "批准筹建", "不批准筹建")
    outcome = run_alone(folder)
    assert outcome.returncode == 0
    loud = outcome.stdout.splitlines()[1]
    assert "未经核对：report.html、README.txt、verify.py" in loud
    assert "NOT CHECKED: report.html, README.txt, verify.py" in loud


def test_files_of_this_release_are_called_unchecked_only_where_they_were_rewritten(center: Path) -> None:
    assert unchecked_after(center, ReportReading.AGREES) == ()
    assert unchecked_after(center, ReportReading.NOT_COMPARED) == ("report.html",)
    rewrite(center, "verify.py", b"print('verified: all')\n")
    assert unchecked_after(center, ReportReading.AGREES) == ("verify.py",)


def test_two_wordings_of_one_release_are_two_programs() -> None:
    release, _, wording = program().partition("+")
    assert release
    assert len(wording) == 16


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
@pytest.mark.parametrize("arguments", [[], ["--key", ""], ["--help"]], ids=" ".join)
def test_the_status_is_that_of_the_check_whatever_the_terminal_can_show(
    arguments: list[str], encoding: str, center: Path
) -> None:
    command = [sys.executable, str(center / "verify.py"), *arguments]
    outcome = subprocess.run(command, env={"PYTHONIOENCODING": encoding}, capture_output=True, check=False)
    assert outcome.returncode == (2 if arguments else 0)
    assert b"Traceback" not in outcome.stderr


def test_nobody_reading_on_changes_no_status(center: Path) -> None:
    for expected in (0, 1):
        command = f"{sys.executable} {center / 'verify.py'} | true; exit ${{PIPESTATUS[0]}}"
        outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert (outcome.returncode, outcome.stderr) == (expected, "")
        rewrite_lines(center, "receipts.jsonl", lambda items: items.pop(0))
