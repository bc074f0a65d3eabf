"""Who doesn't see all of a center gets the evidence of what they see, and of the rest no more than that it is there."""

import base64
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from domain.guideline.policy import Policy
from domain.guideline.vocabulary import Stage
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.replay import replay
from domain.reviews.messages import Expert, ExpertsAppointed
from domain.working_calendar.working_days import WorkingCalendar
from evidence import verify
from evidence.bundle import export
from evidence.reverification import ReportReading, reverify
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.read_model.projection import rows_of
from ledger.settings import LedgerSettings
from service_layer.entries import RequestedDecision, refused
from service_layer.reading import ledger_for
from tests.evidence.conftest import CONFIRMED, ref
from tests.evidence.test_bundles import Change, Unpack, lines_of, rewrite, rewrite_lines, run_alone
from tests.evidence.test_report import page
from tests.lives import (
    ACTORS,
    BY_EXPERT,
    BY_SUPERIOR,
    CENTER_ID,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUCCESSOR,
    SUPERIOR,
    Body,
    Life,
    commands,
    life_before,
)
from tests.writing import NO_DIGEST, receipt_for

OPINION, MINUTES, SITE = "专家写下的意见", "评审会上的质询", "勘察所见"
PAPER, PAPER_WITHHELD = "承建单位的材料".encode() * 9, "勘察的照片".encode() * 9
MEMBER = Expert(id="expert-of-the-review", name="吴评审", organisation="复旦大学")
"""Of the panel that reviews the application; the one that gave guidance is known, since that is concluded."""
READERS: dict[str, Actor] = {
    "lead": ACTORS[Role.APPLICANT],
    "joint": Actor(id="joint-1", name="联合单位", role=Role.APPLICANT, org=PARTNER["uscc"]),
    "supervisor": ACTORS[Role.DISTRICT],
    "superior": BY_SUPERIOR,
}
EXPERT = BY_EXPERT["expert-1"]
STRANGERS: dict[str, Actor] = {
    "the applicant of another center": Actor(id="else", name="他人", role=Role.APPLICANT, org=SUCCESSOR["uscc"]),
    "another district": Actor(id="far", name="远", role=Role.DISTRICT, district="chongming"),
    "another expert": Actor(id="expert-9", name="别人", role=Role.EXPERT),
    "an operator": ACTORS[Role.OPERATOR],
}
CHANGES: dict[str, Body] = {
    "register_center": {
        "lead": LEAD | {"superior": SUPERIOR},
        "joint": [JOINT_PARTY],
        "cooperation_mechanism": "理事会",
    },
    "submit_application": {"evidence": EVIDENCE},
    "give_opinion": {"opinion": OPINION},
    "hold_review_meeting": {"minutes": MINUTES},
    "inspect_site": {"findings": SITE},
}
BESIDE: dict[str, Body] = {
    "IndustryResearchSubmitted": {"documents": (ref(PAPER, "论证材料"),)},
    "SupplementRequested": {"confirmed": CONFIRMED},
    "SiteInspected": {"documents": (ref(PAPER_WITHHELD, "照片"),)},
}
"""By the event: what stands beside it."""
SECRETS = {
    "an opinion": OPINION,
    "minutes": MINUTES,
    "an inspection": SITE,
    "why a doubt was confirmed": CONFIRMED.reason,
    "a withheld paper": PAPER_WITHHELD.decode(),
    "another's refusal": "no-bureau",
    "who sits on the panel": MEMBER.name,
    "the id of one who does": MEMBER.id,
}
"""What neither party nor supervisor sees before the closing act."""


class Case:
    """A center on record as far as a decision, signed, and the bundles of its readers."""

    def __init__(self, folder: Path, life: Life, settings: LedgerSettings | None = None) -> None:
        self._folder = folder
        settings = settings or LedgerSettings(url=f"sqlite:///{folder / 'ledger.sqlite3'}")
        migrate(settings)
        self.ledger, self._keys = open_ledger(settings), KeyFile(folder / "keys" / "checkpoint-key")
        _tell(life, self.ledger)
        self.ledger.proof.projection(self._keys, "metrology.example/hengxu").follow()

    def bundle(self, reader: Actor, center_id: str | None = CENTER_ID) -> Path:
        """Of the center, as the reader sees it."""
        out = self._folder / f"{reader.id}.zip"
        return export(ledger_for(self.ledger, reader), self._keys.verifier_keys(), center_id, out).path

    def whole_versions(self, reader: Actor) -> set[int]:
        """Of those records of which nothing is withheld."""
        seen, stored = (one.history(CENTER_ID) for one in (ledger_for(self.ledger, reader), self.ledger))
        return {record.version for record in seen if record in stored}


def with_member(event: ExpertsAppointed) -> ExpertsAppointed:
    return event.model_copy(update={"experts": (*event.experts, MEMBER)})


def _tell(life: Life, ledger: Ledger) -> None:
    """The life with its rows and two papers; then the lead and the bureau were refused something."""
    ledger.documents.keep(PAPER, "application/pdf", None, "applicant-1")
    ledger.documents.keep(PAPER_WITHHELD, "application/pdf", None, "officer-1")
    done: list[Record[Event]] = []
    for _, decided in groupby(life.records, lambda record: record.command_id):
        records = [one.model_copy(update=BESIDE.get(one.event.wire_name(), {})) for one in decided]
        for event in (one.event for one in records):
            if isinstance(event, ExpertsAppointed) and event.stage is Stage.APPLICATION:
                records = [one.model_copy(update={"event": with_member(event)}) for one in records]
        done += records
        center = replay(done)
        assert center is not None
        held = ledger.documents.held({paper.sha256 for record in records for paper in record.documents})
        rows = rows_of(center, Policy(), WorkingCalendar())
        ledger.append(records, receipt_for(records, "told", held), rows)
    for role, command_id in ((Role.APPLICANT, "no-own"), (Role.APPROVER, "no-bureau")):
        asked = RequestedDecision(CENTER_ID, command_id, "withdraw", ACTORS[role], NO_DIGEST, done[-1].recorded_at)
        ledger.refuse(refused(asked, len(done), Refusal("phase_not_open", "record")))


@pytest.fixture(scope="module")
def in_review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """All has been said, and nothing decided."""
    case = Case(tmp_path_factory.mktemp("in-review"), life_before("approve_construction", changes=CHANGES))
    yield case
    case.ledger.close()


@pytest.fixture(scope="module")
def bundles(in_review: Case) -> dict[str, Path]:
    """By who has it."""
    everybody = {**READERS, "expert": EXPERT, "bureau": ACTORS[Role.OFFICER]}
    return {name: in_review.bundle(reader) for name, reader in everybody.items()}


@pytest.fixture(params=[*READERS, "expert"])
def reader(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def content(bundle: Path) -> str:
    """All that a bundle holds, the stored bytes unpacked."""
    found = []
    with ZipFile(bundle) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode()
            found += [name, text]
            for line in text.splitlines() if name.endswith(".jsonl") else ():
                item = json.loads(line)
                found += [base64.b64decode(item[key]).decode() for key in ("state", "body") if key in item]
    return "\n".join(found)


def hashes(folder: Path) -> dict[int, bytes]:
    """Of every entry, by leaf."""
    return {entry.leaf: entry.hash for entry in verify.in_order(verify.Bundle(folder))}


def test_whoever_sees_all_gets_all_of_it(in_review: Case, bundles: dict[str, Path]) -> None:
    assert bundles["bureau"].read_bytes() == in_review.bundle(ACTORS[Role.AUDITOR]).read_bytes()
    verdict = verify.check(bundles["bureau"])
    assert verdict.withheld is None
    assert verdict.counted.events == in_review.ledger.version(CENTER_ID)
    assert all(secret in content(bundles["bureau"]) for secret in SECRETS.values())


def test_a_reader_gets_what_they_see_whole_and_the_hashes_of_the_rest(
    in_review: Case, bundles: dict[str, Path], reader: str
) -> None:
    verdict, bundle = verify.check(bundles[reader]), verify.Bundle(bundles[reader])
    whole = in_review.whole_versions(EXPERT if reader == "expert" else READERS[reader])
    assert {event.version for event in verify.events(bundle)} == whole
    assert verdict.withheld is not None
    assert verdict.counted.events + verdict.withheld.events == in_review.ledger.version(CENTER_ID)
    assert 0 < verdict.withheld.events < in_review.ledger.version(CENTER_ID)
    assert hashes(bundles[reader]).items() <= hashes(bundles["bureau"]).items()


@pytest.mark.parametrize("name", READERS)
def test_no_secret_is_in_the_archive_of_a_party_or_a_supervisor(name: str, bundles: dict[str, Path]) -> None:
    contents = content(bundles[name])
    assert [what for what, secret in SECRETS.items() if secret in contents] == []


def test_an_expert_has_their_own_opinion_and_no_other(bundles: dict[str, Path]) -> None:
    bundle = verify.Bundle(bundles["expert"])
    opinions = [json.loads(event.stored) for event in verify.events(bundle) if OPINION.encode() in event.stored]
    assert {opinion["actor"]["id"] for opinion in opinions} == {EXPERT.id}
    assert CONFIRMED.reason not in content(bundles["expert"])


def test_ones_own_refusal_is_in_it_and_nobody_elses(bundles: dict[str, Path]) -> None:
    contents = {name: content(bundle) for name, bundle in bundles.items()}
    assert {name for name, text in contents.items() if "no-own" in text} == {"lead", "bureau"}
    assert {name for name, text in contents.items() if "no-bureau" in text} == {"bureau"}


def test_the_documents_are_those_that_its_events_name(bundles: dict[str, Path], reader: str) -> None:
    enclosed = {name: set(verify.enclosed(verify.Bundle(bundle))) for name, bundle in bundles.items()}
    assert enclosed["bureau"] == {sha256(PAPER).hexdigest(), sha256(PAPER_WITHHELD).hexdigest()}
    assert enclosed[reader] == (enclosed["bureau"] if reader == "expert" else {sha256(PAPER).hexdigest()})


def test_a_court_checks_it_with_the_standard_library_alone(
    bundles: dict[str, Path], reader: str, unpack: Unpack
) -> None:
    outcome, withheld = run_alone(unpack(bundles[reader])), verify.check(bundles[reader]).withheld
    assert withheld is not None
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert f"另有 {withheld.events} 个事件、{withheld.receipts} 份回执不向其提供" in outcome.stdout
    assert f"{withheld.events} events and {withheld.receipts} receipts are withheld" in outcome.stdout


def test_the_report_says_how_much_is_withheld_and_why_and_never_what(bundles: dict[str, Path], reader: str) -> None:
    text, verdict = page(bundles[reader]), verify.check(bundles[reader])
    assert verdict.withheld is not None
    assert f"{verdict.withheld.events} 个事件、{verdict.withheld.receipts} 份回执" in text
    assert "its reader sees it" in text
    lines = re.findall(r'<tr class="withheld".*?</tr>', text, re.DOTALL)
    assert len(lines) == verdict.withheld.events
    assert len({re.sub(r"\d+|<code>\w+</code>", "", line) for line in lines}) == 1, "each says the same"
    assert reverify(bundles[reader], verdict) is ReportReading.AGREES
    assert 'class="withheld"' not in page(bundles["bureau"])


def test_a_report_that_tells_more_or_less_than_its_entries_is_found(bundles: dict[str, Path], unpack: Unpack) -> None:
    folder = unpack(bundles["lead"])
    text = (folder / "report.html").read_text(encoding="utf-8")
    rewrite(folder, "report.html", text.replace("未提供 <i", "无 <i").encode())
    assert reverify(folder, verify.check(folder)) is ReportReading.DIFFERS


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_gets_one(name: str, in_review: Case) -> None:
    with pytest.raises(ValueError, match="this reader"):
        in_review.bundle(STRANGERS[name])


def test_the_whole_log_is_for_whoever_sees_all(in_review: Case) -> None:
    for reader in (*READERS.values(), ACTORS[Role.OPERATOR]):
        with pytest.raises(ValueError, match="this reader"):
            in_review.bundle(reader, None)


def other(text: str) -> str:
    """Another hash."""
    return base64.b64encode(bytes(byte ^ 1 for byte in base64.b64decode(text))).decode()


def _withheld_event(items: list[dict[str, Any]]) -> int:
    """Where one of the withheld events stands that shown ones follow."""
    return next(place for place, item in enumerate(items) if item["kind"] == "event")


FORGERIES: dict[str, Change] = {
    "another hash": lambda items: items[0].update(hash=other(items[0]["hash"])),
    "no hash": lambda items: items[0].pop("hash"),
    "a short hash": lambda items: items[0].update(hash="AAAA"),
    "another path": lambda items: items[0].update(path=items[1]["path"]),
    "no path": lambda items: items[0].pop("path"),
    "another leaf": lambda items: items[0].update(leaf=items[0]["leaf"] + 1),
    "another version": lambda items: items[_withheld_event(items)].update(version=items[0]["version"] + 1),
    "another position": lambda items: items[_withheld_event(items)].update(position=items[0]["position"] + 1),
    "another kind": lambda items: items[0].update(kind="receipt", number=1),
    "no kind": lambda items: items[0].pop("kind"),
    "an event left out": lambda items: items.pop(_withheld_event(items)),
    "a receipt left out": lambda items: items.pop([item["kind"] for item in items].index("receipt")),
    "the last receipt left out": lambda items: items.pop(),
    "an entry twice": lambda items: items.insert(1, dict(items[0])),
    "entries swapped": lambda items: items.insert(0, items.pop(1)),
    "nothing withheld": lambda items: items.clear(),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_is_withheld_can_be_neither_changed_nor_left_out(
    forgery: str, bundles: dict[str, Path], unpack: Unpack
) -> None:
    folder = unpack(bundles["lead"])
    rewrite_lines(folder, verify.WITHHELD, FORGERIES[forgery])
    with pytest.raises(verify.Fails):
        verify.check(folder)
    outcome = run_alone(folder)
    assert (outcome.returncode, outcome.stderr) == (1, "")


def test_shown_entries_are_as_safe_beside_withheld_ones(bundles: dict[str, Path], unpack: Unpack) -> None:
    folder = unpack(bundles["lead"])
    for name, own in (("events.jsonl", 0), ("receipts.jsonl", 1)):
        kept = (folder / name).read_bytes()
        for place in range(len(lines_of(folder, name)) - own):  # a refusal at the end is missed by nobody
            rewrite_lines(folder, name, lambda items, place=place: items.pop(place))  # type: ignore[misc]
            with pytest.raises(verify.Fails):
                verify.check(folder)
            rewrite(folder, name, kept)
    verify.check(folder)


def test_that_the_last_decisions_are_left_out_is_seen_by_nobody(bundles: dict[str, Path], unpack: Unpack) -> None:
    """As the manual says: of one center no bundle proves that nothing follows."""
    folder = unpack(bundles["lead"])
    last = max(item["leaf"] for item in lines_of(folder, "events.jsonl"))
    for name in ("receipts.jsonl", verify.WITHHELD):
        rewrite_lines(folder, name, lambda items: items.__setitem__(slice(None), _until(items, last + 1)))
    assert verify.check(folder).counted.events


def _until(items: list[dict[str, Any]], leaf: int) -> list[dict[str, Any]]:
    return [item for item in items if item["leaf"] <= leaf]


def test_a_bundle_of_part_passes_for_no_other(bundles: dict[str, Path], unpack: Unpack) -> None:
    folder = unpack(bundles["lead"])
    manifest = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    for changed in ({"format": verify.FORMAT}, {"center": None}, {"center": "else"}):
        (folder / verify.MANIFEST).write_text(json.dumps(manifest | changed), encoding="utf-8")
        with pytest.raises(verify.Fails):
            verify.check(folder)


def test_after_the_closing_act_the_panel_is_known_and_no_opinions_author(tmp_path: Path) -> None:
    life = life_before("appoint_director", changes=CHANGES)
    case = Case(tmp_path, life)
    for reader in READERS.values():
        contents = content(case.bundle(reader))
        assert MEMBER.name in contents
        assert MINUTES in contents
        assert OPINION not in contents, "an opinion's bytes name its author"
        assert CONFIRMED.reason not in contents
    case.ledger.close()


def test_a_former_party_gets_what_was_on_record_while_it_was_one(tmp_path: Path) -> None:
    life = life_before("appoint_director", changes=CHANGES)
    life.take(commands()["amend_organisations"] | {"lead": LEAD, "joint": []})
    left = len(life.records)
    life.take(commands()["appoint_director"])
    case = Case(tmp_path, life)
    bundle = case.bundle(READERS["joint"])
    versions = [entry.version for entry in verify.in_order(verify.Bundle(bundle)) if not entry.is_receipt]
    assert versions == list(range(1, left + 1))
    assert commands()["appoint_director"]["name"] not in content(bundle)
    assert verify.Bundle(bundle).manifest["reader"] == "former"
    case.ledger.close()


def test_what_counts_no_more_says_so_to_a_reader(tmp_path: Path) -> None:
    life = life_before("appoint_director", changes=CHANGES).take(commands()["hold_exchange"])
    life.take(commands()["undo"] | {"position": len(life.records)})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})
    life.records[-1] = life.records[-1].model_copy(update={"confirmed": None})
    case = Case(tmp_path, life)
    bundle = case.bundle(READERS["lead"])
    assert page(bundle).count('class="undone"') == 1
    assert reverify(bundle, verify.check(bundle)) is ReportReading.AGREES
    case.ledger.close()


def test_either_database_gives_the_same_evidence(
    bundles: dict[str, Path], postgres_settings: LedgerSettings, tmp_path: Path
) -> None:
    case = Case(tmp_path, life_before("approve_construction", changes=CHANGES), postgres_settings)
    for name, reader in READERS.items():
        with ZipFile(case.bundle(reader)) as packed, ZipFile(bundles[name]) as known:
            assert packed.namelist() == known.namelist()
            for table in ("events.jsonl", "receipts.jsonl", verify.WITHHELD):
                assert packed.read(table) == known.read(table)
    case.ledger.close()
