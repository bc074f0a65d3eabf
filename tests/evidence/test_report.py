"""The report that a bundle carries: readable, printable, in both languages, and of nothing but itself."""

import json
import re
from itertools import groupby
from pathlib import Path
from zipfile import ZipFile

from domain.guideline.clauses import CLAUSES
from domain.replay import replay
from evidence import verify
from evidence.reverification import ReportReading, reverify
from tests.domain.test_any_history import history
from tests.evidence.conftest import CONFIRMED, ON_BEHALF_OF, REFUSED_AFTER, House
from tests.evidence.test_bundles import Unpack, rewrite
from tests.writing import receipt_for


def page(bundle: Path) -> str:
    with ZipFile(bundle) as packed:
        return packed.read("report.html").decode()


def test_every_event_stands_in_the_report_with_its_clause_in_both_languages(bundles: dict[str, Path]) -> None:
    text = page(bundles["center"])
    for record in history("everything"):
        assert record.event.LABEL.zh in text
        assert record.event.LABEL.en in text
        assert CLAUSES[record.event.clause].title.zh in text
        assert f"record {record.version}<" in text


def test_refusals_stand_between_the_events_with_their_reason(bundles: dict[str, Path]) -> None:
    text = page(bundles["center"])
    assert text.count('class="refused"') == len(REFUSED_AFTER)
    assert "不予办理 Refused" in text
    assert "No ground for revocation" in text


def test_what_was_confirmed_stands_in_the_report_with_its_reason(bundles: dict[str, Path]) -> None:
    text = page(bundles["center"])
    others = [record.confirmed for record in history("everything") if record.confirmed]
    assert text.count("经确认的疑点") == sum(len(confirmed.doubts) for confirmed in (CONFIRMED, *others))
    assert "Its day, 28 February 2022, lies far back." in text
    assert CONFIRMED.reason in text


def test_whose_paper_was_entered_stands_in_the_report_with_the_day_of_receipt(bundles: dict[str, Path]) -> None:
    text = page(bundles["center"])
    assert text.count("代录 · 提交单位") == 1
    assert "Entered on behalf · Received on" in text
    assert ON_BEHALF_OF.organisation in text
    assert ON_BEHALF_OF.document.sha256 in text


def test_what_counts_no_more_says_so_in_the_report_of_its_center_and_in_that_of_the_whole_log(tmp_path: Path) -> None:
    house = House(tmp_path)
    records = [
        record.model_copy(update={"center_id": "undone", "command_id": f"undone-{record.command_id}"})
        for record in history("undone")
    ]
    for _, decided in groupby(records, lambda record: record.command_id):
        together = list(decided)
        house.ledger.append(together, receipt_for(together, "told"))
    house.sign()
    center = replay(records)
    assert center is not None
    undone = sum(len(act.versions) for act in center.undone)
    assert undone
    for name, center_id in (("center.zip", "undone"), ("all.zip", None)):
        bundle = house.bundle(center_id, name)
        assert page(bundle).count('class="undone"') == page(bundle).count("已失效：") == undone
        assert reverify(bundle, verify.check(bundle)) is ReportReading.AGREES
    house.ledger.close()


def test_the_report_of_the_whole_log_names_each_center(bundles: dict[str, Path]) -> None:
    text = page(bundles["all"])
    assert "上海市空间能源产业计量测试中心 <code>sh-space-energy</code>" in text
    assert "上海市海缆产业计量测试中心" in text


def test_a_page_needs_nothing_from_elsewhere(bundle: Path) -> None:
    text = page(bundle)
    assert not re.search(r"<(script|link|img|iframe|object|form)|@import|url\(|(src|href)=", text)
    assert '<meta charset="utf-8">' in text
    assert "@page" in text


def test_the_report_says_what_the_entries_say(bundle: Path) -> None:
    assert reverify(bundle, verify.check(bundle)) is ReportReading.AGREES


def test_a_report_that_says_otherwise_is_found_although_its_digest_fits(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    text = (folder / "report.html").read_text(encoding="utf-8")
    rewrite(folder, "report.html", text.replace("批准筹建", "不批准筹建").encode())
    assert reverify(folder, verify.check(folder)) is ReportReading.DIFFERS


def test_another_releases_wording_is_not_judged(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    manifest = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8")) | {"program": "9.9"}
    (folder / verify.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert reverify(folder, verify.check(folder)) is ReportReading.AGREES, "it reads the same, whoever wrote it"
    text = (folder / "report.html").read_text(encoding="utf-8")
    rewrite(folder, "report.html", text.replace("批准筹建", "同意筹建").encode())
    assert reverify(folder, verify.check(folder)) is ReportReading.NOT_COMPARED


def test_a_report_worded_before_reminders_were_called_due_is_not_called_false(bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    text = (folder / "report.html").read_text(encoding="utf-8")
    now = '<b>提醒到期</b><i lang="en">Reminder due</i>'
    assert now in text
    rewrite(folder, "report.html", text.replace(now, '<b>发出提醒</b><i lang="en">Reminder sent</i>').encode())
    manifest = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    manifest["program"] = manifest["program"].partition("+")[0]
    (folder / verify.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert reverify(folder, verify.check(folder)) is ReportReading.NOT_COMPARED


def test_a_report_calls_things_as_the_forms_do(bundles: dict[str, Path]) -> None:
    text = page(bundles["center"])
    assert "完善情况" in text
    assert "评审结论" not in text
    assert "主要承建单位 · 单位名称" in text
