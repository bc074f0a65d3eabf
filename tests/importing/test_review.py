"""A list is taken up as it was shown, whoever else writes meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import pytest

from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.roles import Role
from importing.importer import ImportDifference, ImportedRow, Importer, importer_of
from importing.review import review, take_up
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.importing.conftest import NOW
from tests.importing.lists import HEADINGS, office_row
from tests.importing.sheets.workbooks import workbook
from tests.ledger.conftest import postgres, postgres_settings, settings, sqlite_settings
from tests.lives import ACTORS

__all__ = ["postgres", "postgres_settings", "settings", "sqlite_settings"]

LIGHT, SPACE = "上海市智慧照明产业计量测试中心", "上海市空间能源产业计量测试中心"
CONTENT = workbook([HEADINGS, office_row(1, LIGHT, "2022年5月"), office_row(2, SPACE, "2023年5月前")])


@dataclass(frozen=True)
class Overtaken(Importer):
    """Somebody else brings a list just before this one is written."""

    others: bytes = b""

    def write(self, rows: Sequence[ImportedRow]) -> None:
        other = Importer(self.ledger, self.policy, self.source, self.now)
        take_up(other, self.others, review(other, self.others).fingerprint)
        super().write(rows)


@pytest.fixture
def of_list(settings: LedgerSettings) -> Iterator[Importer]:
    """An importer of the list, into a ledger of each kind in turn."""
    migrate(settings)
    opened = open_ledger(settings)
    yield Importer(opened, Policy(), "名录.xlsx", NOW)
    opened.close()


def overtaken(intake: Importer, others: bytes) -> Overtaken:
    return Overtaken(**{one.name: getattr(intake, one.name) for one in fields(Importer)}, others=others)


def test_the_same_list_of_two_at_once_is_on_record_once(of_list: Importer) -> None:
    shown = review(of_list, CONTENT).fingerprint
    found, is_on_record = take_up(overtaken(of_list, CONTENT), CONTENT, shown)
    assert (is_on_record, found.counts) == (True, {"unchanged": 2})
    assert of_list.ledger.head() == 4


def test_what_another_list_has_brought_meanwhile_is_shown_before_anything_is_added_to_it(of_list: Importer) -> None:
    shown = review(of_list, CONTENT).fingerprint
    others = workbook([HEADINGS, office_row(1, LIGHT, "2021")])
    found, is_on_record = take_up(overtaken(of_list, others), CONTENT, shown)
    assert (is_on_record, found.counts) == (False, {"added": 1, "new": 1})
    assert len(of_list.ledger.streams()) == 1


def test_what_is_taken_up_is_bound_to_all_that_was_shown_of_each_row(of_list: Importer) -> None:
    found = review(of_list, CONTENT)
    row = found.rows[0]
    others = [
        row._replace(imported=replace(row.imported, doubts=(Label("另一疑点", "Another doubt"),))),
        row._replace(imported=replace(row.imported, differences=(ImportDifference("name_zh", "甲", "乙"),))),
        row._replace(facts=tuple(one._replace(is_new=not one.is_new) for one in row.facts)),
    ]
    shown = {replace(found, rows=(other, *found.rows[1:])).fingerprint for other in others}
    assert len(shown - {found.fingerprint}) == 3
    assert review(of_list, CONTENT).fingerprint == found.fingerprint


def test_a_wrong_list_is_not_taken_up_whatever_was_shown(of_list: Importer) -> None:
    found, is_on_record = take_up(of_list, b"%PDF", review(of_list, b"%PDF").fingerprint)
    assert (is_on_record, [fault.place for fault in found.faults], of_list.ledger.head()) == (False, ["$"], 0)


def test_whoever_brings_a_list_is_on_record_by_id_and_name(of_list: Importer) -> None:
    officer = ACTORS[Role.OFFICER]
    theirs = replace(of_list, actor=importer_of(officer))
    take_up(theirs, CONTENT, review(theirs, CONTENT).fingerprint)
    assert {(record.actor.id, record.actor.name) for record in of_list.ledger.log()} == {(officer.id, officer.name)}
