"""A bundle holds the documents that its events name and the house keeps; each is proven by its digest in an event."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from evidence import verify
from evidence.reverification import ReportReading, reverify
from ledger.documents import DocumentChanged
from tests.evidence.conftest import BESIDE, PAPER, PAPER_ELSEWHERE, STRAY, House
from tests.evidence.test_bundles import Unpack, rewrite, run_alone
from tests.evidence.test_report import page
from tests.lives import CENTER_ID

DIGEST = sha256(PAPER).hexdigest()
NAME = f"documents/{DIGEST}"
NOT_HELD = 6
"""An application and an application for acceptance name five papers, a service its proof; the house holds none."""
ALL_NAMED = NOT_HELD + 2


def manifest_of(folder: Path) -> dict[str, dict[str, str]]:
    manifest: dict[str, dict[str, str]] = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    return manifest


def write_manifest(folder: Path, manifest: dict[str, dict[str, str]]) -> None:
    (folder / verify.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def refused(folder: Path, match: str) -> None:
    """By this program, and by the bundle's own."""
    with pytest.raises(verify.Fails, match=match):
        verify.check(folder)
    outcome = run_alone(folder)
    assert (outcome.returncode, outcome.stderr) == (1, "")


def test_documents_that_events_name_are_enclosed_as_far_as_the_house_holds_them(bundle: Path) -> None:
    with ZipFile(bundle) as packed:
        assert packed.read(NAME) == PAPER
        assert [name for name in packed.namelist() if name.startswith("documents")] == [NAME]
    assert verify.check(bundle).documents == (ALL_NAMED, 1, 0)


def test_a_court_is_told_how_many_are_enclosed(bundle: Path, unpack: Unpack) -> None:
    outcome = run_alone(unpack(bundle))
    assert outcome.returncode == 0
    assert f"事件提到 {ALL_NAMED} 份文件，随附 1 份" in outcome.stdout
    assert f"documents that events name: {ALL_NAMED}, enclosed: 1" in outcome.stdout


def test_a_center_that_names_no_document_has_none(house: House) -> None:
    bundle = house.bundle("sh-space-energy", "none.zip")
    verdict = verify.check(bundle)
    assert verdict.documents == (0, 0, 0)
    assert "文件" not in "".join(verify.sentences(verdict))
    assert "Documents</i></h2>" not in page(bundle)


def test_the_report_names_each_document_once_and_says_whether_it_is_enclosed(bundle: Path) -> None:
    text = page(bundle).partition("Documents</i></h2>")[2]
    assert text.count(DIGEST) == text.count(sha256(PAPER_ELSEWHERE).hexdigest()) == 1
    assert (text.count('是 <i lang="en">yes'), text.count('否 <i lang="en">no')) == (1, ALL_NAMED - 1)
    assert BESIDE[3]["documents"][0].title in text
    assert "同一纪要" not in text


def test_what_nobody_names_is_not_enclosed(bundle: Path) -> None:
    with ZipFile(bundle) as packed:
        assert f"documents/{sha256(STRAY).hexdigest()}" not in packed.namelist()


def test_a_changed_document_is_found(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    (folder / NAME).write_bytes(PAPER + b"!")
    refused(folder, "doesn't have its digest")


def test_a_changed_document_is_found_although_the_digests_fit(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    rewrite(folder, NAME, PAPER + b"!")
    refused(folder, "isn't what its name says")


def test_a_document_that_no_event_names_is_found_although_the_digests_fit(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    rewrite(folder, f"documents/{sha256(STRAY).hexdigest()}", STRAY)
    refused(folder, "no event names document")


def test_a_document_in_another_ones_place_is_found(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    (folder / NAME).unlink()
    manifest = manifest_of(folder)
    del manifest["sha256"][NAME]
    write_manifest(folder, manifest)
    rewrite(folder, f"documents/{sha256(PAPER_ELSEWHERE).hexdigest()}", PAPER)
    refused(folder, "isn't what its name says")


def test_a_document_that_the_manifest_does_not_name_is_found(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    (folder / "documents" / "minutes.pdf").write_bytes(b"minutes")
    refused(folder, r"documents/minutes\.pdf is one too many")


def test_a_missing_document_is_found(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    (folder / NAME).unlink()
    refused(folder, f"{NAME} is missing")


def test_an_archive_with_a_document_too_many_is_found(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(bundle, tmp_path / "copy.zip"))
    with ZipFile(copy, "a") as packed:
        packed.writestr(f"documents/{sha256(STRAY).hexdigest()}", STRAY)
    with pytest.raises(verify.Fails, match="too many"):
        verify.check(copy)


def test_a_bundle_without_its_document_is_whole_but_its_report_says_otherwise(bundle: Path, unpack: Unpack) -> None:
    """Whoever takes a document out, and its line in the manifest, has taken nothing from the proof."""
    folder = unpack(bundle)
    (folder / NAME).unlink()
    manifest = manifest_of(folder)
    del manifest["sha256"][NAME]
    write_manifest(folder, manifest)
    verdict = verify.check(folder)
    assert verdict.documents == (ALL_NAMED, 0, 1)
    assert (
        "1 more that, receipts say, were held when decisions were recorded are not enclosed" in run_alone(folder).stdout
    )
    assert reverify(folder, verdict) is ReportReading.DIFFERS


@pytest.mark.parametrize("name", ["documents/../../etc/passwd", "documents/minutes.pdf", "/etc/passwd", "more.txt"])
def test_a_manifest_names_no_file_elsewhere(name: str, bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    manifest = manifest_of(folder)
    manifest["sha256"][name] = "0" * 64
    write_manifest(folder, manifest)
    refused(folder, "too few or too many")


def in_no_table(manifest: dict[str, dict[str, str]]) -> None:
    manifest["sha256"] = []  # type: ignore[assignment]


def of_no_text(manifest: dict[str, dict[str, str]]) -> None:
    manifest["sha256"]["verify.py"] = 5  # type: ignore[assignment]


def in_capitals(manifest: dict[str, dict[str, str]]) -> None:
    manifest["sha256"]["verify.py"] = manifest["sha256"]["verify.py"].upper()


@pytest.mark.parametrize("change", [in_no_table, of_no_text, in_capitals])
def test_digests_have_their_form(
    change: Callable[[dict[str, dict[str, str]]], None], bundle: Path, unpack: Unpack
) -> None:
    folder = unpack(bundle)
    manifest = manifest_of(folder)
    change(manifest)
    write_manifest(folder, manifest)
    refused(folder, "digests in manifest.json are wrong")


def test_what_a_desktop_leaves_among_the_documents_does_no_harm(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    (folder / "documents" / ".DS_Store").write_bytes(b"\0")
    assert verify.check(folder).documents.enclosed == 1


def test_documents_are_found_wherever_in_an_event_they_are_named() -> None:
    one, other = "1" * 64, "2" * 64
    payload = {"event": {"items": [{"sha256": one, "title": "甲"}], "form": {"sha256": other}}, "sha256": "no digest"}
    assert sorted(verify.documents_named(payload)) == [(one, "甲"), (other, "")]


def test_a_document_that_was_changed_in_the_house_makes_no_evidence(tmp_path: Path) -> None:
    house = House(tmp_path)
    with closing(sqlite3.connect(house.file)) as database, database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE documents SET content = zeroblob(size) WHERE sha256 = ?", [DIGEST])
    with pytest.raises(DocumentChanged):
        house.bundle(CENTER_ID)
    assert not (tmp_path / "bundle.zip").exists()
    house.ledger.close()
