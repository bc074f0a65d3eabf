"""Digests in SM3 (GB/T 32905) beside SHA-256, in every place where a bundle gives any."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from evidence import verify
from evidence.reverification import ReportReading, reverify
from ledger.proof.digests import digests
from tests.evidence.conftest import PAPER, House
from tests.evidence.test_bundles import Unpack, run_alone
from tests.evidence.test_report import page
from tests.lives import CENTER_ID


@pytest.fixture(scope="module", params=[CENTER_ID, None], ids=["center", "all"])
def sm3_bundle(request: pytest.FixtureRequest, house: House) -> Path:
    return house.bundle(request.param, "sm3.zip", sm3=True)


def change_sm3(folder: Path, name: str, digest: str | None) -> None:
    manifest = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    if digest is None:
        del manifest["sm3"][name]
    else:
        manifest["sm3"][name] = digest
    (folder / verify.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


WITHOUT_SM3 = """
import hashlib, runpy
whole = hashlib.new
def lacking(name, *content):
    if name == "sm3":
        raise ValueError("unsupported hash type sm3")
    return whole(name, *content)
hashlib.new = lacking
runpy.run_path("verify.py", run_name="__main__")
"""
"""What a Python says whose OpenSSL was built without SM3."""


def without_sm3(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-c", WITHOUT_SM3]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_every_file_has_both_digests(sm3_bundle: Path, unpack: Unpack) -> None:
    folder = unpack(sm3_bundle)
    manifest = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    assert set(manifest["sm3"]) == set(manifest["sha256"])
    for name, digest in manifest["sm3"].items():
        assert digest == hashlib.new("sm3", (folder / name).read_bytes()).hexdigest()


def test_a_bundle_without_the_setting_has_none(bundle: Path) -> None:
    assert "sm3" not in verify.Bundle(bundle).manifest
    assert verify.check(bundle).by_sm3 is None
    assert "SM3" not in page(bundle)


def test_the_report_shows_both_of_the_checkpoint_and_of_documents(sm3_bundle: Path, house: House) -> None:
    text = page(sm3_bundle)
    note = house.ledger.proof.checkpoint().note
    for content in (note, PAPER):
        for digest in digests(content, sm3=True).values():
            assert digest in text
    assert reverify(sm3_bundle, verify.check(sm3_bundle)) is ReportReading.AGREES


def test_a_court_is_told_that_sm3_was_checked(sm3_bundle: Path, unpack: Unpack) -> None:
    outcome = run_alone(unpack(sm3_bundle))
    assert outcome.returncode == 0
    assert "SM3 摘要亦相符" in outcome.stdout


@pytest.mark.parametrize("digest", ["0" * 64, None, "no digest"])
def test_a_wrong_or_missing_sm3_digest_is_found(digest: str | None, sm3_bundle: Path, unpack: Unpack) -> None:
    folder = unpack(sm3_bundle)
    change_sm3(folder, "events.jsonl", digest)
    with pytest.raises(verify.Fails):
        verify.check(folder)
    assert run_alone(folder).returncode == 1


def test_where_python_has_no_sm3_it_is_said_that_it_was_not_checked(sm3_bundle: Path, unpack: Unpack) -> None:
    outcome = without_sm3(unpack(sm3_bundle))
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "未核对 SM3 摘要" in outcome.stdout
    assert "the SM3 digests were not checked" in outcome.stdout
